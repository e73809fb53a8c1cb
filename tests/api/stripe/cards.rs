//! Saved cards: a shopper is one customer in each shop, and the same one each time.

use std::sync::Arc;

use kit::{FakeStripe, Fault, on_both};
use model::SystemEntropy;
use payments::stripe::Stripe;
use serde_json::Value;
use shop::payments::{Charge, Provider, Shopper};

use super::{GOOD, HASTE, euro, keys, succeeded};

fn secret(session: &Value) -> &str {
    session["customer_session"]
        .as_str()
        .expect("what opens saved cards")
}

on_both! {
    async fn a_shopper_is_one_customer_in_each_shop(kit) {
        let fake = FakeStripe::start(kit.clock()).await;
        fake.open_account("acct_casa");
        let db = kit.live().db.clone();
        let stripe = Stripe::new(keys(&fake), HASTE, db, kit.clock(), Arc::new(SystemEntropy));
        let ana = kit.sign_up("ana").await;
        let first = kit.open_shop(&ana, "casa-lumen").await;
        let second = kit.open_shop(&ana, "barro").await;
        let guest = Shopper {
            shop: first.id,
            account: None,
            shopper: None,
            email: "guest@example.org".to_owned(),
        };
        let page = stripe.session(&guest).await.expect("a page");
        assert_eq!(page, stripe.page(None), "a guest has no saved cards");
        assert_eq!(fake.count(None, "customer"), 0);

        let shopper = Shopper { shopper: Some(ana.id), ..guest.clone() };
        // Made there, and the answer lost; and in two tabs at once.
        fake.fault("/v1/customers", [Fault::BreakOffDone]);
        let (one, two) = tokio::join!(stripe.session(&shopper), stripe.session(&shopper));
        let (one, two) = (one.expect("a session"), two.expect("a session"));
        assert_eq!(secret(&one), secret(&two));
        assert_eq!(fake.count(None, "customer"), 1);

        let elsewhere = Shopper { shop: second.id, ..shopper.clone() };
        let other = stripe.session(&elsewhere).await.expect("a session");
        assert_ne!(secret(&one), secret(&other), "shops don't learn of each other");
        let own = Shopper { account: Some("acct_casa".to_owned()), ..shopper.clone() };
        stripe.session(&own).await.expect("a session");
        assert_eq!((fake.count(None, "customer"), fake.count(Some("acct_casa"), "customer")), (2, 1));

        // A key that was forgotten makes no second one: the shop knows its customer.
        fake.forget_keys();
        let charge = Charge {
            payment: model::PaymentId::new(&*kit.clock(), &SystemEntropy),
            checkout: model::CheckoutId::new(&*kit.clock(), &SystemEntropy),
            shop: first.id,
            account: None,
            shopper: Some(ana.id),
            amount: euro(3_900),
            email: "ana@example.org".to_owned(),
            description: "Casa Lumen".to_owned(),
            method: serde_json::json!({"confirmation_token": fake.tokenise(GOOD, None).await}),
            return_url: "https://shop.example/".to_owned(),
        };
        let paid = stripe.charge(&charge).await.expect("a good card");
        let customer = fake.intent(None, &succeeded(&paid))["customer"].clone();
        assert!(secret(&one).ends_with(customer.as_str().expect("a customer")));
        assert_eq!(fake.count(None, "customer"), 2);
    }

    async fn who_was_deleted_there_is_made_anew_and_pays(kit) {
        let fake = FakeStripe::start(kit.clock()).await;
        let db = kit.live().db.clone();
        let stripe = Stripe::new(keys(&fake), HASTE, db, kit.clock(), Arc::new(SystemEntropy));
        let ana = kit.sign_up("ana").await;
        let shop = kit.open_shop(&ana, "casa-lumen").await;
        let shopper = Shopper {
            shop: shop.id,
            account: None,
            shopper: Some(ana.id),
            email: "ana@example.org".to_owned(),
        };
        let first = stripe.session(&shopper).await.expect("a session");
        fake.delete_customers(None);
        let second = stripe.session(&shopper).await.expect("a session");
        assert_ne!(secret(&first), secret(&second));
        assert_eq!(fake.count(None, "customer"), 1);
        // The same on paying, whether Stripe keeps its refusal with the key or not.
        for keeps in [false, true] {
            fake.set_keeps_refusals(keeps);
            fake.delete_customers(None);
            let charge = Charge {
                payment: model::PaymentId::new(&*kit.clock(), &SystemEntropy),
                checkout: model::CheckoutId::new(&*kit.clock(), &SystemEntropy),
                shop: shop.id,
                account: None,
                shopper: Some(ana.id),
                amount: euro(3_900),
                email: "ana@example.org".to_owned(),
                description: "Casa Lumen".to_owned(),
                method: serde_json::json!({"confirmation_token": fake.tokenise(GOOD, None).await}),
                return_url: "https://shop.example/".to_owned(),
            };
            let paid = succeeded(&stripe.charge(&charge).await.expect("a good card"));
            assert_eq!(succeeded(&stripe.charge(&charge).await.expect("the same")), paid, "{keeps}");
            assert_eq!(fake.charged(None, &charge.payment.to_string()), [3_900]);
            assert_eq!(fake.count(None, "customer"), 1);
        }
    }
}
