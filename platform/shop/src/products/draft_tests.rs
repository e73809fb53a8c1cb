//! What a product may be made of, tried with what it may not.

use super::*;
use proptest::prelude::*;

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn variant(size: &str) -> VariantDraft {
    VariantDraft {
        id: None,
        sku: "BWL".to_owned(),
        options: vec![size.to_owned()],
        picture: None,
        price: euro(3_900),
        compare_at: Some(euro(4_900)),
        weight_g: 420,
        available: 7,
    }
}

fn draft() -> ProductDraft {
    ProductDraft {
        name: " Sage bowl ".to_owned(),
        description: "Stoneware.\nBy hand.".to_owned(),
        slug: Some("sage-bowl".to_owned()),
        state: None,
        tax_class: TaxClass::Standard,
        option_names: vec!["Size".to_owned()],
        collections: None,
        variants: vec![variant("S"), variant("M")],
    }
}

fn refused(change: impl FnOnce(&mut ProductDraft)) -> Option<&'static str> {
    let mut draft = draft();
    change(&mut draft);
    draft.check(Currency::EUR).expect_err("refused").field()
}

#[test]
fn a_sound_draft_is_kept_without_blanks_around_it() {
    let checked = draft().check(Currency::EUR).expect("sound");
    assert_eq!(
        (checked.name.as_str(), checked.slug.as_deref()),
        ("Sage bowl", Some("sage-bowl"))
    );
    assert_eq!(checked.search, " sage bowl stoneware by hand s bwl m");
}

#[test]
fn words_that_cannot_be_are_refused() {
    assert_eq!(refused(|d| d.name = " ".into()), Some("name"));
    assert_eq!(refused(|d| d.name = "a".repeat(121)), Some("name"));
    assert_eq!(refused(|d| d.name = "a\u{202e}b".into()), Some("name"));
    assert_eq!(
        refused(|d| d.description = "a".repeat(5_001)),
        Some("description")
    );
    assert_eq!(refused(|d| d.description = "a\0".into()), Some("description"));
    for bad in [
        "",
        "Sage",
        "sage_bowl",
        "-sage",
        "sage-",
        "01a204525a4676469b61aef688d805c6",
    ] {
        assert_eq!(refused(|d| d.slug = Some(bad.into())), Some("slug"), "{bad:?}");
    }
}

#[test]
fn options_fit_their_names_and_no_two_variants_are_the_same() {
    assert_eq!(
        refused(|d| d.option_names = vec!["Size".into(), "Size".into()]),
        Some("option_names")
    );
    assert_eq!(
        refused(|d| d.option_names = vec!["a".into(), "b".into(), "c".into(), "d".into()]),
        Some("option_names")
    );
    assert_eq!(refused(|d| d.option_names.clear()), Some("options"));
    assert_eq!(
        refused(|d| d.variants[1].options = vec!["S".into()]),
        Some("options")
    );
    assert_eq!(
        refused(|d| d.variants[1].options = vec![" ".into()]),
        Some("options")
    );
    assert_eq!(refused(|d| d.variants.clear()), Some("variants"));
}

#[test]
fn amounts_stay_within_bounds_and_in_the_shops_currency() {
    assert_eq!(refused(|d| d.variants[0].price = euro(-1)), Some("price"));
    assert_eq!(
        refused(|d| d.variants[0].price = euro(PRICE_MAX + 1)),
        Some("price")
    );
    assert_eq!(refused(|d| d.variants[0].price = euro(i64::MAX)), Some("price"));
    assert_eq!(
        refused(|d| d.variants[0].price = Money::new(1, Currency::USD)),
        Some("price")
    );
    assert_eq!(
        refused(|d| d.variants[0].compare_at = Some(euro(3_900))),
        Some("compare_at")
    );
    assert_eq!(
        refused(|d| d.variants[0].compare_at = Some(Money::new(4_900, Currency::USD))),
        Some("price")
    );
    assert_eq!(refused(|d| d.variants[0].weight_g = -1), Some("weight_g"));
    assert_eq!(refused(|d| d.variants[0].available = -1), Some("available"));
    assert_eq!(refused(|d| d.variants[0].available = i64::MAX), Some("available"));
}

proptest! {
    #[test]
    fn whatever_numbers_come_what_is_accepted_is_within_bounds(
        price: i64, before: Option<i64>, weight_g: i64, available: i64,
    ) {
        let mut draft = draft();
        let first = &mut draft.variants[0];
        (first.price, first.compare_at) = (euro(price), before.map(euro));
        (first.weight_g, first.available) = (weight_g, available);
        if draft.check(Currency::EUR).is_ok() {
            prop_assert!((0..=PRICE_MAX).contains(&price));
            prop_assert!(before.is_none_or(|before| before > price && before <= PRICE_MAX));
            prop_assert!((0..=WEIGHT_MAX).contains(&weight_g) && (0..=AVAILABLE_MAX).contains(&available));
        }
    }

    #[test]
    fn a_line_is_trimmed_printable_and_as_long_as_it_may(text in "\\PC{0,50}|\\s{0,5}.{0,50}") {
        if let Some(line) = line(&text, 1..=40) {
            prop_assert_eq!(line.trim(), &line);
            prop_assert!((1..=40).contains(&line.chars().count()) && !line.chars().any(is_unprintable));
        }
    }
}
