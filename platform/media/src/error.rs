//! Why the engine refused or could not do something.

/// Named from the caller's side; each has one sensible HTTP status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// The offer or fragment can't be used as it is; the reason may be shown.
    #[error("the session description is not usable: {0}")]
    BadOffer(String),
    /// The offer is sound, but shares no codec or transport with the engine.
    #[error("no codec or transport in common")]
    NotAcceptable,
    /// Someone else publishes this stream, or a live session of the same owner.
    #[error("the stream has a publisher already")]
    Occupied,
    /// No such stream: it was never published or it is over.
    #[error("no such stream")]
    UnknownStream,
    /// No such session: it never was, was closed, or timed out.
    #[error("no such session")]
    UnknownResource,
    /// `if_match` names an ICE generation that is not the present one.
    #[error("the session was changed meanwhile")]
    Conflict,
    /// A configured limit on viewers or unconnected sessions is reached.
    #[error("too many sessions")]
    TooMany,
    /// The engine has more to do than it can queue; the same call may work later.
    #[error("the media engine is busy")]
    Busy,
    /// The engine was shut down.
    #[error("the media engine is closed")]
    Closed,
    /// Something that should not fail did; details are in the log.
    #[error("the media engine failed")]
    Internal,
}
