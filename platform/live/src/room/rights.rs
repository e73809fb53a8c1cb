//! Who may do what in a room, as its task knows it: changed for an account in
//! all its seats, which are told.

use std::sync::Arc;

use model::{AccountId, Timestamp};

use super::frame;
use super::message as letters;
use super::seat::Inbox;
use super::standing::{May, Penalties, Rules, Standing};
use super::task::Room;
use super::visitor::Visitor;

impl Room {
    pub(super) fn set_penalties(&mut self, account: AccountId, penalties: Penalties) {
        if penalties == Penalties::default() {
            self.penalties.remove(&account);
        } else {
            self.penalties.insert(account, penalties);
        }
        if let Some(until) = penalties.timed_out_until {
            self.next_pardon = Some(self.next_pardon.map_or(until, |next| next.min(until)));
        }
        self.each_of(account, |standing, _| standing.penalties = penalties);
    }

    pub(super) fn set_moderator(&mut self, account: AccountId, is: bool) {
        if is {
            self.moderators.insert(account);
        } else {
            self.moderators.remove(&account);
        }
        let venue = self.shared.venue;
        self.each_of(account, |standing, visitor| {
            standing.badge = venue.badge(visitor.viewer, is);
            standing.moderates = venue.may_moderate(visitor.viewer, is);
        });
    }

    /// Changes what is known of an account in all its seats, and tells them
    /// when that changes what they may do.
    pub(super) fn each_of(&self, account: AccountId, change: impl Fn(&mut Standing, &Visitor)) {
        let now = self.now();
        for inbox in self.seats_of(account) {
            let before = inbox.standing();
            let mut after = before;
            change(&mut after, &inbox.visitor);
            inbox.set_standing(after);
            tell_if_changed(inbox, before.may(self.rules, now), after.may(self.rules, now));
        }
    }

    /// Lets those write again whose time-out is over.
    pub(super) fn end_time_outs(&mut self) {
        let now = self.now();
        if self.next_pardon.is_none_or(|next| now < next) {
            return;
        }
        let over = |until: &Timestamp| *until <= now;
        let pardoned: Vec<_> = self
            .penalties
            .iter()
            .filter(|(_, penalties)| penalties.timed_out_until.as_ref().is_some_and(over))
            .map(|(account, penalties)| (*account, *penalties))
            .collect();
        self.next_pardon = None;
        for (account, penalties) in pardoned {
            let left = Penalties {
                timed_out_until: None,
                ..penalties
            };
            self.set_penalties(account, left);
            // By the clock they may already write: they are told in any case.
            for inbox in self.seats_of(account) {
                let may = inbox.standing().may(self.rules, now);
                inbox.post(frame::text(&letters::may(may)));
            }
        }
        let ends = self.penalties.values().filter_map(|one| one.timed_out_until);
        self.next_pardon = ends.min();
    }

    /// Tells everyone whom the rules that hold now let do something else than
    /// those `before`.
    pub(super) fn tell_who_may(&self, before: Rules) {
        let now = self.now();
        for inbox in self.seats.values() {
            let standing = inbox.standing();
            tell_if_changed(inbox, standing.may(before, now), standing.may(self.rules, now));
        }
    }

    /// The seats of an account, of those that were admitted.
    pub(super) fn seats_of(&self, account: AccountId) -> impl Iterator<Item = &Arc<Inbox>> {
        let own = self.shared.house.presence.seats_of(account);
        own.into_iter().filter_map(|seat| self.seats.get(&seat))
    }
}

fn tell_if_changed(inbox: &Inbox, before: May, after: May) {
    if before != after {
        inbox.post(frame::text(&letters::may(after)));
    }
}
