//! Who bought: named in the room or not, and the same person after signing in.

use kit::{Kit, Method, Shopfront, card, on_both};
use serde_json::{Value, json};
use shop::news::Item;
use tokio::sync::broadcast;

/// A shop with five bowls.
async fn casa(kit: &Kit) -> (Shopfront, Value) {
    let shop = kit.sign_up("ana").await.open_shop("casa-lumen").await;
    let bowl = shop.bowl(5).await;
    let one = json!([{ "variant": bowl.variant(), "quantity": 1 }]);
    (shop, one)
}

/// Whom those who watch read of when the next order is paid.
async fn next_buyer(news: &mut broadcast::Receiver<Item>) -> Option<String> {
    loop {
        if let Item::Ordered(ordered) = news.recv().await.expect("something happens") {
            return ordered.buyer;
        }
    }
}

on_both! {
    async fn whoever_would_rather_not_be_named_is_not(kit) {
        let (shop, one) = casa(kit).await;
        let mut news = kit.app().commerce.news.listen();
        let guest = kit.guest();
        let first = guest.checkout(&shop, &one).await;
        assert_eq!(first.look().await["named"], true);
        first.buy().await;
        assert_eq!(next_buyer(&mut news).await.as_deref(), Some("Ana L."));
        let second = guest.checkout(&shop, &one).await;
        let told = second.edit(&json!({ "named": false })).await.expect(200).json();
        assert_eq!(told["named"], false);
        let paid = second.pay(card::GOOD).await.expect(200).json();
        assert_eq!((&paid["state"], &paid["named"]), (&json!("paid"), &json!(false)));
        assert_eq!(next_buyer(&mut news).await, None);
        // Said once; nobody else is asked for it.
        let third = guest.checkout(&shop, &one).await;
        assert_eq!(third.look().await["named"], false);
        third.buy().await;
        assert_eq!(next_buyer(&mut news).await, None);
        assert_eq!(kit.guest().checkout(&shop, &one).await.look().await["named"], true);
    }

    async fn what_a_guest_bought_is_the_accounts_who_signs_in(kit) {
        let (shop, one) = casa(kit).await;
        let ben = kit.sign_up("ben").await;
        let guest = kit.guest();
        let bought = guest.checkout(&shop, &one).await;
        let order = bought.buy().await;
        let open = guest.checkout(&shop, &one).await;
        open.edit(&json!({ "named": false })).await.expect(200);
        let paying = open.pay(card::CHALLENGE).await.expect(200).json();
        let page = paying["payment"]["action"]["url"].as_str().expect("a page").to_owned();
        let others = kit.guest().checkout(&shop, &one).await.buy().await;
        let sign_in = json!({ "login": "ben", "password": ben.password });
        guest.api(Method::POST, "/session").json(&sign_in).send().await.expect(201);
        assert_eq!(bought.look().await["order"]["id"], order["id"], "its page is still there");
        guest.submit(&page, &[("answer", "approve")]).await.expect(303);
        let paid = open.look().await;
        assert_eq!(paid["state"], "paid");
        // On any device of theirs.
        let mine = ben.api(Method::GET, "/orders").send().await.expect(200).json();
        let ids: Vec<_> = mine["items"].as_array().expect("orders").iter().map(|order| &order["id"]).collect();
        assert_eq!(ids, [&paid["order"]["id"], &order["id"]]);
        let path = format!("/orders/{}", others["id"].as_str().expect("an id"));
        ben.api(Method::GET, &path).send().await.expect_problem(404, "order-not-found");
        let next = ben.browser.checkout(&shop, &one).await;
        assert_eq!(next.look().await["named"], false, "as they last had it");
    }
}
