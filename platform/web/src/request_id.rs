//! A request's id: in the log, in the answer, on the error page.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use model::{Entropy, SystemEntropy};
use tracing::Instrument;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// In the request's extensions.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub String);

/// Whoever has what comes behind these may do something with it.
const SECRET_BEHIND: [&str; 2] = ["/join/", "/unsubscribe/"];

/// What of an address may stand in a log: no query, and of a path what holds no secret.
fn loggable(path: &str) -> &str {
    let ends = SECRET_BEHIND
        .iter()
        .filter_map(|mark| path.find(mark).map(|at| at + mark.len()));
    ends.min().map_or(path, |end| &path[..end])
}

pub(crate) async fn assign(mut request: Request, next: Next) -> Response {
    let mut bytes = [0; 8];
    SystemEntropy.fill(&mut bytes);
    let id = format!("{:016x}", u64::from_be_bytes(bytes));
    let path = loggable(request.uri().path());
    let span = tracing::info_span!("request", %id, method = %request.method(), path);
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::loggable;

    #[test]
    fn secrets_in_paths_are_not_logged() {
        for (path, logged) in [
            ("/shows/0199/join/vl_secret", "/shows/0199/join/"),
            ("/shows/0199/join/vl_secret/join/x", "/shows/0199/join/"),
            ("/unsubscribe/secret", "/unsubscribe/"),
            ("/shows/0199", "/shows/0199"),
            ("/", "/"),
        ] {
            assert_eq!(loggable(path), logged);
        }
    }
}
