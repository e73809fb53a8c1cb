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

pub(crate) async fn assign(mut request: Request, next: Next) -> Response {
    let mut bytes = [0; 8];
    SystemEntropy.fill(&mut bytes);
    let id = format!("{:016x}", u64::from_be_bytes(bytes));
    // The path alone: queries may carry what should not be in a log.
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
