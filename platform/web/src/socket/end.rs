//! How a socket comes to its end, and the goodbye that belongs to it.

use live::room::Close;

use super::frames::Breach;
use super::line::{Failure, Line};

/// Why a socket ends.
pub(super) enum End {
    /// Ours.
    Close(Close),
    /// The peer said goodbye.
    TheirClose(Option<u16>),
    Breach(Breach),
    Gone,
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Breach(breach) => Self::Breach(breach),
            Failure::Gone => Self::Gone,
        }
    }
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// Says goodbye as `end` asks for.
pub(super) async fn leave(line: Line, end: End) {
    match end {
        End::Close(close) => line.close(close.code(), close.reason()).await,
        End::TheirClose(code) => line.answer_close(code).await,
        End::Breach(breach) => line.fail(breach).await,
        End::Gone => {}
    }
}
