//! The `advice_queues` and `advice_serves` tables.

use model::{AccountId, ShopId, Timestamp};
use sqlx::FromRow;
use store::{On, Result, Tx, execute, fetch_all};

use super::Queue;
use crate::QueueId;
use crate::hours::{Hours, Week};

/// As many as a shop may have, and those two owners made at the same moment.
const LISTED: i64 = 24;
/// As many as its queues and its staff bring about.
const SERVED: i64 = 5_000;

#[derive(FromRow)]
struct Row {
    id: QueueId,
    shop_id: ShopId,
    name: String,
    zone: Option<String>,
    hours: Option<String>,
}

impl TryFrom<Row> for Queue {
    type Error = store::Error;

    fn try_from(row: Row) -> Result<Self> {
        let hours = match (row.zone, row.hours) {
            (Some(zone), Some(hours)) => {
                let week: Week = serde_json::from_str(&hours)?;
                // A zone that is none was never stored by us.
                Some(Hours::new(&zone, week).map_err(|error| sqlx::Error::Decode(error.into()))?)
            }
            _ => None,
        };
        Ok(Self {
            id: row.id,
            shop_id: row.shop_id,
            name: row.name,
            hours,
        })
    }
}

pub(crate) async fn of_shop(on: &mut impl On, shop: ShopId) -> Result<Vec<Queue>> {
    let rows = fetch_all!(
        on,
        Row,
        "SELECT id, shop_id, name, zone, hours FROM advice_queues WHERE shop_id = $1 ORDER BY place, id LIMIT $2",
        shop,
        LISTED,
    )?;
    rows.into_iter().map(Queue::try_from).collect()
}

/// The same, which nobody else changes until the end of the transaction.
pub(super) async fn locked(tx: &mut Tx, shop: ShopId) -> Result<Vec<Queue>> {
    execute!(
        tx,
        "UPDATE advice_queues SET place = place WHERE shop_id = $1",
        shop
    )?;
    of_shop(tx, shop).await
}

/// That queue, if it is one of the shop's.
pub(crate) async fn known(on: &mut impl On, shop: ShopId, id: QueueId) -> Result<Option<Queue>> {
    let queues = of_shop(on, shop).await?;
    Ok(queues.into_iter().find(|queue| queue.id == id))
}

pub(super) async fn insert(tx: &mut Tx, queue: &Queue, now: Timestamp) -> Result<()> {
    let (zone, hours) = columns(queue)?;
    execute!(
        tx,
        "INSERT INTO advice_queues (id, shop_id, name, zone, hours, place, created_at)
         VALUES ($1, $2, $3, $4, $5, 0, $6)",
        queue.id,
        queue.shop_id,
        &queue.name,
        zone,
        hours,
        now,
    )?;
    Ok(())
}

pub(super) async fn set(tx: &mut Tx, queue: &Queue) -> Result<()> {
    let (zone, hours) = columns(queue)?;
    execute!(
        tx,
        "UPDATE advice_queues SET name = $2, zone = $3, hours = $4 WHERE id = $1",
        queue.id,
        &queue.name,
        zone,
        hours,
    )?;
    Ok(())
}

fn columns(queue: &Queue) -> Result<(Option<&'static str>, Option<String>)> {
    let week = queue
        .hours
        .as_ref()
        .map(|hours| serde_json::to_string(&hours.week));
    Ok((
        queue.hours.as_ref().map(|hours| hours.zone.name()),
        week.transpose()?,
    ))
}

/// Puts them in this order.
pub(super) async fn arrange(tx: &mut Tx, queues: &[Queue]) -> Result<()> {
    for (place, queue) in queues.iter().enumerate() {
        execute!(
            tx,
            "UPDATE advice_queues SET place = $2 WHERE id = $1",
            queue.id,
            i64::try_from(place).unwrap_or(i64::MAX),
        )?;
    }
    Ok(())
}

/// False when it is none of the shop's.
pub(super) async fn remove(tx: &mut Tx, shop: ShopId, id: QueueId) -> Result<bool> {
    let touched = execute!(
        tx,
        "DELETE FROM advice_queues WHERE id = $1 AND shop_id = $2",
        id,
        shop,
    )?;
    Ok(touched > 0)
}

/// Who of a shop's advisors serves which of its queues; whoever is not in it serves all.
pub(crate) async fn serves_in(on: &mut impl On, shop: ShopId) -> Result<Vec<(AccountId, QueueId)>> {
    fetch_all!(
        on,
        (AccountId, QueueId),
        "SELECT s.account_id, s.queue_id FROM advice_queues q JOIN advice_serves s ON s.queue_id = q.id
         WHERE q.shop_id = $1 ORDER BY s.account_id, q.place, s.queue_id LIMIT $2",
        shop,
        SERVED,
    )
}

/// Which of a shop's queues `account` serves; empty for all.
pub(crate) async fn served_by(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<Vec<QueueId>> {
    let rows = fetch_all!(
        on,
        (QueueId,),
        "SELECT s.queue_id FROM advice_queues q JOIN advice_serves s ON s.queue_id = q.id
         WHERE q.shop_id = $1 AND s.account_id = $2 ORDER BY q.place, s.queue_id LIMIT $3",
        shop,
        account,
        LISTED,
    )?;
    Ok(rows.into_iter().map(|(queue,)| queue).collect())
}

/// False when one of them is none of the shop's.
pub(crate) async fn set_served(
    tx: &mut Tx,
    shop: ShopId,
    account: AccountId,
    queues: &[QueueId],
) -> Result<bool> {
    execute!(
        tx,
        "DELETE FROM advice_serves WHERE account_id = $1
         AND queue_id IN (SELECT id FROM advice_queues WHERE shop_id = $2)",
        account,
        shop,
    )?;
    for queue in queues {
        let touched = execute!(
            tx,
            "INSERT INTO advice_serves (queue_id, account_id)
             SELECT id, $2 FROM advice_queues WHERE id = $1 AND shop_id = $3",
            *queue,
            account,
            shop,
        )?;
        if touched == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
