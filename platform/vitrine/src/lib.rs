//! The binary's own room: configuration, wiring, the demo. The only one that
//! sees all the others.

mod carrier;
pub mod command;
pub mod config;
pub mod demo;
mod descriptors;
mod logging;
mod qr;
pub mod server;
mod stage;
mod tls;
