//! A retailer's pages: the shops they run, what is sold there and to whom.

mod collections;
mod order;
mod orders;
mod packing;
mod product;
mod products;
mod settings;
mod shipping;
mod shops;
mod vouchers;
mod webhooks;

pub use collections::{CollectionLine, CollectionsPage};
pub use order::{
    LedgerRow, MailRow, OrderDetail, OrderLineView, OrderPage, OrderShow, PaymentRow, RefundRow, ReturnLine,
    ReturnRow,
};
pub use orders::{OrderState, OrderSummary, OrdersPage, ShowChoice};
pub use packing::{PackedLine, PackingPage, Parcel};
pub use product::{CollectionChoice, OptionRow, PictureView, ProductForm, ProductPage, VariantRow};
pub use products::{ProductLine, ProductState, ProductsPage, VariantStock};
pub use settings::{ShopSettingsForm, ShopSettingsPage};
pub use shipping::{RateRow, ShippingPage, TaxRow};
pub use shops::{OpenShopForm, OwnShop, OwnShopsPage};
pub use vouchers::{VoucherKind, VoucherLine, VouchersPage};
pub use webhooks::{DeliveryView, EndpointView, WebhooksPage};

/// The shop a page is about, and what its visitor may do there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Desk {
    /// Unique name in its address.
    pub slug: String,
    /// The name to show.
    pub name: String,
    /// Of all its amounts, ISO 4217.
    pub currency: String,
    /// Whether the visitor owns it: settings, shipping and webhooks are theirs alone.
    pub owner: bool,
}

impl Desk {
    /// One of its pages in the studio: `products`, `orders/…`.
    pub fn at(&self, page: &str) -> String {
        format!("/studio/shops/{}/{page}", self.slug)
    }

    /// What is below it in the JSON API.
    pub fn api(&self, path: &str) -> String {
        format!("/api/v1/shops/{}/{path}", self.slug)
    }
}

/// The tax classes, as in forms.
const TAX_CLASSES: [&str; 3] = ["standard", "reduced", "zero"];

/// Key of a tax class's name.
fn tax_key(class: &str) -> &'static str {
    match class {
        "reduced" => "tax-reduced",
        "zero" => "tax-zero",
        _ => "tax-standard",
    }
}

/// A query parameter's value (RFC 3986, section 2.1).
pub(in crate::pages) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(any(test, feature = "samples"))]
impl Desk {
    /// The owner's own house of ceramics.
    pub fn sample() -> Self {
        Self {
            slug: "casa-lumen".to_owned(),
            name: "Casa Lumen".to_owned(),
            currency: "EUR".to_owned(),
            owner: true,
        }
    }
}

/// Somebody signed in, with nothing to be told.
#[cfg(any(test, feature = "samples"))]
fn sample_chrome() -> crate::chrome::Chrome {
    crate::chrome::Chrome {
        flash: None,
        ..crate::chrome::Chrome::sample()
    }
}

/// An amount in euro.
#[cfg(any(test, feature = "samples"))]
fn euro(minor: i64) -> crate::views::MoneyView {
    crate::views::MoneyView::new(minor, "EUR")
}
