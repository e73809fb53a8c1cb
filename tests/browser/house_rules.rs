//! The studio's tab that says how a room is kept.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Method, on_one};
use serde_json::json;

use crate::room::sign_in;

on_one! {
    async fn what_is_not_touched_stays_as_it_was_stored(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Evening glaze").await;
        let stored = async |what: &str| {
            let path = format!("{}/{what}", show.api());
            ana.api(Method::GET, &path).send().await.expect(200).json()
        };
        let store = async |what: &str, body| {
            let path = format!("{}/{what}", show.api());
            ana.api(Method::PUT, &path).json(&body).send().await.expect(204);
        };
        store("rules", json!({ "writers": "followers", "slow_s": 0 })).await;
        store("words", json!({ "words": ["alpha", "beta"] })).await;
        let driver = Driver::start().await;
        for screen in [Screen::Desktop, Screen::Phone] {
            let host = Window::open(&driver, screen).await;
            sign_in(&host, &kit.guest().url(""), &ana, &show.studio()).await;
            host.click("a[href='#rules']").await;
            host.until("!document.querySelector('#words').disabled").await;
            assert_eq!(host.run("return document.querySelector('#words').value;").await, "alpha\nbeta");
            let choose = "const slow = document.querySelector('#slow');
                slow.value = '30';
                slow.dispatchEvent(new Event('change', { bubbles: true }));
                return null;";
            host.run(choose).await;
            host.find(".toast").await;
            assert_eq!(stored("rules").await, json!({ "writers": "followers", "slow_s": 30 }));
            let write = "const words = document.querySelector('#words');
                words.value += '\\ngamma';
                words.dispatchEvent(new Event('change', { bubbles: true }));
                return null;";
            host.run(write).await;
            kit::eventually("the word to be stored", async || {
                (stored("words").await["words"] == json!(["alpha", "beta", "gamma"])).then_some(())
            })
            .await;
            host.has_no_complaints().await;
            store("rules", json!({ "writers": "followers", "slow_s": 0 })).await;
            store("words", json!({ "words": ["alpha", "beta"] })).await;
            host.close().await;
        }
        driver.stop().await;
    }
}
