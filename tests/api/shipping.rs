//! A shop's shipping and tax tables.

use kit::{Method, on_both};
use model::Role;
use serde_json::json;

on_both! {
    async fn the_tables_are_kept_in_their_order_and_lines_keep_their_ids(kit) {
        let ana = kit.sign_up("ana").await;
        kit.open_shop(&ana, "casa").await;
        let euro = |minor: i64| json!({ "minor": minor, "currency": "EUR" });
        let table = json!({ "rates": [
            { "name": "Post", "countries": ["PT", "ES"], "most_g": 2_000, "price": euro(450), "free_from": euro(6_000) },
            { "name": "Everywhere else", "price": euro(1_900) },
        ]});
        let path = "/shops/casa/shipping";
        let kept = ana.api(Method::PUT, path).json(&table).send().await.expect(200).json();
        assert_eq!(ana.api(Method::GET, path).send().await.expect(200).json(), kept);
        let mut turned = kept["items"].as_array().expect("a list").clone();
        turned.reverse();
        let again = json!({ "rates": turned });
        let kept = ana.api(Method::PUT, path).json(&again).send().await.expect(200).json();
        assert_eq!(kept["items"], again["rates"]);

        let taxes = json!({ "rates": [
            { "country": "PT", "tax_class": "standard", "basis_points": 2_300 },
            { "country": "PT", "region": "Madeira", "tax_class": "standard", "basis_points": 2_200 },
        ]});
        let path = "/shops/casa/taxes";
        let kept = ana.api(Method::PUT, path).json(&taxes).send().await.expect(200).json();
        assert_eq!(kept["items"][1]["region"], "Madeira");
        assert_eq!(ana.api(Method::GET, path).send().await.expect(200).json(), kept);
    }

    async fn a_table_that_cannot_be_changes_nothing(kit) {
        let ana = kit.sign_up("ana").await;
        kit.open_shop(&ana, "casa").await;
        let rate = |country: &str, minor: i64, currency: &str| json!({ "rates": [
            { "name": "Post", "countries": [country], "price": { "minor": minor, "currency": currency } },
        ]});
        let path = "/shops/casa/shipping";
        ana.api(Method::PUT, path).json(&rate("PT", 450, "EUR")).send().await.expect(200);
        for (table, slug) in [
            (rate("ZZ", 450, "EUR"), "invalid"),
            (rate("PT", -1, "EUR"), "invalid"),
            (rate("PT", i64::MAX, "EUR"), "invalid"),
            (rate("PT", 450, "USD"), "currency"),
        ] {
            let refused = ana.api(Method::PUT, path).json(&table).send().await.expect(422);
            assert_eq!(refused.slug(), slug);
        }
        let kept = ana.api(Method::GET, path).send().await.expect(200).json();
        assert_eq!(kept["items"][0]["price"]["minor"], 450);
        let twice = json!({ "country": "PT", "tax_class": "standard", "basis_points": 2_300 });
        let taxes = json!({ "rates": [twice, twice] });
        ana.api(Method::PUT, "/shops/casa/taxes").json(&taxes).send().await.expect(422);
    }

    async fn the_tables_are_the_owners_alone(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let casa = kit.open_shop(&ana, "casa").await;
        kit.open_shop(&ben, "bens").await;
        for path in ["/shops/casa/shipping", "/shops/casa/taxes"] {
            let table = json!({ "rates": [] });
            kit.guest().api(Method::GET, path).send().await.expect(401);
            ben.api(Method::GET, path).send().await.expect(403);
            ben.api(Method::PUT, path).json(&table).send().await.expect(403);
        }
        kit.employ(&casa, &ben, Role::Host).await;
        ben.api(Method::GET, "/shops/casa/taxes").send().await.expect(403);
    }
}
