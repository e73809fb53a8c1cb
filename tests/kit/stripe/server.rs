//! The API over HTTP: who may ask, what goes wrong on the way, and the rules of
//! idempotency keys.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::books::Reply;
use super::form::Form;
use super::world::World;
use super::{Fault, PUBLISHABLE_KEY, SECRET_KEY, VERSION};

/// What all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) world: Mutex<World>,
    /// How often held answers were let go.
    pub(super) let_go: watch::Sender<u64>,
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection breaks off before an answer.
#[derive(Debug)]
struct BrokenOff;

impl std::fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("broken off")
    }
}

impl std::error::Error for BrokenOff {}

type Answer = Result<Response<Full<Bytes>>, BrokenOff>;

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => accepted.expect("a listening socket").0,
            Some(_) = connections.join_next() => continue,
        };
        let shared = shared.clone();
        connections.spawn(async move {
            let service = hyper::service::service_fn(|request| take(request, shared.clone()));
            // A connection that breaks off is the point of some tests.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn take(request: Request<Incoming>, shared: Arc<Shared>) -> Answer {
    let (parts, body) = request.into_parts();
    let Ok(body) = body.collect().await else {
        return Err(BrokenOff);
    };
    let body = body.to_bytes();
    let path = parts.uri.path().to_owned();
    let is_change = parts.method != Method::GET;
    let form = if is_change {
        Form::parse(&String::from_utf8_lossy(&body))
    } else {
        Form::parse(parts.uri.query().unwrap_or_default())
    };
    shared.lock().asked.push(format!("{} {path}", parts.method));
    let account = header(&parts.headers, "stripe-account")
        .unwrap_or_default()
        .to_owned();
    if let Err(reply) = admit(&shared.lock(), &parts.headers, &account, &path, is_change) {
        return Ok(answer(&reply, false));
    }
    if path == "/v1/confirmation_tokens" {
        return Ok(answer(&shared.lock().tokenise(&account, &form), false));
    }
    let fault = shared.lock().fault(&path);
    if !is_change {
        return match fault {
            Some(Fault::BreakOff | Fault::BreakOffDone) => Err(BrokenOff),
            Some(Fault::TooMany { retry_after }) => Ok(too_many(retry_after)),
            Some(Fault::Barred) => Ok(answer(&barred(), false)),
            Some(_) => Ok(answer(&own_error(), false)),
            None => Ok(answer(&shared.lock().read(&account, &path, &form), false)),
        };
    }
    let key = header(&parts.headers, "idempotency-key")
        .expect("admitted")
        .to_owned();
    let asked = Asked {
        account,
        key,
        path,
        form,
    };
    // On its own: it goes on when whoever asked has gone away.
    let done = tokio::spawn(asked.change(shared, fault));
    done.await.expect("a request that does not panic")
}

/// Who asks, and in which words.
fn admit(
    world: &World,
    headers: &HeaderMap,
    account: &str,
    path: &str,
    is_change: bool,
) -> Result<(), Reply> {
    let is_browsers = path == "/v1/confirmation_tokens";
    let key = if is_browsers { PUBLISHABLE_KEY } else { SECRET_KEY };
    if header(headers, "authorization") != Some(&format!("Bearer {key}")) {
        return Err(barred());
    }
    if !world.accounts.contains_key(account) || world.closed.contains(account) {
        let code = Some("account_invalid");
        return Err(Reply::error(
            403,
            "invalid_request_error",
            code,
            "no access to this account",
        ));
    }
    if is_browsers {
        return Ok(());
    }
    if header(headers, "stripe-version") != Some(VERSION) {
        return Err(Reply::wrong(None, "another version of the API"));
    }
    if is_change && header(headers, "content-type") != Some("application/x-www-form-urlencoded") {
        return Err(Reply::wrong(None, "the API takes forms"));
    }
    // Stripe would take it without; this server's customers may not.
    let has_key = header(headers, "idempotency-key").is_some_and(|key| (1..=255).contains(&key.len()));
    if is_change && !has_key {
        return Err(Reply::wrong(None, "no idempotency key"));
    }
    Ok(())
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// A request that changes something.
struct Asked {
    account: String,
    key: String,
    path: String,
    form: Form,
}

impl Asked {
    async fn change(self, shared: Arc<Shared>, fault: Option<Fault>) -> Answer {
        let mut let_go = shared.let_go.subscribe();
        {
            let mut world = shared.lock();
            match fault {
                // Before anything is looked at.
                Some(Fault::BreakOff) => return Err(BrokenOff),
                Some(Fault::TooMany { retry_after }) => return Ok(too_many(retry_after)),
                Some(Fault::Error) => return Ok(answer(&own_error(), false)),
                Some(Fault::Barred) => return Ok(answer(&barred(), false)),
                _ => {}
            }
            let known = world.replay(&self.account, &self.key, &self.path, &self.form);
            if let Some((reply, replayed)) = known {
                return Ok(answer(&reply, replayed));
            }
            world.begin(&self.account, &self.key, &self.path, &self.form);
        }
        if matches!(fault, Some(Fault::HoldUndone)) {
            let_go.changed().await.expect("the server runs");
        }
        let reply = shared.lock().change(&self.account, &self.path, &self.form);
        if matches!(fault, Some(Fault::HoldDone)) {
            let_go.changed().await.expect("the server runs");
        }
        let mut world = shared.lock();
        match fault {
            Some(Fault::ErrorDone) => {
                // The answer is kept as it was, whatever was done.
                let reply = own_error();
                world.end(&self.account, &self.key, Some(reply.clone()));
                return Ok(answer(&reply, false));
            }
            Some(Fault::BreakOffDone) => {
                world.end(&self.account, &self.key, Some(reply));
                return Err(BrokenOff);
            }
            _ => {}
        }
        // A request that was wrong in itself has begun nothing.
        let kept =
            (reply.status != 400 && reply.status != 404 || world.keeps_refusals).then(|| reply.clone());
        world.end(&self.account, &self.key, kept);
        Ok(answer(&reply, false))
    }
}

fn barred() -> Reply {
    Reply::error(401, "invalid_request_error", None, "Invalid API Key provided")
}

fn own_error() -> Reply {
    Reply::error(500, "api_error", None, "Something went wrong on Stripe's end")
}

fn too_many(retry_after: u64) -> Response<Full<Bytes>> {
    let reply = Reply::error(
        429,
        "invalid_request_error",
        Some("rate_limit"),
        "Too many requests",
    );
    let mut response = answer(&reply, false);
    response.headers_mut().insert("retry-after", retry_after.into());
    response
}

fn answer(reply: &Reply, replayed: bool) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(reply.body.to_string())));
    *response.status_mut() = StatusCode::from_u16(reply.status).expect("a status");
    let headers = response.headers_mut();
    headers.insert("content-type", "application/json".parse().expect("a value"));
    if replayed {
        headers.insert("idempotent-replayed", "true".parse().expect("a value"));
    }
    response
}
