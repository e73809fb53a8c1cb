//! How late the picture is, and whether the player admits it.

use kit::Showcase;
use kit::webdriver::{Driver, Screen, Sighting, Window};

use crate::viewer::player_is;

/// The demo's live show.
const TITLE: &str = "Evening glaze: new stoneware";
const PICTURES: u32 = 300;
/// Far beyond what a live picture may lag, in milliseconds: one that is older
/// was not drawn for this show.
const LIVE: f64 = 10_000.0;
/// Half of a round trip on loopback, on a busy machine, in milliseconds.
const HALF_ROUND_TRIP: f64 = 30.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_picture_is_of_now_and_the_player_says_how_late_it_is() {
    let showcase = Showcase::open().await;
    let page = showcase.live_page(TITLE).await;
    let driver = Driver::start().await;
    let window = Window::open(&driver, Screen::Phone).await;
    window.time_first_picture().await;
    window.goto(&page).await;
    player_is(&window, "playing").await;
    let first = window.first_picture().await;
    let glass = window.look_through_glass(PICTURES).await;
    window.close().await;
    driver.stop().await;
    showcase.close().await;
    println!(
        "first picture {:.0} ms after the page was asked for, {:.0} ms after the stream was\n{glass}",
        first.after_opening, first.after_asking
    );

    let behind: Vec<f64> = glass
        .seen
        .iter()
        .filter_map(|seen| seen.since_drawn(seen.told))
        .collect();
    assert!(
        behind.iter().all(|behind| (0.0..LIVE).contains(behind)),
        "each picture was drawn a moment before it was shown: {behind:?}"
    );
    // Drawn is shown less how long that took. One picture may be shown twice.
    let mut drawn: Vec<f64> = glass
        .seen
        .iter()
        .filter_map(|seen| Some((seen.told - seen.since_drawn(seen.told)?).round()))
        .collect();
    assert!(drawn.is_sorted(), "none comes late: {drawn:?}");
    drawn.dedup();
    assert!(
        drawn.len() > PICTURES as usize / 2,
        "the picture moves: {drawn:?}"
    );

    // The player knows of its own browser and the way to the server, not of
    // the camera's delay.
    let (within, whole) = (
        glass.spread(Sighting::within_browser),
        glass.spread(Sighting::to_screen),
    );
    assert!(!glass.claims.is_empty(), "the player says how late it is");
    for claim in &glass.claims {
        assert!(
            (within.min - 1.0..=whole.max + HALF_ROUND_TRIP).contains(claim),
            "the player says {claim} ms: {glass}"
        );
    }
}
