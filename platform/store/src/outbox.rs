//! The outbox: what others must learn of is a row in the transaction that did
//! it. A teller reads rows in order and marks them; a row is told at least once.

use model::{Clock, Entropy, Event, EventId, Timestamp};

use crate::{Db, Result, Tx, execute, fetch_all};

/// An event with its place in the order of all events.
#[derive(Debug, Clone)]
pub struct Told {
    pub sequence: i64,
    pub id: EventId,
    pub event: Event,
    pub at: Timestamp,
}

/// Adds `event` to what will be told once `tx` commits.
pub async fn add(tx: &mut Tx, clock: &dyn Clock, entropy: &dyn Entropy, event: &Event) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO outbox (id, aggregate, name, payload, created_at) VALUES ($1, $2, $3, $4, $5)",
        EventId::new(clock, entropy),
        event.aggregate(),
        event.name(),
        serde_json::to_string(event)?,
        clock.now(),
    )?;
    Ok(())
}

/// The oldest events not yet told, at most `limit`. One that can't be read holds
/// up none behind it: it counts as told.
pub async fn untold(db: &Db, limit: i64) -> Result<Vec<Told>> {
    let mut read = db.read().await?;
    let rows = fetch_all!(
        read,
        (i64, EventId, String, Timestamp),
        "SELECT sequence, id, payload, created_at FROM outbox WHERE told_at IS NULL ORDER BY sequence LIMIT $1",
        limit,
    )?;
    drop(read);
    let mut untold = Vec::with_capacity(rows.len());
    for (sequence, id, payload, at) in rows {
        match serde_json::from_str(&payload) {
            Ok(event) => untold.push(Told {
                sequence,
                id,
                event,
                at,
            }),
            Err(error) => {
                tracing::error!(sequence, %id, %error, "an event can't be read: it is passed over");
                mark_told(db, sequence, at).await?;
            }
        }
    }
    Ok(untold)
}

/// Marks an event as told.
pub async fn mark_told(db: &Db, sequence: i64, at: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE outbox SET told_at = $1 WHERE sequence = $2",
        at,
        sequence
    )?;
    tx.commit().await
}

/// Removes events that were told before `before`.
pub async fn forget_told(db: &Db, before: Timestamp) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(tx, "DELETE FROM outbox WHERE told_at < $1", before)?;
    tx.commit().await
}
