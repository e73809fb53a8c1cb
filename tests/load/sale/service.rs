//! Callers that ask for a unit, are answered, and ask for the next one.

use std::time::Duration;

use kit::{Counter, someone};
use model::VariantId;
use shop::holds::HoldError;
use shop::stock::Wish;
use tokio::time::Instant;

use crate::Outcome;
use crate::times::{Times, rate};

/// More than can be sold in the time.
const ENOUGH: i64 = 100_000_000;

/// How many answers in a second, and how long each took.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) rate: f64,
    pub(super) took: Times,
}

pub(super) async fn granted(
    counter: &Counter,
    callers: usize,
    variants: usize,
    length: Duration,
) -> Outcome<Measured> {
    measure(counter, callers, variants, length, ENOUGH, |answer| {
        answer.is_ok()
    })
    .await
}

pub(super) async fn refused(
    counter: &Counter,
    callers: usize,
    variants: usize,
    length: Duration,
) -> Outcome<Measured> {
    let sold_out =
        |answer: &Result<_, HoldError>| matches!(answer, Err(HoldError::SoldOut { available: 0, .. }));
    measure(counter, callers, variants, length, 0, sold_out).await
}

async fn measure(
    counter: &Counter,
    callers: usize,
    variants: usize,
    length: Duration,
    available: i64,
    expected: impl Fn(&Result<shop::holds::Hold, HoldError>) -> bool + Copy + Send + 'static,
) -> Outcome<Measured> {
    let mut goods = Vec::with_capacity(variants);
    for _ in 0..variants {
        goods.push(counter.variant(available).await);
    }
    let start = Instant::now();
    let asking: Vec<_> = (0..callers)
        .map(|number| {
            let variant = goods[number % variants];
            let (commerce, mut wish) = (counter.commerce.clone(), keyed(counter, variant));
            tokio::spawn(async move {
                let mut took = Vec::new();
                while start.elapsed() < length {
                    // One unit each, as where everyone wants just one.
                    wish.holder = someone();
                    wish.key = Some(format!("{number}-{}", took.len()));
                    let asked = Instant::now();
                    let answer = commerce.hold(wish.clone()).await;
                    if !expected(&answer) {
                        return Err(format!("an answer nobody expected: {answer:?}"));
                    }
                    took.push(asked.elapsed());
                }
                Ok(took)
            })
        })
        .collect();
    let mut took = Vec::new();
    for caller in asking {
        took.extend(caller.await??);
    }
    let rate = rate(took.len(), start.elapsed());
    let took = took.into();
    Ok(Measured { rate, took })
}

fn keyed(counter: &Counter, variant: VariantId) -> Wish {
    counter.wish(variant, 1, counter.shopper())
}
