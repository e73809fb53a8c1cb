//! WebRTC in and out, HLS, recording and the replay vault. Knows no shop, no
//! database and no HTTP: it is handed SDP and packets, and hands back SDP,
//! packets and encrypted segments.
//!
//! [`Media`] is the face of the engine: one thread that owns one UDP port,
//! takes streams in from publishers and fans them out to viewers. The other
//! half, a peer that publishes or watches, is [`client`].

mod address;
pub mod client;
mod command;
mod config;
mod deliver;
mod demux;
mod dtls;
mod engine;
mod error;
mod event;
mod fanout;
mod goodbye;
mod handle;
mod ice_lite;
mod key_frame;
pub mod packager;
pub mod packet;
mod passing;
mod publisher;
mod recorders;
mod room;
mod rtcp;
mod sdp;
mod snapshot;
mod srtp;
mod udp;
mod unwrap_rtx;
pub mod vault;
mod viewer;

pub use address::local_addresses;
pub use command::{Answer, OwnerKey, PatchOutcome, ResourceId, Role, ViewerKey};
pub use config::MediaConfig;
pub use error::MediaError;
pub use event::{EndReason, MediaEvent};
pub use handle::Media;
pub use packet::{StreamId, VideoCodec};
pub use recorders::{KeyFrameWish, Recorders};
pub use snapshot::{EngineStats, StreamSnapshot};
