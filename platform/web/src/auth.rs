//! Who is asking: a browser's session cookie, or a program's bearer token.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use live::invitations::Caller;
use live::shows::{Show, Viewer};
use model::{AccountId, Credential, GuestId, Role, SessionId, ShowId, Visibility};
use people::accounts::Account;
use people::secret::{self, Secret};
use people::shops::Shop;

use crate::error::Error;
use crate::{App, Shared};

const COOKIE: &str = "vitrine_session";
/// Knows a browser again that came in by a secret link. Nobody else gets one.
const GUEST_COOKIE: &str = "vitrine_guest";

/// Someone who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub account: Account,
    pub credential: Credential,
}

impl Signed {
    /// The browser's session; none for a program with a token.
    pub(crate) fn session(&self) -> Option<SessionId> {
        self.credential.session()
    }
}

/// Whoever asks, signed in or not.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visitor {
    pub signed: Option<Signed>,
    pub guest: Option<GuestId>,
}

/// Someone who must be signed in: else 401.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn(pub Signed);

impl FromRequestParts<Shared> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let visitor = Self::now(&parts.headers, app).await?;
        parts.extensions.insert(visitor.clone());
        Ok(visitor)
    }
}

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        visitor.signed.map(Self).ok_or_else(Error::sign_in_first)
    }
}

impl Visitor {
    /// Who asks as of now, for requests that took their time: the extractor
    /// gives who asked when it looked first.
    ///
    /// # Errors
    /// 401 for a token that is none.
    pub(crate) async fn now(headers: &HeaderMap, app: &App) -> Result<Self, Error> {
        let jar = CookieJar::from_headers(headers);
        let signed = if let Some(token) = bearer(headers) {
            let known = app.people.token(token).await?;
            let (token, account) = known.ok_or_else(Error::sign_in_first)?;
            Some(Signed {
                account,
                credential: Credential::Token(token.id),
            })
        } else if let Some(cookie) = jar.get(COOKIE) {
            let known = app.people.session(cookie.value()).await?;
            known.map(|(session, account)| Signed {
                account,
                credential: Credential::Session(session.id),
            })
        } else {
            None
        };
        Ok(Self {
            signed,
            guest: guest(&jar),
        })
    }

    pub(crate) fn account_id(&self) -> Option<AccountId> {
        self.signed.as_ref().map(|signed| signed.account.id)
    }

    /// As someone at a show's door.
    pub(crate) fn caller(&self) -> Caller {
        Caller {
            account: self.account_id(),
            guest: self.guest,
        }
    }
}

/// The guest this browser is known as, once it came in by a secret link.
pub(crate) fn guest(jar: &CookieJar) -> Option<GuestId> {
    jar.get(GUEST_COOKIE).map(|cookie| secret::guest(cookie.value()))
}

/// The bearer token of a request (RFC 6750 section 2.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The cookie that signs a browser in.
pub(crate) fn session_cookie(app: &App, secret: &Secret) -> Cookie<'static> {
    Cookie::build((COOKIE, secret.reveal().to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.settings.https)
        // How long it counts is the session's own affair.
        .permanent()
        .build()
}

/// The cookie that signs it out.
pub(crate) fn no_cookie() -> Cookie<'static> {
    Cookie::build((COOKIE, "")).path("/").build()
}

/// The cookie that makes a browser known as a guest.
pub(crate) fn guest_cookie(app: &App, secret: &Secret) -> Cookie<'static> {
    Cookie::build((GUEST_COOKIE, secret.reveal().to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.settings.https)
        .permanent()
        .build()
}

impl App {
    /// `caller` as someone who looks at `show`.
    pub(crate) async fn viewer(&self, show: &Show, caller: Caller) -> Result<Viewer, Error> {
        let role = match (show.shop, caller.account) {
            (Some(shop), Some(account)) => self.people.role(shop, account).await?,
            _ => None,
        };
        let invited = show.visibility == Visibility::Private && self.live.is_invited(show.id, caller).await?;
        Ok(Viewer {
            account: caller.account,
            role,
            invited,
        })
    }

    /// The show, if `caller` may know of it.
    ///
    /// # Errors
    /// 404 when there is none, or none for them.
    pub(crate) async fn show_to_watch(&self, id: ShowId, caller: Caller) -> Result<(Show, Viewer), Error> {
        let show = self.live.show(id).await?.ok_or_else(Error::show_not_found)?;
        let viewer = self.viewer(&show, caller).await?;
        if show.may_watch(viewer) {
            Ok((show, viewer))
        } else {
            Err(Error::show_not_found())
        }
    }

    /// The show, if `account` may run it.
    ///
    /// # Errors
    /// 404 when they may not know of it, 403 when they may but it is not theirs.
    pub(crate) async fn show_to_run(&self, id: ShowId, account: AccountId) -> Result<Show, Error> {
        let caller = Caller {
            account: Some(account),
            guest: None,
        };
        let (show, viewer) = self.show_to_watch(id, caller).await?;
        if show.may_run(viewer) {
            Ok(show)
        } else {
            Err(Error::forbidden("This is someone else's show."))
        }
    }

    /// The shop at this address: shops are everyone's to see.
    ///
    /// # Errors
    /// 404 when there is none.
    pub(crate) async fn shop_called(&self, slug: &str) -> Result<Shop, Error> {
        let shop = self.people.shop_by_slug(slug).await?;
        shop.ok_or_else(Error::shop_not_found)
    }

    /// The shop at this address, if `account` works there in that role.
    ///
    /// # Errors
    /// 404 when there is none, 403 when it is someone else's.
    pub(crate) async fn shop_to_run(
        &self,
        slug: &str,
        account: AccountId,
        role: Role,
    ) -> Result<Shop, Error> {
        let shop = self.shop_called(slug).await?;
        match self.people.role(shop.id, account).await? {
            Some(held) if held.covers(role) => Ok(shop),
            _ => Err(Error::forbidden("Only those who run this shop may do this.")),
        }
    }
}
