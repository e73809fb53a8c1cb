//! What must be true once all is sold, whoever was quickest: looked up in the
//! database and asked of the program, as its operator would.

use std::collections::HashSet;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use store::{Db, fetch_one};
use tokio::process::Command;
use tokio::time::timeout;

use super::goods::Goods;
use super::rush::Rush;
use crate::Outcome;
use crate::server::Server;

const PATIENCE: Duration = Duration::from_secs(60);

/// What it is, how many there should be, and how many there are.
type Look = (&'static str, i64, i64);

/// Holds the database at `url` against what the shoppers were told.
pub(super) async fn check(url: &str, goods: &Goods, units: usize, rush: &Rush) -> Outcome<()> {
    let db = Db::open(url).await?;
    let found = look(&db, goods).await;
    db.close().await;
    let told: HashSet<_> = rush.orders.iter().collect();
    let wrong: Vec<_> = found?
        .looks(told.len().try_into()?, units.try_into()?)
        .filter(|(_, expected, found)| expected != found)
        .map(|(what, expected, found)| format!("{what}: {found} instead of {expected}"))
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("the books are wrong: {}", wrong.join("; ")).into())
}

/// Numbers of the shop that had the sale.
struct Found {
    available: i64,
    set_aside: i64,
    running: i64,
    sold: i64,
    orders: i64,
    payments: i64,
    paid_checkouts: i64,
    charges: i64,
    charged_orders: i64,
}

impl Found {
    fn looks(self, told: i64, units: i64) -> impl Iterator<Item = Look> {
        [
            ("different orders shoppers were told of", units, told),
            ("units left", 0, self.available),
            ("units set aside", 0, self.set_aside),
            ("holds that still run, of both shops", 0, self.running),
            ("units sold", units, self.sold),
            ("paid orders", units, self.orders),
            ("payments that succeeded", units, self.payments),
            ("checkouts they paid", units, self.paid_checkouts),
            ("charges in the ledger", units, self.charges),
            ("orders they are for", units, self.charged_orders),
        ]
        .into_iter()
    }
}

async fn look(db: &Db, goods: &Goods) -> Result<Found, store::Error> {
    let mut read = db.read().await?;
    let (available, set_aside) = fetch_one!(
        read,
        (i64, i64),
        "SELECT available, held FROM variants WHERE id = $1",
        goods.variant
    )?;
    let (running,) = fetch_one!(
        read,
        (i64,),
        "SELECT COUNT(*) FROM holds WHERE state IN ('held', 'committed')"
    )?;
    let (sold,) = fetch_one!(
        read,
        (i64,),
        "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM holds WHERE state = 'sold' AND variant_id = $1",
        goods.variant
    )?;
    let (orders,) = fetch_one!(
        read,
        (i64,),
        "SELECT COUNT(*) FROM orders
         WHERE state = 'paid' AND shop_id = (SELECT id FROM shops WHERE slug = $1)",
        goods.slug
    )?;
    let (payments, paid_checkouts) = fetch_one!(
        read,
        (i64, i64),
        "SELECT COUNT(*), COUNT(DISTINCT checkout_id) FROM payments
         WHERE state = 'succeeded' AND shop_id = (SELECT id FROM shops WHERE slug = $1)",
        goods.slug
    )?;
    let (charges, charged_orders) = fetch_one!(
        read,
        (i64, i64),
        "SELECT COUNT(*), COUNT(DISTINCT order_id) FROM ledger
         WHERE kind = 'charge' AND shop_id = (SELECT id FROM shops WHERE slug = $1)",
        goods.slug
    )?;
    Ok(Found {
        available,
        set_aside,
        running,
        sold,
        orders,
        payments,
        paid_checkouts,
        charges,
        charged_orders,
    })
}

/// `vitrine shop reconcile`: all shops, and the payment provider's books. What it
/// says last.
pub(super) async fn reconcile(program: &Path, server: &Server, settings: &[(&str, &str)]) -> Outcome<String> {
    let run = Command::new(program)
        .args(["shop", "reconcile", "--data-dir"])
        .arg(server.data_dir())
        .envs(settings.iter().copied())
        .current_dir(server.data_dir())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let run = timeout(PATIENCE, run).await??;
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    match said.trim() {
        "0 differences" if run.status.success() => Ok(said.trim().to_owned()),
        other => {
            let errors = String::from_utf8_lossy(&run.stderr);
            Err(format!("reconcile: {}: {other} {}", run.status, errors.trim()).into())
        }
    }
}
