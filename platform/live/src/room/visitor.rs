//! Who sits in a room, and the face the others see.

use std::net::IpAddr;

use model::{AccountId, Credential, GuestId, Handle, Role};
use serde::{Deserialize, Serialize};

use super::venue::Venue;
use super::word_enum::word_enum;
use crate::invitations::Caller;
use crate::shows::Viewer;

word_enum! {
    /// What someone is in this room besides a visitor.
    Badge {
        Host = "host",
        Staff = "staff",
        Moderator = "moderator",
    }
}

/// Someone with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: AccountId,
    pub handle: Handle,
    pub name: String,
    /// Where the picture is to be had, as pages name it.
    pub avatar: Option<String>,
}

/// Someone who comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// None for a guest.
    pub person: Option<Person>,
    pub viewer: Viewer,
    /// The browser, once it came in by a secret link.
    pub guest: Option<GuestId>,
    /// What the account came in with.
    pub credential: Option<Credential>,
    pub address: IpAddr,
}

impl Visitor {
    /// The account, unless it is a guest.
    pub fn account(&self) -> Option<AccountId> {
        self.person.as_ref().map(|person| person.id)
    }

    /// As someone at the show's door.
    pub fn caller(&self) -> Caller {
        Caller {
            account: self.account(),
            guest: self.guest,
        }
    }
}

/// What others see of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    pub handle: String,
    pub name: String,
    pub avatar: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<Badge>,
    /// The colour of the person's hearts, in degrees.
    pub hue: u16,
}

impl Face {
    pub(super) fn new(person: &Person, badge: Option<Badge>) -> Self {
        Self {
            handle: person.handle.as_str().to_owned(),
            name: person.name.clone(),
            avatar: person.avatar.clone(),
            badge,
            hue: hue(person.id),
        }
    }
}

/// The colour of an account's hearts, in degrees: always the same, of the id's
/// random part.
pub(super) fn hue(account: AccountId) -> u16 {
    let [.., high, low] = account.0.into_bytes();
    u16::from_be_bytes([high, low]) % 360
}

impl Venue {
    /// What `viewer` is here. `moderates` says whether a channel made them
    /// moderator.
    pub(super) fn badge(&self, viewer: Viewer, moderates: bool) -> Option<Badge> {
        match viewer.role {
            _ if viewer.account == Some(self.host) => Some(Badge::Host),
            Some(Role::Owner | Role::Host | Role::Advisor) => Some(Badge::Staff),
            Some(Role::Moderator) => Some(Badge::Moderator),
            None => moderates.then_some(Badge::Moderator),
        }
    }

    /// Whether `viewer` sells here: as [`Show::may_sell`] has it.
    ///
    /// [`Show::may_sell`]: crate::shows::Show::may_sell
    pub(super) fn may_sell(&self, viewer: Viewer) -> bool {
        viewer.may_sell(self.host)
    }

    /// Whether `viewer` keeps order here.
    pub(super) fn may_moderate(&self, viewer: Viewer, moderates: bool) -> bool {
        moderates
            || viewer.account == Some(self.host)
            || matches!(viewer.role, Some(Role::Owner | Role::Host | Role::Moderator))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ShowId;
    use uuid::Uuid;

    #[test]
    fn badges_and_rights_follow_from_roles() {
        let (host, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let venue = Venue {
            show: ShowId(Uuid::nil()),
            host,
            shop: None,
        };
        for (account, role, made, badge, moderates) in [
            (None, None, false, None, false),
            (Some(other), None, false, None, false),
            (Some(host), None, false, Some(Badge::Host), true),
            (Some(host), Some(Role::Owner), false, Some(Badge::Host), true),
            (Some(other), Some(Role::Owner), false, Some(Badge::Staff), true),
            (Some(other), Some(Role::Host), false, Some(Badge::Staff), true),
            (
                Some(other),
                Some(Role::Moderator),
                false,
                Some(Badge::Moderator),
                true,
            ),
            (Some(other), Some(Role::Advisor), false, Some(Badge::Staff), false),
            (Some(other), None, true, Some(Badge::Moderator), true),
        ] {
            let viewer = Viewer {
                account,
                role,
                ..Viewer::default()
            };
            assert_eq!(venue.badge(viewer, made), badge, "{role:?} {made}");
            assert_eq!(venue.may_moderate(viewer, made), moderates, "{role:?} {made}");
        }
    }
}
