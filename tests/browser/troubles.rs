//! What browsers and networks do that nobody tells a page of: no WebRTC at all, a
//! line that dies without a word.

use std::time::Duration;

use kit::webdriver::{Driver, Screen, Window};
use kit::{eventually, eventually_within, on_one};
use serde_json::json;

use crate::room::{is_in_the_room, on_the_air, reads, said};
use crate::viewer::{frames_advance, player_is};

/// A page takes a silent line for dead after forty seconds.
const UNTIL_DEAD: Duration = Duration::from_secs(75);

/// Sockets of which the page hears nothing more once `window.deaf` is set. Those
/// opened later are sound.
const DEAF: &str = "window.WebSocket = class extends WebSocket {
    set onmessage(hear) { super.onmessage = hear && ((event) => this === window.deaf || hear(event)); }
    set onclose(hear) { super.onclose = hear && ((event) => this === window.deaf || hear(event)); }
    constructor(url) { super(url); window.line = this; }
};";

async fn before_each_page(window: &Window, script: &str) {
    window
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({ "source": script }),
        )
        .await;
}

on_one! {
    async fn a_browser_without_webrtc_watches_over_http(kit) {
        let ana = kit.sign_up("ana").await;
        let (show, broadcast) = on_the_air(kit, &ana).await;
        // There is nothing to play before the first segment.
        eventually("a playlist", async || {
            (kit.guest().get(&show.playlist()).await.status == 200).then_some(())
        })
        .await;
        let driver = Driver::start().await;
        let viewer = Window::open(&driver, Screen::Phone).await;
        before_each_page(&viewer, "delete window.RTCPeerConnection;").await;
        viewer.goto(&kit.guest().url(&show.page())).await;
        player_is(&viewer, "playing").await;
        frames_advance(&viewer).await;
        let transport = viewer.run("return document.querySelector('vitrine-player').dataset.transport;").await;
        assert_eq!(transport, "hls");
        viewer.has_no_complaints().await;
        broadcast.leave().await;
        driver.stop().await;
    }

    async fn who_only_reads_notices_that_the_line_has_died(kit) {
        let ana = kit.sign_up("ana").await;
        let (show, broadcast) = on_the_air(kit, &ana).await;
        let (mut host, _) = ana.enter(&show).await;
        let (_other, _) = kit.guest().enter(&show).await;
        let driver = Driver::start().await;
        let guest = Window::open(&driver, Screen::Desktop).await;
        before_each_page(&guest, DEAF).await;
        guest.goto(&kit.guest().url(&show.page())).await;
        is_in_the_room(&guest).await;
        // Two are in the room besides the host, one of them with the picture: the room's own count is shown.
        guest.until("document.querySelector('.player [data-part=viewers]').textContent === '2'").await;
        host.say("before").await;
        reads(&guest, "before").await;
        guest.run("window.deaf = window.line; return null;").await;
        host.say("meanwhile").await;
        eventually_within(UNTIL_DEAD, "what was missed", async || {
            (said(&guest).await == ["before", "meanwhile"]).then_some(())
        })
        .await;
        broadcast.leave().await;
        driver.stop().await;
    }
}
