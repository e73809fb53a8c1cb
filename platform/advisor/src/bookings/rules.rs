//! What a booking must keep to, and why there is none.

use chrono::TimeDelta;
use model::{Timestamp, is_unprintable};

use super::settings::Terms;
use super::{MADE_MAX, MOVES_MAX, OPEN_MAX};
use crate::tickets::TOPIC_MAX;

/// Days one may look at in one go.
const LOOKED_AT_MAX: i64 = 31;

/// Why something is not booked, moved or cancelled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BookingError {
    /// There is none, or it is someone else's.
    #[error("there is no such booking")]
    Unknown,
    #[error("no times can be booked here")]
    Off,
    #[error("this time is past")]
    Past,
    #[error("it has to be booked {0} minutes ahead")]
    Notice(i64),
    #[error("at most {0} days ahead can be booked")]
    TooFar(i64),
    #[error("no talk begins at this time")]
    NotInHours,
    #[error("this time is taken")]
    Taken,
    #[error("at most {OPEN_MAX} bookings ahead of you in one shop, and {MADE_MAX} made in a day")]
    TooMany,
    #[error("a booking is moved {MOVES_MAX} times at most")]
    MovedEnough,
    /// Whoever was asked whether they may said no.
    #[error("not so many at a time")]
    NotAdmitted,
    /// Cancelled, kept or missed.
    #[error("this booking is over")]
    Over,
    #[error("a time zone is one of the IANA database, as Europe/Madrid")]
    Zone,
    #[error("a name has 1 to 60 characters")]
    Name,
    #[error("a letter needs an address, as ana@example.org")]
    Mail,
    #[error("a language is a code of ISO 639, as en or es")]
    Language,
    #[error("what it is about has at most {TOPIC_MAX} characters")]
    Topic,
    #[error("at most {LOOKED_AT_MAX} days, which end after they begin")]
    Range,
    #[error("this Idempotency-Key was sent with another request")]
    KeyReused,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Holds a beginning against the clock. The shop's own people need give no notice.
pub(super) fn check_time(
    terms: &Terms,
    starts_at: Timestamp,
    now: Timestamp,
    gives_notice: bool,
) -> Result<(), BookingError> {
    if starts_at <= now {
        return Err(BookingError::Past);
    }
    if gives_notice && starts_at < terms.first(now) {
        return Err(BookingError::Notice(terms.notice_min));
    }
    if starts_at > terms.last(now) {
        return Err(BookingError::TooFar(terms.ahead_days));
    }
    Ok(())
}

pub(super) fn check_range(from: Timestamp, to: Timestamp) -> Result<(), BookingError> {
    let length = to - from;
    if length <= TimeDelta::zero() || length > TimeDelta::days(LOOKED_AT_MAX) {
        return Err(BookingError::Range);
    }
    Ok(())
}

pub(super) fn checked_name(typed: &str) -> Result<String, BookingError> {
    let name = typed.trim().to_owned();
    if (1..=60).contains(&name.chars().count()) && !name.chars().any(is_unprintable) {
        Ok(name)
    } else {
        Err(BookingError::Name)
    }
}

pub(super) fn checked_topic(typed: &str) -> Result<String, BookingError> {
    let topic = typed.trim().to_owned();
    let is_strange = |c| c != '\n' && is_unprintable(c);
    if topic.chars().count() > TOPIC_MAX || topic.chars().any(is_strange) {
        return Err(BookingError::Topic);
    }
    Ok(topic)
}

#[cfg(test)]
mod tests {
    use model::{Clock, ManualClock};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_can_be_booked_keeps_notice_and_horizon(
            notice_min in 0..10_080_i64,
            ahead_days in 1..=90_i64,
            // In minutes from now, from a day before to four months after.
            ahead in -1_440..172_800_i64,
            gives_notice: bool,
        ) {
            let now = ManualClock::at("2026-05-01T12:00:00Z").now();
            let terms = Terms { notice_min, ahead_days, ..Terms::default() };
            let checked = check_time(&terms, now + TimeDelta::minutes(ahead), now, gives_notice);
            let is_soon = ahead < notice_min && gives_notice;
            let fits = match checked {
                Ok(()) => ahead > 0 && !is_soon && ahead <= ahead_days * 1_440,
                Err(BookingError::Past) => ahead <= 0,
                Err(BookingError::Notice(minutes)) => ahead > 0 && is_soon && minutes == notice_min,
                Err(BookingError::TooFar(days)) => ahead > ahead_days * 1_440 && days == ahead_days,
                Err(_) => false,
            };
            prop_assert!(fits, "{} minutes ahead: {:?}", ahead, checked);
        }
    }
}
