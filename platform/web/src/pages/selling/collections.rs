//! A shop's collections.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::Role;
use serde::Deserialize;
use shop::products::{CollectionDraft, CollectionError};
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::pages::selling::{CollectionLine, CollectionsPage};

use super::super::context::{Member, say};
use super::super::forms::{self, Typed};
use super::super::html;
use super::{Staff, count};
use crate::error::Error;
use crate::{App, Shared};

pub(super) async fn collections(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    html(&app.collections_page(member, staff).await?)
}

#[derive(Debug, Deserialize)]
pub(super) struct Named {
    name: String,
}

pub(super) async fn create(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
    Typed(form): Typed<Named>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Host).await?;
    let draft = CollectionDraft {
        name: form.name.clone(),
        slug: None,
        products: None,
    };
    match app.commerce.create_collection(staff.shop.id, &draft).await {
        Ok(_) => Ok(say(
            &staff.desk.at("collections"),
            FlashKind::Good,
            "flash-collection-made",
        )),
        Err(error) => {
            let page = CollectionsPage {
                errors: complaint(error)?,
                name: form.name,
                ..app.collections_page(member, staff).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

fn complaint(error: CollectionError) -> Result<FieldErrors, Error> {
    let key = match error {
        CollectionError::Name | CollectionError::Slug => "error-collection-name",
        CollectionError::SlugTaken => "error-collection-taken",
        CollectionError::TooMany => "error-collection-many",
        other => return Err(other.into()),
    };
    Ok(forms::complaint("collection_name", key))
}

impl App {
    async fn collections_page(&self, member: Member, staff: Staff) -> Result<CollectionsPage, Error> {
        let collections = self.commerce.collections(staff.shop.id).await?;
        let lines = collections.into_iter().map(|collection| CollectionLine {
            id: collection.id.to_string(),
            slug: collection.slug,
            name: collection.name,
            products: count(collection.products),
        });
        Ok(CollectionsPage {
            chrome: member.chrome,
            collections: lines.collect(),
            desk: staff.desk,
            name: String::new(),
            errors: FieldErrors::new(),
        })
    }
}
