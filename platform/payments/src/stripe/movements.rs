//! What moved in Stripe's books, for comparing: charges, refunds and disputes,
//! each in the currency the shopper paid in. Balance transactions would say the
//! same in the currency of the payout.
//!
//! Stripe lists the newest first. To give the oldest first, time is cut into
//! stretches, each read whole: wider ones where little happened.

use chrono::TimeDelta;
use model::{ShopId, Timestamp};
use shop::payments::{Movement, MovementKind, Movements, ProviderError};
use stripe_core::charge::ListCharge;
use stripe_core::dispute::ListDispute;
use stripe_core::refund::ListRefund;
use stripe_shared::{Charge, ChargeStatus, Dispute, Refund};
use stripe_types::{Expandable, RangeBoundsTs, RangeQueryTs};

use super::notices::{took_money, was_won};
use super::outcome::money;
use super::trouble::Trouble;
use super::{Stripe, metadata};

const DAY: i64 = 24 * 3_600;
/// Nothing is older: Stripe opened in September 2011. In seconds.
const BEGINNING: i64 = 1_314_835_200;
/// So long that a few of them reach back to Stripe's beginnings.
const WIDEST: i64 = 4_096 * DAY;
/// What a stretch should hold at most: it is all in memory.
const PLENTY: usize = 2_000;
const PAGE: i64 = 100;

/// A stretch of time, in seconds: what a token for the next page stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    from: i64,
    width: i64,
}

impl Stretch {
    fn parse(token: &str) -> Option<Self> {
        let (from, width) = token.split_once('+')?;
        let (from, width) = (from.parse().ok()?, width.parse().ok()?);
        (0..=WIDEST).contains(&width).then_some(Self { from, width })
    }

    fn token(self) -> String {
        format!("{}+{}", self.from, self.width)
    }

    fn range(self) -> RangeQueryTs {
        RangeQueryTs::Bounds(RangeBoundsTs {
            gte: Some(self.from),
            lt: Some(self.from.saturating_add(self.width)),
            ..RangeBoundsTs::default()
        })
    }

    /// The next one, by what this one held.
    fn next(self, held: usize) -> Self {
        let width = match held {
            0 => (self.width * 2).min(WIDEST),
            _ if held > PLENTY => (self.width / 4).max(3_600),
            _ => self.width,
        };
        Self {
            from: self.from.saturating_add(self.width),
            width,
        }
    }
}

/// One page of a list, with what the next one comes after.
struct Listed<T> {
    items: Vec<T>,
    after: Option<String>,
}

impl Stripe {
    pub(super) async fn movements_from(
        &self,
        shop: ShopId,
        account: Option<&str>,
        since: Timestamp,
        after: Option<&str>,
    ) -> Result<Movements, ProviderError> {
        let first = Stretch {
            from: since.timestamp().max(BEGINNING),
            width: DAY,
        };
        let stretch = match after {
            Some(token) => {
                Stretch::parse(token).ok_or_else(|| ProviderError::Refused("no page of ours".to_owned()))?
            }
            None => first,
        };
        let mut items = self.charges(stretch, shop, account).await?;
        items.extend(self.refunds(stretch, shop, account).await?);
        items.extend(self.disputes(stretch, shop, account).await?);
        items.sort_by(|a, b| (a.at, &a.provider_ref).cmp(&(b.at, &b.provider_ref)));
        let next = stretch.next(items.len());
        // Their clock may be ahead of ours.
        let end = self.clock.now() + TimeDelta::minutes(5);
        Ok(Movements {
            items,
            next: (next.from <= end.timestamp()).then(|| next.token()),
        })
    }

    async fn charges(
        &self,
        stretch: Stretch,
        shop: ShopId,
        account: Option<&str>,
    ) -> Result<Vec<Movement>, Trouble> {
        let mut moved = Vec::new();
        let mut after = None;
        loop {
            let mut list = ListCharge::new().created(stretch.range()).limit(PAGE);
            if let Some(after) = &after {
                list = list.starting_after(String::clone(after));
            }
            let page = self.read(&list, account).await?;
            let page = Listed::of(page, |charge: &Charge| charge.id.as_str());
            let own = page.items.iter().filter(|charge| is_of(charge, shop));
            moved.extend(own.filter_map(charged));
            after = page.after;
            if after.is_none() {
                return Ok(moved);
            }
        }
    }

    async fn refunds(
        &self,
        stretch: Stretch,
        shop: ShopId,
        account: Option<&str>,
    ) -> Result<Vec<Movement>, Trouble> {
        let mut moved = Vec::new();
        let mut after = None;
        loop {
            // Those made in Stripe's own pages carry no name of ours; their charge does.
            let mut list = ListRefund::new()
                .created(stretch.range())
                .expand(with_charge())
                .limit(PAGE);
            if let Some(after) = &after {
                list = list.starting_after(String::clone(after));
            }
            let page = self.read(&list, account).await?;
            let page = Listed::of(page, |refund: &Refund| refund.id.as_str());
            let own = page.items.iter().filter(|refund| {
                let charge = refund.charge.as_ref().and_then(Expandable::as_object);
                charge.is_some_and(|charge| is_of(charge, shop))
            });
            moved.extend(own.filter_map(refunded));
            after = page.after;
            if after.is_none() {
                return Ok(moved);
            }
        }
    }

    async fn disputes(
        &self,
        stretch: Stretch,
        shop: ShopId,
        account: Option<&str>,
    ) -> Result<Vec<Movement>, Trouble> {
        let mut moved = Vec::new();
        let mut after = None;
        loop {
            let mut list = ListDispute::new()
                .created(stretch.range())
                .expand(with_charge())
                .limit(PAGE);
            if let Some(after) = &after {
                list = list.starting_after(String::clone(after));
            }
            let page = self.read(&list, account).await?;
            let page = Listed::of(page, |dispute: &Dispute| dispute.id.as_str());
            let own = page.items.iter().filter(|dispute| {
                dispute
                    .charge
                    .as_object()
                    .is_some_and(|charge| is_of(charge, shop))
            });
            moved.extend(own.flat_map(disputed));
            after = page.after;
            if after.is_none() {
                return Ok(moved);
            }
        }
    }
}

impl<T> Listed<T> {
    fn of(list: stripe_types::List<T>, id: impl Fn(&T) -> &str) -> Self {
        let last = list.data.last().map(|item| id(item).to_owned());
        Self {
            after: last.filter(|_| list.has_more),
            items: list.data,
        }
    }
}

fn with_charge() -> Vec<String> {
    vec!["data.charge".to_owned()]
}

/// An account may have other business than ours, and the operator's has that of
/// several shops.
fn is_of(charge: &Charge, shop: ShopId) -> bool {
    charge.metadata.get(metadata::SHOP) == Some(&shop.to_string())
}

fn charged(charge: &Charge) -> Option<Movement> {
    if charge.status != ChargeStatus::Succeeded || !charge.captured {
        return None;
    }
    let intent = charge.payment_intent.as_ref()?.id().as_str().to_owned();
    Some(Movement {
        kind: MovementKind::Charge,
        provider_ref: intent.clone(),
        payment_ref: intent,
        amount: money(charge.amount_captured, &charge.currency)?,
        at: at(charge.created)?,
    })
}

fn refunded(refund: &Refund) -> Option<Movement> {
    if refund.status.as_deref() != Some("succeeded") {
        return None;
    }
    Some(Movement {
        kind: MovementKind::Refund,
        provider_ref: refund.id.as_str().to_owned(),
        payment_ref: refund.payment_intent.as_ref()?.id().as_str().to_owned(),
        amount: money(-refund.amount, &refund.currency)?,
        at: at(refund.created)?,
    })
}

/// One won took the money and brought it back.
fn disputed(dispute: &Dispute) -> Vec<Movement> {
    let taken = || {
        Some(Movement {
            kind: MovementKind::Dispute,
            provider_ref: dispute.id.as_str().to_owned(),
            payment_ref: dispute.payment_intent.as_ref()?.id().as_str().to_owned(),
            amount: money(-dispute.amount, &dispute.currency)?,
            at: at(dispute.created)?,
        })
    };
    let Some(taken) = took_money(dispute).then(taken).flatten() else {
        return Vec::new();
    };
    let back = was_won(dispute).then(|| Movement {
        kind: MovementKind::DisputeWon,
        amount: model::Money::new(dispute.amount, taken.amount.currency),
        ..taken.clone()
    });
    std::iter::once(taken).chain(back).collect()
}

fn at(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_timestamp(seconds, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_stretches_widen_so_that_an_age_is_soon_passed() {
        let mut stretch = Stretch { from: 0, width: DAY };
        let mut steps = 0;
        while stretch.from < 1_800_000_000 {
            stretch = stretch.next(0);
            steps += 1;
        }
        assert!(steps < 25, "{steps}");
    }

    #[test]
    fn stretches_meet_and_full_ones_get_narrower() {
        let stretch = Stretch {
            from: 1_000,
            width: DAY,
        };
        let next = stretch.next(PLENTY + 1);
        assert_eq!(
            next,
            Stretch {
                from: 1_000 + DAY,
                width: DAY / 4
            }
        );
        assert_eq!(Stretch::parse(&next.token()), Some(next));
        for bad in ["", "1", "x+1", "1+-1", "1+99999999999"] {
            assert_eq!(Stretch::parse(bad), None, "{bad}");
        }
    }
}
