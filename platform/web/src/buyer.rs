//! Who buys: the account where someone is signed in, else the browser, known by
//! its guest cookie. Nobody has to sign in to fill a basket.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum_extra::extract::cookie::CookieJar;
use model::{Holder, ShopId, ShowId, Visibility};
use people::secret::{self, Secret};

use crate::auth::{self, Visitor};
use crate::error::Error;
use crate::{App, Shared};

/// Whoever writes. A browser that was no guest yet becomes one: send `jar` back.
#[derive(Debug)]
pub(crate) struct Buyer {
    pub holder: Holder,
    /// Made up for this very request: nobody else can have asked as them before.
    pub is_new: bool,
    pub jar: CookieJar,
}

/// Whoever reads; a browser that never wrote anything is nobody.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownBuyer(pub Option<Holder>);

impl Visitor {
    /// Whose basket it is.
    pub(crate) fn holder(&self) -> Option<Holder> {
        let account = self.account_id().map(Holder::Account);
        account.or(self.guest.map(Holder::Guest))
    }
}

impl FromRequestParts<Shared> for KnownBuyer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        Ok(Self(visitor.holder()))
    }
}

impl FromRequestParts<Shared> for Buyer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        let known = KnownBuyer::from_request_parts(parts, app).await?;
        // What is sent back is what is added to it.
        let jar = CookieJar::new();
        let is_new = known.0.is_none();
        let (holder, jar) = match known.0 {
            Some(holder) => (holder, jar),
            None => {
                let fresh = Secret::generate("vg_", &*app.people.entropy);
                let guest = secret::guest(fresh.reveal());
                (Holder::Guest(guest), jar.add(auth::guest_cookie(app, &fresh)))
            }
        };
        Ok(Self { holder, is_new, jar })
    }
}

/// The caller's own name for a request that must not be done twice, where one
/// was given (`Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header).
#[derive(Debug, Clone)]
pub(crate) struct IdempotencyKey(pub Option<String>);

impl FromRequestParts<Shared> for IdempotencyKey {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _app: &Shared) -> Result<Self, Error> {
        key(&parts.headers).map(Self)
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    let mut values = headers.get_all("idempotency-key").iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Ok(None);
    };
    let text = value
        .to_str()
        .map_err(|_| Error::invalid(None, "An idempotency key has 1 to 200 visible ASCII characters."))?;
    // A string of structured fields stands in quotes (RFC 9651 section 3.3.3);
    // what everyone sends does not.
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    Ok(Some(bare.unwrap_or(text).to_owned()))
}

impl App {
    /// The show in which something is bought, if it is one of the shop's that
    /// `visitor` may watch: sales are counted by it.
    ///
    /// # Errors
    /// 422 for any other.
    pub(crate) async fn show_of_sale(
        &self,
        shop: ShopId,
        show: Option<ShowId>,
        visitor: &Visitor,
    ) -> Result<Option<ShowId>, Error> {
        let Some(id) = show else { return Ok(None) };
        if let Some(show) = self.live.show(id).await?
            && show.shop == Some(shop)
            && (show.visibility == Visibility::Public
                || show.may_watch(self.viewer(&show, visitor.caller()).await?))
        {
            return Ok(Some(id));
        }
        Err(Error::invalid(
            Some("show"),
            "This show is not one of the shop's.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_bare_or_in_quotes() {
        let read = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("idempotency-key", value.parse().unwrap());
            key(&headers).unwrap()
        };
        assert_eq!(read("a-1").as_deref(), Some("a-1"));
        assert_eq!(read("\"a-1\"").as_deref(), Some("a-1"));
        assert_eq!(read("\"").as_deref(), Some("\""));
        assert_eq!(key(&HeaderMap::new()).unwrap(), None);
    }
}
