//! Brings mails to the mail server. Each is claimed in the database before it
//! goes out; one whose courier died goes out again, with the same Message-ID.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use model::Timestamp;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::db;
use super::{Mail, Postman, Undelivered, Wording};
use crate::Commerce;

/// The pauses before each further attempt.
const PAUSES: [TimeDelta; 6] = [
    TimeDelta::seconds(10),
    TimeDelta::minutes(1),
    TimeDelta::minutes(10),
    TimeDelta::hours(1),
    TimeDelta::hours(6),
    TimeDelta::hours(24),
];
/// Mails on their way at a time.
const AT_ONCE: usize = 8;
/// How long a claim holds: longer than a mail server may take.
const LEASE: TimeDelta = TimeDelta::seconds(120);
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long mails on their way may take when the server stops.
const GOODBYE: Duration = Duration::from_secs(2);
const TIDY_EVERY: TimeDelta = TimeDelta::hours(1);
const KEPT: TimeDelta = TimeDelta::days(90);

/// The courier's own loop.
#[derive(Debug, Clone)]
pub struct Courier {
    commerce: Commerce,
    wording: Arc<dyn Wording>,
    /// None where mails are only kept.
    postman: Option<Arc<dyn Postman>>,
}

impl Courier {
    pub fn new(commerce: Commerce, wording: Arc<dyn Wording>, postman: Option<Arc<dyn Postman>>) -> Self {
        Self {
            commerce,
            wording,
            postman,
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
                        self.note(db::forget(&self.commerce.db, now - KEPT).await);
                    }
                }
            }
        }
        let arrive = async { while sending.join_next().await.is_some() {} };
        // What takes longer is claimed still, and goes out again after that.
        if tokio::time::timeout(GOODBYE, arrive).await.is_err() {
            tracing::debug!("stopped with mails on their way");
        }
    }

    async fn fetch(&self, sending: &mut JoinSet<()>) {
        let Some(postman) = &self.postman else {
            let kept = db::keep_due(&self.commerce.db, self.commerce.clock.now(), super::NO_SERVER).await;
            return self.note(kept);
        };
        let room = i64::try_from(AT_ONCE - sending.len().min(AT_ONCE)).unwrap_or(0);
        if room == 0 {
            return;
        }
        match db::claim(&self.commerce.db, self.commerce.clock.now(), LEASE, room).await {
            Ok(claimed) => {
                for mail in claimed {
                    let (courier, postman) = (self.clone(), postman.clone());
                    sending.spawn(async move { courier.send(&*postman, mail).await });
                }
            }
            Err(error) => tracing::warn!(%error, "mails have to wait"),
        }
    }

    async fn send(&self, postman: &dyn Postman, mail: Mail) {
        let written = match self.wording.write(&mail).await {
            Ok(Some(written)) => written,
            Ok(None) => {
                let why = "what it was about is no more";
                return self.note(db::unsent(&self.commerce.db, mail.id, None, why).await);
            }
            // Claimed still: it comes again.
            Err(error) => return tracing::warn!(%error, mail = %mail.id, "a mail can't be written"),
        };
        let carried = postman.carry(&mail, written).await;
        let now = self.commerce.clock.now();
        let noted = match &carried {
            Ok(()) => db::sent(&self.commerce.db, mail.id, now).await,
            Err(Undelivered::Later(why)) => {
                db::unsent(&self.commerce.db, mail.id, next_at(mail.attempts, now), why).await
            }
            Err(Undelivered::Never(why)) => db::unsent(&self.commerce.db, mail.id, None, why).await,
        };
        // What the mail server said stays with the mail: it often repeats whose it is.
        match &carried {
            Ok(()) => {}
            Err(Undelivered::Later(_)) => tracing::info!(mail = %mail.id, "a mail is not taken for now"),
            Err(Undelivered::Never(_)) => tracing::warn!(mail = %mail.id, "a mail was refused"),
        }
        self.note(noted);
    }

    fn note(&self, noted: store::Result<()>) {
        if let Err(error) = noted {
            tracing::warn!(%error, "can't note what a mail came to");
        }
    }
}

/// When an attempt that failed is made again; never after the last one.
fn next_at(attempts: i64, now: Timestamp) -> Option<Timestamp> {
    let tried = usize::try_from(attempts - 1).ok()?;
    PAUSES.get(tried).map(|pause| now + *pause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, ManualClock};

    #[test]
    fn a_mail_is_tried_again_with_growing_pauses_and_then_kept() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let times: Vec<_> = (1..=6).filter_map(|tries| next_at(tries, now)).collect();
        assert_eq!(times.len(), 6);
        assert!(times.is_sorted());
        assert_eq!(next_at(7, now), None);
    }
}
