//! Personal API tokens.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::TokenId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::views::{Page, TokenJson};

use super::documents::{Body, Id};

/// What a token needs.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewToken {
    /// What it is for, 1 to 60 characters.
    name: String,
}

/// Make a token; its secret is in this answer only.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "tokens", request_body = NewToken, security(("cookie" = [])),
    responses(
        (status = 201, body = TokenJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Body(new): Body<NewToken>,
) -> Result<(StatusCode, Json<TokenJson>), Error> {
    if signed.session().is_none() {
        return Err(Error::forbidden("A token can't make tokens: sign in."));
    }
    let (token, secret) = app.people.create_token(signed.account.id, &new.name).await?;
    Ok((
        StatusCode::CREATED,
        Json(TokenJson::new(&token, Some(secret.reveal().to_owned()))),
    ))
}

/// Your tokens, newest first.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "tokens", security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<TokenJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
) -> Result<Json<Page<TokenJson>>, Error> {
    let tokens = app.people.tokens(signed.account.id).await?;
    let items = tokens.iter().map(|token| TokenJson::new(token, None)).collect();
    Ok(Json(Page { items, next: None }))
}

/// Take a token back.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "tokens", params(("id" = TokenId, Path)),
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
    Id(id): Id<TokenId>,
) -> Result<StatusCode, Error> {
    if app.revoke_token(signed.account.id, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Error::page_not_found())
    }
}
