//! A talk in which something is shown, put into one basket by both, and paid for
//! without leaving it; and one that ends while its shopper pays.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Kit, Method, Person, card, eventually, on_one};
use serde_json::{Value, json};

use crate::room::sign_in;
use crate::stall::{Stall, order_number, pays_with, says_how, says_where, says_who};
use crate::viewer::frames_advance;

/// The two in a talk, each in a window of their own.
struct Talk {
    advisor: Window,
    shopper: Window,
    session: String,
}

impl Talk {
    /// Eva, a guest, asks; the stall's host accepts; both see each other.
    async fn begin(kit: &Kit, stall: &Stall, driver: &Driver) -> Self {
        let base = kit.guest().url("");
        let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
        let on = stall.casa.api(Method::PUT, "/advice/me").json(&me).send().await;
        on.expect(200);
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
        let session = accept(&stall.host, &ticket).await;
        let advisor = Window::open(driver, Screen::Desktop).await;
        let talk = format!("/advice/sessions/{session}");
        sign_in(&advisor, &base, &stall.host, &talk).await;
        shopper.arrives_at(&talk).await;
        shopper
            .click("vitrine-advice-call:defined [data-action=join-seen]")
            .await;
        for window in [&advisor, &shopper] {
            window
                .until("document.querySelector('vitrine-advice-call')?.dataset.other === 'playing'")
                .await;
            frames_advance(window).await;
        }
        Self {
            advisor,
            shopper,
            session,
        }
    }

    /// The advisor shows the stall's bowl, and the shopper looks at it.
    async fn show(&self) {
        self.advisor.click("[data-goods=find]").await;
        self.advisor.click(".find-hit").await;
        self.shopper.find(".shown-card").await;
        self.shopper.screenshot("talk-card").await;
        self.advisor.click(".sheet [data-action=close]").await;
    }

    async fn count_is(&self, count: &str) {
        for window in [&self.advisor, &self.shopper] {
            window
                .until(&format!(
                    "document.querySelector('[data-goods=basket] [data-part=count]').textContent === '{count}'"
                ))
                .await;
        }
    }
}

async fn accept(advisor: &Person, ticket: &str) -> String {
    let path = format!("/advice/tickets/{ticket}/accept");
    let session: Value = advisor.api(Method::POST, &path).send().await.expect(200).json();
    session["id"].as_str().expect("an id").to_owned()
}

on_one! {
    async fn what_the_advisor_shows_is_paid_for_in_the_talk(kit) {
        let stall = Stall::plan(kit, 7).await;
        let driver = Driver::start().await;
        let talk = Talk::begin(kit, &stall, &driver).await;
        talk.show().await;
        talk.shopper.click(".shown-card").await;
        talk.shopper.click(".look .sheet-acts .button-accent").await;
        talk.count_is("1").await;
        talk.shopper.click(".sheet [data-action=close]").await;

        talk.advisor.click("[data-goods=basket]").await;
        talk.advisor.click(".basket-line .stepper-button:last-child").await;
        talk.count_is("2").await;
        assert!(!talk.advisor.has(".sheet-acts .button-accent").await, "only the shopper can pay");
        talk.advisor.screenshot("talk-basket").await;

        talk.shopper.click("[data-goods=basket]").await;
        talk.shopper.find(".basket-line").await;
        talk.shopper.fits().await;
        talk.shopper.screenshot("talk-basket").await;
        talk.shopper.click(".sheet-acts .button-accent").await;
        says_who(&talk.shopper).await;
        frames_advance(&talk.shopper).await;
        says_where(&talk.shopper).await;
        says_how(&talk.shopper).await;
        talk.shopper.find(".pay-button").await;
        talk.advisor.until("document.querySelector('[data-part=paying]').textContent.includes('Eva')").await;
        frames_advance(&talk.shopper).await;
        talk.shopper.fits().await;
        talk.shopper.screenshot("talk-pay").await;
        pays_with(&talk.shopper, card::GOOD).await;
        assert_eq!(order_number(&talk.shopper).await, "Order 1001");
        talk.advisor.until("document.querySelector('[data-part=paying]').textContent === 'Eva has paid.'").await;
        talk.advisor.screenshot("talk-paid").await;
        talk.shopper.click(".done [data-back]").await;
        talk.shopper.until("document.querySelector('vitrine-sheet').hidden").await;
        for window in [&talk.advisor, &talk.shopper] {
            frames_advance(window).await;
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }

    async fn a_talk_that_ends_leaves_whoever_is_paying_to_it(kit) {
        let stall = Stall::plan(kit, 7).await;
        let driver = Driver::start().await;
        let talk = Talk::begin(kit, &stall, &driver).await;
        talk.show().await;
        talk.shopper.click(".shown-card").await;
        talk.shopper.click(".look .sheet-acts .button-accent").await;
        talk.count_is("1").await;
        talk.shopper.click(".sheet [data-action=close]").await;
        talk.shopper.click("[data-goods=basket]").await;
        talk.shopper.click(".sheet-acts .button-accent").await;
        says_who(&talk.shopper).await;
        talk.shopper.find("#address-name").await;
        let end = format!("/advice/sessions/{}/end", talk.session);
        stall.host.api(Method::POST, &end).send().await.expect(200);
        // Said for a moment only.
        talk.shopper.until("document.querySelector('.toast')?.textContent.includes('over')").await;
        talk.advisor.find(".ended-card").await;
        says_where(&talk.shopper).await;
        says_how(&talk.shopper).await;
        pays_with(&talk.shopper, card::GOOD).await;
        assert_eq!(order_number(&talk.shopper).await, "Order 1001");
        talk.shopper.click(".done [data-back]").await;
        talk.shopper.find(".ended-card").await;
        driver.stop().await;
    }
}
