//! Forgetting who asked and what: a day after they asked, once that is over.

use chrono::TimeDelta;
use store::{execute, fetch_optional};

use crate::{Advice, TicketId};

/// How long a ticket that is closed says whose it was.
const REMEMBERED_FOR: TimeDelta = TimeDelta::hours(24);

impl Advice {
    /// Empties name and topic of closed tickets a day after they were asked with.
    /// Gives their number.
    pub async fn forget_tickets(&self) -> Result<usize, store::Error> {
        let before = self.clock.now() - REMEMBERED_FOR;
        let mut read = self.db.read().await?;
        let is_any = fetch_optional!(
            read,
            (TicketId,),
            "SELECT id FROM advice_tickets
             WHERE asked_at <= $1 AND name <> '' AND state IN ('left', 'over') LIMIT 1",
            before,
        )?;
        drop(read);
        if is_any.is_none() {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let forgotten = execute!(
            tx,
            "UPDATE advice_tickets SET name = '', topic = ''
             WHERE asked_at <= $1 AND name <> '' AND state IN ('left', 'over')",
            before,
        )?;
        tx.commit().await?;
        Ok(usize::try_from(forgotten).unwrap_or(usize::MAX))
    }
}
