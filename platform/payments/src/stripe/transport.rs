//! Carries async-stripe's requests to the API. Its own client opens a connection
//! a request and can tell neither `Retry-After` nor `Idempotent-Replayed`; and its
//! strategies either retry or have a key of ours, never both.
//!
//! One call is one key, kept through its retries: what was done is done once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use model::Entropy;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Client, Method, StatusCode, redirect};
use stripe_client_core::{
    CustomizedStripeRequest, RequestBuilder, RequestStrategy, StripeClient, StripeMethod,
};
use tokio::time::Instant;

use super::Keys;
use super::pace::Pace;
use super::trouble::{Refusal, Trouble};

/// How long is waited for Stripe.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For one attempt, its answer included.
    pub attempt: Duration,
    /// For a call that changes something, all attempts and waits together.
    pub change: Duration,
    /// The same for one that only reads.
    pub read: Duration,
    /// Before the second attempt; each later wait is twice as long.
    pub first_wait: Duration,
    /// Requests a second, of each of the two kinds: Stripe's own limit for an
    /// endpoint is 25.
    pub per_second: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(6),
            change: Duration::from_secs(12),
            read: Duration::from_secs(6),
            first_wait: Duration::from_millis(250),
            per_second: 25,
        }
    }
}

/// The longest wait between two attempts that Stripe has not asked for.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// The way to the API, for all calls.
#[derive(Debug)]
pub(super) struct Transport {
    keys: Keys,
    patience: Patience,
    entropy: Arc<dyn Entropy>,
    changes: Pace,
    reads: Pace,
    /// Made at the first request: reading the system's certificates takes a while.
    client: OnceLock<Result<Client, String>>,
}

impl Transport {
    pub(super) fn new(keys: Keys, patience: Patience, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            keys,
            patience,
            entropy,
            changes: Pace::per_second(patience.per_second),
            reads: Pace::per_second(patience.per_second),
            client: OnceLock::new(),
        }
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    fn client(&self) -> Result<&Client, Trouble> {
        let made = self.client.get_or_init(|| {
            Client::builder()
                .redirect(redirect::Policy::none())
                .connect_timeout(self.patience.attempt)
                .timeout(self.patience.attempt)
                .user_agent("Vitrine")
                .build()
                .map_err(|error| error.to_string())
        });
        // Nothing was sent.
        made.as_ref().map_err(|error| {
            tracing::error!(error, "no client for Stripe");
            Trouble::Busy
        })
    }

    /// Half to the whole of the wait that is due, so that those who failed
    /// together don't come again together.
    fn wait_before(&self, retry: u32) -> Duration {
        let due = self.patience.first_wait.saturating_mul(1 << retry.min(16));
        let due = due.min(LONGEST_WAIT);
        let mut chance = [0];
        self.entropy.fill(&mut chance);
        due / 2 + due / 2 * u32::from(chance[0]) / 255
    }
}

/// One call: what is learned beside its answer is kept here.
#[derive(Debug)]
pub(super) struct Call<'t> {
    transport: &'t Transport,
    replayed: AtomicBool,
}

impl<'t> Call<'t> {
    pub(super) fn new(transport: &'t Transport) -> Self {
        Self {
            transport,
            replayed: AtomicBool::new(false),
        }
    }

    /// Whether the answer is that of an earlier attempt: what it says was so then.
    pub(super) fn was_replayed(&self) -> bool {
        self.replayed.load(Ordering::Relaxed)
    }
}

/// How one attempt went.
enum Attempt {
    Done(Bytes),
    /// Worth another one.
    Again {
        why: String,
        /// Whether it may have been done all the same.
        done: bool,
        wait: Option<Duration>,
    },
    Over(Trouble),
}

impl StripeClient for Call<'_> {
    type Err = Trouble;

    async fn execute(&self, request: CustomizedStripeRequest) -> Result<Bytes, Trouble> {
        let (request, config) = request.into_pieces();
        let key = config
            .request_strategy
            .as_ref()
            .and_then(RequestStrategy::get_key);
        let account = config.account_id.as_ref().map(|account| account.as_str());
        let headers = self.headers(key.as_ref().map(|key| key.as_str()), account)?;
        let transport = self.transport;
        let changes = !matches!(request.method, StripeMethod::Get);
        let (pace, patience) = if changes {
            (&transport.changes, transport.patience.change)
        } else {
            (&transport.reads, transport.patience.read)
        };
        let until = Instant::now() + patience;
        // Why it may have been done although nobody said so.
        let mut perhaps = None;
        for retry in 0.. {
            if pace.slot(until).await.is_err() {
                break;
            }
            let (why, wait) = match self.attempt(&request, headers.clone(), until).await {
                Attempt::Done(body) => return Ok(body),
                // The key was changed between two attempts.
                Attempt::Over(Trouble::Barred(why)) if perhaps.is_some() => {
                    return Err(Trouble::Unknown(why));
                }
                Attempt::Over(trouble) => return Err(trouble),
                Attempt::Again { why, done, wait } => {
                    if done || !changes {
                        perhaps = Some(why.clone());
                    }
                    (why, wait)
                }
            };
            if let Some(pause) = wait {
                pace.hold_back(pause);
            }
            let wait = wait.unwrap_or_default().max(transport.wait_before(retry));
            tracing::debug!(path = request.path, retry, why, ?wait, "Stripe is asked again");
            if Instant::now() + wait >= until {
                break;
            }
            tokio::time::sleep(wait).await;
        }
        Err(perhaps.map_or(Trouble::Busy, Trouble::Unknown))
    }
}

impl Call<'_> {
    fn headers(&self, key: Option<&str>, account: Option<&str>) -> Result<HeaderMap, Trouble> {
        let value = |text: &str| {
            let barred = |_| Trouble::Barred("a key or an account that can't be".to_owned());
            HeaderValue::try_from(text).map_err(barred)
        };
        let mut headers = HeaderMap::new();
        let mut secret = value(&format!("Bearer {}", self.transport.keys.secret))?;
        secret.set_sensitive(true);
        headers.insert(AUTHORIZATION, secret);
        headers.insert("stripe-version", value(stripe_client_core::VERSION.as_str())?);
        if let Some(key) = key {
            headers.insert("idempotency-key", value(key)?);
        }
        if let Some(account) = account {
            headers.insert("stripe-account", value(account)?);
        }
        Ok(headers)
    }

    async fn attempt(&self, request: &RequestBuilder, headers: HeaderMap, until: Instant) -> Attempt {
        let client = match self.transport.client() {
            Ok(client) => client,
            Err(trouble) => return Attempt::Over(trouble),
        };
        let mut url = format!("{}v1{}", self.transport.keys.api_url, request.path);
        if let Some(query) = &request.query {
            url = format!("{url}?{query}");
        }
        let method = match request.method {
            StripeMethod::Get => Method::GET,
            StripeMethod::Post => Method::POST,
            StripeMethod::Delete => Method::DELETE,
        };
        let mut sent = client.request(method, url).headers(headers);
        if let Some(body) = &request.body {
            sent = sent
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body.clone());
        }
        let answer = async {
            let answer = sent.send().await?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            Ok::<_, reqwest::Error>((status, headers, answer.bytes().await?))
        };
        match tokio::time::timeout_at(until, answer).await {
            Ok(Ok((status, headers, body))) => self.judge(status, &headers, body),
            Ok(Err(error)) => Attempt::Again {
                // Without a connection nothing was sent.
                done: !error.is_connect(),
                why: error.without_url().to_string(),
                wait: None,
            },
            Err(_) => Attempt::Again {
                why: "no answer in time".to_owned(),
                done: true,
                wait: None,
            },
        }
    }

    /// What an answer means (docs.stripe.com/error-low-level).
    fn judge(&self, status: StatusCode, headers: &HeaderMap, body: Bytes) -> Attempt {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let replayed = header("idempotent-replayed") == Some("true");
        if status.is_success() {
            self.replayed.store(replayed, Ordering::Relaxed);
            return Attempt::Done(body);
        }
        let refusal = Refusal::read(status.as_u16(), &body);
        let passing = matches!(status.as_u16(), 409 | 424 | 429) || status.is_server_error();
        let again = header("stripe-should-retry") != Some("false");
        if refusal.bars() {
            return Attempt::Over(Trouble::Barred(refusal.words()));
        }
        if !passing {
            return Attempt::Over(Trouble::Refused(Box::new(refusal)));
        }
        let why = refusal.words();
        // A stored answer is given to each retry: only looking helps.
        if !again || replayed {
            return Attempt::Over(Trouble::Unknown(why));
        }
        let wait = header("retry-after").and_then(|value| value.trim().parse().ok());
        Attempt::Again {
            why,
            // Too many requests: this one was not looked at. In conflict: an
            // earlier one of this key is at work.
            done: status != StatusCode::TOO_MANY_REQUESTS,
            wait: wait.map(Duration::from_secs),
        }
    }
}
