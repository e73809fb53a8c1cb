//! What has to be done from time to time whether anybody asks or not: each in a
//! loop of its own, so that a slow one holds up no other.

mod tidy;

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::{Commerce, baskets, stock};

/// How often undecided payments and refunds are looked for.
const LOOK_UP: Duration = Duration::from_millis(500);
/// How often checkouts are looked for whose time is over.
const CLOSE: Duration = Duration::from_secs(1);

impl Commerce {
    /// Does the chores until `stop`, each at once and then from time to time.
    pub async fn run(self, stop: CancellationToken) {
        if let Err(error) = self.look_at_all().await {
            tracing::warn!(%error, "what was left undecided is looked up when it is due");
        }
        let told_until = Mutex::new(self.clock.now());
        tokio::join!(
            every(&stop, stock::EVERY, "sweep holds", || self.sweep()),
            every(&stop, stock::EVERY, "tell of offers that ended", || {
                self.tell_ended_offers(&told_until)
            }),
            every(&stop, baskets::TIDY_EVERY, "forget old baskets", || async {
                self.tidy_baskets().await.map(|_| ())
            }),
            every(&stop, tidy::EVERY, "forget old wish lists", || async {
                self.tidy_wishes().await.map(|_| ())
            }),
            every(&stop, tidy::EVERY, "forget what is over", || self.tidy()),
            every(&stop, LOOK_UP, "look up payments", || self.look_up_due()),
            every(&stop, CLOSE, "close checkouts", || async {
                self.close_overdue_checkouts().await.map(|_| ())
            }),
        );
    }
}

async fn every<F: Future<Output = Result<(), store::Error>>>(
    stop: &CancellationToken,
    period: Duration,
    chore: &'static str,
    run: impl Fn() -> F,
) {
    let mut rounds = tokio::time::interval(period);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        // What is cut off is taken up at the next start.
        match stop.run_until_cancelled(run()).await {
            Some(Err(error)) => tracing::warn!(chore, %error, "has to wait"),
            Some(Ok(())) => {}
            None => return,
        }
    }
}
