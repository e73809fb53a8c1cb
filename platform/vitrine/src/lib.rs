//! The binary's own room: configuration, wiring, the demo. The only one that
//! sees all the others.

mod carrier;
pub mod command;
pub mod config;
pub mod demo;
mod descriptors;
mod ears;
mod front;
mod logging;
mod mail;
mod qr;
pub mod server;
mod shop_news;
mod stage;
mod till;
mod tls;
