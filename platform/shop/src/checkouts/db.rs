//! The `checkouts` table.

use model::{
    AccountId, CheckoutId, CheckoutState, HoldId, HoldState, OrderId, PaymentId, ProductId, ShippingRateId,
    ShopId, ShowId, TaxClass, Timestamp, VariantId,
};
use store::{Db, On, Result, Tx, execute, fetch_all, fetch_optional};
use uuid::Uuid;

use super::Checkout;

#[derive(sqlx::FromRow)]
struct Row {
    id: CheckoutId,
    shop_id: ShopId,
    holder: Uuid,
    account_id: Option<AccountId>,
    show_id: Option<ShowId>,
    state: CheckoutState,
    email: String,
    address: String,
    shipping_id: Option<ShippingRateId>,
    voucher: Option<String>,
    named: bool,
    locale: String,
    total: i64,
    currency: String,
    version: i64,
    until: Timestamp,
    order_id: Option<OrderId>,
    refused: String,
    key: Option<String>,
    fingerprint: Option<String>,
    created_at: Timestamp,
}

/// Of a `checkouts` row, for [`Row`].
macro_rules! columns {
    () => {
        "id, shop_id, holder, account_id, show_id, state, email, address, shipping_id, voucher, named, locale, total,
         currency, version, until, order_id, refused, key, fingerprint, created_at"
    };
}
macro_rules! selected {
    () => {
        concat!("SELECT ", columns!(), " FROM checkouts ")
    };
}

impl TryFrom<Row> for Checkout {
    type Error = store::Error;
    fn try_from(row: Row) -> Result<Self> {
        let address = match row.address.as_str() {
            "" => None,
            text => Some(serde_json::from_str(text)?),
        };
        Ok(Self {
            id: row.id,
            shop_id: row.shop_id,
            holder: row.holder,
            account_id: row.account_id,
            show_id: row.show_id,
            state: row.state,
            email: row.email,
            address,
            shipping_id: row.shipping_id,
            voucher: row.voucher,
            named: row.named,
            locale: row.locale,
            total: row.total,
            currency: crate::settings::decoded(row.currency)?,
            version: row.version,
            until: row.until,
            order_id: row.order_id,
            refused: serde_json::from_str(&row.refused)?,
            key: row.key,
            fingerprint: row.fingerprint,
            created_at: row.created_at,
        })
    }
}

fn address_text(checkout: &Checkout) -> Result<String> {
    Ok(match &checkout.address {
        Some(address) => serde_json::to_string(address)?,
        None => String::new(),
    })
}

pub(super) async fn insert(tx: &mut Tx, checkout: &Checkout) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO checkouts
             (id, shop_id, holder, account_id, show_id, state, email, address, shipping_id, voucher, named, locale,
              total, currency, version, until, order_id, refused, key, fingerprint, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
        checkout.id,
        checkout.shop_id,
        checkout.holder,
        checkout.account_id,
        checkout.show_id,
        checkout.state,
        &checkout.email,
        address_text(checkout)?,
        checkout.shipping_id,
        &checkout.voucher,
        checkout.named,
        &checkout.locale,
        checkout.total,
        checkout.currency.as_str(),
        checkout.version,
        checkout.until,
        checkout.order_id,
        serde_json::to_string(&checkout.refused)?,
        &checkout.key,
        &checkout.fingerprint,
        checkout.created_at,
    )?;
    Ok(())
}

pub(crate) async fn by_id(on: &mut impl On, id: CheckoutId) -> Result<Option<Checkout>> {
    let row = fetch_optional!(on, Row, concat!(selected!(), "WHERE id = $1"), id)?;
    row.map(Checkout::try_from).transpose()
}

/// What `holder` made under that key before.
pub(super) async fn by_key(on: &mut impl On, holder: Uuid, key: &str) -> Result<Option<Checkout>> {
    let row = fetch_optional!(
        on,
        Row,
        concat!(selected!(), "WHERE holder = $1 AND key = $2"),
        holder,
        key
    )?;
    row.map(Checkout::try_from).transpose()
}

/// What `holder` last said about being named.
pub(super) async fn named_last(on: &mut impl On, holder: Uuid) -> Result<Option<bool>> {
    let row = fetch_optional!(
        on,
        (bool,),
        "SELECT named FROM checkouts WHERE holder = $1 ORDER BY created_at DESC, id DESC LIMIT 1",
        holder
    )?;
    Ok(row.map(|(named,)| named))
}

/// The checkout; its row is locked on PostgreSQL until `tx` ends.
pub(crate) async fn lock(tx: &mut Tx, id: CheckoutId) -> Result<Option<Checkout>> {
    let row = fetch_optional!(
        tx,
        Row,
        concat!(
            "UPDATE checkouts SET state = state WHERE id = $1 RETURNING ",
            columns!()
        ),
        id
    )?;
    row.map(Checkout::try_from).transpose()
}

/// The same of the checkout that payment is for.
pub(crate) async fn lock_of_payment(tx: &mut Tx, payment: PaymentId) -> Result<Option<Checkout>> {
    let row = fetch_optional!(
        tx,
        Row,
        concat!(
            "UPDATE checkouts SET state = state WHERE id = (SELECT checkout_id FROM payments WHERE id = $1) RETURNING ",
            columns!()
        ),
        payment
    )?;
    row.map(Checkout::try_from).transpose()
}

/// Writes what its shopper said.
pub(super) async fn save(tx: &mut Tx, checkout: &Checkout) -> Result<()> {
    execute!(
        tx,
        "UPDATE checkouts SET email = $1, address = $2, shipping_id = $3, voucher = $4, named = $5, version = $6
         WHERE id = $7",
        &checkout.email,
        address_text(checkout)?,
        checkout.shipping_id,
        &checkout.voucher,
        checkout.named,
        checkout.version,
        checkout.id,
    )?;
    Ok(())
}

pub(super) async fn set_until(tx: &mut Tx, id: CheckoutId, until: Timestamp) -> Result<()> {
    execute!(tx, "UPDATE checkouts SET until = $1 WHERE id = $2", until, id)?;
    Ok(())
}

/// A payment over `total` begins; false when this is not the checkout any more that
/// was worked out. Its row is locked on PostgreSQL until `tx` ends.
pub(super) async fn paying(tx: &mut Tx, checkout: &Checkout, total: i64) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE checkouts SET state = $1, total = $2 WHERE id = $3 AND version = $4 AND state = $5",
        CheckoutState::Paying,
        total,
        checkout.id,
        checkout.version,
        CheckoutState::Open,
    )?;
    Ok(touched > 0)
}

/// A payment came to nothing; units are set aside until `until`.
pub(crate) async fn open_again(tx: &mut Tx, id: CheckoutId, until: Timestamp) -> Result<()> {
    execute!(
        tx,
        "UPDATE checkouts SET state = $1, until = $2 WHERE id = $3",
        CheckoutState::Open,
        until,
        id
    )?;
    Ok(())
}

pub(crate) async fn paid(tx: &mut Tx, id: CheckoutId, order: OrderId) -> Result<()> {
    execute!(
        tx,
        "UPDATE checkouts SET state = $1, order_id = $2 WHERE id = $3",
        CheckoutState::Paid,
        order,
        id
    )?;
    Ok(())
}

pub(crate) async fn close(tx: &mut Tx, id: CheckoutId) -> Result<()> {
    execute!(
        tx,
        "UPDATE checkouts SET state = $1 WHERE id = $2",
        CheckoutState::Closed,
        id
    )?;
    Ok(())
}

pub(super) async fn close_overdue(db: &Db, now: Timestamp) -> Result<u64> {
    let mut read = db.read().await?;
    let any = fetch_optional!(
        read,
        (CheckoutId,),
        "SELECT id FROM checkouts WHERE state = 'open' AND until <= $1 LIMIT 1",
        now
    )?;
    drop(read);
    if any.is_none() {
        return Ok(0);
    }
    let mut tx = db.begin().await?;
    let closed = execute!(
        tx,
        "UPDATE checkouts SET state = 'closed' WHERE state = 'open' AND until <= $1",
        now
    )?;
    tx.commit().await?;
    Ok(closed)
}

/// A hold of a checkout with what it is of.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Goods {
    pub hold: HoldId,
    pub state: HoldState,
    pub until: Timestamp,
    pub quantity: i64,
    pub unit_price: i64,
    pub extended: i64,
    pub show_id: Option<ShowId>,
    pub variant_id: VariantId,
    pub product_id: ProductId,
    pub slug: String,
    pub name: String,
    pub option_values: String,
    pub sku: String,
    pub picture: Option<String>,
    pub price: i64,
    pub compare_at: Option<i64>,
    pub available: i64,
    pub weight_g: i64,
    pub tax_class: TaxClass,
}

/// What a checkout is of, also where the catalogue has changed since.
pub(super) async fn goods(on: &mut impl On, checkout: CheckoutId) -> Result<Vec<Goods>> {
    fetch_all!(
        on,
        Goods,
        "SELECT h.id AS hold, h.state, h.until, h.quantity, h.unit_price, h.extended, h.show_id, h.variant_id,
                v.product_id, p.slug, p.name, v.option_values, v.sku,
                COALESCE(v.picture, (SELECT i.name FROM product_pictures i WHERE i.product_id = p.id
                                     ORDER BY i.position LIMIT 1)) AS picture,
                v.price, v.compare_at, v.available, v.weight_g, p.tax_class
         FROM holds h JOIN variants v ON v.id = h.variant_id JOIN products p ON p.id = v.product_id
         WHERE h.checkout_id = $1 ORDER BY h.created_at, h.id LIMIT 1000",
        checkout
    )
}

/// A variant's product by name, for what could not be had.
pub(super) async fn name_of(on: &mut impl On, variant: VariantId) -> Result<Option<(String, i64)>> {
    fetch_optional!(
        on,
        (String, i64),
        "SELECT p.name, v.available FROM variants v JOIN products p ON p.id = v.product_id WHERE v.id = $1",
        variant
    )
}
