//! A person's settings: profile, sessions, tokens, whom they keep off.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::chrome::Chrome;
use crate::forms::FieldErrors;
use crate::locale::Locale;
use crate::views::PersonView;

/// `GET /settings`, and what its forms answer when something is missing
///
/// Complaints: `name`, `bio`, `locale`, `avatar` and `form` of the profile, `token_name` of the
/// tokens.
#[derive(Clone, Debug, Template)]
#[template(path = "settings/settings.html")]
pub struct SettingsPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The visitor.
    pub person: PersonView,
    /// Their e-mail address.
    pub email: String,
    /// The profile form, as typed.
    pub form: ProfileForm,
    /// Where they are signed in, this browser first.
    pub sessions: Vec<SessionView>,
    /// Their tokens, the newest first.
    pub tokens: Vec<TokenView>,
    /// A token just made: the one time it can be shown.
    pub fresh_token: Option<FreshToken>,
    /// Name of a token, as typed.
    pub token_name: String,
    /// Whom they have blocked, the last one first.
    pub blocked: Vec<PersonView>,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

impl SettingsPage {
    fn has_other_sessions(&self) -> bool {
        self.sessions.iter().any(|session| !session.current)
    }
}

/// What the profile form holds, as typed; posted as `multipart/form-data` to `/settings/profile`
/// with these names, besides `avatar` (a file, perhaps empty).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProfileForm {
    /// `name`
    pub name: String,
    /// `bio`
    pub bio: String,
    /// `locale`: `en`, `es`, or empty for the browser's choice
    pub locale: Option<Locale>,
}

impl ProfileForm {
    fn locales(&self) -> [Locale; 2] {
        Locale::ALL
    }

    fn speaks(&self, locale: &Locale) -> bool {
        self.locale == Some(*locale)
    }

    fn follows_browser(&self) -> bool {
        self.locale.is_none()
    }
}

/// One place where the visitor is signed in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SessionView {
    /// Its id, for `POST /settings/sessions/{id}/revoke`.
    pub id: String,
    /// Browser and system in words, such as `Firefox on Linux`; may be empty.
    pub device: String,
    /// When they signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub seen_at: DateTime<Utc>,
    /// Whether it is the one in use.
    pub current: bool,
}

/// One API token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenView {
    /// Its id, for `POST /settings/tokens/{id}/revoke`.
    pub id: String,
    /// The name it was given.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub used_at: Option<DateTime<Utc>>,
}

/// A token just made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FreshToken {
    /// The name it was given.
    pub name: String,
    /// The secret itself.
    pub secret: String,
}

#[cfg(any(test, feature = "samples"))]
impl SettingsPage {
    /// Two sessions, one token, and one just made.
    pub fn sample() -> Self {
        let now = crate::views::sample_now();
        let day = chrono::Duration::days(1);
        let here = SessionView {
            id: "session-1".to_owned(),
            device: "Firefox on Linux".to_owned(),
            created_at: now - day,
            seen_at: now,
            current: true,
        };
        let there = SessionView {
            id: "session-2".to_owned(),
            device: String::new(),
            current: false,
            ..here.clone()
        };
        Self {
            chrome: Chrome::sample(),
            person: PersonView::sample(),
            email: "ana@example.com".to_owned(),
            form: ProfileForm {
                name: "Ana Ruiz".to_owned(),
                bio: "I make things for tables.".to_owned(),
                locale: Some(Locale::Es),
            },
            sessions: vec![here, there],
            tokens: vec![TokenView {
                id: "token-1".to_owned(),
                name: "Till".to_owned(),
                created_at: now - day,
                used_at: Some(now),
            }],
            fresh_token: Some(FreshToken {
                name: "Stock script".to_owned(),
                secret: "vat_sample".to_owned(),
            }),
            token_name: String::new(),
            blocked: vec![PersonView::sample()],
            errors: FieldErrors::from([("token_name", "error-token-name-required".to_owned())]),
        }
    }
}
