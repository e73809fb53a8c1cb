//! What has to be done from time to time whether anybody asks or not.

use std::time::Duration;

use model::Timestamp;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::Advice;
use crate::tickets::{self, WAITS_UNSEEN};

/// How often those are looked for who are gone without a word.
const EVERY: Duration = Duration::from_secs(1);

impl Advice {
    /// Does the chores until `stop`, each at once and then from time to time.
    pub async fn run(self, stop: CancellationToken) {
        let mut up_since = self.clock.now();
        let mut rounds = tokio::time::interval(EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while stop.run_until_cancelled(rounds.tick()).await.is_some() {
            // What is cut off is taken up at the next start.
            let round = self.do_chores(up_since);
            match stop.run_until_cancelled(round).await {
                Some(since) => up_since = since,
                None => return,
            }
        }
    }

    /// Does each of them once. `up_since` is when signs could be given again; gives the
    /// same, or now where the database did not answer: it took no signs either, and
    /// nobody has gone because of that.
    pub async fn do_chores(&self, up_since: Timestamp) -> Timestamp {
        let by_signs = [
            ("sessions without an advisor", self.abandon_lost(up_since).await),
            ("sessions without a shopper", self.end_left(up_since).await),
            ("those who left the line", self.give_up_unseen(up_since).await),
            (
                "those who were called and did not come",
                self.give_up_overdue(up_since).await,
            ),
        ];
        let by_age = [
            ("calls of those who are away", self.call_those_away().await),
            ("what was written a day ago", self.erase_talk().await),
            ("who asked a day ago, and what", self.forget_tickets().await),
            ("reminders of bookings", self.remind_of_bookings().await),
            ("bookings whose time has come", self.settle_bookings().await),
            ("who booked a month ago, and what", self.forget_bookings().await),
            ("invitations nobody has answered", self.lapse_invitations().await),
            ("who came besides a day ago", self.forget_people().await),
            ("summaries of long ago", self.forget_summaries().await),
        ];
        let fail = |chores: &[(&str, Result<usize, store::Error>)]| {
            let failed = chores
                .iter()
                .filter_map(|(what, done)| Some((what, done.as_ref().err()?)));
            failed
                .inspect(|(what, error)| tracing::warn!(what, %error, "has to wait"))
                .count()
                > 0
        };
        fail(&by_age);
        if fail(&by_signs) {
            self.clock.now()
        } else {
            up_since
        }
    }

    /// Takes shoppers out of line who gave no sign for three minutes. `up_since` is
    /// when signs could be given again. Gives their number.
    pub async fn give_up_unseen(&self, up_since: Timestamp) -> Result<usize, store::Error> {
        let gone = self.clock.now() - WAITS_UNSEEN;
        if up_since > gone {
            return Ok(0);
        }
        let mut read = self.db.read().await?;
        let is_any = tickets::is_any_unseen(&mut read, gone).await?;
        drop(read);
        if !is_any {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let left = tickets::give_up_unseen(&mut tx, gone).await?;
        tx.commit().await?;
        self.tell_of(&left);
        Ok(left.len())
    }
}
