//! The API, described for people.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::chrome::Chrome;

/// `GET /api/docs`
///
/// What it describes is in English in every language: it comes from the code itself.
#[derive(Clone, Debug, Template)]
#[template(path = "api/docs.html")]
pub struct ApiDocsPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Operations by noun.
    pub tags: Vec<ApiTag>,
    /// Shapes of what is sent and answered, by name.
    pub schemas: Vec<ApiSchema>,
}

/// What can be done with one noun.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApiTag {
    /// The noun, such as `shows`.
    pub name: String,
    /// What can be done with it.
    pub operations: Vec<ApiOperation>,
}

/// One method on one path.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApiOperation {
    /// `GET`, `POST`, …
    pub method: String,
    /// Its path, such as `/api/v1/shows/{id}`.
    pub path: String,
    /// What it does, in a sentence.
    pub summary: ApiProse,
    /// Ways to sign in of which one is needed, such as `cookie`, `token`; empty where none is.
    pub security: Vec<String>,
    /// What goes into the path and the query.
    pub parameters: Vec<ApiField>,
    /// Shape of the body it takes.
    pub body: Option<String>,
    /// What it answers.
    pub responses: Vec<ApiResponse>,
}

/// One answer of an operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApiResponse {
    /// HTTP status code.
    pub status: u16,
    /// What it means, in a few words.
    pub description: String,
    /// Shape of its body.
    pub schema: Option<String>,
}

/// The shape of something that is sent or answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApiSchema {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: ApiProse,
    /// What it is made of, where it has no fields.
    pub kind: ApiKind,
    /// Its fields.
    pub fields: Vec<ApiField>,
}

/// A field of a shape, or a parameter of an operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApiField {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ApiKind,
    /// Whether it is always there.
    pub required: bool,
    /// What it means.
    pub description: ApiProse,
}

/// What a value may be: a shape of its own with a suffix, or a JSON type, in a short notation.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ApiKind {
    /// Name of the shape.
    pub schema: Option<String>,
    /// The rest, such as `[]` after a shape, or `string | null`.
    pub text: String,
}

/// A sentence in which code stands between backticks.
#[derive(Clone, Debug, Default, Eq, PartialEq, Template)]
#[template(
    ext = "html",
    source = "{% for (code, text) in self.pieces() %}{% if code %}<code>{{ text }}</code>{% else %}{{ text }}{% endif %}{% endfor %}"
)]
pub struct ApiProse(pub String);

impl HtmlSafe for ApiProse {}

impl ApiProse {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn pieces(&self) -> Vec<(bool, &str)> {
        self.0
            .split('`')
            .enumerate()
            .map(|(at, text)| (at % 2 == 1, text))
            .collect()
    }
}

impl ApiOperation {
    /// Name of its place on the page: `get-api-v1-shows-id`.
    pub fn anchor(&self) -> String {
        let words = self.path.split(|letter: char| !letter.is_ascii_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .fold(self.method.to_ascii_lowercase(), |anchor, word| {
                anchor + "-" + word
            })
    }

    fn kind(&self) -> String {
        self.method.to_ascii_lowercase()
    }
}

impl ApiResponse {
    fn is_error(&self) -> bool {
        self.status >= 400
    }
}

#[cfg(any(test, feature = "samples"))]
impl ApiDocsPage {
    /// One noun with one operation.
    pub fn sample() -> Self {
        let field = |name: &str, kind: ApiKind, description: &str| ApiField {
            name: name.to_owned(),
            kind,
            required: true,
            description: ApiProse(description.to_owned()),
        };
        let text = |text: &str| ApiKind {
            schema: None,
            text: text.to_owned(),
        };
        let response = |status, description: &str, schema: Option<&str>| ApiResponse {
            status,
            description: description.to_owned(),
            schema: schema.map(str::to_owned),
        };
        Self {
            chrome: Chrome::sample_guest(),
            tags: vec![ApiTag {
                name: "shows".to_owned(),
                operations: vec![ApiOperation {
                    method: "PUT".to_owned(),
                    path: "/api/v1/shows/{id}".to_owned(),
                    summary: ApiProse("Change a show that is not over.".to_owned()),
                    security: vec!["cookie".to_owned(), "token".to_owned()],
                    parameters: vec![field("id", text("string (uuid)"), "")],
                    body: Some("Show".to_owned()),
                    responses: vec![response(200, "OK", Some("Show")), response(409, "Conflict", None)],
                }],
            }],
            schemas: vec![ApiSchema {
                name: "Show".to_owned(),
                description: ApiProse("A show.".to_owned()),
                kind: ApiKind::default(),
                fields: vec![field("state", text("string"), "`live` or `<ended>`.")],
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_made_of_method_and_path() {
        let page = ApiDocsPage::sample();
        assert_eq!(page.tags[0].operations[0].anchor(), "put-api-v1-shows-id");
    }

    #[test]
    fn code_stands_between_backticks_and_is_escaped() {
        let text = ApiProse("`live` or `<ended>`.".to_owned());
        let html = text.render().expect("rendering into memory can't fail");
        assert_eq!(html, "<code>live</code> or <code>&#60;ended&#62;</code>.");
    }
}
