//! The courier: brings notices to browsers. A delivery is claimed in the
//! database before it goes out; who dies holding a claim loses it, and it goes
//! out again under the same topic. So each arrives at least once, and a
//! repeat replaces what the push service has not handed on yet.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use model::{NoticeKind, Timestamp, Visibility};
use ring::digest;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::db::{self, Delivery};
use super::services::{AT_ONCE, Place, Services};
use super::verdict::{NEWS, PAUSE, Verdict, useful_until, verdict};
use super::waiting::Waiting;
use super::{Carrier, Endpoint, Letter, Parcel, Reach, Receipt, VapidKeys, Wording, message};
use crate::Live;
use crate::notices::{Unsubscribe, UnsubscribeKey};

/// Claimed at a time: with the last one's other browsers and what is under way
/// five rounds of ten seconds at most, within [`LEASE`].
const CLAIMED: i64 = 192;
/// Notices looked at in one transaction.
const HANDED_OVER: i64 = 500;
/// How long a claim holds.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How long deliveries give way that a service which does not answer keeps waiting.
const GIVEN_WAY: TimeDelta = TimeDelta::seconds(5);
/// How often new notices are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// A browser whose pushes are refused so often in a row is given up.
const FAILURES_MAX: i64 = 10;
/// How long requests under way may take when the server stops.
const GOODBYE: Duration = Duration::from_secs(2);

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
        let services = Arc::new(Services::default());
        let mut waiting = Waiting::new([]);
        let mut sending = JoinSet::new();
        let mut is_more = false;
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            while sending.len() < AT_ONCE
                && let Some((delivery, place)) = waiting.next(&services)
            {
                let courier = courier.clone();
                sending.spawn(async move {
                    let verdict = courier.send(&delivery, &place).await;
                    (delivery, verdict)
                });
            }
            tokio::select! {
                () = stop.cancelled() => break,
                Some(first) = sending.join_next() => {
                    let mut done = vec![first];
                    done.extend(std::iter::from_fn(|| sending.try_join_next()));
                    courier.settle(done.into_iter().filter_map(finished)).await;
                    if is_more && waiting.deliveries.is_empty() {
                        is_more = courier.fetch(&mut waiting).await;
                    }
                }
                _ = look.tick() => {
                    let again = courier.live.clock.now() + GIVEN_WAY;
                    let put_off = waiting.give_way(&services, Instant::now()).into_iter();
                    courier.settle(put_off.map(|delivery| (delivery, Verdict::Unsent(again)))).await;
                    if waiting.deliveries.is_empty() {
                        is_more = courier.fetch(&mut waiting).await;
                    }
                }
            }
        }
        courier.say_goodbye(waiting, sending).await;
    }

    /// Lets what is under way arrive, and gives the rest back at once.
    async fn say_goodbye(&self, waiting: Waiting, mut sending: JoinSet<(Delivery, Verdict)>) {
        let now = self.live.clock.now();
        let unsent = waiting.deliveries.into_iter();
        self.settle(unsent.map(|(_, delivery)| (delivery, Verdict::Unsent(now))))
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
    async fn fetch(&self, waiting: &mut Waiting) -> bool {
        match self.try_fetch().await {
            Ok((deliveries, is_more)) => {
                *waiting = Waiting::new(deliveries);
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

    async fn send(&self, delivery: &Delivery, place: &Place) -> Verdict {
        let now = self.live.clock.now();
        let until = useful_until(delivery);
        if until <= now {
            return Verdict::Done;
        }
        match self.may_be_told(delivery).await {
            Ok(true) => {}
            Ok(false) => return Verdict::Done,
            Err(error) => {
                tracing::warn!(%error, "a push has to wait");
                return Verdict::Unsent(now + PAUSE);
            }
        }
        let Some(parcel) = self.parcel(delivery, now, until) else {
            return Verdict::Refused;
        };
        let answer = self.carrier.carry(parcel).await;
        place.note(answer.is_ok());
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

    /// Whether whoever it is for may know of the show by now: they may have lost
    /// that since the notice was made.
    async fn may_be_told(&self, delivery: &Delivery) -> Result<bool, store::Error> {
        match delivery.visibility {
            _ if delivery.is_kept_off => Ok(false),
            Visibility::Public | Visibility::Unlisted => Ok(true),
            Visibility::Private => self.live.may_be_told(delivery.show_id, delivery.account_id).await,
        }
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
                Verdict::Later(at) => db::put_off(&mut tx, delivery, *at, delivery.tries).await?,
                Verdict::Unsent(at) => db::put_off(&mut tx, delivery, *at, delivery.tries - 1).await?,
            }
        }
        tx.commit().await
    }
}

fn finished(done: Result<(Delivery, Verdict), tokio::task::JoinError>) -> Option<(Delivery, Verdict)> {
    done.inspect_err(|error| tracing::error!(%error, "a push broke off"))
        .ok()
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

#[cfg(test)]
mod tests {
    use super::super::verdict::tests::delivery;
    use super::*;

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
