//! From one publisher's packets to every viewer's: numbering that survives a
//! change of publisher, a ring of recent packets, whole frames cut into runs
//! of equal size, and one sealed copy for each viewer. Knows no signalling.

mod arrivals;
mod deliver;
mod frame;
mod recipient;
mod rewrite;
mod ring;

pub(crate) use arrivals::Arrivals;
pub(crate) use deliver::{Network, catch_up, deliver_audio, deliver_frame, resend};
pub(crate) use frame::Frame;
pub(crate) use recipient::{AudioOut, Phase, Recipient, VideoOut};
pub(crate) use rewrite::Rewriter;
pub(crate) use ring::{Ring, Shared};
