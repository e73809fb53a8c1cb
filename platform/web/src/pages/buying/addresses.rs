//! The addresses somebody keeps, as a page of their settings.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::AddressId;
use serde::Deserialize;
use shop::addresses::{Address, AddressError, COUNTRIES, KeptAddress};
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::pages::{AddressForm, AddressView, AddressesPage};

use super::super::context::{Member, say};
use super::super::forms::{self, Typed};
use super::super::html;
use crate::error::Error;
use crate::routes::Id;
use crate::{App, Shared};

const PAGE: &str = "/settings/addresses";

pub(in crate::pages) async fn addresses(
    State(app): State<Shared>,
    member: Member,
) -> Result<Response, Error> {
    html(
        &app.addresses_page(member, AddressForm::default(), FieldErrors::new())
            .await?,
    )
}

/// An address as the form sends it.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::pages) struct NewAddress {
    name: String,
    line1: String,
    line2: String,
    postal_code: String,
    city: String,
    region: String,
    country: String,
    phone: String,
}

pub(in crate::pages) async fn keep(
    State(app): State<Shared>,
    member: Member,
    Typed(form): Typed<NewAddress>,
) -> Result<Response, Error> {
    let account = member.account_id();
    let address = Address::from(form.clone());
    let complaint = match app.commerce.keep_address(account, address, false).await {
        Ok(_) => return Ok(say(PAGE, FlashKind::Good, "flash-address-kept")),
        Err(AddressError::TooMany) => forms::complaint("form", "error-address-too-many"),
        Err(AddressError::Country) => forms::complaint("country", "error-address-country"),
        Err(AddressError::Text { field, .. }) => forms::complaint(field, "error-address-text"),
        Err(error) => return Err(error.into()),
    };
    let page = app.addresses_page(member, form.into(), complaint).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

pub(in crate::pages) async fn prefer(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<AddressId>,
) -> Result<Response, Error> {
    let account = member.account_id();
    let kept = app.commerce.addresses(account).await?;
    let one = kept.into_iter().find(|kept| kept.id == id);
    let one = one.ok_or_else(Error::page_not_found)?;
    app.commerce.edit_address(account, id, one.address, true).await?;
    Ok(say(PAGE, FlashKind::Good, "flash-address-kept"))
}

pub(in crate::pages) async fn forget(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<AddressId>,
) -> Result<Response, Error> {
    app.commerce.forget_address(member.account_id(), id).await?;
    Ok(say(PAGE, FlashKind::Good, "flash-address-deleted"))
}

impl App {
    async fn addresses_page(
        &self,
        member: Member,
        form: AddressForm,
        errors: FieldErrors,
    ) -> Result<AddressesPage, Error> {
        let kept = self.commerce.addresses(member.account_id()).await?;
        Ok(AddressesPage {
            addresses: kept.into_iter().map(view).collect(),
            countries: COUNTRIES.to_vec(),
            chrome: member.chrome,
            form,
            errors,
        })
    }
}

fn view(kept: KeptAddress) -> AddressView {
    let Address {
        name,
        line1,
        line2,
        postal_code,
        city,
        region,
        country,
        ..
    } = kept.address;
    let lines = [line1, line2, format!("{postal_code} {city}"), region];
    AddressView {
        id: kept.id.to_string(),
        name,
        lines: lines
            .into_iter()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect(),
        country,
        preferred: kept.preferred,
    }
}

impl From<NewAddress> for Address {
    fn from(form: NewAddress) -> Self {
        Self {
            name: form.name,
            line1: form.line1,
            line2: form.line2,
            postal_code: form.postal_code,
            city: form.city,
            region: form.region,
            country: form.country,
            phone: form.phone,
        }
    }
}

impl From<NewAddress> for AddressForm {
    fn from(form: NewAddress) -> Self {
        Self {
            name: form.name,
            line1: form.line1,
            line2: form.line2,
            postal_code: form.postal_code,
            city: form.city,
            region: form.region,
            country: form.country,
            phone: form.phone,
        }
    }
}
