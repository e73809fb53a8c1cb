//! What the handle says to the media thread, and what it gets back.

use tokio::sync::oneshot;
use uuid::Uuid;

use crate::error::MediaError;
use crate::packet::StreamId;
use crate::snapshot::{EngineStats, StreamSnapshot};

/// Who publishes. The same owner may take over its own dead session; the
/// engine attaches no other meaning to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OwnerKey(pub Uuid);

/// One WHIP or WHEP session. Random, so that knowing it is a capability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResourceId(pub Uuid);

impl std::fmt::Display for ResourceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Which side of a stream a session is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    Publisher,
    Viewer,
}

/// An accepted offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub resource: ResourceId,
    pub sdp: String,
    /// Names the ICE generation, without quotes; changes on each ICE restart
    /// (RFC 9725 section 4.3.1).
    pub etag: String,
}

/// What a PATCH did (RFC 9725 section 4.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatchOutcome {
    /// Candidates were taken in: 204.
    Accepted,
    /// ICE was restarted: 200 with the engine's own fragment.
    Restarted { fragment: String, etag: String },
}

pub(crate) type Reply<T> = oneshot::Sender<T>;

#[derive(Debug)]
pub(crate) enum Command {
    Publish {
        stream: StreamId,
        owner: OwnerKey,
        offer: String,
        reply: Reply<Result<Answer, MediaError>>,
    },
    Watch {
        stream: StreamId,
        offer: String,
        reply: Reply<Result<Answer, MediaError>>,
    },
    Patch {
        resource: ResourceId,
        if_match: Option<String>,
        fragment: String,
        reply: Reply<Result<PatchOutcome, MediaError>>,
    },
    Close {
        resource: ResourceId,
        reply: Reply<Result<(), MediaError>>,
    },
    End {
        stream: StreamId,
        reply: Reply<Result<(), MediaError>>,
    },
    Resource {
        resource: ResourceId,
        reply: Reply<Option<(StreamId, Role)>>,
    },
    Snapshot {
        stream: StreamId,
        reply: Reply<Option<StreamSnapshot>>,
    },
    Stats {
        reply: Reply<EngineStats>,
    },
    Shutdown {
        reply: Reply<()>,
    },
}
