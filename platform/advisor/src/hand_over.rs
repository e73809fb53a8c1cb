//! A guest signs in: their tickets and sessions are the account's from then on.

use model::{AccountId, GuestId, Holder};
use store::{execute, fetch_optional};

use crate::{Advice, TicketId};

impl Advice {
    /// Hands over what is `guest`'s to `account`. Where both have an open ticket in a
    /// shop, the one that waits has left; of two talks each goes on as it is. Done
    /// twice it is done once.
    pub async fn hand_over(&self, guest: GuestId, account: AccountId) -> Result<(), store::Error> {
        let (guest, account) = (Holder::Guest(guest).uuid(), Holder::Account(account).uuid());
        let mut read = self.db.read().await?;
        let is_known = fetch_optional!(
            read,
            (TicketId,),
            "SELECT id FROM advice_tickets WHERE holder = $1 LIMIT 1",
            guest,
        )?;
        drop(read);
        if is_known.is_none() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        for (leaves, stays, stays_in) in [(account, guest, "accepted"), (guest, account, "waiting")] {
            execute!(
                tx,
                "UPDATE advice_tickets SET state = 'left', version = version + 1
                 WHERE holder = $1 AND state = 'waiting' AND EXISTS (
                     SELECT 1 FROM advice_tickets other
                     WHERE other.shop_id = advice_tickets.shop_id AND other.holder = $2
                         AND other.state IN ('accepted', $3))",
                leaves,
                stays,
                stays_in,
            )?;
        }
        execute!(
            tx,
            "UPDATE advice_tickets SET holder = $2, account_id = $2, version = version + 1
             WHERE holder = $1 AND (state NOT IN ('waiting', 'accepted') OR NOT EXISTS (
                 SELECT 1 FROM advice_tickets own
                 WHERE own.shop_id = advice_tickets.shop_id AND own.holder = $2
                     AND own.state IN ('waiting', 'accepted')))",
            guest,
            account,
        )?;
        execute!(
            tx,
            "UPDATE advice_sessions SET holder = $2
             WHERE holder = $1 AND ticket_id IN (SELECT id FROM advice_tickets WHERE holder = $2)",
            guest,
            account,
        )?;
        tx.commit().await
    }
}
