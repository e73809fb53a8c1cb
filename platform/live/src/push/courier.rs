//! The courier: brings notices to browsers. A delivery is claimed in the
//! database before it goes out; who dies holding a claim loses it, and it goes
//! out again under the same topic. So each arrives at least once, and a
//! repeat replaces what the push service has not handed on yet.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use model::{NoticeKind, ShowState, Timestamp};
use ring::digest;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::db::{self, Delivery};
use super::{Carrier, Endpoint, Letter, Lost, Parcel, Reach, Receipt, VapidKeys, Wording, message};
use crate::Live;
use crate::notices::{Unsubscribe, UnsubscribeKey};

/// Requests under way at a time.
const AT_ONCE: usize = 64;
/// Claimed at a time: four rounds of ten seconds at most, well within [`LEASE`].
const CLAIMED: i64 = 256;
/// Notices looked at in one transaction.
const HANDED_OVER: i64 = 500;
/// How long a claim holds.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How often new notices are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// After this a notice is no longer news: neither we nor the push service try on.
const NEWS: TimeDelta = TimeDelta::hours(1);
/// How long past its start someone is still told that a show begins soon.
const SOON_PAST: TimeDelta = TimeDelta::minutes(10);
/// The first pause before a further try; each is twice the one before.
const PAUSE: TimeDelta = TimeDelta::seconds(5);
const PAUSE_MAX: TimeDelta = TimeDelta::minutes(10);
/// A browser whose pushes are refused so often in a row is given up.
const FAILURES_MAX: i64 = 10;
/// How long requests under way may take when the server stops.
const GOODBYE: Duration = Duration::from_secs(2);

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Arrived, or no longer of use.
    Done,
    /// The browser is gone (RFC 8030 section 7.3).
    Gone,
    /// The push service does not want it, and won't.
    Refused,
    Later(Timestamp),
}

/// The courier's own loop, and what it works with.
#[derive(Debug)]
pub struct Courier {
    live: Live,
    keys: Arc<VapidKeys>,
    unsubscribe: UnsubscribeKey,
    reach: Reach,
    carrier: Arc<dyn Carrier>,
    wording: Arc<dyn Wording>,
}

impl Courier {
    pub fn new(
        live: Live,
        keys: Arc<VapidKeys>,
        unsubscribe: UnsubscribeKey,
        reach: Reach,
        carrier: Arc<dyn Carrier>,
        wording: Arc<dyn Wording>,
    ) -> Self {
        Self {
            live,
            keys,
            unsubscribe,
            reach,
            carrier,
            wording,
        }
    }

    /// Runs until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let courier = Arc::new(self);
        let mut waiting = VecDeque::new();
        let mut sending = JoinSet::new();
        let mut is_more = false;
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            while sending.len() < AT_ONCE
                && let Some(delivery) = waiting.pop_front()
            {
                let courier = courier.clone();
                sending.spawn(async move {
                    let verdict = courier.send(&delivery).await;
                    (delivery, verdict)
                });
            }
            tokio::select! {
                () = stop.cancelled() => break,
                Some(first) = sending.join_next() => {
                    let mut done = vec![first];
                    done.extend(std::iter::from_fn(|| sending.try_join_next()));
                    courier.settle(done.into_iter().filter_map(finished)).await;
                    if is_more && waiting.is_empty() {
                        is_more = courier.fetch(&mut waiting).await;
                    }
                }
                _ = look.tick(), if waiting.is_empty() => is_more = courier.fetch(&mut waiting).await,
            }
        }
        courier.say_goodbye(waiting, sending).await;
    }

    /// Lets what is under way arrive, and gives the rest back at once.
    async fn say_goodbye(&self, waiting: VecDeque<Delivery>, mut sending: JoinSet<(Delivery, Verdict)>) {
        let now = self.live.clock.now();
        self.settle(
            waiting
                .into_iter()
                .map(|delivery| (delivery, Verdict::Later(now))),
        )
        .await;
        let arrive = async {
            while let Some(done) = sending.join_next().await {
                self.settle(finished(done)).await;
            }
        };
        // What takes longer is claimed still, and goes out again after that.
        if tokio::time::timeout(GOODBYE, arrive).await.is_err() {
            tracing::debug!("stopped with pushes under way");
        }
    }

    /// Hands notices over and claims deliveries; says whether there is more.
    async fn fetch(&self, waiting: &mut VecDeque<Delivery>) -> bool {
        match self.try_fetch().await {
            Ok((deliveries, is_more)) => {
                waiting.extend(deliveries);
                is_more
            }
            Err(error) => {
                tracing::warn!(%error, "pushes have to wait");
                false
            }
        }
    }

    async fn try_fetch(&self) -> Result<(Vec<Delivery>, bool), store::Error> {
        let now = self.live.clock.now();
        let db = &self.live.db;
        let looked_at = db::hand_over(db, now, now - NEWS, HANDED_OVER).await?;
        let claim = model::EventId::new(&*self.live.clock, &*self.live.entropy).0;
        let claimed = db::claim(db, claim, now, now + LEASE, CLAIMED).await?;
        let is_full = |count: usize, limit| i64::try_from(count).is_ok_and(|count| count >= limit);
        let is_more = is_full(looked_at, HANDED_OVER) || is_full(claimed.len(), CLAIMED);
        Ok((claimed, is_more))
    }

    async fn send(&self, delivery: &Delivery) -> Verdict {
        let now = self.live.clock.now();
        let until = useful_until(delivery);
        if until <= now {
            return Verdict::Done;
        }
        let Some(parcel) = self.parcel(delivery, now, until) else {
            return Verdict::Refused;
        };
        let answer = self.carrier.carry(parcel).await;
        if !matches!(
            answer,
            Ok(Receipt {
                status: 200..=299,
                ..
            })
        ) {
            tracing::debug!(subscription = %delivery.subscription_id, ?answer, "push");
        }
        verdict(&answer, delivery, self.live.clock.now())
    }

    /// None when the subscription is no good (any more).
    fn parcel(&self, delivery: &Delivery, now: Timestamp, until: Timestamp) -> Option<Parcel> {
        // Configuration may have become stricter since.
        let endpoint = Endpoint::parse(&delivery.endpoint, self.reach).ok()?;
        let text = self.wording.write(&self.letter(delivery));
        let body = message::encrypt(&text, &delivery.p256dh, &delivery.auth, &*self.live.entropy).ok()?;
        let urgency = match delivery.kind {
            NoticeKind::Live | NoticeKind::Soon => "high",
            NoticeKind::Mention => "normal",
        };
        Some(Parcel {
            headers: vec![
                ("content-type", "application/octet-stream".to_owned()),
                ("content-encoding", "aes128gcm".to_owned()),
                ("ttl", (until - now).num_seconds().max(0).to_string()),
                ("urgency", urgency.to_owned()),
                ("topic", topic(delivery)),
                ("authorization", self.keys.authorization(&endpoint, now)),
            ],
            endpoint,
            body,
        })
    }

    fn letter(&self, delivery: &Delivery) -> Letter {
        let end = match delivery.kind {
            NoticeKind::Live if delivery.follows_host => Unsubscribe::Host(delivery.host_id),
            NoticeKind::Live => match delivery.shop_id.filter(|_| delivery.follows_shop) {
                Some(shop) => Unsubscribe::Shop(shop),
                None => Unsubscribe::Kind(NoticeKind::Live),
            },
            kind => Unsubscribe::Kind(kind),
        };
        let subject = match delivery.kind {
            // That it begins replaces that it will.
            NoticeKind::Live | NoticeKind::Soon => "show",
            NoticeKind::Mention => "mention",
        };
        Letter {
            kind: delivery.kind,
            show: delivery.show_id,
            title: delivery.title.clone(),
            starts_at: delivery.starts_at,
            host_name: delivery.host_name.clone(),
            host_avatar: delivery.host_avatar.clone(),
            actor_name: delivery.actor_name.clone(),
            message: delivery
                .subject
                .parse()
                .ok()
                .filter(|_| delivery.kind == NoticeKind::Mention),
            locale: delivery.locale.clone(),
            unsubscribe: self.unsubscribe.token(delivery.account_id, end),
            tag: format!("{subject}-{}", delivery.show_id),
        }
    }

    async fn settle(&self, done: impl IntoIterator<Item = (Delivery, Verdict)>) {
        let done: Vec<_> = done.into_iter().collect();
        if done.is_empty() {
            return;
        }
        // Not noted, they go out again once their claim is over.
        if let Err(error) = self.try_settle(&done).await {
            tracing::warn!(%error, "can't note what was pushed");
        }
    }

    async fn try_settle(&self, done: &[(Delivery, Verdict)]) -> Result<(), store::Error> {
        let mut tx = self.live.db.begin().await?;
        for (delivery, verdict) in done {
            let subscription = delivery.subscription_id;
            match verdict {
                Verdict::Done => {
                    db::forget(&mut tx, delivery).await?;
                    if delivery.failures > 0 {
                        db::count_failures(&mut tx, subscription, 0).await?;
                    }
                }
                Verdict::Gone => db::remove(&mut tx, subscription).await?,
                Verdict::Refused if delivery.failures + 1 >= FAILURES_MAX => {
                    db::remove(&mut tx, subscription).await?;
                }
                Verdict::Refused => {
                    db::forget(&mut tx, delivery).await?;
                    db::count_failures(&mut tx, subscription, delivery.failures + 1).await?;
                }
                Verdict::Later(at) => db::put_off(&mut tx, delivery, *at).await?,
            }
        }
        tx.commit().await
    }
}

fn finished(done: Result<(Delivery, Verdict), tokio::task::JoinError>) -> Option<(Delivery, Verdict)> {
    done.inspect_err(|error| tracing::error!(%error, "a push broke off"))
        .ok()
}

/// Until when anyone wants to read it.
fn useful_until(delivery: &Delivery) -> Timestamp {
    let news = delivery.created_at + NEWS;
    match (delivery.kind, delivery.state, delivery.starts_at) {
        (NoticeKind::Live, ShowState::Live, _) => news,
        (NoticeKind::Soon, ShowState::Scheduled, Some(start)) => news.min(start + SOON_PAST),
        (NoticeKind::Mention, ShowState::Live | ShowState::Ended, _) => news,
        _ => delivery.created_at,
    }
}

/// Names a delivery to the push service: the same each time it is tried
/// (RFC 8030 section 5.4), and of no use to link one reader to another.
fn topic(delivery: &Delivery) -> String {
    let mut name = Vec::with_capacity(24);
    name.extend_from_slice(&delivery.notice_id.to_be_bytes());
    name.extend_from_slice(delivery.subscription_id.0.as_bytes());
    let digest = digest::digest(&digest::SHA256, &name);
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..24])
}

fn verdict(answer: &Result<Receipt, Lost>, delivery: &Delivery, now: Timestamp) -> Verdict {
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
mod tests {
    use super::*;
    use model::{AccountId, Clock, ManualClock, ShowId, SubscriptionId};
    use uuid::Uuid;

    fn delivery(tries: i64) -> Delivery {
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

    #[test]
    fn a_topic_is_what_a_push_service_takes() {
        let topic = topic(&delivery(1));
        assert_eq!(topic.len(), 32);
        assert!(
            topic
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
    }
}
