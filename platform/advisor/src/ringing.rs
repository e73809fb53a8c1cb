//! Ringing: at whom a ticket rings at a moment. Pure, made of what is stored and the
//! time alone, so that it is the same after a restart and wherever it is asked.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use model::AccountId;

/// How long a wave lasts before the next one reaches further.
pub const WAVE: TimeDelta = TimeDelta::seconds(10);

/// A no to this ticket, so long after it began to ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct No {
    pub account: AccountId,
    pub after: TimeDelta,
}

/// The wave that runs `after` a ticket began to ring; the first is 0.
fn wave(after: TimeDelta) -> u32 {
    let waves = after.num_milliseconds().max(0) / WAVE.num_milliseconds();
    u32::try_from(waves).unwrap_or(u32::MAX)
}

/// Those a ticket rings at, `after` it began to: the first of `ranked`, then 2, 4, …
/// and all of them, without those who said no. Where all have, it rings at each of
/// them again from the wave after their no on. `elsewhere` are those an older ticket rings at.
pub fn ringing(
    ranked: &[AccountId],
    elsewhere: &BTreeSet<AccountId>,
    noes: &[No],
    after: TimeDelta,
) -> Vec<AccountId> {
    let no_of = |account: &AccountId| {
        let account = *account;
        noes.iter().filter(move |no| no.account == account)
    };
    let has_said_no = |account: &AccountId| no_of(account).next().is_some();
    let here = ranked
        .iter()
        .filter(|account| !elsewhere.contains(*account))
        .copied();
    if ranked.iter().all(has_said_no) {
        let is_past = |account: &AccountId| no_of(account).all(|no| wave(after) > wave(no.after));
        return here.filter(is_past).collect();
    }
    // Past 2^16 it is all of them in any shop.
    let reach = 1_usize << wave(after).min(16);
    here.filter(|account| !has_said_no(account)).take(reach).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::routing::tests::account;

    fn at(seconds: i64) -> TimeDelta {
        TimeDelta::seconds(seconds)
    }

    fn rings(ranked: &[AccountId], noes: &[No], after: i64) -> Vec<AccountId> {
        ringing(ranked, &BTreeSet::new(), noes, at(after))
    }

    fn no(number: u128, seconds: i64) -> No {
        No {
            account: account(number),
            after: at(seconds),
        }
    }

    #[test]
    fn waves_widen_every_ten_seconds() {
        let ranked: Vec<_> = (1..=9).map(account).collect();
        let reached = [-5, 0, 9, 10, 19, 20, 30, 39, 40, 4_000_000].map(|now| rings(&ranked, &[], now).len());
        assert_eq!(reached, [1, 1, 1, 2, 2, 4, 8, 8, 9, 9]);
        assert_eq!(rings(&ranked, &[], 10), ranked[..2]);
    }

    #[test]
    fn whoever_says_no_makes_way_for_the_next() {
        let ranked = [1, 2, 3].map(account);
        assert_eq!(rings(&ranked, &[no(1, 2)], 3), [account(2)]);
        assert_eq!(rings(&ranked, &[no(1, 2)], 12), [2, 3].map(account));
    }

    #[test]
    fn when_all_have_said_no_it_rings_again_with_the_next_wave() {
        let ranked = [1, 2].map(account);
        let first = [no(1, 2), no(2, 14)];
        assert_eq!(rings(&ranked, &first[..1], 13), [account(2)]);
        assert_eq!(
            rings(&ranked, &first, 19),
            [account(1)],
            "the other one has just said no"
        );
        assert_eq!(rings(&ranked, &first, 20), ranked);
        let again = [no(1, 21), no(2, 14)];
        assert_eq!(rings(&ranked, &again, 22), [account(2)]);
        assert_eq!(rings(&ranked, &again, 30), ranked);
        let came = [1, 2, 3].map(account);
        assert_eq!(rings(&came, &again, 22), [account(3)], "somebody new is on");
        assert_eq!(rings(&[], &[], 60), []);
    }

    #[test]
    fn an_older_ticket_comes_first() {
        let ranked = [1, 2, 3].map(account);
        let elsewhere = BTreeSet::from([account(1)]);
        let rings = |noes: &[No], after| ringing(&ranked, &elsewhere, noes, at(after));
        assert_eq!(rings(&[], 0), [account(2)], "the next one meanwhile");
        assert_eq!(rings(&[no(2, 1), no(3, 1)], 60), [], "not all have said no");
        assert_eq!(rings(&[no(1, 1), no(2, 1), no(3, 1)], 60), [2, 3].map(account));
    }

    proptest! {
        #[test]
        fn it_only_widens_while_nobody_says_anything(
            people in 0..40_u128,
            noes in prop::collection::vec((0..40_u128, 0..100_i64), 0..20),
            now in 100..300_i64,
            later in 0..300_i64,
        ) {
            let ranked: Vec<_> = (0..people).map(account).collect();
            let noes: Vec<_> = noes.into_iter().map(|(number, after)| no(number, after)).collect();
            let before = rings(&ranked, &noes, now);
            let after = rings(&ranked, &noes, now + later);
            prop_assert!(before.iter().all(|account| after.contains(account)));
            prop_assert_eq!(after.is_empty(), people == 0, "all have said no long ago");
        }
    }
}
