//! Selling live: what is pinned reaches everyone, in the order it was done.

use std::time::Duration;

use kit::{Answer, Goods, Kit, Method, Person, Planned, Shopfront, euro, on_both, on_one};
use model::Role;
use serde_json::{Value, json};

/// A shop's live show, and five products.
struct Sale {
    host: Person,
    casa: Shopfront,
    show: Planned,
    goods: Vec<Goods>,
}

impl Sale {
    async fn begin(kit: &Kit) -> Self {
        let host = kit.sign_up("ana").await;
        let casa = host.open_shop("casa").await;
        let mut goods = Vec::new();
        for name in ["Bowl", "Cup", "Jug", "Vase"] {
            let variant = json!({ "price": euro(3_900), "available": 7 });
            let form = json!({ "name": name, "description": "By hand.", "variants": [variant] });
            goods.push(casa.product(&form).await);
        }
        let show = host.plan(&json!({ "title": "Glazes", "shop": "casa" })).await;
        kit.go_live(&show).await;
        Self {
            host,
            casa,
            show,
            goods,
        }
    }

    async fn ask(&self, person: &Person, method: Method, what: &str, form: Value) -> Answer {
        let path = format!("{}/{what}", self.show.api());
        person.api(method, &path).json(&form).send().await
    }

    fn pin_of(&self, product: usize) -> String {
        format!("pins/{}", self.goods[product].id)
    }

    async fn try_to_pin(&self, product: usize) -> Answer {
        self.ask(&self.host, Method::PUT, &self.pin_of(product), json!({}))
            .await
    }

    async fn pin(&self, product: usize) -> Value {
        self.try_to_pin(product).await.expect(200).json()
    }

    async fn next(&self) -> Answer {
        self.ask(&self.host, Method::POST, "pins/next", json!({})).await
    }

    async fn set_run(&self, products: &[usize]) {
        let ids: Vec<_> = products.iter().map(|product| self.goods[*product].id).collect();
        let form = json!({ "products": ids });
        self.ask(&self.host, Method::PUT, "products", form)
            .await
            .expect(204);
    }
}

/// The names of what a window shows.
fn names(window: &Value) -> Vec<&str> {
    let pins = window["pins"].as_array().expect("a list").iter();
    pins.map(|pin| pin["name"].as_str().expect("a name")).collect()
}

on_both! {
    async fn a_pin_reaches_every_viewer(kit) {
        let sale = Sale::begin(kit).await;
        let (ben, guest) = (kit.sign_up("ben").await, kit.guest());
        let (mut b, room) = ben.enter(&sale.show).await;
        let (mut g, _) = guest.enter(&sale.show).await;
        assert_eq!(room["window"], json!({ "pins": [], "voucher": null, "free_from": null }));
        let window = sale.pin(0).await;
        for socket in [&mut b, &mut g] {
            let told = socket.hear("pins").await;
            assert_eq!((told["seq"].is_i64(), &told["pins"]), (true, &window["pins"]));
        }
        let card = &window["pins"][0];
        let variant = &card["variants"][0];
        assert_eq!((&card["name"], &card["url"]), (&json!("Bowl"), &json!("/shops/casa/products/bowl")));
        assert_eq!((&variant["price_now"], &variant["available"]), (&euro(3_900), &json!(7)));
        assert!(card.get("description").is_none(), "{card}");
        sale.pin(1).await;
        let seen = b.hear("pins").await["seq"].as_i64().expect("a number");
        let (_, late) = kit.sign_up("late").await.enter(&sale.show).await;
        assert_eq!(names(&late["window"]), ["Bowl", "Cup"]);
        let listed = guest.api(Method::GET, &format!("{}/pins", sale.show.api())).send().await;
        assert_eq!(listed.expect(200).json()["pins"], late["window"]["pins"]);
        let taken = sale.ask(&sale.host, Method::DELETE, &sale.pin_of(0), json!({})).await.expect(200).json();
        assert_eq!(names(&taken), ["Cup"]);
        g.find("pins", |window| names(window) == ["Cup"]).await;
        drop(b);
        let mut back = ben.come_back(&sale.show, &room["epoch"], seen).await;
        back.hear("welcome").await;
        assert_eq!(names(&back.hear("pins").await), ["Cup"]);
    }

    async fn three_are_pinned_at_most_and_only_what_is_sold(kit) {
        let sale = Sale::begin(kit).await;
        for product in 0..3 {
            sale.pin(product).await;
        }
        sale.try_to_pin(3).await.expect_problem(409, "pins-full");
        assert_eq!(names(&sale.pin(2).await), ["Bowl", "Cup", "Jug"], "the same twice is once");
        let variant = json!({ "price": euro(1), "available": 1 });
        let form = json!({ "name": "Mug", "state": "draft", "variants": [variant] });
        let draft = sale.casa.product(&form).await;
        let other = sale.host.open_shop("other").await.bowl(1).await;
        let unpinned = sale.pin_of(3);
        let ask = async |method: Method, what: &str| sale.ask(&sale.host, method, what, json!({})).await;
        ask(Method::PUT, &format!("pins/{}", draft.id)).await.expect_problem(409, "not-for-sale");
        ask(Method::PUT, &format!("pins/{}", other.id)).await.expect_problem(404, "product-not-found");
        ask(Method::PUT, "pins/nonsense").await.expect_problem(404, "product-not-found");
        ask(Method::DELETE, &unpinned).await.expect_problem(404, "not-pinned");
        sale.next().await.expect_problem(409, "run-over");
        // What is not sold any more comes down by itself.
        let (mut socket, _) = sale.host.enter(&sale.show).await;
        sale.casa.change(&sale.goods[1], &json!({ "state": "archived" })).await;
        socket.find("pins", |window| names(window) == ["Bowl", "Jug"]).await;
    }

    async fn every_answer_says_what_comes_next(kit) {
        let sale = Sale::begin(kit).await;
        let (jug, bowl, vase) = (sale.goods[2].id, sale.goods[0].id, sale.goods[3].id);
        sale.set_run(&[2, 0, 3]).await;
        let ask = async |method: Method, what: &str, form: Value| {
            sale.ask(&sale.host, method, what, form).await.expect(200).json()["next"].clone()
        };
        let eva = kit.sign_up("eva").await;
        let of_others = sale.ask(&eva, Method::GET, "pins", json!({})).await.expect(200).json();
        assert_eq!(of_others.get("next"), Some(&Value::Null), "not everyone's to know");
        assert_eq!(ask(Method::GET, "pins", json!({})).await, json!(jug));
        for (product, next) in [(2, json!(bowl)), (0, json!(vase))] {
            assert_eq!(sale.pin(product).await["next"], next);
            // All down again: it is still the one behind.
            assert_eq!(ask(Method::DELETE, &sale.pin_of(product), json!({})).await, next);
            assert_eq!(ask(Method::GET, "products", json!({})).await, next);
        }
        assert_eq!(ask(Method::PUT, "voucher", json!({ "code": null })).await, json!(vase));
        // What is not sold is not announced, as it would not be pinned.
        sale.casa.change(&sale.goods[3], &json!({ "state": "archived" })).await;
        for what in ["products", "pins"] {
            assert_eq!(ask(Method::GET, what, json!({})).await, Value::Null, "{what}");
        }
        sale.next().await.expect_problem(409, "run-over");
        sale.set_run(&[2, 0, 1]).await;
        let window = sale.next().await.expect(200).json();
        assert_eq!((names(&window), &window["next"]), (vec!["Cup"], &Value::Null));
    }

    async fn the_run_of_show_is_gone_through_by_next(kit) {
        let sale = Sale::begin(kit).await;
        sale.set_run(&[2, 0, 3]).await;
        for expected in [["Jug"], ["Bowl"], ["Vase"]] {
            assert_eq!(names(&sale.next().await.expect(200).json()), expected);
        }
        sale.next().await.expect_problem(409, "run-over");
        sale.set_run(&[3, 1]).await;
        let stands = sale.ask(&sale.host, Method::GET, "products", json!({})).await.expect(200).json();
        let products: Vec<_> = stands["products"].as_array().expect("a list").iter().map(|one| &one["name"]).collect();
        assert_eq!(products, ["Vase", "Cup"]);
        assert_eq!(
            (&stands["pinned"], &stands["next"]),
            (&json!([sale.goods[3].id]), &json!(sale.goods[1].id))
        );
        let put = async |products: Value| {
            sale.ask(&sale.host, Method::PUT, "products", json!({ "products": products })).await
        };
        let foreign = sale.host.open_shop("other").await.bowl(1).await;
        let cup = sale.goods[1].id;
        put(json!([foreign.id])).await.expect(422);
        put(json!([cup, cup])).await.expect(422);
        put(json!(vec![cup; 101])).await.expect(422);
        put(json!(["nonsense"])).await.expect(422);
        // It is made before the show, and pins nothing.
        let planned = sale.host.plan(&json!({ "title": "Next week", "shop": "casa" })).await;
        let path = planned.api();
        let of_planned = async |method: Method, what: &str, form: Value| {
            sale.host.api(method, &format!("{path}/{what}")).json(&form).send().await
        };
        of_planned(Method::PUT, "products", json!({ "products": [cup] })).await.expect(204);
        of_planned(Method::PUT, &format!("pins/{cup}"), json!({})).await.expect_problem(409, "not-live");
        of_planned(Method::POST, "pins/next", json!({})).await.expect_problem(409, "not-live");
        of_planned(Method::PUT, "voucher", json!({ "code": null })).await.expect_problem(409, "not-live");
        kit.end(&sale.show).await;
        put(json!([cup])).await.expect_problem(409, "show-over");
        sale.try_to_pin(0).await.expect_problem(409, "not-live");
    }

    async fn hosts_of_the_shop_pin_and_nobody_else(kit) {
        let sale = Sale::begin(kit).await;
        let (mona, hana, eva) = (kit.sign_up("mona").await, kit.sign_up("hana").await, kit.sign_up("eva").await);
        kit.employ_at("casa", &mona, Role::Moderator).await;
        kit.employ_at("casa", &hana, Role::Host).await;
        for person in [&mona, &eva] {
            for (method, what) in [
                (Method::PUT, sale.pin_of(0)),
                (Method::DELETE, sale.pin_of(0)),
                (Method::POST, "pins/next".to_owned()),
                (Method::GET, "products".to_owned()),
                (Method::GET, "sales".to_owned()),
            ] {
                sale.ask(person, method, &what, json!({})).await.expect_problem(403, "forbidden");
            }
            let voucher = sale.ask(person, Method::PUT, "voucher", json!({ "code": "GUESSED" })).await;
            voucher.expect_problem(403, "forbidden");
        }
        // Two hosts at once: neither is lost, and what is told last is what stands.
        let (mut socket, _) = eva.enter(&sale.show).await;
        let (one, other) = (sale.pin_of(0), sale.pin_of(1));
        for _ in 0..5 {
            let by_host = sale.ask(&sale.host, Method::PUT, &one, json!({}));
            let by_staff = sale.ask(&hana, Method::PUT, &other, json!({}));
            let (by_host, by_staff) = tokio::join!(by_host, by_staff);
            let (by_host, by_staff) = (by_host.expect(200).json(), by_staff.expect(200).json());
            assert_eq!(names(&by_host).len() + names(&by_staff).len(), 3);
            let (first, last) = (socket.hear("pins").await, socket.hear("pins").await);
            assert_eq!((names(&first).len(), names(&last).len()), (1, 2));
            for (person, pin) in [(&sale.host, &one), (&hana, &other)] {
                sale.ask(person, Method::DELETE, pin, json!({})).await.expect(200);
                socket.hear("pins").await;
            }
        }
        let private = json!({ "title": "Just us", "shop": "casa", "visibility": "private" });
        let private = sale.host.plan(&private).await;
        for (method, what) in [
            (Method::GET, "pins".to_owned()),
            (Method::PUT, sale.pin_of(0)),
            (Method::GET, "sales".to_owned()),
        ] {
            let call = eva.api(method, &format!("{}/{what}", private.api())).json(&json!({}));
            call.send().await.expect_problem(404, "show-not-found");
        }
        let of_guest = kit.guest().api(Method::PUT, &format!("{}/{one}", sale.show.api()));
        of_guest.send().await.expect_problem(401, "sign-in-first");
    }

    async fn picture_card_and_offer_agree(kit) {
        let sale = Sale::begin(kit).await;
        sale.pin(0).await;
        let (mut socket, _) = kit.guest().enter(&sale.show).await;
        let price = |window: &Value| window["pins"][0]["variants"][0]["price_now"]["minor"].as_i64().expect("a price");
        let mut variants = sale.casa.look_up(&sale.goods[0]).await["variants"].clone();
        variants[0]["price"] = euro(4_200);
        sale.casa.change(&sale.goods[0], &json!({ "variants": variants })).await;
        assert_eq!(price(&socket.find("pins", |window| price(window) != 3_900).await), 4_200);

        let ends_at = kit.now() + Duration::from_secs(60);
        let offer = json!({ "product": sale.goods[0].id, "kind": "percent", "value": 50, "ends_at": ends_at });
        sale.casa.api(Method::POST, "/offers").json(&offer).send().await.expect(201);
        let told = socket.find("pins", |window| price(window) != 4_200).await;
        assert_eq!(price(&told), 2_100);
        assert!(told["pins"][0]["variants"][0]["offer"]["ends_at"].is_string(), "{told}");
        // Nobody ends it: its time is up.
        kit.advance(Duration::from_secs(61));
        assert_eq!(price(&socket.find("pins", |window| price(window) != 2_100).await), 4_200);
    }
}

on_one! {
    async fn a_voucher_is_shown_until_it_is_taken_down(kit) {
        let sale = Sale::begin(kit).await;
        let voucher = json!({ "code": "glaze10", "kind": "percent", "value": 10 });
        sale.casa.api(Method::POST, "/vouchers").json(&voucher).send().await.expect(201);
        let (mut socket, _) = kit.guest().enter(&sale.show).await;
        let put = async |code: Value| sale.ask(&sale.host, Method::PUT, "voucher", json!({ "code": code })).await;
        put(json!("NOTHING")).await.expect_problem(404, "voucher-not-found");
        put(json!("Glaze10")).await.expect(200);
        let told = socket.hear("pins").await;
        assert_eq!(
            told["voucher"],
            json!({ "code": "GLAZE10", "kind": "percent", "percent": 10, "amount": null })
        );
        put(Value::Null).await.expect(200);
        assert!(socket.hear("pins").await["voucher"].is_null());
        // A show without a shop has nothing to show.
        let bare = sale.host.create_show("Only talk").await;
        kit.go_live(&bare).await;
        let path = format!("{}/voucher", bare.api());
        let refused = sale.host.api(Method::PUT, &path).json(&json!({ "code": "GLAZE10" })).send().await;
        refused.expect_problem(404, "voucher-not-found");
    }
}
