//! One product, to be made or changed. It is saved through the JSON API.

use axum::extract::{Path, State};
use axum::response::Response;
use model::{ProductId, Role};
use shop::products::{Product, Variant};
use storefront_templates::pages::selling::{
    CollectionChoice, OptionRow, PictureView, ProductForm, ProductPage, VariantRow,
};

use super::super::context::Member;
use super::super::html;
use super::Staff;
use super::products::shown;
use crate::error::Error;
use crate::{App, Shared, urls};

pub(super) async fn new(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    html(&ProductPage {
        chrome: member.chrome,
        id: None,
        public_url: None,
        form: ProductForm::default(),
        collections: app.collection_choices(&staff, &[]).await?,
        desk: staff.desk,
    })
}

pub(super) async fn product(
    State(app): State<Shared>,
    member: Member,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    let id: ProductId = id.parse().map_err(|_| Error::product_not_found())?;
    let product = app.commerce.product(staff.shop.id, id).await?;
    let product = product.ok_or_else(Error::product_not_found)?;
    html(&ProductPage {
        chrome: member.chrome,
        id: Some(id.to_string()),
        public_url: product
            .is_active()
            .then(|| urls::product(&product.shop.slug, &product.slug)),
        form: form(&staff, &product),
        collections: app.collection_choices(&staff, &product.collections).await?,
        desk: staff.desk,
    })
}

impl App {
    async fn collection_choices(
        &self,
        staff: &Staff,
        chosen: &[String],
    ) -> Result<Vec<CollectionChoice>, Error> {
        let collections = self.commerce.collections(staff.shop.id).await?;
        let choices = collections.into_iter().map(|collection| CollectionChoice {
            chosen: chosen.contains(&collection.slug),
            slug: collection.slug,
            name: collection.name,
        });
        Ok(choices.collect())
    }
}

fn form(staff: &Staff, product: &Product) -> ProductForm {
    let pictures = product.pictures.iter().map(|picture| PictureView {
        name: picture.name.clone(),
        url: urls::picture(&picture.name),
        alt: picture.alt.clone(),
    });
    ProductForm {
        name: product.name.clone(),
        description: product.description.clone(),
        state: shown(product.state),
        tax_class: product.tax_class.to_string(),
        options: options(product),
        variants: product.variants.iter().map(|one| row(staff, one)).collect(),
        pictures: pictures.collect(),
        version: product.version,
    }
}

/// What variants differ in, with the values there are, in the order they are met.
fn options(product: &Product) -> Vec<OptionRow> {
    let names = product.option_names.iter().enumerate();
    names
        .map(|(at, name)| {
            let mut values: Vec<&str> = Vec::new();
            for value in product
                .variants
                .iter()
                .filter_map(|variant| variant.options.get(at))
            {
                if !values.contains(&value.as_str()) {
                    values.push(value);
                }
            }
            OptionRow {
                name: name.clone(),
                values: values.join(", "),
            }
        })
        .collect()
}

fn row(staff: &Staff, variant: &Variant) -> VariantRow {
    VariantRow {
        id: variant.id.to_string(),
        options: variant.options.clone(),
        picture: variant.picture.as_deref().map(urls::picture),
        price: staff.money(variant.price).plain(),
        compare_at: variant
            .compare_at
            .map(|minor| staff.money(minor).plain())
            .unwrap_or_default(),
        sku: variant.sku.clone(),
        weight_g: variant.weight_g,
        available: variant.available,
        version: variant.version,
    }
}
