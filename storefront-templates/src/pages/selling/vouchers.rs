//! A shop's vouchers.

use askama::Template;
use chrono::{DateTime, Utc};

use super::Desk;
use crate::chrome::Chrome;
use crate::views::MoneyView;

/// What a voucher takes off.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum VoucherKind {
    /// A share, in per cent.
    Percent(u64),
    /// An amount.
    Amount(MoneyView),
    /// What shipping costs.
    Shipping,
}

/// A voucher in the list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VoucherLine {
    /// Its id.
    pub id: String,
    /// In capital letters.
    pub code: String,
    /// What it takes off.
    pub kind: VoucherKind,
    /// What the items must come to.
    pub least: Option<MoneyView>,
    /// Orders it counted for.
    pub uses: u64,
    /// Orders it may count for.
    pub most_uses: Option<u64>,
    /// When it ends.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whether it counts no more.
    pub over: bool,
}

/// `GET /studio/shops/{slug}/vouchers`
#[derive(Clone, Debug, Template)]
#[template(path = "selling/vouchers.html")]
pub struct VouchersPage {
    /// What surrounds the page; staff is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// Its vouchers, newest first.
    pub vouchers: Vec<VoucherLine>,
}

impl VouchersPage {
    fn what(&self, voucher: &VoucherLine) -> String {
        match &voucher.kind {
            VoucherKind::Percent(share) => self.chrome.t1("voucher-off-percent", "n", *share),
            VoucherKind::Amount(amount) => {
                self.chrome
                    .t1("voucher-off-amount", "amount", self.chrome.money(amount))
            }
            VoucherKind::Shipping => self.chrome.t("voucher-off-shipping"),
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl VouchersPage {
    /// One of each kind, the last of them over.
    pub fn sample() -> Self {
        let first = VoucherLine {
            id: "voucher-1".to_owned(),
            code: "LIVE10".to_owned(),
            kind: VoucherKind::Percent(10),
            least: None,
            uses: 1,
            most_uses: None,
            ends_at: None,
            over: false,
        };
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            vouchers: vec![
                first.clone(),
                VoucherLine {
                    code: "WELCOME5".to_owned(),
                    kind: VoucherKind::Amount(super::euro(500)),
                    least: Some(super::euro(4_000)),
                    uses: 12,
                    most_uses: Some(50),
                    ends_at: Some(crate::views::sample_now()),
                    ..first.clone()
                },
                VoucherLine {
                    code: "FREESHIP".to_owned(),
                    kind: VoucherKind::Shipping,
                    over: true,
                    ..first
                },
            ],
        }
    }

    /// None yet.
    pub fn sample_empty() -> Self {
        Self {
            vouchers: Vec::new(),
            ..Self::sample()
        }
    }
}
