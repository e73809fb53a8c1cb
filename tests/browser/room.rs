//! The room as people use it: they talk, ask, send hearts, keep order, follow,
//! and see it all again in the replay.

use std::time::Duration;

use kit::webdriver::{Driver, Screen, Window};
use kit::{Kit, Method, Person, Planned, Wire, eventually, on_one};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::viewer::{frames_advance, player_is};

const CUT: Duration = Duration::from_secs(5);

/// Signs `person` in through the form and goes to `path`. `base` is where the
/// browser finds the server.
pub(crate) async fn sign_in(window: &Window, base: &str, person: &Person, path: &str) {
    window.goto(&format!("{base}/signin?next={path}")).await;
    window
        .fill("form[action='/signin'] [name=login]", &person.handle)
        .await;
    window
        .fill("form[action='/signin'] [name=password]", &person.password)
        .await;
    window.click("form[action='/signin'] button[type=submit]").await;
    window.arrives_at(path).await;
}

pub(crate) async fn is_in_the_room(window: &Window) {
    window
        .until("document.querySelector('vitrine-room')?.dataset.status === 'open'")
        .await;
}

/// Writes into the composer and sends it, as with the return key.
async fn say(window: &Window, text: &str) {
    window
        .until("!document.querySelector('vitrine-composer [data-part=field]').disabled")
        .await;
    window.fill("vitrine-composer [data-part=field]", text).await;
    window
        .run("document.querySelector('vitrine-composer form').requestSubmit(); return null;")
        .await;
}

/// What stands in the chat, oldest first.
pub(crate) async fn said(window: &Window) -> Vec<String> {
    let texts =
        "return [...document.querySelectorAll('.chat-log .message-text')].map(text => text.textContent);";
    let texts = window.run(texts).await;
    serde_json::from_value(texts).expect("a list of texts")
}

pub(crate) async fn reads(window: &Window, text: &str) {
    eventually(&format!("{text:?} to be read"), async || {
        said(window).await.iter().any(|said| said == text).then_some(())
    })
    .await;
}

async fn reads_no_more(window: &Window, text: &str) {
    eventually(&format!("{text:?} to be gone"), async || {
        said(window).await.iter().all(|said| said != text).then_some(())
    })
    .await;
}

/// A live show of `host`'s whose picture a program sends.
pub(crate) async fn on_the_air(kit: &Kit, host: &Person) -> (Planned, kit::Broadcast) {
    let show = host.create_show("Evening glaze").await;
    let broadcast = kit.guest().broadcast(&show).await;
    kit.is_live(&show).await;
    (show, broadcast)
}

on_one! {
    async fn two_people_talk_ask_and_send_hearts_and_the_host_keeps_order(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let (show, broadcast) = on_the_air(kit, &ana).await;
        let (base, page) = (kit.guest().url(""), show.page());
        let driver = Driver::start().await;
        let host = Window::open(&driver, Screen::Desktop).await;
        let guest = Window::open(&driver, Screen::Phone).await;
        sign_in(&host, &base, &ana, &page).await;
        sign_in(&guest, &base, &ben, &page).await;
        for window in [&host, &guest] {
            is_in_the_room(window).await;
            player_is(window, "playing").await;
        }

        say(&guest, "is it real linen? <img src=x onerror=alert(1)>").await;
        reads(&host, "is it real linen? <img src=x onerror=alert(1)>").await;
        assert!(!host.has(".chat-log .message-text img").await, "what is typed is text");
        say(&host, "@ben it is").await;
        reads(&guest, "@ben it is").await;
        guest.until("document.querySelector('.message[data-for-you] .message-mention')").await;

        guest.click("vitrine-composer [data-action=question]").await;
        say(&guest, "Can it be washed?").await;
        host.click(".talk-tab-list a[href='#questions']").await;
        host.click(".question [data-action=now]").await;
        let on_screen = "document.querySelector('.on-screen:not([hidden]) [data-part=what]')?.textContent === 'Can it be washed?'";
        guest.until(on_screen).await;
        guest.fits().await;
        guest.screenshot("room-question").await;
        host.screenshot("room-question").await;
        host.click(".question [data-action=done]").await;
        guest.until("document.querySelector('.on-screen').hidden").await;
        host.click(".talk-tab-list a[href='#chat']").await;

        guest.click(".heart-button").await;
        host.until("Number(document.querySelector('vitrine-heart [data-part=hearts]').textContent) >= 1").await;

        say(&guest, "something rude").await;
        reads(&host, "something rude").await;
        host.run("[...document.querySelectorAll('.chat-log .message')].at(-1).querySelector('.message-more').click(); return null;").await;
        host.find(".message-menu:popover-open button").await;
        host.screenshot("room-menu").await;
        // The entry that deletes asks first, in its place.
        for _ in 0..2 {
            host.run("[...document.querySelectorAll('.message-menu button')].find(entry => entry.querySelector('use').getAttribute('href').endsWith('#trash')).click(); return null;").await;
        }
        reads_no_more(&guest, "something rude").await;
        reads_no_more(&host, "something rude").await;
        guest.screenshot("room-chat").await;
        host.screenshot("room-chat").await;
        for window in [&host, &guest] {
            window.fits().await;
            window.has_no_complaints().await;
        }
        broadcast.leave().await;
        driver.stop().await;
    }

    async fn who_is_cut_off_for_five_seconds_misses_nothing_and_reads_nothing_twice(kit) {
        let wire = Wire::lay(kit).await;
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let (show, broadcast) = on_the_air(kit, &ana).await;
        let (mut host, _) = ana.enter(&show).await;
        let driver = Driver::start().await;
        let guest = Window::open(&driver, Screen::Phone).await;
        sign_in(&guest, &wire.url(""), &ben, &show.page()).await;
        is_in_the_room(&guest).await;
        host.say("before").await;
        reads(&guest, "before").await;

        wire.cut();
        for text in ["one", "two", "three"] {
            host.say(text).await;
        }
        sleep(CUT).await;
        assert_eq!(said(&guest).await, ["before"], "the line is cut");
        wire.join();
        reads(&guest, "three").await;
        host.say("after").await;
        reads(&guest, "after").await;
        assert_eq!(said(&guest).await, ["before", "one", "two", "three", "after"]);
        broadcast.leave().await;
        driver.stop().await;
    }

    async fn who_follows_is_told_the_moment_the_host_goes_live(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let window = Window::open(&driver, Screen::Phone).await;
        sign_in(&window, &base, &ben, "/@ana").await;
        window.click(".follow-button").await;
        window.until("document.querySelector('.follow-button').getAttribute('aria-pressed') === 'true'").await;
        window.screenshot("profile-followed").await;
        window.goto(&format!("{base}/")).await;

        let (show, broadcast) = on_the_air(kit, &ana).await;
        window.until("document.querySelector('.bell-count').textContent === '1'").await;
        window.goto(&format!("{base}/inbox")).await;
        window.screenshot("inbox").await;
        window.fits().await;
        window.click(&format!("main a[href*='{}']", show.id)).await;
        window.arrives_at(&show.page()).await;
        player_is(&window, "playing").await;
        window.has_no_complaints().await;
        broadcast.leave().await;
        driver.stop().await;
    }

    async fn a_friend_comes_in_and_a_stranger_finds_nothing(kit) {
        let (ana, ben, eve) = (kit.sign_up("ana").await, kit.sign_up("ben").await, kit.sign_up("eve").await);
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let host = Window::open(&driver, Screen::Desktop).await;
        sign_in(&host, &base, &ana, "/friends").await;
        host.fill("[name=name]", "Sundays").await;
        host.click("form[action='/friends/groups'] button").await;
        host.fill("[name=handle]", "@ben").await;
        host.click("form[action$='/members'] button").await;
        host.find(".lines a[href='/@ben']").await;
        host.screenshot("friends").await;
        host.fits().await;
        let show = ana.plan(&json!({ "title": "Lamps", "visibility": "private" })).await;
        host.goto(&format!("{base}{}", show.studio())).await;
        host.click("#audience [name=group]").await;
        host.click("#audience form[action$='/audience'] button[type=submit]").await;
        host.until("document.querySelector('#audience [name=group]')?.checked").await;
        host.click("#audience form[action$='/links'] button").await;
        host.find("#audience .copy-fresh code").await;
        host.screenshot("studio-audience").await;
        host.fits().await;

        let broadcast = kit.guest().broadcast(&show).await;
        kit.is_live(&show).await;
        let friend = Window::open(&driver, Screen::Phone).await;
        sign_in(&friend, &base, &ben, "/").await;
        friend.screenshot("home-invited").await;
        friend.click(&format!("main a[href='{}']", show.page())).await;
        player_is(&friend, "playing").await;
        frames_advance(&friend).await;
        is_in_the_room(&friend).await;

        let stranger = Window::open(&driver, Screen::Phone).await;
        sign_in(&stranger, &base, &eve, "/").await;
        stranger.goto(&format!("{base}{}", show.page())).await;
        assert_eq!(stranger.text("main .status").await, "404");
        stranger.screenshot("not-invited").await;
        stranger.goto(&host.text("#audience .copy-fresh code").await).await;
        stranger.click("main form[action*='/join/'] button").await;
        stranger.arrives_at(&show.page()).await;
        player_is(&stranger, "playing").await;

        let members = ana.api(Method::GET, "/groups").send().await.expect(200).json();
        let group = members["items"][0]["id"].as_str().expect("an id").to_owned();
        ana.api(Method::DELETE, &format!("/groups/{group}/members/ben")).send().await.expect(204);
        friend.until("document.querySelector('vitrine-room').dataset.status === 'closed'").await;
        player_is(&friend, "gone").await;
        friend.screenshot("sent-out").await;
        broadcast.leave().await;
        driver.stop().await;
    }

    async fn the_replay_plays_the_room_again_each_message_at_its_second(kit) {
        let (ana, ben) = (kit.sign_up("ana").await, kit.sign_up("ben").await);
        let (show, mut broadcast) = on_the_air(kit, &ana).await;
        let (mut guest, _) = ben.enter(&show).await;
        broadcast.has_run(Duration::from_secs(3)).await;
        guest.say("first").await;
        broadcast.has_run(Duration::from_secs(7)).await;
        guest.say("second").await;
        broadcast.has_run(Duration::from_secs(9)).await;
        broadcast.leave().await;
        kit.state_is(&show, "ended").await;
        eventually("the whole replay", async || {
            (kit.guest().get(&show.playlist()).await.status == 200).then_some(())
        })
        .await;
        let told = kit.guest().api(Method::GET, &format!("{}/timeline", show.api())).send().await.expect(200).json();
        let offsets = offsets(&told);
        assert!((2_000..5_000).contains(&offsets[0]) && offsets[1] > offsets[0] + 2_500, "{told}");

        let driver = Driver::start().await;
        for screen in Screen::ALL {
            let window = Window::open(&driver, screen).await;
            window.goto(&kit.guest().url(&show.page())).await;
            window.run(NOTE_WHEN_SHOWN).await;
            player_is(&window, "playing").await;
            reads(&window, "first").await;
            let shown_at = window.run("return window.shownAt.first;").await;
            let late = shown_at.as_i64().expect("a time") - offsets[0];
            assert!((0..1_000).contains(&late), "{late} ms after its place");
            assert_eq!(said(&window).await, ["first"]);
            seek(&window, offsets[1] + 300).await;
            reads(&window, "second").await;
            assert_eq!(said(&window).await, ["first", "second"]);
            window.screenshot("replay-room").await;
            window.fits().await;
            seek(&window, offsets[0] / 2).await;
            reads_no_more(&window, "first").await;
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }
}

/// Plays, and notes for each message where the picture was when it appeared.
const NOTE_WHEN_SHOWN: &str = "
    const video = document.querySelector('video');
    window.shownAt = {};
    new MutationObserver(() => {
        for (const text of document.querySelectorAll('.chat-log .message-text')) {
            window.shownAt[text.textContent] ??= Math.round(video.currentTime * 1000);
        }
    }).observe(document.querySelector('.chat-log'), { childList: true });
    video.muted = true;
    video.play();
    return null;";

/// The places of what was said, in milliseconds of the replay.
fn offsets(timeline: &Value) -> Vec<i64> {
    let events = timeline["events"].as_array().expect("a list").iter();
    events
        .filter(|placed| placed["event"]["t"] == "said")
        .map(|placed| placed["offset_ms"].as_i64().expect("a place"))
        .collect()
}

async fn seek(window: &Window, to_ms: i64) {
    let seek = "const video = document.querySelector('video'); video.pause(); video.currentTime = arguments[0] / 1000; return null;";
    window.run_with(seek, vec![json!(to_ms)]).await;
}
