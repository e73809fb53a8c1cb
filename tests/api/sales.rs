//! A show in figures, for those who sell in it.

use std::time::Duration;

use kit::{Goods, Kit, Method, Planned, euro, eventually, on_both};
use model::{CheckoutId, OrderId, PaymentId, ShopId, ShowId};
use serde_json::{Value, json};

/// An order of `units` bowls, put into the basket in `of` and placed in `placed_in`.
async fn order(
    kit: &Kit,
    shop: ShopId,
    bowl: &Goods,
    units: i64,
    (of, placed_in): (Option<ShowId>, Option<ShowId>),
    state: &str,
) {
    let live = kit.live();
    let (clock, entropy) = (&*live.clock, &*live.entropy);
    let (id, total) = (OrderId::new(clock, entropy), units * 3_900);
    let mut tx = live.db.begin().await.expect("a transaction");
    store::execute!(
        tx,
        "INSERT INTO orders (id, shop_id, number, checkout_id, payment_id, holder, account_id, show_id, state, email,
             address, locale, shipping_name, items_total, discount, shipping_total, tax_total, total, refunded,
             currency, prices_include_tax, voucher, tracking, placed_at, fulfilled_at, closed_at)
         VALUES ($1, $2, (SELECT 1001 + COUNT(*) FROM orders), $3, $4, $1, NULL, $5, $6, '', '{}', 'en', '', $7, 0, 0,
             0, $7, 0, 'EUR', TRUE, NULL, '', $8, NULL, NULL)",
        id,
        shop,
        CheckoutId::new(clock, entropy),
        PaymentId::new(clock, entropy),
        placed_in,
        state,
        total,
        clock.now(),
    )
    .expect("stored");
    store::execute!(
        tx,
        "INSERT INTO order_lines (order_id, position, product_id, variant_id, show_id, name, options, sku, picture,
             quantity, unit_price, discount, tax, total, refunded, restocked)
         VALUES ($1, 0, $2, $3, $4, 'Sage bowl', '[]', '', NULL, $5, 3900, 0, 0, $6, 0, 0)",
        id,
        bowl.id,
        bowl.variant(),
        of,
        units,
        total,
    )
    .expect("stored");
    tx.commit().await.expect("stored");
}

async fn sales(host: &kit::Person, show: &Planned) -> Value {
    let path = format!("{}/sales", show.api());
    host.api(Method::GET, &path).send().await.expect(200).json()
}

on_both! {
    async fn a_show_is_counted_by_product_and_minute(kit) {
        let ana = kit.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let bowl = casa.bowl(40).await;
        let show = ana.plan(&json!({ "title": "Glazes", "shop": "casa" })).await;
        let other = ana.plan(&json!({ "title": "Another", "shop": "casa" })).await;
        kit.go_live(&show).await;
        let empty = sales(&ana, &show).await;
        assert_eq!((&empty["orders"], &empty["revenue"], &empty["by_product"]), (&json!(0), &euro(0), &json!([])));

        let (mut ben, _) = kit.sign_up("ben").await.enter(&show).await;
        ben.send(&json!({ "t": "heart", "n": 4 })).await;
        ben.find("counts", |counts| counts["hearts"] == 4).await;
        let shop = kit.app().people.shop_by_slug("casa").await.expect("an answer").expect("a shop").id;
        let (here, there) = (Some(show.id), Some(other.id));
        order(kit, shop, &bowl, 2, (here, here), "paid").await;
        order(kit, shop, &bowl, 1, (None, here), "fulfilled").await;
        // Put into the basket here, paid for elsewhere; and what does not count.
        order(kit, shop, &bowl, 1, (here, None), "paid").await;
        order(kit, shop, &bowl, 5, (there, here), "paid").await;
        order(kit, shop, &bowl, 5, (here, here), "cancelled").await;
        order(kit, shop, &bowl, 5, (here, here), "refunded").await;
        let counted = eventually("the running minute to be looked at", async || {
            let told = sales(&ana, &show).await;
            let minutes = told["by_minute"].as_array().expect("a list").clone();
            minutes.iter().any(|minute| minute["hearts"] == 4).then_some(told)
        })
        .await;
        assert_eq!(
            (&counted["orders"], &counted["units"], &counted["revenue"]),
            (&json!(3), &json!(4), &euro(15_600))
        );
        let product = json!({ "product": bowl.id, "name": "Sage bowl", "units": 4, "revenue": euro(15_600), "left": 40 });
        assert_eq!(counted["by_product"], json!([product]));
        let minutes = counted["by_minute"].as_array().expect("a list");
        let sum = |what: &str| minutes.iter().filter_map(|minute| minute[what].as_i64()).sum::<i64>();
        assert_eq!((sum("orders"), sum("revenue"), sum("hearts")), (3, 15_600, 4), "{counted}");
        assert!(minutes.iter().any(|minute| minute["watching"] == 1), "{counted}");

        kit.advance(Duration::from_secs(120));
        order(kit, shop, &bowl, 1, (here, here), "paid").await;
        let later = eventually("a later minute", async || {
            let told = sales(&ana, &show).await;
            let minutes = told["by_minute"].as_array().expect("a list").clone();
            let last = minutes.last()?.clone();
            (minutes.len() >= 2 && last["orders"] == 1 && last["watching"] == 1).then_some(last)
        })
        .await;
        assert_eq!(later["revenue"], 3_900);
        let stored = "SELECT COUNT(*) FROM room_minutes WHERE show_id = $1";
        eventually("a minute that is over to be stored", async || {
            (kit.count(stored, show.id).await >= 1).then_some(())
        })
        .await;
        assert_eq!(sales(&ana, &show).await["orders"], 4);
    }
}
