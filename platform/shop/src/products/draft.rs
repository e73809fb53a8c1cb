//! What someone says a product is, and what of it can't be.

use std::collections::HashSet;

use model::{Currency, Money, ProductState, TaxClass, VariantId, is_unprintable};

use super::{PICTURES_MAX, PRICE_MAX, PRODUCTS_MAX};

/// The most variants of one product, and of things they differ in.
pub(super) const VARIANTS_MAX: usize = 100;
const OPTIONS_MAX: usize = 3;
/// The heaviest variant, in grams.
const WEIGHT_MAX: i64 = 1_000_000;
/// The most units of a new variant.
const AVAILABLE_MAX: i64 = 1_000_000;

/// A product, as made or changed.
#[derive(Debug, Clone)]
pub struct ProductDraft {
    pub name: String,
    pub description: String,
    /// Made of the name, or left as it is, where it is not said.
    pub slug: Option<String>,
    /// A draft, or left as it is, where it is not said.
    pub state: Option<ProductState>,
    pub tax_class: TaxClass,
    pub option_names: Vec<String>,
    /// The slugs of the collections it is in; left as they are where it is not said.
    pub collections: Option<Vec<String>>,
    pub variants: Vec<VariantDraft>,
}

/// A variant, as made or changed.
#[derive(Debug, Clone)]
pub struct VariantDraft {
    /// None for a new one.
    pub id: Option<VariantId>,
    pub sku: String,
    pub options: Vec<String>,
    /// The stored name of one of the product's pictures.
    pub picture: Option<String>,
    pub price: Money,
    pub compare_at: Option<Money>,
    pub weight_g: i64,
    /// Units there are of a new one; not read for others.
    pub available: i64,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProductError {
    #[error("a product's name has 1 to 120 characters")]
    Name,
    #[error("a description has at most 5,000 characters")]
    Description,
    #[error("a product's address has 1 to 80 small letters, digits and hyphens")]
    Slug,
    #[error("the shop has another product at this address")]
    SlugTaken,
    #[error("variants differ in at most {OPTIONS_MAX} things, each with another name of 1 to 40 characters")]
    OptionNames,
    #[error("each variant has one value of 1 to 40 characters for each option, and no two have the same")]
    Options,
    #[error("a product has 1 to {VARIANTS_MAX} variants")]
    Variants,
    #[error("the product has no such variant, or it is named twice")]
    UnknownVariant,
    #[error("a stock-keeping number has at most 64 characters")]
    Sku,
    #[error("a price is 0 to {PRICE_MAX} minor units")]
    Price,
    #[error("what it cost before is above the price, and at most {PRICE_MAX} minor units")]
    CompareAt,
    #[error("the shop's amounts are in {0}")]
    Currency(Currency),
    #[error("a weight is 0 to {WEIGHT_MAX} grams")]
    Weight,
    #[error("there are 0 to {AVAILABLE_MAX} units")]
    Available,
    #[error("a product has at most {PICTURES_MAX} pictures")]
    TooManyPictures,
    #[error("what a picture shows is said in at most 200 characters")]
    Alt,
    #[error("the product has no such picture")]
    UnknownPicture,
    #[error("these are not the product's pictures, each once")]
    PictureOrder,
    #[error("the shop has no such collection")]
    UnknownCollection,
    #[error("the shop has {PRODUCTS_MAX} products: delete one first")]
    TooMany,
    #[error("there is no such product")]
    Unknown,
    #[error("someone changed this product meanwhile: it is at version {version}")]
    Changed {
        /// What it is at now.
        version: i64,
    },
    #[error("only a draft that nobody ever bought can be deleted: archive it")]
    Kept,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl ProductError {
    /// The member of the request it is about.
    pub fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Name => "name",
            Self::Description => "description",
            Self::Slug | Self::SlugTaken => "slug",
            Self::OptionNames => "option_names",
            Self::Options => "options",
            Self::Variants | Self::UnknownVariant => "variants",
            Self::Sku => "sku",
            Self::Price | Self::Currency(_) => "price",
            Self::CompareAt => "compare_at",
            Self::Weight => "weight_g",
            Self::Available => "available",
            Self::Alt => "alt",
            Self::UnknownPicture | Self::PictureOrder => "pictures",
            Self::UnknownCollection => "collections",
            Self::Changed { .. } => "version",
            Self::TooManyPictures | Self::TooMany | Self::Unknown | Self::Kept | Self::Store(_) => {
                return None;
            }
        })
    }
}

/// A draft's words as they are stored.
#[derive(Debug)]
pub(super) struct Checked {
    pub name: String,
    pub description: String,
    pub slug: Option<String>,
    pub state: Option<ProductState>,
    pub tax_class: TaxClass,
    pub option_names: Vec<String>,
    pub search: String,
}

impl ProductDraft {
    /// # Errors
    /// The first thing that can't be; `own` is the shop's currency.
    pub(super) fn check(&self, own: Currency) -> Result<Checked, ProductError> {
        use ProductError as E;
        let name = line(&self.name, 1..=120).ok_or(E::Name)?;
        let description = self.description.trim();
        let unprintable = |c: char| c != '\n' && is_unprintable(c);
        if description.chars().count() > 5_000 || description.chars().any(unprintable) {
            return Err(E::Description);
        }
        let slug = self.slug.as_deref().map(|slug| checked_slug(slug).ok_or(E::Slug));
        let names = self.option_names.iter().map(|name| line(name, 1..=40));
        let option_names: Vec<String> = names.collect::<Option<_>>().ok_or(E::OptionNames)?;
        let distinct: HashSet<_> = option_names.iter().collect();
        if option_names.len() > OPTIONS_MAX || distinct.len() < option_names.len() {
            return Err(E::OptionNames);
        }
        self.check_variants(own)?;
        let variants = self.variants.iter();
        let words = variants.flat_map(|variant| variant.options.iter().chain([&variant.sku]));
        Ok(Checked {
            search: super::search::indexed([&name, description].into_iter().chain(words.map(String::as_str))),
            name,
            description: description.to_owned(),
            slug: slug.transpose()?,
            state: self.state,
            tax_class: self.tax_class,
            option_names,
        })
    }

    fn check_variants(&self, own: Currency) -> Result<(), ProductError> {
        use ProductError as E;
        if !(1..=VARIANTS_MAX).contains(&self.variants.len()) {
            return Err(E::Variants);
        }
        let (mut ids, mut combinations) = (HashSet::new(), HashSet::new());
        for variant in &self.variants {
            variant.check(own)?;
            let fits = variant.options.len() == self.option_names.len()
                && variant.options.iter().all(|value| is_line(value, 1..=40));
            if !fits || !combinations.insert(&variant.options) {
                return Err(E::Options);
            }
            if variant.id.is_some_and(|id| !ids.insert(id)) {
                return Err(E::UnknownVariant);
            }
        }
        Ok(())
    }
}

impl VariantDraft {
    fn check(&self, own: Currency) -> Result<(), ProductError> {
        use ProductError as E;
        let foreign = |money: Money| money.currency != own;
        if foreign(self.price) || self.compare_at.is_some_and(foreign) {
            return Err(E::Currency(own));
        }
        if !(0..=PRICE_MAX).contains(&self.price.minor) {
            return Err(E::Price);
        }
        let above = self.price.minor + 1..=PRICE_MAX;
        if self
            .compare_at
            .is_some_and(|before| !above.contains(&before.minor))
        {
            return Err(E::CompareAt);
        }
        if !is_line(&self.sku, 0..=64) {
            return Err(E::Sku);
        }
        if !(0..=WEIGHT_MAX).contains(&self.weight_g) {
            return Err(E::Weight);
        }
        if !(0..=AVAILABLE_MAX).contains(&self.available) {
            return Err(E::Available);
        }
        Ok(())
    }
}

/// `text` without blanks around it, if it is one printable line of that length.
pub(super) fn line(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<String> {
    let text = text.trim();
    is_line(text, length).then(|| text.to_owned())
}

fn is_line(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.chars().count()) && !text.chars().any(is_unprintable) && text.trim() == text
}

/// A slug, if `text` is one. An id is none: both stand at the same place of an address.
pub(super) fn checked_slug(text: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let sound = (1..=80).contains(&text.len())
        && text.bytes().all(plain)
        && !text.starts_with('-')
        && !text.ends_with('-')
        && uuid::Uuid::parse_str(text).is_err();
    sound.then(|| text.to_owned())
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
