//! A checkout's holds, within the transaction of whoever settles the checkout and
//! has its row locked. Each of these then locks the variants' rows, in the order
//! of their ids, before any hold: so nobody waits in a circle.

use model::{CheckoutId, HoldId, HoldState, Timestamp, VariantId};
use store::{On, Result, Tx, execute, fetch_all};
use uuid::Uuid;

use super::{CommitError, Hold, hold_columns};
use crate::batch::{Batch, execute_rows, fetch_rows};
use crate::stock::Locked;

/// All that was ever set aside for `checkout` and not taken out of it, in the
/// order it was asked for.
pub async fn of_checkout(on: &mut impl On, checkout: CheckoutId) -> Result<Vec<Hold>> {
    fetch_all!(
        on,
        Hold,
        concat!(
            "SELECT ",
            hold_columns!(),
            " FROM holds h WHERE h.checkout_id = $1 ORDER BY h.created_at, h.id LIMIT 1000"
        ),
        checkout,
    )
}

/// A checkout's holds, with their variants locked.
#[derive(Debug)]
pub(crate) struct Lot {
    locked: Locked,
    pub(crate) holds: Vec<Hold>,
}

impl Lot {
    pub(crate) async fn lock(tx: &mut Tx, checkout: CheckoutId) -> Result<Self> {
        let holds = of_checkout(tx, checkout).await?;
        let locked = Locked::lock(tx, holds.iter().map(|hold| hold.variant_id)).await?;
        let holds = match tx {
            Tx::Sqlite(_) => holds,
            // Read again: they may have changed while the rows were waited for.
            Tx::Postgres(_) => of_checkout(tx, checkout).await?,
        };
        Ok(Self { locked, holds })
    }

    /// See [`sell`].
    pub(crate) async fn sell(self, tx: &mut Tx, now: Timestamp) -> Result<Option<Vec<Hold>>> {
        let Self { mut locked, holds } = self;
        if holds.is_empty()
            || holds
                .iter()
                .any(|hold| hold.state_at(now) != HoldState::Committed)
        {
            return Ok(None);
        }
        for hold in &holds {
            locked.sold(hold.variant_id, hold.quantity);
        }
        execute!(
            tx,
            "UPDATE holds SET state = 'sold' WHERE checkout_id = $1 AND state = 'committed'",
            holds[0].checkout_id,
        )?;
        let ids: Vec<_> = holds.iter().map(|hold| hold.id).collect();
        crate::stock::end_turns(tx, &ids).await?;
        // Nothing that can be bought has changed, so there is nothing to tell.
        locked.write(tx).await?;
        let sold = |hold: Hold| Hold {
            state: HoldState::Sold,
            ..hold
        };
        Ok(Some(holds.into_iter().map(sold).collect()))
    }
}

/// Locks the checkout's holds until `tx` ends and gives them, for whoever changes
/// nothing of their variants. On SQLite nobody else writes anyway.
async fn locked(tx: &mut Tx, checkout: CheckoutId) -> Result<Vec<Hold>> {
    match tx {
        Tx::Sqlite(_) => of_checkout(tx, checkout).await,
        Tx::Postgres(_) => Lot::lock(tx, checkout).await.map(|lot| lot.holds),
    }
}

/// Makes `holder`'s holds part of `checkout`: those that are theirs, in time and
/// in no other checkout. Gives all that are part of it then; the others are left alone.
pub async fn attach(
    tx: &mut Tx,
    holder: Uuid,
    holds: &[HoldId],
    checkout: CheckoutId,
    now: Timestamp,
) -> Result<Vec<Hold>> {
    static ATTACH: Batch = Batch::new(
        "UPDATE holds SET checkout_id = $1
         WHERE holder = $2 AND checkout_id IS NULL AND state = 'held' AND until > $3 AND id IN (VALUES ",
        "(?)",
        ")",
        3,
    );
    static VARIANTS: Batch = Batch::new("SELECT variant_id FROM holds WHERE id IN (VALUES ", "(?)", ")", 0);
    let there = of_checkout(tx, checkout).await?;
    if holds.iter().all(|id| there.iter().any(|hold| hold.id == *id)) {
        // Set aside for it from the beginning.
        return Ok(there);
    }
    let variants = fetch_rows!(tx, (VariantId,), &VARIANTS, holds, [], |hold| [*hold])?;
    let _locked = Locked::lock(tx, variants.into_iter().map(|(variant,)| variant)).await?;
    execute_rows!(tx, &ATTACH, holds, [checkout, holder, now], |hold| [*hold])?;
    of_checkout(tx, checkout).await
}

/// Keeps the checkout's holds until `until` while it is paid for.
///
/// # Errors
/// [`CommitError::Gone`] with what is not set aside any more; then nothing is
/// changed, and the transaction may go on.
pub async fn commit(
    tx: &mut Tx,
    checkout: CheckoutId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<Hold>, CommitError> {
    let holds = locked(tx, checkout).await?;
    let gone: Vec<_> = holds
        .iter()
        .filter(|hold| hold.state_at(now) != HoldState::Held)
        .map(|hold| hold.variant_id)
        .collect();
    if !gone.is_empty() || holds.is_empty() {
        return Err(CommitError::Gone(gone));
    }
    execute!(
        tx,
        "UPDATE holds SET state = 'committed', until = $2 WHERE checkout_id = $1 AND state = 'held'",
        checkout,
        until,
    )?;
    let committed = |hold: Hold| Hold {
        state: HoldState::Committed,
        until,
        ..hold
    };
    Ok(holds.into_iter().map(committed).collect())
}

/// A payment came to nothing: the checkout's holds are held until `until` again,
/// as far as they have not run out. Gives those.
pub async fn uncommit(
    tx: &mut Tx,
    checkout: CheckoutId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<Hold>> {
    let holds = locked(tx, checkout).await?;
    execute!(
        tx,
        "UPDATE holds SET state = 'held', until = $2 WHERE checkout_id = $1 AND state = 'committed' AND until > $3",
        checkout,
        until,
        now,
    )?;
    let held = |hold: Hold| Hold {
        state: HoldState::Held,
        until,
        ..hold
    };
    Ok(holds
        .into_iter()
        .filter(|hold| hold.state_at(now) == HoldState::Committed)
        .map(held)
        .collect())
}

/// Sells what is committed for `checkout`. None, and nothing is sold, when not
/// all of it is: then [`retake`] may help.
pub async fn sell(tx: &mut Tx, checkout: CheckoutId, now: Timestamp) -> Result<Option<Vec<Hold>>> {
    Lot::lock(tx, checkout).await?.sell(tx, now).await
}

/// Puts back what is set aside for `checkout`. Gives the variants that have more
/// now: hand them to [`Desk::look`](crate::stock::Desk::look) after the commit.
pub async fn release(tx: &mut Tx, checkout: CheckoutId) -> Result<Vec<VariantId>> {
    let Lot { mut locked, holds } = Lot::lock(tx, checkout).await?;
    let mut ids = Vec::new();
    let mut variants = Vec::new();
    for hold in &holds {
        if matches!(hold.state, HoldState::Held | HoldState::Committed) {
            locked.put_back(hold.variant_id, hold.quantity, hold.offer_id);
            ids.push(hold.id);
            variants.push(hold.variant_id);
        }
    }
    execute!(
        tx,
        "UPDATE holds SET state = 'released' WHERE checkout_id = $1 AND state IN ('held', 'committed')",
        checkout,
    )?;
    crate::stock::end_turns(tx, &ids).await?;
    locked.write(tx).await?;
    Ok(variants)
}

/// Commits anew what had run out, for a payment that came too late: from what is
/// there and nobody is in line for, all of it or nothing. Give the variants to
/// [`Desk::look`](crate::stock::Desk::look) after the commit, whatever it says.
pub async fn retake(
    tx: &mut Tx,
    checkout: CheckoutId,
    now: Timestamp,
    until: Timestamp,
) -> Result<(bool, Vec<VariantId>)> {
    let Lot { mut locked, holds } = Lot::lock(tx, checkout).await?;
    let mut variants: Vec<_> = holds.iter().map(|hold| hold.variant_id).collect();
    variants.sort_unstable();
    variants.dedup();
    locked.release_due(tx, &variants, now).await?;
    locked.write(tx).await?;
    // Counted from what stands now, so that a refusal leaves just that.
    let Lot { mut locked, holds } = Lot::lock(tx, checkout).await?;
    let mut all = !holds.is_empty();
    for hold in &holds {
        all = all
            && match hold.state {
                HoldState::Held | HoldState::Committed => true,
                HoldState::Released => locked.take_again(hold),
                HoldState::Sold => false,
            };
    }
    if all {
        execute!(
            tx,
            "UPDATE holds SET state = 'committed', until = $2 WHERE checkout_id = $1",
            checkout,
            until,
        )?;
        locked.write(tx).await?;
    }
    Ok((all, variants))
}

/// Moves the deadline of all of the checkout's holds to `until`; false, and
/// nothing is moved, when one has run out.
pub async fn extend_checkout(
    tx: &mut Tx,
    checkout: CheckoutId,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool> {
    let holds = locked(tx, checkout).await?;
    if holds.is_empty() || holds.iter().any(|hold| hold.state_at(now) != HoldState::Held) {
        return Ok(false);
    }
    execute!(
        tx,
        "UPDATE holds SET until = $2, extended = extended + 1 WHERE checkout_id = $1 AND state = 'held'",
        checkout,
        until,
    )?;
    Ok(true)
}
