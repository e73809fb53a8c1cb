//! What was shown for sale comes up again in the replay, at its second.

use std::time::Duration;

use kit::webdriver::{Driver, Screen, Window};
use kit::{Method, eventually, on_one};
use serde_json::json;

use crate::stall::{Stall, card_is_up};
use crate::viewer::player_is;

const PLAY: &str =
    "const video = document.querySelector('video'); video.muted = true; video.play(); return null;";
/// Plays from that place, in milliseconds, and notes where the picture was when a card came up.
const PLAY_FROM: &str = "
    const video = document.querySelector('video');
    window.cardAt = null;
    new MutationObserver(() => {
        if (document.querySelector('.goods-card')) window.cardAt ??= Math.round(video.currentTime * 1000);
    }).observe(document.querySelector('vitrine-goods'), { childList: true, subtree: true });
    video.currentTime = arguments[0] / 1000;
    video.play();
    return null;";

async fn pause_at(window: &Window, place_ms: i64) {
    let seek = "const video = document.querySelector('video'); video.pause(); video.currentTime = arguments[0] / 1000; return null;";
    window.run_with(seek, vec![json!(place_ms)]).await;
    window.until("!document.querySelector('video').seeking").await;
}

on_one! {
    async fn a_replays_pin_comes_up_at_its_second_and_opens_the_product(kit) {
        let stall = Stall::plan(kit, 7).await;
        let mut broadcast = stall.on_the_air(kit).await;
        broadcast.has_run(Duration::from_secs(5)).await;
        stall.pin().await;
        broadcast.has_run(Duration::from_secs(9)).await;
        broadcast.leave().await;
        let show = &stall.show;
        kit.state_is(show, "ended").await;
        eventually("the whole replay", async || (kit.guest().get(&show.playlist()).await.status == 200).then_some(())).await;
        let told = kit.guest().api(Method::GET, &format!("{}/timeline", show.api())).send().await.expect(200).json();
        let events = told["events"].as_array().expect("a list");
        let pinned = events.iter().find(|placed| placed["event"]["t"] == "pins").expect("the pin is kept");
        let second = pinned["offset_ms"].as_i64().expect("a place");
        assert!((4_000..7_000).contains(&second), "{told}");

        let driver = Driver::start().await;
        for screen in Screen::ALL {
            let window = Window::open(&driver, screen).await;
            window.goto(&kit.guest().url(&show.page())).await;
            window.run(PLAY).await;
            player_is(&window, "playing").await;
            pause_at(&window, second - 1_500).await;
            assert!(!window.has(".goods-card").await, "it is not shown yet");
            window.run_with(PLAY_FROM, vec![json!(second - 1_500)]).await;
            window.until("window.cardAt !== null").await;
            let late = window.run("return window.cardAt;").await.as_i64().expect("a time") - second;
            assert!((0..1_000).contains(&late), "{late} ms after its place");
            pause_at(&window, second + 500).await;
            card_is_up(&window, "Breakfast bowl").await;
            window.fits().await;
            window.screenshot("replay-card").await;

            window.click(".goods-card[data-front] .goods-name").await;
            window.until("document.querySelector('#sheet-title').textContent === 'Breakfast bowl'").await;
            window.until("document.querySelector('vitrine-product .look-left')?.textContent === '7 left'").await;
            window.until("document.querySelector('vitrine-product .price-now').textContent === '€39'").await;
            window.screenshot("replay-product").await;
            window.click("vitrine-sheet [data-action=close]").await;

            pause_at(&window, second - 1_500).await;
            window.until("!document.querySelector('.goods-card')").await;
            // The product's page leads to the moment.
            window.goto(&kit.guest().url(&stall.product_page())).await;
            window.screenshot("product-moments").await;
            window.click(".moment a").await;
            window.arrives_at(&show.page()).await;
            window.run(PLAY).await;
            player_is(&window, "playing").await;
            card_is_up(&window, "Breakfast bowl").await;
            window.has_no_complaints().await;
            window.close().await;
        }
        driver.stop().await;
    }
}
