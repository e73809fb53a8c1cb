//! What an error about a card means over HTTP.

use advisor::clients::{CardAskError, CardError};
use axum::http::StatusCode;

use crate::error::Error;

impl Error {
    /// To whom a card is nothing there is none.
    pub(super) fn client_card_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "client-card-not-found",
            "There is no such card.",
        )
    }
}

impl From<CardError> for Error {
    fn from(error: CardError) -> Self {
        use CardError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::NoLeave => Self::conflict("no-leave", detail),
            E::Consent => Self::conflict("consent-changed", detail),
            E::SizeName => Self::invalid(Some("name"), detail),
            E::SizeValue => Self::invalid(Some("value"), detail),
            E::SizesFull => Self::conflict("sizes-full", detail),
            E::Note => Self::invalid(Some("text"), detail),
            E::NotesFull => Self::conflict("notes-full", detail),
            E::UnknownNote => Self::new(StatusCode::NOT_FOUND, "note-not-found", detail),
            other => Self::internal(other),
        }
    }
}

impl From<CardAskError> for Error {
    fn from(error: CardAskError) -> Self {
        use CardAskError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::advice_session_not_found(),
            E::Over => Self::session_over(),
            E::TooOften => Self::conflict("asked-enough", detail),
            other => Self::internal(other),
        }
    }
}
