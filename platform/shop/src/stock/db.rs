//! The stock columns of the `variants` table, and who is in line.

use model::{AccountId, HoldId, ProductId, ShopId, ShowId, Timestamp, VariantId, WaitId};
use store::{Result, Tx, fetch_all};
use uuid::Uuid;

use crate::batch::{Batch, execute_rows, fetch_rows};

/// A variant's row, as far as stock is concerned.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Row {
    pub id: VariantId,
    pub shop_id: ShopId,
    pub product_id: ProductId,
    /// The product's.
    pub name: String,
    pub price: i64,
    pub available: i64,
    pub held: i64,
    pub waiting: i64,
    pub version: i64,
    /// In the catalogue, of a product that is active.
    pub for_sale: bool,
    /// How long units are set aside, in seconds.
    pub hold_s: i64,
}

/// In the order of their ids: two transactions that want the same rows never
/// wait for each other in a circle.
macro_rules! lock {
    () => {
        "SELECT v.id, v.shop_id, v.product_id, p.name, v.price, v.available, v.held, v.waiting, v.version,
                v.retired_at IS NULL AND p.state = 'active' AS for_sale, COALESCE(s.hold_s, 600) AS hold_s
         FROM variants v JOIN products p ON p.id = v.product_id
         LEFT JOIN shop_settings s ON s.shop_id = v.shop_id
         WHERE v.id IN (VALUES "
    };
}
/// On SQLite the transaction itself is the lock.
static LOCK_SQLITE: Batch = Batch::new(lock!(), "(?)", ") ORDER BY v.id", 0);
/// Others may still refer to the rows (a basket's line does).
static LOCK_POSTGRES: Batch = Batch::new(lock!(), "(?)", ") ORDER BY v.id FOR NO KEY UPDATE OF v", 0);

/// Locks `variants`, which are sorted, until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, variants: &[VariantId]) -> Result<Vec<Row>> {
    let text = match tx {
        Tx::Sqlite(_) => &LOCK_SQLITE,
        Tx::Postgres(_) => &LOCK_POSTGRES,
    };
    fetch_rows!(tx, Row, text, variants, [], |variant| [*variant])
}

static WRITE: Batch = Batch::new(
    "UPDATE variants SET available = n.column2, held = n.column3, waiting = n.column4, version = n.column5
     FROM (VALUES ",
    "(?, ?, ?, ?, ?)",
    ") AS n WHERE variants.id = n.column1",
    0,
);

/// Writes what has become of locked rows.
pub(super) async fn write(tx: &mut Tx, rows: &[Row]) -> Result<()> {
    execute_rows!(tx, &WRITE, rows, [], |row| [
        row.id,
        row.available,
        row.held,
        row.waiting,
        row.version
    ])?;
    Ok(())
}

/// Someone in line.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Waiting {
    pub id: WaitId,
    pub holder: Uuid,
    pub account_id: Option<AccountId>,
    pub quantity: i64,
    pub show_id: Option<ShowId>,
    pub place: i64,
}

/// Those who are in line for `variant` behind the place `after`, first come first.
pub(super) async fn in_line(tx: &mut Tx, variant: VariantId, after: i64, limit: i64) -> Result<Vec<Waiting>> {
    fetch_all!(
        tx,
        Waiting,
        "SELECT id, holder, account_id, quantity, show_id, place FROM waits
         WHERE variant_id = $1 AND state = 'waiting' AND place > $2 ORDER BY place LIMIT $3",
        variant,
        after,
        limit,
    )
}

static OFFER: Batch = Batch::new(
    "UPDATE waits SET state = 'offered', hold_id = n.column2 FROM (VALUES ",
    "(?, ?)",
    ") AS n WHERE waits.id = n.column1",
    0,
);

/// Their turn has come: each hold's units are theirs until its deadline.
pub(super) async fn offer(tx: &mut Tx, turns: &[(WaitId, HoldId)]) -> Result<()> {
    execute_rows!(tx, &OFFER, turns, [], |turn| [turn.0, turn.1])?;
    Ok(())
}

static LEAVE: Batch = Batch::new(
    "UPDATE waits SET state = 'done' WHERE state = 'waiting' AND id IN (VALUES ",
    "(?)",
    ")",
    0,
);

/// They are in line no longer, and have nothing of it.
pub(super) async fn leave(tx: &mut Tx, waits: &[WaitId]) -> Result<()> {
    execute_rows!(tx, &LEAVE, waits, [], |wait| [*wait])?;
    Ok(())
}

static LET_PASS: Batch = Batch::new(
    "UPDATE waits SET state = 'done' WHERE state = 'offered' AND hold_id IN (VALUES ",
    "(?)",
    ")",
    0,
);

/// Ends the turns of those whose holds these were.
pub(crate) async fn end_turns(tx: &mut Tx, holds: &[HoldId]) -> Result<()> {
    execute_rows!(tx, &LET_PASS, holds, [], |hold| [*hold])?;
    Ok(())
}

/// Variants somebody should look at: holds of theirs have run out, or units are
/// there for those in line.
pub(super) async fn to_look_at(db: &store::Db, now: Timestamp, limit: i64) -> Result<Vec<VariantId>> {
    let mut read = db.read().await?;
    let mut found = fetch_all!(
        read,
        (VariantId,),
        "SELECT DISTINCT variant_id FROM
           (SELECT variant_id FROM holds WHERE state IN ('held', 'committed') AND until <= $1
            ORDER BY until LIMIT $2) AS due",
        now,
        limit,
    )?;
    found.extend(fetch_all!(
        read,
        (VariantId,),
        "SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id
         WHERE v.waiting > 0 AND v.available > 0 AND v.retired_at IS NULL AND p.state = 'active' LIMIT $1",
        limit,
    )?);
    Ok(found.into_iter().map(|(variant,)| variant).collect())
}
