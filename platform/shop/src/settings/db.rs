//! The `shop_settings` table.

use model::{Currency, DiscountKind, ShopId};
use sqlx::FromRow;
use store::{On, Result, Tx, execute, fetch_one, fetch_optional};

use super::{FIRST_ORDER, ShopSettings};

#[derive(FromRow)]
struct Row {
    currency: String,
    country: String,
    prices_include_tax: bool,
    hold_s: i64,
    shows_buyers: bool,
    stripe_account: Option<String>,
}

/// A stored code; one that is none was never stored by us.
pub(crate) fn decoded(code: String) -> Result<Currency> {
    Currency::try_from(code).map_err(|error| sqlx::Error::Decode(error.into()).into())
}

pub(crate) async fn settings(on: &mut impl On, shop: ShopId) -> Result<ShopSettings> {
    let row = fetch_optional!(
        on,
        Row,
        "SELECT currency, country, prices_include_tax, hold_s, shows_buyers, stripe_account
         FROM shop_settings WHERE shop_id = $1",
        shop
    )?;
    let Some(row) = row else {
        return Ok(ShopSettings::default());
    };
    Ok(ShopSettings {
        currency: decoded(row.currency)?,
        country: row.country,
        prices_include_tax: row.prices_include_tax,
        hold_s: row.hold_s,
        shows_buyers: row.shows_buyers,
        stripe_account: row.stripe_account,
    })
}

/// The currency of all of `shop`'s amounts.
pub async fn currency(on: &mut impl On, shop: ShopId) -> Result<Currency> {
    Ok(settings(on, shop).await?.currency)
}

/// Makes the row of a shop that never said anything, and locks it on PostgreSQL
/// until `tx` ends.
pub async fn ensure(tx: &mut Tx, shop: ShopId) -> Result<()> {
    next_order(tx, shop, 0).await.map(|_next| ())
}

/// The number of the shop's next order; nobody else gets it.
pub(crate) async fn next_order_number(tx: &mut Tx, shop: ShopId) -> Result<i64> {
    next_order(tx, shop, 1).await.map(|next| next - 1)
}

/// Makes the row if there is none, and has so many order numbers taken; gives the
/// one that is next then.
async fn next_order(tx: &mut Tx, shop: ShopId, take: i64) -> Result<i64> {
    let default = ShopSettings::default();
    let (next,) = fetch_one!(
        tx,
        (i64,),
        "INSERT INTO shop_settings
             (shop_id, currency, country, prices_include_tax, hold_s, shows_buyers, next_order, stripe_account)
         VALUES ($1, $2, $3, $4, $5, $6, $7 + $8, NULL)
         ON CONFLICT (shop_id) DO UPDATE SET next_order = shop_settings.next_order + $8
         RETURNING next_order",
        shop,
        default.currency.as_str(),
        default.country,
        default.prices_include_tax,
        default.hold_s,
        default.shows_buyers,
        FIRST_ORDER,
        take,
    )?;
    Ok(next)
}

/// Whether anything of the shop's has an amount in its currency.
pub(super) async fn has_amounts(tx: &mut Tx, shop: ShopId) -> Result<bool> {
    let (any,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM products WHERE shop_id = $1)
             OR EXISTS (SELECT 1 FROM vouchers WHERE shop_id = $1 AND (kind = $2 OR least > 0))
             OR EXISTS (SELECT 1 FROM shipping_rates WHERE shop_id = $1 AND (price > 0 OR free_from IS NOT NULL))",
        shop,
        DiscountKind::Amount
    )?;
    Ok(any)
}

pub(super) async fn set(tx: &mut Tx, shop: ShopId, settings: &ShopSettings) -> Result<()> {
    execute!(
        tx,
        "UPDATE shop_settings SET currency = $2, country = $3, prices_include_tax = $4, hold_s = $5,
             shows_buyers = $6, stripe_account = $7
         WHERE shop_id = $1",
        shop,
        settings.currency.as_str(),
        &settings.country,
        settings.prices_include_tax,
        settings.hold_s,
        settings.shows_buyers,
        &settings.stripe_account,
    )?;
    Ok(())
}
