//! A shop's own system that wants to be told: takes webhooks, and holds each
//! against Standard Webhooks.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use model::Timestamp;
use ring::hmac;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use crate::eventually;

/// A running receiver. Dropped, it is gone.
#[derive(Debug)]
pub struct WebhookReceiver {
    pub url: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    /// What to answer to the next ones instead of 204.
    answers: VecDeque<u16>,
    arrived: Vec<Arrival>,
}

/// A webhook as it came in.
#[derive(Debug, Clone)]
pub struct Arrival {
    headers: HeaderMap,
    body: Bytes,
}

impl WebhookReceiver {
    /// One on a free port of this machine.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("its address"));
        let state = Arc::new(Mutex::new(State::default()));
        let task = tokio::spawn(serve(listener, state.clone()));
        Self { url, state, task }
    }

    /// Answers so to the next ones, one each.
    pub fn refuse(&self, statuses: impl IntoIterator<Item = u16>) {
        self.lock().answers.extend(statuses);
    }

    /// Waits until so many have come, whatever the answer; oldest first.
    ///
    /// # Panics
    /// When they don't come, or more of them.
    pub async fn arrivals(&self, number: usize) -> Vec<Arrival> {
        let arrived = eventually(&format!("{number} webhooks"), async || {
            let arrived = self.lock().arrived.clone();
            (arrived.len() >= number).then_some(arrived)
        })
        .await;
        assert_eq!(arrived.len(), number, "more webhooks than expected");
        arrived
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for WebhookReceiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Arrival {
    /// Its id, the same with each attempt.
    pub fn id(&self) -> String {
        self.header("webhook-id")
    }

    /// The body, after holding the signature against `secret` (`whsec_…`) and
    /// its time against `now`, as a receiver should.
    ///
    /// # Panics
    /// When it is not signed with it, or not now.
    pub fn read(&self, secret: &str, now: Timestamp) -> Value {
        assert!(self.is_signed_with(secret), "not signed with this secret");
        let at: i64 = self.header("webhook-timestamp").parse().expect("Unix seconds");
        assert!((now.timestamp() - at).abs() <= 300, "signed at another time");
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Whether one of its signatures is of `secret`.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let secret = secret.strip_prefix("whsec_").expect("a signing secret");
        let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(secret).expect("base64"));
        let (id, at) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        let mut signed = format!("{id}.{at}.").into_bytes();
        signed.extend_from_slice(&self.body);
        let signatures = self.header("webhook-signature");
        signatures.split(' ').any(|one| {
            let tag = one.strip_prefix("v1,").and_then(|tag| STANDARD.decode(tag).ok());
            tag.is_some_and(|tag| hmac::verify(&key, &signed, &tag).is_ok())
        })
    }

    fn header(&self, name: &str) -> String {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no {name}"));
        value.to_str().expect("ASCII").to_owned()
    }
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => accepted.expect("a listening socket").0,
            Some(_) = connections.join_next() => continue,
        };
        let state = state.clone();
        connections.spawn(async move {
            let service = hyper::service::service_fn(|request| take(request, state.clone()));
            // A connection that breaks off is the other side's affair.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn take(
    request: Request<Incoming>,
    state: Arc<Mutex<State>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let answer = |status: u16, words: &'static str| {
        let mut response = Response::new(Full::from(words));
        *response.status_mut() = StatusCode::from_u16(status).expect("a status");
        response
    };
    let Ok(body) = body.collect().await else {
        return Ok(answer(400, ""));
    };
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    state.arrived.push(Arrival {
        headers: parts.headers,
        body: body.to_bytes(),
    });
    Ok(match state.answers.pop_front() {
        Some(status) => answer(status, "not now"),
        None => answer(204, ""),
    })
}
