//! Signing in and signing up. Both work without script.

use askama::Template;

use crate::chrome::Chrome;
use crate::forms::FieldErrors;

/// `GET /signin`, and what `POST /signin {login, password, next}` answers when it is refused
///
/// Complaints: `login`, `password`, `form`.
#[derive(Clone, Debug, Template)]
#[template(path = "session/signin.html")]
pub struct SignInPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Handle or e-mail address, as typed.
    pub login: String,
    /// Path to go to afterwards; the caller has checked that it is one of ours.
    pub next: String,
    /// The demo world's sign-ins to show: name of the account and password.
    pub demo_logins: Vec<(String, String)>,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

/// `GET /signup`, and what `POST /signup {handle, name, email, password, next}` answers when it is
/// refused
///
/// Complaints: `handle`, `name`, `email`, `password`, `form`.
#[derive(Clone, Debug, Template)]
#[template(path = "session/signup.html")]
pub struct SignUpPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Handle, as typed.
    pub handle: String,
    /// Name, as typed.
    pub name: String,
    /// E-mail address, as typed.
    pub email: String,
    /// Path to go to afterwards; the caller has checked that it is one of ours.
    pub next: String,
    /// The least number of characters a password must have.
    pub password_min: u64,
    /// Complaints about fields.
    pub errors: FieldErrors,
}

#[cfg(any(test, feature = "samples"))]
impl SignInPage {
    /// A refused attempt in the demo world.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                demo: true,
                ..Chrome::sample_guest()
            },
            login: "ana".to_owned(),
            next: "/studio".to_owned(),
            demo_logins: vec![("ana".to_owned(), "a-demo-password".to_owned())],
            errors: FieldErrors::from([("form", "error-signin-wrong".to_owned())]),
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl SignUpPage {
    /// A handle that is taken.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample_guest(),
            handle: "ana".to_owned(),
            name: "Ana \"Lia\" Ruiz".to_owned(),
            email: "ana@example.com".to_owned(),
            next: "/".to_owned(),
            password_min: 10,
            errors: FieldErrors::from([("handle", "error-handle-taken".to_owned())]),
        }
    }
}
