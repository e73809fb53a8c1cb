//! Rate limits: token buckets by who asks and for what. In memory: a restart
//! forgives, and each node counts for itself.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use model::{AccountId, Clock, Timestamp};

use crate::Shared;
use crate::address::{ClientAddress, customer, site};
use crate::error::Error;
use crate::to_the_end::is_read;

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
    /// Rooms entered from one address.
    pub enter: Rate,
    /// Places in line for advice, and bookings of it, taken by one account, or from one
    /// address without one.
    pub ask: Rate,
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
            // All sockets of one address, twice: a server that was away has them back at once.
            enter: rate(128, 0.5),
            // Many shoppers of one show share a carrier's address, or a shop's own.
            ask: rate(30, 6.0),
            write: rate(120, 0.25),
        }
    }
}

/// One thing someone does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act<'a> {
    SignInFrom(IpAddr),
    SignInAs(&'a str),
    SignUp(IpAddr),
    Media(IpAddr),
    Join(IpAddr),
    /// Coming into a room.
    Enter(IpAddr),
    /// Taking a new place in line for advice, or a time for it: by whoever is signed in.
    Ask(IpAddr, Option<AccountId>),
    Write(IpAddr),
}

/// So many times what one customer may do, all of a larger network may: a
/// provider's site has 256 customers' networks (RFC 6177), and may be one machine's.
const SITE_FACTOR: u32 = 16;

/// Whose bucket it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Owner {
    Network(IpAddr),
    /// An IPv6 network of 48 bits.
    Site(IpAddr),
    Login(String),
    Account(AccountId),
}

/// The buckets, those of each act apart: who fills one kind is in nobody's way
/// with another.
#[derive(Debug)]
pub struct Limits {
    clock: Arc<dyn Clock>,
    sign_in_address: Kind,
    sign_in_login: Kind,
    sign_up: Kind,
    media: Kind,
    join: Kind,
    enter: Kind,
    ask: Kind,
    write: Kind,
}

impl Limits {
    pub(crate) fn new(rates: Rates, clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            sign_in_address: Kind::new(rates.sign_in_address),
            sign_in_login: Kind::new(rates.sign_in_login),
            sign_up: Kind::new(rates.sign_up),
            media: Kind::new(rates.media),
            join: Kind::new(rates.join),
            enter: Kind::new(rates.enter),
            ask: Kind::new(rates.ask),
            write: Kind::new(rates.write),
        }
    }

    /// Takes one token for `act`.
    ///
    /// # Errors
    /// 429 with the wait when a bucket is empty.
    pub(crate) fn take(&self, act: Act<'_>) -> Result<(), Error> {
        let now = self.clock.now();
        match act {
            Act::SignInFrom(address) => self.sign_in_address.take_from(address, now),
            Act::SignInAs(login) => self
                .sign_in_login
                .take(&[(Owner::Login(login.to_owned()), 1)], now),
            Act::SignUp(address) => self.sign_up.take_from(address, now),
            Act::Media(address) => self.media.take_from(address, now),
            Act::Join(address) => self.join.take_from(address, now),
            Act::Enter(address) => self.enter.take_from(address, now),
            Act::Ask(_, Some(account)) => self.ask.take(&[(Owner::Account(account), 1)], now),
            Act::Ask(address, None) => self.ask.take_from(address, now),
            Act::Write(address) => self.write.take_from(address, now),
        }
    }
}

/// At most this many buckets of a kind are kept; full ones are the same as none.
const CAPACITY: usize = 50_000;

/// The buckets of one kind.
#[derive(Debug)]
struct Kind {
    rate: Rate,
    /// For each the moment at which it is full again.
    full_at: Mutex<HashMap<Owner, Timestamp>>,
}

impl Kind {
    fn new(rate: Rate) -> Self {
        Self {
            rate,
            full_at: Mutex::new(HashMap::new()),
        }
    }

    fn take_from(&self, address: IpAddr, now: Timestamp) -> Result<(), Error> {
        let own = (Owner::Network(customer(address)), 1);
        match site(address) {
            Some(site) => self.take(&[own, (Owner::Site(site), SITE_FACTOR)], now),
            None => self.take(&[own], now),
        }
    }

    /// Takes one token out of each of these buckets, which are so many times as
    /// large as the kind's, or none out of any.
    fn take(&self, buckets: &[(Owner, u32)], now: Timestamp) -> Result<(), Error> {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let mut filled = Vec::with_capacity(buckets.len());
        for (owner, factor) in buckets {
            let base = full_at.get(owner).map_or(now, |at| (*at).max(now));
            let at = base + self.rate.every / *factor;
            // As long as the whole bucket takes, whatever its size.
            let wait = at - (now + self.rate.every * self.rate.burst);
            match wait.to_std() {
                Ok(wait) if !wait.is_zero() => return Err(Error::too_many_requests(wait)),
                _ => filled.push((owner.clone(), at)),
            }
        }
        if full_at.len() + filled.len() > CAPACITY {
            make_room(&mut full_at, now);
        }
        full_at.extend(filled);
        Ok(())
    }
}

/// Forgets the full buckets and, where more than half are left, those that are
/// full the soonest. No stranger is refused because others have too many, and
/// as half of all go, it is seldom that all are looked at.
fn make_room(full_at: &mut HashMap<Owner, Timestamp>, now: Timestamp) {
    full_at.retain(|_, at| *at > now);
    let mut left: Vec<_> = full_at.values().copied().collect();
    if let Some(excess) = left.len().checked_sub(CAPACITY / 2).filter(|&excess| excess > 0) {
        let (_, &mut last, _) = left.select_nth_unstable(excess - 1);
        full_at.retain(|_, at| *at > last);
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
    let path = request.uri().path();
    if !is_read(request.method()) && !path.starts_with("/whip/") && !path.starts_with("/whep/") {
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
    fn whoever_is_signed_in_asks_as_their_account_wherever_they_are() {
        let clock = Arc::new(ManualClock::at("2026-05-01T12:00:00Z"));
        let rate = Rate {
            burst: 1,
            every: Duration::from_secs(10),
        };
        let limits = Limits::new(
            Rates {
                ask: rate,
                ..Rates::default()
            },
            clock,
        );
        let take = |address: &str, account: Option<u128>| {
            let account = account.map(|number| AccountId(uuid::Uuid::from_u128(number)));
            limits.take(Act::Ask(address.parse().unwrap(), account))
        };
        take("192.0.2.1", None).unwrap();
        take("192.0.2.1", None).unwrap_err();
        take("192.0.2.1", Some(1)).unwrap();
        take("192.0.2.1", Some(2)).unwrap();
        take("192.0.2.2", Some(1)).unwrap_err();
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

    #[test]
    fn one_site_has_many_networks_and_not_as_many_as_it_likes() {
        let clock = Arc::new(ManualClock::at("2026-05-01T12:00:00Z"));
        let limits = Limits::new(Rates::default(), clock);
        let burst = Rates::default().sign_up.burst;
        let tries = |site: u128| {
            let networks = (0..1_000u128).map(|network| IpAddr::V6((site << 80 | network << 64).into()));
            networks
                .filter(|&address| limits.take(Act::SignUp(address)).is_ok())
                .count()
        };
        let most = usize::try_from(burst * SITE_FACTOR).unwrap();
        assert_eq!([0x2001_0db8_0001, 0x2001_0db8_0002].map(tries), [most, most]);
    }

    #[test]
    fn those_who_fill_all_buckets_are_in_nobodys_way() {
        let clock = Arc::new(ManualClock::at("2026-05-01T12:00:00Z"));
        let limits = Limits::new(Rates::default(), clock);
        let known: IpAddr = "192.0.2.1".parse().unwrap();
        while limits.take(Act::SignUp(known)).is_ok() {}
        for stranger in 0..120_000u32 {
            let address = IpAddr::V4((0x0a00_0000 | stranger).into());
            limits.take(Act::SignUp(address)).unwrap();
        }
        limits.take(Act::Write(known)).unwrap();
        limits.take(Act::SignUp("192.0.2.2".parse().unwrap())).unwrap();
        // Whoever owes the most is forgotten last.
        limits.take(Act::SignUp(known)).unwrap_err();
        assert!(limits.sign_up.full_at.lock().unwrap().len() <= CAPACITY);
    }
}
