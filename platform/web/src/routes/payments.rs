//! What payment providers tell us.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};

use crate::Shared;
use crate::error::{Error, Problem};

/// Tell of a payment, as the provider does. What is not signed by it is refused.
#[utoipa::path(
    post, path = "/api/v1/payments/{provider}/notices", tag = "payments", params(("provider" = String, Path)),
    request_body(content = String, content_type = "application/json"),
    responses(
        (status = 204),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn notices(
    State(app): State<Shared>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Error> {
    if provider != app.commerce.provider().name() {
        return Err(Error::page_not_found());
    }
    let headers: Vec<(String, String)> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    app.commerce.hear_notice(&headers, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}
