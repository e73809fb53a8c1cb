//! Routing: whom a ticket suits, the best first. Pure; who of them rings, and when,
//! is the business of [`crate::ringing`].

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Debug;

use model::AccountId;

use crate::advisors::Advisor;
use crate::tickets::Ticket;

/// Shorter words say nothing of what something is about.
const WORD_MIN: usize = 3;

/// A ticket, and the words of what it is about.
#[derive(Debug)]
pub struct Wish<'a> {
    pub ticket: &'a Ticket,
    /// In small letters.
    about: BTreeSet<String>,
}

impl<'a> Wish<'a> {
    pub fn of(ticket: &'a Ticket) -> Self {
        let about = words(&ticket.topic).chain(words(&ticket.product_name));
        Self {
            ticket,
            about: about.collect(),
        }
    }
}

/// An advisor who could take it, and the words of what they know about.
#[derive(Debug)]
pub struct Candidate<'a> {
    pub advisor: &'a Advisor,
    /// Of each skill, in small letters.
    knows: Vec<BTreeSet<String>>,
}

impl<'a> Candidate<'a> {
    pub fn of(advisor: &'a Advisor) -> Self {
        let skills = advisor.skills.iter();
        Self {
            advisor,
            knows: skills.map(|skill| words(skill).collect()).collect(),
        }
    }
}

/// An idea of whom a ticket suits.
pub trait Routing: Debug + Send + Sync {
    /// `available` from the best match to the worst: the same every time it is asked
    /// the same, in whatever order they come. Those it leaves out come last, and
    /// those it makes up are nobody.
    fn rank(&self, wish: &Wish<'_>, available: &[&Candidate<'_>]) -> Vec<AccountId>;
}

/// Whoever speaks the language; of those, who knows most of what it is about; of
/// those, who has rested longest.
#[derive(Debug, Clone, Copy, Default)]
pub struct BestMatch;

impl Routing for BestMatch {
    fn rank(&self, wish: &Wish<'_>, available: &[&Candidate<'_>]) -> Vec<AccountId> {
        let mut ranked: Vec<_> = available
            .iter()
            .map(|candidate| {
                let advisor = candidate.advisor;
                let speaks = advisor.languages.contains(&wish.ticket.language);
                let known = candidate.knows.iter();
                let known = known.filter(|skill| !skill.is_disjoint(&wish.about)).count();
                (!speaks, Reverse(known), advisor.free_since, advisor.account_id)
            })
            .collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(.., account)| account).collect()
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.chars().count() >= WORD_MIN)
        .map(str::to_lowercase)
}

/// `available` as `routing` ranks them, each once and none left out.
pub fn ranked(routing: &dyn Routing, ticket: &Ticket, available: &[&Candidate<'_>]) -> Vec<AccountId> {
    let mut left: BTreeSet<_> = available
        .iter()
        .map(|candidate| candidate.advisor.account_id)
        .collect();
    let mut ranked = routing.rank(&Wish::of(ticket), available);
    ranked.retain(|account| left.remove(account));
    ranked.extend(left);
    ranked
}

#[cfg(test)]
pub(crate) mod tests {
    use chrono::TimeDelta;
    use model::{Clock, ManualClock, ShopId};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::TicketId;
    use crate::advisors::Availability;
    use crate::tickets::TicketState;

    pub(crate) fn account(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    pub(crate) fn ticket(language: &str, topic: &str) -> Ticket {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        Ticket {
            id: TicketId(Uuid::from_u128(1)),
            shop_id: ShopId(Uuid::from_u128(1)),
            holder: Uuid::from_u128(2),
            account_id: None,
            name: "Eva".to_owned(),
            language: language.to_owned(),
            topic: topic.to_owned(),
            product_id: None,
            product_name: String::new(),
            show_id: None,
            state: TicketState::Waiting,
            is_returned: false,
            ring_from: now,
            asked_at: now,
            seen_at: now,
            session_id: None,
            queue_id: None,
            booking_id: None,
            for_advisor: None,
            comes_at: None,
            calls_back: false,
            called_at: None,
            is_mailed: false,
            version: 1,
        }
    }

    /// One who came so many seconds before `ticket` was asked for.
    fn advisor(number: u128, languages: &[&str], skills: &[&str], rested: i64) -> Advisor {
        let now = ticket("en", "").asked_at;
        Advisor {
            shop_id: ShopId(Uuid::from_u128(1)),
            account_id: account(number),
            state: Availability::On,
            languages: languages.iter().map(|&code| code.to_owned()).collect(),
            skills: skills.iter().map(|&skill| skill.to_owned()).collect(),
            seen_at: now,
            free_since: now - TimeDelta::seconds(rested),
            in_session_since: None,
            serves: Vec::new(),
        }
    }

    /// `advisors` as `routing` ranks them.
    fn ranks(routing: &dyn Routing, wanted: &Ticket, advisors: &[&Advisor]) -> Vec<AccountId> {
        let candidates: Vec<_> = advisors.iter().map(|advisor| Candidate::of(advisor)).collect();
        ranked(routing, wanted, &candidates.iter().collect::<Vec<_>>())
    }

    #[test]
    fn language_comes_before_skill_and_skill_before_rest() {
        let all = [
            advisor(1, &["en"], &["Running shoes", "Tents"], 900),
            advisor(2, &["es"], &[], 10),
            advisor(3, &["es", "en"], &["shoes"], 5),
            advisor(4, &["es"], &[], 20),
            advisor(5, &["es"], &["it", "to"], 20),
        ];
        let all: Vec<_> = all.iter().collect();
        let wanted = ticket("es", "¿Qué SHOES me van? I need it to last");
        assert_eq!(ranks(&BestMatch, &wanted, &all), [3, 4, 5, 2, 1].map(account));
        let mut product = ticket("en", "");
        product.product_name = "Tent for two, with running water".to_owned();
        assert_eq!(
            ranks(&BestMatch, &product, &all)[0],
            account(1),
            "what they look at counts too"
        );
    }

    /// One that leaves out, doubles and makes up as it was told.
    #[derive(Debug)]
    struct Told(Vec<AccountId>);

    impl Routing for Told {
        fn rank(&self, _: &Wish<'_>, _: &[&Candidate<'_>]) -> Vec<AccountId> {
            self.0.clone()
        }
    }

    fn people() -> impl Strategy<Value = Vec<Advisor>> {
        let language = prop::sample::select(vec!["en", "es", "pt"]);
        let skill = prop::sample::select(vec!["shoes", "tents", "lamps"]);
        let one = (0..20_u128, language, prop::collection::vec(skill, 0..3), 0..4_i64);
        prop::collection::btree_map(0..20_u128, one, 0..12).prop_map(|people| {
            let people = people.into_iter();
            people
                .map(|(number, (_, language, skills, rested))| advisor(number, &[language], &skills, rested))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn a_ranking_is_a_permutation_and_the_same_in_any_order(
            people in people(),
            told in prop::collection::vec(0..30_u128, 0..30),
        ) {
            let wanted = ticket("es", "shoes, lamps");
            let all: Vec<_> = people.iter().collect();
            let backwards: Vec<_> = people.iter().rev().collect();
            let best = ranks(&BestMatch, &wanted, &all);
            prop_assert_eq!(&best, &ranks(&BestMatch, &wanted, &backwards));
            let told = Told(told.into_iter().map(account).collect());
            for mut ranked in [best, ranks(&told, &wanted, &all)] {
                ranked.sort_unstable();
                let mut expected: Vec<_> = people.iter().map(|advisor| advisor.account_id).collect();
                expected.sort_unstable();
                prop_assert_eq!(ranked, expected);
            }
        }
    }
}
