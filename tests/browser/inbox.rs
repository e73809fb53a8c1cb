//! What the inbox says of being told.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Method, Person, PushService, on_one};
use serde_json::{Value, json};

use crate::room::sign_in;

/// Opens the inbox anew; whether it says that this browser is told.
async fn says_on(window: &Window, base: &str, person: &Person) -> Value {
    sign_in(window, base, person, "/inbox").await;
    window
        .until("document.querySelector('vitrine-push button span')?.textContent")
        .await;
    window
        .run("return document.querySelector('vitrine-push button').getAttribute('aria-pressed');")
        .await
}

on_one! {
    async fn a_browser_is_told_only_as_long_as_the_server_knows_it(kit) {
        kit.restart_with(|config, _| config.push.allow_insecure = true).await;
        let ben = kit.sign_up("ben").await;
        let service = PushService::start().await;
        let key = ben.api(Method::GET, "/push/key").send().await.expect(200).json();
        let subscription = service.device(key["key"].as_str().expect("a key")).subscription();

        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let window = Window::open(&driver, Screen::Phone).await;
        // A browser that has subscribed, and keeps that whoever is signed in.
        let subscribed = format!(
            "const pushManager = {{ getSubscription: async () => ({subscription}) }};
            Object.defineProperty(navigator.serviceWorker, 'getRegistration', {{ value: async () => ({{ pushManager }}) }});"
        );
        window
            .devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": subscribed }))
            .await;
        window
            .devtools("Browser.grantPermissions", &json!({ "origin": base, "permissions": ["notifications"] }))
            .await;
        assert_eq!(says_on(&window, &base, &ben).await, "false");
        let subscribe = format!(
            "fetch('/api/v1/push/subscriptions', {{
                method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({subscription}),
            }}).then(({{ status }}) => {{ window.subscribed = status; }});
            return null;"
        );
        window.run(&subscribe).await;
        window.until("window.subscribed === 204").await;
        window.goto(&format!("{base}/inbox")).await;
        window.until("document.querySelector('vitrine-push button[aria-pressed=true]')").await;

        window.run("document.querySelector('form[action=\"/signout\"]').submit(); return null;").await;
        window.until("!document.querySelector('form[action=\"/signout\"]')").await;
        assert_eq!(says_on(&window, &base, &ben).await, "false");
        window.has_no_complaints().await;
        driver.stop().await;
    }
}
