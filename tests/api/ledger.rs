//! The books: every movement is there once, and what does not agree is found.

use kit::{Method, card, euro, on_both};
use serde_json::json;
use store::execute;

on_both! {
    async fn what_does_not_agree_is_found(kit) {
        let shop = kit.sign_up("ana").await.open_shop("casa-lumen").await;
        let bowl = shop.bowl(9).await;
        let one = json!([{ "variant": bowl.variant(), "quantity": 1 }]);
        let order = kit.guest().checkout(&shop, &one).await.buy().await;
        shop.step(&order, "refunds", &json!({ "amount": euro(900) })).await.expect(201);
        let commerce = kit.app().commerce.clone();
        let (id, _) = commerce.shops_with_books(Some("casa-lumen")).await.expect("shops").remove(0);
        let differences = async || commerce.reconcile(id).await.expect("the books can be read");
        assert_eq!(differences().await, []);
        for (spoil, mend, found) in [
            (
                "UPDATE ledger SET amount = amount + 1 WHERE kind = 'charge'",
                "UPDATE ledger SET amount = amount - 1 WHERE kind = 'charge'",
                2,
            ),
            (
                "UPDATE orders SET refunded = refunded - 1",
                "UPDATE orders SET refunded = refunded + 1",
                1,
            ),
            (
                "UPDATE sandbox_refunds SET amount = amount - 1",
                "UPDATE sandbox_refunds SET amount = amount + 1",
                1,
            ),
            (
                "UPDATE variants SET held = held + 1",
                "UPDATE variants SET held = held - 1",
                1,
            ),
            (
                "UPDATE payments SET state = 'failed'",
                "UPDATE payments SET state = 'succeeded'",
                2,
            ),
            (
                "UPDATE holds SET state = 'released' WHERE state = 'sold'",
                "UPDATE holds SET state = 'sold' WHERE state = 'released'",
                1,
            ),
        ] {
            let change = async |sql: &'static str| {
                let mut tx = commerce.db.begin().await.expect("a transaction");
                execute!(tx, sql).expect("a statement");
                tx.commit().await.expect("stored");
            };
            change(spoil).await;
            let told = differences().await;
            assert_eq!(told.len(), found, "{spoil}: {told:#?}");
            change(mend).await;
        }
        assert_eq!(differences().await, []);
    }

    async fn two_charges_of_one_checkout_end_with_one_order_and_one_refund(kit) {
        let shop = kit.sign_up("ana").await.open_shop("casa-lumen").await;
        let bowl = shop.bowl(9).await;
        let one = json!([{ "variant": bowl.variant(), "quantity": 1 }]);
        let checkout = kit.guest().checkout(&shop, &one).await;
        checkout.pay(card::DECLINED).await.expect(200);
        let order = checkout.buy().await;
        // Against all that was said, the first card was charged after all.
        let commerce = kit.app().commerce.clone();
        let mut tx = commerce.db.begin().await.expect("a transaction");
        execute!(
            tx,
            "UPDATE sandbox_payments SET state = 'succeeded', card = 'Visa 0002' WHERE state = 'failed'"
        )
        .expect("a statement");
        tx.commit().await.expect("stored");
        let seen = shop.order(&order).await;
        assert_eq!(seen["payments"].as_array().map(Vec::len), Some(2));
        let id = checkout.id.parse().expect("an id");
        for payment in commerce.payments_of(id).await.expect("payments") {
            for _ in 0..2 {
                commerce.look_up_payment(payment.id).await.expect("the sandbox answers");
            }
        }
        let ledger = shop.api(Method::GET, "/ledger").send().await.expect(200).json();
        let mut amounts: Vec<_> = ledger["items"]
            .as_array()
            .expect("entries")
            .iter()
            .map(|entry| entry["amount"]["minor"].as_i64().expect("a number"))
            .collect();
        amounts.sort_unstable();
        assert_eq!(amounts, [-3_900, 3_900, 3_900]);
        assert_eq!(shop.order(&order).await["refunded"], euro(0), "the order itself stays paid");
    }
}

on_both! {
    async fn the_operator_asks_whether_the_books_agree(installation: Installation) {
        let output = installation.output(&["shop", "reconcile"]).await;
        assert!(output.status.success(), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "0 differences\n");
        let output = installation.output(&["shop", "reconcile", "--shop", "nowhere"]).await;
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
}
