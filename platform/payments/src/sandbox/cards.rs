//! The sandbox's cards: what each number does.

use shop::payments::Failure;

/// What a card does when it is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    Succeeds,
    Fails(Failure),
    /// Its owner has to approve on a page first.
    AsksForProof,
    /// Answers some seconds later: succeeds, or fails for that reason.
    AnswersLate(Option<Failure>),
}

/// A card of the sandbox's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    pub number: &'static str,
    pub brand: &'static str,
    pub behaviour: Behaviour,
    /// A word for what it does.
    pub does: &'static str,
}

/// All of them. Any other number can't be right.
pub const CARDS: [Card; 6] = [
    Card {
        number: "4242424242424242",
        brand: "Visa",
        behaviour: Behaviour::Succeeds,
        does: "succeeds",
    },
    Card {
        number: "4000000000000002",
        brand: "Visa",
        behaviour: Behaviour::Fails(Failure::Declined),
        does: "declined",
    },
    Card {
        number: "4000000000009995",
        brand: "Visa",
        behaviour: Behaviour::Fails(Failure::InsufficientFunds),
        does: "insufficient_funds",
    },
    Card {
        number: "4000002500003155",
        brand: "Visa",
        behaviour: Behaviour::AsksForProof,
        does: "challenge",
    },
    Card {
        number: "4000000000000077",
        brand: "Visa",
        behaviour: Behaviour::AnswersLate(None),
        does: "late_succeeds",
    },
    Card {
        number: "4000000000000341",
        brand: "Visa",
        behaviour: Behaviour::AnswersLate(Some(Failure::Declined)),
        does: "late_declined",
    },
];

impl Card {
    /// The card of that number, however its digits are set apart.
    pub fn of(typed: &str) -> Option<&'static Self> {
        let digits: String = typed.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        CARDS.iter().find(|card| card.number == digits)
    }

    /// The card that is known as `label`.
    pub fn of_label(label: &str) -> Option<&'static Self> {
        CARDS.iter().find(|card| card.label() == label)
    }

    /// As people know it.
    pub fn label(&self) -> String {
        format!("{} {}", self.brand, &self.number[self.number.len() - 4..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_known_by_its_digits() {
        let card = Card::of("4242 4242 4242-4242").expect("a card of ours");
        assert_eq!(card.label(), "Visa 4242");
        assert_eq!(Card::of("4242424242424241"), None);
        assert_eq!(Card::of(""), None);
    }
}
