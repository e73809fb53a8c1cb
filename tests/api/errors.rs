//! Errors: problems for programs, pages for people, never more than is meant
//! to be said.

use kit::{Method, on_one};
use serde_json::json;

on_one! {
    async fn an_unknown_address_is_a_problem_or_a_page(kit) {
        let guest = kit.guest();
        for path in [
            "/nowhere",
            "/no/such/page",
            "/@nobody_here",
            "/shops/nowhere",
            "/assets/1/nothing.js",
            "/pictures/x.jpg",
            "/pictures/..%2f..%2fvitrine.db",
            "/studio/nothing",
        ] {
            guest.get(path).await.expect_problem(404, "not-found");
            let page = guest.page(path).await.expect(404);
            assert!(page.header("content-type").starts_with("text/html"), "{page}");
            assert!(page.text().contains(page.header("x-request-id")), "{page}");
        }
        for path in ["/api/v1/nothing", "/api/v2/shows", "/api/v1/shows/1/2/3"] {
            // Whoever asks the API is a program, whatever it accepts.
            guest.page(path).await.expect_problem(404, "not-found");
        }
    }

    async fn what_no_address_can_say_is_a_problem_or_a_page(kit) {
        let ana = kit.sign_up("ana").await;
        for path in [
            "/@%FF",
            "/@%FF/followers",
            "/shops/%FF",
            "/assets/1/%FF",
            "/pictures/%FF",
            "/unsubscribe/%FF",
            "/studio?after=1&after=2",
        ] {
            ana.get(path).await.expect_problem(400, "bad-request");
            let page = ana.page(path).await.expect(400);
            assert!(page.header("content-type").starts_with("text/html"), "{page}");
        }
        for path in ["/api/v1/people/%FF", "/api/v1/shops/%FF", "/hls/%FF/%FF"] {
            ana.get(path).await.expect_problem(400, "bad-request");
        }
    }

    async fn a_person_who_must_sign_in_is_sent_there_and_back(kit) {
        let guest = kit.guest();
        for path in ["/studio", "/studio/new", "/settings"] {
            let sent = guest.page(path).await.expect(303);
            assert_eq!(sent.header("location"), format!("/signin?next={path}"));
            guest.get(path).await.expect_problem(401, "sign-in-first");
        }
    }

    async fn a_body_that_cant_be_read_says_why(kit) {
        let ana = kit.sign_up("ana").await;
        let call = || ana.api(Method::POST, "/shows");
        for broken in ["", "{", "{\"title\": ", "not JSON", "{\"title\": \"Linen\"} more"] {
            call()
                .body("application/json", broken.to_owned())
                .send()
                .await
                .expect_problem(400, "bad-json");
        }
        call()
            .body("application/json", vec![b'"', 0xff, b'"'])
            .send()
            .await
            .expect_problem(400, "bad-json");
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/jsonx",
        ] {
            call()
                .body(media_type, "{\"title\": \"Linen\"}")
                .send()
                .await
                .expect_problem(415, "not-json");
        }
        call().send().await.expect_problem(415, "not-json");
        call()
            .body(
                "application/json",
                "{\"title\": \"Linen\"}".to_owned() + &" ".repeat(70_000),
            )
            .send()
            .await
            .expect_problem(413, "too-large");
        let nested = "{\"title\":".to_owned() + &"[".repeat(10_000);
        call()
            .body("application/json", nested)
            .send()
            .await
            .expect_problem(422, "invalid");
        call()
            .body("application/json; charset=utf-8", "{\"title\": \"Linen\"}")
            .send()
            .await
            .expect(201);
    }

    async fn a_wrong_method_is_a_problem_too(kit) {
        let guest = kit.guest();
        for (method, path) in [
            (Method::PUT, "/api/v1/session"),
            (Method::DELETE, "/api/v1/shows"),
            (Method::POST, "/healthz"),
        ] {
            let refused = guest.request(method, path).send().await.expect(405);
            assert!(!refused.header("allow").is_empty(), "{refused}");
            assert_eq!(
                refused.header("content-type"),
                "application/problem+json",
                "{refused}"
            );
        }
    }

    async fn a_form_that_cant_be_read_is_no_dead_end(kit) {
        let ana = kit.sign_up("ana").await;
        for (path, fields) in [
            ("/signin", &[("login", "ana")][..]),
            ("/signup", &[("handle", "x")][..]),
            ("/settings/tokens", &[][..]),
        ] {
            let refused = ana.submit(path, fields).await;
            assert!((400..500).contains(&refused.status), "{refused}");
            assert!(
                refused.header("content-type").starts_with("text/html"),
                "{path} leaves people with bare text: {refused}"
            );
        }
        let not_a_form = ana
            .request(Method::POST, "/studio/shows")
            .as_person()
            .header("origin", &ana.origin());
        let refused = not_a_form.json(&json!({})).send().await;
        assert!((400..500).contains(&refused.status), "{refused}");
        assert!(
            refused.header("content-type").starts_with("text/html"),
            "{refused}"
        );
    }

    async fn every_answer_carries_its_requests_id(kit) {
        let guest = kit.guest();
        let mut seen = std::collections::HashSet::new();
        for path in [
            "/",
            "/nowhere",
            "/api/v1/session",
            "/api/v1/shows",
            "/healthz",
            "/api/openapi.json",
        ] {
            let answer = guest
                .request(Method::GET, path)
                .header("x-request-id", "chosen-by-a-stranger")
                .send()
                .await;
            let id = answer.header("x-request-id").to_owned();
            assert!(
                id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{path}: {id}"
            );
            assert!(seen.insert(id), "{path}: an id came twice");
        }
    }

    async fn no_error_is_kept_by_a_cache(kit) {
        let guest = kit.guest();
        for path in ["/nowhere", "/api/v1/session", "/hls/x/index.m3u8"] {
            assert_eq!(
                guest.get(path).await.header("cache-control"),
                "no-store",
                "{path}"
            );
        }
        assert_eq!(guest.page("/nowhere").await.header("cache-control"), "no-store");
    }

    async fn a_database_that_is_gone_is_our_fault_and_no_secret_is_told(kit) {
        let guest = kit.guest();
        kit.app().people.db.close().await;
        guest.get("/healthz").await.expect(200);
        let ready = guest.get("/readyz").await.expect(503);
        assert_eq!(ready.json()["database"], "unreachable");
        let failed = guest.get("/api/v1/shows").await;
        assert!(failed.status >= 500, "{failed}");
        assert_eq!(failed.header("content-type"), "application/problem+json");
        for secret in ["sqlite", "sqlx", "pool", "SELECT"] {
            assert!(
                !failed.text().to_lowercase().contains(&secret.to_lowercase()),
                "{secret}: {failed}"
            );
        }
        let page = guest.page("/").await;
        assert!(
            page.status >= 500 && page.header("content-type").starts_with("text/html"),
            "{page}"
        );
        assert!(page.text().contains(page.header("x-request-id")), "{page}");
    }
}
