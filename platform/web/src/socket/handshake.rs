//! The opening handshake, our half of it (RFC 6455 section 4.2).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto::upgrade::downcast;
use ring::digest;
use socket2::SockRef;

use super::frames::Taken;
use super::line::Line;
use crate::error::Error;
use crate::serve::Stream;

const VERSION: &str = "13";
/// What is appended to a key before it is hashed (section 1.3).
const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// What the system may hold for a peer that does not read, in bytes. Left to
/// itself it grows to megabytes.
const SEND_BUFFER: usize = 16 * 1024;

/// A request that may become a socket.
#[derive(Debug)]
pub(crate) struct Handshake {
    accept: HeaderValue,
    upgrade: OnUpgrade,
}

impl Handshake {
    /// Reads what the client asks for.
    ///
    /// # Errors
    /// 426 if it does not ask for a WebSocket, or for one of another version;
    /// 400 if it asks wrongly.
    pub(crate) fn read(request: &mut axum::http::Request<Body>) -> Result<Self, Error> {
        let headers = request.headers();
        let asks = request.method() == Method::GET
            && request.version() == Version::HTTP_11
            && has_token(headers, &header::CONNECTION, "upgrade")
            && has_token(headers, &header::UPGRADE, "websocket");
        if !asks {
            return Err(Error::upgrade_required("Open a WebSocket to this address."));
        }
        if headers
            .get(header::SEC_WEBSOCKET_VERSION)
            .is_none_or(|version| version != VERSION)
        {
            return Err(Error::upgrade_required(
                "Only version 13 of the protocol is spoken here.",
            ));
        }
        let bad = || Error::bad_request("bad-handshake", "This is no WebSocket handshake (RFC 6455).");
        let key = headers
            .get(header::SEC_WEBSOCKET_KEY)
            .filter(|key| is_key(key))
            .ok_or_else(bad)?;
        let accept = accept(key);
        let upgrade = request.extensions_mut().remove::<OnUpgrade>().ok_or_else(bad)?;
        Ok(Self { accept, upgrade })
    }

    /// Says yes. The socket's line comes once that has gone out; None if it
    /// never does.
    pub(crate) fn accept(self, taken: Taken) -> (Response, impl Future<Output = Option<Line>> + Send) {
        let answer = [
            (header::CONNECTION, HeaderValue::from_static("upgrade")),
            (header::UPGRADE, HeaderValue::from_static("websocket")),
            (header::SEC_WEBSOCKET_ACCEPT, self.accept),
        ];
        let line = async move {
            let upgraded = self.upgrade.await.ok()?;
            let parts = downcast::<TokioIo<Stream>>(upgraded).ok()?;
            let stream = parts.io.into_inner();
            // A system that keeps its own size costs memory, not correctness.
            let _ = SockRef::from(stream.tcp()).set_send_buffer_size(SEND_BUFFER);
            Some(Line::new(stream, parts.read_buf, taken))
        };
        ((StatusCode::SWITCHING_PROTOCOLS, answer).into_response(), line)
    }
}

/// Whether a header that is a list, in one line or several, has `token`.
fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| one.trim().eq_ignore_ascii_case(token))
}

/// A key is 16 bytes in Base64 (section 4.1).
fn is_key(key: &HeaderValue) -> bool {
    STANDARD.decode(key).is_ok_and(|bytes| bytes.len() == 16)
}

/// The answer to a key (section 4.2.2, item 5.4).
fn accept(key: &HeaderValue) -> HeaderValue {
    let mut hash = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    hash.update(key.as_bytes());
    hash.update(GUID);
    HeaderValue::from_str(&STANDARD.encode(hash.finish())).expect("Base64 is ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_rfc_is_answered_as_there() {
        let key = HeaderValue::from_static("dGhlIHNhbXBsZSBub25jZQ==");
        assert!(is_key(&key));
        assert_eq!(accept(&key), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        for bad in ["", "c2hvcnQ=", "not base64 at all!!!!!!="] {
            assert!(!is_key(&HeaderValue::from_static(bad)), "{bad}");
        }
    }

    #[test]
    fn a_list_in_a_header_may_be_long_or_in_parts() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::CONNECTION,
            HeaderValue::from_static("keep-alive, Upgrade"),
        );
        assert!(has_token(&headers, &header::CONNECTION, "upgrade"));
        assert!(!has_token(&headers, &header::CONNECTION, "up"));
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        headers.append(header::CONNECTION, HeaderValue::from_static("upgrade"));
        assert!(has_token(&headers, &header::CONNECTION, "upgrade"));
    }
}
