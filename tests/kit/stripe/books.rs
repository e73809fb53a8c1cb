//! What Stripe knows: each account's objects, and what was answered to which key.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::form::Form;
use super::objects;

/// An answer of the API.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
}

impl Reply {
    pub(super) fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    pub(super) fn error(status: u16, kind: &str, code: Option<&str>, message: &str) -> Self {
        let mut error = json!({"type": kind, "message": message});
        if let Some(code) = code {
            error["code"] = code.into();
        }
        Self {
            status,
            body: json!({"error": error}),
        }
    }

    pub(super) fn wrong(code: Option<&str>, message: &str) -> Self {
        Self::error(400, "invalid_request_error", code, message)
    }

    /// What the field `param` names is not there.
    pub(super) fn no_such(param: &str) -> Self {
        let mut reply = Self::wrong(Some("resource_missing"), &format!("No such {param}"));
        reply.body["error"]["param"] = param.into();
        reply
    }

    pub(super) fn missing(id: &str) -> Self {
        Self::error(
            404,
            "invalid_request_error",
            Some("resource_missing"),
            &format!("No such object: '{id}'"),
        )
    }
}

/// What is known of an idempotency key.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) asked: (String, Form),
    /// None while it is at work.
    pub(super) reply: Option<Reply>,
}

/// One account's objects, each kind in the order they were made.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) intents: Vec<Value>,
    pub(super) charges: Vec<Value>,
    pub(super) refunds: Vec<Value>,
    pub(super) disputes: Vec<Value>,
    pub(super) customers: Vec<Value>,
    pub(super) methods: Vec<Value>,
    /// Confirmation tokens: the card's number and whether it may still be used.
    pub(super) tokens: HashMap<String, Token>,
    pub(super) keys: HashMap<String, Key>,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) number: String,
    pub(super) used: bool,
    /// Whether Stripe's script is there to show the bank's question in place.
    pub(super) in_page: bool,
}

pub(super) fn by_id<'a>(all: &'a [Value], id: &str) -> Option<&'a Value> {
    all.iter().find(|object| object["id"] == id)
}

pub(super) fn by_id_mut<'a>(all: &'a mut [Value], id: &str) -> Option<&'a mut Value> {
    all.iter_mut().find(|object| object["id"] == id)
}

impl Account {
    /// An intent with what the request wants in full.
    pub(super) fn intent_as(&self, id: &str, form: &Form) -> Option<Value> {
        let mut intent = by_id(&self.intents, id)?.clone();
        if form.expands("latest_charge")
            && let Some(charge) = intent["latest_charge"].as_str()
        {
            intent["latest_charge"] = by_id(&self.charges, charge).cloned().into();
        }
        Some(intent)
    }

    /// A list's page: the newest first, after the cursor, of the time asked for.
    pub(super) fn page(&self, url: &str, all: &[Value], form: &Form) -> Value {
        let limit = usize::try_from(form.number("limit").unwrap_or(10))
            .unwrap_or(10)
            .clamp(1, 100);
        let created = |object: &Value| object["created"].as_i64().unwrap_or_default();
        let (from, to) = (form.number("created[gte]"), form.number("created[lt]"));
        let mut newest: Vec<&Value> = all.iter().rev().collect();
        if let Some(cursor) = form.get("starting_after") {
            let at = newest.iter().position(|object| object["id"] == cursor);
            newest.drain(..=at.unwrap_or(newest.len().saturating_sub(1)));
        }
        let matching: Vec<Value> = newest
            .into_iter()
            .filter(|object| from.is_none_or(|from| created(object) >= from))
            .filter(|object| to.is_none_or(|to| created(object) < to))
            .filter(|object| {
                let wanted = form.get("payment_intent");
                wanted.is_none_or(|intent| object["payment_intent"] == intent)
            })
            .map(|object| self.with_charge(object, form))
            .collect();
        let has_more = matching.len() > limit;
        objects::list(url, matching.into_iter().take(limit).collect(), has_more)
    }

    fn with_charge(&self, object: &Value, form: &Form) -> Value {
        let mut object = object.clone();
        if form.expands("data.charge")
            && let Some(charge) = object["charge"].as_str()
        {
            object["charge"] = by_id(&self.charges, charge).cloned().into();
        }
        object
    }
}
