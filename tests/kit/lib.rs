//! The test kit: real servers, people who use them, and what they are shown.
//! Tests speak of hosts and shows here; of HTTP only where HTTP is the point.

mod answer;
mod browser;
mod clip;
mod clock;
mod engine;
mod eventually;
mod html;
mod person;
mod publishing;
mod recording;
mod server;
pub mod webdriver;

pub use answer::{Answer, expect_problem};
pub use browser::{Browser, Call};
pub use clip::{Clip, run_tool};
pub use clock::TestClock;
pub use engine::Engine;
pub use eventually::{eventually, eventually_within};
pub use html::{Tag, tags};
pub use person::{Person, Planned};
pub use publishing::{Broadcast, SOON};
pub use recording::Recorded;
pub use reqwest::Method;
pub use server::{Kit, run};

/// Declares behaviours that must hold on both database engines: each becomes
/// the tests `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($kit:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn behaviour($kit: &mut $crate::Kit) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::run($crate::Engine::Sqlite, behaviour).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::run($crate::Engine::Postgres, behaviour).await;
            }
        }
    )+};
}

/// Declares behaviours that don't depend on the engine: each is one test, on SQLite.
#[macro_export]
macro_rules! on_one {
    ($($(#[$meta:meta])* async fn $name:ident($kit:ident) $body:block)+) => {$(
        $(#[$meta])*
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            async fn behaviour($kit: &mut $crate::Kit) $body
            $crate::run($crate::Engine::Sqlite, behaviour).await;
        }
    )+};
}
