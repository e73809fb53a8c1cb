//! The network goes away in mid-show and comes back: nobody has to press a
//! thing.

use std::time::Duration;

use kit::webdriver::{Driver, Screen, Window};
use kit::{Kit, Method, Wire, eventually, on_one};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::host::{broadcaster_is, go_live, plan_a_show};
use crate::viewer::{ask_for_sound, frames_advance, player_is, sound_is_heard};

/// A lift, a tunnel, a change of network.
const SHORT: Duration = Duration::from_secs(5);
/// After ten seconds the server misses a host.
const UNTIL_MISSED: Duration = Duration::from_secs(12);

/// Cuts the wire, for no less than `time`, until `meanwhile` is over.
async fn cut_for(wire: &Wire, time: Duration, meanwhile: impl Future<Output = ()>) {
    wire.cut();
    tokio::join!(sleep(time), meanwhile);
    wire.join();
}

/// Leaves a mark in the page, which a reload would wipe out.
async fn mark(window: &Window) {
    window.run("window.stayed = true; return null;").await;
}

async fn was_not_reloaded(window: &Window) {
    assert_eq!(
        window.run("return window.stayed;").await,
        true,
        "the page is the same"
    );
}

/// The show as the server has it, asked past the wire.
async fn show(kit: &Kit, id: &str) -> Value {
    let found = kit.guest().api(Method::GET, &format!("/shows/{id}")).send().await;
    found.expect(200).json()
}

async fn show_says(kit: &Kit, id: &str, field: &str, value: Value) {
    eventually(&format!("{field} to be {value}"), async || {
        (show(kit, id).await[field] == value).then_some(())
    })
    .await;
}

on_one! {
    async fn a_viewer_is_cut_off_for_five_seconds_and_goes_on_watching(kit) {
        let wire = Wire::lay(kit).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let host = Window::open(&driver, Screen::Desktop).await;
        let studio = plan_a_show(&base, &host).await;
        let id = studio.rsplit('/').next().expect("a path");
        go_live(&host).await;
        wire.spare_those_present();

        let viewer = Window::open(&driver, Screen::Phone).await;
        viewer.goto(&wire.url(&format!("/shows/{id}"))).await;
        player_is(&viewer, "playing").await;
        frames_advance(&viewer).await;
        ask_for_sound(&viewer).await;
        sound_is_heard(&viewer).await;
        show_says(kit, id, "viewers", json!(1)).await;
        mark(&viewer).await;

        cut_for(&wire, SHORT, async {
            player_is(&viewer, "reconnecting").await;
            viewer.until("document.querySelector('.player [data-when=reconnecting]').checkVisibility()").await;
            viewer.screenshot("room-cut-off").await;
        })
        .await;
        let joined = Instant::now();
        player_is(&viewer, "playing").await;
        println!("the picture is back {:?} after the network", joined.elapsed());
        frames_advance(&viewer).await;
        sound_is_heard(&viewer).await;
        assert_eq!(
            viewer.run("return document.querySelector('vitrine-player').dataset.transport;").await,
            "whep"
        );
        was_not_reloaded(&viewer).await;
        show_says(kit, id, "viewers", json!(1)).await;
        driver.stop().await;
    }

    async fn a_host_is_cut_off_and_missed_and_the_show_goes_on(kit) {
        let wire = Wire::lay(kit).await;
        let driver = Driver::start().await;
        let host = Window::open(&driver, Screen::Desktop).await;
        let studio = plan_a_show(&wire.url(""), &host).await;
        let id = studio.rsplit('/').next().expect("a path");
        go_live(&host).await;
        show_says(kit, id, "state", json!("live")).await;
        let began = show(kit, id).await["started_at"].clone();
        mark(&host).await;

        cut_for(&wire, UNTIL_MISSED, async {
            broadcaster_is(&host, "reconnecting").await;
            host.screenshot("studio-cut-off").await;
            show_says(kit, id, "paused", json!(true)).await;
        })
        .await;
        let joined = Instant::now();
        broadcaster_is(&host, "live").await;
        println!("the host is back {:?} after the network", joined.elapsed());
        show_says(kit, id, "paused", json!(false)).await;
        was_not_reloaded(&host).await;
        let now = show(kit, id).await;
        assert_eq!((&now["state"], &now["started_at"]), (&json!("live"), &began), "the same show");

        let viewer = Window::open(&driver, Screen::Phone).await;
        viewer.goto(&kit.guest().url(&format!("/shows/{id}"))).await;
        player_is(&viewer, "playing").await;
        frames_advance(&viewer).await;
        ask_for_sound(&viewer).await;
        sound_is_heard(&viewer).await;
        driver.stop().await;
    }
}
