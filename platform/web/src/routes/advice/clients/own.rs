//! The shopper's own side of cards: giving leave, seeing what is kept, correcting and
//! erasing it. A shop that keeps nothing has an empty card.

use advisor::clients::Leave;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CardJson, Eyes, SizeForm};
use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::routes::documents::Body;
use crate::views::Page;

/// A shop whose advisors keep a card of you, or may ask to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnCardJson {
    /// The shop's slug.
    shop: String,
    shop_name: String,
    /// There is a card.
    kept: bool,
}

/// What you give a shop's advisors leave for.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct LeaveForm {
    /// To see what you bought in this shop, and the talks you had.
    history: bool,
    /// To keep your sizes and preferences.
    sizes: bool,
    /// To keep notes, which you can read.
    notes: bool,
    /// To look at any time, not only in a talk or before one that is booked.
    #[serde(default)]
    any_time: bool,
    /// The version of the text you agree to.
    version: i64,
}

/// The shops whose advisors keep a card of you, and then those you talked with an advisor
/// of, up to 100.
#[utoipa::path(
    get, path = "/api/v1/me/advice/cards", tag = "advice", security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<OwnCardJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
) -> Result<Json<Page<OwnCardJson>>, Error> {
    let mut cards = Vec::new();
    for (shop, kept) in app.advice.shops_with_cards(signed.account.id).await? {
        if let Some(shop) = app.people.shop(shop).await? {
            cards.push(OwnCardJson {
                shop: shop.slug,
                shop_name: shop.name,
                kept,
            });
        }
    }
    Ok(Json(Page::whole(cards)))
}

/// All that the advisors of a shop can see of you, and who looked at it.
#[utoipa::path(
    get, path = "/api/v1/me/advice/cards/{slug}", tag = "advice", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = CardJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<CardJson>, Error> {
    let shop = app.shop_called(&slug).await?;
    Ok(Json(app.card_json(&shop, &signed.account, Eyes::Own).await?))
}

/// Give a shop's advisors leave to keep a card, change it, or take it back. What there is
/// no leave for any more is erased at once.
#[utoipa::path(
    put, path = "/api/v1/me/advice/cards/{slug}", tag = "advice", params(("slug" = String, Path)),
    request_body = LeaveForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = CardJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<LeaveForm>,
) -> Result<Json<CardJson>, Error> {
    let shop = app.shop_called(&slug).await?;
    let leave = Leave {
        history: form.history,
        sizes: form.sizes,
        notes: form.notes,
        any_time: form.any_time,
    };
    app.advice
        .give_leave(shop.id, signed.account.id, leave, form.version)
        .await?;
    Ok(Json(app.card_json(&shop, &signed.account, Eyes::Own).await?))
}

/// Erase the card a shop's advisors keep of you, with all that is on it.
#[utoipa::path(
    delete, path = "/api/v1/me/advice/cards/{slug}", tag = "advice", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn erase(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<StatusCode, Error> {
    let shop = app.shop_called(&slug).await?;
    app.advice.erase_card(shop.id, signed.account.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Write one of your sizes or preferences, or take it off.
#[utoipa::path(
    put, path = "/api/v1/me/advice/cards/{slug}/sizes", tag = "advice", params(("slug" = String, Path)),
    request_body = SizeForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = CardJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_size(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<SizeForm>,
) -> Result<Json<CardJson>, Error> {
    let shop = app.shop_called(&slug).await?;
    let size = (form.name.as_str(), form.value.as_str());
    app.advice
        .set_size(shop.id, signed.account.id, size, None)
        .await?;
    Ok(Json(app.card_json(&shop, &signed.account, Eyes::Own).await?))
}

/// Delete a note an advisor wrote about you.
#[utoipa::path(
    delete, path = "/api/v1/me/advice/cards/{slug}/notes/{note}", tag = "advice",
    params(("slug" = String, Path), ("note" = Uuid, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_note(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, note)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let shop = app.shop_called(&slug).await?;
    let note = note.parse().map_err(|_| Error::page_not_found())?;
    app.advice
        .delete_note(shop.id, signed.account.id, note, None)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
