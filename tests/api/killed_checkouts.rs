//! Two hundred people buy from a server that is killed (`kill -9`) again and
//! again: whatever each of them was told holds, nobody is charged twice, and the
//! books agree with the payment provider's.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use kit::{Answer, Browser, Call, Method, Person, eventually_within, on_both};
use model::{Entropy, SystemEntropy};
use serde_json::{Value, json};
use tokio::sync::watch;

const SHOPPERS: usize = 200;
const UNITS: i64 = 150;
/// Cards of the sandbox: most succeed, some decline, some answer late, some are
/// left at their challenge.
const CARDS: [&str; 8] = [
    "4242424242424242",
    "4242424242424242",
    "4242424242424242",
    "4242424242424242",
    "4000000000000077",
    "4000000000000002",
    "4000000000000341",
    "4000002500003155",
];
/// So often, each time at random within so many answers of the 600 it takes at least.
const KILLS: usize = 15;
const ALIVE_FOR: usize = 40;
/// All of it, killed again and again, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// A number below `bound`, by chance.
fn chance(bound: usize) -> usize {
    let mut bytes = [0; 8];
    SystemEntropy.fill(&mut bytes);
    usize::from_be_bytes(bytes) % bound
}

/// One of those who buy: a browser nobody is signed in with, at an address of its own.
struct Shopper {
    browser: Browser,
    number: usize,
    /// How many answers they all had.
    answers: watch::Sender<usize>,
}

/// How it ended for one of them, as they were told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    Bought,
    Declined,
    SoldOut,
    LeftAtChallenge,
}

impl Shopper {
    fn call(&self, method: Method, path: &str) -> Call {
        let number = self.number;
        let address = format!("198.51.{}.{}", number / 250, number % 250 + 1);
        self.browser.api(method, path).header("x-forwarded-for", &address)
    }

    /// Asks until there is an answer, as a page does whose server was away.
    async fn ask(&self, call: impl Fn() -> Call) -> Answer {
        eventually_within(PATIENCE, "an answer", async || {
            let answer = call().attempt().await.ok()?;
            self.answers.send_modify(|answers| *answers += 1);
            (answer.status < 500).then_some(answer)
        })
        .await
    }

    /// Is given the cookie it is known by: who asks again without one is somebody else.
    async fn is_known(&self) {
        let voucher = json!({ "code": null });
        let basket = self.call(Method::PUT, "/shops/casa/basket/voucher");
        basket.json(&voucher).send().await.expect(200);
    }

    async fn buy(&self, variant: &str) -> Ending {
        let (key, card) = (format!("kill-{}", self.number), CARDS[self.number % CARDS.len()]);
        let wish = json!({ "shop": "casa", "lines": [{ "variant": variant, "quantity": 1 }] });
        let begun = self
            .ask(|| {
                self.call(Method::POST, "/checkouts")
                    .header("idempotency-key", &key)
                    .json(&wish)
            })
            .await;
        if begun.status == 409 && begun.slug() == "sold-out" {
            return Ending::SoldOut;
        }
        let checkout = begun.expect(201).json();
        let path = format!("/checkouts/{}", checkout["id"].as_str().expect("an id"));
        let details = json!({
            "email": format!("shopper{}@example.org", self.number),
            "address": { "name": "Noor Haddad", "line1": "Rua das Flores 7", "line2": "", "postal_code": "1200-194",
                         "city": "Lisboa", "region": "", "country": "PT", "phone": "" },
        });
        let known = self
            .ask(|| self.call(Method::PUT, &path).json(&details))
            .await
            .expect(200)
            .json();
        let payment = json!({ "total": known["quote"]["total"], "method": { "card": card } });
        let pay = format!("{path}/pay");
        let paid = self
            .ask(|| {
                self.call(Method::POST, &pay)
                    .header("idempotency-key", &key)
                    .json(&payment)
            })
            .await
            .json();
        if let Some(ending) = ending(&paid) {
            return ending;
        }
        // What the answer did not say, the page asks for.
        eventually_within(PATIENCE, "the checkout to end", async || {
            let look = self.call(Method::GET, &path).attempt().await.ok()?;
            (look.status == 200).then(|| ending(&look.json())).flatten()
        })
        .await
    }
}

/// How the checkout ended, once it has.
fn ending(checkout: &Value) -> Option<Ending> {
    match checkout["state"].as_str().expect("a state") {
        "paid" => Some(Ending::Bought),
        "open" | "closed" => Some(Ending::Declined),
        _ => (!checkout["payment"]["action"].is_null()).then_some(Ending::LeftAtChallenge),
    }
}

/// Opens `casa` with one product of so many units; gives its variant.
async fn shop(owner: &Person) -> String {
    let shop = json!({ "slug": "casa", "name": "Casa", "story": "" });
    owner
        .api(Method::POST, "/shops")
        .json(&shop)
        .send()
        .await
        .expect(201);
    let product = json!({
        "name": "Sage bowl", "state": "active",
        "variants": [{ "price": { "minor": 3_900, "currency": "EUR" }, "available": UNITS }],
    });
    let made = owner
        .api(Method::POST, "/shops/casa/products")
        .json(&product)
        .send()
        .await;
    let made = made.expect(201).json();
    made["variants"][0]["id"].as_str().expect("an id").to_owned()
}

/// All orders of the shop, newest first.
async fn orders(owner: &Person) -> Vec<Value> {
    let mut all = Vec::new();
    let mut path = "/shops/casa/orders".to_owned();
    loop {
        let page = owner.api(Method::GET, &path).send().await.expect(200).json();
        all.extend(page["items"].as_array().expect("a list").clone());
        let Some(next) = page["next"].as_str() else {
            return all;
        };
        path = format!("/shops/casa/orders?after={next}");
    }
}

on_both! {
    async fn two_hundred_checkouts_outlive_a_server_that_is_killed(server: Installation) {
        server.set("TRUSTED_PROXIES", "[\"127.0.0.1\"]");
        server.serve().await;
        let ana = server.sign_up("ana").await;
        let variant = shop(&ana).await;
        let (answers, mut answered) = watch::channel(0);
        let shoppers: Vec<_> = (0..SHOPPERS)
            .map(|number| Shopper { browser: server.guest(), number, answers: answers.clone() })
            .collect();
        for shopper in &shoppers {
            shopper.is_known().await;
        }
        let buying = join_all(shoppers.iter().map(|shopper| shopper.buy(&variant)));
        tokio::pin!(buying);
        let mut kills = 0;
        let endings = loop {
            let until = *answered.borrow() + 1 + chance(ALIVE_FOR);
            tokio::select! {
                endings = &mut buying => break endings,
                Ok(_) = answered.wait_for(|answers| *answers >= until), if kills < KILLS => {
                    server.kill().await;
                    server.serve().await;
                    kills += 1;
                }
            }
        };
        let mut told: BTreeMap<Ending, usize> = BTreeMap::new();
        for ending in endings {
            *told.entry(ending).or_default() += 1;
        }
        println!("killed {kills} times; shoppers were told: {told:?}");
        assert!(kills >= 3, "killed {kills} times only");

        // What is still under way is decided or given up.
        let said = eventually_within(PATIENCE, "the books to agree", async || {
            let output = server.output(&["shop", "reconcile"]).await;
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            output.status.success().then_some(said)
        })
        .await;
        assert!(said.contains("0 differences"), "{said}");
        let orders = orders(&ana).await;
        let bought = told.get(&Ending::Bought).copied().unwrap_or(0);
        assert!(orders.len() >= bought, "{} orders, {bought} were told", orders.len());
        assert!(bought > 0);
        let mails: std::collections::BTreeSet<_> = orders.iter().map(|order| order["email"].to_string()).collect();
        assert_eq!(mails.len(), orders.len(), "somebody was sold to twice");
        let product = ana.api(Method::GET, "/shops/casa/products/sage-bowl").send().await.expect(200).json();
        let available = product["variants"][0]["available"].as_i64().expect("a number");
        let sold = i64::try_from(orders.len()).expect("few");
        assert!((0..=UNITS - sold).contains(&available), "{available} left of {UNITS}, {sold} sold");
    }
}
