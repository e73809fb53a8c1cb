//! Stripe's objects as its API gives them (version 2026-09-30), with the fields
//! its own samples have where they say anything.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The object with the fields that say nothing here.
fn with_nulls(mut said: Value, empty: &[&str]) -> Value {
    for field in empty {
        said[*field] = Value::Null;
    }
    said
}

/// What a new intent is made of.
#[derive(Debug)]
pub(super) struct NewIntent {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) customer: Option<String>,
    pub(super) description: Option<String>,
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) created: i64,
}

pub(super) fn intent(new: &NewIntent) -> Value {
    let said = json!({
        "id": new.id,
        "object": "payment_intent",
        "amount": new.amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "automatic_payment_methods": {"enabled": true},
        "capture_method": "automatic_async",
        "client_secret": format!("{}_secret_{}", new.id, new.created),
        "confirmation_method": "automatic",
        "created": new.created,
        "currency": new.currency,
        "customer": new.customer,
        "description": new.description,
        "livemode": false,
        "metadata": new.metadata,
        "payment_method_configuration_details": {"id": "pmc_1", "parent": null},
        "payment_method_options": {},
        "payment_method_types": ["card", "sepa_debit"],
        "status": "requires_payment_method",
    });
    with_nulls(
        said,
        &[
            "application",
            "application_fee_amount",
            "canceled_at",
            "cancellation_reason",
            "customer_account",
            "excluded_payment_method_types",
            "last_payment_error",
            "latest_charge",
            "next_action",
            "on_behalf_of",
            "payment_method",
            "processing",
            "receipt_email",
            "review",
            "setup_future_usage",
            "shipping",
            "source",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_data",
            "transfer_group",
        ],
    )
}

/// A charge of `intent` with a card that ends in `last4`; `declined` where the
/// bank refused.
pub(super) fn charge(
    id: &str,
    intent: &Value,
    method: &Value,
    declined: Option<&Value>,
    created: i64,
) -> Value {
    let passed = declined.is_none();
    let said = json!({
        "id": id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": if passed { intent["amount"].clone() } else { json!(0) },
        "amount_refunded": 0,
        "balance_transaction": passed.then(|| format!("txn_{id}")),
        "billing_details": {
            "address": {"city": null, "country": "PT", "line1": null, "line2": null, "postal_code": null, "state": null},
            "email": null,
            "name": null,
            "phone": null,
            "tax_id": null,
        },
        "calculated_statement_descriptor": "VITRINE",
        "captured": passed,
        "created": created,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": false,
        "failure_code": declined.map(|error| error["code"].clone()),
        "fraud_details": {},
        "livemode": false,
        "metadata": intent["metadata"],
        "outcome": {
            "advice_code": null,
            "network_advice_code": null,
            "network_decline_code": null,
            "network_status": if passed { "approved_by_network" } else { "declined_by_network" },
            "reason": null,
            "risk_level": "normal",
            "seller_message": null,
            "type": if passed { "authorized" } else { "issuer_declined" },
        },
        "paid": passed,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": details(method),
        "receipt_url": format!("https://pay.stripe.example/receipts/{id}"),
        "refunded": false,
        "status": if passed { "succeeded" } else { "failed" },
    });
    with_nulls(
        said,
        &[
            "application",
            "application_fee",
            "application_fee_amount",
            "failure_balance_transaction",
            "failure_message",
            "on_behalf_of",
            "receipt_email",
            "receipt_number",
            "review",
            "shipping",
            "source",
            "source_transfer",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_data",
            "transfer_group",
        ],
    )
}

/// A charge's view of the payment method.
fn details(method: &Value) -> Value {
    if method["type"] != "card" {
        let kind = method["type"].as_str().expect("a type");
        return json!({"type": kind, kind: {"last4": "3201", "country": "DE", "bank_code": "19043"}});
    }
    json!({
        "type": "card",
        "card": {
            "amount_authorized": null,
            "authorization_code": null,
            "brand": method["card"]["brand"],
            "checks": {"address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass"},
            "country": "US",
            "exp_month": 8,
            "exp_year": 2030,
            "extended_authorization": {"status": "disabled"},
            "fingerprint": "AOB934RVNwzk6xtn",
            "funding": "credit",
            "incremental_authorization": {"status": "unavailable"},
            "installments": null,
            "last4": method["card"]["last4"],
            "mandate": null,
            "multicapture": {"status": "unavailable"},
            "network": method["card"]["brand"],
            "network_token": {"used": false},
            "network_transaction_id": "104102978678771",
            "overcapture": {"maximum_amount_capturable": 100, "status": "unavailable"},
            "regulated_status": "unregulated",
            "three_d_secure": null,
            "transaction_link_id": null,
            "wallet": null,
        },
    })
}

/// What kind of payment method a number is of: a card's, or a bank's.
pub(super) fn method_type(number: &str) -> &'static str {
    match number {
        "sepa" => "sepa_debit",
        "bank" => "pay_by_bank",
        _ => "card",
    }
}

/// What a confirmation token holds once it is used.
pub(super) fn payment_method(id: &str, number: &str, customer: Option<&str>, created: i64) -> Value {
    let kind = method_type(number);
    let billing = json!({
        "address": {"city": null, "country": "PT", "line1": null, "line2": null, "postal_code": null, "state": null},
        "email": null, "name": null, "phone": null, "tax_id": null,
    });
    let mut method = json!({
        "id": id,
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing,
        "created": created,
        "customer": customer,
        "customer_account": null,
        "livemode": false,
        "metadata": {},
        "type": kind,
    });
    if kind == "card" {
        method["card"] = json!({
            "brand": if number.starts_with('5') { "mastercard" } else { "visa" },
            "checks": {"address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass"},
            "country": "US",
            "display_brand": "visa",
            "exp_month": 8,
            "exp_year": 2030,
            "fingerprint": "AOB934RVNwzk6xtn",
            "funding": "credit",
            "generated_from": null,
            "last4": &number[number.len() - 4..],
            "networks": {"available": ["visa"], "preferred": null},
            "regulated_status": null,
            "three_d_secure_usage": {"supported": true},
            "wallet": null,
        });
    }
    method
}

pub(super) fn refund(
    id: &str,
    charge: &Value,
    amount: i64,
    metadata: &BTreeMap<String, String>,
    created: i64,
) -> Value {
    let said = json!({
        "id": id,
        "object": "refund",
        "amount": amount,
        "balance_transaction": format!("txn_{id}"),
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "destination_details": {"card": {"reference_status": "pending", "type": "refund"}, "type": "card"},
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "status": "succeeded",
    });
    with_nulls(
        said,
        &[
            "customer_account",
            "reason",
            "receipt_number",
            "source_transfer_reversal",
            "transfer_reversal",
        ],
    )
}

pub(super) fn dispute(id: &str, charge: &Value, status: &str, created: i64) -> Value {
    let evidence = [
        "access_activity_log",
        "billing_address",
        "cancellation_policy",
        "cancellation_policy_disclosure",
        "cancellation_rebuttal",
        "customer_communication",
        "customer_email_address",
        "customer_name",
        "customer_purchase_ip",
        "customer_signature",
        "duplicate_charge_documentation",
        "duplicate_charge_explanation",
        "duplicate_charge_id",
        "product_description",
        "receipt",
        "refund_policy",
        "refund_policy_disclosure",
        "refund_refusal_explanation",
        "service_date",
        "service_documentation",
        "shipping_address",
        "shipping_carrier",
        "shipping_date",
        "shipping_documentation",
        "shipping_tracking_number",
        "uncategorized_file",
        "uncategorized_text",
    ];
    let mut evidence: serde_json::Map<_, _> = evidence
        .into_iter()
        .map(|field| (field.to_owned(), Value::Null))
        .collect();
    evidence.insert("enhanced_evidence".to_owned(), json!({}));
    json!({
        "id": id,
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": evidence,
        "evidence_details": {
            "due_by": created + 7 * 24 * 3_600,
            "enhanced_eligibility": {},
            "has_evidence": false,
            "past_due": false,
            "submission_count": 0,
        },
        "is_charge_refundable": false,
        "livemode": false,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {"brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4"},
            "type": "card",
        },
        "reason": "fraudulent",
        "status": status,
    })
}

pub(super) fn customer(id: &str, metadata: &BTreeMap<String, String>, created: i64) -> Value {
    let said = json!({
        "id": id,
        "object": "customer",
        "balance": 0,
        "created": created,
        "delinquent": false,
        "invoice_prefix": "7FE1103",
        "invoice_settings": {
            "custom_fields": null, "default_payment_method": null, "footer": null, "rendering_options": null,
        },
        "livemode": false,
        "metadata": metadata,
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "tax_exempt": "none",
    });
    with_nulls(
        said,
        &[
            "address",
            "currency",
            "default_source",
            "description",
            "discount",
            "email",
            "name",
            "phone",
            "shipping",
            "test_clock",
        ],
    )
}

/// What opens a customer's saved cards to a browser.
pub(super) fn customer_session(customer: &str, created: i64) -> Value {
    json!({
        "object": "customer_session",
        "client_secret": format!("cuss_secret_{customer}"),
        "components": {
            "active_entitlements": {"enabled": false},
            "buy_button": {"enabled": false},
            "customer_portal": {"enabled": false},
            "customer_sheet": {"enabled": false, "features": null},
            "mobile_payment_element": {"enabled": false, "features": null},
            "payment_element": {
                "enabled": true,
                "features": {
                    "payment_method_allow_redisplay_filters": ["always"],
                    "payment_method_redisplay": "enabled",
                    "payment_method_redisplay_limit": 3,
                    "payment_method_remove": "enabled",
                    "payment_method_save": "enabled",
                    "payment_method_save_usage": "on_session",
                },
            },
            "pricing_table": {"enabled": false},
        },
        "created": created,
        "customer": customer,
        "customer_account": null,
        "expires_at": created + 1_800,
        "livemode": false,
    })
}

pub(super) fn list(url: &str, data: Vec<Value>, has_more: bool) -> Value {
    json!({"object": "list", "url": url, "has_more": has_more, "data": data})
}

pub(super) fn event(id: &str, kind: &str, account: Option<&str>, object: &Value, created: i64) -> Value {
    let mut event = json!({
        "id": id,
        "object": "event",
        "api_version": super::VERSION,
        "created": created,
        "data": {"object": object},
        "livemode": false,
        "pending_webhooks": 1,
        "request": {"id": null, "idempotency_key": null},
        "type": kind,
    });
    if let Some(account) = account {
        event["account"] = account.into();
    }
    event
}
