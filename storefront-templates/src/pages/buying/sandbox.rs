//! What stands for a bank in the sandbox: a page that asks whether it is you.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::MoneyView;

/// `GET /sandbox/challenge/{payment}`
#[derive(Clone, Debug, Template)]
#[template(path = "sandbox/challenge.html")]
pub struct ChallengePage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The payment's id.
    pub payment: String,
    /// Who is to be paid.
    pub shop: String,
    /// How much.
    pub amount: MoneyView,
    /// It was answered before, or given up.
    pub over: bool,
}

#[cfg(any(test, feature = "samples"))]
impl ChallengePage {
    /// A question that is open.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample_guest()
            },
            payment: "payment-1".to_owned(),
            shop: "Casa Lumen".to_owned(),
            amount: MoneyView::new(5_690, "EUR"),
            over: false,
        }
    }

    /// A question that was answered.
    pub fn sample_over() -> Self {
        Self {
            over: true,
            ..Self::sample()
        }
    }
}
