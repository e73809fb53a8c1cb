//! A time that is booked far away, across a change of the clocks, and kept: each of the
//! two by their own clock, until they see each other.

use advisor::bookings::local;
use chrono::{DateTime, Datelike, FixedOffset, NaiveTime, TimeDelta, TimeZone, Utc};
use kit::webdriver::{Driver, Screen, Window};
use kit::{Kit, Method, eventually, on_one};
use serde_json::json;
use shop::mails::MailKind;

use crate::room::sign_in;
use crate::stall::Stall;
use crate::viewer::frames_advance;

const SHOP: &str = "Europe/Madrid";
const SHOPPER: &str = "America/Bogota";
const BOOKINGS: &str = "/studio/shops/casa-lumen/advice/bookings";

fn offset(at: DateTime<Utc>) -> FixedOffset {
    *local(at, SHOP).offset()
}

/// The next time the shop's clocks change, but for an hour.
fn next_change(now: DateTime<Utc>) -> DateTime<Utc> {
    let hours = (0..24 * 400).map(|hour| now + TimeDelta::hours(hour));
    let mut before = hours.filter(|at| offset(*at) != offset(*at + TimeDelta::hours(1)));
    before.next().expect("clocks change twice a year") + TimeDelta::hours(1)
}

/// Three in the afternoon by the shop's clock, on the second day after `change`.
fn afternoon(change: DateTime<Utc>) -> DateTime<Utc> {
    let day = local(change, SHOP).date_naive() + TimeDelta::days(2);
    let shown = day.and_time(NaiveTime::from_hms_opt(15, 0, 0).expect("a time"));
    let at = offset(change + TimeDelta::days(1)).from_local_datetime(&shown);
    at.single().expect("a time").to_utc()
}

async fn lives_in(window: &Window, zone: &str) {
    window
        .devtools("Emulation.setTimezoneOverride", &json!({ "timezoneId": zone }))
        .await;
}

fn passes(kit: &Kit, until: DateTime<Utc>) {
    let ahead = until - kit.now();
    kit.advance(ahead.to_std().expect("forward"));
}

/// The shop takes bookings, of whoever owns it, in the afternoon.
async fn takes_bookings(stall: &Stall) {
    let terms = json!({ "on": true, "length_min": 30, "after_min": 10, "notice_min": 120, "ahead_days": 30 });
    let put = stall.casa.api(Method::PUT, "/advice/bookings/terms").json(&terms);
    put.send().await.expect(200);
    let week = vec![json!([{ "open": "15:00", "close": "18:00" }]); 7];
    let offer = json!({ "offers": true, "zone": SHOP, "week": week });
    let put = stall.casa.api(Method::PUT, "/advice/me/bookings").json(&offer);
    put.send().await.expect(200);
}

/// Waits until so many reminders have been asked for.
async fn is_reminded(kit: &Kit, times: usize) {
    eventually("a reminder", async || {
        let mails = kit.app().commerce.mails(None, 100).await.expect("readable");
        let reminders = mails.iter().filter(|mail| mail.kind == MailKind::BookingSoon);
        (reminders.count() == times).then_some(())
    })
    .await;
}

async fn is_led_to(window: &Window, start: &str) {
    eventually(&format!("a page below {start}"), async || {
        window.path().await.starts_with(start).then_some(())
    })
    .await;
}

async fn sees_the_other(window: &Window) {
    window
        .until("document.querySelector('vitrine-advice-call')?.dataset.other === 'playing'")
        .await;
    frames_advance(window).await;
}

on_one! {
    async fn a_time_booked_far_away_across_a_change_of_the_clocks_is_kept(kit) {
        let change = next_change(kit.now());
        passes(kit, change - TimeDelta::days(3));
        let starts_at = afternoon(change);
        assert_ne!(offset(kit.now()), offset(starts_at), "it lies behind the change");
        let stall = Stall::plan(kit, 7).await;
        takes_bookings(&stall).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let desk = Window::open(&driver, Screen::Desktop).await;
        lives_in(&desk, SHOP).await;
        sign_in(&desk, &base, &stall.host, BOOKINGS).await;
        desk.find(".booking-desk .empty").await;
        desk.fits().await;
        desk.screenshot("bookings-none").await;

        let shopper = Window::open(&driver, Screen::Phone).await;
        lives_in(&shopper, SHOPPER).await;
        shopper.goto(&format!("{base}{}", stall.product_page())).await;
        shopper.click("vitrine-book-link a:not([hidden])").await;
        shopper.until(&format!("document.querySelector('#zone')?.value === '{SHOPPER}'")).await;
        let theirs = local(starts_at, SHOPPER);
        let day = theirs.date_naive();
        shopper.click(&format!(".book-day[href*='day={day}']")).await;
        shopper.find(&format!(".book-day[aria-current][href*='day={day}']")).await;
        shopper.fits().await;
        shopper.screenshot("booking-choose").await;
        let value = starts_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let time = format!(".book-time:has([value='{value}'])");
        assert_eq!(shopper.text(&format!("{time} span")).await, theirs.format("%H:%M").to_string());
        shopper.click(&time).await;
        shopper.fill("#name", "Eva").await;
        shopper.fill("#mail", "eva@example.org").await;
        shopper.fill("#topic", "Which bowl goes with blue plates?").await;
        shopper.click(".book-form [type=submit]").await;
        is_led_to(&shopper, "/advice/bookings/").await;
        let when = shopper.text(".booking-when").await;
        assert!(when.contains(&theirs.format("%H:%M").to_string()) && when.contains(&day.year().to_string()), "{when}");
        assert!(shopper.text(".booking-zone").await.contains("America/Bogota"));
        shopper.fits().await;
        shopper.screenshot("booking-ahead").await;
        let page = shopper.path().await;

        desk.goto(&format!("{base}{BOOKINGS}")).await;
        let booked = desk.text(".desk-booking").await;
        assert!(booked.contains("15:00–15:30") && booked.contains(&theirs.format("%H:%M").to_string()), "{booked}");
        desk.click(".desk-booking-prepare summary").await;
        desk.fill(".desk-booking textarea", "Has blue plates").await;
        desk.fill(".booking-goods input", "bowl").await;
        desk.click(".booking-hit").await;
        desk.find(".booking-goods-chosen [data-product]").await;
        desk.click(".desk-booking-prepare [type=submit]").await;
        desk.until("!document.querySelector('.desk-booking-prepare vitrine-api-form').hasAttribute('data-dirty')").await;
        desk.fits().await;
        desk.screenshot("bookings-prepared").await;

        passes(kit, starts_at - TimeDelta::hours(24));
        is_reminded(kit, 1).await;
        passes(kit, starts_at - TimeDelta::hours(1));
        is_reminded(kit, 2).await;

        passes(kit, starts_at - TimeDelta::minutes(5));
        desk.goto(&format!("{base}/studio/shops/casa-lumen/advice")).await;
        desk.click(".advice-state label:has([value=on])").await;
        desk.find("vitrine-booking-next li").await;
        shopper.goto(&format!("{base}{page}")).await;
        shopper.find(".booking-here button").await;
        shopper.fits().await;
        shopper.screenshot("booking-due").await;
        shopper.click(".booking-here button").await;
        desk.click(".desk-ticket[data-rings] .button-accent").await;
        for window in [&desk, &shopper] {
            is_led_to(window, "/advice/sessions/").await;
        }
        shopper.click("vitrine-advice-call:defined [data-action=join-seen]").await;
        for window in [&desk, &shopper] {
            sees_the_other(window).await;
        }
        desk.find(".booking-prepared-one").await;
        assert!(desk.text(".booking-prepared").await.contains("Has blue plates"));
        desk.fits().await;
        desk.screenshot("booking-kept").await;
        desk.click(".booking-prepared-one").await;
        desk.find(".shown-cards > *").await;

        let id = page.rsplit('/').next().expect("an id");
        eventually("the booking to be kept", async || {
            let seen = stall.host.api(Method::GET, &format!("/advice/bookings/{id}")).send().await.expect(200).json();
            (seen["state"] == "kept").then_some(())
        })
        .await;
        for window in [&desk, &shopper] {
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }
}

on_one! {
    async fn a_time_is_moved_and_cancelled_on_either_screen(kit) {
        let stall = Stall::plan(kit, 7).await;
        takes_bookings(&stall).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let desk = Window::open(&driver, Screen::Phone).await;
        lives_in(&desk, SHOP).await;
        let shopper = Window::open_with(&driver, Screen::Desktop, &["--accept-lang=es"]).await;
        lives_in(&shopper, "Asia/Kathmandu").await;
        shopper.goto(&format!("{base}/shops/casa-lumen/advice/book")).await;
        shopper.until("document.querySelector('#zone')?.value.startsWith('Asia/Ka')").await;
        shopper.click(".book-days > li:nth-child(3) .book-day").await;
        shopper.find(".book-days > li:nth-child(3) .book-day[aria-current]").await;
        shopper.fill("#name", "Eva").await;
        shopper.fill("#mail", "eva@example.org").await;
        shopper.click(".book-time:first-child").await;
        shopper.fits().await;
        shopper.screenshot("booking-choose").await;
        shopper.click(".book-form [type=submit]").await;
        is_led_to(&shopper, "/advice/bookings/").await;
        shopper.fits().await;
        shopper.screenshot("booking-ahead").await;
        let before = shopper.text(".booking-when").await;
        shopper.click(".booking-acts a[href*='booking=']").await;
        shopper.find(".book-from").await;
        shopper.click(".book-time:last-child").await;
        shopper.click(".book-form [type=submit]").await;
        is_led_to(&shopper, "/advice/bookings/").await;
        assert_ne!(shopper.text(".booking-when").await, before);
        assert!(shopper.text(".booking-card").await.contains("Tu hora está reservada"));

        sign_in(&desk, &base, &stall.host, BOOKINGS).await;
        desk.find(".desk-booking").await;
        desk.fits().await;
        desk.screenshot("bookings").await;
        desk.click(".desk-booking vitrine-confirm button").await;
        desk.click("dialog.ask .button-danger").await;
        desk.find(".booking-desk .empty").await;
        shopper.goto(&format!("{base}{}", shopper.path().await)).await;
        shopper.find("[data-standing=over]").await;
        shopper.screenshot("booking-cancelled").await;

        // What is offered is said on the desk's own page.
        desk.click("#offer summary").await;
        // Its keys depend on the browser's language.
        desk.run("document.querySelector('#day-off').value = '2030-01-01';").await;
        desk.click("[data-action=add-day]").await;
        desk.find("[data-day-off]").await;
        desk.fits().await;
        desk.screenshot("bookings-offer").await;
        desk.click("#offer [type=submit]").await;
        eventually("the day off to be kept", async || {
            let offer = stall.casa.api(Method::GET, "/advice/me/bookings").send().await.expect(200).json();
            (offer["days_off"].as_array().is_some_and(|days| days.len() == 1) && offer["zone"] == SHOP).then_some(())
        })
        .await;
        for window in [&desk, &shopper] {
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }
}
