//! The `advice_declines` table.

use model::{AccountId, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all};

use super::Decline;
use crate::TicketId;

/// More than a whole line and a few advisors bring about.
const MOST: i64 = 10_000;

pub(super) async fn set(tx: &mut Tx, ticket: TicketId, account: AccountId, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_declines (ticket_id, account_id, declined_at) VALUES ($1, $2, $3)
         ON CONFLICT (ticket_id, account_id) DO UPDATE SET declined_at = excluded.declined_at",
        ticket,
        account,
        now,
    )?;
    Ok(())
}

pub(super) async fn of_shop(on: &mut impl On, shop: ShopId) -> Result<Vec<Decline>> {
    fetch_all!(
        on,
        Decline,
        "SELECT d.ticket_id, d.account_id, d.declined_at
         FROM advice_tickets t JOIN advice_declines d ON d.ticket_id = t.id
         WHERE t.shop_id = $1 AND t.state = 'waiting' ORDER BY d.declined_at, d.account_id LIMIT $2",
        shop,
        MOST,
    )
}
