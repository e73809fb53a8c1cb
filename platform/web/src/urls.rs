//! Addresses we hand out: absolute where they leave the page.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use model::ShowId;
use people::secret::Secret;

use crate::{App, Shared};

/// `host[:port]` under which this request reached us. HTTP/2 carries it in the
/// request target (RFC 9113 section 8.3.1), HTTP/1.1 in a header.
pub(crate) fn own_host(app: &App, uri: &Uri, headers: &HeaderMap) -> String {
    if let Some(url) = &app.settings.public_url {
        let host = url.host_str().unwrap_or_default();
        return url
            .port()
            .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    }
    if let Some(authority) = uri.authority() {
        return authority.to_string();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.unwrap_or("localhost").to_owned()
}

/// The start of every absolute address, without a slash at the end.
#[derive(Debug, Clone)]
pub(crate) struct Base(pub String);

impl FromRequestParts<Shared> for Base {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Self::Rejection> {
        let host = own_host(app, &parts.uri, &parts.headers);
        let scheme = if app.settings.https { "https" } else { "http" };
        Ok(Self(format!("{scheme}://{host}")))
    }
}

impl Base {
    pub(crate) fn whip(&self, show: ShowId) -> String {
        format!("{}/whip/{show}", self.0)
    }

    pub(crate) fn whep(&self, show: ShowId) -> String {
        format!("{}/whep/{show}", self.0)
    }

    pub(crate) fn hls(&self, show: ShowId) -> String {
        format!("{}/hls/{show}/index.m3u8", self.0)
    }

    pub(crate) fn page(&self, show: ShowId) -> String {
        format!("{}/shows/{show}", self.0)
    }

    pub(crate) fn invitation(&self, show: ShowId, secret: &Secret) -> String {
        format!("{}/shows/{show}/join/{}", self.0, secret.reveal())
    }

    /// Where a friend comes into a session of advice.
    pub(crate) fn advice_invitation(&self, secret: &Secret) -> String {
        format!("{}/advice/join/{}", self.0, secret.reveal())
    }
}

/// A product's page.
pub(crate) fn product(shop: &str, product: &str) -> String {
    format!("/shops/{shop}/products/{product}")
}

/// Where a stored picture is served. Names that begin with `art/` are the
/// project's own drawings.
pub fn picture(name: &str) -> String {
    if name.starts_with("art/") {
        storefront_templates::assets::url(name)
    } else {
        format!("/pictures/{name}")
    }
}
