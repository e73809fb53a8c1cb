//! A third and a fourth person in a session, and another advisor in the place of the
//! one before.

use advisor::people_in::Side;
use kit::{Answer, Browser, Kit, Method, Person, eventually, on_both, on_one};
use media::client::{WatchCounts, Watcher};
use model::Role;
use serde_json::{Value, json};

use crate::advice_pair::{Line, Pair, advisor};

/// Eva and Ben, with Ines who gives advice there too and Lia who comes with Eva.
struct Four {
    pair: Pair,
    ines: Person,
    lia: Browser,
    /// By which Lia is known.
    cookie: String,
}

/// A call about the session; `rest` goes on after it.
async fn at(browser: &Browser, method: Method, pair: &Pair, rest: &str, body: &Value) -> Answer {
    let path = format!("/advice/sessions/{}{rest}", pair.session);
    browser.api(method, &path).json(body).send().await
}

async fn look(browser: &Browser, pair: &Pair, rest: &str) -> Answer {
    at(browser, Method::GET, pair, rest, &json!({})).await
}

/// The path of a link that Eva makes.
async fn link(pair: &Pair) -> (String, Value) {
    let form = json!({ "kind": "friend" });
    let made = at(&pair.shopper, Method::POST, pair, "/invitations", &form).await;
    let made = made.expect(201).json();
    let url = made["url"].as_str().expect("a link");
    let path = url.find("/advice/join/").map(|from| url[from..].to_owned());
    (path.expect("a link to the door"), made)
}

/// Comes in by a link; gives the cookie by which they are known.
async fn joins(browser: &Browser, path: &str, name: &str) -> String {
    let came = browser.submit(path, &[("name", name)]).await.expect(303);
    let cookie = came.cookie("vitrine_guest").split(';').next();
    cookie.expect("a guest's cookie").to_owned()
}

/// Ben asks Ines; gives what was asked.
async fn asks(pair: &Pair, form: &Value) -> Value {
    at(&pair.advisor, Method::POST, pair, "/invitations", form)
        .await
        .expect(201)
        .json()
}

async fn answers(person: &Browser, asked: &Value, answer: &str) -> Answer {
    let id = asked["id"].as_str().expect("an id");
    person
        .api(Method::POST, &format!("/advice/invitations/{id}/{answer}"))
        .send()
        .await
}

fn of<'v>(people: &'v Value, side: &str) -> &'v Value {
    let all = people.as_array().expect("a list");
    all.iter()
        .find(|person| person["side"] == side)
        .unwrap_or(&Value::Null)
}

async fn line(browser: &Browser, pair: &Pair, cookie: Option<&str>) -> Line {
    Line::of(browser, &pair.socket(), cookie).await
}

/// The next word of who is in it for which that holds.
async fn people(line: &mut Line, is_meant: impl Fn(&Value) -> bool) -> Value {
    let told = line.find("people", |told| is_meant(&told["people"])).await;
    told["people"].clone()
}

impl Four {
    async fn meet(kit: &Kit) -> Self {
        let pair = Pair::meet(kit).await;
        let ines = advisor(kit, &pair.shop, "ines").await;
        let form = json!({ "kind": "colleague", "to": "ines", "note": "Oak table" });
        let asked = asks(&pair, &form).await;
        answers(&ines, &asked, "accept").await.expect(200);
        let lia = kit.guest();
        let (path, _) = link(&pair).await;
        let cookie = joins(&lia, &path, " Lia\n").await;
        Self {
            pair,
            ines,
            lia,
            cookie,
        }
    }

    /// All of them, with the cookies that their browsers don't show by themselves.
    fn browsers(&self) -> [(&Browser, Side); 4] {
        [
            (&self.pair.shopper, Side::Shopper),
            (&self.pair.advisor, Side::Advisor),
            (&self.ines, Side::Colleague),
            (&self.lia, Side::Friend),
        ]
    }
}

/// Waits until ten more pictures and sounds have come in than before.
async fn goes_on(watcher: &mut Watcher) {
    let before = watcher.counts();
    let more = |counts: &WatchCounts| {
        counts.frames > before.frames + 10 && counts.audio_packets > before.audio_packets + 10
    };
    let counted = watcher.counted(kit::SOON, more).await;
    counted.expect("pictures and sound go on");
}

on_both! {
    async fn a_friend_comes_in_by_a_link_once(kit) {
        let pair = Pair::meet(kit).await;
        let mut ben = pair.advisor_line("").await;
        let (old, _) = link(&pair).await;
        let (path, made) = link(&pair).await;
        let (lia, late) = (kit.guest(), kit.guest());
        for forged in [old.as_str(), "/advice/join/va_AAAA", "/advice/join/x"] {
            lia.page(forged).await.expect(404);
            lia.submit(forged, &[("name", "Lia")]).await.expect(404);
        }
        let door = lia.page(&path).await.expect(200);
        assert!(door.text().contains("Eva") && door.text().contains("Ben"), "{door}");
        lia.submit(&path, &[("name", " \u{202e}\n")]).await.expect(422);
        let own = pair.shopper.page(&path).await.expect(303);
        assert_eq!(own.header("location"), format!("/advice/sessions/{}", pair.session));
        let cookie = joins(&lia, &path, " Lia\n").await;
        assert_eq!(look(&lia, &pair, "").await.expect(200).json()["you"], "friend");
        let told = people(&mut ben, |people| !of(people, "friend").is_null()).await;
        assert_eq!((&of(&told, "friend")["name"], &of(&told, "friend")["avatar_url"]), (&json!("Lia"), &Value::Null));
        // Used is used, but for whoever used it.
        late.page(&path).await.expect(404);
        late.submit(&path, &[("name", "Late")]).await.expect(404);
        look(&late, &pair, "").await.expect_problem(404, "advice-session-not-found");
        assert_eq!(lia.page(&path).await.expect(303).header("location"), format!("/advice/sessions/{}", pair.session));
        assert_eq!(lia.page(&format!("/advice/sessions/{}", pair.session)).await.expect(200).status, 200);
        let taken = at(&pair.shopper, Method::POST, &pair, "/invitations", &json!({ "kind": "friend" })).await;
        taken.expect_problem(409, "seat-taken");
        let listed = look(&pair.shopper, &pair, "/invitations").await.expect(200).json();
        assert_eq!((&listed[0]["id"], &listed[0]["state"], &listed[1]["state"]), (&made["id"], &json!("accepted"), &json!("withdrawn")));
        assert!(!listed.to_string().contains("va_"), "the secret is told once");

        let mut line = line(&lia, &pair, Some(&cookie)).await;
        let welcome = &line.welcome;
        assert_eq!((&welcome["you"], &welcome["other"]["name"]), (&json!("friend"), &json!("Ben")));
        assert_eq!((of(&welcome["people"], "shopper")["name"].as_str(), welcome["people"].as_array().map(Vec::len)), (Some("Eva"), Some(2)));
        line.has_said("1", "Is it oak?").await;
        let said = ben.hear("message").await;
        assert_eq!((&said["from"], &said["name"], &said["text"]), (&json!("friend"), &json!("Lia"), &json!("Is it oak?")));
        // She goes, and another one may come.
        at(&lia, Method::POST, &pair, "/leave", &json!({})).await.expect(204);
        assert_eq!(line.closed().await, (4001, "unauthorised".to_owned()));
        look(&lia, &pair, "").await.expect(404);
        people(&mut ben, |people| of(people, "friend").is_null()).await;
        let (path, made) = link(&pair).await;
        let id = made["id"].as_str().expect("an id");
        at(&pair.shopper, Method::DELETE, &pair, &format!("/invitations/{id}"), &json!({})).await.expect(204);
        late.page(&path).await.expect(404);
        let (path, _) = link(&pair).await;
        pair.end().await;
        late.page(&path).await.expect(404);
    }

    async fn each_of_the_four_does_what_is_theirs(kit) {
        let four = Four::meet(kit).await;
        let pair = &four.pair;
        let bowl = pair.shop.bowl(5).await;
        let line = format!("/basket/lines/{}", bowl.variant());
        let wish = format!("/wishes/{}", bowl.id);
        let outsider = advisor(kit, &pair.shop, "tom").await;
        let ida = kit.sign_up("ida").await;
        ida.open_shop("dois").await;
        let calls: &[(Method, &str, Value, [u16; 4])] = &[
            // Shopper, advisor, colleague, friend.
            (Method::GET, "", json!({}), [200, 200, 200, 200]),
            (Method::GET, "/basket", json!({}), [200, 200, 200, 200]),
            (Method::PUT, &line, json!({ "quantity": 1 }), [200, 200, 200, 403]),
            (Method::GET, "/products", json!({}), [200, 200, 200, 200]),
            (Method::GET, "/wishes", json!({}), [200, 200, 200, 403]),
            (Method::PUT, &wish, json!({}), [200, 200, 200, 403]),
            (Method::DELETE, &wish, json!({}), [200, 200, 200, 403]),
            (Method::POST, "/products", json!({ "product": bowl.id }), [403, 200, 200, 403]),
            (Method::GET, "/invitations", json!({}), [200, 200, 403, 403]),
            (Method::GET, "/colleagues", json!({}), [403, 200, 403, 403]),
            (Method::POST, "/invitations", json!({ "kind": "friend" }), [409, 403, 403, 403]),
            (Method::POST, "/invitations", json!({ "kind": "colleague", "to": "tom" }), [403, 409, 403, 403]),
            (Method::POST, "/invitations", json!({ "kind": "hand_over", "to": "nobody" }), [403, 422, 403, 403]),
            (Method::DELETE, "/people/advisor", json!({}), [403, 403, 403, 403]),
            (Method::DELETE, "/people/shopper", json!({}), [403, 403, 403, 403]),
            (Method::DELETE, "/people/nobody", json!({}), [404, 404, 404, 404]),
            (Method::POST, "/end", json!({}), [0, 0, 403, 403]),
            (Method::POST, "/leave", json!({}), [403, 403, 0, 0]),
        ];
        for (method, rest, body, expected) in calls {
            for ((browser, side), &status) in four.browsers().into_iter().zip(expected) {
                // What would change the rest of the table is tried below.
                if status != 0 {
                    let answer = at(browser, method.clone(), pair, rest, body).await;
                    assert_eq!(answer.status, status, "{side:?}: {answer}");
                }
            }
            for stranger in [&kit.guest(), &outsider.browser, &ida.browser, &pair.shop.owner] {
                at(stranger, method.clone(), pair, rest, body).await.expect_problem(404, "advice-session-not-found");
            }
        }
        for path in [pair.whip(), pair.whep(), format!("{}?of=friend", pair.whep())] {
            for stranger in [&kit.guest(), &outsider.browser, &ida.browser] {
                let sent = stranger.request(Method::POST, &path).body("application/sdp", "v=0").send().await;
                sent.expect_problem(404, "advice-session-not-found");
            }
        }
        assert_eq!(outsider.open_socket(&pair.socket(), &[]).await.err(), Some(404));
        for stranger in [&kit.guest(), &outsider.browser, &ida.browser] {
            stranger.page(&format!("/advice/sessions/{}", pair.session)).await.expect(404);
        }
        let basket = look(&four.lia, pair, "/basket").await.expect(200).json();
        assert_eq!((&basket["basket"]["lines"][0]["quantity"], &basket["checkout"]), (&json!(1), &Value::Null));
        assert_eq!(basket["basket"]["lines"][0]["advised"], true, "Ines was the last");

        // The advisor shows the colleague out and not the friend, the shopper either.
        at(&pair.advisor, Method::DELETE, pair, "/people/friend", &json!({})).await.expect(403);
        at(&four.ines, Method::DELETE, pair, "/people/friend", &json!({})).await.expect(403);
        at(&four.lia, Method::DELETE, pair, "/people/colleague", &json!({})).await.expect(403);
        at(&pair.advisor, Method::DELETE, pair, "/people/colleague", &json!({})).await.expect(204);
        look(&four.ines, pair, "").await.expect(404);
        at(&pair.shopper, Method::DELETE, pair, "/people/friend", &json!({})).await.expect(204);
        at(&pair.shopper, Method::DELETE, pair, "/people/friend", &json!({})).await.expect(204);
        look(&four.lia, pair, "").await.expect(404);
        look(&pair.shopper, pair, "").await.expect(200);
    }

    async fn a_session_is_handed_over_with_all_that_is_in_it(kit) {
        let pair = Pair::meet(kit).await;
        let ines = advisor(kit, &pair.shop, "ines").await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        let bowl = pair.shop.bowl(5).await;
        at(&pair.advisor, Method::POST, &pair, "/products", &json!({ "product": bowl.id })).await.expect(200);
        ben.has_said("1", "A colleague knows more").await;
        assert_eq!(look(&pair.advisor, &pair, "/colleagues").await.expect(200).json()[0]["handle"], "ines");
        let form = json!({ "kind": "hand_over", "to": "ines", "note": " Oak table,\nbefore Friday " });
        let declined = asks(&pair, &form).await;
        at(&pair.advisor, Method::POST, &pair, "/invitations", &form).await.expect_problem(409, "already-asked");
        let desk = async || ines.api(Method::GET, &pair.shop.path("/advice/desk")).send().await.expect(200).json();
        let seen = desk().await;
        assert_eq!((&seen["invitations"][0]["by"]["handle"], &seen["invitations"][0]["note"]), (&json!("ben"), &json!("Oak table,\nbefore Friday")));
        look(&ines, &pair, "").await.expect(404);
        answers(&ines, &declined, "decline").await.expect(204);
        ben.hear("people").await;
        let listed = look(&pair.advisor, &pair, "/invitations").await.expect(200).json();
        assert_eq!((&listed[0]["state"], &listed[0]["to"]["handle"]), (&json!("declined"), &json!("ines")));
        answers(&ines, &declined, "accept").await.expect_problem(409, "invitation-over");
        assert_eq!(desk().await["invitations"], json!([]));

        let asked = asks(&pair, &form).await;
        for other in [&pair.advisor.browser, &pair.shop.owner] {
            answers(other, &asked, "accept").await.expect_problem(404, "invitation-not-found");
        }
        let taken = answers(&ines, &asked, "accept").await.expect(200).json();
        assert_eq!((&taken["id"], &taken["you"], &taken["advisor"]["handle"]), (&json!(pair.session), &json!("advisor"), &json!("ines")));
        let told = people(&mut eva, |people| of(people, "advisor")["name"] == "Ines").await;
        assert_eq!(of(&told, "colleague"), &Value::Null);
        assert_eq!(ben.closed().await, (4001, "unauthorised".to_owned()));
        look(&pair.advisor, &pair, "").await.expect(404);
        let mut line = line(&ines, &pair, None).await;
        assert_eq!((&line.welcome["you"], &line.welcome["messages"][0]["name"]), (&json!("advisor"), &json!("Ben")));
        line.has_said("i1", "Hello, I am Ines").await;
        assert_eq!(eva.find("message", |said| said["name"] == "Ines").await["from"], "advisor");
        assert_eq!(look(&ines, &pair, "/products").await.expect(200).json()[0]["id"], json!(bowl.id));
        let page = ines.page(&format!("/advice/sessions/{}", pair.session)).await.expect(200);
        assert!(page.text().contains("Oak table,"), "{page}");
        let shoppers = pair.shopper.page(&format!("/advice/sessions/{}", pair.session)).await.expect(200);
        assert!(!shoppers.text().contains("Oak table,"), "for those of the shop alone");
        // He is free again, and she is not.
        assert_eq!(look(&ines, &pair, "/colleagues").await.expect(200).json()[0]["handle"], "ben");
        answers(&ines, &asked, "accept").await.expect(200);
        line.has_said("i2", "Still here").await;
        // She gives it back, and stays.
        let back = json!({ "kind": "hand_over", "to": "ben", "stay": true });
        let back = at(&ines, Method::POST, &pair, "/invitations", &back).await.expect(201).json();
        answers(&pair.advisor, &back, "accept").await.expect(200);
        assert_eq!(line.closed().await, (4001, "unauthorised".to_owned()));
        assert_eq!(look(&ines, &pair, "").await.expect(200).json()["you"], "colleague");
        let ended = at(&pair.advisor, Method::POST, &pair, "/end", &json!({})).await.expect(200).json();
        assert_eq!(ended["advisor"]["handle"], "ben");
    }

    async fn whoever_is_removed_gives_the_shopper_back_or_is_out_alone(kit) {
        let four = Four::meet(kit).await;
        let pair = &four.pair;
        let mut eva = pair.shopper_line("").await;
        let mut ines = line(&four.ines, pair, None).await;
        kit.employ_at("casa", &four.ines, Role::Host).await;
        assert_eq!(ines.closed().await, (4001, "unauthorised".to_owned()));
        people(&mut eva, |people| of(people, "colleague").is_null()).await;
        look(&pair.shopper, pair, "").await.expect(200);
        kit.employ_at("casa", &pair.advisor, Role::Host).await;
        assert_eq!(eva.hear("ended").await["by"], "removed");
        let ticket = pair.shopper.api(Method::GET, &format!("/advice/tickets/{}", pair.ticket)).send().await;
        let ticket = ticket.expect(200).json();
        assert_eq!((&ticket["state"], &ticket["position"]), (&json!("waiting"), &json!(1)));
    }

    async fn all_four_come_back_after_a_restart(kit) {
        let four = Four::meet(kit).await;
        let pair = &four.pair;
        let mut lia = line(&four.lia, pair, Some(&four.cookie)).await;
        lia.has_said("1", "Before").await;
        kit.stop().await;
        assert_eq!(lia.closed().await, (1001, "going_away".to_owned()));
        kit.start_again().await;
        let _eva = pair.shopper_line("").await;
        let _ben = pair.advisor_line("").await;
        let _ines = line(&four.ines, pair, None).await;
        let lia = line(&four.lia, pair, Some(&four.cookie)).await;
        assert_eq!((&lia.welcome["you"], &lia.welcome["messages"][0]["name"]), (&json!("friend"), &json!("Lia")));
        for side in ["shopper", "advisor", "colleague"] {
            assert_eq!(of(&lia.welcome["people"], side)["here"], true, "{side}: {}", lia.welcome);
        }
    }

    async fn a_friend_who_signs_in_stays_the_friend(kit) {
        let four = Four::meet(kit).await;
        let person = kit.sign_up("lia").await;
        let login = json!({ "login": "lia", "password": person.password });
        four.lia.api(Method::POST, "/session").json(&login).send().await.expect(201);
        for device in [&four.lia, &person.browser] {
            assert_eq!(look(device, &four.pair, "").await.expect(200).json()["you"], "friend");
        }
    }
}

on_one! {
    async fn four_see_and_hear_each_other(kit) {
        let four = Four::meet(kit).await;
        let pair = &four.pair;
        let mut eva = pair.shopper_line("").await;
        let mut sent = Vec::new();
        for (browser, _) in four.browsers() {
            sent.push(browser.broadcast_at(&pair.whip(), None).await);
        }
        for side in ["advisor", "colleague", "friend"] {
            let sends = |told: &Value| told["side"] == side && told["publishing"] == true;
            eva.find("presence", sends).await;
        }
        let mut seen = Vec::new();
        for (browser, own) in four.browsers() {
            for side in Side::ALL.into_iter().filter(|&side| side != own) {
                let path = format!("{}?of={}", pair.whep(), side.as_str());
                seen.push(browser.watch_at(&path).await.0);
            }
            let path = format!("{}?of={}", pair.whep(), own.as_str());
            let refused = browser.request(Method::POST, &path).body("application/sdp", "v=0").send().await;
            refused.expect_problem(400, "bad-query");
        }
        assert_eq!(seen.len(), 12);
        for watcher in &mut seen {
            goes_on(watcher).await;
        }
        // Whoever is shown out is seen and sees no more, and the others go on.
        at(&pair.shopper, Method::DELETE, pair, "/people/friend", &json!({})).await.expect(204);
        eventually("three streams", async || {
            let streams = kit.app().media.streams().await.expect("the engine answers");
            (streams.len() == 3).then_some(())
        })
        .await;
        goes_on(&mut seen[0]).await;
        // Another advisor: the shopper goes on watching by the same media session.
        let form = json!({ "kind": "hand_over", "to": "ines" });
        let asked = asks(pair, &form).await;
        answers(&four.ines, &asked, "accept").await.expect(200);
        let ines_sends = four.ines.broadcast_at(&pair.whip(), None).await;
        goes_on(&mut seen[0]).await;
        for broadcast in sent.into_iter().chain([ines_sends]) {
            broadcast.vanish().await;
        }
    }

    async fn those_of_the_shop_lead_through_its_pages(kit) {
        let four = Four::meet(kit).await;
        let pair = &four.pair;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        let mut lia = line(&four.lia, pair, Some(&four.cookie)).await;
        let look = |path: &str, begins: bool| json!({ "type": "look", "path": path, "y": 7.5, "begins": begins });
        let back = json!({ "type": "look", "path": null });
        for path in ["/shops/dois", "https://evil.example/shops/casa", "/shops/casa/../../studio", "//evil.example"] {
            ben.send(&look(path, true)).await;
        }
        for line in [&mut eva, &mut lia] {
            line.send(&look("/shops/casa", true)).await;
        }
        ben.send(&look("/shops/casa", false)).await;
        ben.send(&look("/shops/casa/products/sage-bowl", true)).await;
        for line in [&mut eva, &mut lia] {
            let told = line.hear("look").await;
            assert_eq!(told, json!({ "type": "look", "by": "advisor", "path": "/shops/casa/products/sage-bowl", "y": 1.0 }));
        }
        // Whoever comes in is led as well, and does not lead while he does.
        let mut ines = line(&four.ines, pair, None).await;
        assert_eq!(ines.hear("look").await["by"], "advisor");
        ines.send(&look("/shops/casa", false)).await;
        lia.send(&back).await;
        eva.send(&back).await;
        let told = ben.find("look", |told| told["path"].is_null()).await;
        assert_eq!(told["by"], "shopper");
        // What was on its way then leads nobody.
        ben.send(&look("/shops/casa", false)).await;
        ines.send(&look("/shops/casa", true)).await;
        let told = eva.find("look", |told| !told["path"].is_null()).await;
        assert_eq!(told["by"], "colleague");
    }

    async fn a_flood_of_pages_is_bounded(kit) {
        let pair = Pair::meet(kit).await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        for number in 0..1_000 {
            let letter = json!({ "type": "look", "path": "/shops/casa", "y": f64::from(number) / 1_000.0, "begins": true });
            ben.send(&letter).await;
        }
        assert_eq!(ben.closed().await, (4006, "too_many".to_owned()));
        eva.say("1", "Stop").await;
        let mut told = 0;
        while eva.next().await.expect("open")["type"] != "done" {
            told += 1;
            assert!(told < 200, "each letter is paced");
        }
    }

    async fn a_shopper_is_seen_by_the_name_they_chose(kit) {
        let eva = kit.sign_up("eva").await;
        let pair = Pair::meet_in(kit, eva.browser.clone()).await;
        let ben = pair.advisor_line("").await;
        assert_eq!((&ben.welcome["other"]["name"], &ben.welcome["other"]["avatar_url"]), (&json!("Eva"), &Value::Null));
        let bowl = pair.shop.bowl(5).await;
        let line = format!("/basket/lines/{}", bowl.variant());
        at(&eva, Method::PUT, &pair, &line, &json!({ "quantity": 1 })).await.expect(200);
        let voucher = json!({ "code": "SECRET10" });
        eva.api(Method::PUT, &pair.shop.path("/basket/voucher")).json(&voucher).send().await;
        let seen = look(&pair.advisor, &pair, "/basket").await.expect(200);
        assert!(!seen.text().contains("SECRET10"), "{seen}");
        assert!(look(&eva, &pair, "/basket").await.expect(200).text().contains("SECRET10"));
    }
}
