//! A talk that ends: its shopper rates it, has the summary by mail, puts the basket back
//! and deletes what is left; its advisor notes what came of it and sends what was agreed.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Browser, Kit, MailServer, Method, Received, eventually, on_one};
use serde_json::{Value, json};
use vitrine::config::Mail;

use crate::room::sign_in;
use crate::stall::Stall;

/// The two after their talk, each in a window of their own.
struct After {
    advisor: Window,
    shopper: Window,
    session: String,
}

impl After {
    /// Eva, a guest, asks and comes in; the stall's host accepts, shows the bowl, puts two
    /// into her basket; she ends it.
    async fn talk(kit: &Kit, stall: &Stall, driver: &Driver) -> Self {
        let base = kit.guest().url("");
        let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
        tell(&stall.host, Method::PUT, "/shops/casa-lumen/advice/me", &me).await;
        let shopper = Window::open(driver, Screen::Phone).await;
        shopper.goto(&format!("{base}{}", stall.product_page())).await;
        // It asks how it stands once it comes into sight.
        let look = "document.querySelector('vitrine-ask-advisor').scrollIntoView(); return null;";
        shopper.run(look).await;
        shopper.click("vitrine-ask-advisor button:not([hidden])").await;
        shopper.fill("#advice-name", "Eva").await;
        shopper.click("vitrine-ask-form [type=submit]").await;
        eventually("the wait's page", async || {
            shopper.path().await.starts_with("/advice/").then_some(())
        })
        .await;
        let ticket = shopper.path().await.replace("/advice/", "");
        let accept = format!("/advice/tickets/{ticket}/accept");
        let session = tell(&stall.host, Method::POST, &accept, &json!({})).await;
        let session = session["id"].as_str().expect("an id").to_owned();
        let talk = format!("/advice/sessions/{session}");
        let advisor = Window::open(driver, Screen::Desktop).await;
        sign_in(&advisor, &base, &stall.host, &talk).await;
        shopper.arrives_at(&talk).await;
        shopper
            .click("vitrine-advice-call:defined [data-action=join-heard]")
            .await;
        for window in [&advisor, &shopper] {
            window
                .until("document.querySelector('vitrine-advice-call')?.dataset.other !== 'away'")
                .await;
        }
        let shown = json!({ "product": stall.bowl.id });
        tell(&stall.host, Method::POST, &format!("{talk}/products"), &shown).await;
        let line = format!("{talk}/basket/lines/{}", stall.bowl.variant());
        tell(&stall.host, Method::PUT, &line, &json!({ "quantity": 2 })).await;
        shopper.click("[data-part=end] .call-end").await;
        shopper.click(".ask .button-danger").await;
        for window in [&shopper, &advisor] {
            window.find(".ended-card").await;
        }
        Self {
            advisor,
            shopper,
            session,
        }
    }
}

/// What the API answers to that.
async fn tell(browser: &Browser, method: Method, path: &str, body: &Value) -> Value {
    let answer = browser.api(method, path).json(body).send().await;
    assert!((200..300).contains(&answer.status), "{answer}");
    if answer.text().is_empty() {
        return Value::Null;
    }
    answer.json()
}

/// The path of the summary's link in a mail.
fn link(mail: &Received) -> String {
    let words = mail.text.split_whitespace();
    let link = words
        .filter_map(|word| word.split_once("/advice/summaries/"))
        .next();
    let (_, rest) = link.unwrap_or_else(|| panic!("no link in {}", mail.text));
    format!("/advice/summaries/{rest}")
}

async fn bring_up(window: &Window, css: &str) {
    let script = format!("document.querySelector('{css}').scrollIntoView(); return null;");
    window.run(&script).await;
}

on_one! {
    async fn a_talk_that_ends_leaves_what_both_need_next(kit) {
        let post = MailServer::start().await;
        let url = post.url();
        kit.restart_with(|config, _| {
            config.mail = Mail {
                smtp_url: Some(url),
                from: Some("shop@vitrine.example".to_owned()),
            };
        })
        .await;
        let stall = Stall::plan(kit, 7).await;
        let thanks = json!({ "name": "Thanks", "language": "en", "text": "Dear {name}, thank you. We looked at: {products}. {advisor}" });
        tell(&stall.host, Method::POST, "/shops/casa-lumen/advice/templates", &thanks).await;
        let driver = Driver::start().await;
        let after = After::talk(kit, &stall, &driver).await;
        let (shopper, advisor) = (&after.shopper, &after.advisor);
        shopper.fits().await;
        shopper.screenshot("after-shopper").await;
        advisor.screenshot("after-advisor").await;

        // One touch is a rating.
        shopper.click(".rating-star:nth-of-type(4)").await;
        shopper.until("document.querySelector('.rating [data-part=note]').textContent.startsWith('Thank you')").await;
        shopper.fill("#rating-line", "Kind and quick").await;
        shopper.click("vitrine-rating [type=submit]").await;
        let rated = async || {
            let told = tell(&stall.host, Method::GET, "/shops/casa-lumen/advice/ratings", &json!({})).await;
            (told[0]["stars"] == 4 && told[0]["line"] == "Kind and quick").then_some(())
        };
        eventually("the rating to be kept", rated).await;
        shopper.screenshot("after-rated").await;

        // The basket comes back.
        let empty = format!("await fetch('/api/v1/shops/casa-lumen/basket/lines/{}', {{ method: 'PUT', headers: {{ 'content-type': 'application/json' }}, body: '{{\"quantity\":0}}' }}); return null;", stall.bowl.variant());
        shopper.run(&format!("return (async () => {{ {empty} }})();")).await;
        shopper.click("vitrine-summary-basket button").await;
        shopper.until("document.querySelector('vitrine-summary-basket [data-part=note]').textContent === \"It's in your basket.\"").await;
        let count = "(await (await fetch('/api/v1/shops/casa-lumen/basket')).json()).count";
        let units = shopper.run(&format!("return (async () => {count})();")).await;
        assert_eq!(units, 2);
        bring_up(shopper, ".summary").await;
        shopper.screenshot("after-summary").await;

        // By mail, with a link that opens it elsewhere.
        shopper.fill("#summary-email", "eva@example.org").await;
        shopper.click(".summary-mail [type=submit]").await;
        let mail = post.mails(1).await.remove(0);
        assert!(mail.subject.contains("talk") && mail.text.contains("Breakfast bowl"), "{mail:?}");
        kit.guest().page(&link(&mail)).await.expect(200);
        shopper.until("document.querySelector('[data-part=mailed]').textContent !== ''").await;

        // The advisor sees on the desk that something is open, notes it and sends.
        let base = kit.guest().url("");
        advisor.goto(&format!("{base}/studio/shops/casa-lumen/advice")).await;
        advisor.find("vitrine-open-outcomes a").await;
        bring_up(advisor, "vitrine-open-outcomes").await;
        advisor.screenshot("after-desk").await;
        advisor.click("vitrine-open-outcomes a").await;
        advisor.arrives_at(&format!("/advice/sessions/{}", after.session)).await;
        advisor.click(".outcome-choice:nth-of-type(2)").await;
        let choose = "const s = document.querySelector('#template'); s.selectedIndex = 1; s.dispatchEvent(new Event('change', { bubbles: true })); return null;";
        advisor.run(choose).await;
        advisor.until("document.querySelector('#agreed').value.startsWith('Dear Eva, thank you. We looked at: Breakfast bowl.')").await;
        advisor.click("vitrine-outcome [type=submit]").await;
        advisor.until("document.querySelector('.outcome-note').textContent === 'Eva can read it.'").await;
        advisor.fits().await;
        advisor.screenshot("after-sent").await;
        let mail = post.mails(2).await.remove(1);
        assert!(mail.text.contains("Dear Eva, thank you."), "{}", mail.text);
        advisor.goto(&format!("{base}/studio/shops/casa-lumen/advice/templates")).await;
        advisor.find(".word-template").await;
        advisor.fits().await;
        advisor.screenshot("after-templates").await;

        // The shopper reads it by the link of the mail, on another machine.
        let elsewhere = Window::open(&driver, Screen::Desktop).await;
        elsewhere.goto(&format!("{base}{}", link(&mail))).await;
        assert!(elsewhere.text(".summary-agreed").await.contains("Dear Eva"));
        elsewhere.fits().await;
        elsewhere.screenshot("after-page").await;

        let abroad = Window::open_with(&driver, Screen::Phone, &["--accept-lang=es"]).await;
        abroad.goto(&format!("{base}{}", link(&mail))).await;
        assert_eq!(abroad.text("h1").await, "Tu conversación con Ana");
        abroad.fits().await;
        abroad.screenshot("after-page").await;

        // The advisor's pages fit into a pocket.
        let talk = format!("/advice/sessions/{}", after.session);
        let pocket = Window::open(&driver, Screen::Phone).await;
        sign_in(&pocket, &base, &stall.host, &talk).await;
        pocket.fits().await;
        pocket.screenshot("after-advisor").await;
        pocket.goto(&format!("{base}/studio/shops/casa-lumen/advice/templates")).await;
        pocket.click(".word-template summary").await;
        pocket.fits().await;
        pocket.screenshot("after-templates").await;

        // And deletes it: gone for everybody.
        shopper.goto(&format!("{base}{talk}")).await;
        assert!(shopper.text(".summary-agreed").await.contains("Dear Eva"));
        shopper.click(".summary-delete").await;
        shopper.click(".ask .button-danger").await;
        shopper.find(".after-columns .empty").await;
        bring_up(shopper, ".after-columns .empty").await;
        shopper.screenshot("after-deleted").await;
        kit.guest().page(&link(&mail)).await.expect(404);
        let noted = tell(&stall.host, Method::GET, &format!("{talk}/outcome"), &json!({})).await;
        assert_eq!((&noted["outcome"], &noted["agreed"]), (&json!("thinks"), &Value::Null));
        for window in [shopper, advisor, &elsewhere, &abroad, &pocket] {
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }
}
