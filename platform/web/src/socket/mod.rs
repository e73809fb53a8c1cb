//! WebSockets (RFC 6455): a room's, a session's of advice, and what any other would be
//! built of.
//!
//! `handshake` makes a request a `Line`, `frames` reads what comes in, and what
//! goes out are frames somebody else made ready, the same bytes for everyone.

pub(crate) mod advice;
#[cfg(feature = "echo")]
pub mod echo;
mod end;
mod frames;
mod handshake;
mod line;
mod room;
mod sockets;
mod watch;

pub use advice::{look_after_sessions, rooms::AdviceRooms};
pub(crate) use handshake::Handshake;
pub(crate) use room::{Attendance, attend};
pub use sockets::{SocketCeilings, SocketStats, Sockets};
