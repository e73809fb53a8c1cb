//! The list of what waits for those who keep a room.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Method, Person, Planned, on_one};
use serde_json::json;

use crate::room::{is_in_the_room, on_the_air, sign_in};

async fn report(person: &Person, show: &Planned, message: i64) {
    let path = format!("{}/messages/{message}/reports", show.api());
    let call = person.api(Method::POST, &path);
    call.json(&json!({ "reason": "insult" })).send().await.expect(204);
}

on_one! {
    async fn what_waits_is_not_rebuilt_under_the_finger(kit) {
        let (ana, ben, eve) = (kit.sign_up("ana").await, kit.sign_up("ben").await, kit.sign_up("eve").await);
        let (show, broadcast) = on_the_air(kit, &ana).await;
        let (mut loud, _) = eve.enter(&show).await;
        let (first, second) = (loud.say("something rude").await, loud.say("something ruder").await);
        report(&ben, &show, first).await;
        let driver = Driver::start().await;
        let host = Window::open(&driver, Screen::Desktop).await;
        sign_in(&host, &kit.guest().url(""), &ana, &show.page()).await;
        is_in_the_room(&host).await;
        host.click(".talk-tab-list a[href='#attention']").await;
        host.until("document.querySelectorAll('.attention').length === 1").await;
        host.run("window.pressed = document.querySelector('.attention button'); window.pressed.focus(); return null;").await;

        report(&ben, &show, second).await;
        let look = "document.querySelector('vitrine-room')
            .dispatchEvent(new CustomEvent('vitrine:tab', { detail: { id: 'attention' } })); return null;";
        host.run(look).await;
        host.until("document.querySelectorAll('.attention').length === 2").await;
        assert_eq!(host.run("return document.activeElement === window.pressed;").await, true);
        host.screenshot("room-attention").await;
        host.has_no_complaints().await;
        broadcast.leave().await;
        driver.stop().await;
    }
}
