//! Signing in and out.

use std::time::Duration;

use kit::{Answer, Browser, Method, on_both, on_one};
use serde_json::json;
use web::{Rate, Rates};

async fn sign_in(browser: &Browser, login: &str, password: &str) -> Answer {
    let credentials = json!({ "login": login, "password": password });
    browser
        .api(Method::POST, "/session")
        .json(&credentials)
        .send()
        .await
}

async fn who(browser: &Browser) -> Answer {
    browser.api(Method::GET, "/session").send().await
}

/// Whether a cookie has an attribute such as `HttpOnly`.
fn has(cookie: &str, attribute: &str) -> bool {
    cookie
        .split(';')
        .skip(1)
        .any(|part| part.trim().eq_ignore_ascii_case(attribute))
}

on_both! {
    async fn a_handle_or_an_address_signs_in(kit) {
        let ana = kit.sign_up("ana").await;
        for login in ["ana", "@Ana", "ana@example.org", " ANA@example.org "] {
            let browser = kit.guest();
            let answer = sign_in(&browser, login, &ana.password).await.expect(201);
            assert_eq!(answer.json()["handle"], "ana", "{login:?}");
            assert_eq!(who(&browser).await.expect(200).json()["email"], "ana@example.org");
        }
    }

    async fn a_wrong_password_and_a_wrong_name_are_one_answer(kit) {
        let ana = kit.sign_up("ana").await;
        let guest = kit.guest();
        let wrong_password = sign_in(&guest, "ana", "not her password")
            .await
            .expect_problem(401, "wrong-password");
        let wrong_name = sign_in(&guest, "nobody", &ana.password)
            .await
            .expect_problem(401, "wrong-password");
        assert_eq!(wrong_password.body, wrong_name.body);
        assert_eq!(guest.session_cookie(), "");
        sign_in(&guest, "ana", &"x".repeat(5_000))
            .await
            .expect_problem(401, "wrong-password");
        who(&guest).await.expect_problem(401, "sign-in-first");
    }

    async fn signing_out_ends_the_session_for_a_copied_cookie_too(kit) {
        let ana = kit.sign_up("ana").await;
        let thief = kit.guest();
        thief.keep_cookie(&format!("vitrine_session={}", ana.session_cookie()));
        who(&thief).await.expect(200);
        ana.api(Method::DELETE, "/session").send().await.expect(204);
        assert_eq!(ana.session_cookie(), "");
        who(&ana).await.expect_problem(401, "sign-in-first");
        who(&thief).await.expect_problem(401, "sign-in-first");
        ana.api(Method::DELETE, "/session")
            .send()
            .await
            .expect_problem(401, "sign-in-first");
    }

    async fn a_revoked_session_is_out_and_the_others_stay(kit) {
        let laptop = kit.sign_up("ana").await;
        let phone = kit.guest();
        sign_in(&phone, "ana", &laptop.password).await.expect(201);
        let sessions = kit
            .app()
            .people
            .sessions(laptop.id)
            .await
            .expect("the database answers");
        assert_eq!(sessions.len(), 2);
        laptop
            .submit("/settings/sessions/revoke-others", &[])
            .await
            .expect(303);
        who(&phone).await.expect_problem(401, "sign-in-first");
        who(&laptop).await.expect(200);

        sign_in(&phone, "ana", &laptop.password).await.expect(201);
        let sessions = kit
            .app()
            .people
            .sessions(laptop.id)
            .await
            .expect("the database answers");
        let newest = sessions
            .iter()
            .max_by_key(|session| session.created_at)
            .expect("two sessions");
        let stranger = kit.sign_up("berta").await;
        let revoke = format!("/settings/sessions/{}/revoke", newest.id);
        stranger.submit(&revoke, &[]).await.expect(404);
        who(&phone).await.expect(200);
        laptop.submit(&revoke, &[]).await.expect(303);
        who(&phone).await.expect_problem(401, "sign-in-first");
    }

    async fn a_session_ends_a_month_after_its_last_use(kit) {
        let ana = kit.sign_up("ana").await;
        let day = Duration::from_secs(24 * 3600);
        kit.advance(29 * day);
        who(&ana).await.expect(200);
        kit.advance(29 * day);
        who(&ana).await.expect(200);
        kit.advance(30 * day + Duration::from_secs(1));
        who(&ana).await.expect_problem(401, "sign-in-first");
    }

    async fn the_database_holds_no_secret_in_the_clear(kit) {
        let ana = kit.sign_up("ana").await;
        let secret = ana.session_cookie();
        assert!(secret.starts_with("vs_"), "{secret}");
        let mut read = kit.live().db.read().await.expect("a connection");
        let (hash,) =
            store::fetch_one!(read, (Vec<u8>,), "SELECT token_hash FROM sessions").expect("one session");
        assert_eq!(hash.len(), 32);
        assert!(!secret.as_bytes().windows(hash.len()).any(|part| part == hash));
        let (stored,) =
            store::fetch_one!(read, (String,), "SELECT password_hash FROM accounts").expect("one account");
        assert!(stored.starts_with("$argon2id$"), "{stored}");
    }
}

on_one! {
    async fn the_cookie_is_for_this_site_and_not_for_scripts(kit) {
        let ana = kit.sign_up("ana").await;
        let answer = ana.sign_in("ana").await.expect(201);
        let cookie = answer.cookie("vitrine_session").to_owned();
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(has(&cookie, attribute), "{attribute}: {cookie}");
        }
        assert!(
            !has(&cookie, "Secure"),
            "plain HTTP could not send it back: {cookie}"
        );

        kit.restart_with(|config, _| config.public_url = Some("https://live.example.org".to_owned()))
            .await;
        let cookie = ana
            .sign_in("ana")
            .await
            .expect(201)
            .cookie("vitrine_session")
            .to_owned();
        assert!(has(&cookie, "Secure") && has(&cookie, "HttpOnly"), "{cookie}");
    }

    async fn guessing_for_one_name_is_slowed_down_and_then_forgiven(kit) {
        let minute = Duration::from_secs(60);
        kit.with_rates(Rates {
            sign_in_login: Rate {
                burst: 3,
                every: minute,
            },
            ..Rates::default()
        })
        .await;
        let ana = kit.sign_up("ana").await;
        // Signing up signed her in once.
        for _ in 0..2 {
            sign_in(&ana, "ana", "a wrong guess")
                .await
                .expect_problem(401, "wrong-password");
        }
        let refused = ana.sign_in("ana").await.expect_problem(429, "too-many-requests");
        let wait: u64 = refused.header("retry-after").parse().expect("seconds");
        assert!((1..=60).contains(&wait), "{wait}");
        // However it is written, it is one name.
        for spelling in [" ANA ", "@ana", "@@ana"] {
            ana.sign_in(spelling)
                .await
                .expect_problem(429, "too-many-requests");
        }
        sign_in(&ana, "someone_else", "a wrong guess")
            .await
            .expect_problem(401, "wrong-password");
        kit.advance(minute);
        ana.sign_in("ana").await.expect(201);
        ana.sign_in("ana").await.expect_problem(429, "too-many-requests");
    }

    async fn guessing_from_one_address_is_slowed_down(kit) {
        let rate = Rate {
            burst: 4,
            every: Duration::from_secs(30),
        };
        kit.with_rates(Rates {
            sign_in_address: rate,
            ..Rates::default()
        })
        .await;
        let guest = kit.guest();
        for number in 0..4 {
            sign_in(&guest, &format!("name{number}"), "a wrong guess")
                .await
                .expect(401);
        }
        sign_in(&guest, "name4", "a wrong guess")
            .await
            .expect_problem(429, "too-many-requests");
        kit.advance(Duration::from_secs(30));
        sign_in(&guest, "name4", "a wrong guess").await.expect(401);
    }

    async fn another_sites_page_can_do_nothing_with_the_cookie(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Linen").await;
        for (origin, site) in [
            ("https://evil.example", "cross-site"),
            ("null", "cross-site"),
            ("http://127.0.0.1:1", "same-site"),
        ] {
            for (method, path) in [
                (Method::POST, "/api/v1/shows".to_owned()),
                (Method::DELETE, format!("/api/v1{}", show.api())),
                (Method::DELETE, "/api/v1/session".to_owned()),
                (Method::POST, format!("{}/delete", show.studio())),
                (Method::POST, "/signout".to_owned()),
                (Method::POST, "/api/v1/session".to_owned()),
                (Method::POST, show.whip()),
            ] {
                let forged = || {
                    ana.request(method.clone(), &path)
                        .json(&json!({ "title": "Forged" }))
                };
                forged()
                    .header("origin", origin)
                    .send()
                    .await
                    .expect_problem(403, "forbidden");
                forged()
                    .header("sec-fetch-site", site)
                    .send()
                    .await
                    .expect_problem(403, "forbidden");
            }
        }
        who(&ana).await.expect(200);
        assert_eq!(ana.look_up(&show).await["title"], "Linen");
        let own = ana.api(Method::POST, "/shows").header("origin", &ana.origin());
        own.json(&json!({ "title": "Own" })).send().await.expect(201);
    }
}
