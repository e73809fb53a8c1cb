//! What shoppers think of their talks.

use std::time::Duration;

use kit::{Browser, Method, Shopfront, on_both};
use model::{Role, ShopId};
use serde_json::{Value, json};

use crate::advice_pair::Pair;

const DAY: Duration = Duration::from_secs(86_400);

async fn ratings(person: &Browser, shop: &Shopfront) -> Vec<Value> {
    let told = person
        .api(Method::GET, &shop.path("/advice/ratings"))
        .send()
        .await;
    told.expect(200).json().as_array().expect("a list").clone()
}

on_both! {
    async fn a_shopper_rates_a_talk_and_may_change_it_for_a_week(kit) {
        let pair = Pair::talk(kit).await;
        pair.rate(&pair.shopper, 5, "").await.expect_problem(409, "session-goes-on");
        pair.end().await;
        for (stars, line) in [(0, String::new()), (6, String::new()), (5, "ñ".repeat(281))] {
            pair.rate(&pair.shopper, stars, &line).await.expect_problem(422, "invalid");
        }
        let before = kit.now();
        let kept = pair.rate(&pair.shopper, 4, " kind\nand <quick>\u{202e} ").await.expect(200).json();
        assert_eq!(kept, json!({ "stars": 4, "line": "kind and <quick>" }));
        let seen = ratings(&pair.shop.owner, &pair.shop).await;
        assert_eq!((seen.len(), &seen[0]["stars"], &seen[0]["advisor"]["handle"]), (1, &json!(4), &json!("ben")));
        let days = [before, kit.now()].map(|at| json!(at.format("%Y-%m-%d").to_string()));
        assert!(days.contains(&seen[0]["day"]), "{}", seen[0]);
        let told = seen[0].to_string();
        assert!(!told.contains("Eva") && !told.contains(&pair.session), "{told}");
        kit.advance(DAY * 7 - Duration::from_secs(60));
        pair.rate(&pair.shopper, 5, "").await.expect(200);
        let seen = ratings(&pair.advisor, &pair.shop).await;
        assert_eq!((seen.len(), &seen[0]["stars"], &seen[0]["line"]), (1, &json!(5), &json!("")));
        kit.advance(Duration::from_secs(60));
        pair.rate(&pair.shopper, 1, "").await.expect_problem(409, "rated-too-late");
        let page = pair.shopper.page(&pair.at("")).await.expect(200);
        assert!(page.text().contains("Your rating") && !page.text().contains("vitrine-rating"), "{}", page.text());
    }

    async fn nobody_else_rates_it(kit) {
        let pair = Pair::talk(kit).await;
        pair.end().await;
        for other in pair.outsiders(kit).await {
            pair.rate(&other, 1, "").await.expect_problem(404, "advice-session-not-found");
        }
        pair.rate(&pair.advisor, 5, "").await.expect_problem(404, "advice-session-not-found");
        assert!(ratings(&pair.shop.owner, &pair.shop).await.is_empty());
    }

    async fn an_advisor_reads_their_own_and_figures_take_all_together(kit) {
        let pair = Pair::talk(kit).await;
        pair.end().await;
        let from = kit.now();
        pair.rate(&pair.shopper, 2, "Hm").await.expect(200);
        let gil = crate::advice_pair::advisor(kit, &pair.shop, "gil").await;
        assert!(ratings(&gil, &pair.shop).await.is_empty());
        assert_eq!(ratings(&pair.advisor, &pair.shop).await.len(), 1);
        let uma = kit.sign_up("uma").await;
        uma.api(Method::GET, &pair.shop.path("/advice/ratings")).send().await.expect_problem(403, "forbidden");
        kit.employ_at("casa", &pair.advisor, Role::Moderator).await;
        pair.advisor.api(Method::GET, &pair.shop.path("/advice/ratings")).send().await.expect_problem(403, "forbidden");
        let app = kit.app();
        let shop: ShopId = app.people.shop_by_slug("casa").await.expect("readable").expect("a shop").id;
        let all = app.advice.ratings_of(shop, from, from + DAY).await.expect("readable");
        assert_eq!((all.count, all.average()), (1, Some(2.0)));
        let none = app.advice.ratings_of(shop, from - DAY, from).await.expect("readable");
        assert_eq!((none.count, none.average()), (0, None));
    }
}
