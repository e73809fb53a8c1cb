//! WebSockets (RFC 6455): the room's, and what any other would be built of.
//!
//! `handshake` makes a request a `Line`, `frames` reads what comes in, and what
//! goes out are frames somebody else made ready, the same bytes for everyone.

#[cfg(feature = "echo")]
pub mod echo;
mod frames;
mod handshake;
mod line;
mod room;
mod sockets;

pub(crate) use handshake::Handshake;
pub(crate) use room::{Attendance, attend};
pub use sockets::{SocketCeilings, SocketStats, Sockets};
