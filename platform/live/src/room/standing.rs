//! Who may write in a room, and why not. A function of what is known of
//! someone, of the rules and of the time; reads nothing by itself.

use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::visitor::Badge;
use super::word_enum::word_enum;

word_enum! {
    /// Who may write.
    Writers {
        All = "all",
        /// Those who follow the host or the shop.
        Followers = "followers",
        /// Those whom the host follows.
        Followed = "followed",
    }
}

/// The slowest a chat can be made, in seconds.
pub(super) const SLOWEST_S: u32 = 600;

/// How a chat is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    pub writers: Writers,
    /// Seconds between two messages of one person.
    pub slow_s: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            writers: Writers::All,
            slow_s: 0,
        }
    }
}

word_enum! {
    /// Why something was refused.
    Why {
        SignIn = "sign_in",
        Empty = "empty",
        TooLong = "too_long",
        TooFast = "too_fast",
        SlowMode = "slow_mode",
        FollowersOnly = "followers_only",
        FollowedOnly = "followed_only",
        TimedOut = "timed_out",
        Banned = "banned",
        Filtered = "filtered",
        /// A moderator looks at it first.
        Held = "held",
        UnknownQuestion = "unknown_question",
        /// The database can't keep up: what could not be stored is not said.
        PausedSaving = "paused_saving",
        Unreadable = "unreadable",
    }
}

/// Why, and for how long if that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    pub why: Why,
    pub wait_s: Option<u64>,
}

impl From<Why> for Refusal {
    fn from(why: Why) -> Self {
        Self { why, wait_s: None }
    }
}

/// Who follows whom, between a visitor and the room's host or shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ties {
    /// The visitor follows the host or the shop.
    pub follows: bool,
    /// The host follows the visitor.
    pub followed: bool,
}

/// What was decided against someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Penalties {
    pub timed_out_until: Option<Timestamp>,
    pub banned: bool,
    /// What they write is shown to themselves alone.
    pub shadowed: bool,
}

/// All a room knows of someone's rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Standing {
    pub signed_in: bool,
    pub badge: Option<Badge>,
    pub moderates: bool,
    pub ties: Ties,
    pub penalties: Penalties,
}

/// What someone may do now, as they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct May {
    write: bool,
    moderate: bool,
    why_not: Option<Why>,
}

impl Standing {
    /// Whether hearts and votes count.
    pub(super) fn may_take_part(&self, now: Timestamp) -> Result<(), Refusal> {
        if !self.signed_in {
            return Err(Why::SignIn.into());
        }
        if self.penalties.banned {
            return Err(Why::Banned.into());
        }
        match self.penalties.timed_out_until {
            Some(until) if now < until => Err(Refusal {
                why: Why::TimedOut,
                wait_s: Some(whole_seconds(until - now)),
            }),
            _ => Ok(()),
        }
    }

    /// Whether they may say and ask something.
    pub(super) fn may_write(&self, rules: Rules, now: Timestamp) -> Result<(), Refusal> {
        self.may_take_part(now)?;
        match rules.writers {
            _ if self.badge.is_some() => Ok(()),
            Writers::Followers if !self.ties.follows => Err(Why::FollowersOnly.into()),
            Writers::Followed if !self.ties.followed => Err(Why::FollowedOnly.into()),
            Writers::All | Writers::Followers | Writers::Followed => Ok(()),
        }
    }

    /// The same in the words of the protocol.
    pub(super) fn may(&self, rules: Rules, now: Timestamp) -> May {
        let write = self.may_write(rules, now);
        May {
            write: write.is_ok(),
            moderate: self.moderates,
            why_not: write.err().map(|refusal| refusal.why),
        }
    }
}

/// `span` in seconds, rounded up.
fn whole_seconds(span: chrono::TimeDelta) -> u64 {
    u64::try_from((span.num_milliseconds() + 999) / 1_000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use model::{Clock, ManualClock};

    fn signed_in() -> Standing {
        Standing {
            signed_in: true,
            ..Standing::default()
        }
    }

    #[test]
    fn each_reason_is_given_for_what_it_is() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let rules = |writers| Rules { writers, slow_s: 0 };
        let (all, followers, followed) = (
            rules(Writers::All),
            rules(Writers::Followers),
            rules(Writers::Followed),
        );
        let why = |standing: Standing, rules| standing.may_write(rules, now).err().map(|refusal| refusal.why);

        assert_eq!(why(Standing::default(), all), Some(Why::SignIn));
        assert_eq!(why(signed_in(), all), None);
        assert_eq!(why(signed_in(), followers), Some(Why::FollowersOnly));
        assert_eq!(why(signed_in(), followed), Some(Why::FollowedOnly));
        let fan = Standing {
            ties: Ties {
                follows: true,
                followed: false,
            },
            ..signed_in()
        };
        assert_eq!(why(fan, followers), None);
        assert_eq!(why(fan, followed), Some(Why::FollowedOnly));
        let host = Standing {
            badge: Some(Badge::Host),
            ..signed_in()
        };
        assert_eq!(why(host, followed), None);
        let mut banned = host;
        banned.penalties.banned = true;
        assert_eq!(why(banned, all), Some(Why::Banned));
        let mut shadowed = signed_in();
        shadowed.penalties.shadowed = true;
        assert_eq!(why(shadowed, all), None, "they are not to notice");
    }

    #[test]
    fn a_time_out_ends_at_its_second() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let mut standing = signed_in();
        standing.penalties.timed_out_until = Some(now + TimeDelta::milliseconds(1_500));
        let refusal = standing.may_take_part(now).unwrap_err();
        assert_eq!((refusal.why, refusal.wait_s), (Why::TimedOut, Some(2)));
        assert!(
            standing
                .may_take_part(now + TimeDelta::milliseconds(1_499))
                .is_err()
        );
        assert!(
            standing
                .may_take_part(now + TimeDelta::milliseconds(1_500))
                .is_ok()
        );
    }
}
