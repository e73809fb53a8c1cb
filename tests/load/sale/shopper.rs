//! Someone who wants one: presses Buy, and where a unit was set aside says who
//! and where, pays with a good card, and has an order. The calls are those of the
//! shop's own pages, keys included.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::connection::{Ask, Connection};
use super::goods::Goods;
use crate::Outcome;

/// The sandbox's card that is always good.
const CARD: &str = "4242424242424242";
/// How soon a call is made again that the server has put off, as it asks for in
/// `Retry-After`, and how often.
const AGAIN: Duration = Duration::from_secs(2);
const TRIES: u32 = 15;

/// See the module.
#[derive(Debug)]
pub(super) struct Shopper {
    pub(super) browser: Connection,
    /// How often they were told to come back later.
    pub(super) put_off: usize,
}

/// What came of one press of Buy.
#[derive(Debug)]
pub(super) enum Attempt {
    Bought(Bought),
    /// Sold out, said after so long.
    Refused(Duration),
}

/// A unit, paid.
#[derive(Debug)]
pub(super) struct Bought {
    /// From Buy to the answer that a unit is set aside.
    pub(super) held: Duration,
    /// From Buy to the answer that it is paid.
    pub(super) whole: Duration,
    pub(super) at: Instant,
    /// The order's id.
    pub(super) order: String,
}

/// What was answered, however late.
struct Answered {
    status: u16,
    body: String,
}

impl Shopper {
    pub(super) fn at(browser: Connection) -> Self {
        Self { browser, put_off: 0 }
    }

    /// Presses Buy; `number` names the attempt among all of the run.
    pub(super) async fn attempt(&mut self, goods: &Goods, number: usize) -> Outcome<Attempt> {
        let start = Instant::now();
        let key = key("buy", number);
        let answer = self.ask(post("/api/v1/checkouts", &goods.buy, &key)).await?;
        let held = start.elapsed();
        match answer.status {
            201 => {
                let made: Value = serde_json::from_str(&answer.body)?;
                let id = made["id"].as_str().ok_or("a checkout without an id")?;
                let order = self.pay(id, number).await?;
                Ok(Attempt::Bought(Bought {
                    held,
                    whole: start.elapsed(),
                    at: Instant::now(),
                    order,
                }))
            }
            409 if answer.body.contains("/problems/sold-out") => Ok(Attempt::Refused(held)),
            status => Err(format!("Buy was answered {status}: {}", answer.body).into()),
        }
    }

    /// From a checkout that was just made to its order's id.
    async fn pay(&mut self, id: &str, number: usize) -> Outcome<String> {
        let path = format!("/api/v1/checkouts/{id}");
        let form = json!({
            "email": "ana@example.org",
            "address": {
                "name": "Ana Maria Lume", "line1": "Rua Nova 1", "line2": "", "postal_code": "1100-001",
                "city": "Lisboa", "region": "", "country": "PT", "phone": "",
            },
        });
        let form = form.to_string();
        let put = Ask {
            method: "PUT",
            path: &path,
            body: &form,
            key: None,
        };
        let ready = self.done(put).await?;
        let form = json!({ "total": ready["quote"]["total"], "method": { "card": CARD } }).to_string();
        let path = format!("{path}/pay");
        let paid = self.done(post(&path, &form, &key("pay", number))).await?;
        let order = paid["order"]["id"].as_str().filter(|_| paid["state"] == "paid");
        let order = order.ok_or_else(|| format!("a good card did not pay: {paid}"))?;
        Ok(order.to_owned())
    }

    async fn done(&mut self, ask: Ask<'_>) -> Outcome<Value> {
        let Answered { status, body } = self.ask(ask).await?;
        if status == 200 {
            return Ok(serde_json::from_str(&body)?);
        }
        Err(format!("{} {} was answered {status}: {body}", ask.method, ask.path).into())
    }

    /// Asks until it is decided: a server with too much to do says so, and the
    /// same call under the same key is the same call.
    async fn ask(&mut self, ask: Ask<'_>) -> Outcome<Answered> {
        for _ in 0..TRIES {
            let answer = self.browser.ask(ask).await?;
            if answer.status != 503 {
                return Ok(Answered {
                    status: answer.status,
                    body: answer.body.to_owned(),
                });
            }
            self.put_off += 1;
            sleep(AGAIN).await;
        }
        Err(format!("{} {} was put off {TRIES} times", ask.method, ask.path).into())
    }
}

fn post<'a>(path: &'a str, body: &'a str, key: &'a str) -> Ask<'a> {
    Ask {
        method: "POST",
        path,
        body,
        key: Some(key),
    }
}

fn key(what: &str, number: usize) -> String {
    format!("{what}-{number}")
}
