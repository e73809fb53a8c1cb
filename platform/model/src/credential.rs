//! What someone who is signed in is known by.

use crate::{SessionId, TokenId};

/// A person's browsers and programs, each of which can be shut out alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A signed-in browser.
    Session(SessionId),
    /// A program.
    Token(TokenId),
}

impl Credential {
    /// The session; none for a program.
    pub fn session(self) -> Option<SessionId> {
        match self {
            Self::Session(id) => Some(id),
            Self::Token(_) => None,
        }
    }
}
