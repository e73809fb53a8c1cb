//! The last one: held, given up, and the next in line has it.

use std::time::Duration;

use kit::webdriver::{Driver, Screen, Window};
use kit::{Method, card, eventually_within, on_one};
use model::Timestamp;
use serde_json::json;

use crate::room::{is_in_the_room, sign_in};
use crate::stall::{Stall, card_is_up, order_number, pays_with, says_where};
use crate::viewer::player_is;

/// What is left of the hold when its shopper looks again: enough for a busy
/// machine to show the page.
const LAST_SECONDS: Duration = Duration::from_secs(20);
/// For those to run out.
const UNTIL_OVER: Duration = Duration::from_secs(40);

on_one! {
    async fn a_hold_runs_out_and_the_unit_goes_to_the_next_in_line(kit) {
        let stall = Stall::plan_the_last_one(kit).await;
        let (ben, eva) = (kit.sign_up("ben").await, kit.sign_up("eva").await);
        let broadcast = stall.on_the_air(kit).await;
        stall.pin().await;
        let (base, page) = (kit.guest().url(""), stall.show.page());
        let driver = Driver::start().await;
        let holder = Window::open(&driver, Screen::Phone).await;
        let next = Window::open(&driver, Screen::Phone).await;
        for (window, person) in [(&holder, &ben), (&next, &eva)] {
            sign_in(window, &base, person, &page).await;
            is_in_the_room(window).await;
            card_is_up(window, "Breakfast bowl").await;
        }
        holder.click(".goods-card[data-front] .goods-buy").await;
        holder.find("#address-name").await;
        assert_eq!(stall.left(0).await, 0);

        next.until("document.querySelector('.goods-card[data-front]').hasAttribute('data-sold-out')").await;
        next.screenshot("line-sold-out").await;
        next.click(".goods-card[data-front] .goods-buy").await;
        next.click("vitrine-waiting-line .button-accent").await;
        next.until("document.querySelector('.line-words').textContent.includes('1st in line')").await;
        next.screenshot("line-waiting").await;

        let held = ben.api(Method::GET, &stall.casa.path("/holds")).send().await.expect(200).json();
        let until: Timestamp = held["items"][0]["until"].as_str().and_then(|at| at.parse().ok()).expect("a time");
        let left = (until - kit.now()).to_std().expect("it is held");
        kit.advance(left.saturating_sub(LAST_SECONDS));
        // A page loaded now knows what time it is by the server's clock.
        holder.goto(&format!("{base}{page}")).await;
        holder.click(".held-place .held").await;
        holder.find("vitrine-checkout .hold[data-short]").await;
        holder.screenshot("hold-short").await;
        assert_eq!(stall.left(0).await, 0, "it is still held");
        let told = "return Boolean(document.querySelector('.toast')?.textContent.includes('It is held for you'));";
        eventually_within(UNTIL_OVER, "the next in line to be told", async || (next.run(told).await == true).then_some(())).await;
        next.screenshot("line-offered").await;
        next.click(".toast button").await;
        next.find("#address-name").await;
        let over = "document.querySelector('vitrine-checkout [role=alert] h3')?.textContent === 'Your time is over.'";
        holder.until(over).await;
        holder.screenshot("hold-over").await;
        says_where(&next).await;
        pays_with(&next, card::GOOD).await;
        assert_eq!(order_number(&next).await, "Order 1001");
        next.screenshot("line-bought").await;
        // Who was too late is told so, and pays nothing.
        holder.click("vitrine-checkout .button-accent").await;
        holder.until("document.querySelector('vitrine-checkout [role=alert] h3')?.textContent.startsWith('Sold out')").await;
        player_is(&next, "playing").await;
        for window in [&holder, &next] {
            window.fits().await;
        }
        broadcast.leave().await;
        driver.stop().await;
    }

    async fn a_guest_who_got_in_line_is_told_on_the_page_that_was_open_before(kit) {
        let stall = Stall::plan_the_last_one(kit).await;
        let broadcast = stall.on_the_air(kit).await;
        stall.pin().await;
        let lines = json!([{ "variant": stall.bowl.variant(), "quantity": 1 }]);
        let driver = Driver::start().await;
        for screen in Screen::ALL {
            let holder = kit.guest().checkout(&stall.casa, &lines).await;
            let guest = Window::open(&driver, screen).await;
            guest.goto(&kit.guest().url(&stall.show.page())).await;
            is_in_the_room(&guest).await;
            card_is_up(&guest, "Breakfast bowl").await;
            guest.click(".goods-card[data-front] .goods-buy").await;
            guest.click("vitrine-waiting-line .button-accent").await;
            guest.until("document.querySelector('.line-words').textContent.includes('1st in line')").await;
            guest.click("vitrine-sheet [data-action=close]").await;
            holder.browser.api(Method::DELETE, &holder.path("")).send().await.expect(204);
            guest.until("document.querySelector('.toast')?.textContent.includes('It is held for you')").await;
            guest.until("document.querySelector('.held-place .held')?.textContent.includes('Take it')").await;
            guest.fits().await;
            guest.screenshot("line-guest-offered").await;
            guest.click(".held-place .held-away").await;
            guest.until("document.querySelector('.held-place').hidden").await;
            assert_eq!(stall.left(0).await, 1, "who would rather not have it leaves it to others");
            guest.has_no_complaints().await;
            guest.close().await;
        }
        broadcast.leave().await;
        driver.stop().await;
    }
}
