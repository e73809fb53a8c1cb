//! A friend who comes into a talk by a link, and a colleague who takes it over: each in
//! a browser of their own, seen and heard.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Kit, Method, Person, eventually, on_one};
use model::Role;
use serde_json::{Value, json};

use crate::room::sign_in;
use crate::stall::Stall;
use crate::viewer::frames_advance;

const DESK: &str = "/studio/shops/casa-lumen/advice";
const FACED: &str = "video[data-part=other]";

/// The sound that has come out of the video at `css` so far, as its connection counts it
/// (`totalAudioEnergy` of webrtc-stats).
async fn energy(window: &Window, css: &str) -> f64 {
    let prototype = json!({ "expression": "RTCPeerConnection.prototype" });
    let prototype = window.devtools("Runtime.evaluate", &prototype).await;
    let of = json!({ "prototypeObjectId": prototype["result"]["objectId"] });
    let peers = window.devtools("Runtime.queryObjects", &of).await;
    let count = "async function (css) {
        const [heard] = document.querySelector(css)?.srcObject?.getAudioTracks() ?? [];
        for (const peer of this) {
            const receiver = peer.getReceivers().find(({ track }) => heard && track === heard);
            for (const entry of (await receiver?.getStats())?.values() ?? []) {
                if (entry.type === 'inbound-rtp') return entry.totalAudioEnergy ?? 0;
            }
        }
        return 0;
    }";
    let call = json!({
        "objectId": peers["objects"]["objectId"], "functionDeclaration": count,
        "arguments": [{ "value": css }], "awaitPromise": true, "returnByValue": true,
    });
    let counted = window.devtools("Runtime.callFunctionOn", &call).await;
    counted["result"]["value"].as_f64().unwrap_or(0.0)
}

/// Waits until more sound comes out of the video at `css`.
async fn hears(window: &Window, css: &str) {
    let before = energy(window, css).await;
    eventually(&format!("sound out of {css}"), async || {
        (energy(window, css).await > before).then_some(())
    })
    .await;
}

/// Waits until more sound of whom one faces in a talk comes out: the fake devices beep.
pub(crate) async fn hears_the_other(window: &Window) {
    hears(window, FACED).await;
}

/// Waits until whom one faces is seen, with pictures that go on.
async fn sees_the_other(window: &Window) {
    window
        .until("document.querySelector('vitrine-advice-call')?.dataset.other === 'playing'")
        .await;
    frames_advance(window).await;
}

/// Waits until the small picture of that side goes on, and its sound.
async fn sees_and_hears(window: &Window, side: &str) {
    let tile = format!(".call-tile[data-side={side}]");
    window.find(&format!("{tile}[data-playing]")).await;
    let count = format!(
        "return document.querySelector('{tile} video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;"
    );
    let before = window.run(&count).await.as_u64();
    eventually("pictures to go on", async || {
        (window.run(&count).await.as_u64() > before.map(|before| before + 10)).then_some(())
    })
    .await;
    hears(window, &format!("{tile} video")).await;
}

/// Says of somebody that they are there for everyone.
async fn is_on(stall: &Stall, person: &Person) {
    let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
    let path = format!("/shops/{}/advice/me", stall.casa.slug);
    person.api(Method::PUT, &path).json(&me).send().await.expect(200);
}

/// Eva with her phone and Ben at his desk see each other; gives the talk's page.
async fn talk(kit: &Kit, stall: &Stall, ben: &Person, windows: [&Window; 2]) -> String {
    let base = kit.guest().url("");
    let [shopper, advisor] = windows;
    is_on(stall, ben).await;
    shopper.goto(&format!("{base}{}", stall.product_page())).await;
    let look = "document.querySelector('vitrine-ask-advisor').scrollIntoView(); return null;";
    shopper.run(look).await;
    shopper.click("vitrine-ask-advisor button:not([hidden])").await;
    shopper
        .fill("#advice-topic", "Which bowl goes with blue plates?")
        .await;
    shopper.fill("#advice-name", "Eva").await;
    shopper.click("vitrine-ask-form [type=submit]").await;
    shopper.find("vitrine-advice-wait").await;
    let ticket = shopper.path().await.replace("/advice/", "");
    let accept = format!("/advice/tickets/{ticket}/accept");
    let taken: Value = ben.api(Method::POST, &accept).send().await.expect(200).json();
    let page = format!("/advice/sessions/{}", taken["id"].as_str().expect("an id"));
    sign_in(advisor, &base, ben, &page).await;
    shopper.arrives_at(&page).await;
    shopper
        .click("vitrine-advice-call:defined [data-action=join-seen]")
        .await;
    for window in windows {
        sees_the_other(window).await;
        hears_the_other(window).await;
    }
    page
}

async fn employed(kit: &Kit, handle: &str) -> Person {
    let person = kit.sign_up(handle).await;
    kit.employ_at("casa-lumen", &person, Role::Advisor).await;
    person
}

on_one! {
    async fn a_friend_comes_in_by_a_link_and_is_seen_and_heard_by_both(kit) {
        let stall = Stall::plan(kit, 7).await;
        let ben = employed(kit, "ben").await;
        let driver = Driver::start().await;
        let (eva, desk) = (Window::open(&driver, Screen::Phone).await, Window::open(&driver, Screen::Desktop).await);
        let page = talk(kit, &stall, &ben, [&eva, &desk]).await;

        eva.click("vitrine-call-friend [data-act=open]").await;
        eva.click("vitrine-call-friend [data-act=make]").await;
        eva.until("document.querySelector('#friend-link').value.includes('/advice/join/')").await;
        eva.fits().await;
        eva.screenshot("talk-friend-link").await;
        let link = eva.run("return document.querySelector('#friend-link').value;").await;
        eva.click("vitrine-call-friend [data-act=close]").await;

        let lia = Window::open(&driver, Screen::Phone).await;
        lia.goto(link.as_str().expect("a link")).await;
        lia.fits().await;
        lia.screenshot("talk-door").await;
        lia.fill("#name", "Lia").await;
        lia.click(".advice-join [type=submit]").await;
        lia.arrives_at(&page).await;
        lia.find("vitrine-advice-call:defined [data-action=join-seen]").await;
        lia.screenshot("talk-friend-lobby").await;
        lia.click("[data-action=join-seen]").await;
        sees_the_other(&lia).await;
        hears_the_other(&lia).await;
        sees_and_hears(&lia, "shopper").await;
        for window in [&eva, &desk] {
            sees_and_hears(window, "friend").await;
            sees_the_other(window).await;
        }
        lia.fill(".call-field", "It is lovely").await;
        lia.click(".call-composer [type=submit]").await;
        for window in [&eva, &desk, &lia] {
            window.until("document.querySelector('.call-message:not([data-sending])')?.textContent.includes('lovely')").await;
            window.fits().await;
            window.screenshot("talk-three").await;
        }

        // A colleague who has accepted and is not here yet.
        let ines = employed(kit, "ines").await;
        is_on(&stall, &ines).await;
        let form = json!({ "kind": "colleague", "to": "ines" });
        let ask = ben.api(Method::POST, &format!("{page}/invitations")).json(&form);
        let asked = ask.send().await.expect(201).json();
        let accept = format!("/advice/invitations/{}/accept", asked["id"].as_str().expect("an id"));
        ines.api(Method::POST, &accept).send().await.expect(200);
        for window in [&eva, &desk, &lia] {
            window.find(".call-tile[data-side=colleague][data-away]").await;
            window.fits().await;
            window.screenshot("talk-four").await;
        }

        eva.click(".call-tile[data-side=friend] .call-tile-out button").await;
        eva.click("dialog.ask .button-danger").await;
        lia.arrives_at("/shops/casa-lumen").await;
        eva.until("!document.querySelector('.call-tile[data-side=friend]')").await;
        sees_the_other(&eva).await;
        for window in [&eva, &desk, &lia] {
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }
}

on_one! {
    async fn a_colleague_takes_over_and_the_shopper_sees_them_by_themselves(kit) {
        let stall = Stall::plan(kit, 7).await;
        let (ben, ines) = (employed(kit, "ben").await, employed(kit, "ines").await);
        is_on(&stall, &ines).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let colleague = Window::open(&driver, Screen::Desktop).await;
        sign_in(&colleague, &base, &ines, DESK).await;
        colleague.find("vitrine-advice-desk:not([data-state=looking])").await;
        let (eva, desk) = (Window::open(&driver, Screen::Phone).await, Window::open(&driver, Screen::Desktop).await);
        let page = talk(kit, &stall, &ben, [&eva, &desk]).await;

        desk.click("vitrine-call-colleague [data-act=open]").await;
        desk.click("vitrine-call-colleague [data-part=who] label").await;
        desk.click("vitrine-call-colleague [value=hand_over]").await;
        desk.click("vitrine-call-colleague [name=stay]").await;
        desk.fill("#colleague-note", "Blue plates, before Friday").await;
        desk.screenshot("talk-ask-colleague").await;
        desk.click("vitrine-call-colleague [type=submit]").await;
        desk.find("vitrine-call-colleague [data-part=waits]:not([hidden])").await;
        colleague.find(".desk-asked blockquote").await;
        colleague.fits().await;
        colleague.screenshot("advice-desk-asked").await;
        colleague.click(".desk-asked .button-accent").await;
        colleague.arrives_at(&page).await;
        sees_the_other(&colleague).await;
        hears_the_other(&colleague).await;
        colleague.until("document.querySelector('.call-about').textContent.includes('Blue plates')").await;
        // She has pressed nothing.
        eva.until("document.querySelector('.call-name').textContent.startsWith('Ines')").await;
        sees_the_other(&eva).await;
        hears_the_other(&eva).await;
        // He stays, as a colleague: all three see and hear each other.
        desk.until("document.querySelector('vitrine-advice-call')?.getAttribute('you') === 'colleague'").await;
        sees_the_other(&desk).await;
        sees_and_hears(&desk, "advisor").await;
        sees_and_hears(&eva, "colleague").await;
        for window in [&eva, &colleague, &desk] {
            window.fits().await;
            window.screenshot("talk-handed-over").await;
        }
        desk.click("[data-part=end] button").await;
        desk.click("dialog.ask .button-danger").await;
        desk.arrives_at(DESK).await;
        eva.until("!document.querySelector('.call-tile')").await;
        sees_the_other(&eva).await;
        for window in [&eva, &colleague, &desk] {
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }
}
