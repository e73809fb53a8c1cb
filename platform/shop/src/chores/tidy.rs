//! What is over is forgotten after a while: holds that were let go, turns in lines
//! that are over, providers' notices, and of checkouts that came to nothing who it
//! was. Orders and all that money did stay.

use std::time::Duration;

use chrono::TimeDelta;
use model::{CheckoutId, HoldId, PaymentId, Timestamp, WaitId};
use serde_json::Value;
use store::{Result, Tx, execute, fetch_all};

use crate::Commerce;
use crate::batch::{Batch, execute_rows, fetch_rows};

/// How often it goes round.
pub(super) const EVERY: Duration = Duration::from_secs(3_600);

/// How long holds that were let go, turns in a line that are over and checkouts
/// that came to nothing are kept.
const KEPT: TimeDelta = TimeDelta::days(30);
/// Providers repeat a notice for days, and by hand for a month.
const NOTICES_KEPT: TimeDelta = TimeDelta::days(90);

/// Rows of one transaction: few, so that nobody who buys waits for long.
const MOST: i64 = 256;

impl Commerce {
    /// Forgets what is over for so long that nobody asks for it.
    pub async fn tidy(&self) -> Result<()> {
        let now = self.clock.now();
        let checkouts = async {
            while self.tidy_checkouts(now - KEPT, now).await? {}
            Ok(())
        };
        let holds = async {
            while self.tidy_holds(now - KEPT).await? {}
            Ok(())
        };
        let waits = async {
            while self.tidy_waits(now - KEPT).await? {}
            Ok(())
        };
        let notices = async {
            while self.tidy_notices(now - NOTICES_KEPT).await? {}
            Ok(())
        };
        // What can't be forgotten keeps none of the others.
        let done: [Result<()>; 4] = [checkouts.await, holds.await, waits.await, notices.await];
        done.into_iter().collect()
    }

    /// Those of no checkout, or of one that was never written; a checkout's go with
    /// it. Each of these says whether there may be more.
    async fn tidy_holds(&self, before: Timestamp) -> Result<bool> {
        let mut read = self.db.read().await?;
        let over = fetch_all!(
            read,
            (HoldId,),
            "SELECT h.id FROM holds h
             WHERE h.state = 'released' AND h.until < $1
               AND (h.checkout_id IS NULL OR NOT EXISTS (SELECT 1 FROM checkouts c WHERE c.id = h.checkout_id))
             LIMIT $2",
            before,
            MOST,
        )?;
        drop(read);
        static DELETE: Batch = Batch::new("DELETE FROM holds WHERE id IN (VALUES ", "(?)", ")", 0);
        let mut tx = self.db.begin().await?;
        execute_rows!(tx, &DELETE, &over, [], |hold| [hold.0])?;
        tx.commit().await?;
        Ok(is_full(&over))
    }

    /// By when they were joined, which is the longer ago the longer somebody stood
    /// there: a turn that is over says nothing to anybody.
    async fn tidy_waits(&self, before: Timestamp) -> Result<bool> {
        let mut read = self.db.read().await?;
        let over = fetch_all!(
            read,
            (WaitId,),
            "SELECT id FROM waits WHERE state = 'done' AND joined_at < $1 LIMIT $2",
            before,
            MOST,
        )?;
        drop(read);
        static DELETE: Batch = Batch::new("DELETE FROM waits WHERE id IN (VALUES ", "(?)", ")", 0);
        let mut tx = self.db.begin().await?;
        execute_rows!(tx, &DELETE, &over, [], |wait| [wait.0])?;
        tx.commit().await?;
        Ok(is_full(&over))
    }

    async fn tidy_notices(&self, before: Timestamp) -> Result<bool> {
        let mut read = self.db.read().await?;
        let over = fetch_all!(
            read,
            (String, String),
            "SELECT provider, notice FROM payment_notices WHERE received_at < $1 LIMIT $2",
            before,
            MOST,
        )?;
        drop(read);
        let mut tx = self.db.begin().await?;
        for (provider, notice) in &over {
            execute!(
                tx,
                "DELETE FROM payment_notices WHERE provider = $1 AND notice = $2",
                provider,
                notice,
            )?;
        }
        tx.commit().await?;
        Ok(is_full(&over))
    }

    /// Without a payment a checkout goes; with one it stays, and who it was goes, but
    /// not before all that was paid is given back: whoever is owed must be found.
    async fn tidy_checkouts(&self, before: Timestamp, now: Timestamp) -> Result<bool> {
        let mut tx = self.db.begin().await?;
        // The checkouts first, as everywhere: their rows keep all that concerns them in order.
        let over = fetch_all!(
            tx,
            (CheckoutId,),
            "UPDATE checkouts SET forgotten_at = $2, email = '', address = '', account_id = NULL, holder = id,
                    key = NULL, fingerprint = NULL
             WHERE state = 'closed' AND forgotten_at IS NULL AND id IN
               (SELECT c.id FROM checkouts c
                WHERE c.state = 'closed' AND c.forgotten_at IS NULL AND c.until < $1
                  AND NOT EXISTS (SELECT 1 FROM payments p
                                  WHERE p.checkout_id = c.id
                                    AND (p.next_at IS NOT NULL
                                         OR (SELECT COALESCE(SUM(l.amount), 0) FROM ledger l
                                             WHERE l.payment_id = p.id) > 0))
                  AND NOT EXISTS (SELECT 1 FROM holds h
                                  WHERE h.checkout_id = c.id AND h.state IN ('held', 'committed'))
                ORDER BY c.until LIMIT $3)
             RETURNING id",
            before,
            now,
            MOST,
        )?;
        forget_drafts(&mut tx, &over).await?;
        static HOLDS: Batch = Batch::new(
            "DELETE FROM holds WHERE state = 'released' AND checkout_id IN (VALUES ",
            "(?)",
            ")",
            0,
        );
        execute_rows!(tx, &HOLDS, &over, [], |checkout| [checkout.0])?;
        static CHECKOUTS: Batch = Batch::new(
            "DELETE FROM checkouts
             WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.checkout_id = checkouts.id) AND id IN (VALUES ",
            "(?)",
            ")",
            0,
        );
        execute_rows!(tx, &CHECKOUTS, &over, [], |checkout| [checkout.0])?;
        tx.commit().await?;
        Ok(is_full(&over))
    }
}

fn is_full<T>(rows: &[T]) -> bool {
    i64::try_from(rows.len()).is_ok_and(|rows| rows >= MOST)
}

/// Takes who it was out of what their orders would have said. A payment that
/// succeeds after all finds nothing set aside any more, and is given back.
async fn forget_drafts(tx: &mut Tx, checkouts: &[(CheckoutId,)]) -> Result<()> {
    static DRAFTS: Batch = Batch::new(
        "SELECT id, draft FROM payments WHERE checkout_id IN (VALUES ",
        "(?)",
        ")",
        0,
    );
    let drafts = fetch_rows!(tx, (PaymentId, String), &DRAFTS, checkouts, [], |checkout| [
        checkout.0
    ])?;
    for (payment, draft) in drafts {
        let draft = match serde_json::from_str(&draft) {
            Ok(draft) => without_person(draft),
            // It must not keep whose it was, nor all others from being forgotten.
            Err(error) => {
                tracing::error!(%payment, %error, "an unreadable draft is emptied");
                Value::Object(serde_json::Map::new())
            }
        };
        execute!(
            tx,
            "UPDATE payments SET draft = $2 WHERE id = $1",
            payment,
            draft.to_string(),
        )?;
    }
    Ok(())
}

/// The same draft of nobody.
fn without_person(mut draft: Value) -> Value {
    if let Some(email) = draft.get_mut("email") {
        *email = Value::String(String::new());
    }
    let address = draft.get_mut("address").and_then(Value::as_object_mut);
    for (name, value) in address.into_iter().flatten() {
        // What the tax was worked out for.
        if name != "country" {
            *value = Value::String(String::new());
        }
    }
    draft
}
