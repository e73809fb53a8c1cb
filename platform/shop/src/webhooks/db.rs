//! The tables of endpoints and deliveries.

use chrono::TimeDelta;
use model::{DeliveryId, DeliveryState, EndpointId, EventId, ShopId, Timestamp};
use sqlx::FromRow;
use store::{Db, Result, Tx, execute, fetch_all, fetch_one};

use super::{Delivery, ENDPOINTS_MAX, Endpoint, SigningSecret};

/// Requests one endpoint may have under way.
const AT_ONCE_EACH: i64 = 2;

#[derive(FromRow)]
struct EndpointRow {
    id: EndpointId,
    shop_id: ShopId,
    url: String,
    events: String,
    disabled_at: Option<Timestamp>,
    created_at: Timestamp,
}

impl From<EndpointRow> for Endpoint {
    fn from(row: EndpointRow) -> Self {
        Self {
            id: row.id,
            shop: row.shop_id,
            url: row.url,
            events: serde_json::from_str(&row.events).unwrap_or_default(),
            disabled_at: row.disabled_at,
            created_at: row.created_at,
        }
    }
}

fn as_json(events: &[String]) -> Result<String> {
    Ok(serde_json::to_string(events)?)
}

/// False when the shop has as many as it may have.
pub(super) async fn insert(db: &Db, endpoint: &Endpoint, secret: &SigningSecret) -> Result<bool> {
    let mut tx = db.begin().await?;
    // Locks the shop's row on PostgreSQL, so that two requests count one after the other.
    execute!(tx, "UPDATE shops SET slug = slug WHERE id = $1", endpoint.shop)?;
    let (held,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM webhook_endpoints WHERE shop_id = $1",
        endpoint.shop
    )?;
    if held >= ENDPOINTS_MAX {
        return Ok(false);
    }
    execute!(
        tx,
        "INSERT INTO webhook_endpoints (id, shop_id, url, secret, events, disabled_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        endpoint.id,
        endpoint.shop,
        &endpoint.url,
        &secret.0,
        as_json(&endpoint.events)?,
        endpoint.disabled_at,
        endpoint.created_at,
    )?;
    tx.commit().await?;
    Ok(true)
}

pub(super) async fn of_shop(db: &Db, shop: ShopId) -> Result<Vec<Endpoint>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        EndpointRow,
        "SELECT id, shop_id, url, events, disabled_at, created_at FROM webhook_endpoints
         WHERE shop_id = $1 ORDER BY created_at, id LIMIT $2",
        shop,
        ENDPOINTS_MAX,
    )?;
    Ok(rows.into_iter().map(Endpoint::from).collect())
}

pub(super) async fn update(
    db: &Db,
    shop: ShopId,
    id: EndpointId,
    url: &str,
    events: &[String],
    disabled_at: Option<Timestamp>,
) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "UPDATE webhook_endpoints SET url = $1, events = $2, disabled_at = $3 WHERE id = $4 AND shop_id = $5",
        url,
        as_json(events)?,
        disabled_at,
        id,
        shop,
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

pub(super) async fn set_secret(
    db: &Db,
    shop: ShopId,
    id: EndpointId,
    secret: &SigningSecret,
) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "UPDATE webhook_endpoints SET secret = $1 WHERE id = $2 AND shop_id = $3",
        &secret.0,
        id,
        shop,
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

pub(super) async fn delete(db: &Db, shop: ShopId, id: EndpointId) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "DELETE FROM webhook_endpoints WHERE id = $1 AND shop_id = $2",
        id,
        shop
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

/// Says no more to an endpoint that wants to hear nothing.
pub(super) async fn disable(tx: &mut Tx, id: EndpointId, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "UPDATE webhook_endpoints SET disabled_at = $1 WHERE id = $2 AND disabled_at IS NULL",
        now,
        id
    )?;
    Ok(())
}

/// The shop's endpoints that want to hear of `event`.
pub(super) async fn listening(db: &Db, shop: ShopId, event: &str) -> Result<Vec<EndpointId>> {
    let all = of_shop(db, shop).await?;
    let wanted = all.into_iter().filter(|one| {
        one.disabled_at.is_none() && (one.events.is_empty() || one.events.iter().any(|name| name == event))
    });
    Ok(wanted.map(|one| one.id).collect())
}

pub(super) async fn insert_deliveries(
    db: &Db,
    deliveries: &[(DeliveryId, EndpointId)],
    event: EventId,
    name: &str,
    payload: &str,
    now: Timestamp,
) -> Result<()> {
    let mut tx = db.begin().await?;
    for (id, endpoint) in deliveries {
        insert_delivery(&mut tx, *id, *endpoint, event, name, payload, now).await?;
    }
    tx.commit().await
}

async fn insert_delivery(
    tx: &mut Tx,
    id: DeliveryId,
    endpoint: EndpointId,
    event: EventId,
    name: &str,
    payload: &str,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO webhook_deliveries
             (id, endpoint_id, event_id, name, payload, state, attempts, next_at, answer, created_at)
         SELECT $1, e.id, $3, $4, $5, $6, 0, $7, '', $7 FROM webhook_endpoints e WHERE e.id = $2
         ON CONFLICT (endpoint_id, event_id) DO NOTHING",
        id,
        endpoint,
        event,
        name,
        payload,
        DeliveryState::Waiting,
        now,
    )?;
    Ok(())
}

/// False when the endpoint is not the shop's.
pub(super) async fn insert_ping(
    db: &Db,
    shop: ShopId,
    endpoint: EndpointId,
    id: DeliveryId,
    payload: &str,
    now: Timestamp,
) -> Result<bool> {
    if !of_shop(db, shop).await?.iter().any(|one| one.id == endpoint) {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    insert_delivery(&mut tx, id, endpoint, EventId(id.0), "ping", payload, now).await?;
    tx.commit().await?;
    Ok(true)
}

pub(super) async fn deliveries(
    db: &Db,
    endpoint: EndpointId,
    before: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<Delivery>> {
    let mut read = db.read().await?;
    fetch_all!(
        read,
        Delivery,
        "SELECT id, endpoint_id, name, payload, state, attempts, next_at, status, answer, created_at, settled_at
         FROM webhook_deliveries WHERE endpoint_id = $1 AND ($2 IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        endpoint,
        before,
        limit,
    )
}

/// False when there is none of this shop's.
pub(super) async fn resend(db: &Db, shop: ShopId, id: DeliveryId, now: Timestamp) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = execute!(
        tx,
        "UPDATE webhook_deliveries SET state = $1, attempts = 0, next_at = $2, settled_at = NULL
         WHERE id = $3 AND endpoint_id IN (SELECT e.id FROM webhook_endpoints e WHERE e.shop_id = $4)",
        DeliveryState::Waiting,
        now,
        id,
        shop,
    )?;
    tx.commit().await?;
    Ok(touched > 0)
}

/// A delivery that is ours to try until its claim runs out.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Claimed {
    pub id: DeliveryId,
    pub endpoint_id: EndpointId,
    pub payload: String,
    /// This one included.
    pub attempts: i64,
    pub url: String,
    pub secret: Vec<u8>,
}

/// Claims what is due, `limit` at most and few for each endpoint, so that one
/// that lets requests hang does not hold up the others.
pub(super) async fn claim(db: &Db, now: Timestamp, lease: TimeDelta, limit: i64) -> Result<Vec<Claimed>> {
    let mut tx = db.begin().await?;
    let due = fetch_all!(
        tx,
        (DeliveryId,),
        "SELECT d.id FROM (
             SELECT w.id, w.next_at, w.endpoint_id,
                    ROW_NUMBER() OVER (PARTITION BY w.endpoint_id ORDER BY w.next_at, w.id) AS place
             FROM webhook_deliveries w JOIN webhook_endpoints e ON e.id = w.endpoint_id
             WHERE w.next_at <= $1 AND e.disabled_at IS NULL
               AND (w.claimed_until IS NULL OR w.claimed_until <= $1)) d
         WHERE d.place <= $2 - (SELECT COUNT(*) FROM webhook_deliveries c
                                WHERE c.endpoint_id = d.endpoint_id AND c.claimed_until > $1)
         ORDER BY d.next_at LIMIT $3",
        now,
        AT_ONCE_EACH,
        limit,
    )?;
    let mut claimed = Vec::with_capacity(due.len());
    for (id,) in due {
        let won = execute!(
            tx,
            "UPDATE webhook_deliveries SET claimed_until = $1, attempts = attempts + 1
             WHERE id = $2 AND next_at <= $3 AND (claimed_until IS NULL OR claimed_until <= $3)",
            now + lease,
            id,
            now,
        )?;
        if won > 0 {
            claimed.push(fetch_one!(
                tx,
                Claimed,
                "SELECT w.id, w.endpoint_id, w.payload, w.attempts, e.url, e.secret
                 FROM webhook_deliveries w JOIN webhook_endpoints e ON e.id = w.endpoint_id WHERE w.id = $1",
                id,
            )?);
        }
    }
    tx.commit().await?;
    Ok(claimed)
}

/// What an attempt came to: `next_at` when it is to be tried again.
#[derive(Debug)]
pub(super) struct Came {
    pub state: DeliveryState,
    pub next_at: Option<Timestamp>,
    pub status: Option<i64>,
    pub answer: String,
}

pub(super) async fn note(tx: &mut Tx, id: DeliveryId, came: &Came, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "UPDATE webhook_deliveries SET state = $1, next_at = $2, claimed_until = NULL, status = $3, answer = $4,
                settled_at = $5 WHERE id = $6",
        came.state,
        came.next_at,
        came.status,
        &came.answer,
        came.next_at.is_none().then_some(now),
        id,
    )?;
    Ok(())
}

/// Removes what was settled long ago.
pub(super) async fn forget(db: &Db, before: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(tx, "DELETE FROM webhook_deliveries WHERE settled_at < $1", before)?;
    tx.commit().await
}
