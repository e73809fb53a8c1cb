//! A talk that both came into and that has ended, for tests of what is left of it.

use std::time::Duration;

use kit::{Answer, Browser, Goods, Kit, Method};
use serde_json::{Value, json};

use crate::advice_pair::{Pair, advisor};

impl Pair {
    /// Ben advises Eva, a guest, who has come in.
    pub(crate) async fn talk(kit: &Kit) -> Self {
        let pair = Self::meet(kit).await;
        pair.comes_in(kit).await;
        pair
    }

    /// The shopper is there: a sign of them is noted, and one of the advisor.
    pub(crate) async fn comes_in(&self, kit: &Kit) {
        kit.advance(Duration::from_secs(6));
        self.shopper
            .api(Method::GET, &self.at(""))
            .send()
            .await
            .expect(200);
        let seen = self.shop.path("/advice/me/seen");
        self.advisor.api(Method::POST, &seen).send().await.expect(204);
    }

    /// The session's path in the JSON API, after `/api/v1`.
    pub(crate) fn at(&self, rest: &str) -> String {
        format!("/advice/sessions/{}{rest}", self.session)
    }

    /// The summary's.
    pub(crate) fn summary_at(&self, rest: &str) -> String {
        format!("/advice/summaries/{}{rest}", self.session)
    }

    pub(crate) async fn summary(&self, browser: &Browser) -> Answer {
        browser.api(Method::GET, &self.summary_at("")).send().await
    }

    /// The advisor shows it, and puts so many into the basket.
    pub(crate) async fn advise(&self, goods: &Goods, quantity: i64) {
        let shown = json!({ "product": goods.id });
        let show = self.advisor.api(Method::POST, &self.at("/products")).json(&shown);
        show.send().await.expect(200);
        let line = self.at(&format!("/basket/lines/{}", goods.variant()));
        let put = self
            .advisor
            .api(Method::PUT, &line)
            .json(&json!({ "quantity": quantity }));
        put.send().await.expect(200);
    }

    pub(crate) async fn note(&self, notes: &Value) -> Answer {
        let call = self.advisor.api(Method::PUT, &self.at("/outcome")).json(notes);
        call.send().await
    }

    pub(crate) async fn send(&self, notes: &Value) -> Answer {
        let call = self
            .advisor
            .api(Method::POST, &self.at("/outcome/send"))
            .json(notes);
        call.send().await
    }

    pub(crate) async fn rate(&self, browser: &Browser, stars: i64, line: &str) -> Answer {
        let form = json!({ "stars": stars, "line": line });
        browser
            .api(Method::PUT, &self.at("/rating"))
            .json(&form)
            .send()
            .await
    }

    /// People who had nothing to do with it: a colleague, someone of another shop,
    /// someone else, the shop's owner, and a guest.
    pub(crate) async fn outsiders(&self, kit: &Kit) -> Vec<Browser> {
        let colleague = advisor(kit, &self.shop, "gil").await;
        let other = kit.sign_up("otto").await;
        other.open_shop("otherwise").await;
        let someone = kit.sign_up("uma").await;
        vec![
            colleague.browser,
            other.browser,
            someone.browser,
            self.shop.owner.clone(),
            kit.guest(),
        ]
    }
}
