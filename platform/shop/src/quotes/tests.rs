//! The sums, tried on anything a bill may hold.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn line(unit_price: i64, quantity: i64, tax_class: TaxClass) -> Line {
    Line {
        product: ProductId(Uuid::nil()),
        variant: VariantId(Uuid::nil()),
        unit_price,
        quantity,
        tax_class,
        weight_g: 100,
    }
}

fn bill(lines: &[Line], discount: i64, shipping: i64, included: bool) -> Quote {
    let rates = Rates {
        standard: 2_300,
        reduced: 600,
        zero: 0,
    };
    quote(&Bill {
        lines,
        discount,
        shipping,
        rates,
        prices_include_tax: included,
    })
    .expect("a sound bill")
}

#[test]
fn tax_is_within_the_price_or_on_top_of_it() {
    let lines = [
        line(1_230, 2, TaxClass::Standard),
        line(1_060, 1, TaxClass::Reduced),
    ];
    let within = bill(&lines, 0, 500, true);
    assert_eq!((within.items, within.total), (3_520, 4_020));
    // 460 of 2,460, 60 of 1,060, 93.5 of 500.
    assert_eq!(within.tax, 460 + 60 + 93);
    assert_eq!(within.lines[0].total, 2_460);
    let on_top = bill(&lines, 0, 500, false);
    // 565.8, 63.6 and 115.
    assert_eq!(on_top.tax, 566 + 64 + 115);
    assert_eq!(on_top.total, 4_020 + 745);
    assert_eq!(on_top.lines[0].total, 2_460 + 566);
}

#[test]
fn half_a_cent_is_rounded_up() {
    assert_eq!(tax_of(50, 100, false), 1, "0.5");
    assert_eq!(tax_of(49, 100, false), 0, "0.49");
    assert_eq!(tax_of(11, 1_000, true), 1, "1 of 11");
    assert_eq!(tax_of(0, 2_300, true), 0);
}

#[test]
fn more_than_it_costs_is_not_taken_off() {
    let quote = bill(&[line(900, 1, TaxClass::Standard)], 5_000, 400, true);
    assert_eq!((quote.discount, quote.total), (900, 400));
    assert_eq!(quote.lines[0].total, 0);
}

#[test]
fn what_is_out_of_bounds_is_refused() {
    let of = |price, quantity, discount, shipping, rate| {
        quote(&Bill {
            lines: &[line(price, quantity, TaxClass::Standard)],
            discount,
            shipping,
            rates: Rates {
                standard: rate,
                ..Rates::default()
            },
            prices_include_tax: true,
        })
    };
    assert_eq!(of(-1, 1, 0, 0, 0), Err(QuoteError::Price));
    assert_eq!(of(PRICE_MAX + 1, 1, 0, 0, 0), Err(QuoteError::Price));
    assert_eq!(of(1, 0, 0, 0, 0), Err(QuoteError::Quantity));
    assert_eq!(of(1, i64::MAX, 0, 0, 0), Err(QuoteError::Quantity));
    assert_eq!(of(1, 1, -1, 0, 0), Err(QuoteError::Negative));
    assert_eq!(of(1, 1, 0, i64::MAX, 0), Err(QuoteError::Price));
    assert_eq!(of(1, 1, 0, 0, -1), Err(QuoteError::Rate));
    let many = vec![line(1, 1, TaxClass::Zero); LINES_MAX + 1];
    let too_many = Bill {
        lines: &many,
        discount: 0,
        shipping: 0,
        rates: Rates::default(),
        prices_include_tax: true,
    };
    assert_eq!(quote(&too_many), Err(QuoteError::Lines));
}

fn classes() -> impl Strategy<Value = TaxClass> {
    prop::sample::select(TaxClass::ALL)
}

proptest! {
    #[test]
    fn sums_agree_and_nothing_is_negative(
        lines in prop::collection::vec((0..=PRICE_MAX, 1..=QUANTITY_MAX, classes()), 0..=LINES_MAX),
        discount in prop_oneof![0..=i64::MAX, 0..=10_000_i64],
        shipping in 0..=PRICE_MAX,
        rates in (0..=BASIS_POINTS_MAX, 0..=BASIS_POINTS_MAX, 0..=BASIS_POINTS_MAX),
        prices_include_tax: bool,
    ) {
        let lines: Vec<Line> = lines.into_iter().map(|(price, units, class)| line(price, units, class)).collect();
        let rates = Rates { standard: rates.0, reduced: rates.1, zero: rates.2 };
        let bill = Bill { lines: &lines, discount, shipping, rates, prices_include_tax };
        let quote = quote(&bill).expect("within bounds");

        let gross: i64 = lines.iter().map(|line| line.unit_price * line.quantity).sum();
        prop_assert_eq!(quote.items, gross);
        prop_assert!((0..=discount).contains(&quote.discount) && quote.discount <= gross);
        prop_assert_eq!(quote.lines.iter().map(|line| line.discount).sum::<i64>(), quote.discount);
        for (line, quoted) in lines.iter().zip(&quote.lines) {
            prop_assert!(quoted.discount >= 0 && quoted.tax >= 0 && quoted.total >= 0);
            let net = line.unit_price * line.quantity - quoted.discount;
            prop_assert!(net >= 0);
            prop_assert_eq!(quoted.total, net + if prices_include_tax { 0 } else { quoted.tax });
        }
        let of_lines: i64 = quote.lines.iter().map(|line| line.tax).sum();
        let of_shipping = quote.tax - of_lines;
        prop_assert!(of_shipping >= 0);
        let on_top = if prices_include_tax { 0 } else { of_shipping };
        let paid_for_lines: i64 = quote.lines.iter().map(|line| line.total).sum();
        prop_assert_eq!(quote.total, paid_for_lines + shipping + on_top);
        prop_assert_eq!(
            quote.total,
            quote.items - quote.discount + quote.shipping + if prices_include_tax { 0 } else { quote.tax }
        );
        prop_assert!(quote.total >= 0);
    }

    #[test]
    fn units_given_back_one_by_one_give_back_the_whole(
        total in 0..=PRICE_MAX * QUANTITY_MAX,
        steps in prop::collection::vec(1..=9_i64, 1..=11),
    ) {
        let quantity: i64 = steps.iter().sum();
        let (mut before, mut given) = (0, 0);
        for units in steps {
            let part = share_of_units(total, quantity, before, units);
            prop_assert!(part >= 0);
            given += part;
            before += units;
        }
        prop_assert_eq!(given, total);
    }
}
