//! What a shopper does with holds of their own.

use model::{HoldId, HoldState, Holder, ShopId};
use store::{Tx, execute, fetch_all, fetch_optional};

use super::{EXTENSIONS, Hold, HoldError, QUANTITY, hold_columns};
use crate::Commerce;
use crate::stock::{Locked, Wish};

/// Holds a list shows.
const LISTED: i64 = 200;

impl Commerce {
    /// Sets units aside, all of them or none, at the price of this moment. The
    /// same key again is the same hold, however it stands by then.
    pub async fn hold(&self, wish: Wish) -> Result<Hold, HoldError> {
        if !QUANTITY.contains(&wish.quantity) {
            return Err(HoldError::Quantity);
        }
        if wish.key.as_deref().is_some_and(|key| !is_key(key)) {
            return Err(HoldError::Key);
        }
        self.desk.ask(wish).await
    }

    /// What is set aside for `holder` in `shop`, the oldest first.
    pub async fn holds_of(&self, shop: ShopId, holder: Holder) -> Result<Vec<Hold>, store::Error> {
        let mut read = self.db.read().await?;
        fetch_all!(
            read,
            Hold,
            concat!(
                "SELECT ",
                hold_columns!(),
                " FROM holds h WHERE h.holder = $1 AND h.shop_id = $2
                  AND h.state IN ('held', 'committed') AND h.until > $3 ORDER BY h.created_at, h.id LIMIT $4"
            ),
            holder.uuid(),
            shop,
            self.clock.now(),
            LISTED,
        )
    }

    /// Whether these units are set aside still, not let go and not sold yet.
    pub async fn is_set_aside(&self, hold: HoldId) -> Result<bool, store::Error> {
        let mut read = self.db.read().await?;
        super::runs(&mut read, hold, self.clock.now()).await
    }

    /// Gives a hold as much time as a new one has.
    pub async fn extend_hold(&self, shop: ShopId, holder: Holder, id: HoldId) -> Result<Hold, HoldError> {
        self.points.reach("extend.begin").await;
        let mut tx = self.db.begin().await?;
        let (locked, mut hold) = own(&mut tx, shop, holder, id).await?;
        self.points.reach("extend.locked").await;
        let now = self.clock.now();
        match hold.state_at(now) {
            HoldState::Held => {}
            HoldState::Committed => return Err(HoldError::Paying),
            HoldState::Sold | HoldState::Released => return Err(HoldError::Over),
        }
        if hold.extended >= EXTENSIONS {
            return Err(HoldError::Extended);
        }
        let hold_s = locked.row(hold.variant_id).map_or(0, |row| row.hold_s);
        hold.until = hold.until.max(now + chrono::TimeDelta::seconds(hold_s));
        hold.extended += 1;
        execute!(
            tx,
            "UPDATE holds SET until = $2, extended = $3 WHERE id = $1",
            id,
            hold.until,
            hold.extended,
        )?;
        self.points.reach("extend.commit").await;
        tx.commit().await?;
        Ok(hold)
    }

    /// Gives units back before their time. One that has run out is none to give back.
    pub async fn release_hold(&self, shop: ShopId, holder: Holder, id: HoldId) -> Result<(), HoldError> {
        self.points.reach("release.begin").await;
        let mut tx = self.db.begin().await?;
        let (mut locked, hold) = own(&mut tx, shop, holder, id).await?;
        self.points.reach("release.locked").await;
        match hold.state {
            HoldState::Held => {}
            HoldState::Committed => return Err(HoldError::Paying),
            HoldState::Sold | HoldState::Released => return Ok(()),
        }
        execute!(
            tx,
            "UPDATE holds SET state = 'released', checkout_id = NULL WHERE id = $1",
            id
        )?;
        crate::stock::end_turns(&mut tx, &[id]).await?;
        locked.put_back(hold.variant_id, hold.quantity, hold.offer_id);
        let now = self.clock.now();
        locked.release_due(&mut tx, &[hold.variant_id], now).await?;
        locked
            .serve_line(&mut tx, &self.world(), hold.variant_id, now, None)
            .await?;
        let items = locked.write(&mut tx).await?;
        self.points.reach("release.commit").await;
        tx.commit().await?;
        self.tell(items);
        Ok(())
    }
}

/// The holder's own hold, with its variant locked.
async fn own(tx: &mut Tx, shop: ShopId, holder: Holder, id: HoldId) -> Result<(Locked, Hold), HoldError> {
    let hold = by_id(tx, shop, holder, id).await?.ok_or(HoldError::Unknown)?;
    let locked = Locked::lock(tx, [hold.variant_id]).await?;
    // Read again: it may have changed while the row was waited for.
    let hold = by_id(tx, shop, holder, id).await?.ok_or(HoldError::Unknown)?;
    Ok((locked, hold))
}

async fn by_id(tx: &mut Tx, shop: ShopId, holder: Holder, id: HoldId) -> Result<Option<Hold>, store::Error> {
    fetch_optional!(
        tx,
        Hold,
        concat!(
            "SELECT ",
            hold_columns!(),
            " FROM holds h WHERE h.id = $1 AND h.holder = $2 AND h.shop_id = $3"
        ),
        id,
        holder.uuid(),
        shop,
    )
}

fn is_key(key: &str) -> bool {
    (1..=200).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}
