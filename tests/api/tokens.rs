//! Personal API tokens.

use kit::{Method, on_both};
use serde_json::json;

on_both! {
    async fn a_token_is_shown_once_and_signs_programs_in(kit) {
        let ana = kit.sign_up("ana").await;
        let made = ana
            .api(Method::POST, "/tokens")
            .json(&json!({ "name": "till" }))
            .send()
            .await
            .expect(201)
            .json();
        let secret = made["token"].as_str().expect("shown when made");
        assert!(secret.starts_with("vt_") && secret.len() > 40, "{secret}");

        let list = ana.api(Method::GET, "/tokens").send().await.expect(200);
        assert_eq!(list.json()["items"][0]["name"], "till");
        assert!(list.json()["items"][0]["last_used_at"].is_null());
        assert!(!list.text().contains("vt_"), "{list}");

        let program = kit.guest();
        let answer = program
            .api(Method::GET, "/session")
            .bearer(secret)
            .send()
            .await
            .expect(200);
        assert_eq!(answer.json()["handle"], "ana");
        assert!(answer.all("set-cookie").is_empty());
        let show = program
            .api(Method::POST, "/shows")
            .bearer(secret)
            .json(&json!({ "title": "By program" }));
        assert_eq!(show.send().await.expect(201).json()["host"]["handle"], "ana");
        let list = ana.api(Method::GET, "/tokens").send().await.expect(200);
        assert!(list.json()["items"][0]["last_used_at"].is_string(), "{list}");
        assert!(!ana.page("/settings").await.expect(200).text().contains("vt_"));
    }

    async fn a_revoked_token_is_out_at_once(kit) {
        let ana = kit.sign_up("ana").await;
        let secret = ana.make_token("till").await;
        let kept = ana.make_token("kept").await;
        let list = ana.api(Method::GET, "/tokens").send().await.expect(200).json();
        let till = list["items"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|token| token["name"] == "till");
        let id = till
            .and_then(|token| token["id"].as_str())
            .expect("listed")
            .to_owned();

        let program = kit.guest();
        ana.api(Method::DELETE, &format!("/tokens/{id}"))
            .send()
            .await
            .expect(204);
        let refused = program.api(Method::GET, "/session").bearer(&secret).send().await;
        assert_eq!(
            refused
                .expect_problem(401, "sign-in-first")
                .header("www-authenticate"),
            "Bearer"
        );
        // Also where no sign-in is needed: a program should learn that its token is no good.
        program
            .api(Method::GET, &ana.create_show("Linen").await.api())
            .bearer(&secret)
            .send()
            .await
            .expect(401);
        program
            .api(Method::GET, "/session")
            .bearer(&kept)
            .send()
            .await
            .expect(200);
        ana.api(Method::DELETE, &format!("/tokens/{id}"))
            .send()
            .await
            .expect_problem(404, "not-found");
    }

    async fn someone_elses_token_does_not_exist(kit) {
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        let secret = ana.make_token("till").await;
        let list = ana.api(Method::GET, "/tokens").send().await.expect(200).json();
        let id = list["items"][0]["id"].as_str().expect("listed");
        berta
            .api(Method::DELETE, &format!("/tokens/{id}"))
            .send()
            .await
            .expect_problem(404, "not-found");
        berta
            .submit(&format!("/settings/tokens/{id}/revoke"), &[])
            .await
            .expect(404);
        let hers = berta.api(Method::GET, "/tokens").send().await.expect(200).json();
        assert_eq!(hers["items"], json!([]));
        kit.guest()
            .api(Method::GET, "/session")
            .bearer(&secret)
            .send()
            .await
            .expect(200);
    }

    async fn a_token_is_no_session(kit) {
        let ana = kit.sign_up("ana").await;
        let secret = ana.make_token("till").await;
        let program = kit.guest();
        program
            .api(Method::DELETE, "/session")
            .bearer(&secret)
            .send()
            .await
            .expect_problem(403, "forbidden");
        // Nor on the pages, which know nothing of what a token must not do.
        for (method, path) in [
            (Method::POST, "/settings/tokens"),
            (Method::POST, "/settings/sessions/revoke-others"),
            (Method::GET, "/settings"),
            (Method::GET, "/studio"),
        ] {
            let call = program.request(method, path).bearer(&secret).form(&[("name", "another")]);
            call.send().await.expect_problem(403, "forbidden");
        }
        let list = ana.api(Method::GET, "/tokens").send().await.expect(200).json();
        assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
        for odd in ["", "vt_", "vt_nonsense", &ana.session_cookie(), &ana.password] {
            program
                .api(Method::GET, "/session")
                .bearer(odd)
                .send()
                .await
                .expect_problem(401, "sign-in-first");
        }
    }

    async fn names_and_numbers_of_tokens_have_limits(kit) {
        let ana = kit.sign_up("ana").await;
        let endless = "x".repeat(61);
        for name in ["", "  ", "a\nb", &endless] {
            let refused = ana
                .api(Method::POST, "/tokens")
                .json(&json!({ "name": name }))
                .send()
                .await;
            assert_eq!(refused.expect_problem(422, "invalid").json()["field"], "name");
        }
        for number in 0..50 {
            ana.make_token(&format!("token {number}")).await;
        }
        let refused = ana
            .api(Method::POST, "/tokens")
            .json(&json!({ "name": "one more" }))
            .send()
            .await;
        refused.expect_problem(409, "too-many-tokens");
    }
}
