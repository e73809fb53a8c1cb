//! Stripe, as far as a shop sees it: keeps its own books, keeps to its own rules
//! of keys, signs what it tells, and goes wrong in all the ways it may.

mod books;
mod cards;
mod form;
mod notices;
mod objects;
mod payments;
mod server;
mod world;

use std::sync::{Arc, Mutex};

use model::Clock;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use notices::Arrange;

use books::by_id;
use form::Form;
use server::Shared;
use world::World;

/// The version of the API that is spoken here.
const VERSION: &str = "2026-09-30.endive";
const SECRET_KEY: &str = "sk_test_of_the_kit";
const PUBLISHABLE_KEY: &str = "pk_test_of_the_kit";
const WEBHOOK_SECRET: &str = "whsec_of_the_kit";

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection breaks off before anything is done.
    BreakOff,
    /// It is done, and the connection breaks off before the answer.
    BreakOffDone,
    /// 500 before anything is done.
    Error,
    /// It is done and answered with 500, which the key keeps.
    ErrorDone,
    TooMany {
        /// In seconds.
        retry_after: u64,
    },
    /// It is done, and the answer held back until [`FakeStripe::let_go`].
    HoldDone,
    /// It is not done before [`FakeStripe::let_go`].
    HoldUndone,
    /// 401: the key is not accepted.
    Barred,
}

/// A running Stripe. Dropped, it is gone.
#[derive(Debug)]
pub struct FakeStripe {
    origin: String,
    shared: Arc<Shared>,
    clock: Arc<dyn Clock>,
    client: Client,
    task: JoinHandle<()>,
}

impl FakeStripe {
    /// One on a free port of this machine, with the operator's account in it.
    pub async fn start(clock: Arc<dyn Clock>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}/", listener.local_addr().expect("its address"));
        let shared = Arc::new(Shared {
            world: Mutex::new(World::new(clock.clone())),
            let_go: watch::Sender::default(),
        });
        let task = tokio::spawn(server::serve(listener, shared.clone()));
        Self {
            origin,
            shared,
            clock,
            client: Client::new(),
            task,
        }
    }

    /// Where its API is.
    pub fn url(&self) -> &str {
        &self.origin
    }

    /// Its keys: the server's, the browsers', and that of its notices.
    pub fn keys(&self) -> [&'static str; 3] {
        [SECRET_KEY, PUBLISHABLE_KEY, WEBHOOK_SECRET]
    }

    /// Opens an account of a shop's own, or opens it again.
    pub fn open_account(&self, name: &str) {
        let mut world = self.shared.lock();
        world.accounts.entry(name.to_owned()).or_default();
        world.closed.remove(name);
    }

    /// Cuts a shop's account off: nothing more is to be had of it.
    pub fn close_account(&self, name: &str) {
        self.shared.lock().closed.insert(name.to_owned());
    }

    /// An account's owner deletes all customers in Stripe's own pages.
    pub fn delete_customers(&self, account: Option<&str>) {
        let mut world = self.shared.lock();
        world.desk(account.unwrap_or_default()).account.customers.clear();
    }

    /// An account's owner sells something that is no shop's; `fields` are more of
    /// the request. The name of its intent.
    ///
    /// # Panics
    /// When it is refused.
    pub fn sell_elsewhere(&self, account: Option<&str>, fields: &str) -> String {
        let account = account.unwrap_or_default();
        let mut world = self.shared.lock();
        let card = Form::parse("payment_method_data[card][number]=4242424242424242");
        let token = world.tokenise(account, &card).body["id"].clone();
        let token = token.as_str().expect("a token");
        let form = Form::parse(&format!(
            "amount=1200&currency=eur&confirm=true&return_url=here&confirmation_token={token}&{fields}"
        ));
        let made = payments::create(&mut world.desk(account), &form).body;
        made["id"].as_str().expect("a name").to_owned()
    }

    /// The next requests to `path` meet these, one each; an asterisk at its end
    /// stands for anything.
    pub fn fault(&self, path: &str, faults: impl IntoIterator<Item = Fault>) {
        let faults = faults.into_iter().map(|fault| (path.to_owned(), fault));
        self.shared.lock().faults.extend(faults);
    }

    /// Nothing goes wrong any more.
    pub fn no_more_faults(&self) {
        self.shared.lock().faults.clear();
    }

    /// Lets all answers go that are held back.
    pub fn let_go(&self) {
        self.shared.let_go.send_modify(|times| *times += 1);
    }

    /// Whether search is behind, as it is for minutes.
    pub fn set_search_lags(&self, lags: bool) {
        self.shared.lock().search_lags = lags;
    }

    /// Whether a refusal is kept with its key, as those are that come once a
    /// request is at work.
    pub fn set_keeps_refusals(&self, keeps: bool) {
        self.shared.lock().keeps_refusals = keeps;
    }

    /// Whether refunds wait for a bank.
    pub fn set_refunds_wait(&self, wait: bool) {
        self.shared.lock().refunds_wait = wait;
    }

    /// Forgets all idempotency keys, as Stripe may after a day.
    pub fn forget_keys(&self) {
        let mut world = self.shared.lock();
        world
            .accounts
            .values_mut()
            .for_each(|account| account.keys.clear());
    }

    /// How often `request`, such as `POST /v1/refunds`, came.
    pub fn asked(&self, request: &str) -> usize {
        let world = self.shared.lock();
        world.asked.iter().filter(|asked| *asked == request).count()
    }

    /// A browser makes a card into a confirmation token, as Stripe's script does
    /// with the publishable key; it shows a bank's question in its own page.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn tokenise(&self, number: &str, account: Option<&str>) -> String {
        self.token(number, account, true).await
    }

    /// The same where a bank's question is on a page of its own.
    pub async fn tokenise_for_redirect(&self, number: &str, account: Option<&str>) -> String {
        self.token(number, account, false).await
    }

    async fn token(&self, number: &str, account: Option<&str>, in_page: bool) -> String {
        let form = [
            ("payment_method_data[type]", "card"),
            ("payment_method_data[card][number]", number),
            ("use_stripe_sdk", if in_page { "true" } else { "false" }),
        ];
        let mut request = self
            .client
            .post(format!("{}v1/confirmation_tokens", self.origin))
            .bearer_auth(PUBLISHABLE_KEY)
            .form(&form);
        if let Some(account) = account {
            request = request.header("stripe-account", account);
        }
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        let token: Value = answer.json().await.expect("JSON");
        token["id"].as_str().expect("a name").to_owned()
    }

    /// The shopper answers their bank's question, in the browser.
    pub fn prove(&self, account: Option<&str>, intent: &str, is_proven: bool) {
        let mut world = self.shared.lock();
        payments::proven(&mut world.desk(account.unwrap_or_default()), intent, is_proven);
    }

    /// The bank decides on a direct debit.
    pub fn clear(&self, account: Option<&str>, intent: &str, is_paid: bool) {
        let mut world = self.shared.lock();
        let mut desk = world.desk(account.unwrap_or_default());
        if is_paid {
            payments::succeed(&mut desk, intent);
        } else {
            let error = json!({"type": "card_error", "code": "card_declined", "message": "no funds"});
            payments::fail(&mut desk, intent, &error);
        }
    }

    /// The shopper's bank takes the money back, or (`warning_needs_response`) asks.
    pub fn dispute(&self, account: Option<&str>, intent: &str, status: &str) -> String {
        let mut world = self.shared.lock();
        payments::dispute(&mut world.desk(account.unwrap_or_default()), intent, status)
    }

    /// A dispute ends: `won` or `lost`.
    pub fn close_dispute(&self, account: Option<&str>, dispute: &str, status: &str) {
        let mut world = self.shared.lock();
        let mut desk = world.desk(account.unwrap_or_default());
        payments::settle(&mut desk, "charge.dispute.closed", dispute, status);
    }

    /// A refund ends, or ends otherwise than it did: `succeeded` or `failed`.
    pub fn settle_refund(&self, account: Option<&str>, refund: &str, status: &str) {
        let mut world = self.shared.lock();
        let mut desk = world.desk(account.unwrap_or_default());
        payments::settle(&mut desk, "refund.updated", refund, status);
    }

    /// The money it has taken for a payment of the shop's, by charge.
    pub fn charged(&self, account: Option<&str>, payment: &str) -> Vec<i64> {
        let world = self.shared.lock();
        let charges = world.accounts[account.unwrap_or_default()].charges.iter();
        charges
            .filter(|charge| charge["metadata"]["vitrine_payment"] == payment)
            .filter(|charge| charge["paid"] == true)
            .map(|charge| charge["amount"].as_i64().expect("an amount"))
            .collect()
    }

    /// All the money it has taken and given back, by payment intent.
    pub fn taken(&self, account: Option<&str>) -> i64 {
        let world = self.shared.lock();
        let books = &world.accounts[account.unwrap_or_default()];
        let sum = |all: &[Value], field: &str| -> i64 {
            let counted = all.iter().filter(|one| one["status"] != "failed");
            counted.filter_map(|one| one[field].as_i64()).sum()
        };
        sum(&books.charges, "amount_captured") - sum(&books.refunds, "amount")
    }

    /// How many objects of a kind an account has: `payment_intent`, `refund`, ….
    pub fn count(&self, account: Option<&str>, kind: &str) -> usize {
        let world = self.shared.lock();
        let books = &world.accounts[account.unwrap_or_default()];
        let all = [
            &books.intents,
            &books.charges,
            &books.refunds,
            &books.disputes,
            &books.customers,
        ];
        all.into_iter()
            .flatten()
            .filter(|object| object["object"] == kind)
            .count()
    }

    /// An intent as it stands.
    ///
    /// # Panics
    /// When there is none of that name.
    pub fn intent(&self, account: Option<&str>, id: &str) -> Value {
        let world = self.shared.lock();
        by_id(&world.accounts[account.unwrap_or_default()].intents, id)
            .expect("known")
            .clone()
    }
}

impl Drop for FakeStripe {
    fn drop(&mut self) {
        self.task.abort();
    }
}
