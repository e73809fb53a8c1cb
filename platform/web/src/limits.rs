//! Rate limits: token buckets by who asks and for what. In memory: a restart
//! forgives, and each node counts for itself.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use model::{Clock, Timestamp};

use crate::Shared;
use crate::address::{ClientAddress, customer};
use crate::error::Error;

/// So many at once, and one more each `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub burst: u32,
    pub every: Duration,
}

/// What is limited, and how far.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Sign-in tries from one address.
    pub sign_in_address: Rate,
    /// Sign-in tries for one name, wherever they come from.
    pub sign_in_login: Rate,
    /// New accounts from one address.
    pub sign_up: Rate,
    /// New media sessions from one address.
    pub media: Rate,
    /// Secret links tried from one address.
    pub join: Rate,
    /// Other writes from one address.
    pub write: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        let rate = |burst, seconds| Rate {
            burst,
            every: Duration::from_secs_f64(seconds),
        };
        Self {
            sign_in_address: rate(20, 6.0),
            sign_in_login: rate(10, 60.0),
            sign_up: rate(20, 180.0),
            media: rate(60, 0.5),
            join: rate(60, 2.0),
            write: rate(120, 0.25),
        }
    }
}

/// One thing someone does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Act {
    SignInFrom(IpAddr),
    SignInAs(String),
    SignUp(IpAddr),
    Media(IpAddr),
    Join(IpAddr),
    Write(IpAddr),
}

/// At most this many buckets are kept; full ones are the same as none.
const CAPACITY: usize = 50_000;

/// The buckets.
#[derive(Debug)]
pub struct Limits {
    rates: Rates,
    clock: Arc<dyn Clock>,
    /// For each bucket the moment at which it is full again.
    full_at: Mutex<HashMap<Act, Timestamp>>,
}

impl Limits {
    pub(crate) fn new(rates: Rates, clock: Arc<dyn Clock>) -> Self {
        Self {
            rates,
            clock,
            full_at: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one token for `act`.
    ///
    /// # Errors
    /// 429 with the wait when the bucket is empty.
    pub(crate) fn take(&self, act: Act) -> Result<(), Error> {
        let rate = match act {
            Act::SignInFrom(_) => self.rates.sign_in_address,
            Act::SignInAs(_) => self.rates.sign_in_login,
            Act::SignUp(_) => self.rates.sign_up,
            Act::Media(_) => self.rates.media,
            Act::Join(_) => self.rates.join,
            Act::Write(_) => self.rates.write,
        };
        let now = self.clock.now();
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= CAPACITY {
            full_at.retain(|_, at| *at > now);
            if full_at.len() >= CAPACITY {
                return Err(Error::busy());
            }
        }
        let bucket = full_at.entry(act.by_network()).or_insert(now);
        let base = (*bucket).max(now);
        let filled = base + rate.every;
        let wait = filled - (now + rate.every * rate.burst);
        match wait.to_std() {
            Ok(wait) if !wait.is_zero() => Err(Error::too_many_requests(wait)),
            _ => {
                *bucket = filled;
                Ok(())
            }
        }
    }
}

impl Act {
    fn by_network(self) -> Self {
        match self {
            Self::SignInFrom(address) => Self::SignInFrom(customer(address)),
            Self::SignUp(address) => Self::SignUp(customer(address)),
            Self::Media(address) => Self::Media(customer(address)),
            Self::Join(address) => Self::Join(customer(address)),
            Self::Write(address) => Self::Write(customer(address)),
            Self::SignInAs(login) => Self::SignInAs(login),
        }
    }
}

/// Takes a token for every request that may change something. Media sessions
/// have a bucket of their own.
pub(crate) async fn writes(
    State(app): State<Shared>,
    address: ClientAddress,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let path = request.uri().path();
    if !reads && !path.starts_with("/whip/") && !path.starts_with("/whep/") {
        app.limits.take(Act::Write(address.0))?;
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ManualClock;

    #[test]
    fn a_bucket_empties_refills_and_is_its_owners_alone() {
        let clock = Arc::new(ManualClock::at("2026-05-01T12:00:00Z"));
        let rate = Rate {
            burst: 3,
            every: Duration::from_secs(10),
        };
        let limits = Limits::new(
            Rates {
                sign_up: rate,
                ..Rates::default()
            },
            clock.clone(),
        );
        let take = |address: &str| limits.take(Act::SignUp(address.parse().unwrap()));
        for _ in 0..3 {
            take("192.0.2.1").unwrap();
        }
        let refused = take("192.0.2.1").unwrap_err();
        assert_eq!(refused.status.as_u16(), 429);
        assert_eq!(refused.retry_after, Some(10));
        take("192.0.2.2").unwrap();
        clock.advance(Duration::from_secs(10));
        take("192.0.2.1").unwrap();
        take("192.0.2.1").unwrap_err();
    }

    #[test]
    fn one_ipv6_network_is_one_asker() {
        let clock = Arc::new(ManualClock::at("2026-05-01T12:00:00Z"));
        let rate = Rate {
            burst: 1,
            every: Duration::from_secs(10),
        };
        let limits = Limits::new(
            Rates {
                write: rate,
                ..Rates::default()
            },
            clock,
        );
        let take = |address: &str| limits.take(Act::Write(address.parse().unwrap()));
        take("2001:db8::1").unwrap();
        take("2001:db8::2").unwrap_err();
        take("2001:db8:0:1::1").unwrap();
    }
}
