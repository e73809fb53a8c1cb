//! What surrounds every page: the language, who is signed in, the hour, a message to show once.
//!
//! Templates reach words, times, icons and asset addresses through it. Knows no page.

use chrono::{DateTime, Utc};
use fluent_bundle::FluentValue;

use crate::assets;
use crate::forms::{Described, FieldError, FieldErrors};
use crate::icon::Icon;
use crate::locale::Locale;
use crate::time::{Countdown, Elapsed, When};
use crate::views::{MoneyView, PersonView};

/// The surroundings of one rendered page.
#[derive(Clone, Debug)]
pub struct Chrome {
    /// The language to speak.
    pub locale: Locale,
    /// Path and query of this page, such as `/shows/0193…`: where signing in leads back to.
    pub path: String,
    /// Scheme and authority the visitor used, such as `https://vitrine.example`: for the absolute
    /// addresses that sharing and link previews need.
    pub origin: String,
    /// The time at which the page is rendered.
    pub now: DateTime<Utc>,
    /// Who is signed in.
    pub account: Option<PersonView>,
    /// How many notices they have not read.
    pub unread: u64,
    /// The page stands in a frame of a talk, where two look at it together: without what
    /// surrounds it elsewhere.
    pub together: bool,
    /// Whether this is the demo world; the page says so.
    pub demo: bool,
    /// A message from the action that led here, shown once.
    pub flash: Option<Flash>,
}

/// A message shown once, after an action.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Flash {
    /// Whether it went well.
    pub kind: FlashKind,
    /// Message key, such as `flash-profile-saved`.
    pub key: String,
}

/// How a [`Flash`] looks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FlashKind {
    /// It is done.
    Good,
    /// It could not be done.
    Bad,
}

impl Flash {
    /// Whether the message is bad news.
    pub fn is_bad(&self) -> bool {
        self.kind == FlashKind::Bad
    }
}

/// A value that fits into a message: a count, or text.
pub trait TextArg {
    /// The value as Fluent takes it.
    fn to_fluent(&self) -> FluentValue<'_>;
}

impl TextArg for str {
    fn to_fluent(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl TextArg for String {
    fn to_fluent(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl TextArg for u64 {
    fn to_fluent(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl TextArg for usize {
    fn to_fluent(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl<T: TextArg + ?Sized> TextArg for &T {
    fn to_fluent(&self) -> FluentValue<'_> {
        (**self).to_fluent()
    }
}

impl Chrome {
    /// The message `key`.
    pub fn t(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// The message `key` with one argument.
    pub fn t1(&self, key: &str, name: &'static str, value: impl TextArg) -> String {
        self.locale.text_with(key, &[(name, value.to_fluent())])
    }

    /// The message `key` with two arguments.
    pub fn t2(
        &self,
        key: &str,
        first: &'static str,
        first_value: impl TextArg,
        second: &'static str,
        second_value: impl TextArg,
    ) -> String {
        let args = [
            (first, first_value.to_fluent()),
            (second, second_value.to_fluent()),
        ];
        self.locale.text_with(key, &args)
    }

    /// The address of an embedded file.
    pub fn asset(&self, path: &str) -> String {
        assets::url(path)
    }

    /// The way to sign in and back here.
    pub fn sign_in_url(&self) -> String {
        format!("/signin?next={}", percent_encode(&self.path))
    }

    /// The address of one of the doors, which then leads on to `next`.
    pub fn door_url(&self, door: &str, next: &str) -> String {
        format!("{door}?next={}", percent_encode(next))
    }

    /// An icon of the sprite, hidden from screen readers.
    pub fn icon(&self, name: &'static str) -> Icon {
        Icon {
            sprite: assets::url("icons.svg"),
            name,
        }
    }

    /// A count that fits a badge, such as `1.2k`.
    pub fn count(&self, count: &u64) -> String {
        self.locale.short_count(*count)
    }

    /// A count in full, such as `12,345`.
    pub fn number(&self, count: &u64) -> String {
        self.locale.number(*count)
    }

    /// An amount of money, such as `€39.00`.
    pub fn money(&self, amount: &MoneyView) -> String {
        amount.text(self.locale)
    }

    /// A point in time, shown in the viewer's zone; see [`When`] for `style`.
    pub fn when(&self, at: &DateTime<Utc>, style: &'static str) -> When {
        When::new(self, *at, style)
    }

    /// The time until `at`, ticking, inside message `key` (argument `left`); message `done` after.
    pub fn countdown(&self, at: &DateTime<Utc>, key: &str, done: &str) -> Countdown {
        Countdown::new(self, *at, key, done)
    }

    /// When the page was made, as scripts read times.
    pub fn now_iso(&self) -> String {
        crate::time::iso(self.now)
    }

    /// The time since `at` as a running clock, such as `12:04`.
    pub fn elapsed(&self, at: &DateTime<Utc>) -> Elapsed {
        Elapsed::new(self, *at)
    }

    /// A length in seconds as a clock, such as `1:02:04`.
    pub fn clock(&self, seconds: &u64) -> String {
        crate::time::clock(*seconds)
    }

    /// The complaint about a field, or nothing.
    pub fn field_error(&self, errors: &FieldErrors, field: &'static str) -> FieldError {
        FieldError::new(self, errors, field)
    }

    /// The attributes that tie a field to its complaint, or nothing.
    pub fn described(&self, errors: &FieldErrors, field: &'static str) -> Described {
        Described {
            field: errors.contains_key(field).then_some(field),
        }
    }
}

/// A path as the value of a query parameter (RFC 3986, section 2.1).
fn percent_encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'@' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(any(test, feature = "samples"))]
impl Chrome {
    /// A signed-in visitor of the demo world.
    pub fn sample() -> Self {
        Self {
            locale: Locale::En,
            path: "/".to_owned(),
            origin: "https://vitrine.example".to_owned(),
            now: crate::views::sample_now(),
            account: Some(PersonView::sample()),
            unread: 3,
            together: false,
            demo: true,
            flash: Some(Flash {
                kind: FlashKind::Good,
                key: "flash-profile-saved".to_owned(),
            }),
        }
    }

    /// A visitor who isn't signed in.
    pub fn sample_guest() -> Self {
        Self {
            account: None,
            unread: 0,
            flash: None,
            demo: false,
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_survives_in_a_query() {
        let chrome = Chrome {
            path: "/shows/1?a=b&c=ñ#x".to_owned(),
            ..Chrome::sample_guest()
        };
        assert_eq!(
            chrome.sign_in_url(),
            "/signin?next=/shows/1%3Fa%3Db%26c%3D%C3%B1%23x"
        );
    }
}
