//! One basket: in every tab of a browser, and the guest's is there after
//! signing in.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Method, on_one};
use serde_json::json;

use crate::room::sign_in;
use crate::stall::Stall;

async fn basket_holds(window: &Window, units: u32) {
    let count = if units == 0 {
        String::new()
    } else {
        units.to_string()
    };
    window
        .until(&format!(
            "document.querySelector('vitrine-basket-button [data-part=count]').textContent === '{count}'"
        ))
        .await;
}

on_one! {
    async fn two_tabs_of_one_shopper_show_one_basket(kit) {
        let stall = Stall::plan(kit, 7).await;
        let ben = kit.sign_up("ben").await;
        let line = stall.casa.path(&format!("/basket/lines/{}", stall.bowl.variants[1]));
        ben.api(Method::PUT, &line).json(&json!({ "quantity": 1 })).send().await.expect(200);
        let (base, product) = (kit.guest().url(""), stall.product_page());
        let page = format!("{base}{product}");
        let driver = Driver::start().await;
        let window = Window::open(&driver, Screen::Phone).await;
        let first = window.tab().await;
        window.goto(&page).await;
        basket_holds(&window, 0).await;
        let second = window.open_tab().await;
        window.goto(&page).await;
        basket_holds(&window, 0).await;
        window.run("window.stayed = true; return null;").await;

        window.turn_to(&first).await;
        window.run("window.stayed = true; return null;").await;
        window.click("vitrine-product .sheet-acts .button-quiet").await;
        basket_holds(&window, 1).await;
        window.turn_to(&second).await;
        basket_holds(&window, 1).await;
        window.click("vitrine-basket-button a").await;
        window.click("vitrine-sheet .basket [data-focus$='-plus']").await;
        basket_holds(&window, 2).await;
        window.screenshot("basket-sheet").await;
        window.turn_to(&first).await;
        basket_holds(&window, 2).await;
        window.fits().await;

        // What was put in on another device is there too, beside what the guest has.
        window.turn_to(&second).await;
        assert_eq!(window.run("return window.stayed;").await, true, "this tab was not loaded again");
        sign_in(&window, &base, &ben, &product).await;
        basket_holds(&window, 3).await;
        window.click("vitrine-product .sheet-acts .button-quiet").await;
        basket_holds(&window, 4).await;
        window.turn_to(&first).await;
        basket_holds(&window, 4).await;
        assert_eq!(window.run("return window.stayed;").await, true, "nor was this one");
        window.click("vitrine-basket-button a").await;
        window.until("document.querySelectorAll('vitrine-sheet .basket-line').length === 2").await;
        window.screenshot("basket-joined").await;
        window.has_no_complaints().await;
        driver.stop().await;
    }
}
