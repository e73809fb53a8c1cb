//! One show from the first click to the moment it is gone for everyone: a
//! host's camera, viewers beside it, a host who vanishes and comes back, the
//! replay and its end.

use std::time::Duration;

use kit::webdriver::{Driver, Screen, Window};
use kit::{eventually, on_one};
use serde_json::{Value, json};

use crate::host::{broadcaster_is, go_live, plan_a_show, sign_in};
use crate::viewer::{ask_for_sound, frames_advance, player_is, sound_is_heard};

/// What the server says of each, past the browser's cache: for that no time has passed.
async fn statuses(window: &Window, paths: &[String]) -> Vec<Value> {
    let mut statuses = Vec::new();
    for path in paths {
        let ask = format!(
            "const request = new XMLHttpRequest(); request.open('GET', '{path}?fresh', false); request.send(); \
             return request.status;"
        );
        statuses.push(window.run(&ask).await);
    }
    statuses
}

on_one! {
    async fn a_show_from_the_first_click_until_it_is_gone(kit) {
        let base = kit.guest().url("");
        let host_driver = Driver::start().await;
        let host = Window::open(&host_driver, Screen::Desktop).await;
        let studio = plan_a_show(&base, &host).await;
        let show = studio.rsplit('/').next().expect("a path").to_owned();
        let page = format!("{base}/shows/{show}");

        host.screenshot("studio-before").await;
        go_live(&host).await;
        host.screenshot("studio-live").await;

        let driver = Driver::start().await;
        let viewer = Window::open(&driver, Screen::Phone).await;
        viewer.goto(&page).await;
        player_is(&viewer, "playing").await;
        assert_eq!(
            viewer.run("return document.querySelector('vitrine-player').dataset.transport;").await,
            "whep"
        );
        frames_advance(&viewer).await;
        ask_for_sound(&viewer).await;
        sound_is_heard(&viewer).await;
        viewer.fits().await;
        viewer.screenshot("room").await;

        let late = Window::open(&driver, Screen::Desktop).await;
        late.goto(&page).await;
        player_is(&late, "playing").await;
        frames_advance(&late).await;
        late.screenshot("room").await;
        late.goto(&format!("{base}/")).await;
        late.find("a[href*='/shows/']").await;
        late.screenshot("home-live").await;
        viewer.has_no_complaints().await;

        // The host's browser is killed: no goodbye of any kind.
        host_driver.stop().await;
        player_is(&viewer, "waiting").await;
        viewer.screenshot("room-waiting").await;
        let host_driver = Driver::start().await;
        let host = Window::open(&host_driver, Screen::Phone).await;
        sign_in(&base, &host, &studio).await;
        host.screenshot("studio-return").await;
        host.click("[data-action=resume]").await;
        broadcaster_is(&host, "live").await;
        player_is(&viewer, "playing").await;
        frames_advance(&viewer).await;
        host.screenshot("studio-live").await;

        host.click("[data-part=end] button[type=submit]").await;
        host.find("dialog.ask").await;
        host.screenshot("studio-end").await;
        host.click("dialog.ask .button-danger").await;
        player_is(&viewer, "ended").await;
        viewer.screenshot("room-ended").await;
        let knocks = "const Real = RTCPeerConnection;
            let made = 0;
            window.RTCPeerConnection = class extends Real { constructor(...how) { super(...how); made += 1; } };
            dispatchEvent(new Event('online'));
            return made;";
        assert_eq!(viewer.run(knocks).await, 0, "nobody knocks at what is over");

        let playlist = format!("/hls/{show}/index.m3u8");
        eventually("the whole replay", async || {
            (kit.guest().get(&playlist).await.status == 200).then_some(())
        })
        .await;
        for window in [&viewer, &late] {
            window.goto(&page).await;
            window
                .run("const video = document.querySelector('video'); video.muted = true; video.play(); return null;")
                .await;
            player_is(window, "playing").await;
            frames_advance(window).await;
        }
        viewer.until("document.querySelector('video').duration > 5").await;
        viewer
            .run("const video = document.querySelector('video'); video.currentTime = video.duration * 0.6; return null;")
            .await;
        viewer
            .until("(() => { const v = document.querySelector('video'); return !v.seeking && v.currentTime > v.duration * 0.6; })()")
            .await;
        viewer.fits().await;
        viewer.screenshot("replay").await;
        late.screenshot("replay").await;

        kit.advance(Duration::from_secs(24 * 3_600));
        let all = [format!("/shows/{show}"), playlist.clone(), format!("/hls/{show}/init-1.mp4")];
        for window in [&viewer, &host] {
            assert_eq!(statuses(window, &all).await, [json!(410), json!(410), json!(410)]);
        }
        eventually("the recording to be erased", async || (kit.blobs() == 0).then_some(())).await;
        let id = show.parse().expect("an id");
        let keys = kit.count("SELECT COUNT(*) FROM replay_keys WHERE show_id = $1", id).await;
        assert_eq!(keys, 0, "the key is destroyed");
        for window in [&viewer, &late] {
            window.goto(&page).await;
            window.find("main h1").await;
            window.screenshot("gone").await;
        }
        driver.stop().await;
        host_driver.stop().await;
    }
}
