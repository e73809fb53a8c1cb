//! The `advice_desks` table.

use model::ShopId;
use sqlx::FromRow;
use store::{On, Result, Tx, execute, fetch_optional};

use super::Desk;
use crate::hours::{Hours, Week};

#[derive(FromRow)]
struct Row {
    zone: String,
    hours: String,
    is_on: bool,
}

pub(crate) async fn desk(on: &mut impl On, shop: ShopId) -> Result<Option<Desk>> {
    let row = fetch_optional!(
        on,
        Row,
        "SELECT zone, hours, is_on FROM advice_desks WHERE shop_id = $1",
        shop,
    )?;
    let Some(row) = row else { return Ok(None) };
    let week: Week = serde_json::from_str(&row.hours)?;
    // A zone that is none was never stored by us.
    let hours = Hours::new(&row.zone, week).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Some(Desk {
        hours,
        is_on: row.is_on,
    }))
}

pub(super) async fn set(tx: &mut Tx, shop: ShopId, desk: &Desk) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_desks (shop_id, zone, hours, is_on) VALUES ($1, $2, $3, $4)
         ON CONFLICT (shop_id) DO UPDATE SET zone = excluded.zone, hours = excluded.hours, is_on = excluded.is_on",
        shop,
        desk.hours.zone.name(),
        serde_json::to_string(&desk.hours.week)?,
        desk.is_on,
    )?;
    Ok(())
}
