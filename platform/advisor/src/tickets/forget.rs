//! Forgetting who asked and what: a day after they asked, once that is over. A session
//! says itself whose it was.

use chrono::TimeDelta;
use store::{execute, fetch_optional};

use crate::{Advice, TicketId};

/// How long a ticket that is closed says whose it was.
const REMEMBERED_FOR: TimeDelta = TimeDelta::hours(24);
/// And at least so long after its shopper was there or was to come: their page still
/// tells them how it ended.
const REMEMBERED_AFTER: TimeDelta = TimeDelta::hours(1);

impl Advice {
    /// Empties closed tickets of who they were and what they asked about, a day after
    /// they did: such a ticket is its own holder. Gives their number.
    pub async fn forget_tickets(&self) -> Result<usize, store::Error> {
        let now = self.clock.now();
        let (before, gone) = (now - REMEMBERED_FOR, now - REMEMBERED_AFTER);
        let mut read = self.db.read().await?;
        let is_any = fetch_optional!(
            read,
            (TicketId,),
            "SELECT id FROM advice_tickets
             WHERE asked_at <= $1 AND name <> '' AND state IN ('left', 'over')
                 AND seen_at <= $2 AND (comes_at IS NULL OR comes_at <= $2) LIMIT 1",
            before,
            gone,
        )?;
        drop(read);
        if is_any.is_none() {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let forgotten = execute!(
            tx,
            "UPDATE advice_tickets SET name = '', topic = '', call_mail = '', holder = id, account_id = NULL,
                 product_id = NULL, product_name = '', show_id = NULL
             WHERE asked_at <= $1 AND name <> '' AND state IN ('left', 'over')
                 AND seen_at <= $2 AND (comes_at IS NULL OR comes_at <= $2)",
            before,
            gone,
        )?;
        tx.commit().await?;
        Ok(usize::try_from(forgotten).unwrap_or(usize::MAX))
    }
}
