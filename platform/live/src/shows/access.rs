//! Who may watch a show and who may run it: the one place that decides.

use model::{AccountId, Role, Visibility};

use super::Show;

/// Who asks: an account, its role in the show's shop if it has one, and
/// whether this private show is open to it (see [`crate::invitations`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Viewer {
    pub account: Option<AccountId>,
    pub role: Option<Role>,
    pub invited: bool,
}

impl Viewer {
    /// The same of a show of which no more is known than its host.
    pub(crate) fn may_sell(self, host: AccountId) -> bool {
        self.account == Some(host) || matches!(self.role, Some(Role::Owner | Role::Host))
    }
}

impl Show {
    /// Whether `viewer` may know of this show. To others it does not exist.
    pub fn may_watch(&self, viewer: Viewer) -> bool {
        match self.visibility {
            Visibility::Public | Visibility::Unlisted => true,
            Visibility::Private => {
                viewer.invited || viewer.account == Some(self.host) || viewer.role.is_some()
            }
        }
    }

    /// Whether `viewer` may decide what the show sells, and see what was sold:
    /// its host, the shop's owner and the shop's hosts.
    pub fn may_sell(&self, viewer: Viewer) -> bool {
        viewer.may_sell(self.host)
    }

    /// Whether `viewer` may publish, change and end this show: its host, and
    /// the shop's owner.
    pub fn may_run(&self, viewer: Viewer) -> bool {
        viewer.account == Some(self.host) || viewer.role == Some(Role::Owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shows::Show;
    use model::{Clock, ManualClock, ShowId, ShowState};
    use uuid::Uuid;

    const HOST: AccountId = AccountId(Uuid::from_u128(1));
    const OTHER: AccountId = AccountId(Uuid::from_u128(2));

    fn show(visibility: Visibility) -> Show {
        Show {
            id: ShowId(Uuid::nil()),
            host: HOST,
            shop: None,
            title: String::new(),
            description: String::new(),
            cover: None,
            visibility,
            state: ShowState::Live,
            place: None,
            created_at: ManualClock::at("2026-05-01T12:00:00Z").now(),
            starts_at: None,
            started_at: None,
            paused_at: None,
            ended_at: None,
            ending: None,
            expires_at: None,
            replay_note: None,
        }
    }

    #[test]
    fn a_private_show_exists_for_its_host_staff_and_guests_alone() {
        let guest = Viewer::default();
        let stranger = Viewer {
            account: Some(OTHER),
            ..Viewer::default()
        };
        let friend = Viewer {
            invited: true,
            ..stranger
        };
        let moderator = Viewer {
            account: Some(OTHER),
            role: Some(Role::Moderator),
            ..stranger
        };
        let host = Viewer {
            account: Some(HOST),
            ..Viewer::default()
        };
        for (viewer, may) in [
            (guest, false),
            (stranger, false),
            (friend, true),
            (moderator, true),
            (host, true),
        ] {
            assert_eq!(show(Visibility::Private).may_watch(viewer), may, "{viewer:?}");
            assert!(show(Visibility::Public).may_watch(viewer));
            assert!(show(Visibility::Unlisted).may_watch(viewer));
        }
    }

    #[test]
    fn only_the_host_and_the_shop_owner_run_a_show() {
        for (account, role, may) in [
            (None, None, false),
            (Some(OTHER), None, false),
            (Some(OTHER), Some(Role::Host), false),
            (Some(OTHER), Some(Role::Moderator), false),
            (Some(OTHER), Some(Role::Owner), true),
            (Some(HOST), None, true),
        ] {
            assert_eq!(
                show(Visibility::Public).may_run(Viewer {
                    account,
                    role,
                    invited: true,
                }),
                may,
                "{account:?} {role:?}"
            );
        }
    }
}
