//! Advice, from asking in a show to the end of the talk: a shopper with a phone, an
//! advisor at a desk.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Kit, Method, eventually, on_one};
use serde_json::json;

use crate::advice_people::hears_the_other;
use crate::room::{is_in_the_room, sign_in};
use crate::stall::Stall;
use crate::viewer::frames_advance;

const DESK: &str = "/studio/shops/casa-lumen/advice";

async fn desk_is(window: &Window, state: &str) {
    window
        .until(&format!(
            "document.querySelector('vitrine-advice-desk')?.dataset.state === '{state}'"
        ))
        .await;
}

/// Somebody sits down at the desk, and is there for everyone.
async fn sits_down(window: &Window, base: &str, stall: &Stall) {
    sign_in(window, base, &stall.host, DESK).await;
    desk_is(window, "off").await;
    window.fits().await;
    window.screenshot("advice-desk-off").await;
    window.click(".advice-state label:has([value=on])").await;
    desk_is(window, "quiet").await;
    window.screenshot("advice-desk-quiet").await;
}

/// Waits until the page's path begins so.
async fn is_led_to(window: &Window, start: &str) {
    eventually(&format!("a page below {start}"), async || {
        window.path().await.starts_with(start).then_some(())
    })
    .await;
}

/// Fills the question in and sends it, as a guest.
async fn asks(window: &Window, topic: &str) {
    window.fill("#advice-topic", topic).await;
    window.fill("#advice-name", "Eva").await;
    window.fits().await;
    window.screenshot("advice-ask").await;
    window.click("vitrine-ask-form [type=submit]").await;
}

/// Waits until ten more pictures of the other were decoded.
async fn sees_the_other(window: &Window) {
    window
        .until("document.querySelector('vitrine-advice-call')?.dataset.other === 'playing'")
        .await;
    frames_advance(window).await;
}

/// Opens the shop from nine to ten on the day after the next, and at no other time.
async fn is_closed_until_later(kit: &Kit, stall: &Stall) {
    let day = kit.now() + chrono::TimeDelta::days(2);
    let mut week = vec![json!([]); 7];
    let weekday = usize::try_from(chrono::Datelike::weekday(&day).num_days_from_monday()).expect("a day");
    week[weekday] = json!([{ "open": "09:00", "close": "10:00" }]);
    let hours = json!({ "zone": "UTC", "on": true, "week": week });
    stall
        .casa
        .api(Method::PUT, "/advice/hours")
        .json(&hours)
        .send()
        .await
        .expect(200);
}

on_one! {
    async fn a_shopper_asks_in_a_show_and_talks_with_an_advisor(kit) {
        let stall = Stall::plan(kit, 7).await;
        let broadcast = stall.on_the_air(kit).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let desk = Window::open(&driver, Screen::Desktop).await;
        sits_down(&desk, &base, &stall).await;

        let shopper = Window::open(&driver, Screen::Phone).await;
        shopper.goto(&format!("{base}{}", stall.show.page())).await;
        is_in_the_room(&shopper).await;
        shopper.click(".talk-more").await;
        shopper.click("vitrine-ask-advisor button:not([hidden])").await;
        asks(&shopper, "Which bowl goes with blue plates?").await;
        shopper.find(".advice-bar-line").await;
        shopper.screenshot("advice-bar").await;
        frames_advance(&shopper).await;

        desk.find(".desk-ticket[data-rings]").await;
        desk.fits().await;
        desk.screenshot("advice-desk-ringing").await;
        desk.click(".desk-ticket[data-rings] .button-accent").await;
        for window in [&desk, &shopper] {
            is_led_to(window, "/advice/sessions/").await;
        }
        shopper.find("vitrine-advice-call:defined [data-action=join-seen]").await;
        shopper.screenshot("advice-lobby").await;
        shopper.click("[data-action=join-seen]").await;
        for window in [&desk, &shopper] {
            sees_the_other(window).await;
            hears_the_other(window).await;
            window.fits().await;
        }
        shopper.fill(".call-field", "Do you see the plate?").await;
        shopper.click(".call-composer [type=submit]").await;
        for window in [&desk, &shopper] {
            window.until("document.querySelector('.call-message:not([data-sending])')?.textContent.includes('plate')").await;
            window.screenshot("advice-call").await;
        }

        desk.click("[data-part=end] button").await;
        desk.click("dialog.ask .button-danger").await;
        for window in [&desk, &shopper] {
            window.find(".ended-card").await;
            window.fits().await;
            window.screenshot("advice-ended").await;
            window.has_no_complaints().await;
        }
        broadcast.leave().await;
        driver.stop().await;
    }
}

on_one! {
    async fn a_shopper_waits_and_leaves_the_line(kit) {
        let stall = Stall::plan(kit, 7).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let desk = Window::open(&driver, Screen::Phone).await;
        sits_down(&desk, &base, &stall).await;

        let shopper = Window::open(&driver, Screen::Desktop).await;
        shopper.goto(&format!("{base}{}", stall.product_page())).await;
        shopper.click("vitrine-ask-advisor button:not([hidden])").await;
        asks(&shopper, "Is it fit for the oven?").await;
        is_led_to(&shopper, "/advice/").await;
        shopper.until("document.querySelector('vitrine-advice-wait')?.dataset.state === 'ringing'").await;
        shopper.screenshot("advice-wait").await;
        desk.find(".desk-ticket[data-rings] .desk-ticket-picture img").await;
        desk.fits().await;
        desk.screenshot("advice-desk-ringing").await;

        shopper.click("vitrine-advice-wait vitrine-confirm button").await;
        shopper.click("dialog.ask .button-danger").await;
        shopper.until("document.querySelector('vitrine-advice-wait')?.dataset.state === 'left'").await;
        shopper.screenshot("advice-left").await;
        desk_is(&desk, "quiet").await;

        is_closed_until_later(kit, &stall).await;
        shopper.goto(&format!("{base}{}", stall.product_page())).await;
        shopper.click("vitrine-ask-advisor button:not([hidden])").await;
        shopper.find("vitrine-ask-form vitrine-time").await;
        shopper.screenshot("advice-closed").await;
        for window in [&desk, &shopper] {
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }
}

/// Waits until the page of the wait is in that state.
async fn wait_is(window: &Window, state: &str) {
    window
        .until(&format!(
            "document.querySelector('vitrine-advice-wait')?.dataset.state === '{state}'"
        ))
        .await;
}

/// Chooses what a field offers under that name.
async fn chooses(window: &Window, select: &str, name: &str) {
    let script = "const [select, name] = arguments;
        const field = document.querySelector(select);
        field.value = [...field.options].find(({ text }) => text === name).value;
        field.dispatchEvent(new Event('change', { bubbles: true }));";
    window.run_with(script, vec![json!(select), json!(name)]).await;
}

/// Opens the question on the page of the stall's bowl.
async fn opens_the_question(window: &Window, base: &str, stall: &Stall) {
    window.goto(&format!("{base}{}", stall.product_page())).await;
    // Only once it would be seen it is looked up whether there is advice.
    let script = "document.querySelector('vitrine-ask-advisor').scrollIntoView({ block: 'center', behavior: 'instant' })";
    window.run(script).await;
    window.click("vitrine-ask-advisor button:not([hidden])").await;
    window.find("vitrine-ask-form .advice-away").await;
}

on_one! {
    async fn a_shopper_chooses_a_line_is_called_back_and_comes(kit) {
        let stall = Stall::plan(kit, 7).await;
        let day = json!([{ "open": "00:00", "close": "24:00" }]);
        let hours = json!({ "zone": "Europe/Lisbon", "on": true, "week": vec![day; 7] });
        stall.casa.api(Method::PUT, "/advice/hours").json(&hours).send().await.expect(200);
        let base = kit.guest().url("");
        let driver = Driver::start().await;

        // The owner divides the advice on the page itself.
        let desk = Window::open(&driver, Screen::Desktop).await;
        sign_in(&desk, &base, &stall.host, DESK).await;
        desk_is(&desk, "off").await;
        for name in ["Glazes", "Orders and parcels"] {
            desk.click("#queues:not([open]) > summary").await;
            desk.fill("#new-queue", name).await;
            desk.click("#queues > vitrine-api-form [type=submit]").await;
            desk.until(&format!("[...document.querySelectorAll('.queue-fold > summary')].some((line) => line.textContent.includes('{name}'))")).await;
            desk_is(&desk, "off").await;
        }
        desk.click("#queues:not([open]) > summary").await;
        desk.click(".queue-fold:first-of-type > summary").await;
        desk.fits().await;
        desk.screenshot("advice-queues").await;

        let shopper = Window::open(&driver, Screen::Phone).await;
        opens_the_question(&shopper, &base, &stall).await;
        chooses(&shopper, "#advice-queue", "Glazes").await;
        shopper.click(".advice-away label:has([value=back])").await;
        shopper.fill("#advice-mail", "eva@example.org").await;
        asks(&shopper, "Which glaze is fit for the oven?").await;
        is_led_to(&shopper, "/advice/").await;
        wait_is(&shopper, "away").await;
        shopper.fits().await;
        shopper.screenshot("advice-away").await;

        // Somebody else comes in two hours, by their own clock.
        let later = Window::open(&driver, Screen::Desktop).await;
        opens_the_question(&later, &base, &stall).await;
        later.click(".advice-away label:has([value=at])").await;
        let proposed = later.run("return document.querySelector('#advice-comes').value").await;
        assert!(proposed.as_str().is_some_and(|time| time.len() == 5), "{proposed}");
        asks(&later, "").await;
        is_led_to(&later, "/advice/").await;
        wait_is(&later, "away").await;
        later.fits().await;
        later.screenshot("advice-comes").await;
        later.click("vitrine-wait-away button").await;
        wait_is(&later, "waiting").await;
        later.click("vitrine-wait-away button").await;
        later.find("vitrine-wait-away .advice-away").await;
        later.fits().await;
        later.screenshot("advice-wait-away").await;
        later.click("vitrine-advice-wait vitrine-confirm button").await;
        later.click("dialog.ask .button-danger").await;
        wait_is(&later, "left").await;

        desk.find(".desk-absent").await;
        desk.run("document.querySelector('.desk-absent').scrollIntoView({ block: 'center', behavior: 'instant' })").await;
        desk.screenshot("advice-desk-away").await;
        desk.click(".advice-state label:has([value=on])").await;
        wait_is(&shopper, "called").await;
        shopper.fits().await;
        shopper.screenshot("advice-called").await;
        shopper.click("vitrine-wait-away button").await;
        wait_is(&shopper, "ringing").await;
        desk.click(".desk-ticket[data-rings] .button-accent").await;
        for window in [&desk, &shopper] {
            is_led_to(window, "/advice/sessions/").await;
        }
        shopper.find("vitrine-advice-call:defined [data-action=join-seen]").await;
        // Whoever goes back to the shop has the way to the talk at hand.
        shopper.goto(&format!("{base}{}", stall.product_page())).await;
        shopper.find(".advice-bar-line .button-accent").await;
        shopper.screenshot("advice-bar-join").await;

        let phone = Window::open(&driver, Screen::Phone).await;
        sign_in(&phone, &base, &stall.host, DESK).await;
        desk_is(&phone, "busy").await;
        phone.click("#queues > summary").await;
        phone.click(".queue-fold:first-of-type > summary").await;
        phone.fits().await;
        phone.screenshot("advice-queues").await;
        for window in [&desk, &shopper, &later, &phone] {
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }
}

on_one! {
    async fn a_wait_a_talk_and_a_desk_are_pages_for_their_own_people_alone(kit) {
        let stall = Stall::plan(kit, 7).await;
        let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
        stall.casa.api(Method::PUT, "/advice/me").json(&me).send().await.expect(200);
        let (eva, stranger, ben) = (kit.guest(), kit.guest(), kit.sign_up("ben").await);
        let form = json!({ "name": "Eva" });
        let asked = eva.api(Method::POST, "/shops/casa-lumen/advice/tickets").json(&form).send().await;
        let asked = asked.expect(201).json();
        let ticket = asked["id"].as_str().expect("an id");
        let wait = format!("/advice/{ticket}");
        assert_eq!(eva.get(&wait).await.status, 200);
        let accept = format!("/advice/tickets/{ticket}/accept");
        let taken = stall.host.api(Method::POST, &accept).send().await.expect(200).json();
        let talk = format!("/advice/sessions/{}", taken["id"].as_str().expect("an id"));
        for own in [&eva, &stall.host.browser] {
            assert_eq!(own.get(&talk).await.status, 200);
        }
        for other in [&stranger, &ben.browser] {
            assert_eq!(other.get(&wait).await.status, 404);
            assert_eq!(other.get(&talk).await.status, 404);
        }
        assert_eq!(stall.host.get(DESK).await.status, 200);
        assert_eq!(stranger.get(DESK).await.status, 401);
        assert_eq!(ben.get(DESK).await.status, 403);
    }
}
