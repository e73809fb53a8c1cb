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

/// As whom someone watches, so that they can be sent out; the engine attaches
/// no other meaning to it. Viewers nobody knows share the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ViewerKey(pub Uuid);

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
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pub resource: ResourceId,
    pub sdp: String,
    /// Names the ICE generation, without quotes; changes on each ICE restart
    /// (RFC 9725 section 4.3.1).
    pub etag: String,
}

/// Without the description: it holds an ICE password.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("resource", &self.resource)
            .field("etag", &self.etag)
            .finish_non_exhaustive()
    }
}

/// What a PATCH did (RFC 9725 section 4.3).
#[derive(Clone, PartialEq, Eq)]
pub enum PatchOutcome {
    /// Candidates were taken in: 204.
    Accepted,
    /// ICE was restarted: 200 with the engine's own fragment.
    Restarted { fragment: String, etag: String },
}

/// Without the fragment: it holds an ICE password.
impl std::fmt::Debug for PatchOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Accepted => f.write_str("Accepted"),
            Self::Restarted { etag, .. } => f
                .debug_struct("Restarted")
                .field("etag", etag)
                .finish_non_exhaustive(),
        }
    }
}

pub(crate) type Reply<T> = oneshot::Sender<T>;

pub(crate) enum Command {
    Publish {
        stream: StreamId,
        owner: OwnerKey,
        offer: String,
        reply: Reply<Result<Answer, MediaError>>,
    },
    Watch {
        stream: StreamId,
        viewer: ViewerKey,
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
    /// As whom a stream is watched.
    Viewers {
        stream: StreamId,
        reply: Reply<Vec<ViewerKey>>,
    },
    /// Closes what these viewers have of a stream, half-open sessions too.
    DismissViewers {
        stream: StreamId,
        viewers: Vec<ViewerKey>,
        reply: Reply<Result<(), MediaError>>,
    },
    /// Closes the publisher's session; the stream goes on without it for as
    /// long as without a lost one.
    DismissPublisher {
        stream: StreamId,
        reply: Reply<Result<(), MediaError>>,
    },
    Streams {
        reply: Reply<Vec<StreamId>>,
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

impl Command {
    /// Nobody waits for the answer any more, and there is no other use in
    /// carrying it out. What closes something is carried out all the same.
    pub(crate) fn is_abandoned(&self) -> bool {
        match self {
            Self::Publish { reply, .. } | Self::Watch { reply, .. } => reply.is_closed(),
            Self::Patch { reply, .. } => reply.is_closed(),
            Self::Viewers { reply, .. } => reply.is_closed(),
            Self::Streams { reply } => reply.is_closed(),
            Self::Resource { reply, .. } => reply.is_closed(),
            Self::Snapshot { reply, .. } => reply.is_closed(),
            Self::Stats { reply } => reply.is_closed(),
            Self::Close { .. }
            | Self::End { .. }
            | Self::DismissViewers { .. }
            | Self::DismissPublisher { .. }
            | Self::Shutdown { .. } => false,
        }
    }
}
