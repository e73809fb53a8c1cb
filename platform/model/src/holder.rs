//! Whose something is where one need not be signed in.

use uuid::Uuid;

use crate::{AccountId, GuestId};

/// The account where there is one, else the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    Account(AccountId),
    Guest(GuestId),
}

impl Holder {
    /// As it is stored. A guest's id is made of a secret's hash, so that no
    /// browser can choose one that is an account's.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Account(id) => id.0,
            Self::Guest(id) => id.0,
        }
    }

    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(id) => Some(id),
            Self::Guest(_) => None,
        }
    }
}
