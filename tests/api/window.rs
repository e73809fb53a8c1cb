//! A room's window beyond the moment: after a restart, in the replay, and what
//! passes beside it.

use std::time::Duration;

use kit::{Goods, Kit, Method, Person, Planned, Shopfront, euro, eventually, on_both, on_one};
use live::shows::Viewer;
use model::{HoldId, Money, ProductId, ShopId};
use serde_json::{Value, json};
use shop::news::{Bought, Item, Ordered};
use uuid::Uuid;

async fn shop_with_bowl(host: &Person) -> (Shopfront, Goods) {
    let casa = host.open_shop("casa").await;
    let bowl = casa.bowl(7).await;
    (casa, bowl)
}

async fn live_sale(kit: &Kit) -> (Person, Shopfront, Planned, Goods) {
    let host = kit.sign_up("ana").await;
    let (casa, bowl) = shop_with_bowl(&host).await;
    let show = host.plan(&json!({ "title": "Glazes", "shop": "casa" })).await;
    kit.go_live(&show).await;
    (host, casa, show, bowl)
}

async fn pin(host: &Person, show: &Planned, product: ProductId) {
    let path = format!("{}/pins/{product}", show.api());
    host.api(Method::PUT, &path).send().await.expect(200);
}

fn names(window: &Value) -> Vec<&str> {
    let pins = window["pins"].as_array().expect("a list").iter();
    pins.map(|pin| pin["name"].as_str().expect("a name")).collect()
}

/// So many of a bowl's variant are left.
fn left(bowl: &Goods, available: i64, version: i64) -> Item {
    Item::Stock {
        shop: ShopId(Uuid::nil()),
        product: bowl.id,
        variant: bowl.variant(),
        available,
        version,
    }
}

mod after_a_kill {
    use super::*;

    on_both! {
        async fn what_is_pinned_stays_pinned(server: Installation) {
            server.serve().await;
            let ana = server.sign_up("ana").await;
            let (_, bowl) = shop_with_bowl(&ana).await;
            let show = ana.plan(&json!({ "title": "Glazes", "shop": "casa" })).await;
            let broadcast = server.guest().broadcast(&show).await;
            eventually("the show to be live", async || {
                (ana.look_up(&show).await["state"] == "live").then_some(())
            })
            .await;
            pin(&ana, &show, bowl.id).await;
            server.kill().await;
            broadcast.vanish().await;
            server.serve().await;
            let (_, room) = server.guest().enter(&show).await;
            assert_eq!(names(&room["window"]), ["Sage bowl"]);
            let path = format!("{}/pins/{}", show.api(), bowl.id);
            let taken = ana.api(Method::DELETE, &path).send().await.expect(200).json();
            assert!(names(&taken).is_empty());
        }
    }
}

on_both! {
    async fn what_is_pinned_outlives_a_restart_and_ends_with_the_show(kit) {
        let (host, _, show, bowl) = live_sale(kit).await;
        pin(&host, &show, bowl.id).await;
        let (_, before) = host.enter(&show).await;
        kit.restart().await;
        let (_, room) = host.enter(&show).await;
        assert_eq!((&room["window"], &room["epoch"]), (&before["window"], &before["epoch"]));
        let open = "SELECT COUNT(*) FROM show_pins WHERE show_id = $1 AND unpinned_at IS NULL";
        assert_eq!(kit.count(open, show.id).await, 1);
        kit.end(&show).await;
        assert_eq!(kit.count(open, show.id).await, 0);
        let pins = kit.guest().api(Method::GET, &format!("{}/pins", show.api())).send().await;
        assert!(names(&pins.expect(200).json()).is_empty());
    }

    async fn units_sold_while_nobody_looks_on_are_no_new_window(kit) {
        let (host, casa, show, bowl) = live_sale(kit).await;
        pin(&host, &show, bowl.id).await;
        let (_, before) = host.enter(&show).await;
        kit.restart().await;
        let path = casa.path(&format!("/products/{}/variants/{}/stock", bowl.id, bowl.variant()));
        host.api(Method::PUT, &path).json(&json!({ "delta": -2 })).send().await.expect(200);
        let (_, room) = host.enter(&show).await;
        let left = |room: &Value| room["window"]["pins"][0]["variants"][0]["available"].clone();
        assert_eq!((left(&before), left(&room)), (json!(7), json!(5)));
        assert_eq!(room["seq"], before["seq"], "it is there to be read, and not told");
        // By then all that was told is stored.
        kit.restart().await;
        let told = "SELECT COUNT(*) FROM room_events WHERE show_id = $1 AND kind = 'pins'";
        assert_eq!(kit.count(told, show.id).await, 1);
    }

    async fn the_replay_brings_each_pin_at_its_second(kit) {
        let (host, casa, show, bowl) = live_sale(kit).await;
        kit.store_recording(&show, 4).await;
        let (mut socket, _) = host.enter(&show).await;
        socket.say("hello").await;
        kit.advance(Duration::from_secs(3));
        pin(&host, &show, bowl.id).await;
        kit.advance(Duration::from_secs(2));
        let path = format!("{}/pins/{}", show.api(), bowl.id);
        host.api(Method::DELETE, &path).send().await.expect(200);
        kit.end(&show).await;

        let guest = kit.guest();
        let stretch = async |query: &str| {
            let path = format!("{}/timeline?{query}", show.api());
            guest.api(Method::GET, &path).send().await.expect(200).json()
        };
        let all = stretch("").await;
        let told: Vec<_> = all["events"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|one| one["event"]["t"] == "pins")
            .map(|one| (one["offset_ms"].as_i64().expect("a place"), names(&one["event"])))
            .collect();
        assert_eq!(told.len(), 2, "{all}");
        assert!((3_000..4_500).contains(&told[0].0) && told[0].1 == ["Sage bowl"], "{told:?}");
        assert!((5_000..6_500).contains(&told[1].0) && told[1].1.is_empty(), "{told:?}");
        assert!(all["window"].is_null());
        assert_eq!(names(&stretch("from_ms=4500&to_ms=4600").await["window"]), ["Sage bowl"]);
        assert!(names(&stretch("from_ms=7000&to_ms=7100").await["window"]).is_empty());

        let path = casa.path(&format!("/products/{}/moments", bowl.slug));
        let moments = guest.api(Method::GET, &path).send().await.expect(200).json();
        let moment = &moments["items"][0];
        assert_eq!(moment["title"], "Glazes");
        // Stored just before it was told.
        let offset_ms = moment["offset_ms"].as_i64().expect("a place");
        assert!((3_000..=told[0].0).contains(&offset_ms), "{moment}");
        kit.advance(Duration::from_secs(24 * 3_600));
        let moments = guest.api(Method::GET, &path).send().await.expect(200).json();
        assert_eq!(moments["items"], json!([]));
    }

    async fn a_product_shown_often_leaves_room_for_other_replays(kit) {
        let host = kit.sign_up("ana").await;
        let (casa, bowl) = shop_with_bowl(&host).await;
        for (title, times) in [("Once", 1), ("Often", 60)] {
            let show = host.plan(&json!({ "title": title, "shop": "casa" })).await;
            kit.go_live(&show).await;
            kit.store_recording(&show, 30).await;
            let live = &kit.app().live;
            let own = live.show(show.id).await.expect("an answer").expect("a show");
            let by = Viewer { account: Some(host.id), ..Viewer::default() };
            for _ in 0..times {
                kit.advance(Duration::from_millis(100));
                live.pin(&own, by, bowl.id).await.expect("it is pinned");
                live.unpin(&own, by, bowl.id).await.expect("it is taken down");
            }
            kit.end(&show).await;
        }
        let path = casa.path(&format!("/products/{}/moments", bowl.slug));
        let told = kit.guest().api(Method::GET, &path).send().await.expect(200).json();
        let told = told["items"].as_array().expect("a list");
        let titles: Vec<_> = told.iter().map(|moment| moment["title"].as_str().expect("a title")).collect();
        assert_eq!(titles, ["Often", "Often", "Often", "Often", "Often", "Once"]);
        let offsets: Vec<_> = told[..5].iter().map(|moment| moment["offset_ms"].as_i64()).collect();
        assert!(offsets.is_sorted() && offsets[0] != offsets[4], "{offsets:?}");
    }

    async fn no_moment_leads_into_a_private_or_an_unlisted_replay(kit) {
        let (host, eva) = (kit.sign_up("ana").await, kit.sign_up("eva").await);
        let (casa, bowl) = shop_with_bowl(&host).await;
        let path = casa.path(&format!("/products/{}/moments", bowl.id));
        for (visibility, of_host) in [("private", 1), ("unlisted", 2)] {
            let form = json!({ "title": "Just us", "shop": "casa", "visibility": visibility });
            let show = host.plan(&form).await;
            kit.go_live(&show).await;
            kit.store_recording(&show, 2).await;
            pin(&host, &show, bowl.id).await;
            kit.end(&show).await;
            for (browser, moments) in [(&host.browser, of_host), (&eva.browser, 0), (&kit.guest(), 0)] {
                let told = browser.api(Method::GET, &path).send().await.expect(200).json();
                assert_eq!(told["items"].as_array().map(Vec::len), Some(moments), "{visibility}");
            }
        }
        casa.change(&bowl, &json!({ "state": "archived" })).await;
        host.api(Method::GET, &path).send().await.expect_problem(404, "product-not-found");
    }
}

on_one! {
    async fn what_is_left_is_told_and_never_taken_back(kit) {
        let (host, _, show, bowl) = live_sale(kit).await;
        let (mut socket, _) = kit.guest().enter(&show).await;
        pin(&host, &show, bowl.id).await;
        socket.hear("pins").await;
        let news = kit.app().commerce.news.clone();
        news.tell(left(&bowl, 5, 1_002));
        news.tell(left(&bowl, 6, 1_001));
        let line = |left: i64, version: i64| json!({ "variant": bowl.variant(), "left": left, "version": version });
        let told = socket.hear("stock").await;
        assert_eq!(told["variants"], json!([line(5, 1_002)]));
        // A rush is a few messages, the newest of each moment.
        for unit in 0..200 {
            news.tell(left(&bowl, 300 - unit, 1_003 + unit));
        }
        let mut messages = 0;
        loop {
            messages += 1;
            let told = socket.hear("stock").await;
            if told["variants"][0]["version"] == 1_202 {
                break;
            }
        }
        assert!(messages <= 4, "{messages} messages");
        let (mut late, _) = host.enter(&show).await;
        assert_eq!(late.hear("stock").await["variants"], json!([line(101, 1_202)]));
    }

    async fn whoever_fell_behind_looks_at_the_shelves(kit) {
        let (host, _, show, bowl) = live_sale(kit).await;
        pin(&host, &show, bowl.id).await;
        let (mut socket, _) = kit.guest().enter(&show).await;
        let news = kit.app().commerce.news.clone();
        // More than anyone can be behind, all of it older than what the shop has.
        for _ in 0..20_000 {
            news.tell(left(&bowl, 1_000, -1));
        }
        let told = socket.find("stock", |stock| stock["variants"][0]["left"] == 7).await;
        assert_eq!(told["variants"][0]["variant"], json!(bowl.variant()));
    }

    async fn news_reach_those_they_are_for(kit) {
        let (host, casa, show, bowl) = live_sale(kit).await;
        let (ben, eva) = (kit.sign_up("ben").await, kit.sign_up("eva").await);
        pin(&host, &show, bowl.id).await;
        let ((mut h, _), (mut b, _), (mut e, _)) =
            (host.enter(&show).await, ben.enter(&show).await, eva.enter(&show).await);
        let shop = kit.app().people.shop_by_slug(&casa.slug).await.expect("an answer").expect("a shop").id;
        let news = kit.app().commerce.news.clone();
        let (variant, hold) = (bowl.variant(), HoldId(Uuid::from_u128(5)));
        news.tell(Item::Basket { shop, holder: ben.id.0 });
        news.tell(Item::Offered { shop, holder: ben.id.0, variant, hold });
        news.tell(Item::Checkout { checkout: model::CheckoutId(Uuid::from_u128(6)), holder: ben.id.0 });
        assert_eq!(b.hear("basket").await, json!({ "t": "basket", "shop": "casa" }));
        assert_eq!(
            b.hear("offered").await,
            json!({ "t": "offered", "shop": "casa", "variant": variant, "hold": hold })
        );
        assert_eq!(b.hear("checkout").await["id"], json!(Uuid::from_u128(6)));
        let ordered = |number| Item::Ordered(Ordered {
            shop,
            show: Some(show.id),
            order: model::OrderId(Uuid::from_u128(7)),
            number,
            buyer: Some("Ben C.".to_owned()),
            lines: vec![Bought { product: bowl.id, name: "Sage bowl".to_owned(), quantity: 2 }],
            total: Money::new(7_800, model::Currency::EUR),
        });
        news.tell(ordered(1_001));
        let order = h.hear("order").await;
        assert_eq!(
            order,
            json!({ "t": "order", "number": 1_001, "total": euro(7_800), "who": "Ben C." })
        );
        let sold = json!({ "t": "sold", "who": "Ben C.", "what": "Sage bowl", "product": bowl.id, "units": 2 });
        assert_eq!(e.hear("sold").await, sold);

        // Whoever would rather not show who buys tells the host alone.
        let path = casa.path("/settings");
        let mut settings = host.api(Method::GET, &path).send().await.expect(200).json();
        settings["shows_buyers"] = json!(false);
        let private = host.open_shop("discreet").await;
        host.api(Method::PUT, &private.path("/settings")).json(&settings).send().await.expect(200);
        let discreet = kit.app().people.shop_by_slug("discreet").await.expect("an answer").expect("a shop").id;
        let Item::Ordered(mut quiet) = ordered(1_002) else { panic!("an order") };
        quiet.shop = discreet;
        news.tell(Item::Ordered(quiet));
        assert_eq!(h.hear("order").await["number"], 1_002);
        news.tell(ordered(1_003));
        let next = e.hear("sold").await;
        assert_eq!((&next["units"], next.get("seq")), (&json!(2), None), "that of 1003: {next}");
        assert!(e_said_nothing_of_others(&mut e).await);
    }
}

/// Nothing that was for others came to this one.
async fn e_said_nothing_of_others(e: &mut kit::Socket) -> bool {
    e.send(&json!({ "t": "say", "id": 99, "text": "mark" })).await;
    loop {
        let message = e.next().await.expect("still open");
        match message["t"].as_str() {
            Some("basket" | "offered" | "checkout" | "order") => return false,
            Some("done") => return true,
            _ => {}
        }
    }
}
