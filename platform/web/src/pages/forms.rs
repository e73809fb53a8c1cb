//! Forms as they arrive, and what is wrong with them in the words of the page.

use std::collections::HashMap;

use axum::extract::{Form, FromRequest, FromRequestParts, Multipart, Query, Request};
use axum::http::request::Parts;
use bytes::Bytes;
use live::shows::ShowError;
use model::HandleError;
use people::accounts::AccountError;
use people::tokens::TokenError;
use serde::de::DeserializeOwned;
use storefront_templates::forms::FieldErrors;

use crate::Shared;
use crate::error::Error;

/// The fields of a `multipart/form-data` form (RFC 7578).
#[derive(Debug, Default)]
pub(super) struct Fields {
    texts: HashMap<String, String>,
    files: HashMap<String, Bytes>,
}

/// No form of ours has more.
const FIELDS: usize = 30;

impl FromRequest<Shared> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Error> {
        let mut form = Multipart::from_request(request, app)
            .await
            .map_err(|error| Error::new(error.status(), "bad-form", error.body_text()))?;
        let mut fields = Self::default();
        while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            if fields.texts.len() + fields.files.len() == FIELDS {
                return Err(Error::bad_request("bad-form", "This form has too many fields."));
            }
            if field.file_name().is_some() {
                let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
                if !bytes.is_empty() {
                    fields.files.insert(name, bytes);
                }
            } else {
                let text = field.text().await.map_err(|error| unreadable(&error))?;
                fields.texts.insert(name, text);
            }
        }
        Ok(fields)
    }
}

impl Fields {
    /// What was typed; empty when the field was not sent.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    pub(super) fn file(&self, name: &str) -> Option<Bytes> {
        self.files.get(name).cloned()
    }
}

/// A form as browsers send it by themselves.
#[derive(Debug)]
pub(super) struct Typed<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for Typed<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Error> {
        Form::from_request(request, app)
            .await
            .map(|Form(form)| Self(form))
            .map_err(|error| Error::new(error.status(), "bad-form", error.body_text()))
    }
}

/// What stands behind the question mark.
#[derive(Debug)]
pub(super) struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Asked<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        Query::from_request_parts(parts, app)
            .await
            .map(|Query(asked)| Self(asked))
            .map_err(|error| Error::bad_request("bad-query", error.body_text()))
    }
}

fn unreadable(error: &axum::extract::multipart::MultipartError) -> Error {
    Error::new(error.status(), "bad-form", error.body_text())
}

/// One complaint.
pub(super) fn complaint(field: &'static str, key: &str) -> FieldErrors {
    FieldErrors::from([(field, key.to_owned())])
}

pub(super) fn of_account(error: AccountError) -> Result<FieldErrors, Error> {
    use AccountError as E;
    Ok(match error {
        E::Handle(HandleError::Reserved) | E::HandleTaken => complaint("handle", "error-handle-taken"),
        E::Handle(_) => complaint("handle", "error-handle-format"),
        E::EmailTaken => complaint("email", "error-email-taken"),
        E::Email => complaint("email", "error-email-format"),
        E::Name => complaint("name", "error-name-long"),
        E::Bio => complaint("bio", "error-bio-long"),
        E::Password => complaint("password", "error-password-length"),
        other => return Err(other.into()),
    })
}

pub(super) fn of_show(error: ShowError) -> Result<FieldErrors, Error> {
    use ShowError as E;
    Ok(match error {
        E::Title => complaint("title", "error-title-long"),
        E::Description => complaint("description", "error-description-long"),
        E::StartsInPast => complaint("starts_at", "error-starts-past"),
        E::StartsTooFar => complaint("starts_at", "error-starts-far"),
        E::Place(model::PlaceError::Name) => complaint("place", "error-place-long"),
        E::Place(model::PlaceError::Coordinates) => complaint("place", "error-place-position"),
        other => return Err(other.into()),
    })
}

pub(super) fn of_token(error: TokenError) -> Result<FieldErrors, Error> {
    Ok(match error {
        TokenError::Name => complaint("token_name", "error-token-name-required"),
        TokenError::TooMany => complaint("token_name", "error-token-too-many"),
        other => return Err(other.into()),
    })
}
