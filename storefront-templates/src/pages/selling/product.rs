//! One product, to be made or changed.

use askama::Template;

use super::products::ProductState;
use super::{Desk, TAX_CLASSES, tax_key};
use crate::chrome::Chrome;

/// Something variants differ in.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct OptionRow {
    /// `Size`
    pub name: String,
    /// `S, M, L`
    pub values: String,
}

/// A variant in the table. Amounts are as a field has them: `39.00`, or empty.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct VariantRow {
    /// Its id.
    pub id: String,
    /// One value for each option.
    pub options: Vec<String>,
    /// Address of its own picture.
    pub picture: Option<String>,
    /// What it costs.
    pub price: String,
    /// What it is said to have cost.
    pub compare_at: String,
    /// The shop's own number for it.
    pub sku: String,
    /// In grams.
    pub weight_g: i64,
    /// Units that can be bought.
    pub available: i64,
    /// Of its stock.
    pub version: i64,
}

impl VariantRow {
    fn label(&self) -> String {
        if self.options.is_empty() {
            "–".to_owned()
        } else {
            self.options.join(" · ")
        }
    }

    /// Its values as a JSON array.
    fn options_json(&self) -> String {
        let quoted: Vec<_> = self.options.iter().map(|value| quoted(value)).collect();
        format!("[{}]", quoted.join(","))
    }
}

/// A JSON string (RFC 8259, section 7).
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            control if u32::from(control) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A picture of the product.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PictureView {
    /// Its stored name.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// What it shows; may be empty.
    pub alt: String,
}

/// A collection the product may be in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CollectionChoice {
    /// Unique name in its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether the product is in it.
    pub chosen: bool,
}

/// What the form of a product holds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ProductForm {
    /// `name`
    pub name: String,
    /// `description`
    pub description: String,
    /// `state`
    pub state: ProductState,
    /// `tax_class`: `standard`, `reduced`, `zero`
    pub tax_class: String,
    /// What its variants differ in.
    pub options: Vec<OptionRow>,
    /// What it comes in; none for a new one.
    pub variants: Vec<VariantRow>,
    /// Its pictures in order.
    pub pictures: Vec<PictureView>,
    /// As it was read, to be sent back.
    pub version: i64,
}

/// `GET /studio/shops/{slug}/products/new` and `…/products/{id}`
#[derive(Clone, Debug, Template)]
#[template(path = "selling/product.html")]
pub struct ProductPage {
    /// What surrounds the page; staff is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// The product; none for a new one.
    pub id: Option<String>,
    /// Its own page, where everyone may see it.
    pub public_url: Option<String>,
    /// What the form holds.
    pub form: ProductForm,
    /// The shop's collections.
    pub collections: Vec<CollectionChoice>,
}

impl ProductPage {
    fn is_new(&self) -> bool {
        self.id.is_none()
    }

    /// Drafts alone can be deleted; what was sold is put away.
    fn may_delete(&self) -> bool {
        self.form.state == ProductState::Draft
    }

    fn states(&self) -> [ProductState; 3] {
        ProductState::ALL
    }

    fn tax_classes(&self) -> [&'static str; 3] {
        TAX_CLASSES
    }

    fn tax_name(&self, class: &str) -> String {
        self.chrome.t(tax_key(class))
    }

    fn pictures_url(&self) -> String {
        let id = self.id.as_deref().unwrap_or_default();
        self.desk.api(&format!("products/{id}/pictures"))
    }

    fn stock_url(&self, variant: &VariantRow) -> String {
        let id = self.id.as_deref().unwrap_or_default();
        self.desk
            .api(&format!("products/{id}/variants/{}/stock", variant.id))
    }
}

#[cfg(any(test, feature = "samples"))]
impl ProductPage {
    /// A bowl in two sizes and two glazes.
    pub fn sample() -> Self {
        let variant = |size: &str, glaze: &str, price: &str, available| VariantRow {
            id: format!("variant-{size}-{glaze}"),
            options: vec![size.to_owned(), glaze.to_owned()],
            picture: None,
            price: price.to_owned(),
            compare_at: String::new(),
            sku: format!("BOWL-{size}-{}", &glaze[..2]),
            weight_g: 420,
            available,
            version: 3,
        };
        let option = |name: &str, values: &str| OptionRow {
            name: name.to_owned(),
            values: values.to_owned(),
        };
        let picture = |name: &str| PictureView {
            name: format!("art/{name}"),
            url: crate::assets::url(&format!("art/{name}")),
            alt: "A bowl".to_owned(),
        };
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            id: Some("product-1".to_owned()),
            public_url: Some("/shops/casa-lumen/products/sage-bowl".to_owned()),
            form: ProductForm {
                name: "Sage bowl".to_owned(),
                description: "Stoneware, thrown by hand.\nDishwasher safe.".to_owned(),
                state: ProductState::Active,
                tax_class: "standard".to_owned(),
                options: vec![option("Size", "M, L"), option("Glaze", "Sage, Rose")],
                variants: vec![
                    variant("M", "Sage", "24.00", 18),
                    variant("M", "Rose", "24.00", 2),
                    variant("L", "Sage", "29.50", 7),
                    variant("L", "Rose", "29.50", 0),
                ],
                pictures: vec![
                    picture("product-sage-bowl.svg"),
                    picture("product-breakfast-bowl.svg"),
                    picture("product-breakfast-bowl-rose.svg"),
                ],
                version: 7,
            },
            collections: vec![
                CollectionChoice {
                    slug: "bowls".to_owned(),
                    name: "Bowls".to_owned(),
                    chosen: true,
                },
                CollectionChoice {
                    slug: "table".to_owned(),
                    name: "For the table".to_owned(),
                    chosen: false,
                },
            ],
        }
    }

    /// A product about to be made, in a shop without collections.
    pub fn sample_new() -> Self {
        Self {
            id: None,
            public_url: None,
            form: ProductForm::default(),
            collections: Vec::new(),
            ..Self::sample()
        }
    }

    /// A draft, which can be deleted.
    pub fn sample_draft() -> Self {
        let mut page = Self::sample();
        page.form.state = ProductState::Draft;
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_handed_to_the_script_as_json() {
        let row = VariantRow {
            options: vec!["6\" wide".to_owned(), "a\\b\n".to_owned()],
            ..VariantRow::default()
        };
        assert_eq!(row.options_json(), r#"["6\" wide","a\\b\u000a"]"#);
        assert_eq!(VariantRow::default().options_json(), "[]");
    }
}
