//! Buying inside the show: from the tap on the picture to the order, while the
//! picture goes on.

use kit::webdriver::{Driver, Screen, Window};
use kit::{card, on_one};
use serde_json::json;

use crate::host::go_live;
use crate::room::{is_in_the_room, sign_in};
use crate::stall::{Stall, card_is_up, order_number, pays_with, says_how, says_where, says_who};
use crate::viewer::{frames_advance, player_is};

/// Notes the picture that is watched, and whatever may stop it.
const WATCH: &str = "
    const video = document.querySelector('vitrine-player video');
    window.watched = { video, stops: [] };
    for (const name of ['pause', 'emptied', 'ended']) video.addEventListener(name, () => window.watched.stops.push(name));
    return null;";

/// Notes what the ticker says.
const HEAR_SALES: &str = "
    window.sales = [];
    const ticker = document.querySelector('vitrine-ticker');
    new MutationObserver(() => {
        if (ticker.textContent) window.sales.push(ticker.textContent.trim());
    }).observe(ticker, { childList: true });
    return null;";

/// Ten more pictures are shown, of the same stream in the same place, its time goes on, and nothing has stopped it since it was first looked at.
async fn the_show_goes_on(window: &Window) {
    let now = "return window.watched.video.currentTime;";
    let before = window.run(now).await.as_f64().expect("a time");
    frames_advance(window).await;
    let after = window.run(now).await.as_f64().expect("a time");
    assert!(
        after > before,
        "the picture's time goes on: {before} s, {after} s"
    );
    let seen = "const { video, stops } = window.watched;
        const shown = video === document.querySelector('vitrine-player video') && video.checkVisibility() && video.getBoundingClientRect().height > 100;
        return shown ? stops.join() : 'out of sight';";
    assert_eq!(window.run(seen).await, "", "the picture stays and plays on");
}

on_one! {
    async fn the_host_pins_and_a_shopper_buys_without_leaving_the_show(kit) {
        let stall = Stall::plan(kit, 7).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let host = Window::open(&driver, Screen::Desktop).await;
        sign_in(&host, &base, &stall.host, &stall.show.studio()).await;
        go_live(&host).await;
        let shopper = Window::open(&driver, Screen::Phone).await;
        shopper.goto(&format!("{base}{}", stall.show.page())).await;
        player_is(&shopper, "playing").await;
        is_in_the_room(&shopper).await;
        shopper.run(WATCH).await;
        assert!(!shopper.has(".goods-card").await, "nothing is pinned");

        host.find("vitrine-run-of-show[data-live]").await;
        host.click(".run-line .run-pin").await;
        host.find(".run-line[data-pinned]").await;
        card_is_up(&shopper, "Breakfast bowl").await;
        the_show_goes_on(&shopper).await;
        shopper.fits().await;
        shopper.screenshot("buying-card").await;

        shopper.click(".goods-card[data-front] .goods-buy").await;
        // Its description comes with today's stock, and draws what can be pressed anew.
        shopper.find(".look-words").await;
        shopper.click(".option:has([value=Midnight])").await;
        shopper.until("document.querySelector('.option [value=Midnight]').checked").await;
        the_show_goes_on(&shopper).await;
        shopper.screenshot("buying-product").await;
        shopper.click("vitrine-product .sheet-acts .button-accent").await;

        shopper.find("#email").await;
        assert_eq!((stall.left(0).await, stall.left(1).await), (7, 6), "a midnight one is set aside");
        the_show_goes_on(&shopper).await;
        shopper.screenshot("buying-contact").await;
        says_who(&shopper).await;
        shopper.find("#address-name").await;
        the_show_goes_on(&shopper).await;
        shopper.screenshot("buying-address").await;
        says_where(&shopper).await;
        shopper.find("vitrine-checkout .choice").await;
        the_show_goes_on(&shopper).await;
        shopper.screenshot("buying-shipping").await;
        says_how(&shopper).await;
        shopper.find(".pay-button").await;
        the_show_goes_on(&shopper).await;
        shopper.fits().await;
        shopper.screenshot("buying-pay").await;
        host.until("document.querySelector('.sales [data-part=orders]').textContent === '0'").await;
        host.run("window.stayed = true; return null;").await;

        shopper.run(HEAR_SALES).await;
        pays_with(&shopper, card::GOOD).await;
        assert_eq!(order_number(&shopper).await, "Order 1001");
        shopper.until("window.sales.length > 0").await;
        assert_eq!(shopper.run("return window.sales[0];").await, "Berta L. bought Breakfast bowl");
        the_show_goes_on(&shopper).await;
        shopper.screenshot("buying-done").await;
        shopper.click(".done .button-accent").await;
        shopper.until("document.querySelector('vitrine-sheet').hidden").await;
        the_show_goes_on(&shopper).await;

        host.until("document.querySelector('.sales [data-part=orders]').textContent === '1'").await;
        host.until("document.querySelector('.sales [data-part=revenue]').textContent === '€39.00'").await;
        host.until("document.querySelector('.sales-table .sales-name').textContent === 'Breakfast bowl'").await;
        assert_eq!(host.run("return window.stayed;").await, true, "the console was not loaded again");
        host.screenshot("console-sold").await;
        for window in [&host, &shopper] {
            window.fits().await;
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }

    async fn a_card_is_declined_and_another_one_pays_in_the_same_sheet(kit) {
        let stall = Stall::plan(kit, 7).await;
        let broadcast = stall.on_the_air(kit).await;
        stall.pin().await;
        let driver = Driver::start().await;
        for (screen, number, left) in [(Screen::Desktop, 1_001, 6), (Screen::Phone, 1_002, 5)] {
            let shopper = Window::open(&driver, screen).await;
            shopper.goto(&kit.guest().url(&stall.show.page())).await;
            player_is(&shopper, "playing").await;
            shopper.run(WATCH).await;
            card_is_up(&shopper, "Breakfast bowl").await;
            shopper.click(".goods-card[data-front] .goods-buy").await;
            shopper.find(".look-words").await;
            shopper.click("vitrine-product .sheet-acts .button-accent").await;
            says_who(&shopper).await;
            says_where(&shopper).await;
            says_how(&shopper).await;
            shopper.run("window.sheet = document.querySelector('vitrine-checkout'); return null;").await;
            pays_with(&shopper, card::DECLINED).await;
            let why = shopper.text(".pay .notice-bad strong").await;
            assert!(why.ends_with("0002: your bank said no."), "{why}");
            let chosen = shopper.run("return document.querySelector('.test-card input:checked').value;").await;
            assert_ne!(chosen, card::DECLINED, "another one is proposed");
            the_show_goes_on(&shopper).await;
            shopper.fits().await;
            shopper.screenshot("buying-declined").await;
            assert_eq!(stall.left(0).await, left, "it stays set aside");
            pays_with(&shopper, card::GOOD).await;
            assert_eq!(order_number(&shopper).await, format!("Order {number}"));
            let same = "return window.sheet === document.querySelector('vitrine-checkout');";
            assert_eq!(shopper.run(same).await, true, "it is the same checkout");
            the_show_goes_on(&shopper).await;
            shopper.has_no_complaints().await;
            shopper.close().await;
        }
        broadcast.leave().await;
        driver.stop().await;
    }

    async fn whoever_can_not_prove_it_pays_in_another_way_and_need_not_be_named(kit) {
        let stall = Stall::plan(kit, 7).await;
        let broadcast = stall.on_the_air(kit).await;
        stall.pin().await;
        let driver = Driver::start().await;
        let onlooker = Window::open(&driver, Screen::Desktop).await;
        onlooker.goto(&kit.guest().url(&stall.show.page())).await;
        is_in_the_room(&onlooker).await;
        onlooker.run(HEAR_SALES).await;
        let shopper = Window::open(&driver, Screen::Phone).await;
        shopper.goto(&kit.guest().url(&stall.show.page())).await;
        player_is(&shopper, "playing").await;
        shopper.run(WATCH).await;
        card_is_up(&shopper, "Breakfast bowl").await;
        shopper.click(".goods-card[data-front] .goods-buy").await;
        shopper.click("vitrine-product .sheet-acts .button-accent").await;
        says_who(&shopper).await;
        says_where(&shopper).await;
        says_how(&shopper).await;
        shopper.click("vitrine-checkout [name=named]").await;
        pays_with(&shopper, card::CHALLENGE).await;
        shopper.find("[data-step=challenge]").await;
        shopper.fits().await;
        shopper.screenshot("buying-challenge").await;
        shopper.click("[data-step=challenge] .row .button-quiet:first-child").await;
        shopper.find("[data-step=another]").await;
        shopper.screenshot("buying-another-way").await;
        pays_with(&shopper, card::GOOD).await;
        assert_eq!(order_number(&shopper).await, "Order 1001");
        the_show_goes_on(&shopper).await;
        onlooker.until("window.sales.length > 0").await;
        assert_eq!(onlooker.run("return window.sales[0];").await, "Someone bought Breakfast bowl");
        assert_eq!(stall.left(0).await, 6, "one is sold, and none is held twice");
        for window in [&onlooker, &shopper] {
            window.has_no_complaints().await;
        }
        broadcast.leave().await;
        driver.stop().await;
    }

    async fn what_can_be_pressed_stays_where_it_is_while_others_buy(kit) {
        let stall = Stall::plan(kit, 7).await;
        let broadcast = stall.on_the_air(kit).await;
        stall.pin().await;
        let driver = Driver::start().await;
        let shopper = Window::open(&driver, Screen::Phone).await;
        shopper.goto(&kit.guest().url(&stall.show.page())).await;
        is_in_the_room(&shopper).await;
        card_is_up(&shopper, "Breakfast bowl").await;
        let (card, sheet) = (".goods-card[data-front] .goods-buy", "vitrine-product .sheet-acts .button-accent");
        let remember = "window.pressed = document.querySelector(arguments[0]); window.pressed.focus(); return null;";
        let same = "return window.pressed === document.querySelector(arguments[0]) && window.pressed === document.activeElement;";
        let others = json!([{ "variant": stall.bowl.variant(), "quantity": 1 }]);
        shopper.run_with(remember, vec![json!(card)]).await;
        kit.guest().checkout(&stall.casa, &others).await;
        shopper.until("document.querySelector('.goods-card[data-front] .goods-left').textContent === '13 left'").await;
        assert_eq!(shopper.run_with(same, vec![json!(card)]).await, true, "the card's button");
        shopper.click(card).await;
        shopper.find(".look-words").await;
        shopper.run_with(remember, vec![json!(sheet)]).await;
        kit.guest().checkout(&stall.casa, &others).await;
        shopper.until("document.querySelector('vitrine-product .look-left').textContent === '5 left'").await;
        assert_eq!(shopper.run_with(same, vec![json!(sheet)]).await, true, "the sheet's button");
        shopper.has_no_complaints().await;
        broadcast.leave().await;
        driver.stop().await;
    }
}
