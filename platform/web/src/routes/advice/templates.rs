//! A shop's words for what its advisors write after a talk.

use advisor::AdviceTemplateId;
use advisor::templates::{Template, TemplateDraft, TemplateError};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::routes::documents::Body;

/// Words of a shop's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateJson {
    id: AdviceTemplateId,
    name: String,
    language: String,
    text: String,
}

/// Words to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TemplateForm {
    /// 1 to 60 characters.
    name: String,
    /// A code of ISO 639, as `en`.
    language: String,
    /// Up to 2,000 characters. `{name}`, `{advisor}`, `{products}` and `{link}` stand for
    /// what is filled in when it is chosen.
    text: String,
}

impl From<Template> for TemplateJson {
    fn from(template: Template) -> Self {
        Self {
            id: template.id,
            name: template.name,
            language: template.language,
            text: template.text,
        }
    }
}

impl From<TemplateForm> for TemplateDraft {
    fn from(form: TemplateForm) -> Self {
        Self {
            name: form.name,
            language: form.language,
            text: form.text,
        }
    }
}

/// A shop's templates, by their names.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/templates", tag = "advice", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Vec<TemplateJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<Vec<TemplateJson>>, Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?;
    let templates = app.advice.templates(shop.id).await?;
    Ok(Json(templates.into_iter().map(TemplateJson::from).collect()))
}

/// Make a template. A shop has 30 at most: 409 `templates-full`.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/advice/templates", tag = "advice", params(("slug" = String, Path)),
    request_body = TemplateForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = TemplateJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<TemplateForm>,
) -> Result<(StatusCode, Json<TemplateJson>), Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?;
    let made = app.advice.create_template(shop.id, form.into()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Edit a template.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/advice/templates/{template}", tag = "advice",
    params(("slug" = String, Path), ("template" = AdviceTemplateId, Path)),
    request_body = TemplateForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = TemplateJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn edit(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, template)): Path<(String, String)>,
    Body(form): Body<TemplateForm>,
) -> Result<Json<TemplateJson>, Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?;
    let template = template.parse().map_err(|_| TemplateError::Unknown)?;
    let edited = app.advice.edit_template(shop.id, template, form.into()).await?;
    Ok(Json(edited.into()))
}

/// Delete a template.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/advice/templates/{template}", tag = "advice",
    params(("slug" = String, Path), ("template" = AdviceTemplateId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, template)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let shop = app.desk_to_sit_at(&slug, signed.account.id).await?;
    let template = template.parse().map_err(|_| TemplateError::Unknown)?;
    app.advice.delete_template(shop.id, template).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<TemplateError> for Error {
    fn from(error: TemplateError) -> Self {
        let detail = error.to_string();
        match error {
            TemplateError::Store(error) => error.into(),
            TemplateError::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "template-not-found",
                "There is no such template.",
            ),
            TemplateError::Name => Self::invalid(Some("name"), detail),
            TemplateError::Language => Self::invalid(Some("language"), detail),
            TemplateError::Text => Self::invalid(Some("text"), detail),
            TemplateError::Full => Self::conflict("templates-full", detail),
            other => Self::internal(other),
        }
    }
}
