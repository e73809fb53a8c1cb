//! The binary's own room: configuration, wiring, the demo. The only one that
//! sees all the others.

pub mod command;
pub mod config;
pub mod demo;
mod logging;
mod qr;
pub mod server;
mod stage;
mod tls;
