//! The test kit: real servers, people who use them, and what they are shown.
//! Tests speak of hosts and shows here; of HTTP only where HTTP is the point.

mod answer;
mod browser;
mod buying;
mod clip;
mod clock;
mod counter;
pub mod crowd;
mod engine;
mod eventually;
mod faulty;
mod html;
mod installation;
mod mail_server;
mod outsider;
mod person;
mod playlist;
mod publishing;
mod push_service;
mod recording;
mod server;
mod shop;
mod showcase;
mod socket;
mod stops;
mod stripe;
mod unfinished;
pub mod webdriver;
mod webhook_receiver;
mod wire;

pub use answer::{Answer, expect_problem};
pub use browser::{Browser, Call};
pub use buying::{Checkout, address, card};
pub use clip::{Clip, run_tool};
pub use clock::TestClock;
pub use counter::{Counter, someone};
pub use engine::Engine;
pub use eventually::{eventually, eventually_within};
pub use faulty::{Faulty, next_chance};
pub use html::{Tag, tags};
pub use installation::Installation;
pub use mail_server::{MailServer, Received};
pub use outsider::Outsider;
pub use person::{Person, Planned};
pub use playlist::Playlist;
pub use publishing::{Broadcast, SOON};
pub use push_service::{Device, Push, PushService};
pub use recording::Recorded;
pub use reqwest::Method;
pub use server::Kit;
pub use shop::{Goods, Shopfront, euro};
pub use showcase::Showcase;
pub use socket::Socket;
pub use stops::{Stop, Stops};
pub use stripe::{Arrange, FakeStripe, Fault};
pub use unfinished::Unfinished;
pub use webhook_receiver::{Arrival, WebhookReceiver};
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
