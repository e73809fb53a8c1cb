//! What every page is made with: who looks at it, in which language, and the
//! message the last action left for it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use model::{AccountId, SessionId};
use people::accounts::Account;
use storefront_templates::chrome::{Chrome, Flash, FlashKind};
use storefront_templates::locale::Locale;
use storefront_templates::views::PersonView;

use crate::Shared;
use crate::auth::{Signed, Visitor};
use crate::error::Error;
use crate::urls::{self, Base};

const FLASH: &str = "vitrine_flash";
/// What asks for a page within a talk.
const TOGETHER: &str = "together";

/// Someone looking at a page.
#[derive(Debug)]
pub(super) struct Context {
    pub chrome: Chrome,
    pub visitor: Visitor,
    pub base: Base,
}

/// The same, signed in, and in a browser: programs have the API, which knows what
/// a token must not do.
#[derive(Debug)]
pub(super) struct Member {
    pub chrome: Chrome,
    pub signed: Signed,
    /// The browser's.
    pub session: SessionId,
    pub base: Base,
}

impl FromRequestParts<Shared> for Context {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let Ok(base) = Base::from_request_parts(parts, app).await;
        let path = parts
            .uri
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned();
        let unread = match visitor.account_id() {
            Some(account) => app.live.unread(account).await?,
            None => 0,
        };
        let account = visitor.signed.as_ref().map(|signed| &signed.account);
        let chrome = Chrome {
            locale: locale(account, &parts.headers),
            path,
            origin: base.0.clone(),
            now: app.people.clock.now(),
            account: account.map(person),
            unread: unread.unsigned_abs(),
            together: false,
            demo: app.settings.demo,
            flash: flash(&parts.headers),
        };
        Ok(Self {
            chrome,
            visitor,
            base,
        })
    }
}

impl FromRequestParts<Shared> for Member {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        let Context {
            chrome,
            visitor,
            base,
        } = Context::from_request_parts(parts, app).await?;
        let signed = visitor.signed.ok_or_else(Error::sign_in_first)?;
        let session = signed
            .session()
            .ok_or_else(|| Error::forbidden("Pages are for browsers: a token is for the API."))?;
        Ok(Self {
            chrome,
            signed,
            session,
            base,
        })
    }
}

impl Context {
    /// Whether the page is asked for as one that two look at in a talk (`?together`);
    /// from here on it is made so.
    pub(super) fn comes_together(&mut self) -> bool {
        let query = self.chrome.path.split_once('?').map_or("", |(_, query)| query);
        let mut asked = url::form_urlencoded::parse(query.as_bytes());
        self.chrome.together = asked.any(|(name, _)| name == TOGETHER);
        self.chrome.together
    }

    pub(super) fn account_id(&self) -> Option<AccountId> {
        self.visitor.account_id()
    }
}

impl Member {
    pub(super) fn account_id(&self) -> AccountId {
        self.signed.account.id
    }
}

/// A person's face.
pub(super) fn person(account: &Account) -> PersonView {
    PersonView {
        handle: account.handle.to_string(),
        name: account.name.clone(),
        avatar_url: account.avatar.as_deref().map(urls::picture),
    }
}

/// The language someone reads: their account's, else their browser's.
pub(crate) fn locale(account: Option<&Account>, headers: &HeaderMap) -> Locale {
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    account
        .and_then(|account| Locale::from_code(&account.locale))
        .unwrap_or_else(|| Locale::from_accept_language(accepted))
}

fn flash(headers: &HeaderMap) -> Option<Flash> {
    let jar = CookieJar::from_headers(headers);
    let (kind, key) = jar.get(FLASH)?.value().split_once('.')?;
    // Anyone can set a cookie on their own machine: only our own messages are shown.
    let known = key.starts_with("flash-") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let kind = if kind == "bad" {
        FlashKind::Bad
    } else {
        FlashKind::Good
    };
    known.then(|| Flash {
        kind,
        key: key.to_owned(),
    })
}

/// Goes to `path` and says `key` there.
pub(super) fn say(path: &str, kind: FlashKind, key: &str) -> Response {
    let kind = if kind == FlashKind::Bad { "bad" } else { "good" };
    let cookie = Cookie::build((FLASH, format!("{kind}.{key}")))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .build();
    (CookieJar::new().add(cookie), Redirect::to(path)).into_response()
}

/// Forgets the message once a page has shown it.
pub(super) fn forget_flash(headers: &HeaderMap, response: &mut Response) {
    let shown = CookieJar::from_headers(headers).get(FLASH).is_some();
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if shown && is_page {
        let gone = format!("{FLASH}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        if let Ok(value) = gone.parse() {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

/// `next` if it is a path of ours, else the home page.
pub(super) fn own_path(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control);
    if ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn the_way_back_never_leaves_the_house() {
        for foreign in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:x",
            "",
            "/\n/x",
        ] {
            assert_eq!(own_path(foreign), "/", "{foreign:?}");
        }
        assert_eq!(own_path("/shows/1?a=b"), "/shows/1?a=b");
    }
}
