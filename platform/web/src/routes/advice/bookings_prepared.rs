//! What an advisor prepares for a booking: for the shop's own eyes.

use advisor::bookings::Prepared;
use advisor::{AdviceSessionId, BookingId};
use axum::Json;
use axum::extract::State;
use model::{ProductId, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::access::Part;
use crate::auth::{SignedIn, Visitor};
use crate::error::{Error, Problem};
use crate::routes::documents::{Body, Id};
use crate::{App, Shared};

/// Products and a note for a booking.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct PreparedForm {
    /// Up to 12 products of the shop, in the order they are to be shown in.
    #[serde(default)]
    products: Vec<ProductId>,
    /// Up to 1,000 characters.
    #[serde(default)]
    note: String,
}

/// What was prepared.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct PreparedJson {
    note: String,
    products: Vec<PreparedProductJson>,
    /// The booking it is for; null for a session that was not booked.
    booking: Option<BookingId>,
}

/// A product, as far as a list needs it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreparedProductJson {
    id: ProductId,
    slug: String,
    name: String,
}

/// What was prepared for a booking with you, or in your shop.
#[utoipa::path(
    get, path = "/api/v1/advice/bookings/{id}/prepared", tag = "bookings", params(("id" = BookingId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = PreparedJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<BookingId>,
) -> Result<Json<PreparedJson>, Error> {
    let booking = app.booking_to_keep(id, signed.account.id).await?;
    let prepared = app.advice.prepared(id).await?;
    Ok(Json(app.prepared_json(booking.shop_id, prepared, id).await?))
}

/// Prepare a booking with you, or in your shop. What was prepared before is replaced.
#[utoipa::path(
    put, path = "/api/v1/advice/bookings/{id}/prepared", tag = "bookings", params(("id" = BookingId, Path)),
    request_body = PreparedForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = PreparedJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<BookingId>,
    Body(form): Body<PreparedForm>,
) -> Result<Json<PreparedJson>, Error> {
    let booking = app.booking_to_keep(id, signed.account.id).await?;
    let prepared = Prepared {
        note: form.note,
        products: form.products,
    };
    prepared.check()?;
    for &product in &prepared.products {
        let known = app.commerce.product(booking.shop_id, product).await?;
        if known.is_none() {
            return Err(Error::invalid(
                Some("products"),
                "One of these is no product of the shop's.",
            ));
        }
    }
    let prepared = app.advice.prepare(id, prepared).await?;
    Ok(Json(app.prepared_json(booking.shop_id, prepared, id).await?))
}

/// What was prepared for the booking that a session was held for: for its advisor.
#[utoipa::path(
    get, path = "/api/v1/advice/sessions/{id}/prepared", tag = "bookings", params(("id" = AdviceSessionId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = PreparedJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn of_session(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<AdviceSessionId>,
) -> Result<Json<PreparedJson>, Error> {
    let visitor = Visitor {
        signed: Some(signed),
        guest: None,
    };
    let (session, part) = app.own_session(id, &visitor).await?;
    if part != Part::Advisor {
        return Err(Error::advice_session_not_found());
    }
    let Some(booking) = app.advice.booking_of_session(session.id).await? else {
        return Ok(Json(PreparedJson::default()));
    };
    let prepared = app.advice.prepared(booking.id).await?;
    let json = app.prepared_json(booking.shop_id, prepared, booking.id).await?;
    Ok(Json(json))
}

impl App {
    /// What is left of it: a product may be gone since.
    async fn prepared_json(
        &self,
        shop: ShopId,
        prepared: Prepared,
        booking: BookingId,
    ) -> Result<PreparedJson, Error> {
        let mut products = Vec::with_capacity(prepared.products.len());
        for id in prepared.products {
            if let Some(product) = self.commerce.product(shop, id).await? {
                products.push(PreparedProductJson {
                    id,
                    slug: product.slug,
                    name: product.name,
                });
            }
        }
        Ok(PreparedJson {
            note: prepared.note,
            products,
            booking: Some(booking),
        })
    }
}
