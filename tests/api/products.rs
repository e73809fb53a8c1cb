//! What a shop sells: made and changed by its hosts, found by everyone.

use std::io::Cursor;
use std::time::Duration;

use image::{ImageFormat, RgbImage};
use kit::{Goods, Kit, Method, Person, Shopfront, euro, on_both, on_one};
use model::Role;
use serde_json::{Value, json};

async fn casa(kit: &Kit) -> (Person, Shopfront) {
    let ana = kit.sign_up("ana").await;
    let casa = ana.open_shop("casa").await;
    (ana, casa)
}

fn bowls() -> Value {
    json!({
        "name": "Sage bowl", "description": "Stoneware, glazed by hand.", "option_names": ["Size", "Colour"],
        "variants": [
            { "sku": "BWL-S", "options": ["S", "Sage"], "price": euro(2_900), "weight_g": 300, "available": 3 },
            { "sku": "BWL-M", "options": ["M", "Sage"], "price": euro(3_900), "compare_at": euro(4_900),
              "weight_g": 420, "available": 7 },
        ],
    })
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::new(width, height)
        .write_to(&mut out, ImageFormat::Png)
        .expect("a picture in memory");
    out.into_inner()
}

async fn edit(casa: &Shopfront, id: impl std::fmt::Display, form: &Value) -> kit::Answer {
    casa.api(Method::PUT, &format!("/products/{id}"))
        .json(form)
        .send()
        .await
}

/// The names of the products a list gives, in its order.
async fn names(browser: &kit::Browser, query: &str) -> Vec<String> {
    let listed = browser
        .api(Method::GET, &format!("/shops/casa/products{query}"))
        .send()
        .await;
    let listed = listed.expect(200).json();
    let items = listed["items"].as_array().expect("a list").iter();
    items
        .map(|item| item["name"].as_str().expect("a name").to_owned())
        .collect()
}

on_both! {
    async fn a_product_is_made_found_changed_and_put_away(kit) {
        let (_ana, casa) = casa(kit).await;
        let mut form = bowls();
        form["state"] = json!("draft");
        form["unheard_of"] = json!({ "fields": ["are fine"] });
        let goods = casa.product(&form).await;
        let made = &goods.json;
        assert_eq!((&made["slug"], &made["state"], &made["version"]), (&json!("sage-bowl"), &json!("draft"), &json!(1)));
        assert_eq!(made["url"], "/shops/casa/products/sage-bowl");
        assert_eq!(made["shop"], json!({ "slug": "casa", "name": "casa" }));
        let variant = &made["variants"][1];
        assert_eq!(
            (&variant["price"], &variant["price_now"], &variant["compare_at"], &variant["available"]),
            (&euro(3_900), &euro(3_900), &euro(4_900), &json!(7))
        );
        assert_eq!((&variant["options"], &variant["offer"]), (&json!(["M", "Sage"]), &Value::Null));

        let guest = kit.guest();
        let by_slug = "/shops/casa/products/sage-bowl";
        guest.api(Method::GET, by_slug).send().await.expect_problem(404, "product-not-found");
        assert!(names(&guest, "").await.is_empty());
        let seen = casa.change(&goods, &json!({ "state": "active", "name": "Bowl" })).await;
        assert_eq!((&seen["version"], &seen["slug"]), (&json!(2), &json!("sage-bowl")));
        assert_eq!(guest.api(Method::GET, by_slug).send().await.expect(200).json(), seen);
        let by_id = format!("/shops/casa/products/{}", goods.id);
        assert_eq!(guest.api(Method::GET, &by_id).send().await.expect(200).json(), seen);
        assert_eq!(names(&guest, "").await, ["Bowl"]);

        casa.change(&goods, &json!({ "state": "archived" })).await;
        guest.api(Method::GET, &by_id).send().await.expect_problem(404, "product-not-found");
        assert_eq!(names(&casa.owner, "?state=archived").await, ["Bowl"]);
    }

    async fn variants_keep_their_ids_and_stock_and_those_left_out_are_gone(kit) {
        let (_ana, casa) = casa(kit).await;
        let goods = casa.product(&bowls()).await;
        let mut form = goods.json.clone();
        let small = form["variants"][0].clone();
        // M first, dearer, said to be more than there are; a new one; S left out.
        form["variants"] = json!([form["variants"][1], { "options": ["L", "Sage"], "price": euro(5_900), "available": 2 }]);
        form["variants"][0]["price"] = euro(4_000);
        form["variants"][0]["available"] = json!(1_000);
        let seen = edit(&casa, goods.id, &form).await.expect(200).json();
        let variants = seen["variants"].as_array().expect("variants");
        assert_eq!(variants.len(), 2);
        assert_eq!(variants[0]["id"], json!(goods.variants[1]));
        assert_eq!((&variants[0]["price"], &variants[0]["available"]), (&euro(4_000), &json!(7)));
        assert_eq!((&variants[1]["options"][0], &variants[1]["available"]), (&json!("L"), &json!(2)));
        // What was taken out is unknown from then on.
        form["version"] = seen["version"].clone();
        form["variants"] = json!([small]);
        edit(&casa, goods.id, &form).await.expect_problem(422, "invalid");
        let other = casa.product(&bowls()).await;
        form["variants"] = json!([other.json["variants"][0]]);
        edit(&casa, goods.id, &form).await.expect_problem(422, "invalid");
        assert_eq!(casa.look_up(&goods).await, seen, "a refused change changes nothing");
    }

    async fn of_two_changes_at_once_one_is_told(kit) {
        let (_ana, casa) = casa(kit).await;
        let goods = casa.bowl(1).await;
        let mut form = goods.json.clone();
        form["name"] = json!("First");
        edit(&casa, goods.id, &form).await.expect(200);
        form["name"] = json!("Second");
        let late = edit(&casa, goods.id, &form).await;
        late.clone().expect_problem(409, "changed");
        assert!(late.text().contains("version 2"), "{late}");
        form.as_object_mut().expect("fields").remove("version");
        edit(&casa, goods.id, &form).await.expect_problem(422, "invalid");
        form["version"] = json!(2);
        let tries = (0..4).map(|_| edit(&casa, goods.id, &form));
        let answers = futures_util::future::join_all(tries).await;
        let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 3, "{statuses:?}");
    }

    async fn products_are_found_by_words_collections_and_pages(kit) {
        let (_ana, casa) = casa(kit).await;
        let one = |name: &str, words: &str| {
            json!({ "name": name, "description": words, "variants": [{ "sku": "X-1", "price": euro(1) }] })
        };
        let bowl = casa.product(&one("Tigela de Grés", "Stoneware")).await;
        let plate = casa.product(&one("Plate", "Also stoneware: 100% by hand")).await;
        casa.product(&one("Linen", "Washed soft")).await;
        let guest = kit.guest();
        for (asked, found) in [
            ("?q=GRES", vec!["Tigela de Grés"]),
            ("?q=stone", vec!["Plate", "Tigela de Grés"]),
            ("?q=stone%20tig", vec!["Tigela de Grés"]),
            ("?q=ware", vec![]),
            ("?q=100%25", vec!["Plate"]),
            ("?q=%25", vec!["Linen", "Plate", "Tigela de Grés"]),
            ("?q=x-1", vec!["Linen", "Plate", "Tigela de Grés"]),
        ] {
            assert_eq!(names(&guest, asked).await, found, "{asked}");
        }
        let first = guest.api(Method::GET, "/shops/casa/products?limit=2").send().await.expect(200).json();
        let next = first["next"].as_str().expect("there is more");
        assert_eq!(names(&guest, &format!("?limit=2&after={next}")).await, ["Tigela de Grés"]);
        let wrong = guest.api(Method::GET, "/shops/casa/products?after=x").send().await;
        wrong.expect_problem(400, "bad-query");

        let form = json!({ "name": "Céramica", "products": [plate.id, bowl.id] });
        let made = casa.api(Method::POST, "/collections").json(&form).send().await.expect(201).json();
        assert_eq!((&made["slug"], &made["products"]), (&json!("ceramica"), &json!(2)));
        assert_eq!(names(&guest, "?collection=ceramica").await, ["Plate", "Tigela de Grés"]);
        assert_eq!(names(&guest, "?collection=ceramica&q=grés").await, ["Tigela de Grés"]);
        let first = guest.api(Method::GET, "/shops/casa/products?collection=ceramica&limit=1").send().await;
        let next = first.expect(200).json()["next"].as_str().expect("there is more").to_owned();
        assert_eq!(names(&guest, &format!("?collection=ceramica&limit=1&after={next}")).await, ["Tigela de Grés"]);
        assert_eq!(casa.look_up(&bowl).await["collections"], json!(["ceramica"]));
        casa.change(&bowl, &json!({ "collections": [] })).await;
        assert_eq!(names(&guest, "?collection=ceramica").await, ["Plate"]);
        let twice = casa.api(Method::POST, "/collections").json(&form).send().await;
        twice.expect_problem(409, "taken");
        let path = format!("/collections/{}", made["id"].as_str().expect("an id"));
        let form = json!({ "name": "Clay", "products": [plate.id, plate.id] });
        casa.api(Method::PUT, &path).json(&form).send().await.expect_problem(422, "invalid");
        let renamed = casa.api(Method::PUT, &path).json(&json!({ "name": "Clay" })).send().await.expect(200).json();
        assert_eq!((&renamed["name"], &renamed["slug"], &renamed["products"]), (&json!("Clay"), &json!("ceramica"), &json!(1)));
        casa.api(Method::DELETE, &path).send().await.expect(204);
        casa.api(Method::DELETE, &path).send().await.expect_problem(404, "collection-not-found");
        assert_eq!(names(&guest, "?collection=ceramica").await, Vec::<String>::new());
        assert_eq!(casa.look_up(&plate).await["collections"], json!([]));
    }

    async fn what_no_product_can_be_is_refused(kit) {
        let (_ana, casa) = casa(kit).await;
        let goods = casa.bowl(1).await;
        let with = |change: &dyn Fn(&mut Value)| {
            let mut form = bowls();
            change(&mut form);
            form
        };
        let dollars = json!({ "minor": 100, "currency": "USD" });
        for (form, slug) in [
            (with(&|form| form["variants"][0]["price"] = euro(-1)), "invalid"),
            (with(&|form| form["variants"][0]["price"] = euro(100_000_001)), "invalid"),
            (with(&|form| form["variants"][0]["price"]["minor"] = json!(i64::MAX)), "invalid"),
            (with(&|form| form["variants"][0]["price"]["minor"] = json!(u64::MAX)), "invalid"),
            (with(&|form| form["variants"][0]["price"]["minor"] = json!(39.5)), "invalid"),
            (with(&|form| form["variants"][0]["price"]["currency"] = json!("eur")), "invalid"),
            (with(&|form| form["variants"][0]["price"] = dollars.clone()), "currency"),
            (with(&|form| form["variants"][1]["compare_at"] = dollars.clone()), "currency"),
            (with(&|form| form["variants"][1]["compare_at"] = euro(3_900)), "invalid"),
            (with(&|form| form["variants"][0]["available"] = json!(-1)), "invalid"),
            (with(&|form| form["variants"][0]["weight_g"] = json!(-1)), "invalid"),
            (with(&|form| form["variants"] = json!([])), "invalid"),
            (with(&|form| form["variants"][1]["options"] = json!(["S", "Sage"])), "invalid"),
            (with(&|form| form["variants"][0]["id"] = json!(goods.variant())), "invalid"),
            (with(&|form| form["variants"][0]["picture_url"] = json!("https://elsewhere.example/x.jpg")), "invalid"),
            (with(&|form| form["name"] = json!("")), "invalid"),
            (with(&|form| form["name"] = json!("a\u{202e}b")), "invalid"),
            (with(&|form| form["slug"] = json!("Sage Bowl")), "invalid"),
            (with(&|form| form["state"] = json!("sold")), "invalid"),
            (with(&|form| form["collections"] = json!(["nowhere"])), "invalid"),
        ] {
            let refused = casa.api(Method::POST, "/products").json(&form).send().await;
            refused.expect_problem(422, slug);
        }
        let mut form = bowls();
        form["slug"] = json!(goods.slug);
        casa.api(Method::POST, "/products").json(&form).send().await.expect_problem(409, "taken");
        let unsaid = casa.product(&json!({ "name": "Sage bowl", "variants": [{ "price": euro(1) }] })).await;
        assert_ne!(unsaid.slug, goods.slug, "an address made of the name is a free one");
        assert_eq!(names(&casa.owner, "?state=all").await.len(), 2, "nothing of the refused was kept");
        let long = "a".repeat(70_000);
        let refused = casa.api(Method::POST, "/products").json(&json!({ "name": long })).send().await;
        refused.expect_problem(413, "too-large");
    }

    async fn a_shop_is_run_by_its_own_people_alone(kit) {
        let (ana, casa) = casa(kit).await;
        let (ben, eve) = (kit.sign_up("ben").await, kit.sign_up("eve").await);
        let other = eve.open_shop("elsewhere").await;
        let goods = casa.product(&bowls()).await;
        let path = format!("/shops/casa/products/{}", goods.id);
        for (person, role) in [(&ben, None), (&eve, None), (&ben, Some(Role::Moderator)), (&ben, Some(Role::Advisor))] {
            if let Some(role) = role {
                kit.employ_at("casa", person, role).await;
            }
            for call in [
                person.api(Method::POST, "/shops/casa/products").json(&bowls()),
                person.api(Method::PUT, &path).json(&goods.json),
                person.api(Method::DELETE, &path),
                person.api(Method::GET, "/shops/casa/products?state=all"),
                person.api(Method::GET, "/shops/casa/settings"),
            ] {
                call.send().await.expect_problem(403, "forbidden");
            }
        }
        // Not through one's own shop either.
        let through = format!("/products/{}", goods.id);
        other.api(Method::GET, &through).send().await.expect_problem(404, "product-not-found");
        other.api(Method::PUT, &through).json(&goods.json).send().await.expect_problem(404, "product-not-found");
        other.api(Method::DELETE, &through).send().await.expect_problem(404, "product-not-found");
        let foreign = json!({ "name": "Mine", "products": [goods.id] });
        other.api(Method::POST, "/collections").json(&foreign).send().await.expect_problem(422, "invalid");
        kit.guest().api(Method::GET, "/shops/nowhere/products").send().await.expect_problem(404, "shop-not-found");

        kit.employ_at("casa", &ben, Role::Host).await;
        ben.api(Method::POST, "/shops/casa/products").json(&bowls()).send().await.expect(201);
        // How it trades is its owner's alone.
        ben.api(Method::GET, "/shops/casa/settings").send().await.expect_problem(403, "forbidden");
        assert_eq!(ana.api(Method::GET, &path).send().await.expect(200).json()["name"], "Sage bowl");
    }

    async fn a_shop_says_how_it_trades(kit) {
        let (ana, casa) = casa(kit).await;
        let taken = ana.api(Method::POST, "/shops").json(&json!({ "slug": "casa", "name": "Casa" })).send().await;
        taken.expect_problem(409, "taken");
        let bad = ana.api(Method::POST, "/shops").json(&json!({ "slug": "a!", "name": "Casa" })).send().await;
        bad.expect_problem(422, "invalid");
        let mut settings = casa.api(Method::GET, "/settings").send().await.expect(200).json();
        assert_eq!(
            settings,
            json!({ "currency": "EUR", "country": "PT", "prices_include_tax": true, "hold_s": 600,
                    "shows_buyers": true, "stripe_account": null })
        );
        settings["currency"] = json!("SEK");
        settings["hold_s"] = json!(120);
        let put = casa.api(Method::PUT, "/settings").json(&settings).send().await;
        assert_eq!(put.expect(200).json(), settings);
        // It is another one as long as nothing has an amount in it.
        let in_use = async |currency: &str| {
            let mut other = settings.clone();
            other["currency"] = json!(currency);
            let put = casa.api(Method::PUT, "/settings").json(&other).send().await;
            put.status == 409 && put.slug() == "currency-in-use"
        };
        let voucher = async |form: Value| {
            let made = casa.api(Method::POST, "/vouchers").json(&form).send().await.expect(201).json();
            format!("/vouchers/{}", made["id"].as_str().expect("an id"))
        };
        voucher(json!({ "code": "JUNE", "kind": "percent", "value": 10 })).await;
        assert!(!in_use("NOK").await && !in_use("SEK").await);
        let fixed = voucher(json!({ "code": "MAY", "kind": "amount", "value": 500 })).await;
        assert!(in_use("NOK").await);
        casa.api(Method::DELETE, &fixed).send().await.expect(204);
        let post = json!({ "rates": [{ "name": "Post", "price": { "minor": 450, "currency": "SEK" } }] });
        casa.api(Method::PUT, "/shipping").json(&post).send().await.expect(200);
        assert!(in_use("NOK").await);
        casa.api(Method::PUT, "/shipping").json(&json!({ "rates": [] })).send().await.expect(200);
        assert!(!in_use("NOK").await && !in_use("SEK").await);
        let kronor = json!({ "minor": 39_000, "currency": "SEK" });
        casa.product(&json!({ "name": "Bowl", "variants": [{ "price": kronor }] })).await;
        settings["currency"] = json!("EUR");
        let late = casa.api(Method::PUT, "/settings").json(&settings).send().await;
        late.expect_problem(409, "currency-in-use");
        settings["currency"] = json!("SEK");
        for (name, value) in [("hold_s", json!(0)), ("hold_s", json!(i64::MAX)), ("country", json!("Portugal")), ("currency", json!("kr"))] {
            let mut wrong = settings.clone();
            wrong[name] = value;
            casa.api(Method::PUT, "/settings").json(&wrong).send().await.expect_problem(422, "invalid");
        }
        assert_eq!(casa.api(Method::GET, "/settings").send().await.expect(200).json(), settings);
    }

    async fn only_a_draft_nobody_bought_is_deleted(kit) {
        let (_ana, casa) = casa(kit).await;
        let goods = casa.bowl(1).await;
        let path = format!("/products/{}", goods.id);
        casa.api(Method::DELETE, &path).send().await.expect_problem(409, "product-kept");
        casa.change(&goods, &json!({ "state": "draft" })).await;
        casa.api(Method::DELETE, &path).send().await.expect(204);
        casa.api(Method::GET, &path).send().await.expect_problem(404, "product-not-found");
    }

    async fn the_lowest_price_of_thirty_days_stands_by_a_reduced_one(kit) {
        let (_ana, casa) = casa(kit).await;
        let goods = casa.bowl(1).await;
        let lowest = async |goods: &Goods| casa.look_up(goods).await["variants"][0]["lowest_30d"].clone();
        let at_price = async |price: i64, before: Option<i64>| {
            let mut variant = casa.look_up(&goods).await["variants"][0].clone();
            variant["price"] = euro(price);
            variant["compare_at"] = before.map_or(Value::Null, euro);
            casa.change(&goods, &json!({ "variants": [variant] })).await;
        };
        let days = |days: u64| Duration::from_secs(days * 86_400);
        at_price(3_900, Some(4_900)).await;
        assert_eq!(lowest(&goods).await, Value::Null, "it was never sold before");
        kit.advance(days(10));
        at_price(3_500, None).await;
        assert_eq!(lowest(&goods).await, Value::Null, "no reduction is announced");
        kit.advance(days(10));
        at_price(4_500, None).await;
        kit.advance(days(25));
        at_price(4_200, Some(4_500)).await;
        assert_eq!(lowest(&goods).await, euro(3_500), "in force until 25 days ago");
        for _ in 0..2 {
            kit.advance(days(20));
            assert_ne!(lowest(&goods).await, Value::Null, "still reduced");
        }
        assert_eq!(lowest(&goods).await, euro(3_500), "it is the days before the reduction that count");
        at_price(4_000, Some(4_500)).await;
        assert_eq!(lowest(&goods).await, euro(4_200));
    }
}

on_one! {
    async fn pictures_are_drawn_anew_put_in_order_and_taken_away(kit) {
        let (_ana, casa) = casa(kit).await;
        let goods = casa.bowl(1).await;
        let path = format!("/products/{}/pictures", goods.id);
        let add = async |bytes: Vec<u8>, kind: &str, alt: &str| {
            casa.api(Method::POST, &format!("{path}?alt={alt}")).body(kind, bytes).send().await
        };
        add(png(3_200, 1_600), "image/png", "Front").await.expect(201);
        let seen = add(png(64, 64), "image/png", "Back").await.expect(201).json();
        let pictures = seen["pictures"].as_array().expect("pictures").clone();
        assert_eq!((pictures.len(), &pictures[0]["alt"]), (2, &json!("Front")));
        let url = pictures[0]["url"].as_str().expect("a url");
        let served = kit.guest().get(url).await.expect(200);
        let drawn = image::load_from_memory(&served.body).expect("a picture");
        assert_eq!((served.header("content-type"), drawn.width(), drawn.height()), ("image/jpeg", 1_600, 800));
        // The same again is no other picture.
        let again = add(png(64, 64), "image/png", "Again").await.expect(201).json();
        assert_eq!(again["pictures"], seen["pictures"]);
        let form = reqwest::multipart::Form::new()
            .text("note", "for the shelf")
            .part("picture", reqwest::multipart::Part::bytes(png(32, 32)).file_name("shelf.png"));
        let third = casa.api(Method::POST, &path).multipart(form).send().await.expect(201).json();
        assert_eq!(third["pictures"].as_array().map(Vec::len), Some(3));

        let mut variant = third["variants"][0].clone();
        variant["picture_url"] = pictures[1]["url"].clone();
        let seen = casa.change(&goods, &json!({ "variants": [variant] })).await;
        assert_eq!(seen["variants"][0]["picture_url"], pictures[1]["url"]);
        let mut order = seen["pictures"].as_array().expect("pictures").clone();
        order.reverse();
        order[0]["alt"] = json!("On the shelf");
        let put = casa.api(Method::PUT, &format!("{path}/order"));
        let seen = put.json(&json!({ "pictures": order })).send().await.expect(200).json();
        assert_eq!(seen["pictures"], json!(order));
        for wrong in [json!([order[0], order[0], order[1]]), json!([order[0]]), json!([{ "url": "/x", "alt": "" }])] {
            let put = casa.api(Method::PUT, &format!("{path}/order"));
            put.json(&json!({ "pictures": wrong })).send().await.expect_problem(422, "invalid");
        }
        let seen = casa.api(Method::DELETE, &format!("{path}/1")).send().await.expect(200).json();
        assert_eq!(seen["pictures"], json!([order[0], order[2]]));
        assert_eq!(seen["variants"][0]["picture_url"], Value::Null, "a variant shows no picture that is gone");
        casa.api(Method::DELETE, &format!("{path}/2")).send().await.expect_problem(422, "invalid");
    }

    async fn what_is_no_picture_or_too_much_of_one_is_refused(kit) {
        let (_ana, casa) = casa(kit).await;
        let goods = casa.bowl(1).await;
        let path = format!("/products/{}/pictures", goods.id);
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        for (bytes, kind, status, slug) in [
            (svg.to_vec(), "image/svg+xml", 422, "not-a-picture"),
            (svg.to_vec(), "image/png", 422, "not-a-picture"),
            (b"%PDF-1.7".to_vec(), "image/jpeg", 422, "not-a-picture"),
            (b"GIF89a".to_vec(), "image/gif", 422, "not-a-picture"),
            (Vec::new(), "image/png", 422, "not-a-picture"),
            (png(64, 64)[..70].to_vec(), "image/png", 422, "not-a-picture"),
            // 50 megapixels that take few bytes.
            (png(8_000, 6_250), "image/png", 422, "picture-too-large"),
            (png(9_000, 1), "image/png", 422, "picture-too-large"),
            (vec![0; 13 * 1024 * 1024], "image/png", 413, "too-large"),
        ] {
            let refused = casa.api(Method::POST, &path).body(kind, bytes).send().await;
            refused.expect_problem(status, slug);
        }
        let form = reqwest::multipart::Form::new().text("note", "no file");
        casa.api(Method::POST, &path).multipart(form).send().await.expect_problem(422, "invalid");
        let alt = "a".repeat(201);
        let refused = casa.api(Method::POST, &format!("{path}?alt={alt}")).body("image/png", png(8, 8)).send().await;
        refused.expect_problem(422, "invalid");
        for width in 1..=12 {
            casa.api(Method::POST, &path).body("image/png", png(width, 4)).send().await.expect(201);
        }
        let full = casa.api(Method::POST, &path).body("image/png", png(13, 4)).send().await;
        full.expect_problem(409, "too-many");
        assert_eq!(casa.look_up(&goods).await["pictures"].as_array().map(Vec::len), Some(12));
    }
}
