//! Selling live, with a phone in one hand.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Method, euro, on_one};
use serde_json::json;

use crate::room::{is_in_the_room, sign_in};
use crate::stall::{Stall, card_is_up};

/// What the bar under the thumb says comes next.
async fn comes_next(host: &Window, name: &str) {
    host.until(&format!(
        "document.querySelector('vitrine-pin-bar [data-part=name]').textContent === '{name}'"
    ))
    .await;
}

on_one! {
    async fn what_the_phone_says_comes_next_is_what_everyone_sees_next(kit) {
        let stall = Stall::plan(kit, 7).await;
        let mut run = vec![stall.bowl.id];
        for name in ["Leaf vase", "Tea cup", "Tall jug"] {
            let variant = json!({ "price": euro(2_400), "available": 5 });
            run.push(stall.casa.product(&json!({ "name": name, "variants": [variant] })).await.id);
        }
        let products = json!({ "products": run });
        stall.host.api(Method::PUT, &format!("{}/products", stall.show.api())).json(&products).send().await.expect(204);
        let broadcast = stall.on_the_air(kit).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let host = Window::open(&driver, Screen::Phone).await;
        sign_in(&host, &base, &stall.host, &stall.show.studio()).await;
        let viewer = Window::open(&driver, Screen::Desktop).await;
        viewer.goto(&format!("{base}{}", stall.show.page())).await;
        is_in_the_room(&viewer).await;
        for name in ["Breakfast bowl", "Leaf vase", "Tea cup"] {
            comes_next(&host, name).await;
            host.click("vitrine-pin-bar [data-action=next]").await;
            card_is_up(&viewer, name).await;
        }
        viewer.screenshot("pins-three").await;
        viewer.fits().await;
        // All down again: what comes next goes on from where the show has got to.
        comes_next(&host, "Tall jug").await;
        host.screenshot("pin-bar").await;
        host.click("vitrine-pin-bar [data-action=clear]").await;
        viewer.until("!document.querySelector('.goods-card')").await;
        comes_next(&host, "Tall jug").await;
        host.click("vitrine-pin-bar [data-action=next]").await;
        card_is_up(&viewer, "Tall jug").await;
        host.until("document.querySelector('vitrine-pin-bar').hasAttribute('data-over')").await;
        host.fits().await;
        host.screenshot("pin-bar-over").await;
        for window in [&host, &viewer] {
            window.has_no_complaints().await;
        }
        broadcast.leave().await;
        driver.stop().await;
    }
}
