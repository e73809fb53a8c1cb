//! DTLS for viewers, passive, on a thread of its own: a handshake costs about
//! a millisecond, which the media thread does not have. One endpoint serves
//! all sessions, each under a synthetic address, so that a peer's change of
//! address makes no new association. Knows session keys, no addresses.

mod budget;
mod client_hello;
mod identity;
mod worker;

pub(crate) use budget::{Budget, Refusal};
pub(crate) use identity::Identity;
pub(crate) use worker::{FromDtls, ToDtls, start};
