//! What the database does with the same statements when nobody has to be asked,
//! decided or answered: what remains is its own work and the disk's.

use std::time::Duration;

use kit::Counter;
use model::{Clock, Entropy, HoldId, SystemClock, SystemEntropy, Timestamp, VariantId};
use sqlx::QueryBuilder;
use store::{Conn, Tx, execute};
use tokio::time::Instant;
use uuid::Uuid;

use crate::Outcome;
use crate::times::rate;

/// Rows of one transaction.
const BATCH: usize = 512;
const INSERT: &str = "INSERT INTO holds (id, shop_id, variant_id, holder, quantity, unit_price, state, until,
                                         extended, key, created_at) ";

struct Row {
    id: HoldId,
    holder: Uuid,
    until: Timestamp,
    now: Timestamp,
}

impl Row {
    fn new() -> Self {
        let now = SystemClock.now();
        let mut holder = [0; 16];
        SystemEntropy.fill(&mut holder);
        Self {
            id: HoldId::new(&SystemClock, &SystemEntropy),
            holder: Uuid::from_bytes(holder),
            until: now + Duration::from_secs(600),
            now,
        }
    }
}

/// Holds in a second, `BATCH` in a transaction, one after the other.
pub(super) async fn batched(counter: &Counter, length: Duration) -> Outcome<f64> {
    let variant = counter.variant(i64::from(i32::MAX)).await;
    let (start, mut written) = (Instant::now(), 0);
    while start.elapsed() < length {
        write(counter, variant, BATCH).await?;
        written += BATCH;
    }
    Ok(rate(written, start.elapsed()))
}

/// Holds in a second, each in a transaction of its own.
pub(super) async fn single(counter: &Counter, tasks: usize, length: Duration) -> Outcome<f64> {
    let variant = counter.variant(i64::from(i32::MAX)).await;
    let start = Instant::now();
    let work = (0..tasks).map(|_| async {
        let mut written = 0;
        while start.elapsed() < length {
            write(counter, variant, 1).await?;
            written += 1;
        }
        Ok::<usize, store::Error>(written)
    });
    let written: usize = futures_util::future::try_join_all(work).await?.into_iter().sum();
    Ok(rate(written, start.elapsed()))
}

async fn write(counter: &Counter, variant: VariantId, rows: usize) -> Result<(), store::Error> {
    let mut tx = counter.commerce.db.begin().await?;
    insert(&mut tx, counter, variant, rows).await?;
    execute!(
        tx,
        "UPDATE variants SET available = available - $2, held = held + $2, version = version + 1 WHERE id = $1",
        variant,
        i64::try_from(rows).expect("a batch"),
    )?;
    tx.commit().await
}

/// The row of the variant last: it is what others wait for.
async fn insert(tx: &mut Tx, counter: &Counter, variant: VariantId, rows: usize) -> Result<(), store::Error> {
    let rows: Vec<_> = (0..rows).map(|_| Row::new()).collect();
    macro_rules! insert {
        ($conn:expr) => {{
            let mut query = QueryBuilder::new(INSERT);
            query.push_values(&rows, |mut values, row| {
                values
                    .push_bind(row.id)
                    .push_bind(counter.shop)
                    .push_bind(variant)
                    .push_bind(row.holder)
                    .push_bind(1_i64)
                    .push_bind(3_900_i64)
                    .push_bind("held")
                    .push_bind(row.until)
                    .push_bind(0_i64)
                    .push_bind("0-0")
                    .push_bind(row.now);
            });
            query.build().execute($conn).await.map(drop)
        }};
    }
    match tx.conn() {
        Conn::Sqlite(conn) => insert!(conn),
        Conn::Postgres(conn) => insert!(conn),
    }?;
    Ok(())
}
