//! The `waits` table.

use model::{HoldId, Holder, OfferId, ShopId, ShowId, Timestamp, VariantId, WaitId};
use store::{On, Result, Tx, execute, fetch_optional};

use super::Wait;

/// Changes what someone in line asks for; false when they are not in it.
pub(super) async fn change(tx: &mut Tx, variant: VariantId, holder: Holder, quantity: i64) -> Result<bool> {
    // Whoever has an offer keeps it as it is.
    let touched = execute!(
        tx,
        "UPDATE waits SET quantity = CASE WHEN state = 'waiting' THEN $3 ELSE quantity END
         WHERE variant_id = $1 AND holder = $2 AND state <> 'done'",
        variant,
        holder.uuid(),
        quantity,
    )?;
    Ok(touched > 0)
}

#[expect(clippy::too_many_arguments, reason = "the columns of a row")]
pub(super) async fn insert(
    tx: &mut Tx,
    id: WaitId,
    shop: ShopId,
    variant: VariantId,
    quantity: i64,
    holder: Holder,
    show: Option<ShowId>,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO waits (id, shop_id, variant_id, holder, account_id, quantity, show_id, state, hold_id, place, joined_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', NULL,
                 (SELECT COALESCE(MAX(place), 0) + 1 FROM waits WHERE variant_id = $3 AND state = 'waiting'), $8)",
        id,
        shop,
        variant,
        holder.uuid(),
        holder.account(),
        quantity,
        show,
        now,
    )?;
    Ok(())
}

/// Someone's place in the line, while they are in it or have an offer.
pub(super) async fn of_holder(
    on: &mut impl On,
    shop: ShopId,
    variant: VariantId,
    holder: Holder,
) -> Result<Option<Wait>> {
    fetch_optional!(
        on,
        Wait,
        "SELECT w.id, w.variant_id, w.holder, w.quantity, w.show_id, w.state, w.hold_id, h.checkout_id, w.joined_at,
                (SELECT COUNT(*) FROM waits o
                 WHERE o.variant_id = w.variant_id AND o.state = 'waiting' AND o.place <= w.place) AS position
         FROM waits w LEFT JOIN holds h ON h.id = w.hold_id
         WHERE w.variant_id = $1 AND w.holder = $2 AND w.shop_id = $3 AND w.state <> 'done'",
        variant,
        holder.uuid(),
        shop,
    )
}

/// Releases a hold that is only held; gives its units and their offer.
pub(super) async fn give_back(tx: &mut Tx, hold: HoldId) -> Result<Option<(i64, Option<OfferId>)>> {
    fetch_optional!(
        tx,
        (i64, Option<OfferId>),
        "UPDATE holds SET state = 'released', checkout_id = NULL WHERE id = $1 AND state = 'held'
         RETURNING quantity, offer_id",
        hold,
    )
}

pub(super) async fn is_committed(tx: &mut Tx, hold: HoldId) -> Result<bool> {
    let found = fetch_optional!(
        tx,
        (HoldId,),
        "SELECT id FROM holds WHERE id = $1 AND state = 'committed'",
        hold,
    )?;
    Ok(found.is_some())
}

pub(super) async fn end(tx: &mut Tx, wait: WaitId) -> Result<()> {
    execute!(tx, "UPDATE waits SET state = 'done' WHERE id = $1", wait)?;
    Ok(())
}
