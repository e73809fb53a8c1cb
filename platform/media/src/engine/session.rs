//! What every session has, whichever side it is on.

use std::time::Instant;

use crate::command::{ResourceId, Role};
use crate::dtls;
use crate::packet::StreamId;
use crate::publisher::Publisher;
use crate::sdp::IceCredentials;
use crate::viewer::Viewer;

/// A WHIP or WHEP session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) resource: ResourceId,
    pub(super) stream: StreamId,
    pub(super) created: Instant,
    pub(super) is_connected: bool,
    pub(super) local_ice: IceCredentials,
    pub(super) remote_ice: IceCredentials,
    /// Of the section that carries the transport.
    pub(super) mid: String,
    /// Counts ICE generations.
    pub(super) generation: u32,
    /// What it may still say to the handshake library.
    pub(super) handshake: dtls::Budget,
    pub(super) side: Side,
}

#[derive(Debug)]
pub(super) enum Side {
    Publisher(Box<Publisher>),
    Viewer(Box<Viewer>),
}

impl Session {
    pub(super) fn role(&self) -> Role {
        match self.side {
            Side::Publisher(_) => Role::Publisher,
            Side::Viewer(_) => Role::Viewer,
        }
    }

    pub(super) fn publisher(&mut self) -> Option<&mut Publisher> {
        match &mut self.side {
            Side::Publisher(publisher) => Some(publisher),
            Side::Viewer(_) => None,
        }
    }

    pub(super) fn viewer(&mut self) -> Option<&mut Viewer> {
        match &mut self.side {
            Side::Viewer(viewer) => Some(viewer),
            Side::Publisher(_) => None,
        }
    }

    /// Opaque, and different after each ICE restart.
    pub(super) fn etag(&self) -> String {
        format!(
            "{}-{}",
            self.local_ice.ufrag.replace(['+', '/'], "_"),
            self.generation
        )
    }
}
