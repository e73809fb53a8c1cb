//! The addresses someone keeps: their own alone.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::AddressId;
use serde::{Deserialize, Serialize};
use shop::addresses::{Address, KeptAddress};
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::views::Page;

use super::documents::{Body, Id};

/// Where a parcel goes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct AddressJson {
    /// Whose it is: 1 to 100 characters.
    name: String,
    line1: String,
    #[serde(default)]
    line2: String,
    #[serde(default)]
    postal_code: String,
    city: String,
    /// A state or province, where the country has them.
    #[serde(default)]
    region: String,
    /// ISO 3166-1 alpha-2.
    country: String,
    #[serde(default)]
    phone: String,
}

impl From<Address> for AddressJson {
    fn from(address: Address) -> Self {
        Self {
            name: address.name,
            line1: address.line1,
            line2: address.line2,
            postal_code: address.postal_code,
            city: address.city,
            region: address.region,
            country: address.country,
            phone: address.phone,
        }
    }
}

impl From<AddressJson> for Address {
    fn from(address: AddressJson) -> Self {
        Self {
            name: address.name,
            line1: address.line1,
            line2: address.line2,
            postal_code: address.postal_code,
            city: address.city,
            region: address.region,
            country: address.country,
            phone: address.phone,
        }
    }
}

/// An address you keep.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptAddressJson {
    id: AddressId,
    #[serde(flatten)]
    address: AddressJson,
    /// The one that is proposed.
    preferred: bool,
}

impl From<KeptAddress> for KeptAddressJson {
    fn from(kept: KeptAddress) -> Self {
        Self {
            id: kept.id,
            address: kept.address.into(),
            preferred: kept.preferred,
        }
    }
}

/// An address to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AddressForm {
    #[serde(flatten)]
    address: AddressJson,
    /// Propose this one from now on.
    #[serde(default)]
    preferred: bool,
}

/// Your addresses, the preferred one first.
#[utoipa::path(
    get, path = "/api/v1/addresses", tag = "buying", security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<KeptAddressJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
) -> Result<Json<Page<KeptAddressJson>>, Error> {
    let kept = app.commerce.addresses(signed.account.id).await?.into_iter();
    Ok(Json(Page::whole(kept.map(KeptAddressJson::from).collect())))
}

/// Keep an address. Your first one is the preferred one.
#[utoipa::path(
    post, path = "/api/v1/addresses", tag = "buying", request_body = AddressForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = KeptAddressJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Body(form): Body<AddressForm>,
) -> Result<(StatusCode, Json<KeptAddressJson>), Error> {
    let (account, address) = (signed.account.id, form.address.into());
    let kept = app
        .commerce
        .keep_address(account, address, form.preferred)
        .await?;
    Ok((StatusCode::CREATED, Json(kept.into())))
}

/// Change an address. Orders keep it as it was.
#[utoipa::path(
    put, path = "/api/v1/addresses/{id}", tag = "buying", params(("id" = AddressId, Path)),
    request_body = AddressForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = KeptAddressJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn edit(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<AddressId>,
    Body(form): Body<AddressForm>,
) -> Result<Json<KeptAddressJson>, Error> {
    let (account, address) = (signed.account.id, form.address.into());
    let kept = app
        .commerce
        .edit_address(account, id, address, form.preferred)
        .await?;
    Ok(Json(kept.into()))
}

/// Forget an address. Orders keep their own copy.
#[utoipa::path(
    delete, path = "/api/v1/addresses/{id}", tag = "buying", params(("id" = AddressId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<AddressId>,
) -> Result<StatusCode, Error> {
    app.commerce.forget_address(signed.account.id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
