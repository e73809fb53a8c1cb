//! `load glass`: how late the picture is in a real browser, from the moment the
//! demo begins to draw it to the moment the browser expects it to be visible.

use std::path::PathBuf;
use std::time::Duration;

use kit::webdriver::{Driver, Screen, Window};
use tokio::time::{Instant, sleep};

use crate::Outcome;
use crate::server::{self, Server};

/// The demo's first start makes a replay of 40 s, and longer where it is slow.
const REPLAY_IS_MADE: Duration = Duration::from_secs(90);
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// Buffers have found their size by then.
const SETTLES: Duration = Duration::from_secs(20);

pub(crate) async fn run(pictures: u32, phone: bool, program: Option<PathBuf>) -> Outcome<()> {
    let server = Server::demo(&server::program(program)?).await?;
    let show = alone_on_the_air(&server).await?;
    let driver = Driver::start().await;
    let screen = if phone { Screen::Phone } else { Screen::Desktop };
    let window = Window::open(&driver, screen).await;
    window.time_first_picture().await;
    window.goto(&format!("{}/shows/{show}", server.url)).await;
    let first = window.first_picture().await;
    sleep(SETTLES).await;
    let glass = window.look_through_glass(pictures).await;
    window.close().await;
    driver.stop().await;
    server.stop().await?;
    println!(
        "first picture {:.0} ms after the page was asked for, {:.0} ms after the stream was",
        first.after_opening, first.after_asking
    );
    println!("{glass}");
    Ok(())
}

/// The live show, once the demo publishes no other beside it.
async fn alone_on_the_air(server: &Server) -> Outcome<String> {
    let deadline = Instant::now() + REPLAY_IS_MADE;
    while Instant::now() < deadline {
        let live = server.shows("live").await?;
        if let [show] = &live[..]
            && !server.shows("ended").await?.is_empty()
        {
            return Ok(show.clone());
        }
        sleep(LOOK_AGAIN).await;
    }
    Err("the demo does not come to rest".into())
}
