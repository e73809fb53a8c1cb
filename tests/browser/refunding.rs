//! What a shop gives back, in the studio.

use kit::on_one;
use kit::webdriver::{Driver, Screen, Window};
use serde_json::json;

use crate::room::sign_in;
use crate::stall::Stall;

async fn product_page_says(window: &Window, url: &str, left: &str) {
    window.goto(url).await;
    window
        .until(&format!(
            "document.querySelector('vitrine-product .look-left')?.textContent === '{left}'"
        ))
        .await;
}

on_one! {
    async fn the_shop_refunds_an_order_and_the_stock_returns(kit) {
        let stall = Stall::plan(kit, 7).await;
        let lines = json!([{ "variant": stall.bowl.variant(), "quantity": 2 }]);
        let base = kit.guest().url("");
        let page = format!("{base}{}", stall.product_page());
        let driver = Driver::start().await;
        let shopper = Window::open(&driver, Screen::Phone).await;
        product_page_says(&shopper, &page, "7 left").await;
        let order = kit.guest().checkout(&stall.casa, &lines).await.buy().await;
        product_page_says(&shopper, &page, "5 left").await;

        let staff = Window::open(&driver, Screen::Desktop).await;
        let path = format!("/studio/shops/{}/orders/{}", stall.casa.slug, order["id"].as_str().expect("an id"));
        sign_in(&staff, &base, &stall.host, &path).await;
        assert_eq!(staff.run("return document.querySelector('h1 .state').dataset.state;").await, "paid");
        staff.click("#refund summary").await;
        assert_eq!(staff.run("return document.querySelector('#refund [data-part=restock]').checked;").await, true);
        staff.fill("#reason", "Cracked on the way").await;
        staff.screenshot("refund-form").await;
        staff.click("#refund [data-part=send]").await;
        staff.find("dialog.ask .button-danger").await;
        staff.screenshot("refund-asked").await;
        staff.click("dialog.ask .button-danger").await;
        staff.until("document.querySelector('h1 .state')?.dataset.state === 'refunded'").await;
        staff.until("document.querySelector('.order-what .order-back')").await;
        staff.screenshot("order-refunded").await;
        staff.fits().await;
        product_page_says(&shopper, &page, "7 left").await;
        shopper.fits().await;
        shopper.screenshot("product").await;
        assert_eq!(stall.left(0).await, 7);
        let seen = stall.casa.order(&order).await;
        assert_eq!((&seen["refunded"], &seen["lines"][0]["restocked"]), (&seen["total"], &json!(2)));
        for window in [&staff, &shopper] {
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }
}
