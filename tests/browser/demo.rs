//! The demo as its first visitor meets it.

use kit::Showcase;
use kit::webdriver::{Driver, Screen, Window};

use crate::room::{is_in_the_room, reads};
use crate::viewer::{frames_advance, player_is};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_finds_a_show_with_people_in_it() {
    let showcase = Showcase::open().await;
    let page = showcase.live_page("Evening glaze: new stoneware").await;
    let driver = Driver::start().await;
    let window = Window::open(&driver, Screen::Phone).await;
    window.goto(&page).await;
    player_is(&window, "playing").await;
    frames_advance(&window).await;
    is_in_the_room(&window).await;
    reads(&window, "Good evening from the loom!").await;
    reads(&window, "@kofi it is. It was still warm at noon.").await;
    window.has_no_complaints().await;
    window.close().await;
    driver.stop().await;
    showcase.close().await;
}
