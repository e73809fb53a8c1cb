//! The test kit: real servers, people who use them, and what they are shown.
//! Tests speak of hosts and shows here; of HTTP only where HTTP is the point.

mod answer;
mod browser;
mod clip;
mod clock;
pub mod crowd;
mod engine;
mod eventually;
mod html;
mod installation;
mod outsider;
mod person;
mod playlist;
mod publishing;
mod push_service;
mod recording;
mod server;
mod showcase;
mod socket;
mod unfinished;
pub mod webdriver;
mod wire;

pub use answer::{Answer, expect_problem};
pub use browser::{Browser, Call};
pub use clip::{Clip, run_tool};
pub use clock::TestClock;
pub use engine::Engine;
pub use eventually::{eventually, eventually_within};
pub use html::{Tag, tags};
pub use installation::Installation;
pub use outsider::Outsider;
pub use person::{Person, Planned};
pub use playlist::Playlist;
pub use publishing::{Broadcast, SOON};
pub use push_service::{Device, Push, PushService};
pub use recording::Recorded;
pub use reqwest::Method;
pub use server::Kit;
pub use showcase::Showcase;
pub use socket::Socket;
pub use unfinished::Unfinished;
pub use wire::Wire;

/// Declares behaviours that must hold on both database engines: each becomes
/// the tests `name::sqlite` and `name::postgres`. Tried on a [`Kit`], or on an
/// [`Installation`] where that is named.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($kit:ident) $body:block)+) => {
        $crate::on_both! { $($(#[$meta])* async fn $name($kit: Kit) $body)+ }
    };
    ($($(#[$meta:meta])* async fn $name:ident($kit:ident: $kind:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn behaviour($kit: &mut $crate::$kind) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::$kind::run($crate::Engine::Sqlite, behaviour).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::$kind::run($crate::Engine::Postgres, behaviour).await;
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
            $crate::Kit::run($crate::Engine::Sqlite, behaviour).await;
        }
    )+};
}
