//! The addresses someone keeps.

use kit::{Method, on_both};
use serde_json::{Value, json};

fn home() -> Value {
    json!({ "name": "Noor Haddad", "line1": "Rua das Flores 7", "postal_code": "1200-194", "city": "Lisboa",
            "country": "pt" })
}

on_both! {
    async fn the_first_address_is_the_preferred_one_until_another_is(kit) {
        let noor = kit.sign_up("noor").await;
        let keep = async |address: &Value| {
            noor.api(Method::POST, "/addresses").json(address).send().await.expect(201).json()
        };
        let first = keep(&home()).await;
        assert_eq!((&first["preferred"], &first["country"]), (&json!(true), &json!("PT")));
        let mut work = home();
        work["line1"] = json!("Rua Nova 1");
        let second = keep(&work).await;
        assert_eq!(second["preferred"], false);
        work["preferred"] = json!(true);
        let path = format!("/addresses/{}", second["id"].as_str().expect("an id"));
        noor.api(Method::PUT, &path).json(&work).send().await.expect(200);
        let listed = noor.api(Method::GET, "/addresses").send().await.expect(200).json();
        let told: Vec<_> = listed["items"].as_array().expect("a list").iter()
            .map(|one| (one["line1"].as_str().expect("text"), one["preferred"].as_bool().expect("a flag")))
            .collect();
        assert_eq!(told, [("Rua Nova 1", true), ("Rua das Flores 7", false)]);
        noor.api(Method::DELETE, &path).send().await.expect(204);
        noor.api(Method::DELETE, &path).send().await.expect(404);
    }

    async fn someone_elses_address_does_not_exist(kit) {
        let (noor, kofi) = (kit.sign_up("noor").await, kit.sign_up("kofi").await);
        let kept = noor.api(Method::POST, "/addresses").json(&home()).send().await.expect(201).json();
        let path = format!("/addresses/{}", kept["id"].as_str().expect("an id"));
        kofi.api(Method::PUT, &path).json(&home()).send().await.expect(404);
        kofi.api(Method::DELETE, &path).send().await.expect(404);
        let listed = kofi.api(Method::GET, "/addresses").send().await.expect(200).json();
        assert_eq!(listed["items"], json!([]));
    }

    async fn what_an_address_lacks_is_named(kit) {
        let noor = kit.sign_up("noor").await;
        for (field, value) in [("name", ""), ("line1", " "), ("city", ""), ("country", "ZZ"), ("phone", "0\u{202e}1")] {
            let mut address = home();
            address[field] = json!(value);
            let refused = noor.api(Method::POST, "/addresses").json(&address).send().await.expect(422).json();
            assert_eq!(refused["field"], field);
        }
        for _ in 0..20 {
            noor.api(Method::POST, "/addresses").json(&home()).send().await.expect(201);
        }
        noor.api(Method::POST, "/addresses").json(&home()).send().await.expect(409);
    }
}
