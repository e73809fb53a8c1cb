//! The `holds` table.

use model::{HoldId, OfferId, ShopId, Timestamp, VariantId};
use store::{Conn, On, Result, Tx, fetch_optional};
use uuid::Uuid;

use super::Hold;
use crate::batch::{Batch, execute_rows, fetch_rows};

/// Of a `holds` row, for [`Hold`].
macro_rules! hold_columns {
    () => {
        "h.id, h.shop_id, h.variant_id, h.holder, h.quantity, h.unit_price, h.offer_id, h.show_id, h.checkout_id,
         h.state, h.until, h.extended, h.key, h.created_at"
    };
}
pub(crate) use hold_columns;

static INSERT: Batch = Batch::new(
    "INSERT INTO holds (id, shop_id, variant_id, holder, quantity, unit_price, offer_id, show_id, checkout_id,
                        state, until, extended, key, created_at) VALUES ",
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, 'held', ?, 0, ?, ?)",
    "",
    0,
);

/// Sets units aside that were taken from their variants in the same transaction.
pub(crate) async fn insert(tx: &mut Tx, holds: &[Hold]) -> Result<()> {
    execute_rows!(tx, &INSERT, holds, [], |hold| [
        hold.id,
        hold.shop_id,
        hold.variant_id,
        hold.holder,
        hold.quantity,
        hold.unit_price,
        hold.offer_id,
        hold.show_id,
        hold.checkout_id,
        hold.until,
        hold.key.as_deref(),
        hold.created_at,
    ])?;
    Ok(())
}

/// Whether `holder` ever had anything set aside, as far as that is remembered.
pub(crate) async fn has_any(on: &mut impl On, holder: Uuid) -> Result<bool> {
    let first: Option<(HoldId,)> = fetch_optional!(
        on,
        (HoldId,),
        "SELECT id FROM holds WHERE holder = $1 LIMIT 1",
        holder
    )?;
    Ok(first.is_some())
}

static OF_KEYS: Batch = Batch::new(
    concat!("SELECT ", hold_columns!(), " FROM (VALUES "),
    "(?, ?)",
    ") AS k JOIN holds h ON h.holder = k.column1 AND h.key = k.column2",
    0,
);
/// Two arrays, as PostgreSQL plans a list of a thousand parameters anew each
/// time: that took longer than all else in a batch.
const OF_KEYS_POSTGRES: &str = concat!(
    "SELECT ",
    hold_columns!(),
    " FROM UNNEST($1::uuid[], $2::text[]) AS k (holder, key)
      JOIN holds h ON h.holder = k.holder AND h.key = k.key"
);

/// What was set aside before under these names of the holders' own.
pub(crate) async fn of_keys(tx: &mut Tx, keys: &[(Uuid, &str)]) -> Result<Vec<Hold>> {
    if let Conn::Postgres(conn) = tx.conn() {
        let (holders, keys): (Vec<_>, Vec<_>) = keys.iter().copied().unzip();
        let query = sqlx::query_as(OF_KEYS_POSTGRES).bind(holders).bind(keys);
        return Ok(query.fetch_all(conn).await?);
    }
    fetch_rows!(tx, Hold, &OF_KEYS, keys, [], |key| [key.0, key.1])
}

/// Units somebody has set aside.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct Live {
    pub holder: Uuid,
    pub shop_id: ShopId,
    pub variant_id: VariantId,
    pub quantity: i64,
    pub until: Timestamp,
}

macro_rules! live {
    () => {
        "SELECT holder, shop_id, variant_id, quantity, until FROM holds
         WHERE state IN ('held', 'committed') AND holder "
    };
}
static LIVE: Batch = Batch::new(concat!(live!(), "IN (VALUES "), "(?)", ")", 0);
/// As with [`OF_KEYS_POSTGRES`].
const LIVE_POSTGRES: &str = concat!(live!(), "= ANY($1::uuid[])");

/// What is set aside for each of `holders`, also what has run out and is not
/// swept yet.
pub(crate) async fn live(tx: &mut Tx, holders: &[Uuid]) -> Result<Vec<Live>> {
    if let Conn::Postgres(conn) = tx.conn() {
        return Ok(sqlx::query_as(LIVE_POSTGRES)
            .bind(holders)
            .fetch_all(conn)
            .await?);
    }
    fetch_rows!(tx, Live, &LIVE, holders, [], |holder| [*holder])
}

/// Whether a hold is still good at `now`.
pub(crate) async fn runs(on: &mut impl On, hold: HoldId, now: Timestamp) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (HoldId,),
        "SELECT id FROM holds WHERE id = $1 AND state IN ('held', 'committed') AND until > $2",
        hold,
        now,
    )?;
    Ok(found.is_some())
}

/// What a hold gave back.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct Returned {
    pub id: HoldId,
    pub variant_id: VariantId,
    pub quantity: i64,
    pub offer_id: Option<OfferId>,
}

static RELEASE_DUE: Batch = Batch::new(
    "UPDATE holds SET state = 'released'
     WHERE state IN ('held', 'committed') AND until <= $1 AND variant_id IN (VALUES ",
    "(?)",
    ") RETURNING id, variant_id, quantity, offer_id",
    1,
);

/// Releases what has run out of these variants, which must be locked.
pub(crate) async fn release_due(
    tx: &mut Tx,
    variants: &[VariantId],
    now: Timestamp,
) -> Result<Vec<Returned>> {
    fetch_rows!(tx, Returned, &RELEASE_DUE, variants, [now], |variant| [*variant])
}
