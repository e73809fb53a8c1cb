//! A payment provider on a bad day: requests get lost, and answers, and both
//! look the same from here; it says that it is busy; it decides late. Its books
//! are in memory and its own.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use model::{Money, PaymentId, RefundId, ShopId, Timestamp};
use serde_json::{Value, json};
use shop::payments::{
    Action, Charge, Failure, Heard, Movement, MovementKind, Movements, Outcome, Provider, ProviderError,
    RefundOutcome, RefundWish,
};

/// The provider.
#[derive(Debug)]
pub struct Faulty {
    books: Mutex<Books>,
}

#[derive(Debug)]
struct Books {
    payments: HashMap<PaymentId, Entry>,
    refunds: HashMap<RefundId, (PaymentId, Money)>,
    chance: u64,
    calm: bool,
}

#[derive(Debug, Clone)]
struct Entry {
    shop: ShopId,
    amount: Option<Money>,
    stands: Stands,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Asked,
    Waiting,
    Succeeded,
    Failed,
    GivenUp,
}

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// It never comes.
    LostRequest,
    /// It is done, and nobody hears of it.
    LostAnswer,
    Busy,
}

/// The next of a row of numbers (xorshift64).
pub fn next_chance(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

impl Faulty {
    pub fn new(seed: u64) -> Self {
        Self {
            books: Mutex::new(Books {
                payments: HashMap::new(),
                refunds: HashMap::new(),
                chance: seed | 1,
                calm: false,
            }),
        }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on nothing goes wrong.
    pub fn calm_down(&self) {
        self.books().calm = true;
    }

    /// Decides what waits, one way or the other.
    pub fn decide(&self) {
        let mut books = self.books();
        let good = next_chance(&mut books.chance).is_multiple_of(2);
        for entry in books.payments.values_mut() {
            if matches!(entry.stands, Stands::Asked | Stands::Waiting) {
                entry.stands = if good { Stands::Succeeded } else { Stands::Failed };
            }
        }
    }

    /// Every payment it knows.
    pub fn payments(&self) -> Vec<PaymentId> {
        self.books().payments.keys().copied().collect()
    }
}

impl Books {
    fn fault(&mut self) -> Fault {
        let drawn = next_chance(&mut self.chance) % 10;
        match drawn {
            _ if self.calm => Fault::None,
            0 => Fault::LostRequest,
            1 | 2 => Fault::LostAnswer,
            3 => Fault::Busy,
            _ => Fault::None,
        }
    }

    fn outcome(&self, payment: PaymentId) -> Option<Outcome> {
        let entry = self.payments.get(&payment)?;
        let provider_ref = payment.to_string();
        Some(match (entry.stands, entry.amount) {
            (Stands::Asked, _) => Outcome::Challenge {
                provider_ref,
                action: Action::Page {
                    url: "/bank".to_owned(),
                },
            },
            (Stands::Waiting, _) => Outcome::Pending { provider_ref },
            (Stands::Succeeded, Some(amount)) => Outcome::Succeeded {
                provider_ref,
                method: "Visa".to_owned(),
                amount,
            },
            (Stands::Failed, _) => Outcome::Failed {
                provider_ref: Some(provider_ref),
                failure: Failure::Declined,
            },
            _ => Outcome::Cancelled {
                provider_ref: Some(provider_ref),
            },
        })
    }
}

fn lost<T>() -> Result<T, ProviderError> {
    Err(ProviderError::Unreachable("lost".to_owned()))
}

#[async_trait]
impl Provider for Faulty {
    fn name(&self) -> &'static str {
        "faulty"
    }

    fn page(&self, _account: Option<&str>) -> Value {
        json!({})
    }

    async fn charge(&self, charge: &Charge) -> Result<Outcome, ProviderError> {
        tokio::task::yield_now().await;
        let mut books = self.books();
        let fault = books.fault();
        match fault {
            Fault::LostRequest => return lost(),
            Fault::Busy => return Err(ProviderError::Busy),
            Fault::None | Fault::LostAnswer => {}
        }
        let stands = match charge.method["card"].as_str() {
            Some("good") => Stands::Succeeded,
            Some("late") => Stands::Waiting,
            Some("asks") => Stands::Asked,
            _ => Stands::Failed,
        };
        let entry = Entry {
            shop: charge.shop,
            amount: Some(charge.amount),
            stands,
        };
        books.payments.entry(charge.payment).or_insert(entry);
        if fault == Fault::LostAnswer {
            return lost();
        }
        books.outcome(charge.payment).map_or_else(lost, Ok)
    }

    async fn look_up(
        &self,
        payment: PaymentId,
        _provider_ref: Option<&str>,
        _account: Option<&str>,
    ) -> Result<Option<Outcome>, ProviderError> {
        tokio::task::yield_now().await;
        let mut books = self.books();
        match books.fault() {
            Fault::None => Ok(books.outcome(payment)),
            _ => lost(),
        }
    }

    async fn cancel(
        &self,
        payment: PaymentId,
        _provider_ref: Option<&str>,
        _account: Option<&str>,
    ) -> Result<Outcome, ProviderError> {
        tokio::task::yield_now().await;
        let mut books = self.books();
        let fault = books.fault();
        if matches!(fault, Fault::LostRequest | Fault::Busy) {
            return lost();
        }
        let entry = books.payments.entry(payment).or_insert(Entry {
            shop: ShopId(payment.0),
            amount: None,
            stands: Stands::GivenUp,
        });
        if matches!(entry.stands, Stands::Asked | Stands::Waiting) {
            entry.stands = Stands::GivenUp;
        }
        if fault == Fault::LostAnswer {
            return lost();
        }
        books.outcome(payment).map_or_else(lost, Ok)
    }

    async fn refund(&self, wish: &RefundWish) -> Result<RefundOutcome, ProviderError> {
        tokio::task::yield_now().await;
        let mut books = self.books();
        let fault = books.fault();
        match fault {
            Fault::LostRequest => return lost(),
            Fault::Busy => return Err(ProviderError::Busy),
            Fault::None | Fault::LostAnswer => {}
        }
        if !books.refunds.contains_key(&wish.refund) {
            let paid = books
                .payments
                .get(&wish.payment)
                .filter(|entry| entry.stands == Stands::Succeeded);
            let paid = paid
                .and_then(|entry| entry.amount)
                .map_or(0, |amount| amount.minor);
            let back: i64 = books
                .refunds
                .values()
                .filter(|(payment, _)| *payment == wish.payment)
                .map(|(_, amount)| amount.minor)
                .sum();
            if back + wish.amount.minor > paid {
                return Ok(RefundOutcome::Failed {
                    provider_ref: None,
                    why: "more than was paid".to_owned(),
                });
            }
            books.refunds.insert(wish.refund, (wish.payment, wish.amount));
        }
        if fault == Fault::LostAnswer {
            return lost();
        }
        Ok(RefundOutcome::Succeeded {
            provider_ref: wish.refund.to_string(),
        })
    }

    async fn heard(&self, _headers: &[(String, String)], _body: &[u8]) -> Result<Vec<Heard>, ProviderError> {
        Err(ProviderError::Unsigned)
    }

    async fn movements(
        &self,
        shop: ShopId,
        _account: Option<&str>,
        _since: Timestamp,
        _after: Option<&str>,
    ) -> Result<Movements, ProviderError> {
        let books = self.books();
        let at = Timestamp::UNIX_EPOCH;
        let mut items = Vec::new();
        for (payment, entry) in &books.payments {
            if let (Stands::Succeeded, Some(amount)) = (entry.stands, entry.amount)
                && entry.shop == shop
            {
                items.push(Movement {
                    kind: MovementKind::Charge,
                    provider_ref: payment.to_string(),
                    payment_ref: payment.to_string(),
                    amount,
                    at,
                });
            }
        }
        for (refund, (payment, amount)) in &books.refunds {
            items.push(Movement {
                kind: MovementKind::Refund,
                provider_ref: refund.to_string(),
                payment_ref: payment.to_string(),
                amount: Money::new(-amount.minor, amount.currency),
                at,
            });
        }
        Ok(Movements { items, next: None })
    }
}
