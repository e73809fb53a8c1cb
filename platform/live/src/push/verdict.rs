//! What becomes of a delivery, by what its push service has answered.

use chrono::TimeDelta;
use model::{NoticeKind, ShowState, Timestamp};

use super::db::Delivery;
use super::{Lost, Receipt};

/// After this a notice is no longer news: neither we nor the push service try on.
pub(super) const NEWS: TimeDelta = TimeDelta::hours(1);
/// How long past its start someone is still told that a show begins soon.
const SOON_PAST: TimeDelta = TimeDelta::minutes(10);
/// The first pause before a further try; each is twice the one before.
pub(super) const PAUSE: TimeDelta = TimeDelta::seconds(5);
const PAUSE_MAX: TimeDelta = TimeDelta::minutes(10);

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Arrived, or no longer of use.
    Done,
    /// The browser is gone (RFC 8030 section 7.3).
    Gone,
    /// The push service does not want it, and won't.
    Refused,
    Later(Timestamp),
    /// Not tried this time.
    Unsent(Timestamp),
}

/// Until when anyone wants to read it.
pub(super) fn useful_until(delivery: &Delivery) -> Timestamp {
    let news = delivery.created_at + NEWS;
    match (delivery.kind, delivery.state, delivery.starts_at) {
        (NoticeKind::Live, ShowState::Live, _) => news,
        (NoticeKind::Soon, ShowState::Scheduled, Some(start)) => news.min(start + SOON_PAST),
        (NoticeKind::Mention, ShowState::Live | ShowState::Ended, _) => news,
        _ => delivery.created_at,
    }
}

pub(super) fn verdict(answer: &Result<Receipt, Lost>, delivery: &Delivery, now: Timestamp) -> Verdict {
    let asked_for = match answer {
        Ok(Receipt {
            status: 200..=299, ..
        }) => return Verdict::Done,
        Ok(Receipt {
            status: 404 | 410, ..
        }) => return Verdict::Gone,
        Ok(Receipt {
            status: 429 | 500..=599,
            retry_after,
        }) => *retry_after,
        Ok(_) => return Verdict::Refused,
        Err(_) => None,
    };
    let doublings = u32::try_from(delivery.tries.clamp(1, 16) - 1).unwrap_or(0);
    let pause = (PAUSE * 2_i32.pow(doublings)).min(PAUSE_MAX);
    let asked_for = asked_for.and_then(|pause| TimeDelta::from_std(pause).ok());
    let again = now + asked_for.unwrap_or(pause).clamp(pause, NEWS);
    if again < useful_until(delivery) {
        Verdict::Later(again)
    } else {
        Verdict::Refused
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::time::Duration;

    use super::*;
    use model::{AccountId, Clock, ManualClock, ShowId, SubscriptionId, Visibility};
    use uuid::Uuid;

    /// A delivery after so many tries.
    pub(in super::super) fn delivery(tries: i64) -> Delivery {
        Delivery {
            notice_id: 1,
            subscription_id: SubscriptionId(Uuid::nil()),
            created_at: start(),
            tries,
            claim: Uuid::nil(),
            endpoint: String::new(),
            p256dh: Vec::new(),
            auth: Vec::new(),
            failures: 0,
            kind: NoticeKind::Live,
            account_id: AccountId(Uuid::nil()),
            subject: String::new(),
            locale: String::new(),
            show_id: ShowId(Uuid::nil()),
            title: String::new(),
            state: ShowState::Live,
            visibility: Visibility::Public,
            is_kept_off: false,
            starts_at: None,
            host_id: AccountId(Uuid::nil()),
            shop_id: None,
            host_name: String::new(),
            host_avatar: None,
            actor_name: None,
            follows_host: true,
            follows_shop: false,
        }
    }

    fn start() -> Timestamp {
        ManualClock::at("2026-05-01T12:00:00Z").now()
    }

    fn answered(status: u16, retry_after: Option<u64>, tries: i64) -> Verdict {
        let receipt = Receipt {
            status,
            retry_after: retry_after.map(Duration::from_secs),
        };
        verdict(&Ok(receipt), &delivery(tries), start())
    }

    #[test]
    fn what_the_push_service_says_decides() {
        let later = |seconds| Verdict::Later(start() + TimeDelta::seconds(seconds));
        assert_eq!(answered(201, None, 1), Verdict::Done);
        assert_eq!(answered(404, None, 1), Verdict::Gone);
        assert_eq!(answered(410, None, 1), Verdict::Gone);
        for refused in [301, 400, 401, 403, 413] {
            assert_eq!(answered(refused, None, 1), Verdict::Refused, "{refused}");
        }
        assert_eq!(answered(429, None, 1), later(5));
        assert_eq!(answered(429, Some(90), 1), later(90));
        assert_eq!(answered(503, Some(1), 3), later(20));
        assert_eq!(answered(500, None, 30), later(600));
        assert_eq!(answered(429, Some(3_600), 1), Verdict::Refused);
        let lost = verdict(&Err(Lost("timed out".to_owned())), &delivery(2), start());
        assert_eq!(lost, later(10));
    }

    #[test]
    fn a_show_that_is_over_is_no_news() {
        let is_news = |kind, state, starts_at| {
            let delivery = Delivery {
                kind,
                state,
                starts_at,
                ..delivery(1)
            };
            useful_until(&delivery) > start()
        };
        let soon = Some(start() + TimeDelta::minutes(10));
        assert!(is_news(NoticeKind::Live, ShowState::Live, None));
        assert!(!is_news(NoticeKind::Live, ShowState::Ended, None));
        assert!(is_news(NoticeKind::Soon, ShowState::Scheduled, soon));
        assert!(!is_news(NoticeKind::Soon, ShowState::Live, soon));
        assert!(is_news(NoticeKind::Mention, ShowState::Ended, None));
        assert!(!is_news(NoticeKind::Mention, ShowState::Expired, None));
    }
}
