//! A price for a while: flash prices, absolute or so much off, until a time and
//! for so many units. [`price_of`] is the one place that computes what they do.

mod db;

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;
use model::{Currency, DiscountKind, OfferId, ProductId, ShopId, ShowId, Timestamp};

use crate::Commerce;
use crate::news::Item;
use crate::products::PRICE_MAX;
use crate::settings;

pub(crate) use db::{of_products, running};

/// The longest an offer may run.
pub const LONGEST: TimeDelta = TimeDelta::days(30);
/// The most units an offer may be limited to.
pub const UNITS_MAX: i64 = 1_000_000;
/// As many as are listed.
const LISTED: i64 = 200;

/// A price for a while, for all variants of a product.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Offer {
    pub id: OfferId,
    pub shop_id: ShopId,
    pub product_id: ProductId,
    /// The show in which it is made.
    pub show_id: Option<ShowId>,
    pub kind: DiscountKind,
    /// The price in minor units, or the share off in per cent.
    pub value: i64,
    pub most_units: Option<i64>,
    /// Units that were had at this price, or are set aside at it.
    pub units: i64,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub created_at: Timestamp,
}

impl Offer {
    /// Units it can still be had for; none where that is not limited.
    pub fn left(&self) -> Option<i64> {
        self.most_units.map(|most| (most - self.units).max(0))
    }

    /// Whether it counts at `now`.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.starts_at <= now && now < self.ends_at && self.left() != Some(0)
    }
}

/// What a unit costs, in minor units: an offer never makes it dearer. Shares
/// are rounded half up.
pub fn price_of(variant_price: i64, offer: Option<&Offer>) -> i64 {
    let Some(offer) = offer else {
        return variant_price;
    };
    match offer.kind {
        DiscountKind::Amount => variant_price.min(offer.value),
        DiscountKind::Percent => {
            let kept = i128::from(100 - offer.value.clamp(0, 100));
            let price = (i128::from(variant_price) * kept + 50) / 100;
            i64::try_from(price).unwrap_or(variant_price)
        }
        DiscountKind::Shipping => variant_price,
    }
}

/// An offer to be made. It begins at once.
#[derive(Debug, Clone)]
pub struct NewOffer {
    pub product: ProductId,
    pub show: Option<ShowId>,
    pub kind: DiscountKind,
    /// The price in minor units, or the share off in per cent.
    pub value: i64,
    /// The currency of `value`, where it was said.
    pub currency: Option<Currency>,
    pub most_units: Option<i64>,
    pub ends_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OfferError {
    #[error("an offer sets a price or takes 1 to 99 per cent off")]
    Kind,
    #[error("a price is 0 to {PRICE_MAX} minor units, a share off 1 to 99 per cent")]
    Value,
    #[error("an offer is for 1 to {UNITS_MAX} units")]
    Units,
    #[error("an offer ends in the future, within 30 days")]
    Ends,
    #[error("the shop's amounts are in {0}")]
    Currency(Currency),
    #[error("there is no such product")]
    UnknownProduct,
    #[error("another offer is running for this product: end it first")]
    Running,
    #[error("this price is not below the product's own")]
    NotCheaper,
    #[error("there is no such offer")]
    Unknown,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl OfferError {
    /// The member of the request it is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Kind => Some("kind"),
            Self::Value | Self::NotCheaper | Self::Currency(_) => Some("value"),
            Self::Units => Some("most_units"),
            Self::Ends => Some("ends_at"),
            Self::UnknownProduct => Some("product"),
            Self::Running | Self::Unknown | Self::Store(_) => None,
        }
    }
}

impl NewOffer {
    fn check(&self, now: Timestamp) -> Result<(), OfferError> {
        let sound = match self.kind {
            DiscountKind::Amount => (0..=PRICE_MAX).contains(&self.value),
            DiscountKind::Percent => (1..=99).contains(&self.value),
            DiscountKind::Shipping => return Err(OfferError::Kind),
        };
        if !sound {
            return Err(OfferError::Value);
        }
        if self
            .most_units
            .is_some_and(|most| !(1..=UNITS_MAX).contains(&most))
        {
            return Err(OfferError::Units);
        }
        if self.ends_at <= now || self.ends_at > now + LONGEST {
            return Err(OfferError::Ends);
        }
        Ok(())
    }
}

impl Commerce {
    /// Makes an offer that begins at once. A product has one at a time.
    ///
    /// # Errors
    /// One that can't be, a product that is not `shop`'s, or another offer running.
    pub async fn start_offer(&self, shop: ShopId, new: NewOffer) -> Result<Offer, OfferError> {
        new.check(self.clock.now())?;
        let mut tx = self.db.begin().await?;
        let Some(dearest) = db::lock_product(&mut tx, shop, new.product).await? else {
            return Err(OfferError::UnknownProduct);
        };
        let own = settings::currency(&mut tx, shop).await?;
        if new.currency.is_some_and(|currency| currency != own) {
            return Err(OfferError::Currency(own));
        }
        // Read once the product is locked: an offer made meanwhile began before it.
        let now = self.clock.now();
        let offer = Offer {
            id: OfferId::new(&*self.clock, &*self.entropy),
            shop_id: shop,
            product_id: new.product,
            show_id: new.show,
            kind: new.kind,
            value: new.value,
            most_units: new.most_units,
            units: 0,
            starts_at: now,
            ends_at: model::truncated(new.ends_at),
            created_at: now,
        };
        if price_of(dearest, Some(&offer)) >= dearest {
            return Err(OfferError::NotCheaper);
        }
        if !db::running(&mut tx, &[new.product.0], now).await?.is_empty() {
            return Err(OfferError::Running);
        }
        db::insert(&mut tx, &offer).await?;
        tx.commit().await?;
        self.news.tell(Item::Product {
            shop,
            product: new.product,
        });
        Ok(offer)
    }

    /// Ends `shop`'s offer now. One that is over stays as it was. Units set aside
    /// at its price keep it.
    pub async fn end_offer(&self, shop: ShopId, id: OfferId) -> Result<Offer, OfferError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let ended = db::end(&mut tx, shop, id, now).await?;
        let offer = db::by_id(&mut tx, shop, id).await?.ok_or(OfferError::Unknown)?;
        tx.commit().await?;
        if ended {
            self.news.tell(Item::Product {
                shop,
                product: offer.product_id,
            });
        }
        Ok(offer)
    }

    /// Tells of offers whose time ran out since it looked before, which it notes.
    pub(crate) async fn tell_ended_offers(&self, looked: &Mutex<Timestamp>) -> Result<(), store::Error> {
        let (since, now) = (*lock(looked), self.clock.now());
        let mut read = self.db.read().await?;
        for (shop, product) in db::ended(&mut read, since, now, LISTED).await? {
            self.news.tell(Item::Product { shop, product });
        }
        *lock(looked) = now;
        Ok(())
    }

    /// `shop`'s offers, newest first: at most 200.
    pub async fn offers(&self, shop: ShopId) -> Result<Vec<Offer>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_shop(&mut read, shop, LISTED).await
    }
}

fn lock(looked: &Mutex<Timestamp>) -> MutexGuard<'_, Timestamp> {
    looked.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, ManualClock, SeededEntropy};
    use proptest::prelude::*;

    fn offer(kind: DiscountKind, value: i64) -> Offer {
        let (clock, entropy) = (ManualClock::at("2026-05-01T12:00:00Z"), SeededEntropy::new(1));
        Offer {
            id: OfferId::new(&clock, &entropy),
            shop_id: ShopId::new(&clock, &entropy),
            product_id: ProductId::new(&clock, &entropy),
            show_id: None,
            kind,
            value,
            most_units: None,
            units: 0,
            starts_at: clock.now(),
            ends_at: clock.now() + TimeDelta::minutes(5),
            created_at: clock.now(),
        }
    }

    #[test]
    fn the_price_is_set_or_cut_and_rounded_half_up() {
        for (price, kind, value, now) in [
            (3_900, DiscountKind::Amount, 2_900, 2_900),
            (3_900, DiscountKind::Amount, 4_900, 3_900),
            (3_900, DiscountKind::Amount, 0, 0),
            (3_900, DiscountKind::Percent, 10, 3_510),
            (1_005, DiscountKind::Percent, 50, 503),
            (999, DiscountKind::Percent, 33, 669),
            (0, DiscountKind::Percent, 50, 0),
            (3_900, DiscountKind::Shipping, 0, 3_900),
        ] {
            assert_eq!(
                price_of(price, Some(&offer(kind, value))),
                now,
                "{price} {kind} {value}"
            );
        }
        assert_eq!(price_of(3_900, None), 3_900);
    }

    #[test]
    fn an_offer_counts_from_its_start_until_its_end_or_its_last_unit() {
        let mut offer = offer(DiscountKind::Amount, 100);
        let tick = TimeDelta::microseconds(1);
        assert!(!offer.is_running(offer.starts_at - tick) && offer.is_running(offer.starts_at));
        assert!(offer.is_running(offer.ends_at - tick) && !offer.is_running(offer.ends_at));
        offer.most_units = Some(2);
        offer.units = 1;
        assert_eq!((offer.left(), offer.is_running(offer.starts_at)), (Some(1), true));
        offer.units = 2;
        assert_eq!(
            (offer.left(), offer.is_running(offer.starts_at)),
            (Some(0), false)
        );
    }

    #[test]
    fn what_no_offer_can_be_is_refused() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let product = offer(DiscountKind::Amount, 1).product_id;
        let sound = NewOffer {
            product,
            show: None,
            kind: DiscountKind::Amount,
            value: 1,
            currency: None,
            most_units: Some(1),
            ends_at: now + TimeDelta::minutes(1),
        };
        assert!(sound.check(now).is_ok());
        let refused = |change: &dyn Fn(&mut NewOffer)| {
            let mut new = sound.clone();
            change(&mut new);
            new.check(now).expect_err("refused").field()
        };
        assert_eq!(refused(&|new| new.value = -1), Some("value"));
        assert_eq!(refused(&|new| new.value = i64::MAX), Some("value"));
        assert_eq!(refused(&|new| new.kind = DiscountKind::Shipping), Some("kind"));
        assert_eq!(
            refused(&|new| (new.kind, new.value) = (DiscountKind::Percent, 100)),
            Some("value")
        );
        assert_eq!(refused(&|new| new.most_units = Some(0)), Some("most_units"));
        assert_eq!(refused(&|new| new.ends_at = now), Some("ends_at"));
        assert_eq!(
            refused(&|new| new.ends_at = now + TimeDelta::days(31)),
            Some("ends_at")
        );
    }

    proptest! {
        #[test]
        fn no_offer_makes_anything_dearer_or_negative(
            price in 0..=i64::MAX, value in any::<i64>().prop_map(|v| v.saturating_abs()), percent: bool,
        ) {
            let kind = if percent { DiscountKind::Percent } else { DiscountKind::Amount };
            let now = price_of(price, Some(&offer(kind, value)));
            prop_assert!((0..=price).contains(&now));
        }
    }
}
