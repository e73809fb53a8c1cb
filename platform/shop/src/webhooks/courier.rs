//! Brings deliveries to their endpoints. Each is claimed in the database before
//! it goes out; who dies holding a claim loses it, and it goes out again with
//! the same id. So each arrives at least once, or is seen to have failed.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use model::{DeliveryState, PublicUrl, Reach, Timestamp};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::db::{self, Came, Claimed};
use super::{Carrier, KEPT_DAYS, SigningSecret, signature};
use crate::Commerce;

/// The pauses before each further attempt, as the specification proposes; over
/// three days in all.
const PAUSES: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];
/// Attempts under way at a time.
const AT_ONCE: usize = 64;
/// How long a claim holds: longer than a carrier may take.
const LEASE: TimeDelta = TimeDelta::seconds(60);
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long requests under way may take when the server stops.
const GOODBYE: Duration = Duration::from_secs(2);
const TIDY_EVERY: TimeDelta = TimeDelta::hours(1);
/// As many characters of an answer are kept.
const ANSWER: usize = 500;

/// The courier's own loop.
#[derive(Debug, Clone)]
pub struct Courier {
    commerce: Commerce,
    reach: Reach,
    carrier: Arc<dyn Carrier>,
}

impl Courier {
    pub fn new(commerce: Commerce, reach: Reach, carrier: Arc<dyn Carrier>) -> Self {
        Self {
            commerce,
            reach,
            carrier,
        }
    }

    /// Runs until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        let mut sending = JoinSet::new();
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut tidy_at: Option<Timestamp> = None;
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(_) = sending.join_next() => {}
                _ = look.tick() => {
                    self.fetch(&mut sending).await;
                    let now = self.commerce.clock.now();
                    if tidy_at.is_none_or(|at| now >= at) {
                        tidy_at = Some(now + TIDY_EVERY);
                        self.tidy(now).await;
                    }
                }
            }
        }
        let arrive = async { while sending.join_next().await.is_some() {} };
        // What takes longer is claimed still, and goes out again after that.
        if tokio::time::timeout(GOODBYE, arrive).await.is_err() {
            tracing::debug!("stopped with webhooks under way");
        }
    }

    async fn fetch(&self, sending: &mut JoinSet<()>) {
        let room = i64::try_from(AT_ONCE - sending.len().min(AT_ONCE)).unwrap_or(0);
        if room == 0 {
            return;
        }
        match db::claim(&self.commerce.db, self.commerce.clock.now(), LEASE, room).await {
            Ok(claimed) => {
                for one in claimed {
                    let courier = self.clone();
                    sending.spawn(async move { courier.deliver(&one).await });
                }
            }
            Err(error) => tracing::warn!(%error, "webhooks have to wait"),
        }
    }

    async fn deliver(&self, claimed: &Claimed) {
        let answer = match PublicUrl::parse(&claimed.url, self.reach) {
            Ok(url) => {
                let secret = SigningSecret(claimed.secret.clone());
                let now = self.commerce.clock.now();
                let headers = signature::headers(&secret, claimed.id, now, &claimed.payload);
                let body = claimed.payload.clone().into_bytes();
                self.carrier.post(&url, headers, body).await
            }
            // Configuration may have become stricter since.
            Err(error) => Err(error.to_string()),
        };
        let now = self.commerce.clock.now();
        let gone = matches!(&answer, Ok(answer) if answer.status == 410);
        let came = outcome(answer, claimed.attempts, now);
        let noted = async {
            let mut tx = self.commerce.db.begin().await?;
            db::note(&mut tx, claimed.id, &came, now).await?;
            if gone {
                db::disable(&mut tx, claimed.endpoint_id, now).await?;
            }
            tx.commit().await
        };
        // Not noted, it goes out again once its claim is over.
        if let Err(error) = noted.await {
            tracing::warn!(%error, delivery = %claimed.id, "can't note what a webhook came to");
        }
    }

    async fn tidy(&self, now: Timestamp) {
        if let Err(error) = db::forget(&self.commerce.db, now - TimeDelta::days(KEPT_DAYS)).await {
            tracing::warn!(%error, "old webhook deliveries have to stay for now");
        }
    }
}

/// What follows from an answer to the attempt number `attempts`.
fn outcome(answer: Result<super::Answer, String>, attempts: i64, now: Timestamp) -> Came {
    let (status, said) = match answer {
        Ok(answer) => (Some(i64::from(answer.status)), answer.body),
        Err(why) => (None, why),
    };
    // PostgreSQL keeps no NUL.
    let answer: String = said.chars().filter(|c| *c != '\0').take(ANSWER).collect();
    let done = |state| Came {
        state,
        next_at: None,
        status,
        answer: answer.clone(),
    };
    match status {
        Some(200..=299) => done(DeliveryState::Delivered),
        Some(410) => done(DeliveryState::Failed),
        _ => match usize::try_from(attempts - 1)
            .ok()
            .and_then(|tried| PAUSES.get(tried))
        {
            Some(pause) => Came {
                next_at: Some(now + *pause),
                ..done(DeliveryState::Waiting)
            },
            None => done(DeliveryState::Failed),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::Answer;
    use super::*;
    use model::{Clock, ManualClock};

    #[test]
    fn what_is_not_taken_is_tried_again_with_growing_pauses_and_then_given_up() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let refused = |attempts| {
            let answer = Answer {
                status: 500,
                body: "a\0b".into(),
            };
            outcome(Ok(answer), attempts, now)
        };
        let first = refused(1);
        assert_eq!((first.state, first.status), (DeliveryState::Waiting, Some(500)));
        assert_eq!(first.next_at, Some(now + TimeDelta::seconds(5)));
        assert_eq!(first.answer, "ab");
        let pauses: Vec<_> = (1..=9).filter_map(|n| refused(n).next_at).collect();
        assert_eq!(pauses.len(), 9);
        assert!(pauses.is_sorted());
        let last = refused(10);
        assert_eq!((last.state, last.next_at), (DeliveryState::Failed, None));
    }

    #[test]
    fn what_is_taken_is_done_and_who_is_gone_is_not_asked_again() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let answered = |status| {
            let body = String::new();
            outcome(Ok(Answer { status, body }), 1, now)
        };
        assert_eq!(answered(204).state, DeliveryState::Delivered);
        let gone = answered(410);
        assert_eq!((gone.state, gone.next_at), (DeliveryState::Failed, None));
        // A redirect is no answer: it would lead past the check of the address.
        assert_eq!(answered(302).state, DeliveryState::Waiting);
        let silent = outcome(Err("timed out".into()), 1, now);
        assert_eq!((silent.state, silent.status), (DeliveryState::Waiting, None));
    }
}
