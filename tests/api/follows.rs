//! Following people and shops, and blocking.

use kit::{Answer, Method, Person, on_both, on_one};
use serde_json::{Value, json};

async fn follow(person: &Person, whom: &str, form: Value) -> Answer {
    person
        .api(Method::PUT, &format!("{whom}/follow"))
        .json(&form)
        .send()
        .await
}

async fn unfollow(person: &Person, whom: &str) -> Answer {
    person.api(Method::DELETE, &format!("{whom}/follow")).send().await
}

/// The handles of one page, and where the next begins.
async fn page(person: &Person, list: &str) -> (Vec<String>, Option<String>) {
    let page = person.api(Method::GET, list).send().await.expect(200).json();
    let handles = page["items"].as_array().expect("items").iter();
    let handles = handles.map(|item| item["handle"].as_str().expect("a handle").to_owned());
    (handles.collect(), page["next"].as_str().map(str::to_owned))
}

on_both! {
    async fn following_is_counted_once_and_muting_is_kept(kit) {
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        kit.open_shop(&ana, "casa-lumen").await;
        for target in ["/people/ana", "/shops/casa-lumen"] {
            let standing = |following, muted, followers| {
                json!({ "following": following, "muted": muted, "followers": followers })
            };
            let once = follow(&berta, target, json!({})).await.expect(200).json();
            assert_eq!(once, standing(true, false, 1));
            let muted = follow(&berta, target, json!({ "muted": true })).await.expect(200).json();
            assert_eq!(muted, standing(true, true, 1));
            let again = follow(&berta, target, json!({})).await.expect(200).json();
            assert_eq!(again, standing(true, true, 1), "muted as before");
            let no_more = unfollow(&berta, target).await.expect(200).json();
            assert_eq!(no_more, standing(false, false, 0));
            unfollow(&berta, target).await.expect(200);
            let anew = follow(&berta, target, json!({})).await.expect(200).json();
            assert_eq!(anew, standing(true, false, 1));
        }
    }

    async fn a_profile_counts_and_tells_a_member_how_they_stand(kit) {
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        kit.open_shop(&ana, "casa-lumen").await;
        follow(&berta, "/people/ana", json!({ "muted": true })).await.expect(200);
        follow(&berta, "/shops/casa-lumen", json!({})).await.expect(200);
        let get = async |path: &str| berta.api(Method::GET, path).send().await.expect(200).json();
        let seen = get("/people/ana").await;
        assert_eq!((&seen["name"], &seen["followers"], &seen["following"]), (&json!("Ana"), &json!(1), &json!(0)));
        assert_eq!(seen["you"], json!({ "following": true, "muted": true }));
        assert_eq!(get("/people/berta").await["following"], 2);
        assert_eq!(get("/shops/casa-lumen").await["you"], json!({ "following": true, "muted": false }));
        let guest = kit.guest();
        for path in ["/people/ana", "/shops/casa-lumen"] {
            let seen = guest.api(Method::GET, path).send().await.expect(200).json();
            assert_eq!((&seen["followers"], seen.get("you")), (&json!(1), None));
            assert!(seen.get("email").is_none(), "{seen}");
        }
        guest.api(Method::GET, "/people/nobody").send().await.expect_problem(404, "person-not-found");
        guest.api(Method::GET, "/shops/nowhere").send().await.expect_problem(404, "shop-not-found");
    }

    async fn lists_come_in_pages_newest_first(kit) {
        let ana = kit.sign_up("ana").await;
        kit.open_shop(&ana, "casa-lumen").await;
        for handle in ["one", "two", "three"] {
            let person = kit.sign_up(handle).await;
            follow(&person, "/people/ana", json!({})).await.expect(200);
        }
        let (first, next) = page(&ana, "/people/ana/followers?limit=2").await;
        assert_eq!(first, ["three", "two"]);
        let next = next.expect("there is more");
        let (second, end) = page(&ana, &format!("/people/ana/followers?limit=2&after={next}")).await;
        assert_eq!((second, end), (vec!["one".to_owned()], None));

        follow(&ana, "/people/two", json!({})).await.expect(200);
        follow(&ana, "/shops/casa-lumen", json!({})).await.expect(200);
        let followed = ana.api(Method::GET, "/people/ana/following").send().await.expect(200).json();
        assert_eq!(followed["items"][0]["shop"]["slug"], "casa-lumen");
        assert_eq!(followed["items"][1]["person"]["handle"], "two");
        assert!(followed["items"][1].get("shop").is_none(), "{followed}");

        for bad in ["after=x", "after=1.x", "limit=many"] {
            let asked = ana.api(Method::GET, &format!("/people/ana/followers?{bad}")).send().await;
            asked.expect_problem(400, "bad-query");
        }
    }

    async fn a_block_ends_following_both_ways_and_keeps_it_ended(kit) {
        let (ana, troll) = (kit.sign_up("ana").await, kit.sign_up("troll").await);
        follow(&troll, "/people/ana", json!({})).await.expect(200);
        follow(&ana, "/people/troll", json!({})).await.expect(200);
        for _ in 0..2 {
            ana.api(Method::PUT, "/people/troll/block").send().await.expect(204);
        }
        assert_eq!(page(&ana, "/people/ana/followers").await.0, [""; 0]);
        assert_eq!(page(&ana, "/people/troll/followers").await.0, [""; 0]);
        assert_eq!(page(&ana, "/blocks").await.0, ["troll"]);
        assert_eq!(page(&troll, "/blocks").await.0, [""; 0], "a block is its owner's own affair");
        follow(&troll, "/people/ana", json!({})).await.expect_problem(403, "forbidden");
        follow(&ana, "/people/troll", json!({})).await.expect_problem(403, "forbidden");

        ana.api(Method::DELETE, "/people/troll/block").send().await.expect(204);
        assert_eq!(page(&ana, "/people/ana/followers").await.0, [""; 0], "nobody follows by it");
        follow(&troll, "/people/ana", json!({})).await.expect(200);
    }

    async fn the_settings_list_whom_one_has_blocked_and_take_it_back(kit) {
        let (ana, troll) = (kit.sign_up("ana").await, kit.sign_up("troll").await);
        let listed = async |person: &Person| {
            let settings = person.page("/settings").await.expect(200).text().to_owned();
            settings.contains("id=\"blocked\"") && settings.contains("action=\"/@troll/block\"")
        };
        assert!(!listed(&ana).await, "nobody yet");
        let done = ana.submit("/@troll/block", &[("act", "block")]).await.expect(303);
        assert_eq!(done.header("location"), "/@troll");
        assert!(listed(&ana).await);
        assert!(!listed(&troll).await, "a block is its owner's own affair");

        let fields = [("act", "unblock"), ("next", "/settings#blocked")];
        let done = ana.submit("/@troll/block", &fields).await.expect(303);
        assert_eq!(done.header("location"), "/settings#blocked");
        assert!(!listed(&ana).await);
        let away = [("act", "unblock"), ("next", "//evil.example")];
        let done = ana.submit("/@troll/block", &away).await.expect(303);
        assert_eq!(done.header("location"), "/");
    }

    async fn nobody_follows_themselves_or_nobody(kit) {
        let ana = kit.sign_up("ana").await;
        follow(&ana, "/people/ana", json!({})).await.expect_problem(409, "yourself");
        ana.api(Method::PUT, "/people/ana/block").send().await.expect_problem(409, "yourself");
        for nobody in ["/people/nobody", "/people/.."] {
            let answer = follow(&ana, nobody, json!({})).await;
            assert_eq!(answer.status, 404, "{answer}");
        }
        follow(&ana, "/shops/nowhere", json!({})).await.expect_problem(404, "shop-not-found");
        unfollow(&ana, "/people/nobody").await.expect_problem(404, "person-not-found");
        follow(&ana, "/people/nobody", json!({ "muted": "yes" })).await.expect_problem(422, "invalid");
    }

    async fn a_show_knows_who_follows_it_and_whom_its_host_follows(kit) {
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        kit.open_shop(&ana, "casa-lumen").await;
        let show = ana.plan(&json!({ "title": "Linen", "shop": "casa-lumen" })).await;
        let live = kit.live();
        let show = live.show(show.id).await.expect("readable").expect("planned");
        let ties = async || {
            let follows = live.follows(berta.id, &show).await.expect("readable");
            (follows, live.followed_by_host(berta.id, &show).await.expect("readable"))
        };
        assert_eq!(ties().await, (false, false));
        follow(&berta, "/shops/casa-lumen", json!({})).await.expect(200);
        assert_eq!(ties().await, (true, false));
        unfollow(&berta, "/shops/casa-lumen").await.expect(200);
        follow(&berta, "/people/ana", json!({})).await.expect(200);
        follow(&ana, "/people/berta", json!({})).await.expect(200);
        assert_eq!(ties().await, (true, true));
    }
}

on_one! {
    async fn who_follows_from_within_a_room_may_write_there_at_once(kit) {
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        let show = ana.create_show("Linen").await;
        let rules = json!({ "writers": "followers", "slow_s": 0 });
        ana.api(Method::PUT, &format!("{}/rules", show.api())).json(&rules).send().await.expect(204);
        kit.go_live(&show).await;
        let (mut listening, room) = berta.enter(&show).await;
        assert_eq!(room["may"]["write"], false);
        assert_eq!(listening.try_to_say("me too").await, "followers_only");
        follow(&berta, "/people/ana", json!({})).await.expect(200);
        assert_eq!(listening.hear("may").await["may"]["write"], true);
        listening.say("now I may").await;
        unfollow(&berta, "/people/ana").await.expect(200);
        assert_eq!(listening.hear("may").await["may"]["write"], false);
    }
}
