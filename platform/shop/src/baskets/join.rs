//! A guest signs in: what was the browser's is the account's from then on.

use model::{AccountId, GuestId, Holder, VariantId, WaitId};
use store::{Tx, execute, fetch_all};
use uuid::Uuid;

use super::{BasketLine, db};
use crate::Commerce;
use crate::holds::QUANTITY;
use crate::quotes::LINES_MAX;
use crate::stock::Locked;

/// Someone's two places in one line.
#[derive(Debug, sqlx::FromRow)]
struct Twice {
    variant_id: VariantId,
    guests: WaitId,
    own: WaitId,
    place: i64,
    guest_waits: bool,
    both_wait: bool,
}

impl Commerce {
    /// Hands over `guest`'s wish lists, baskets, holds, places in lines, checkouts and
    /// orders to `account`. The same lines are added up, to 99 at most. Done twice it is
    /// done once.
    pub async fn hand_over(&self, guest: GuestId, account: AccountId) -> Result<(), store::Error> {
        self.hand_over_wishes(guest, account).await?;
        let (guest, account) = (Holder::Guest(guest), Holder::Account(account));
        self.join_baskets(guest, account).await?;
        let mut tx = self.db.begin().await?;
        // Before the variants, as whoever settles a checkout or calls an order off
        // does. One that is settled meanwhile is paid by the time its row is free,
        // and its order is there for the statement after.
        execute!(
            tx,
            "UPDATE checkouts SET holder = $2, account_id = $2,
                    key = CASE WHEN EXISTS (SELECT 1 FROM checkouts o WHERE o.holder = $2 AND o.key = checkouts.key)
                               THEN NULL ELSE key END
             WHERE holder = $1",
            guest.uuid(),
            account.uuid(),
        )?;
        execute!(
            tx,
            "UPDATE orders SET holder = $2, account_id = $2 WHERE holder = $1",
            guest.uuid(),
            account.uuid(),
        )?;
        let twice = lock(&mut tx, guest.uuid(), account.uuid()).await?;
        hand_over_holds(&mut tx, guest.uuid(), account.uuid()).await?;
        hand_over_waits(&mut tx, guest.uuid(), account, twice).await?;
        tx.commit().await
    }

    async fn join_baskets(&self, guest: Holder, account: Holder) -> Result<(), store::Error> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let baskets = db::of_holder(&mut tx, guest.uuid()).await?;
        for (theirs, shop, voucher) in &baskets {
            let own = self.touch(&mut tx, *shop, account, now).await?;
            let before = db::basket(&mut tx, *shop, account.uuid()).await?;
            let mut room = LINES_MAX.saturating_sub(before.lines.len());
            for line in db::lines(&mut tx, *theirs).await? {
                let same = before.lines.iter().find(|own| own.variant_id == line.variant_id);
                if same.is_none() {
                    // What does not fit is left out, the newest first.
                    let Some(left) = room.checked_sub(1) else { break };
                    room = left;
                }
                let quantity = line.quantity + same.map_or(0, |own| own.quantity);
                let quantity = quantity.min(*QUANTITY.end());
                db::set_line(&mut tx, own, &BasketLine { quantity, ..line }).await?;
            }
            if before.voucher.is_none() {
                db::set_voucher(&mut tx, own, voucher.as_deref()).await?;
            }
            db::delete(&mut tx, *theirs).await?;
        }
        tx.commit().await?;
        for (_, shop, _) in baskets {
            self.tell_basket(shop, account);
        }
        Ok(())
    }
}

/// Locks all variants the guest has holds of or waits for.
async fn lock(tx: &mut Tx, guest: Uuid, account: Uuid) -> Result<(Locked, Vec<Twice>), store::Error> {
    let variants = fetch_all!(
        tx,
        (VariantId,),
        "SELECT variant_id FROM holds WHERE holder = $1 AND state IN ('held', 'committed')
         UNION SELECT variant_id FROM waits WHERE holder = $1 AND state <> 'done'",
        guest,
    )?;
    let locked = Locked::lock(tx, variants.into_iter().map(|(variant,)| variant)).await?;
    let twice = fetch_all!(
        tx,
        Twice,
        "SELECT g.variant_id, g.id AS guests, a.id AS own, g.place, g.state = 'waiting' AS guest_waits,
                g.state = 'waiting' AND a.state = 'waiting' AS both_wait
         FROM waits g JOIN waits a ON a.variant_id = g.variant_id
         WHERE g.holder = $1 AND a.holder = $2 AND g.state <> 'done' AND a.state <> 'done'",
        guest,
        account,
    )?;
    Ok((locked, twice))
}

/// A key the account has used itself is forgotten.
async fn hand_over_holds(tx: &mut Tx, guest: Uuid, account: Uuid) -> Result<(), store::Error> {
    execute!(
        tx,
        "UPDATE holds SET holder = $2,
                key = CASE WHEN EXISTS (SELECT 1 FROM holds o WHERE o.holder = $2 AND o.key = holds.key)
                           THEN NULL ELSE key END
         WHERE holder = $1",
        guest,
        account,
    )?;
    Ok(())
}

/// Whoever stands in a line twice keeps the place in front. What a guest was
/// offered is a hold of the account's then.
async fn hand_over_waits(
    tx: &mut Tx,
    guest: Uuid,
    account: Holder,
    (mut locked, twice): (Locked, Vec<Twice>),
) -> Result<(), store::Error> {
    for one in twice {
        execute!(tx, "UPDATE waits SET state = 'done' WHERE id = $1", one.guests)?;
        if one.guest_waits {
            locked.in_line(one.variant_id, -1);
        }
        if one.both_wait {
            execute!(
                tx,
                "UPDATE waits SET place = $2 WHERE id = $1 AND place > $2",
                one.own,
                one.place,
            )?;
        }
    }
    execute!(
        tx,
        "UPDATE waits SET holder = $2, account_id = $2 WHERE holder = $1 AND state <> 'done'",
        guest,
        account.uuid(),
    )?;
    // Nothing that can be bought has changed, so there is nothing to tell.
    locked.write(tx).await?;
    Ok(())
}
