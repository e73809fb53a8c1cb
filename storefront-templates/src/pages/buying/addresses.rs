//! The addresses somebody keeps for the next time they buy.

use askama::Template;

use crate::chrome::Chrome;
use crate::forms::FieldErrors;

/// `GET /settings/addresses`, and what its form answers when something is missing
///
/// Complaints: the fields of [`AddressForm`] by their names, and `form`.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/addresses.html")]
pub struct AddressesPage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// The preferred one first.
    pub addresses: Vec<AddressView>,
    /// A new one, as typed.
    pub form: AddressForm,
    /// What can be chosen, ISO 3166-1.
    pub countries: Vec<&'static str>,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

/// An address somebody keeps.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AddressView {
    /// Its id, for `POST /settings/addresses/{id}/…`.
    pub id: String,
    /// Whose it is.
    pub name: String,
    /// Line by line.
    pub lines: Vec<String>,
    /// ISO 3166-1.
    pub country: String,
    /// The one that is proposed.
    pub preferred: bool,
}

/// What the form holds, as typed, under these names.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AddressForm {
    /// `name`
    pub name: String,
    /// `line1`
    pub line1: String,
    /// `line2`
    pub line2: String,
    /// `postal_code`
    pub postal_code: String,
    /// `city`
    pub city: String,
    /// `region`
    pub region: String,
    /// `country`
    pub country: String,
    /// `phone`
    pub phone: String,
}

#[cfg(any(test, feature = "samples"))]
impl AddressesPage {
    /// Two addresses, and a complaint.
    pub fn sample() -> Self {
        let home = AddressView {
            id: "address-1".to_owned(),
            name: "Ana Ruiz".to_owned(),
            lines: ["Carrer de Dalt 7", "46001 Valencia"].map(str::to_owned).to_vec(),
            country: "ES".to_owned(),
            preferred: true,
        };
        let other = AddressView {
            id: "address-2".to_owned(),
            preferred: false,
            ..home.clone()
        };
        Self {
            chrome: Chrome::sample(),
            addresses: vec![home, other],
            form: AddressForm {
                name: "Ana \"Lia\" Ruiz".to_owned(),
                country: "PT".to_owned(),
                ..AddressForm::default()
            },
            countries: vec!["ES", "PT", "FR"],
            errors: FieldErrors::from([("line1", "error-address-text".to_owned())]),
        }
    }
}
