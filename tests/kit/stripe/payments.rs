//! Payment intents: made and confirmed by the shop's server, gone on with by the
//! shopper's browser, decided by the bank.

use serde_json::{Value, json};

use super::books::{Account, Reply, Token, by_id, by_id_mut};
use super::cards::{Verdict, not_proven, verdict};
use super::form::Form;
use super::objects::{self, NewIntent};
use super::world::Desk;

/// `POST /v1/payment_intents`.
pub(super) fn create(desk: &mut Desk<'_>, form: &Form) -> Reply {
    let (Some(amount), Some(currency)) = (form.number("amount"), form.get("currency")) else {
        return Reply::wrong(Some("parameter_missing"), "amount and currency");
    };
    if amount < 1 || currency.len() != 3 || currency.chars().any(|c| !c.is_ascii_lowercase()) {
        return Reply::wrong(Some("parameter_invalid_integer"), "amount or currency");
    }
    if let Some(customer) = form.get("customer")
        && by_id(&desk.account.customers, customer).is_none()
    {
        return Reply::no_such("customer");
    }
    let new = NewIntent {
        id: desk.new_id("pi"),
        amount,
        currency: currency.to_owned(),
        customer: form.get("customer").map(str::to_owned),
        description: form.get("description").map(str::to_owned),
        metadata: form.within("metadata"),
        created: desk.now,
    };
    if !form.is_true("confirm") {
        return Reply::wrong(None, "this server's customers confirm at once");
    }
    let token = match take_token(desk.account, form) {
        Ok(token) => token,
        Err(reply) => return reply,
    };
    let id = new.id.clone();
    desk.account.intents.push(objects::intent(&new));
    desk.tell("payment_intent.created", &id);
    confirm(desk, &id, &token, form.get("return_url"));
    let intent = desk.account.intent_as(&id, form).expect("just made");
    match intent["last_payment_error"].clone() {
        Value::Null => Reply::ok(intent),
        mut error => {
            error["payment_intent"] = intent;
            Reply {
                status: 402,
                body: json!({"error": error}),
            }
        }
    }
}

/// The token of a request, which serves once.
fn take_token(account: &mut Account, form: &Form) -> Result<Token, Reply> {
    let name = form.get("confirmation_token").unwrap_or_default();
    let Some(token) = account.tokens.get_mut(name) else {
        return Err(Reply::wrong(
            Some("resource_missing"),
            "No such confirmation token",
        ));
    };
    if token.used {
        let message = "The confirmation token has been used already";
        return Err(Reply::wrong(Some("confirmation_token_already_used"), message));
    }
    if form.get("return_url").is_none() {
        return Err(Reply::wrong(Some("parameter_missing"), "return_url"));
    }
    let excluded = form.within("excluded_payment_method_types");
    if excluded
        .values()
        .any(|kind| kind == objects::method_type(&token.number))
    {
        return Err(Reply::wrong(None, "a payment method that is excluded"));
    }
    token.used = true;
    Ok(token.clone())
}

fn confirm(desk: &mut Desk<'_>, id: &str, token: &Token, return_url: Option<&str>) {
    let customer = by_id(&desk.account.intents, id).expect("made")["customer"].clone();
    let name = desk.new_id("pm");
    let method = objects::payment_method(&name, &token.number, customer.as_str(), desk.now);
    desk.account.methods.push(method);
    edit(desk.account, id, |intent| {
        intent["payment_method"] = name.as_str().into()
    });
    match verdict(&token.number) {
        Verdict::Proof => {
            let action = if token.in_page {
                json!({"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}})
            } else {
                json!({
                    "type": "redirect_to_url",
                    "redirect_to_url": {"return_url": return_url, "url": format!("https://hooks.stripe.example/3d/{id}")},
                })
            };
            edit(desk.account, id, |intent| {
                intent["status"] = "requires_action".into();
                intent["next_action"] = action;
            });
            desk.tell("payment_intent.requires_action", id);
        }
        Verdict::Later => {
            edit(desk.account, id, |intent| intent["status"] = "processing".into());
            desk.tell("payment_intent.processing", id);
        }
        Verdict::Declined(error) => fail(desk, id, &error),
        Verdict::Approved => succeed(desk, id),
        Verdict::Disputed => {
            succeed(desk, id);
            dispute(desk, id, "needs_response");
        }
    }
}

/// The bank has said yes.
pub(super) fn succeed(desk: &mut Desk<'_>, id: &str) {
    let charge = desk.new_id("ch");
    put_charge(desk, id, &charge, None);
    edit(desk.account, id, |intent| {
        intent["status"] = "succeeded".into();
        intent["next_action"] = Value::Null;
        intent["last_payment_error"] = Value::Null;
        intent["amount_received"] = intent["amount"].clone();
    });
    desk.tell("charge.succeeded", &charge);
    desk.tell("payment_intent.succeeded", id);
}

/// The bank has said no.
pub(super) fn fail(desk: &mut Desk<'_>, id: &str, error: &Value) {
    if error["type"] == "card_error" {
        let charge = desk.new_id("ch");
        put_charge(desk, id, &charge, Some(error));
        desk.tell("charge.failed", &charge);
    }
    edit(desk.account, id, |intent| {
        intent["status"] = "requires_payment_method".into();
        intent["next_action"] = Value::Null;
        intent["payment_method"] = Value::Null;
        intent["last_payment_error"] = error.clone();
    });
    desk.tell("payment_intent.payment_failed", id);
}

fn put_charge(desk: &mut Desk<'_>, id: &str, charge: &str, declined: Option<&Value>) {
    let intent = by_id(&desk.account.intents, id).expect("made");
    let method = intent["payment_method"].as_str().expect("confirmed with one");
    let method = by_id(&desk.account.methods, method).expect("known");
    let object = objects::charge(charge, intent, method, declined, desk.now);
    desk.account.charges.push(object);
    edit(desk.account, id, |intent| intent["latest_charge"] = charge.into());
}

/// What the shopper's browser says after the bank's question was shown to them.
pub(super) fn proven(desk: &mut Desk<'_>, id: &str, is_proven: bool) {
    let intent = by_id(&desk.account.intents, id).expect("known");
    assert_eq!(intent["status"], "requires_action", "nothing was asked");
    if is_proven {
        succeed(desk, id);
    } else {
        fail(desk, id, &not_proven());
    }
}

/// `POST /v1/payment_intents/{id}/cancel`.
pub(super) fn cancel(desk: &mut Desk<'_>, id: &str, form: &Form) -> Reply {
    let Some(intent) = by_id(&desk.account.intents, id) else {
        return Reply::missing(id);
    };
    let status = intent["status"].as_str().expect("a state");
    if !matches!(
        status,
        "requires_payment_method" | "requires_action" | "requires_confirmation"
    ) {
        return Reply::wrong(
            Some("payment_intent_unexpected_state"),
            "You cannot cancel this PaymentIntent because of its status",
        );
    }
    let (now, reason) = (desk.now, form.get("cancellation_reason"));
    edit(desk.account, id, |intent| {
        intent["status"] = "canceled".into();
        intent["canceled_at"] = now.into();
        intent["cancellation_reason"] = reason.into();
        intent["next_action"] = Value::Null;
    });
    desk.tell("payment_intent.canceled", id);
    Reply::ok(desk.account.intent_as(id, form).expect("known"))
}

/// `GET /v1/payment_intents/search`: knows only what was indexed by then.
pub(super) fn search(account: &Account, form: &Form, indexed_until: i64) -> Reply {
    let query = form.get("query").unwrap_or_default();
    let parts: Vec<&str> = query.split('\'').collect();
    let ["metadata[", name, "]:", value, ""] = parts[..] else {
        return Reply::wrong(None, "a query this server can't read");
    };
    let found = account.intents.iter().filter(|intent| {
        intent["metadata"][name] == value && intent["created"].as_i64() <= Some(indexed_until)
    });
    Reply::ok(json!({
        "object": "search_result",
        "url": "/v1/payment_intents/search",
        "has_more": false,
        "next_page": null,
        "total_count": null,
        "data": found.cloned().collect::<Vec<_>>(),
    }))
}

/// `POST /v1/refunds`.
pub(super) fn refund(desk: &mut Desk<'_>, form: &Form) -> Reply {
    let wanted = form.get("payment_intent").unwrap_or_default();
    let Some(intent) = by_id(&desk.account.intents, wanted) else {
        return Reply::missing(wanted);
    };
    let charge = intent["latest_charge"]
        .as_str()
        .and_then(|id| by_id(&desk.account.charges, id));
    let Some(charge) = charge.filter(|charge| charge["paid"] == true).cloned() else {
        return Reply::wrong(
            Some("payment_intent_unexpected_state"),
            "There is no charge to refund",
        );
    };
    let left = number(&charge, "amount") - number(&charge, "amount_refunded");
    let amount = form.number("amount").unwrap_or(left);
    if left == 0 {
        return Reply::wrong(
            Some("charge_already_refunded"),
            "Charge has already been refunded",
        );
    }
    if amount < 1 || amount > left {
        let message = "Refund amount is greater than unrefunded amount on charge";
        return Reply::wrong(Some("amount_too_large"), message);
    }
    let id = desk.new_id("re");
    let mut refund = objects::refund(&id, &charge, amount, &form.within("metadata"), desk.now);
    if desk.refunds_wait {
        refund["status"] = "pending".into();
    }
    desk.account.refunds.push(refund.clone());
    let name = charge["id"].as_str().expect("a name");
    let charge = by_id_mut(&mut desk.account.charges, name).expect("known");
    charge["amount_refunded"] = (number(charge, "amount_refunded") + amount).into();
    charge["refunded"] = (amount == left).into();
    desk.tell("refund.created", &id);
    desk.tell("charge.refunded", name);
    Reply::ok(refund)
}

/// The shopper's bank takes the money back.
pub(super) fn dispute(desk: &mut Desk<'_>, intent: &str, status: &str) -> String {
    let charge = by_id(&desk.account.intents, intent).expect("known")["latest_charge"].clone();
    let charge = charge.as_str().expect("charged");
    let id = desk.new_id("dp");
    let charge = by_id_mut(&mut desk.account.charges, charge).expect("known");
    charge["disputed"] = true.into();
    let dispute = objects::dispute(&id, charge, status, desk.now);
    desk.account.disputes.push(dispute);
    desk.tell("charge.dispute.created", &id);
    id
}

/// A dispute, or a refund, comes to its end.
pub(super) fn settle(desk: &mut Desk<'_>, kind: &str, id: &str, status: &str) {
    if let Some(refund) = by_id(&desk.account.refunds, id).filter(|_| status == "failed") {
        // The money is the charge's again.
        let (amount, charge) = (number(refund, "amount"), refund["charge"].clone());
        let name = charge.as_str().expect("a name");
        let charge = by_id_mut(&mut desk.account.charges, name).expect("known");
        charge["amount_refunded"] = (number(charge, "amount_refunded") - amount).into();
        charge["refunded"] = false.into();
    }
    let all = if kind.starts_with("refund") {
        &mut desk.account.refunds
    } else {
        &mut desk.account.disputes
    };
    by_id_mut(all, id).expect("known")["status"] = status.into();
    desk.tell(kind, id);
}

fn number(object: &Value, field: &str) -> i64 {
    object[field].as_i64().expect("a number")
}

fn edit(account: &mut Account, id: &str, change: impl FnOnce(&mut Value)) {
    change(by_id_mut(&mut account.intents, id).expect("known"));
}
