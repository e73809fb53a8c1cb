//! What somebody bought: the list, and one order with its receipt.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::chrome::Chrome;
use crate::forms::FieldErrors;
use crate::views::{MoneyView, ShopView};

/// `GET /orders`
#[derive(Clone, Debug, Template)]
#[template(path = "orders/orders.html")]
pub struct OrdersPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The newest first.
    pub orders: Vec<OrderSummary>,
    /// Address of the older ones.
    pub next: Option<String>,
}

/// An order in a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrderSummary {
    /// Its page.
    pub url: String,
    /// Its number in the shop's books.
    pub number: u64,
    /// Whom it was bought from.
    pub shop: ShopView,
    /// How it stands.
    pub stage: OrderStage,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// What was paid.
    pub total: MoneyView,
    /// Addresses of pictures of what is in it.
    pub pictures: Vec<String>,
    /// How many units are in it.
    pub units: u64,
}

/// How an order stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OrderStage {
    /// Being made ready.
    Paid,
    /// Sent.
    Fulfilled,
    /// All was given back.
    Refunded,
    /// Never to be sent, and given back.
    Cancelled,
}

impl OrderStage {
    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Paid => "buy-order-paid",
            Self::Fulfilled => "buy-order-fulfilled",
            Self::Refunded => "buy-order-refunded",
            Self::Cancelled => "buy-order-cancelled",
        }
    }

    /// The value by which it is drawn.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Fulfilled => "fulfilled",
            Self::Refunded => "refunded",
            Self::Cancelled => "cancelled",
        }
    }
}

/// `GET /orders/{id}`, and what its form answers when something is missing
///
/// Complaints: `form` of sending something back.
#[derive(Clone, Debug, Template)]
#[template(path = "orders/order.html")]
pub struct OrderPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The order.
    pub order: OrderView,
    /// What opens it besides its buyer's own browser, sent back with its form.
    pub key: Option<String>,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

/// An order, as it was when it was placed, and what became of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrderView {
    /// Its id.
    pub id: String,
    /// Its number in the shop's books.
    pub number: u64,
    /// Whom it was bought from.
    pub shop: ShopView,
    /// How it stands.
    pub stage: OrderStage,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// When it was sent.
    pub fulfilled_at: Option<DateTime<Utc>>,
    /// When it was called off, or wholly given back.
    pub closed_at: Option<DateTime<Utc>>,
    /// Where its receipt went.
    pub email: String,
    /// Where it goes, line by line.
    pub address: Vec<String>,
    /// The country it goes to, ISO 3166-1.
    pub country: String,
    /// How it goes there.
    pub shipping_name: String,
    /// The courier's number for it; may be empty.
    pub tracking: String,
    /// What is in it.
    pub lines: Vec<OrderLineView>,
    /// The sum of the lines.
    pub items: MoneyView,
    /// What was taken off.
    pub discount: MoneyView,
    /// A voucher's code.
    pub voucher: Option<String>,
    /// What shipping cost.
    pub shipping: MoneyView,
    /// The tax.
    pub tax: MoneyView,
    /// Whether the tax is part of the prices.
    pub prices_include_tax: bool,
    /// What was paid.
    pub total: MoneyView,
    /// What was given back of it.
    pub refunded: MoneyView,
    /// How it was paid, such as `Visa 4242`; may be empty.
    pub method: String,
    /// What was given back, one by one.
    pub refunds: Vec<OrderRefundView>,
    /// What is to come back.
    pub returns: Vec<OrderReturnView>,
}

impl OrderView {
    /// Whether it has reached its buyer, or still will.
    fn is_on_its_way(&self) -> bool {
        matches!(self.stage, OrderStage::Paid | OrderStage::Fulfilled)
    }

    fn can_return(&self) -> bool {
        self.stage == OrderStage::Fulfilled && self.lines.iter().any(|line| line.returnable > 0)
    }
}

/// A line of an order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrderLineView {
    /// Its place in the order: the form's fields are named `quantity-{position}`.
    pub position: u64,
    /// The product's name, as it was.
    pub name: String,
    /// The variant's options in one text; may be empty.
    pub options: String,
    /// Address of its picture.
    pub picture_url: Option<String>,
    /// How many.
    pub quantity: u64,
    /// What one cost.
    pub unit_price: MoneyView,
    /// What all of them cost.
    pub total: MoneyView,
    /// Units that were given back already.
    pub refunded: u64,
    /// Units that can still be sent back.
    pub returnable: u64,
}

impl OrderLineView {
    fn counts(&self) -> std::ops::RangeInclusive<u64> {
        0..=self.returnable
    }
}

/// Money that was given back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrderRefundView {
    /// How much.
    pub amount: MoneyView,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// Key of how it stands: `buy-refund-pending`, `buy-refund-done` or `buy-refund-failed`.
    pub state: &'static str,
}

/// Something on its way back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrderReturnView {
    /// When it was asked for.
    pub at: DateTime<Utc>,
    /// Key of how it stands: `buy-return-requested`, `buy-return-received` or `buy-return-declined`.
    pub state: &'static str,
    /// What is in it, in words.
    pub what: String,
}

#[cfg(any(test, feature = "samples"))]
impl OrdersPage {
    /// One on its way, one given back.
    pub fn sample() -> Self {
        let order = OrderSummary {
            url: "/orders/order-1".to_owned(),
            number: 1_042,
            shop: ShopView::sample(),
            stage: OrderStage::Paid,
            placed_at: crate::views::sample_now(),
            total: MoneyView::new(5_690, "EUR"),
            pictures: vec![crate::assets::url("art/product-sage-bowl.svg")],
            units: 2,
        };
        let back = OrderSummary {
            number: 1_001,
            stage: OrderStage::Refunded,
            pictures: Vec::new(),
            units: 1,
            ..order.clone()
        };
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            orders: vec![order, back],
            next: Some("/orders?before=order-1".to_owned()),
        }
    }

    /// Nothing yet.
    pub fn sample_empty() -> Self {
        Self {
            orders: Vec::new(),
            next: None,
            ..Self::sample()
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl OrderPage {
    /// Sent, with one unit given back and one on its way back.
    pub fn sample() -> Self {
        let now = crate::views::sample_now();
        let line = OrderLineView {
            position: 0,
            name: "Sage bowl".to_owned(),
            options: "S · Sage".to_owned(),
            picture_url: Some(crate::assets::url("art/product-sage-bowl.svg")),
            quantity: 3,
            unit_price: MoneyView::new(2_600, "EUR"),
            total: MoneyView::new(7_800, "EUR"),
            refunded: 1,
            returnable: 2,
        };
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            order: OrderView {
                id: "order-1".to_owned(),
                number: 1_042,
                shop: ShopView::sample(),
                stage: OrderStage::Fulfilled,
                placed_at: now - chrono::Duration::days(2),
                fulfilled_at: Some(now),
                closed_at: None,
                email: "ana@example.com".to_owned(),
                address: ["Ana Ruiz", "Carrer de Dalt 7", "46001 Valencia"]
                    .map(str::to_owned)
                    .to_vec(),
                country: "ES".to_owned(),
                shipping_name: "Standard, 3 to 5 days".to_owned(),
                tracking: "RR123456785PT".to_owned(),
                lines: vec![line],
                items: MoneyView::new(7_800, "EUR"),
                discount: MoneyView::new(780, "EUR"),
                voucher: Some("GLAZE10".to_owned()),
                shipping: MoneyView::new(0, "EUR"),
                tax: MoneyView::new(1_313, "EUR"),
                prices_include_tax: true,
                total: MoneyView::new(7_020, "EUR"),
                refunded: MoneyView::new(2_340, "EUR"),
                method: "Visa 4242".to_owned(),
                refunds: vec![OrderRefundView {
                    amount: MoneyView::new(2_340, "EUR"),
                    at: now,
                    state: "buy-refund-done",
                }],
                returns: vec![OrderReturnView {
                    at: now,
                    state: "buy-return-requested",
                    what: "1 × Sage bowl".to_owned(),
                }],
            },
            key: Some("secret".to_owned()),
            errors: FieldErrors::new(),
        }
    }

    /// Just paid, with tax on top.
    pub fn sample_fresh() -> Self {
        let sample = Self::sample();
        Self {
            order: OrderView {
                stage: OrderStage::Paid,
                fulfilled_at: None,
                tracking: String::new(),
                prices_include_tax: false,
                refunded: MoneyView::new(0, "EUR"),
                refunds: Vec::new(),
                returns: Vec::new(),
                ..sample.order
            },
            key: None,
            ..sample
        }
    }

    /// Called off before it was sent.
    pub fn sample_cancelled() -> Self {
        let fresh = Self::sample_fresh();
        Self {
            order: OrderView {
                stage: OrderStage::Cancelled,
                closed_at: Some(fresh.order.placed_at + chrono::Duration::hours(1)),
                ..fresh.order
            },
            ..fresh
        }
    }
}
