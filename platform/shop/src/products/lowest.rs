//! The lowest price before a reduction. Whoever announces a reduced price in the
//! European Union says what the lowest was in the 30 days before it (Directive
//! 98/6/EC, Article 6a). What an offer made of a price was a price too.

use chrono::TimeDelta;
use model::Timestamp;

use crate::offers::{Offer, price_of};

/// How far back one looks.
const WINDOW: TimeDelta = TimeDelta::days(30);

/// When the price that stands now was reduced; none where it is not.
///
/// `prices` are what a variant has cost since when, oldest first.
pub(super) fn reduced_since(
    prices: &[(Timestamp, i64)],
    compare_at: Option<i64>,
    offer: Option<&Offer>,
) -> Option<Timestamp> {
    let &(since, price) = prices.last()?;
    match offer {
        Some(offer) => Some(offer.starts_at),
        None => compare_at.is_some_and(|before| before > price).then_some(since),
    }
}

/// The lowest price within 30 days before `reduced`; none for what was not sold
/// before. `offers` are all there were for the product, in any order.
pub(super) fn lowest_before(
    reduced: Timestamp,
    prices: &[(Timestamp, i64)],
    offers: &[Offer],
) -> Option<i64> {
    let opens = reduced - WINDOW;
    let ends = prices.iter().skip(1).map(|(at, _)| *at).chain([reduced]);
    let spans = prices.iter().zip(ends).filter_map(|(&(at, price), end)| {
        let (from, until) = (at.max(opens), end.min(reduced));
        (from < until).then_some((from, until, price))
    });
    let lowest = spans.map(|(from, until, price)| {
        let counted = offers
            .iter()
            .filter(|offer| offer.starts_at < until && offer.ends_at > from);
        counted
            .map(|offer| price_of(price, Some(offer)))
            .min()
            .map_or(price, |low| low.min(price))
    });
    lowest.min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, DiscountKind, ManualClock, OfferId, ProductId, SeededEntropy, ShopId};

    fn day(day: i64) -> Timestamp {
        ManualClock::at("2026-05-01T12:00:00Z").now() + TimeDelta::days(day)
    }

    fn offer(from: i64, until: i64, value: i64) -> Offer {
        let (clock, entropy) = (ManualClock::at("2026-05-01T12:00:00Z"), SeededEntropy::new(1));
        Offer {
            id: OfferId::new(&clock, &entropy),
            shop_id: ShopId::new(&clock, &entropy),
            product_id: ProductId::new(&clock, &entropy),
            show_id: None,
            kind: DiscountKind::Amount,
            value,
            most_units: None,
            units: 0,
            starts_at: day(from),
            ends_at: day(until),
            created_at: day(from),
        }
    }

    #[test]
    fn a_reduction_begins_with_its_offer_or_with_the_price() {
        let prices = [(day(0), 3_900), (day(5), 2_900)];
        assert_eq!(reduced_since(&prices, None, None), None);
        assert_eq!(reduced_since(&prices, Some(3_900), None), Some(day(5)));
        assert_eq!(reduced_since(&prices, Some(2_900), None), None);
        assert_eq!(
            reduced_since(&prices, Some(3_900), Some(&offer(7, 8, 100))),
            Some(day(7))
        );
        assert_eq!(reduced_since(&[], Some(3_900), None), None);
    }

    #[test]
    fn the_lowest_of_the_30_days_before_counts() {
        // Cheap long ago, dear, less dear, dear again; the reduction is on day 60.
        let prices = [
            (day(0), 1_000),
            (day(20), 5_000),
            (day(40), 4_000),
            (day(50), 4_500),
            (day(60), 3_000),
        ];
        assert_eq!(lowest_before(day(60), &prices, &[]), Some(4_000));
        // The price of day 20 was in force until day 40.
        assert_eq!(lowest_before(day(39), &prices, &[]), Some(1_000));
        assert_eq!(lowest_before(day(50), &prices, &[]), Some(4_000));
        assert_eq!(lowest_before(day(90), &prices, &[]), Some(3_000));
    }

    #[test]
    fn a_price_that_ended_as_the_window_opens_does_not_count() {
        let prices = [(day(0), 1_000), (day(30), 5_000)];
        assert_eq!(lowest_before(day(60), &prices, &[]), Some(5_000));
        let tick = TimeDelta::microseconds(1);
        assert_eq!(lowest_before(day(60) - tick, &prices, &[]), Some(1_000));
    }

    #[test]
    fn an_offer_was_a_price_and_the_reduction_itself_is_none() {
        let prices = [(day(0), 5_000)];
        let now = offer(50, 51, 2_000);
        assert_eq!(
            lowest_before(day(50), &prices, std::slice::from_ref(&now)),
            Some(5_000)
        );
        assert_eq!(
            lowest_before(day(50), &prices, &[now.clone(), offer(30, 31, 3_000)]),
            Some(3_000)
        );
        assert_eq!(
            lowest_before(day(50), &prices, &[now, offer(18, 20, 3_000)]),
            Some(5_000)
        );
    }

    #[test]
    fn what_was_never_sold_before_has_no_lowest_price() {
        assert_eq!(lowest_before(day(0), &[(day(0), 5_000)], &[]), None);
        assert_eq!(lowest_before(day(0), &[], &[]), None);
    }
}
