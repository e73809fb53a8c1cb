//! Cross-site request forgery: an unsafe request that leans on a cookie must
//! come from our own pages. Browsers say where it comes from in `Origin`.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Error;
use crate::to_the_end::is_read;
use crate::{App, Shared, auth, urls};

pub(crate) async fn check(State(app): State<Shared>, request: Request, next: Next) -> Response {
    // A token is not sent along by itself, as a cookie or a proxy's password is.
    let explicit = auth::bearer(request.headers()).is_some();
    // Players in other sites' pages watch as guests: there is nothing to lean on.
    let path = request.uri().path();
    let is_media = path.starts_with("/whep/") || path.starts_with("/whip/");
    let guest = is_media && !request.headers().contains_key(header::COOKIE);
    if is_read(request.method()) || explicit || guest || is_ours(&app, request.uri(), request.headers()) {
        return next.run(request).await;
    }
    Error::forbidden("This request comes from another site's page.").into_response()
}

/// Whether a request comes from a page of ours, or from no page at all.
pub(crate) fn is_ours(app: &App, uri: &Uri, headers: &HeaderMap) -> bool {
    is_from(headers, &urls::own_host(app, uri, headers), app.settings.https)
}

/// The same for pages of `own_host`. Where those come over HTTPS, one that came
/// without may be anyone's on the way.
fn is_from(headers: &HeaderMap, own_host: &str, https: bool) -> bool {
    match headers.get(header::ORIGIN) {
        Some(origin) => origin
            .to_str()
            .ok()
            .and_then(|origin| origin.split_once("://"))
            .is_some_and(|(scheme, host)| {
                host.eq_ignore_ascii_case(own_host) && (scheme == "https" || !https)
            }),
        // Not a browser, or one that says so in another way.
        None => headers
            .get("sec-fetch-site")
            .is_none_or(|site| site == "same-origin" || site == "none"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_from(&headers, "shop.example:8080", true)
    }

    #[test]
    fn only_our_own_origin_may_use_the_cookie() {
        assert!(ours(&[("origin", "https://shop.example:8080")]));
        assert!(ours(&[]));
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        for foreign in [
            "https://evil.example",
            "null",
            "https://shop.example",
            "http://shop.example:8080",
            "https://shop.example:8080.evil.example",
        ] {
            assert!(!ours(&[("origin", foreign)]), "{foreign}");
        }
        assert!(!ours(&[("sec-fetch-site", "cross-site")]));
        assert!(!ours(&[("sec-fetch-site", "same-site")]));
    }
}
