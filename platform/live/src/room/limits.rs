//! How often one person, and one address, may do something in a room. Token
//! buckets; time is handed in.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use model::AccountId;
use tokio::time::Instant;

/// So many at once, and one more each `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomRate {
    pub burst: u32,
    pub every: Duration,
}

/// What is limited in a room, and how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomRates {
    /// Messages and questions of one account.
    pub say: RoomRate,
    pub heart: RoomRate,
    pub vote: RoomRate,
    /// One address may do so many times what one account may.
    pub address_factor: u32,
    /// A socket that sends so many times what an account may is closed.
    pub flood_factor: u32,
}

impl Default for RoomRates {
    fn default() -> Self {
        let rate = |burst, millis| RoomRate {
            burst,
            every: Duration::from_millis(millis),
        };
        Self {
            say: rate(5, 1_500),
            heart: rate(20, 100),
            vote: rate(10, 1_000),
            address_factor: 10,
            flood_factor: 10,
        }
    }
}

impl RoomRate {
    fn times(self, factor: u32) -> Self {
        let factor = factor.max(1);
        Self {
            burst: self.burst.saturating_mul(factor),
            every: self.every / factor,
        }
    }

    fn per_second(self) -> f64 {
        1.0 / self.every.as_secs_f64().max(1e-6)
    }
}

impl RoomRates {
    /// What one socket may send of any kind before it is a flood.
    pub(super) fn flood(&self) -> RoomRate {
        let all = [self.say, self.heart, self.vote];
        let burst = all.iter().map(|rate| rate.burst).fold(0, u32::saturating_add);
        let per_second: f64 = all.iter().map(|rate| rate.per_second()).sum();
        let one = RoomRate {
            burst,
            every: Duration::from_secs_f64(1.0 / per_second),
        };
        one.times(self.flood_factor)
    }
}

/// One bucket: when it is full again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bucket(Option<Instant>);

impl Bucket {
    /// How many are in it at `now`.
    fn left(self, rate: RoomRate, now: Instant) -> u32 {
        let missing = self
            .missing(now)
            .as_nanos()
            .div_ceil(rate.every.as_nanos().max(1));
        rate.burst
            .saturating_sub(u32::try_from(missing).unwrap_or(u32::MAX))
    }

    fn missing(self, now: Instant) -> Duration {
        self.0
            .map_or(Duration::ZERO, |full_at| full_at.saturating_duration_since(now))
    }

    /// Until one more is in it.
    fn wait(self, rate: RoomRate, now: Instant) -> Duration {
        (self.missing(now) + rate.every).saturating_sub(rate.every * rate.burst)
    }

    /// Takes one out; false when there is none.
    pub(super) fn take(&mut self, rate: RoomRate, now: Instant) -> bool {
        let any = self.left(rate, now) > 0;
        if any {
            self.remove(rate, 1, now);
        }
        any
    }

    fn remove(&mut self, rate: RoomRate, count: u32, now: Instant) {
        self.0 = Some(now + self.missing(now) + rate.every * count);
    }
}

/// What someone does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Deed {
    Say,
    Heart,
    Vote,
}

/// Buckets of one room. Bounded: when there are too many, the full ones go.
#[derive(Debug)]
pub(super) struct Limits {
    rates: RoomRates,
    accounts: HashMap<(Deed, AccountId), Bucket>,
    addresses: HashMap<(Deed, IpAddr), Bucket>,
}

/// Buckets of one kind at once.
const CAPACITY: usize = 20_000;

impl Limits {
    pub(super) fn new(rates: RoomRates) -> Self {
        Self {
            rates,
            accounts: HashMap::new(),
            addresses: HashMap::new(),
        }
    }

    /// How many of `wanted` may be done now, and counts them.
    ///
    /// # Errors
    /// How long until one may, when none may.
    pub(super) fn take(
        &mut self,
        deed: Deed,
        account: AccountId,
        address: IpAddr,
        wanted: u32,
        now: Instant,
    ) -> Result<u32, Duration> {
        let own = match deed {
            Deed::Say => self.rates.say,
            Deed::Heart => self.rates.heart,
            Deed::Vote => self.rates.vote,
        };
        let shared = own.times(self.rates.address_factor);
        forget_full(&mut self.accounts, now);
        forget_full(&mut self.addresses, now);
        let person = self.accounts.entry((deed, account)).or_default();
        let place = self.addresses.entry((deed, network(address))).or_default();
        let granted = wanted.min(person.left(own, now)).min(place.left(shared, now));
        if granted == 0 {
            return Err(person.wait(own, now).max(place.wait(shared, now)));
        }
        person.remove(own, granted, now);
        place.remove(shared, granted, now);
        Ok(granted)
    }
}

/// Above the capacity: drops the full buckets, and if that is not enough, all
/// of them, which forgives.
fn forget_full<K: std::hash::Hash + Eq>(buckets: &mut HashMap<K, Bucket>, now: Instant) {
    if buckets.len() < CAPACITY {
        return;
    }
    buckets.retain(|_, bucket| !bucket.missing(now).is_zero());
    if buckets.len() >= CAPACITY {
        buckets.clear();
    }
}

/// An IPv6 customer has a whole /64: one bucket for all of it.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn account(n: u128) -> AccountId {
        AccountId(Uuid::from_u128(n))
    }

    fn address(n: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, n])
    }

    #[test]
    fn a_bucket_empties_refills_and_is_its_owners_alone() {
        let mut limits = Limits::new(RoomRates::default());
        let now = Instant::now();
        for _ in 0..5 {
            limits.take(Deed::Say, account(1), address(1), 1, now).unwrap();
        }
        let wait = limits
            .take(Deed::Say, account(1), address(1), 1, now)
            .unwrap_err();
        assert_eq!(wait, Duration::from_millis(1_500));
        limits.take(Deed::Say, account(2), address(1), 1, now).unwrap();
        limits.take(Deed::Vote, account(1), address(1), 1, now).unwrap();
        let later = now + Duration::from_millis(1_500);
        limits.take(Deed::Say, account(1), address(1), 1, later).unwrap();
        limits
            .take(Deed::Say, account(1), address(1), 1, later)
            .unwrap_err();
    }

    #[test]
    fn hearts_are_granted_as_far_as_they_go() {
        let mut limits = Limits::new(RoomRates::default());
        let now = Instant::now();
        let mut hearts = |wanted, now| limits.take(Deed::Heart, account(1), address(1), wanted, now).ok();
        assert_eq!(hearts(10, now), Some(10));
        assert_eq!(hearts(8, now), Some(8));
        assert_eq!(hearts(8, now), Some(2));
        assert_eq!(hearts(8, now), None);
        assert_eq!(hearts(8, now + Duration::from_millis(300)), Some(3));
    }

    #[test]
    fn many_accounts_behind_one_address_share_its_bucket() {
        let mut limits = Limits::new(RoomRates::default());
        let now = Instant::now();
        let passed = (0..100)
            .filter(|&n| limits.take(Deed::Say, account(n), address(1), 1, now).is_ok())
            .count();
        assert_eq!(passed, 50);
        limits.take(Deed::Say, account(200), address(2), 1, now).unwrap();
    }

    #[test]
    fn buckets_are_bounded() {
        let mut limits = Limits::new(RoomRates::default());
        let now = Instant::now();
        for n in 0..50_000u32 {
            let address = IpAddr::from(n.to_be_bytes());
            limits
                .take(Deed::Say, account(n.into()), address, 1, now)
                .unwrap();
            assert!(limits.accounts.len() <= CAPACITY && limits.addresses.len() <= CAPACITY);
        }
    }

    #[test]
    fn a_flood_is_ten_times_what_one_may_do() {
        let flood = RoomRates::default().flood();
        assert_eq!(flood.burst, 350);
        let per_second = flood.per_second();
        assert!((110.0..125.0).contains(&per_second), "{per_second}");
    }

    proptest! {
        /// Over any time no more passes than the burst and what came in.
        #[test]
        fn no_more_passes_than_the_rate_allows(steps in prop::collection::vec((0u64..400, 1u32..12), 1..200)) {
            let rates = RoomRates::default();
            let mut limits = Limits::new(rates);
            let start = Instant::now();
            let (mut now, mut passed) = (start, 0);
            for (millis, wanted) in steps {
                now += Duration::from_millis(millis);
                passed += limits.take(Deed::Heart, account(1), address(1), wanted, now).unwrap_or(0);
                let allowed = (now - start).as_secs_f64() / rates.heart.every.as_secs_f64();
                prop_assert!(f64::from(passed) <= f64::from(rates.heart.burst) + allowed + 1e-6);
            }
        }
    }
}
