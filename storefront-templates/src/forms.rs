//! What forms share: complaints about fields. Rules live elsewhere; this only shows them.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::chrome::Chrome;

/// Complaints of a form: the field's name and the key of a message, such as
/// `("handle", "error-handle-taken")`. The name `form` stands for the form as a whole.
pub type FieldErrors = BTreeMap<&'static str, String>;

/// The complaint under a field; nothing where there is none.
#[derive(Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% if let Some(text) = text %}<p class="field-error" id="{{ field }}-error">{{ text }}</p>{% endif %}"#
)]
pub struct FieldError {
    field: &'static str,
    text: Option<String>,
}

impl HtmlSafe for FieldError {}

impl FieldError {
    pub(crate) fn new(chrome: &Chrome, errors: &FieldErrors, field: &'static str) -> Self {
        Self {
            field,
            text: errors.get(field).map(|key| chrome.t(key)),
        }
    }
}

/// Attributes of an input that has a complaint; nothing where there is none.
#[derive(Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% if let Some(field) = field %} aria-invalid="true" aria-describedby="{{ field }}-error"{% endif %}"#
)]
pub struct Described {
    pub(crate) field: Option<&'static str>,
}

impl HtmlSafe for Described {}
