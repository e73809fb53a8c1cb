//! The questions of a room and who wants them answered.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use model::AccountId;

use super::event::{AnswerState, Event, Seq};

/// Questions kept at once. Beyond, those that are done go, then those that
/// fewest want answered.
const QUESTIONS: usize = 300;

#[derive(Debug)]
struct Question {
    event: Event,
    state: AnswerState,
    voters: HashSet<AccountId>,
}

/// Questions shown, the most wanted.
const SHOWN: usize = 100;

/// All questions that still stand.
#[derive(Debug, Default)]
pub(super) struct Questions {
    all: BTreeMap<Seq, Question>,
    /// Whose number of votes has changed since it was last told.
    changed: BTreeSet<Seq>,
}

impl Questions {
    /// Adds a question, open and without votes.
    pub(super) fn add(&mut self, event: Event) {
        let question = Question {
            event,
            state: AnswerState::Open,
            voters: HashSet::new(),
        };
        self.all.insert(question.event.seq, question);
        if self.all.len() > QUESTIONS {
            let least = self.all.iter().min_by_key(|(seq, question)| {
                let done = question.state == AnswerState::Done;
                (!done, question.voters.len(), **seq)
            });
            if let Some(seq) = least.map(|(seq, _)| *seq) {
                self.remove(seq);
            }
        }
    }

    /// Counts a vote or takes it back; false when there is no such open question.
    pub(super) fn vote(&mut self, seq: Seq, account: AccountId, up: bool) -> bool {
        let Some(question) = self.all.get_mut(&seq).filter(|question| question.is_open()) else {
            return false;
        };
        let changed = if up {
            question.voters.insert(account)
        } else {
            question.voters.remove(&account)
        };
        if changed {
            self.changed.insert(seq);
        }
        true
    }

    /// Whether votes for it count.
    pub(super) fn is_open(&self, seq: Seq) -> bool {
        self.all.get(&seq).is_some_and(Question::is_open)
    }

    pub(super) fn set_state(&mut self, seq: Seq, state: AnswerState) {
        if let Some(question) = self.all.get_mut(&seq) {
            question.state = state;
        }
    }

    /// The one on screen, if it is not `besides`.
    pub(super) fn on_screen(&self, besides: Seq) -> Option<Seq> {
        let now = self
            .all
            .iter()
            .filter(|(_, question)| question.state == AnswerState::Now);
        now.map(|(seq, _)| *seq).find(|seq| *seq != besides)
    }

    pub(super) fn remove(&mut self, seq: Seq) {
        self.all.remove(&seq);
        self.changed.remove(&seq);
    }

    /// Those whose votes have changed, with how many they have.
    pub(super) fn take_changed(&mut self) -> Vec<(Seq, usize)> {
        let changed = std::mem::take(&mut self.changed);
        let votes = |seq| Some((seq, self.all.get(&seq)?.voters.len()));
        changed.into_iter().filter_map(votes).collect()
    }

    pub(super) fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// The open ones this account wants answered.
    pub(super) fn voted(&self, account: AccountId) -> Vec<Seq> {
        let all = self.all.iter();
        all.filter(|(_, question)| question.is_open() && question.voters.contains(&account))
            .map(|(seq, _)| *seq)
            .collect()
    }

    /// The open ones that are most wanted as a JSON array.
    pub(super) fn json(&self) -> String {
        let mut open: Vec<_> = self
            .all
            .iter()
            .filter(|(_, question)| question.is_open())
            .collect();
        open.sort_by_key(|(seq, question)| (std::cmp::Reverse(question.voters.len()), **seq));
        let one = |(seq, question): (&Seq, &Question)| {
            let (votes, state, event) = (question.voters.len(), question.state, question.event.json());
            format!(r#"{{"question":{seq},"votes":{votes},"state":"{state}","event":{event}}}"#)
        };
        let texts: Vec<_> = open.into_iter().take(SHOWN).map(one).collect();
        format!("[{}]", texts.join(","))
    }
}

impl Question {
    fn is_open(&self) -> bool {
        self.state != AnswerState::Done
    }
}

#[cfg(test)]
mod tests {
    use super::super::event::Kind;
    use super::*;
    use model::{Clock, ManualClock};
    use uuid::Uuid;

    fn asked(seq: Seq) -> Event {
        Event {
            seq,
            at: ManualClock::at("2026-05-01T12:00:00Z").now(),
            kind: Kind::Asked,
            account: None,
            payload: r#"{"text":"?"}"#.into(),
        }
    }

    fn account(n: u128) -> AccountId {
        AccountId(Uuid::from_u128(n))
    }

    #[test]
    fn one_person_has_one_vote_and_the_most_wanted_comes_first() {
        let mut questions = Questions::default();
        (1..=3).for_each(|seq| questions.add(asked(seq)));
        assert!(questions.vote(2, account(1), true));
        assert!(questions.vote(2, account(1), true));
        assert!(questions.vote(3, account(1), true) && questions.vote(3, account(2), true));
        assert!(!questions.vote(9, account(1), true));
        assert_eq!(questions.take_changed(), [(2, 1), (3, 2)]);
        assert!(!questions.has_changed());
        assert_eq!(questions.voted(account(1)), [2, 3]);
        assert!(questions.vote(2, account(1), false));
        assert_eq!(questions.take_changed(), [(2, 0)]);
        let json: serde_json::Value = serde_json::from_str(&questions.json()).unwrap();
        let order: Vec<_> = json
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["question"].as_i64())
            .collect();
        assert_eq!(order, [Some(3), Some(1), Some(2)]);
    }

    #[test]
    fn what_is_done_takes_no_votes_until_it_is_put_back() {
        let mut questions = Questions::default();
        questions.add(asked(1));
        questions.set_state(1, AnswerState::Done);
        assert!(!questions.vote(1, account(1), true) && questions.json() == "[]");
        questions.set_state(1, AnswerState::Now);
        assert_eq!((questions.on_screen(1), questions.on_screen(2)), (None, Some(1)));
        assert!(questions.vote(1, account(1), true));
    }

    #[test]
    fn the_least_wanted_make_room() {
        let mut questions = Questions::default();
        let last = i64::try_from(QUESTIONS).unwrap();
        (1..=last).for_each(|seq| questions.add(asked(seq)));
        questions.vote(1, account(1), true);
        questions.set_state(5, AnswerState::Done);
        questions.add(asked(last + 1));
        questions.add(asked(last + 2));
        assert_eq!(questions.all.len(), QUESTIONS);
        let gone: Vec<_> = (1..=last + 2)
            .filter(|seq| !questions.all.contains_key(seq))
            .collect();
        assert_eq!(gone, [2, 5]);
    }
}
