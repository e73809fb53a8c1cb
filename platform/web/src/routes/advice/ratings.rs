//! What shoppers thought of their talks. A shop reads stars and a line, never whose they are.

use std::collections::BTreeMap;

use advisor::AdviceSessionId;
use advisor::ratings::{RateError, Rating};
use axum::Json;
use axum::extract::{Path, State};
use model::{AccountId, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::desk::ColleagueJson;
use crate::Shared;
use crate::auth::{SignedIn, Visitor};
use crate::error::{Error, Problem};
use crate::routes::documents::{Body, Id};

/// What you think of a talk.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RatingForm {
    /// 1 to 5.
    stars: i64,
    /// Up to 280 characters.
    #[serde(default)]
    line: String,
}

/// What you thought of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnRatingJson {
    stars: i64,
    line: String,
}

/// What a shopper thought of a talk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RatingJson {
    /// 1 to 5.
    stars: i64,
    /// May be empty.
    line: String,
    /// The day it was given, in UTC, as `2026-11-23`.
    day: String,
    /// Whose talk it was.
    advisor: ColleagueJson,
}

/// Rate a talk of yours, within a week of its end; again, it is changed. 409
/// `rated-too-late` after that, `session-goes-on` before its end.
#[utoipa::path(
    put, path = "/api/v1/advice/sessions/{id}/rating", tag = "advice", params(("id" = AdviceSessionId, Path)),
    request_body = RatingForm,
    responses(
        (status = 200, body = OwnRatingJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn rate(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<AdviceSessionId>,
    Body(form): Body<RatingForm>,
) -> Result<Json<OwnRatingJson>, Error> {
    let session = app.session_as_shopper(id, &visitor).await?;
    let Rating { stars, line, .. } = app.advice.rate(&session, form.stars, &form.line).await?;
    Ok(Json(OwnRatingJson { stars, line }))
}

/// The newest ratings of your talks in a shop; its owner reads all. A hundred at most.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/ratings", tag = "advice", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Vec<RatingJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<Vec<RatingJson>>, Error> {
    let reader = signed.account.id;
    let shop = app.desk_to_sit_at(&slug, reader).await?;
    let role = app.people.role(shop.id, reader).await?;
    let is_owner = role.is_some_and(|role| role.covers(Role::Owner));
    let ratings = app.advice.ratings(shop.id, (!is_owner).then_some(reader)).await?;
    let mut advisors: BTreeMap<AccountId, ColleagueJson> = BTreeMap::new();
    let mut told = Vec::with_capacity(ratings.len());
    for rating in ratings {
        let advisor = match advisors.get(&rating.advisor_id) {
            Some(known) => known.clone(),
            None => {
                let Some(account) = app.people.account(rating.advisor_id).await? else {
                    continue;
                };
                let advisor = ColleagueJson::from(&account);
                advisors.insert(rating.advisor_id, advisor.clone());
                advisor
            }
        };
        told.push(RatingJson {
            stars: rating.stars,
            line: rating.line,
            day: rating.rated_at.format("%Y-%m-%d").to_string(),
            advisor,
        });
    }
    Ok(Json(told))
}

impl From<RateError> for Error {
    fn from(error: RateError) -> Self {
        let detail = error.to_string();
        match error {
            RateError::Store(error) => error.into(),
            RateError::Stars => Self::invalid(Some("stars"), detail),
            RateError::Line => Self::invalid(Some("line"), detail),
            RateError::GoesOn => Self::conflict("session-goes-on", detail),
            RateError::TooLate => Self::conflict("rated-too-late", detail),
            other => Self::internal(other),
        }
    }
}
