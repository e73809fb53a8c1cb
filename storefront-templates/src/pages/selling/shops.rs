//! The shops somebody runs, and opening one.

use askama::Template;

use super::Desk;
use crate::chrome::Chrome;
use crate::forms::FieldErrors;

/// A shop of the visitor's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnShop {
    /// The shop.
    pub desk: Desk,
    /// Key of what they are there: `role-owner`, `role-host`.
    pub role_key: &'static str,
    /// How many products it sells now.
    pub products: u64,
    /// Orders that are paid and not sent.
    pub to_send: u64,
}

/// What the form that opens a shop holds, as typed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct OpenShopForm {
    /// `slug`
    pub slug: String,
    /// `name`
    pub name: String,
    /// `story`
    pub story: String,
}

/// `GET /studio/shops`, and what `POST /studio/shops` answers when something is missing
///
/// Complaints: `shop_name`, `slug`, `story`, `form`.
#[derive(Clone, Debug, Template)]
#[template(path = "selling/shops.html")]
pub struct OwnShopsPage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// Shops the visitor hosts for or owns.
    pub shops: Vec<OwnShop>,
    /// The form, as typed.
    pub form: OpenShopForm,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

#[cfg(any(test, feature = "samples"))]
impl OwnShopsPage {
    /// One shop of one's own, and one to host for.
    pub fn sample() -> Self {
        Self {
            chrome: super::sample_chrome(),
            shops: vec![
                OwnShop {
                    desk: Desk::sample(),
                    role_key: "role-owner",
                    products: 12,
                    to_send: 4,
                },
                OwnShop {
                    desk: Desk {
                        slug: "north-wool".to_owned(),
                        name: "North Wool".to_owned(),
                        owner: false,
                        ..Desk::sample()
                    },
                    role_key: "role-host",
                    products: 1,
                    to_send: 0,
                },
            ],
            form: OpenShopForm::default(),
            errors: FieldErrors::new(),
        }
    }

    /// Nobody's shop yet, and an address that is taken.
    pub fn sample_empty() -> Self {
        Self {
            shops: Vec::new(),
            form: OpenShopForm {
                slug: "casa-lumen".to_owned(),
                name: "Casa Lumen".to_owned(),
                story: String::new(),
            },
            errors: FieldErrors::from([("slug", "error-shop-taken".to_owned())]),
            ..Self::sample()
        }
    }
}
