//! A guest signs in: their tickets and sessions are the account's from then on.

use model::{AccountId, GuestId, Holder};
use store::{execute, fetch_optional};
use uuid::Uuid;

use crate::{Advice, bookings};

impl Advice {
    /// Hands over what is `guest`'s to `account`. Where both have an open ticket in a
    /// shop, the one that waits has left; of two talks each goes on as it is. Done
    /// twice it is done once.
    pub async fn hand_over(&self, guest: GuestId, account: AccountId) -> Result<(), store::Error> {
        let (guest, account) = (Holder::Guest(guest).uuid(), Holder::Account(account).uuid());
        let mut read = self.db.read().await?;
        let is_known = fetch_optional!(
            read,
            (Uuid,),
            "SELECT holder FROM advice_tickets WHERE holder = $1
             UNION SELECT holder FROM advice_sessions WHERE holder = $1
             UNION SELECT holder FROM advice_bookings WHERE holder = $1
             UNION SELECT holder FROM advice_people WHERE holder = $1 LIMIT 1",
            guest,
        )?;
        drop(read);
        if is_known.is_none() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        // Bookings before tickets, as by whoever comes for one.
        bookings::hand_over(&mut tx, guest, account).await?;
        for (leaves, stays, stays_in) in [(account, guest, "accepted"), (guest, account, "waiting")] {
            execute!(
                tx,
                "UPDATE advice_tickets SET state = 'left', call_mail = '', version = version + 1
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
        // Those whose ticket stayed the guest's stay theirs as well. A ticket of long ago
        // does not say whose it was.
        execute!(
            tx,
            "UPDATE advice_sessions SET holder = $2
             WHERE holder = $1 AND NOT EXISTS (
                 SELECT 1 FROM advice_tickets t WHERE t.id = advice_sessions.ticket_id AND t.holder = $1)",
            guest,
            account,
        )?;
        execute!(
            tx,
            "UPDATE advice_summaries SET holder = $2
             WHERE holder = $1 AND session_id IN (SELECT id FROM advice_sessions WHERE holder = $2)",
            guest,
            account,
        )?;
        execute!(
            tx,
            "UPDATE advice_people SET holder = $2 WHERE holder = $1",
            guest,
            account,
        )?;
        tx.commit().await
    }
}
