//! Random interleavings of all that happens to stock, against a model that does
//! one thing after the other: what each step answers and what is left agree.

use std::collections::VecDeque;
use std::time::Duration;

use kit::{Counter, on_both};
use model::{
    CheckoutId, Entropy, HoldId, HoldState, Holder, SeededEntropy, ShopId, SystemEntropy, Timestamp,
    VariantId, WaitState,
};
use shop::holds::{self, HoldError};
use shop::stock::{Wish, restock};
use uuid::Uuid;

const STEPS: usize = 300;
const SHOPPERS: usize = 6;
const HOLD: Duration = Duration::from_secs(600);

#[derive(Debug, Clone)]
struct Held {
    id: HoldId,
    who: usize,
    quantity: i64,
    until: Timestamp,
    checkout: Option<CheckoutId>,
    committed: bool,
}

/// One variant's stock as it should be.
#[derive(Debug, Default)]
struct Model {
    available: i64,
    held: Vec<Held>,
    line: VecDeque<(usize, i64)>,
    /// Who has been offered units from the line, and by which hold.
    offered: Vec<(usize, HoldId)>,
}

impl Model {
    fn expire(&mut self, now: Timestamp) {
        let (out, kept): (Vec<_>, Vec<_>) = self.held.drain(..).partition(|held| held.until <= now);
        self.held = kept;
        for held in out {
            self.available += held.quantity;
            self.offered.retain(|(_, hold)| *hold != held.id);
        }
    }

    /// Whose turn it is now, and for how many.
    fn turns(&mut self) -> Vec<(usize, i64)> {
        let mut turns = Vec::new();
        while self.available > 0
            && let Some((who, wanted)) = self.line.pop_front()
        {
            let quantity = wanted.min(self.available);
            self.available -= quantity;
            turns.push((who, quantity));
        }
        turns
    }

    fn give_back(&mut self, id: HoldId) {
        if let Some(at) = self.held.iter().position(|held| held.id == id) {
            self.available += self.held.remove(at).quantity;
            self.offered.retain(|(_, hold)| *hold != id);
        }
    }

    fn in_line(&self, who: usize) -> bool {
        self.line.iter().any(|(waiting, _)| *waiting == who)
            || self.offered.iter().any(|(offered, _)| *offered == who)
    }
}

/// Numbers from a seed, so that a failure can be run again.
struct Dice(SeededEntropy);

impl Dice {
    fn roll(&self, sides: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % sides as u64).expect("less than sides")
    }
}

struct Play<'a> {
    counter: &'a Counter,
    variant: VariantId,
    shoppers: Vec<Holder>,
    dice: Dice,
    model: Model,
}

impl Play<'_> {
    /// What the model says has come to those in line, looked up and written down.
    async fn serve(&mut self) {
        let commerce = &self.counter.commerce;
        for (who, quantity) in self.model.turns() {
            let place = commerce
                .line_position(self.counter.shop, self.variant, self.shoppers[who])
                .await;
            let place = place.expect("an answer").expect("it is their turn");
            assert_eq!(place.state, WaitState::Offered);
            let own = commerce
                .holds_of(self.counter.shop, self.shoppers[who])
                .await
                .expect("a list");
            let hold = own
                .iter()
                .find(|hold| Some(hold.id) == place.hold_id)
                .expect("theirs");
            assert_eq!(hold.quantity, quantity, "what they were offered");
            self.model.offered.push((who, hold.id));
            self.note(who, hold);
        }
    }

    fn note(&mut self, who: usize, hold: &holds::Hold) {
        self.model.held.push(Held {
            id: hold.id,
            who,
            quantity: hold.quantity,
            until: hold.until,
            checkout: hold.checkout_id,
            committed: hold.state == HoldState::Committed,
        });
    }

    fn some_hold(&self, fits: impl Fn(&Held) -> bool) -> Option<Held> {
        let fitting: Vec<_> = self.model.held.iter().filter(|held| fits(held)).collect();
        (!fitting.is_empty()).then(|| fitting[self.dice.roll(fitting.len())].clone())
    }

    async fn step(&mut self) {
        let (counter, variant) = (self.counter, self.variant);
        let (shop, commerce) = (counter.shop, &counter.commerce);
        let who = self.dice.roll(SHOPPERS);
        let holder = self.shoppers[who];
        let quantity = 1 + i64::try_from(self.dice.roll(4)).expect("small");
        let now = counter.now();
        match self.dice.roll(12) {
            0..=2 => {
                let checkout =
                    (self.dice.roll(2) == 0).then(|| CheckoutId::new(&*counter.clock, &SystemEntropy));
                let wish = Wish {
                    checkout,
                    ..counter.wish(variant, quantity, holder)
                };
                let answer = commerce.hold(wish).await;
                let short = self.model.available < quantity || !self.model.line.is_empty();
                if short {
                    self.model.expire(now);
                    self.serve().await;
                }
                match answer {
                    Ok(hold) => {
                        assert!(self.model.line.is_empty(), "nobody is passed by");
                        self.model.available -= quantity;
                        assert!(self.model.available >= 0, "it was there");
                        self.note(who, &hold);
                    }
                    Err(HoldError::SoldOut { available, .. }) => {
                        assert_eq!(available, self.model.available);
                        assert!(available < quantity);
                    }
                    Err(error) => panic!("{error}"),
                }
            }
            3 => {
                if let Some(held) = self.some_hold(|held| !held.committed) {
                    let answer = commerce.extend_hold(shop, self.shoppers[held.who], held.id).await;
                    match answer {
                        Ok(hold) => {
                            assert!(held.until > now);
                            let own = self
                                .model
                                .held
                                .iter_mut()
                                .find(|own| own.id == held.id)
                                .expect("known");
                            own.until = hold.until;
                        }
                        Err(HoldError::Over) => assert!(held.until <= now),
                        Err(HoldError::Extended) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            }
            4 => {
                if let Some(held) = self.some_hold(|held| !held.committed && held.until > now) {
                    commerce
                        .release_hold(shop, self.shoppers[held.who], held.id)
                        .await
                        .expect("given back");
                    self.model.give_back(held.id);
                    self.model.expire(now);
                    self.serve().await;
                }
            }
            5 => {
                let by = [60, 300, 600][self.dice.roll(3)];
                counter.advance(Duration::from_secs(by));
            }
            6 => {
                if let Some(held) = self.some_hold(|held| held.checkout.is_some() && !held.committed) {
                    let checkout = held.checkout.expect("asked for");
                    let mut tx = commerce.db.begin().await.expect("a transaction");
                    let committed = holds::commit(&mut tx, checkout, now, now + HOLD).await;
                    tx.commit().await.expect("committed");
                    assert_eq!(committed.is_ok(), held.until > now);
                    if committed.is_ok() {
                        let own = self
                            .model
                            .held
                            .iter_mut()
                            .find(|own| own.id == held.id)
                            .expect("known");
                        (own.committed, own.until) = (true, now + HOLD);
                    }
                }
            }
            7 => {
                if let Some(held) = self.some_hold(|held| held.committed) {
                    let checkout = held.checkout.expect("committed by it");
                    let mut tx = commerce.db.begin().await.expect("a transaction");
                    let sold = holds::sell(&mut tx, checkout, now).await.expect("an answer");
                    tx.commit().await.expect("committed");
                    assert_eq!(sold.is_some(), held.until > now);
                    if sold.is_some() {
                        self.model.held.retain(|own| own.id != held.id);
                        self.model.offered.retain(|(_, hold)| *hold != held.id);
                    }
                }
            }
            8 => {
                if let Some(held) = self.some_hold(|held| held.committed) {
                    let checkout = held.checkout.expect("committed by it");
                    let mut tx = commerce.db.begin().await.expect("a transaction");
                    holds::release(&mut tx, checkout).await.expect("released");
                    tx.commit().await.expect("committed");
                    self.model.give_back(held.id);
                    self.looked().await;
                }
            }
            9 => {
                let mut tx = commerce.db.begin().await.expect("a transaction");
                restock(&mut tx, &[(variant, quantity)]).await.expect("restocked");
                tx.commit().await.expect("committed");
                self.model.available += quantity;
                self.looked().await;
            }
            10 => {
                let place = commerce
                    .join_line(shop, variant, quantity, holder, None)
                    .await
                    .expect("in line");
                self.model.expire(now);
                if !self.model.in_line(who) {
                    self.model.line.push_back((who, quantity));
                } else if let Some(waiting) = self.model.line.iter_mut().find(|(waiting, _)| *waiting == who)
                {
                    waiting.1 = quantity;
                }
                self.serve().await;
                let position = self.model.line.iter().position(|(waiting, _)| *waiting == who);
                match position {
                    Some(position) => assert_eq!(place.position, i64::try_from(position).expect("small") + 1),
                    None => assert_eq!(place.state, WaitState::Offered),
                }
            }
            _ => {
                let offered = self
                    .model
                    .offered
                    .iter()
                    .find(|(own, _)| *own == who)
                    .map(|(_, hold)| *hold);
                let free = |id| {
                    let mut held = self.model.held.iter();
                    held.any(|held| held.id == id && !held.committed && held.until > now)
                };
                if offered.is_none_or(free) {
                    commerce
                        .leave_line(shop, variant, holder)
                        .await
                        .expect("out of it");
                    if self.model.in_line(who) {
                        self.model.line.retain(|(waiting, _)| *waiting != who);
                        if let Some(id) = offered {
                            self.model.give_back(id);
                        }
                        self.model.expire(now);
                        self.serve().await;
                    }
                }
            }
        }
    }

    /// Has the desk look, and waits until it has: what it does there no answer tells.
    async fn looked(&mut self) {
        let (counter, variant) = (self.counter, self.variant);
        counter.commerce.desk.look([variant]);
        // Whatever is asked next is settled with it or after it.
        let unknown = Wish {
            shop: ShopId(Uuid::nil()),
            ..counter.wish(variant, 1, counter.shopper())
        };
        let refused = counter.commerce.hold(unknown).await;
        assert!(matches!(refused, Err(HoldError::Unknown)), "{refused:?}");
        self.model.expire(counter.now());
        self.serve().await;
    }

    async fn check(&self) {
        let stock = self.counter.stock(self.variant).await;
        let held: i64 = self.model.held.iter().map(|held| held.quantity).sum();
        let all = stock.available + stock.held;
        assert_eq!(
            all,
            self.model.available + held,
            "no unit is lost or made: {:?}",
            self.model
        );
        assert_eq!(
            stock.waiting,
            i64::try_from(self.model.line.len()).expect("small")
        );
        self.counter.check().await;
    }
}

async fn play(counter: &Counter, seed: u64) {
    let start = 5;
    let mut play = Play {
        variant: counter.variant(start).await,
        shoppers: (0..SHOPPERS).map(|_| counter.shopper()).collect(),
        dice: Dice(SeededEntropy::new(seed)),
        model: Model {
            available: start,
            ..Model::default()
        },
        counter,
    };
    for step in 0..STEPS {
        play.step().await;
        if step % 10 == 0 {
            play.check().await;
        }
    }
    play.check().await;
}

on_both! {
    async fn whatever_happens_stock_is_as_the_model_says(counter: Counter) {
        for seed in 1..=4 {
            play(counter, seed).await;
        }
    }
}
