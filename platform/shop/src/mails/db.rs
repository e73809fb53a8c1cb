//! The `mails` table.

use std::borrow::Borrow;

use chrono::TimeDelta;
use model::{MailId, OrderId, ShopId, Timestamp};
use sqlx::FromRow;
use store::{Db, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

use super::{About, Mail, MailKind, NewMail};
use crate::batch::{Batch, execute_rows};

#[derive(FromRow)]
struct MailRow {
    id: MailId,
    kind: String,
    recipient: String,
    locale: String,
    shop_id: Option<ShopId>,
    order_id: Option<OrderId>,
    about: String,
    attempts: i64,
    next_at: Option<Timestamp>,
    sent_at: Option<Timestamp>,
    failure: Option<String>,
    created_at: Timestamp,
}

impl MailRow {
    /// None for a kind this version does not know.
    fn mail(self) -> Option<Mail> {
        Some(Mail {
            kind: MailKind::from_stored(&self.kind)?,
            id: self.id,
            to: self.recipient,
            locale: self.locale,
            shop: self.shop_id,
            order: self.order_id,
            about: serde_json::from_str::<About>(&self.about).unwrap_or_default(),
            attempts: self.attempts,
            next_at: self.next_at,
            sent_at: self.sent_at,
            failure: self.failure,
            created_at: self.created_at,
        })
    }
}

fn mails(rows: Vec<MailRow>) -> Vec<Mail> {
    rows.into_iter().filter_map(MailRow::mail).collect()
}

static INSERT: Batch = Batch::new(
    "INSERT INTO mails (id, kind, recipient, locale, shop_id, order_id, about, attempts, next_at, created_at) VALUES ",
    "(?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
    "",
    0,
);

pub(super) async fn insert_all<M: Borrow<NewMail>>(
    tx: &mut Tx,
    mails: &[(MailId, M)],
    now: Timestamp,
) -> Result<()> {
    let mut rows = Vec::with_capacity(mails.len());
    for (id, mail) in mails {
        let mail = mail.borrow();
        rows.push((*id, mail, serde_json::to_string(&mail.about)?));
    }
    execute_rows!(tx, &INSERT, &rows, [], |row| [
        row.0,
        row.1.kind.as_str(),
        row.1.to.as_str(),
        row.1.locale.as_str(),
        row.1.shop,
        row.1.order,
        row.2.as_str(),
        now,
        now,
    ])?;
    Ok(())
}

pub(super) async fn list(db: &Db, before: Option<MailId>, limit: i64) -> Result<Vec<Mail>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        MailRow,
        "SELECT id, kind, recipient, locale, shop_id, order_id, about, attempts, next_at, sent_at, failure, created_at
         FROM mails WHERE $1 IS NULL OR id < $1 ORDER BY id DESC LIMIT $2",
        before,
        limit,
    )?;
    Ok(mails(rows))
}

pub(super) async fn of_order(db: &Db, order: OrderId) -> Result<Vec<Mail>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        MailRow,
        "SELECT id, kind, recipient, locale, shop_id, order_id, about, attempts, next_at, sent_at, failure, created_at
         FROM mails WHERE order_id = $1 ORDER BY id LIMIT 100",
        order,
    )?;
    Ok(mails(rows))
}

pub(super) async fn by_id(db: &Db, id: MailId) -> Result<Option<Mail>> {
    let mut read = db.read().await?;
    let row = fetch_optional!(
        read,
        MailRow,
        "SELECT id, kind, recipient, locale, shop_id, order_id, about, attempts, next_at, sent_at, failure, created_at
         FROM mails WHERE id = $1",
        id,
    )?;
    Ok(row.and_then(MailRow::mail))
}

/// Claims what is due: it comes again after `lease`, unless it is settled.
pub(super) async fn claim(db: &Db, now: Timestamp, lease: TimeDelta, limit: i64) -> Result<Vec<Mail>> {
    let mut tx = db.begin().await?;
    let rows = fetch_all!(
        tx,
        MailRow,
        "UPDATE mails SET next_at = $2, attempts = attempts + 1
         WHERE next_at <= $1
           AND id IN (SELECT m.id FROM mails m WHERE m.next_at <= $1 ORDER BY m.next_at, m.id LIMIT $3)
         RETURNING id, kind, recipient, locale, shop_id, order_id, about, attempts, next_at, sent_at, failure,
                   created_at",
        now,
        now + lease,
        limit,
    )?;
    tx.commit().await?;
    Ok(mails(rows))
}

/// Gives up what is due, all at once: nobody carries it. It is kept.
pub(super) async fn keep_due(db: &Db, now: Timestamp, why: &str) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE mails SET next_at = NULL, attempts = attempts + 1, failure = $2 WHERE next_at <= $1",
        now,
        why
    )?;
    tx.commit().await
}

pub(super) async fn sent(db: &Db, id: MailId, now: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE mails SET sent_at = $1, next_at = NULL, failure = NULL WHERE id = $2",
        now,
        id
    )?;
    tx.commit().await
}

/// Without `next_at` it is given up, and kept.
pub(super) async fn unsent(db: &Db, id: MailId, next_at: Option<Timestamp>, failure: &str) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE mails SET next_at = $1, failure = $2 WHERE id = $3",
        next_at,
        failure,
        id
    )?;
    tx.commit().await
}

/// Removes what was made long ago.
/// Mails of `kind` to `to` that were asked for after `since`.
pub(super) async fn count_to(tx: &mut Tx, kind: MailKind, to: &str, since: Timestamp) -> Result<i64> {
    let (count,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM mails WHERE recipient = $1 AND created_at > $2 AND kind = $3",
        to,
        since,
        kind.as_str(),
    )?;
    Ok(count)
}

pub(super) async fn forget(db: &Db, before: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "DELETE FROM mails WHERE next_at IS NULL AND created_at < $1",
        before
    )?;
    tx.commit().await
}
