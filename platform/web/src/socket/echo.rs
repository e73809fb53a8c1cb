//! A socket that says back what it hears: the room's own handshake and line,
//! for programs that test them. Not a route of the server: whoever tests brings
//! it up.

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::frames::{self, Incoming, Taken};
use super::handshake::Handshake;
use super::line::{Failure, Line};

/// Tests send messages up to this many bytes.
const LARGEST: usize = 16 * 1024 * 1024;

/// `GET /`: the echo.
pub fn router() -> Router {
    Router::new().route("/", get(enter))
}

async fn enter(mut request: Request) -> Response {
    let handshake = match Handshake::read(&mut request) {
        Ok(handshake) => handshake,
        Err(refused) => return refused.into_response(),
    };
    let (answer, line) = handshake.accept(Taken {
        message: LARGEST,
        binary: true,
    });
    tokio::spawn(async move {
        if let Some(line) = line.await {
            echo(line).await;
        }
    });
    answer
}

async fn echo(mut line: Line) {
    let mut said = Vec::new();
    loop {
        match line.exchange(&mut said).await {
            Ok(_) => {}
            Err(Failure::Breach(breach)) => return line.fail(breach).await,
            Err(Failure::Gone) => return,
        }
        for incoming in said.drain(..) {
            let answer = match incoming {
                Incoming::Text(text) => frames::message(true, text.as_bytes()),
                Incoming::Binary(bytes) => frames::message(false, &bytes),
                Incoming::Ping(payload) => frames::pong(&payload),
                Incoming::Pong => continue,
                Incoming::Close(code) => return line.answer_close(code).await,
            };
            line.outgoing().push(answer);
        }
    }
}
