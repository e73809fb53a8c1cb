//! A push service, and the browsers that are subscribed to it: takes pushes as
//! RFC 8030 has it, and reads them with other code than wrote them.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use model::{Clock, Entropy, SystemEntropy, Timestamp};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;
use web_push_native::p256::ecdsa::signature::Verifier;
use web_push_native::p256::ecdsa::{Signature, VerifyingKey};
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint;
use web_push_native::{Auth, p256};

use crate::eventually;

/// A running push service. Dropped, it is gone.
#[derive(Debug)]
pub struct PushService {
    origin: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    /// By the last part of their address.
    devices: HashMap<String, Inbox>,
    arrived: usize,
}

#[derive(Debug, Default)]
struct Inbox {
    /// What to answer to the next pushes instead of 201.
    answers: VecDeque<Refusal>,
    /// What the browser is shown: a message waits here until it is back online,
    /// and one of the same topic takes its place (RFC 8030 section 5.4).
    waiting: Vec<Arrival>,
    /// Every push that came, in order.
    tried: Vec<Arrival>,
}

/// What the service answers when it does not take a push.
#[derive(Debug, Clone)]
struct Refusal {
    status: u16,
    /// In seconds.
    retry_after: Option<u64>,
}

/// A push as it came in.
#[derive(Debug, Clone)]
struct Arrival {
    headers: HeaderMap,
    body: Bytes,
    at: Instant,
}

impl PushService {
    /// One on a free port of this machine.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("its address"));
        let state = Arc::new(Mutex::new(State::default()));
        let task = tokio::spawn(serve(listener, state.clone()));
        Self { origin, state, task }
    }

    /// A browser that subscribes for the server with the key `server_key`.
    pub fn device(&self, server_key: &str) -> Device {
        let mut random = [0; 64];
        SystemEntropy.fill(&mut random);
        let id = URL_SAFE_NO_PAD.encode(&random[48..]);
        self.lock().devices.insert(id.clone(), Inbox::default());
        Device {
            endpoint: format!("{}/{id}", self.origin),
            origin: self.origin.clone(),
            id,
            key: p256::SecretKey::from_slice(&random[..32]).expect("chance is below the order"),
            auth: random[32..48].try_into().expect("16 bytes"),
            server_key: server_key.to_owned(),
            state: self.state.clone(),
        }
    }

    /// Pushes that have come in so far, all browsers together.
    pub fn arrived(&self) -> usize {
        self.lock().arrived
    }

    /// When each of them came, in no order.
    pub fn arrivals(&self) -> Vec<Instant> {
        let state = self.lock();
        let tried = state.devices.values().flat_map(|inbox| &inbox.tried);
        tried.map(|arrival| arrival.at).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for PushService {
    fn drop(&mut self) {
        self.task.abort();
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
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let at = Instant::now();
    let (parts, body) = request.into_parts();
    let answer = |status: u16| {
        let mut response = Response::new(Empty::new());
        *response.status_mut() = StatusCode::from_u16(status).expect("a status");
        response
    };
    let Ok(body) = body.collect().await else {
        return Ok(answer(400));
    };
    let arrival = Arrival {
        headers: parts.headers,
        body: body.to_bytes(),
        at,
    };
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    state.arrived += 1;
    let Some(inbox) = state.devices.get_mut(parts.uri.path().trim_start_matches('/')) else {
        return Ok(answer(404));
    };
    inbox.tried.push(arrival.clone());
    if let Some(refusal) = inbox.answers.pop_front() {
        let mut response = answer(refusal.status);
        if let Some(seconds) = refusal.retry_after {
            response.headers_mut().insert("retry-after", seconds.into());
        }
        return Ok(response);
    }
    let topic = |arrival: &Arrival| arrival.headers.get("topic").cloned();
    let new = topic(&arrival);
    inbox.waiting.retain(|other| new.is_none() || topic(other) != new);
    inbox.waiting.push(arrival);
    Ok(answer(201))
}

/// A browser with a subscription.
#[derive(Debug)]
pub struct Device {
    pub endpoint: String,
    origin: String,
    id: String,
    key: p256::SecretKey,
    auth: [u8; 16],
    server_key: String,
    state: Arc<Mutex<State>>,
}

/// A push as the browser reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Push {
    /// What the service worker is given.
    pub words: Value,
    /// In seconds.
    pub ttl: u64,
    pub urgency: String,
    pub topic: String,
}

impl Device {
    /// Its public key, an uncompressed point.
    pub fn p256dh(&self) -> Vec<u8> {
        self.key.public_key().to_encoded_point(false).as_bytes().to_vec()
    }

    /// The secret it shares with its pushers.
    pub fn auth(&self) -> [u8; 16] {
        self.auth
    }

    /// As `PushSubscription.toJSON()` has it.
    pub fn subscription(&self) -> Value {
        json!({
            "endpoint": self.endpoint,
            "expirationTime": null,
            "keys": {
                "p256dh": URL_SAFE_NO_PAD.encode(self.p256dh()),
                "auth": URL_SAFE_NO_PAD.encode(self.auth()),
            },
        })
    }

    /// Answers so to the next pushes, one each.
    pub fn refuse(&self, refusals: impl IntoIterator<Item = (u16, Option<u64>)>) {
        let refusals = refusals
            .into_iter()
            .map(|(status, retry_after)| Refusal { status, retry_after });
        self.inbox(|inbox| inbox.answers.extend(refusals));
    }

    /// How often something was pushed, whatever the answer.
    pub fn tried(&self) -> usize {
        self.inbox(|inbox| inbox.tried.len())
    }

    /// All that was tried, read.
    pub fn all(&self, clock: &dyn Clock) -> Vec<Push> {
        let tried = self.inbox(|inbox| inbox.tried.clone());
        tried
            .iter()
            .map(|arrival| self.read(arrival, clock.now()))
            .collect()
    }

    /// Waits for a push, and takes what waits: this browser is online.
    ///
    /// # Panics
    /// When none comes, or not the one that waits.
    pub async fn next(&self, clock: &dyn Clock) -> Push {
        let arrived = eventually("a push", async || {
            self.inbox(|inbox| (!inbox.waiting.is_empty()).then(|| inbox.waiting.remove(0)))
        })
        .await;
        self.read(&arrived, clock.now())
    }

    /// What waits while this browser is offline.
    pub fn waiting(&self) -> usize {
        self.inbox(|inbox| inbox.waiting.len())
    }

    fn inbox<T>(&self, look: impl FnOnce(&mut Inbox) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        look(state.devices.get_mut(&self.id).expect("a known browser"))
    }

    /// Reads a push, and holds it against the RFCs.
    fn read(&self, arrival: &Arrival, now: Timestamp) -> Push {
        let header = |name: &str| {
            let value = arrival.headers.get(name).unwrap_or_else(|| panic!("no {name}"));
            value.to_str().expect("ASCII").to_owned()
        };
        self.check_vapid(&header("authorization"), now);
        assert_eq!(header("content-encoding"), "aes128gcm");
        let topic = header("topic");
        let is_base64url = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        assert!(topic.len() <= 32 && topic.bytes().all(is_base64url), "{topic}");
        assert!(arrival.body.len() <= 4_096, "{} bytes", arrival.body.len());
        let text = web_push_native::decrypt(
            arrival.body.to_vec(),
            &self.key,
            &Auth::clone_from_slice(&self.auth),
        );
        Push {
            words: serde_json::from_slice(&text.expect("encrypted to this browser")).expect("JSON"),
            ttl: header("ttl").parse().expect("seconds"),
            urgency: header("urgency"),
            topic,
        }
    }

    /// RFC 8292 sections 2 to 4.
    fn check_vapid(&self, authorization: &str, now: Timestamp) {
        let parameters = authorization.strip_prefix("vapid ").expect("the scheme");
        let parameter = |name: &str| {
            let found = parameters.split(',').find_map(|one| {
                let (own, value) = one.trim().split_once('=')?;
                (own == name).then_some(value)
            });
            found.unwrap_or_else(|| panic!("no {name} in {authorization}"))
        };
        let (token, key) = (parameter("t"), parameter("k"));
        assert_eq!(key, self.server_key, "this browser subscribed with another key");
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
        let (signed, signature) = token.rsplit_once('.').expect("a JWS");
        let (header, claims) = signed.split_once('.').expect("a JWS");
        let key = VerifyingKey::from_sec1_bytes(&decode(key)).expect("a P-256 key");
        let signature = Signature::from_slice(&decode(signature)).expect("64 bytes");
        key.verify(signed.as_bytes(), &signature)
            .expect("signed by the key");
        let read = |text: &str| serde_json::from_slice::<Value>(&decode(text)).expect("JSON");
        assert_eq!(read(header)["alg"], "ES256");
        let claims = read(claims);
        assert_eq!(claims["aud"], self.origin);
        let expires = claims["exp"].as_i64().expect("a time");
        let left = expires - now.timestamp();
        let day = i64::try_from(Duration::from_secs(24 * 3_600).as_secs()).expect("it fits");
        assert!((0..=day).contains(&left), "{left} s left");
    }
}
