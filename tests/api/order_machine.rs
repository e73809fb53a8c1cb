//! Anything in any order: shoppers open, pay, leave and come back, staff sends
//! and gives back, the provider loses and repeats messages and decides late, and
//! what is done is broken off half-way. Whatever happened, in the end every
//! charge has an order or its refund, and no unit is gone.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use kit::{Counter, Faulty, next_chance, on_both};
use model::{
    AccountId, CheckoutId, Clock, Currency, Holder, Money, OrderId, PaymentId, SystemEntropy, VariantId,
};
use serde_json::json;
use shop::Commerce;
use shop::addresses::Address;
use shop::checkouts::{Edit, New, PayWish, Source, Wanted};
use shop::orders::Filter;
use shop::payments::{Failure, Heard, Outcome};
use shop::refunds::{Asked, What};
use store::{fetch_all, fetch_one};
use tokio::time::timeout;

const SEEDS: u64 = 8;
const STEPS: usize = 40;
const UNITS: i64 = 6;

/// Those who take part.
struct World<'a> {
    counter: &'a Counter,
    commerce: Commerce,
    provider: Arc<Faulty>,
    variant: VariantId,
    shoppers: Vec<Holder>,
    chance: u64,
}

impl World<'_> {
    fn draw(&mut self, below: u64) -> u64 {
        next_chance(&mut self.chance) % below
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        let at = self.draw(of.len().max(1) as u64);
        of.get(usize::try_from(at).unwrap_or(0)).copied()
    }

    async fn checkouts(&self) -> Vec<(CheckoutId, uuid::Uuid)> {
        let mut read = self.commerce.db.read().await.expect("a connection");
        fetch_all!(
            read,
            (CheckoutId, uuid::Uuid),
            "SELECT id, holder FROM checkouts LIMIT 1000"
        )
        .expect("rows")
    }

    async fn orders(&self) -> Vec<OrderId> {
        let filter = Filter::default();
        let orders = self
            .commerce
            .orders(self.counter.shop, &filter, None, 1_000)
            .await
            .expect("rows");
        orders.into_iter().map(|order| order.id).collect()
    }

    async fn payments(&self) -> Vec<PaymentId> {
        let mut read = self.commerce.db.read().await.expect("a connection");
        let rows = fetch_all!(read, (PaymentId,), "SELECT id FROM payments LIMIT 1000").expect("rows");
        rows.into_iter().map(|(id,)| id).collect()
    }

    /// Something somebody does. What is refused is refused: that is no error.
    async fn act(&mut self) -> BoxFuture<'static, ()> {
        let commerce = self.commerce.clone();
        let shop = self.counter.shop;
        let kind = self.draw(14);
        match kind {
            0..=2 => {
                let shoppers = self.shoppers.clone();
                let holder = self.one_of(&shoppers).expect("shoppers");
                let wanted = Wanted {
                    variant: self.variant,
                    quantity: 1 + i64::try_from(self.draw(2)).expect("small"),
                    show: None,
                };
                Box::pin(open(commerce, shop, holder, wanted))
            }
            3..=6 => {
                let checkouts = self.checkouts().await;
                let card = self
                    .one_of(&["good", "good", "bad", "late", "asks"])
                    .expect("cards");
                match self.one_of(&checkouts) {
                    Some((id, holder)) => Box::pin(pay(commerce, id, guest(holder), card)),
                    None => Box::pin(async {}),
                }
            }
            7 => {
                let (payments, notice) = (self.payments().await, self.draw(20));
                let lie = self.draw(4) == 0;
                match self.one_of(&payments) {
                    Some(payment) => Box::pin(hear(commerce, payment, notice, lie)),
                    None => Box::pin(async {}),
                }
            }
            8 => {
                self.provider.decide();
                Box::pin(async {})
            }
            9 => {
                let seconds = 1 + self.draw(400);
                self.counter.advance(Duration::from_secs(seconds));
                Box::pin(rounds(commerce))
            }
            10 => {
                let (checkouts, how) = (self.checkouts().await, self.draw(3));
                match self.one_of(&checkouts) {
                    Some((id, holder)) => Box::pin(async move {
                        let holder = guest(holder);
                        match how {
                            0 => drop(commerce.extend_checkout(id, holder).await),
                            1 => drop(commerce.close_checkout(id, holder).await),
                            _ => {
                                let holds = commerce.holds_of(shop, holder).await.unwrap_or_default();
                                if let Some(hold) = holds.first() {
                                    drop(commerce.release_hold(shop, holder, hold.id).await);
                                }
                            }
                        }
                    }),
                    None => Box::pin(async {}),
                }
            }
            _ => {
                let (orders, minor) = (self.orders().await, 1 + self.draw(5_000));
                match self.one_of(&orders) {
                    Some(order) => Box::pin(staff(commerce, shop, order, kind, minor)),
                    None => Box::pin(async {}),
                }
            }
        }
    }

    /// Lets all that is under way come to its end.
    async fn settle(&self) {
        self.provider.calm_down();
        for round in 0..60_u64 {
            self.provider.decide();
            for payment in self.provider.payments() {
                let heard = heard(payment, 1_000 + round);
                self.commerce.hear(vec![heard]).await.expect("on a calm day");
            }
            self.counter.advance(Duration::from_secs(61));
            rounds(self.commerce.clone()).await;
            let mut read = self.commerce.db.read().await.expect("a connection");
            let (open,) = fetch_one!(
                read,
                (i64,),
                "SELECT (SELECT COUNT(*) FROM payments WHERE next_at IS NOT NULL)
                      + (SELECT COUNT(*) FROM refunds WHERE next_at IS NOT NULL)
                      + (SELECT COUNT(*) FROM holds WHERE state IN ('held', 'committed'))"
            )
            .expect("a number");
            if open == 0 {
                return;
            }
        }
        panic!("something stays undecided for ever");
    }

    async fn check(&self, seed: u64) {
        let differences = self
            .commerce
            .reconcile(self.counter.shop)
            .await
            .expect("the books can be read");
        assert_eq!(differences, [], "seed {seed}");
        let mut read = self.commerce.db.read().await.expect("a connection");
        let odd = fetch_all!(
            read,
            (CheckoutId, i64),
            "SELECT p.checkout_id, CAST(SUM(l.amount) AS BIGINT)
             FROM ledger l JOIN payments p ON p.id = l.payment_id
                  LEFT JOIN orders o ON o.checkout_id = p.checkout_id
             GROUP BY p.checkout_id, o.total, o.refunded
             HAVING SUM(l.amount) <> COALESCE(o.total - o.refunded, 0) LIMIT 10"
        )
        .expect("rows");
        assert_eq!(odd, [], "seed {seed}: charged otherwise than once");
        let (gone,) = fetch_one!(
            read,
            (i64,),
            "SELECT CAST(COALESCE(SUM(l.quantity - l.restocked), 0) AS BIGINT) FROM order_lines l"
        )
        .expect("a number");
        let stock = self.counter.stock(self.variant).await;
        assert_eq!(
            (stock.available + gone, stock.held),
            (UNITS, 0),
            "seed {seed}: units are lost or made"
        );
    }
}

fn guest(holder: uuid::Uuid) -> Holder {
    Holder::Guest(model::GuestId(holder))
}

async fn open(commerce: Commerce, shop: model::ShopId, holder: Holder, wanted: Wanted) {
    let new = New {
        shop,
        holder,
        show: None,
        is_new: false,
        source: Source::Lines(vec![wanted]),
        locale: "en".to_owned(),
        email: Some("ana@example.org".to_owned()),
        key: None,
    };
    if let Ok(made) = commerce.make_checkout(new).await {
        let address = Address {
            name: "Ana".to_owned(),
            line1: "Rua Nova 1".to_owned(),
            line2: String::new(),
            postal_code: String::new(),
            city: "Lisboa".to_owned(),
            region: String::new(),
            country: "PT".to_owned(),
            phone: String::new(),
        };
        let edit = Edit {
            address: Some(address),
            ..Edit::default()
        };
        drop(commerce.edit_checkout(made.id, holder, edit).await);
    }
}

async fn pay(commerce: Commerce, id: CheckoutId, holder: Holder, card: &'static str) {
    let Ok(Some(detail)) = commerce.checkout(id, holder).await else {
        return;
    };
    let wish = PayWish {
        total: Money::new(detail.quote.total, Currency::EUR),
        method: json!({ "card": card }),
        key: None,
        return_url: String::new(),
        description: "Casa".to_owned(),
    };
    drop(commerce.pay(id, holder, wish).await);
}

fn heard(payment: PaymentId, notice: u64) -> Heard {
    Heard::Payment {
        notice: format!("{payment}.{notice}"),
        provider_ref: payment.to_string(),
        payment: Some(payment),
    }
}

async fn hear(commerce: Commerce, payment: PaymentId, notice: u64, lie: bool) {
    if lie {
        // It is said to have failed, whatever comes of it later.
        let outcome = Outcome::Failed {
            provider_ref: None,
            failure: Failure::Provider,
        };
        drop(commerce.settle_payment(payment, &outcome).await);
    } else {
        drop(commerce.hear(vec![heard(payment, notice)]).await);
    }
}

async fn rounds(commerce: Commerce) {
    drop(commerce.sweep().await);
    drop(commerce.close_overdue_checkouts().await);
    drop(commerce.look_up_due().await);
}

async fn staff(commerce: Commerce, shop: model::ShopId, order: OrderId, kind: u64, minor: u64) {
    match kind {
        11 => drop(commerce.cancel_order(shop, order).await),
        12 => drop(commerce.fulfil(shop, order, "").await),
        _ => {
            let what = match minor % 3 {
                0 => What::Rest,
                1 => What::Lines(vec![(0, 1)]),
                _ => What::Amount(i64::try_from(minor).expect("small")),
            };
            let asked = Asked {
                what,
                reason: String::new(),
                restock: minor.is_multiple_of(2),
                by: AccountId(uuid::Uuid::nil()),
                key: None,
            };
            drop(commerce.refund(shop, order, asked).await);
        }
    }
}

on_both! {
    async fn whatever_happens_every_charge_has_an_order_or_its_refund(counter: Counter) {
        let mut orders = 0;
        for seed in 1..=SEEDS {
            let provider = Arc::new(Faulty::new(seed * 7_919));
            let commerce = Commerce::new(
                counter.commerce.db.clone(),
                counter.clock.clone() as Arc<dyn Clock>,
                Arc::new(SystemEntropy),
                provider.clone(),
            );
            // A shop of its own for each row of events.
            counter.clear().await;
            let mut world = World {
                variant: counter.variant(UNITS).await,
                shoppers: (0..5).map(|_| counter.shopper()).collect(),
                chance: seed * 104_729,
                counter,
                commerce,
                provider,
            };
            for _ in 0..STEPS {
                let mut acts = Vec::new();
                for _ in 0..=world.draw(3) {
                    let act = world.act().await;
                    // Some are broken off, as by a kill.
                    let micros = world.draw(4_000);
                    let broken = world.draw(5) == 0;
                    acts.push(async move {
                        if broken {
                            drop(timeout(Duration::from_micros(micros), act).await);
                        } else {
                            act.await;
                        }
                    });
                }
                join_all(acts).await;
            }
            world.settle().await;
            world.check(seed).await;
            orders += world.orders().await.len();
        }
        assert!(orders > 0, "nobody ever bought anything: this tries nothing");
    }
}
