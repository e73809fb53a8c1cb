//! One order with all its money.

use askama::Template;
use chrono::{DateTime, Utc};

use super::Desk;
use super::orders::OrderState;
use crate::chrome::Chrome;
use crate::views::MoneyView;

/// A line of an order, as it was sold.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrderLineView {
    /// Its place, which names it.
    pub position: i64,
    /// The product's name then.
    pub name: String,
    /// The variant's values, `M · Sage`; may be empty.
    pub options: String,
    /// The shop's own number; may be empty.
    pub sku: String,
    /// Its picture.
    pub picture_url: Option<String>,
    /// How many.
    pub quantity: u64,
    /// What one cost.
    pub unit_price: MoneyView,
    /// What the line came to, discounts and tax as in the order's total.
    pub total: MoneyView,
    /// How many were given back.
    pub refunded: u64,
    /// How many of these are in stock again.
    pub restocked: u64,
    /// What giving back all that is left of the line comes to, in minor units.
    pub refundable: i64,
}

impl OrderLineView {
    /// Units that can still be given back.
    fn left(&self) -> u64 {
        self.quantity.saturating_sub(self.refunded)
    }

    /// What one of them comes to, in minor units.
    fn each(&self) -> i64 {
        self.refundable
            .checked_div(self.left().cast_signed())
            .unwrap_or(0)
    }

    fn left_minor(&self) -> i64 {
        self.refundable
    }
}

/// A payment, succeeded or not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaymentRow {
    /// `succeeded`, `failed` and the like.
    pub state: &'static str,
    /// As people know it: "Visa 4242".
    pub method: String,
    /// Who took it.
    pub provider: String,
    /// How much.
    pub amount: MoneyView,
    /// Why not, as the provider says it.
    pub failure: Option<String>,
    /// When it was begun.
    pub at: DateTime<Utc>,
}

/// Money that was given back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RefundRow {
    /// `pending`, `succeeded`, `failed`
    pub state: &'static str,
    /// Why, as staff wrote it; may be empty.
    pub reason: String,
    /// How much.
    pub amount: MoneyView,
    /// Why not, as the provider says it.
    pub failure: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// One movement in the books.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LedgerRow {
    /// `charge`, `refund`, `refund_failed`, `dispute`, `dispute_won`
    pub kind: &'static str,
    /// The provider's own name for it.
    pub provider_ref: String,
    /// What came in is positive.
    pub amount: MoneyView,
    /// When.
    pub at: DateTime<Utc>,
}

/// What somebody wants to send back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReturnLine {
    /// The product's name.
    pub name: String,
    /// How many.
    pub quantity: i64,
}

/// A return.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReturnRow {
    /// Its id.
    pub id: String,
    /// `requested`, `received`, `declined`
    pub state: &'static str,
    /// What.
    pub lines: Vec<ReturnLine>,
    /// Why, in the shopper's words.
    pub reason: String,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
}

impl ReturnRow {
    fn is_open(&self) -> bool {
        self.state == "requested"
    }

    fn state_key(&self) -> &'static str {
        match self.state {
            "received" => "return-received",
            "declined" => "return-declined",
            _ => "return-requested",
        }
    }
}

/// A mail about the order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MailRow {
    /// `order_paid` and the like.
    pub kind: String,
    /// When it went out.
    pub sent_at: Option<DateTime<Utc>>,
    /// Why it did not.
    pub failure: Option<String>,
}

/// The show an order came from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrderShow {
    /// Its title.
    pub title: String,
    /// Its page in the studio.
    pub url: String,
}

/// All there is to know of an order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrderDetail {
    /// Its id.
    pub id: String,
    /// Its number in the shop.
    pub number: i64,
    /// How it stands.
    pub state: OrderState,
    /// When it was paid.
    pub placed_at: DateTime<Utc>,
    /// When it was sent.
    pub fulfilled_at: Option<DateTime<Utc>>,
    /// The show it came from.
    pub show: Option<OrderShow>,
    /// Where mails go.
    pub email: String,
    /// Where parcels go, line by line.
    pub address: Vec<String>,
    /// And in which country, ISO 3166-1 alpha-2.
    pub country: String,
    /// May be empty.
    pub phone: String,
    /// The way it is sent.
    pub shipping_name: String,
    /// Where the parcel can be followed; may be empty.
    pub tracking: String,
    /// What was bought.
    pub lines: Vec<OrderLineView>,
    /// Of the lines.
    pub items: MoneyView,
    /// What was taken off.
    pub discount: MoneyView,
    /// What sending cost.
    pub shipping: MoneyView,
    /// Tax, in the prices or on top.
    pub tax: MoneyView,
    /// Whether tax is in the prices.
    pub prices_include_tax: bool,
    /// What was paid.
    pub total: MoneyView,
    /// What was given back.
    pub refunded: MoneyView,
    /// The voucher that counted.
    pub voucher: Option<String>,
    /// All attempts to pay.
    pub payments: Vec<PaymentRow>,
    /// All that was given back.
    pub refunds: Vec<RefundRow>,
    /// All returns.
    pub returns: Vec<ReturnRow>,
    /// Every movement of money.
    pub ledger: Vec<LedgerRow>,
    /// Mails about it.
    pub mails: Vec<MailRow>,
}

/// `GET /studio/shops/{slug}/orders/{id}`
#[derive(Clone, Debug, Template)]
#[template(path = "selling/order.html")]
pub struct OrderPage {
    /// What surrounds the page; staff is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// The order.
    pub order: OrderDetail,
}

impl OrderPage {
    fn api(&self) -> String {
        self.desk.api(&format!("orders/{}", self.order.id))
    }

    fn page(&self) -> String {
        self.desk.at(&format!("orders/{}", self.order.id))
    }

    /// What can still be given back.
    fn left(&self) -> MoneyView {
        MoneyView {
            minor: self.order.total.minor - self.order.refunded.minor,
            ..self.order.total.clone()
        }
    }

    fn left_text(&self) -> String {
        self.chrome.money(&self.left())
    }

    fn can_refund(&self) -> bool {
        // Of a cancelled order all goes back by itself, unless that fails.
        let goes_back = self.order.state == OrderState::Cancelled
            && self.order.refunds.iter().any(|refund| refund.state == "pending");
        self.left().minor > 0 && !goes_back
    }

    fn payment_key(&self, payment: &PaymentRow) -> &'static str {
        match payment.state {
            "succeeded" => "payment-succeeded",
            "failed" => "payment-failed",
            "cancelled" => "payment-cancelled",
            _ => "payment-pending",
        }
    }

    /// What the shop's own words are for why a payment failed; a provider's have none.
    fn failure_key(&self, failure: &str) -> Option<&'static str> {
        Some(match failure {
            "declined" => "payment-why-declined",
            "insufficient_funds" => "payment-why-funds",
            "expired_card" => "payment-why-expired",
            "bad_details" => "payment-why-details",
            "not_proven" => "payment-why-proof",
            "provider" => "payment-why-provider",
            _ => return None,
        })
    }

    fn refund_key(&self, refund: &RefundRow) -> &'static str {
        match refund.state {
            "succeeded" => "refund-succeeded",
            "failed" => "refund-failed",
            _ => "refund-pending",
        }
    }

    fn ledger_key(&self, row: &LedgerRow) -> &'static str {
        match row.kind {
            "charge" => "ledger-charge",
            "refund" => "ledger-refund",
            "refund_failed" => "ledger-refund-failed",
            "dispute" => "ledger-dispute",
            _ => "ledger-dispute-won",
        }
    }

    fn mail_key(&self, mail: &MailRow) -> &'static str {
        match mail.kind.as_str() {
            "order_paid" => "order-mail-paid",
            "order_fulfilled" => "order-mail-fulfilled",
            "order_refunded" => "order-mail-refunded",
            "order_cancelled" => "order-mail-cancelled",
            _ => "order-mail-other",
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl OrderPage {
    /// A paid order of which a part was given back, with a return asked for.
    pub fn sample() -> Self {
        let at = crate::views::sample_now();
        let euro = super::euro;
        let text = str::to_owned;
        let bowl = OrderLineView {
            position: 0,
            name: text("Sage bowl"),
            options: text("M · Sage"),
            sku: text("BOWL-M-SA"),
            picture_url: Some(crate::assets::url("art/product-sage-bowl.svg")),
            quantity: 3,
            unit_price: euro(2_400),
            total: euro(6_480),
            refunded: 1,
            restocked: 1,
            refundable: 4_320,
        };
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            order: OrderDetail {
                id: text("order-1"),
                number: 1_014,
                state: OrderState::Paid,
                placed_at: at,
                fulfilled_at: None,
                show: Some(OrderShow {
                    title: text("Evening glaze: new stoneware"),
                    url: text("/studio/shows/show-1"),
                }),
                email: text("noor@example.com"),
                address: vec![
                    text("Noor Haddad"),
                    text("Rua da Rosa 12"),
                    text("1200-385 Lisboa"),
                ],
                country: text("PT"),
                phone: text("+351 912 000 000"),
                shipping_name: text("Post"),
                tracking: String::new(),
                lines: vec![
                    bowl.clone(),
                    OrderLineView {
                        position: 1,
                        name: text("Linen throw, washed"),
                        options: String::new(),
                        sku: String::new(),
                        picture_url: None,
                        quantity: 1,
                        unit_price: euro(8_900),
                        total: euro(8_010),
                        refunded: 0,
                        restocked: 0,
                        refundable: 8_010,
                    },
                ],
                items: euro(16_100),
                discount: euro(1_610),
                shipping: euro(0),
                tax: euro(2_710),
                prices_include_tax: true,
                total: euro(14_490),
                refunded: euro(2_160),
                voucher: Some(text("LIVE10")),
                payments: vec![
                    PaymentRow {
                        state: "succeeded",
                        method: text("Visa 4242"),
                        provider: text("sandbox"),
                        amount: euro(14_490),
                        failure: None,
                        at,
                    },
                    PaymentRow {
                        state: "failed",
                        method: text("Visa 0002"),
                        provider: text("sandbox"),
                        amount: euro(14_490),
                        failure: Some(text("declined")),
                        at,
                    },
                ],
                refunds: vec![RefundRow {
                    state: "succeeded",
                    reason: text("Chipped on the way"),
                    amount: euro(2_160),
                    failure: None,
                    at,
                }],
                returns: vec![ReturnRow {
                    id: text("return-1"),
                    state: "requested",
                    lines: vec![ReturnLine {
                        name: text("Sage bowl"),
                        quantity: 1,
                    }],
                    reason: text("Smaller than I thought."),
                    requested_at: at,
                }],
                ledger: vec![
                    LedgerRow {
                        kind: "charge",
                        provider_ref: text("sb_1"),
                        amount: euro(14_490),
                        at,
                    },
                    LedgerRow {
                        kind: "refund",
                        provider_ref: text("sbr_1"),
                        amount: euro(-2_160),
                        at,
                    },
                ],
                mails: vec![
                    MailRow {
                        kind: text("order_paid"),
                        sent_at: Some(at),
                        failure: None,
                    },
                    MailRow {
                        kind: text("order_refunded"),
                        sent_at: None,
                        failure: Some(text("no answer")),
                    },
                ],
            },
        }
    }

    /// One that was sent.
    pub fn sample_sent() -> Self {
        let mut page = Self::sample();
        page.order.state = OrderState::Fulfilled;
        page.order.fulfilled_at = Some(page.order.placed_at);
        page.order.tracking = "RR123456789PT".to_owned();
        page.order.returns[0].state = "received";
        page
    }

    /// One that was called off.
    pub fn sample_cancelled() -> Self {
        let mut page = Self::sample();
        page.order.state = OrderState::Cancelled;
        page.order.refunded = page.order.total.clone();
        page.order.mails.clear();
        page.order.returns.clear();
        page.order.ledger.clear();
        page.order.show = None;
        page
    }
}
