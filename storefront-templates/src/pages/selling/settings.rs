//! How a shop trades.

use askama::Template;

use super::Desk;
use crate::chrome::Chrome;
use crate::forms::FieldErrors;

/// What the form of a shop's settings holds, as typed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ShopSettingsForm {
    /// `currency`, ISO 4217
    pub currency: String,
    /// `country`, ISO 3166-1 alpha-2
    pub country: String,
    /// `prices_include_tax`: `yes` or `no`
    pub prices_include_tax: bool,
    /// `hold_min`: minutes
    pub hold_min: String,
    /// `shows_buyers`: `yes`
    pub shows_buyers: bool,
}

/// `GET /studio/shops/{slug}/settings`, and what its form answers when something is wrong
///
/// Complaints: `currency`, `country`, `hold_min`, `form`.
#[derive(Clone, Debug, Template)]
#[template(path = "selling/settings.html")]
pub struct ShopSettingsPage {
    /// What surrounds the page; the owner is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// The form, as typed.
    pub form: ShopSettingsForm,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

#[cfg(any(test, feature = "samples"))]
impl ShopSettingsPage {
    /// A country that is none.
    pub fn sample() -> Self {
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            form: ShopSettingsForm {
                currency: "EUR".to_owned(),
                country: "XX".to_owned(),
                prices_include_tax: true,
                hold_min: "10".to_owned(),
                shows_buyers: true,
            },
            errors: FieldErrors::from([("country", "error-country".to_owned())]),
        }
    }
}
