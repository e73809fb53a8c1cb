//! Making an account.

use kit::{Answer, Browser, Method, on_both};
use serde_json::{Value, json};

fn ana() -> Value {
    json!({ "handle": "ana", "name": "Ana Lume", "email": "ana@example.org", "password": "a long pass phrase" })
}

/// The same with one member changed.
fn ana_but(member: &str, value: &str) -> Value {
    let mut account = ana();
    account[member] = value.into();
    account
}

async fn sign_up(guest: &Browser, account: &Value) -> Answer {
    guest.api(Method::POST, "/accounts").json(account).send().await
}

on_both! {
    async fn whoever_signs_up_sees_their_own_account(kit) {
        let guest = kit.guest();
        let made = sign_up(&guest, &ana()).await.expect(201);
        let account = made.json();
        for (member, value) in [
            ("handle", "ana"),
            ("name", "Ana Lume"),
            ("email", "ana@example.org"),
            ("bio", ""),
        ] {
            assert_eq!(account[member], value, "{made}");
        }
        assert!(
            !made.text().contains("pass phrase") && !made.text().contains("argon2"),
            "{made}"
        );
        assert!(
            made.cookie("vitrine_session").is_empty(),
            "an account is not a session"
        );
        guest
            .api(Method::GET, "/session")
            .send()
            .await
            .expect_problem(401, "sign-in-first");
    }

    async fn a_handle_is_read_as_people_type_it(kit) {
        let guest = kit.guest();
        let made = sign_up(&guest, &ana_but("handle", " @Ana_Lume "))
            .await
            .expect(201);
        assert_eq!(made.json()["handle"], "ana_lume");
        let mut again = ana_but("handle", "ANA_LUME");
        again["email"] = "other@example.org".into();
        let refused = sign_up(&guest, &again).await.expect_problem(409, "taken");
        assert_eq!(refused.json()["field"], "handle");
        guest.page("/@Ana_Lume").await.expect(200);
    }

    async fn a_handle_and_an_address_belong_to_one_account(kit) {
        let guest = kit.guest();
        sign_up(&guest, &ana()).await.expect(201);
        let same_handle = sign_up(&guest, &ana_but("email", "ana@example.com")).await;
        assert_eq!(same_handle.expect_problem(409, "taken").json()["field"], "handle");
        let same_address = sign_up(&guest, &ana_but("handle", "other")).await;
        assert_eq!(same_address.expect_problem(409, "taken").json()["field"], "email");
        let same_in_capitals = json!({
            "handle": "third", "name": "Third", "email": "ANA@Example.org", "password": "a long pass phrase",
        });
        assert_eq!(
            sign_up(&guest, &same_in_capitals)
                .await
                .expect_problem(409, "taken")
                .json()["field"],
            "email"
        );
    }

    async fn what_is_wrong_is_said_of_its_field(kit) {
        let guest = kit.guest();
        let endless = "x".repeat(201);
        for (field, value) in [
            ("handle", "a"),
            ("handle", "ana lume"),
            ("handle", "admin"),
            ("handle", "ana__lume"),
            ("name", "   "),
            ("name", &endless),
            ("name", "Ana\u{202e}emuL"),
            ("email", "ana"),
            ("email", "ana@"),
            ("email", "ana@x@y.org"),
            ("password", "too short"),
            ("password", &endless),
        ] {
            let refused = sign_up(&guest, &ana_but(field, value))
                .await
                .expect_problem(422, "invalid");
            assert_eq!(refused.json()["field"], field, "{value:?}: {refused}");
        }
        sign_up(&guest, &json!({ "handle": "ana" }))
            .await
            .expect_problem(422, "invalid");
        sign_up(&guest, &ana()).await.expect(201);
    }
}
