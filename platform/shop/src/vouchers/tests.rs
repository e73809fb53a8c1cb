//! When a voucher counts, and how often.

use super::*;
use chrono::TimeDelta;
use model::{Clock, ManualClock, SeededEntropy};
use proptest::prelude::*;

fn now() -> Timestamp {
    ManualClock::at("2026-05-01T12:00:00Z").now()
}

fn new() -> NewVoucher {
    NewVoucher {
        code: " linen-10 ".to_owned(),
        kind: DiscountKind::Percent,
        value: 10,
        least: Some(Money::new(2_000, Currency::EUR)),
        currency: None,
        most_uses: Some(3),
        starts_at: None,
        ends_at: Some(now() + TimeDelta::hours(1)),
    }
}

fn voucher() -> Voucher {
    let (clock, entropy) = (ManualClock::at("2026-05-01T12:00:00Z"), SeededEntropy::new(1));
    let draft = new().checked(Currency::EUR, now()).expect("sound");
    Voucher {
        id: VoucherId::new(&clock, &entropy),
        shop_id: ShopId::new(&clock, &entropy),
        code: draft.code,
        kind: DiscountKind::Percent,
        value: draft.value,
        least: draft.least,
        most_uses: Some(3),
        uses: 0,
        starts_at: draft.starts_at,
        ends_at: draft.ends_at,
        created_at: now(),
    }
}

#[test]
fn a_voucher_counts_in_its_time_for_enough_and_not_too_often() {
    let mut voucher = voucher();
    assert_eq!(voucher.code, "LINEN-10");
    let (start, end) = (voucher.starts_at, voucher.ends_at.expect("it ends"));
    let tick = TimeDelta::microseconds(1);
    assert_eq!(voucher.check(start, 2_000), Ok(()));
    assert_eq!(voucher.check(start, 1_999), Err(VoucherProblem::TooLittle));
    assert_eq!(voucher.check(start - tick, 2_000), Err(VoucherProblem::NotYet));
    assert_eq!(voucher.check(end - tick, 2_000), Ok(()));
    assert_eq!(voucher.check(end, 2_000), Err(VoucherProblem::Over));
    voucher.uses = 3;
    assert_eq!(voucher.check(start, 2_000), Err(VoucherProblem::UsedUp));
}

#[test]
fn what_no_voucher_can_be_is_refused() {
    let refused = |change: &dyn Fn(&mut NewVoucher)| {
        let mut new = new();
        change(&mut new);
        let draft = new.checked(Currency::EUR, now());
        draft.map(|_| ()).expect_err("refused").field()
    };
    assert_eq!(refused(&|new| new.code = "ab".to_owned()), Some("code"));
    assert_eq!(refused(&|new| new.code = "LINÉN".to_owned()), Some("code"));
    assert_eq!(refused(&|new| new.value = 0), Some("value"));
    assert_eq!(refused(&|new| new.value = 101), Some("value"));
    assert_eq!(
        refused(&|new| (new.kind, new.value) = (DiscountKind::Amount, -1)),
        Some("value")
    );
    assert_eq!(
        refused(&|new| (new.kind, new.value) = (DiscountKind::Amount, i64::MAX)),
        Some("value")
    );
    assert_eq!(refused(&|new| new.currency = Some(Currency::USD)), Some("value"));
    assert_eq!(
        refused(&|new| new.least = Some(Money::new(1, Currency::USD))),
        Some("value")
    );
    assert_eq!(
        refused(&|new| new.least = Some(Money::new(-1, Currency::EUR))),
        Some("least")
    );
    assert_eq!(refused(&|new| new.most_uses = Some(0)), Some("most_uses"));
    assert_eq!(refused(&|new| new.ends_at = Some(now())), Some("ends_at"));
}

proptest! {
    #[test]
    fn a_folded_code_is_plain_and_folds_to_itself(code in "\\PC{0,30}") {
        if let Some(folded) = super::folded(&code) {
            prop_assert!(folded.is_ascii() && (3..=24).contains(&folded.len()));
            prop_assert_eq!(super::folded(&folded), Some(folded.clone()));
        }
    }
}
