//! What moved in Stripe's books, for comparing: charges, refunds and disputes,
//! each in the currency the shopper paid in. Balance transactions would say the
//! same in the currency of the payout.
//!
//! Stripe lists the newest first. To give the oldest first, time is cut into
//! stretches, each read whole: wider ones where little happened.

use chrono::TimeDelta;
use model::{ShopId, Timestamp};
use shop::payments::{Movement, MovementKind, Movements, ProviderError};
use stripe_client_core::StripeRequest;
use stripe_core::charge::ListCharge;
use stripe_core::dispute::ListDispute;
use stripe_core::refund::ListRefund;
use stripe_shared::{Charge, ChargeStatus, Dispute, Refund};
use stripe_types::{Expandable, List, RangeBoundsTs, RangeQueryTs};

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
        let range = stretch.range();
        let charges = |after: Option<String>| {
            let list = ListCharge::new().created(range).limit(PAGE);
            after
                .into_iter()
                .fold(list, |list, last| list.starting_after(last))
        };
        // Those made in Stripe's own pages carry no name of ours; their charge does.
        let refunds = |after: Option<String>| {
            let list = ListRefund::new().created(range).expand(with_charge()).limit(PAGE);
            after
                .into_iter()
                .fold(list, |list, last| list.starting_after(last))
        };
        let disputes = |after: Option<String>| {
            let list = ListDispute::new()
                .created(range)
                .expand(with_charge())
                .limit(PAGE);
            after
                .into_iter()
                .fold(list, |list, last| list.starting_after(last))
        };
        let mut items = self.moved(shop, account, charges).await?;
        items.extend(self.moved(shop, account, refunds).await?);
        items.extend(self.moved(shop, account, disputes).await?);
        items.sort_by(|a, b| (a.at, &a.provider_ref).cmp(&(b.at, &b.provider_ref)));
        let next = stretch.next(items.len());
        // Their clock may be ahead of ours.
        let end = self.clock.now() + TimeDelta::minutes(5);
        Ok(Movements {
            items,
            next: (next.from <= end.timestamp()).then(|| next.token()),
        })
    }

    /// What a shop's objects of one kind moved, read page by page; `list` asks for
    /// the page after the object of that name.
    async fn moved<R, T>(
        &self,
        shop: ShopId,
        account: Option<&str>,
        list: impl Fn(Option<String>) -> R,
    ) -> Result<Vec<Movement>, Trouble>
    where
        R: StripeRequest<Output = List<T>>,
        List<T>: miniserde::Deserialize,
        T: Moves,
    {
        let mut moved = Vec::new();
        let mut after = None;
        loop {
            let page = self.read(&list(after), account).await?;
            let own = page
                .data
                .iter()
                .filter(|one| one.charge().is_some_and(|charge| is_of(charge, shop)));
            moved.extend(own.flat_map(Moves::movements));
            let last = page.data.last().filter(|_| page.has_more);
            after = last.map(|one| one.name().to_owned());
            if after.is_none() {
                return Ok(moved);
            }
        }
    }
}

/// An object that may have moved money.
trait Moves {
    fn name(&self) -> &str;

    /// Whose it is stands on its charge.
    fn charge(&self) -> Option<&Charge>;

    fn movements(&self) -> Vec<Movement>;
}

impl Moves for Charge {
    fn name(&self) -> &str {
        self.id.as_str()
    }

    fn charge(&self) -> Option<&Charge> {
        Some(self)
    }

    fn movements(&self) -> Vec<Movement> {
        charged(self).into_iter().collect()
    }
}

impl Moves for Refund {
    fn name(&self) -> &str {
        self.id.as_str()
    }

    fn charge(&self) -> Option<&Charge> {
        self.charge.as_ref().and_then(Expandable::as_object)
    }

    fn movements(&self) -> Vec<Movement> {
        refunded(self).into_iter().collect()
    }
}

impl Moves for Dispute {
    fn name(&self) -> &str {
        self.id.as_str()
    }

    fn charge(&self) -> Option<&Charge> {
        self.charge.as_object()
    }

    fn movements(&self) -> Vec<Movement> {
        disputed(self)
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
