//! One Stripe: its accounts, what goes wrong next, what it has to tell.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use model::Clock;
use serde_json::{Value, json};

use super::Fault;
use super::books::{Account, Key, Reply, Token, by_id};
use super::form::Form;
use super::objects;
use super::payments;

/// All that is known, behind one lock.
#[derive(Debug)]
pub(super) struct World {
    clock: Arc<dyn Clock>,
    /// The operator's own account has the empty name.
    pub(super) accounts: HashMap<String, Account>,
    /// Those that let nobody in any more.
    pub(super) closed: HashSet<String>,
    /// Events that were not delivered yet, in the order they happened.
    pub(super) events: Vec<Value>,
    /// What the next requests to a path meet, one each.
    pub(super) faults: VecDeque<(String, Fault)>,
    /// Requests that came, as method and path.
    pub(super) asked: Vec<String>,
    /// Whether search knows nothing yet.
    pub(super) search_lags: bool,
    pub(super) keeps_refusals: bool,
    pub(super) refunds_wait: bool,
    made: u64,
}

/// One account's books, open for one request.
pub(super) struct Desk<'w> {
    pub(super) account: &'w mut Account,
    pub(super) now: i64,
    pub(super) refunds_wait: bool,
    name: &'w str,
    made: &'w mut u64,
    events: &'w mut Vec<Value>,
}

impl Desk<'_> {
    pub(super) fn new_id(&mut self, prefix: &str) -> String {
        *self.made += 1;
        format!("{prefix}_fake{:014}", self.made)
    }

    /// Notes an event about an object, as it is now.
    pub(super) fn tell(&mut self, kind: &str, id: &str) {
        let account = &self.account;
        let all = [
            &account.intents,
            &account.charges,
            &account.refunds,
            &account.disputes,
        ];
        let object = all
            .into_iter()
            .find_map(|all| by_id(all, id))
            .expect("known")
            .clone();
        let id = self.new_id("evt");
        let account = Some(self.name).filter(|name| !name.is_empty());
        self.events
            .push(objects::event(&id, kind, account, &object, self.now));
    }
}

impl World {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            accounts: HashMap::from([(String::new(), Account::default())]),
            closed: HashSet::new(),
            events: Vec::new(),
            faults: VecDeque::new(),
            asked: Vec::new(),
            search_lags: false,
            keeps_refusals: false,
            refunds_wait: false,
            made: 0,
        }
    }

    pub(super) fn now(&self) -> i64 {
        self.clock.now().timestamp()
    }

    /// Opens the books of an account that exists.
    pub(super) fn desk<'w>(&'w mut self, name: &'w str) -> Desk<'w> {
        let now = self.clock.now().timestamp();
        Desk {
            account: self.accounts.get_mut(name).expect("an account of this server"),
            now,
            refunds_wait: self.refunds_wait,
            name,
            made: &mut self.made,
            events: &mut self.events,
        }
    }

    /// The next fault meant for a path.
    pub(super) fn fault(&mut self, path: &str) -> Option<Fault> {
        let meant = |pattern: &str| match pattern.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == pattern,
        };
        let at = self.faults.iter().position(|(pattern, _)| meant(pattern))?;
        self.faults.remove(at).map(|(_, fault)| fault)
    }

    /// What was answered to this key before, or that it can't be answered now.
    pub(super) fn replay(&self, account: &str, key: &str, path: &str, form: &Form) -> Option<(Reply, bool)> {
        let known = self.accounts[account].keys.get(key)?;
        if known.asked != (path.to_owned(), form.clone()) {
            let message = "Keys for idempotent requests can only be used with the same parameters";
            return Some((Reply::error(400, "idempotency_error", None, message), false));
        }
        match &known.reply {
            Some(reply) => Some((reply.clone(), true)),
            None => {
                let message = "There is currently another in-progress request using this key";
                let code = Some("idempotency_key_in_use");
                Some((Reply::error(409, "invalid_request_error", code, message), false))
            }
        }
    }

    pub(super) fn begin(&mut self, account: &str, key: &str, path: &str, form: &Form) {
        let asked = (path.to_owned(), form.clone());
        self.desk(account)
            .account
            .keys
            .insert(key.to_owned(), Key { asked, reply: None });
    }

    /// Keeps the answer of a key, or forgets a key that nothing was begun with.
    pub(super) fn end(&mut self, account: &str, key: &str, reply: Option<Reply>) {
        let keys = &mut self.desk(account).account.keys;
        match reply {
            Some(reply) => keys.get_mut(key).expect("begun").reply = Some(reply),
            None => drop(keys.remove(key)),
        }
    }

    /// Does what a request of the shop's server asks for.
    pub(super) fn change(&mut self, account: &str, path: &str, form: &Form) -> Reply {
        let parts: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
        let mut desk = self.desk(account);
        match parts[..] {
            ["payment_intents"] => payments::create(&mut desk, form),
            ["payment_intents", id, "cancel"] => payments::cancel(&mut desk, id, form),
            ["refunds"] => payments::refund(&mut desk, form),
            ["customers"] => {
                let id = desk.new_id("cus");
                let customer = objects::customer(&id, &form.within("metadata"), desk.now);
                desk.account.customers.push(customer.clone());
                Reply::ok(customer)
            }
            ["customer_sessions"] => match form.get("customer") {
                Some(id) if by_id(&desk.account.customers, id).is_some() => {
                    Reply::ok(objects::customer_session(id, desk.now))
                }
                _ => Reply::no_such("customer"),
            },
            _ => Reply::missing(path),
        }
    }

    /// Answers a request that changes nothing.
    pub(super) fn read(&self, account: &str, path: &str, form: &Form) -> Reply {
        let indexed_until = if self.search_lags { i64::MIN } else { self.now() };
        let books = &self.accounts[account];
        let one = |all: &[Value], id: &str| {
            by_id(all, id)
                .cloned()
                .map_or_else(|| Reply::missing(id), Reply::ok)
        };
        let parts: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
        match parts[..] {
            ["payment_intents", "search"] => payments::search(books, form, indexed_until),
            ["payment_intents", id] => books
                .intent_as(id, form)
                .map_or_else(|| Reply::missing(id), Reply::ok),
            ["payment_intents"] => Reply::ok(books.page(path, &books.intents, form)),
            ["charges"] => Reply::ok(books.page(path, &books.charges, form)),
            ["charges", id] => one(&books.charges, id),
            ["refunds"] => Reply::ok(books.page(path, &books.refunds, form)),
            ["refunds", id] => one(&books.refunds, id),
            ["disputes"] => Reply::ok(books.page(path, &books.disputes, form)),
            ["disputes", id] => one(&books.disputes, id),
            ["customers", id] => one(&books.customers, id),
            _ => Reply::missing(path),
        }
    }

    /// What Stripe's script does with a publishable key: a card becomes a token.
    pub(super) fn tokenise(&mut self, account: &str, form: &Form) -> Reply {
        let Some(number) = form.get("payment_method_data[card][number]") else {
            return Reply::wrong(Some("parameter_missing"), "a card");
        };
        let mut desk = self.desk(account);
        let id = desk.new_id("ctoken");
        let token = Token {
            number: number.to_owned(),
            used: false,
            in_page: form.is_true("use_stripe_sdk"),
        };
        desk.account.tokens.insert(id.clone(), token);
        Reply::ok(json!({"id": id, "object": "confirmation_token", "livemode": false}))
    }
}
