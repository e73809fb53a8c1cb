//! A shop's orders as a list.

use askama::Template;
use chrono::{DateTime, Utc};

use super::{Desk, encoded};
use crate::chrome::Chrome;
use crate::views::MoneyView;

/// How an order stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OrderState {
    /// To be sent.
    Paid,
    /// Sent.
    Fulfilled,
    /// All of it was given back.
    Refunded,
    /// Never to be sent.
    Cancelled,
}

impl OrderState {
    /// All of them, in the order a choice shows them.
    pub const ALL: [Self; 4] = [Self::Paid, Self::Fulfilled, Self::Refunded, Self::Cancelled];

    /// The value in forms.
    pub fn value(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Fulfilled => "fulfilled",
            Self::Refunded => "refunded",
            Self::Cancelled => "cancelled",
        }
    }

    /// Key of its name.
    pub fn name_key(self) -> &'static str {
        match self {
            Self::Paid => "order-state-paid",
            Self::Fulfilled => "order-state-fulfilled",
            Self::Refunded => "order-state-refunded",
            Self::Cancelled => "order-state-cancelled",
        }
    }

    /// Whether it is to be sent.
    pub fn is_paid(self) -> bool {
        self == Self::Paid
    }
}

/// An order in the list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrderSummary {
    /// Its id.
    pub id: String,
    /// Its number in the shop.
    pub number: i64,
    /// Whom it goes to.
    pub buyer: String,
    /// Where mails about it go.
    pub email: String,
    /// How many things are in it.
    pub units: u64,
    /// What was paid.
    pub total: MoneyView,
    /// What was given back, if anything was.
    pub refunded: Option<MoneyView>,
    /// How it stands.
    pub state: OrderState,
    /// Whether a return waits for an answer.
    pub wants_return: bool,
    /// When it was paid.
    pub placed_at: DateTime<Utc>,
}

/// A show orders may have come from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ShowChoice {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether its orders alone are shown.
    pub chosen: bool,
}

/// `GET /studio/shops/{slug}/orders?q=&state=&show=&after=`
#[derive(Clone, Debug, Template)]
#[template(path = "selling/orders.html")]
pub struct OrdersPage {
    /// What surrounds the page; staff is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// A number, a name or an address that is searched for.
    pub query: String,
    /// Those of one state alone.
    pub state: Option<OrderState>,
    /// The shop's shows.
    pub shows: Vec<ShowChoice>,
    /// What was found, newest first.
    pub orders: Vec<OrderSummary>,
    /// Orders that are paid and not sent.
    pub to_send: u64,
    /// Address of the next page; [`Self::page_url`] makes it.
    pub next: Option<String>,
}

impl OrdersPage {
    /// The address of the page after `after`, with the same filter.
    pub fn page_url(&self, after: &str) -> String {
        format!(
            "{}?{}&after={}",
            self.desk.at("orders"),
            self.filter(),
            encoded(after)
        )
    }

    /// The same orders as a file.
    fn csv_url(&self) -> String {
        format!("{}?{}", self.desk.api("orders.csv"), self.filter())
    }

    fn filter(&self) -> String {
        let mut members = vec![format!("q={}", encoded(&self.query))];
        if let Some(state) = self.state {
            members.push(format!("state={}", state.value()));
        }
        if let Some(show) = self.shows.iter().find(|show| show.chosen) {
            members.push(format!("show={}", show.id));
        }
        members.join("&")
    }

    fn is_filtered(&self) -> bool {
        !self.query.is_empty() || self.state.is_some() || self.shows.iter().any(|show| show.chosen)
    }

    fn states(&self) -> [OrderState; 4] {
        OrderState::ALL
    }

    fn is_of(&self, state: &OrderState) -> bool {
        self.state == Some(*state)
    }
}

#[cfg(any(test, feature = "samples"))]
impl OrdersPage {
    /// Orders of each state, from one show.
    pub fn sample() -> Self {
        let first = OrderSummary {
            id: "order-1".to_owned(),
            number: 1_014,
            buyer: "Noor Haddad".to_owned(),
            email: "noor@example.com".to_owned(),
            units: 2,
            total: super::euro(8_350),
            refunded: None,
            state: OrderState::Paid,
            wants_return: false,
            placed_at: crate::views::sample_now(),
        };
        let orders = OrderState::ALL
            .into_iter()
            .enumerate()
            .map(|(at, state)| OrderSummary {
                number: 1_014 - at as i64,
                units: at as u64 + 1,
                refunded: (at > 0).then(|| super::euro(2_400)),
                wants_return: at == 1,
                state,
                ..first.clone()
            })
            .collect();
        let mut page = Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            query: String::new(),
            state: None,
            shows: vec![ShowChoice {
                id: "show-1".to_owned(),
                title: "Evening glaze: new stoneware".to_owned(),
                chosen: true,
            }],
            orders,
            to_send: 4,
            next: None,
        };
        page.next = Some(page.page_url("1011"));
        page
    }

    /// A shop that has sold nothing yet.
    pub fn sample_empty() -> Self {
        Self {
            shows: Vec::new(),
            orders: Vec::new(),
            to_send: 0,
            next: None,
            ..Self::sample()
        }
    }

    /// A search that finds nothing.
    pub fn sample_not_found() -> Self {
        Self {
            query: "nobody".to_owned(),
            state: Some(OrderState::Paid),
            ..Self::sample_empty()
        }
    }
}
