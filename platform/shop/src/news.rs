//! What happens in the shop that people who look on want to see at once: told
//! to whoever listens, and lost on whoever doesn't. What must not be lost is in
//! the database; a listener that fell behind reads it anew.

use model::{CheckoutId, HoldId, Money, OrderId, ProductId, ShopId, ShowId, VariantId};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::stock::SoldOut;

/// Items a listener may be behind.
const BEHIND: usize = 4_096;

/// One thing that happened. `holder` is as [`model::Holder::uuid`] gives it.
#[derive(Debug, Clone)]
pub enum Item {
    /// So many units can be bought, as of the variant's `version`.
    Stock {
        shop: ShopId,
        product: ProductId,
        variant: VariantId,
        available: i64,
        version: i64,
    },
    /// A product's card is another one now: its words, prices or offer.
    Product {
        shop: ShopId,
        product: ProductId,
    },
    /// Someone's basket is another one now.
    Basket {
        shop: ShopId,
        holder: Uuid,
    },
    /// What someone wishes for is something else now.
    Wishes {
        shop: ShopId,
        holder: Uuid,
    },
    /// Units came back and are held for someone who was in line.
    Offered {
        shop: ShopId,
        holder: Uuid,
        variant: VariantId,
        hold: HoldId,
    },
    Ordered(Ordered),
    /// A checkout has moved on without its shopper doing anything.
    Checkout {
        checkout: CheckoutId,
        holder: Uuid,
    },
}

/// An order that was just paid for.
#[derive(Debug, Clone)]
pub struct Ordered {
    pub shop: ShopId,
    pub show: Option<ShowId>,
    pub order: OrderId,
    pub number: i64,
    /// First name and initial; none for those who would rather not be named.
    pub buyer: Option<String>,
    pub lines: Vec<Bought>,
    pub total: Money,
}

/// One line of it.
#[derive(Debug, Clone)]
pub struct Bought {
    pub product: ProductId,
    pub name: String,
    pub quantity: i64,
}

/// Where it is told.
#[derive(Debug, Clone)]
pub struct News {
    told: broadcast::Sender<Item>,
    sold_out: SoldOut,
}

impl Default for News {
    fn default() -> Self {
        Self {
            told: broadcast::channel(BEHIND).0,
            sold_out: SoldOut::default(),
        }
    }
}

impl News {
    /// Tells everyone who listens; nobody listening is no error.
    pub fn tell(&self, item: Item) {
        if let Item::Stock {
            variant,
            available: 1..,
            version,
            ..
        } = item
        {
            self.sold_out.saw(variant, version, None);
        }
        let _ = self.told.send(item);
    }

    /// What was sold out a moment ago.
    pub(crate) fn sold_out(&self) -> &SoldOut {
        &self.sold_out
    }

    /// From now on.
    pub fn listen(&self) -> broadcast::Receiver<Item> {
        self.told.subscribe()
    }
}
