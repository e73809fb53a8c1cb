//! Pushes as the browser shows them. What a subscribed device was sent and read
//! is handed to the real service worker by the browser's own door for it: a
//! public push service can't be had here.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Method, PushService, eventually, on_one};
use serde_json::{Value, json};

use crate::room::sign_in;

/// The page's service worker, ready for pushes.
async fn worker_is_ready(window: &Window) {
    let register = "navigator.serviceWorker.register('/sw.js', { scope: '/' })
        .then(() => navigator.serviceWorker.ready)
        .then((ready) => { window.worker = ready; });
        return null;";
    window.run(register).await;
    window.until("window.worker?.active?.state === 'activated'").await;
}

/// The notifications that stand, as the system would show them.
async fn shown(window: &Window) -> Vec<Value> {
    let look = "window.worker.getNotifications().then((all) => {
            window.shown = all.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
        });
        return window.shown ?? [];";
    let shown = window.run(look).await;
    serde_json::from_value(shown).expect("a list")
}

/// Presses the notification that stands: the service worker is told of it as
/// the browser does, and says where it would go.
async fn press(window: &Window) {
    window
        .run("navigator.serviceWorker.addEventListener('message', (event) => { window.opened = event.data; }); return null;")
        .await;
    let targets = window.devtools("Target.getTargets", &json!({})).await;
    let targets = targets["targetInfos"].as_array().expect("targets");
    let worker = targets.iter().find(|target| target["type"] == "service_worker");
    let worker = &worker.expect("a running service worker")["targetId"];
    let attached = window
        .devtools(
            "Target.attachToTarget",
            &json!({ "targetId": worker, "flatten": false }),
        )
        .await;
    // A window may only be opened for a finger's press, which there is none of.
    let press = "(async () => {
            self.clients.openWindow = async (url) => {
                const pages = await self.clients.matchAll({ includeUncontrolled: true });
                for (const page of pages) page.postMessage(url);
                return null;
            };
            const [notification] = await self.registration.getNotifications();
            self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
        })()";
    let message = json!({ "id": 1, "method": "Runtime.evaluate", "params": { "expression": press } });
    window
        .devtools(
            "Target.sendMessageToTarget",
            &json!({ "sessionId": attached["sessionId"], "message": message.to_string() }),
        )
        .await;
}

on_one! {
    async fn a_push_is_shown_and_leads_into_the_room(kit) {
        kit.restart_with(|config, _| config.push.allow_insecure = true).await;
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        ben.api(Method::PUT, "/people/ana/follow").json(&json!({})).send().await.expect(200);
        let service = PushService::start().await;
        let key = ben.api(Method::GET, "/push/key").send().await.expect(200).json();
        let device = service.device(key["key"].as_str().expect("a key"));
        ben.api(Method::POST, "/push/subscriptions").json(&device.subscription()).send().await.expect(204);

        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let window = Window::open(&driver, Screen::Phone).await;
        sign_in(&window, &base, &ben, "/inbox").await;
        window
            .devtools("Browser.grantPermissions", &json!({ "origin": base, "permissions": ["notifications"] }))
            .await;
        worker_is_ready(&window).await;
        assert!(shown(&window).await.is_empty());

        let show = ana.create_show("Evening glaze").await;
        kit.go_live(&show).await;
        let push = device.next(&*kit.live().clock).await;
        window.devtools("ServiceWorker.enable", &json!({})).await;
        window
            .devtools(
                "ServiceWorker.deliverPushMessage",
                &json!({ "origin": base, "registrationId": "0", "data": push.words.to_string() }),
            )
            .await;
        let notification = eventually("the notification", async || shown(&window).await.into_iter().next()).await;
        assert_eq!(notification["title"], push.words["title"]);
        let words = format!("{} {}", notification["title"], notification["body"]);
        assert!(words.contains("Evening glaze"), "{words}");
        assert_eq!(notification["data"]["path"], push.words["path"]);

        press(&window).await;
        window.until("Boolean(window.opened)").await;
        let opened = window.run("return window.opened;").await;
        assert_eq!(opened, format!("{base}{}", show.page()), "the room");
        eventually("it to be put away", async || shown(&window).await.is_empty().then_some(())).await;
        window.has_no_complaints().await;
        driver.stop().await;
    }
}
