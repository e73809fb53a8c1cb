//! The `orders` table.

use model::{AccountId, CheckoutId, OrderId, OrderState, PaymentId, ShopId, ShowId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_optional};
use uuid::Uuid;

use super::{Filter, Order};

#[derive(sqlx::FromRow)]
struct Row {
    id: OrderId,
    shop_id: ShopId,
    number: i64,
    checkout_id: CheckoutId,
    payment_id: PaymentId,
    holder: Uuid,
    account_id: Option<AccountId>,
    show_id: Option<ShowId>,
    state: OrderState,
    email: String,
    address: String,
    locale: String,
    shipping_name: String,
    items_total: i64,
    discount: i64,
    shipping_total: i64,
    tax_total: i64,
    total: i64,
    refunded: i64,
    currency: String,
    prices_include_tax: bool,
    voucher: Option<String>,
    tracking: String,
    placed_at: Timestamp,
    fulfilled_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
}

/// Of an `orders` row, for [`Row`].
macro_rules! columns {
    () => {
        "o.id, o.shop_id, o.number, o.checkout_id, o.payment_id, o.holder, o.account_id, o.show_id, o.state, o.email,
         o.address, o.locale, o.shipping_name, o.items_total, o.discount, o.shipping_total, o.tax_total, o.total,
         o.refunded, o.currency, o.prices_include_tax, o.voucher, o.tracking, o.placed_at, o.fulfilled_at,
         o.closed_at"
    };
}

impl TryFrom<Row> for Order {
    type Error = store::Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            shop_id: row.shop_id,
            number: row.number,
            checkout_id: row.checkout_id,
            payment_id: row.payment_id,
            holder: row.holder,
            account_id: row.account_id,
            show_id: row.show_id,
            state: row.state,
            email: row.email,
            address: serde_json::from_str(&row.address)?,
            locale: row.locale,
            shipping_name: row.shipping_name,
            items_total: row.items_total,
            discount: row.discount,
            shipping_total: row.shipping_total,
            tax_total: row.tax_total,
            total: row.total,
            refunded: row.refunded,
            currency: crate::settings::decoded(row.currency)?,
            prices_include_tax: row.prices_include_tax,
            voucher: row.voucher,
            tracking: row.tracking,
            placed_at: row.placed_at,
            fulfilled_at: row.fulfilled_at,
            closed_at: row.closed_at,
        })
    }
}

pub(super) async fn insert(tx: &mut Tx, order: &Order) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO orders
             (id, shop_id, number, checkout_id, payment_id, holder, account_id, show_id, state, email, address, locale,
              shipping_name, items_total, discount, shipping_total, tax_total, total, refunded, currency,
              prices_include_tax, voucher, tracking, placed_at, fulfilled_at, closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                 $23, $24, $25, $26)",
        order.id,
        order.shop_id,
        order.number,
        order.checkout_id,
        order.payment_id,
        order.holder,
        order.account_id,
        order.show_id,
        order.state,
        &order.email,
        serde_json::to_string(&order.address)?,
        &order.locale,
        &order.shipping_name,
        order.items_total,
        order.discount,
        order.shipping_total,
        order.tax_total,
        order.total,
        order.refunded,
        order.currency.as_str(),
        order.prices_include_tax,
        &order.voucher,
        &order.tracking,
        order.placed_at,
        order.fulfilled_at,
        order.closed_at,
    )?;
    Ok(())
}

pub(super) async fn by_id(on: &mut impl On, id: OrderId) -> Result<Option<Order>> {
    let row = fetch_optional!(
        on,
        Row,
        concat!("SELECT ", columns!(), " FROM orders o WHERE o.id = $1"),
        id
    )?;
    row.map(Order::try_from).transpose()
}

/// The order, locked on PostgreSQL until `tx` ends.
pub(crate) async fn lock(tx: &mut Tx, id: OrderId) -> Result<Option<Order>> {
    execute!(tx, "UPDATE orders SET state = state WHERE id = $1", id)?;
    by_id(tx, id).await
}

/// The order that payment became.
pub(crate) async fn of_payment(on: &mut impl On, payment: PaymentId) -> Result<Option<OrderId>> {
    let row = fetch_optional!(
        on,
        (OrderId,),
        "SELECT id FROM orders WHERE payment_id = $1",
        payment
    )?;
    Ok(row.map(|(id,)| id))
}

pub(super) async fn of_holder(
    on: &mut impl On,
    holder: Uuid,
    before: Option<OrderId>,
    limit: i64,
) -> Result<Vec<Order>> {
    let rows = fetch_all!(
        on,
        Row,
        concat!(
            "SELECT ",
            columns!(),
            " FROM orders o WHERE o.holder = $1 AND ($2 IS NULL OR o.id < $2) ORDER BY o.id DESC LIMIT $3"
        ),
        holder,
        before,
        limit
    )?;
    rows.into_iter().map(Order::try_from).collect()
}

pub(super) async fn of_shop(
    on: &mut impl On,
    shop: ShopId,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Order>> {
    let words = filter
        .words
        .as_deref()
        .map(str::trim)
        .unwrap_or_default()
        .to_lowercase();
    let number: Option<i64> = words.trim_start_matches('#').parse().ok();
    // Percent and underscore are letters like any other here.
    let like = format!(
        "%{}%",
        words.replace('!', "!!").replace('%', "!%").replace('_', "!_")
    );
    let rows = fetch_all!(
        on,
        Row,
        concat!(
            "SELECT ",
            columns!(),
            " FROM orders o WHERE o.shop_id = $1 AND ($2 IS NULL OR o.state = $2)
               AND ($3 IS NULL OR o.show_id = $3) AND ($4 IS NULL OR o.number < $4)
               AND ($5 = '' OR o.number = $6 OR LOWER(o.email) LIKE $7 ESCAPE '!' OR LOWER(o.address) LIKE $7 ESCAPE '!')
             ORDER BY o.number DESC LIMIT $8"
        ),
        shop,
        filter.state,
        filter.show,
        before,
        &words,
        number,
        &like,
        limit
    )?;
    rows.into_iter().map(Order::try_from).collect()
}

/// Paid and not sent, the oldest first, with numbers above `after`.
pub(super) async fn to_send(on: &mut impl On, shop: ShopId, after: i64, limit: i64) -> Result<Vec<Order>> {
    let rows = fetch_all!(
        on,
        Row,
        concat!(
            "SELECT ",
            columns!(),
            " FROM orders o WHERE o.shop_id = $1 AND o.state = 'paid' AND o.number > $2
             ORDER BY o.number LIMIT $3"
        ),
        shop,
        after,
        limit
    )?;
    rows.into_iter().map(Order::try_from).collect()
}

/// Writes where an order stands in its life.
pub(super) async fn save_state(tx: &mut Tx, order: &Order) -> Result<()> {
    execute!(
        tx,
        "UPDATE orders SET state = $1, tracking = $2, fulfilled_at = $3, closed_at = $4 WHERE id = $5",
        order.state,
        &order.tracking,
        order.fulfilled_at,
        order.closed_at,
        order.id,
    )?;
    Ok(())
}

/// Counts money given back; the last of it closes the order.
pub(crate) async fn refunded(tx: &mut Tx, order: &Order, amount: i64, now: Timestamp) -> Result<()> {
    let whole = order.refunded + amount >= order.total;
    let state = match order.state {
        OrderState::Paid | OrderState::Fulfilled if whole => OrderState::Refunded,
        state => state,
    };
    execute!(
        tx,
        "UPDATE orders SET refunded = refunded + $1, state = $2, closed_at = COALESCE(closed_at, $3) WHERE id = $4",
        amount,
        state,
        whole.then_some(now),
        order.id,
    )?;
    Ok(())
}

/// Takes back what [`refunded`] counted: the shopper's bank has sent it back.
/// Units that were given back stay so: nobody is to pack them.
pub(crate) async fn refund_undone(tx: &mut Tx, order: &Order, amount: i64) -> Result<()> {
    let given_back = super::lines(tx, order.id).await?;
    let nothing_to_send = given_back.iter().all(|line| line.refunded >= line.quantity);
    let state = match order.state {
        OrderState::Refunded if order.fulfilled_at.is_some() => OrderState::Fulfilled,
        OrderState::Refunded if nothing_to_send => OrderState::Cancelled,
        OrderState::Refunded => OrderState::Paid,
        state => state,
    };
    let closed_at = order.closed_at.filter(|_| state == OrderState::Cancelled);
    execute!(
        tx,
        "UPDATE orders SET refunded = refunded - $1, state = $2, closed_at = $3 WHERE id = $4",
        amount,
        state,
        closed_at,
        order.id,
    )?;
    Ok(())
}
