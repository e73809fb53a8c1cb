//! A client's card: asked for in a talk, written by its advisor, seen and erased by the
//! shopper; and the figures of that talk.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Kit, Method, Person, on_one};
use serde_json::json;

use crate::room::sign_in;
use crate::viewer::frames_advance;

const DESK: &str = "/studio/shops/casa-lumen/advice";
const OWN: &str = "/settings/advice/casa-lumen";

/// Ana advises Eva, who is signed in; gives them and the session's id.
async fn meet(kit: &Kit) -> (Person, Person, String) {
    let ana = kit.sign_up("ana").await;
    let casa = ana.open_shop("casa-lumen").await;
    let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
    let on = casa.api(Method::PUT, "/advice/me").json(&me).send().await;
    on.expect(200);
    let eva = kit.sign_up("eva").await;
    let form = json!({ "name": "Eva", "language": "en" });
    let asked = eva
        .api(Method::POST, "/shops/casa-lumen/advice/tickets")
        .json(&form);
    let asked = asked.send().await.expect(201).json();
    let accept = format!("/advice/tickets/{}/accept", asked["id"].as_str().expect("an id"));
    let session = ana.api(Method::POST, &accept).send().await.expect(200).json();
    let session = session["id"].as_str().expect("an id").to_owned();
    (ana, eva, session)
}

/// Both see each other.
async fn are_together(advisor: &Window, shopper: &Window) {
    shopper
        .click("vitrine-advice-call:defined [data-action=join-seen]")
        .await;
    for window in [advisor, shopper] {
        window
            .until("document.querySelector('vitrine-advice-call')?.dataset.other === 'playing'")
            .await;
        frames_advance(window).await;
    }
}

on_one! {
    async fn a_card_is_asked_for_written_seen_and_erased(kit) {
        let (ana, eva, session) = meet(kit).await;
        let (base, talk) = (kit.guest().url(""), format!("/advice/sessions/{session}"));
        let driver = Driver::start().await;
        let advisor = Window::open(&driver, Screen::Desktop).await;
        let shopper = Window::open(&driver, Screen::Phone).await;
        sign_in(&advisor, &base, &ana, &talk).await;
        sign_in(&shopper, &base, &eva, &talk).await;
        are_together(&advisor, &shopper).await;

        advisor.click("vitrine-client-card:not([hidden]) [data-part=open]").await;
        advisor.screenshot("client-card-ask").await;
        advisor.click(".client-sheet[open] .client-sheet-body > .button-accent").await;
        // Nothing opens over what she is at.
        shopper.click(".toast button").await;
        shopper.find(".client-sheet[open] vitrine-client-leave").await;
        shopper.fits().await;
        shopper.screenshot("client-card-leave").await;
        frames_advance(&shopper).await;
        for part in ["history", "sizes", "notes", "any_time"] {
            shopper.click(&format!(".client-sheet [name={part}]")).await;
        }
        shopper.click(".client-sheet vitrine-client-leave [type=submit]").await;

        advisor.fill(".client-sheet [data-of=sizes] [name=name]", "Shoe").await;
        advisor.fill(".client-sheet [data-of=sizes] [name=value]", "38").await;
        advisor.click(".client-sheet [data-of=sizes] [type=submit]").await;
        advisor.find(".client-sheet .client-size").await;
        advisor.fill(".client-sheet [name=text]", "Likes <b>linen</b>").await;
        advisor.click(".client-sheet [data-of=notes] [type=submit]").await;
        advisor.find(".client-sheet .client-note").await;
        assert_eq!(advisor.text(".client-sheet .client-note").await, "Likes <b>linen</b>");
        advisor.fits().await;
        advisor.screenshot("client-card").await;
        advisor.click(".client-sheet-top button").await;
        let end = format!("{talk}/end");
        ana.api(Method::POST, &end).send().await.expect(200);

        for (window, name) in [(&advisor, "clients"), (&advisor, "client")] {
            let path = if name == "clients" { "/clients" } else { "/clients/eva" };
            window.goto(&format!("{base}{DESK}{path}")).await;
            window.find(if name == "clients" { ".lines li a" } else { ".client-size" }).await;
            window.fits().await;
            window.screenshot(name).await;
            window.has_no_complaints().await;
        }
        shopper.goto(&format!("{base}/settings/advice")).await;
        shopper.fits().await;
        shopper.screenshot("client-own-shops").await;
        shopper.click(".lines li a").await;
        shopper.arrives_at(OWN).await;
        shopper.find(".client-size").await;
        shopper.until("document.querySelector('[data-of=looks] li').textContent.includes('Ana')").await;
        shopper.fits().await;
        shopper.screenshot("client-own").await;
        // A size is corrected, and a part is taken back.
        shopper.click(".client-size .bare-button").await;
        shopper.fill("[data-of=sizes] [name=value]", "39").await;
        shopper.click("[data-of=sizes] [type=submit]").await;
        shopper.until("document.querySelector('.client-size strong').textContent === '39'").await;
        shopper.click("vitrine-client-leave [name=notes]").await;
        shopper.click("vitrine-client-leave [type=submit]").await;
        shopper.click("dialog.ask .button-danger").await;
        shopper.until("document.querySelector('[data-of=notes]').hidden").await;
        shopper.click("[data-part=erase] button").await;
        shopper.screenshot("client-erase").await;
        shopper.click("dialog.ask .button-danger").await;
        shopper.until("!document.querySelector('vitrine-client-view').hasAttribute('data-kept')").await;
        shopper.has_no_complaints().await;
        assert_eq!(ana.get(&format!("{DESK}/clients/eva")).await.status, 404);
        driver.stop().await;
    }

    async fn figures_show_the_talk_as_lines_and_as_a_table(kit) {
        let (ana, eva, session) = meet(kit).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let end = format!("/advice/sessions/{session}/end");
        eva.api(Method::POST, &end).send().await.expect(200);
        for screen in [Screen::Desktop, Screen::Phone] {
            let window = Window::open(&driver, screen).await;
            sign_in(&window, &base, &ana, &format!("{DESK}/figures")).await;
            window.until("document.querySelectorAll('vitrine-line-chart svg.chart').length === 4").await;
            assert_eq!(window.text(".figures-sums dd").await, "1");
            window.click(".figures-twin summary").await;
            assert_eq!(window.text(".figures-table tbody tr:last-child td").await, "1");
            window.fits().await;
            window.screenshot("figures").await;
            window.click(".figures-periods a[href$='days=90']").await;
            window.until("location.search === '?days=90'").await;
            window.until("document.querySelectorAll('vitrine-line-chart svg.chart').length === 4").await;
            window.screenshot("figures-90").await;
            window.has_no_complaints().await;
            window.close().await;
        }
        driver.stop().await;
    }
}
