//! A shopper comes from a live show, which goes on small beside the talk; the advisor
//! shows a picture and leads through the shop's pages; the shopper goes back to the show.

use kit::webdriver::{Driver, Screen, Window};
use kit::{Method, eventually, on_one};
use serde_json::json;

use crate::room::{is_in_the_room, sign_in};
use crate::stall::Stall;
use crate::viewer::{ask_for_sound, frames_advance};

const SHOW: &str = "vitrine-small-show video";

async fn frames_of(window: &Window, css: &str) -> u64 {
    let script =
        format!("return document.querySelector('{css}')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;");
    window.run(&script).await.as_u64().expect("a count")
}

/// Waits until ten more pictures of that video were decoded.
async fn goes_on(window: &Window, css: &str) {
    let before = frames_of(window, css).await;
    eventually("pictures to go on", async || {
        (frames_of(window, css).await >= before + 10).then_some(())
    })
    .await;
}

/// Something on the page both look at.
fn within(rest: &str) -> String {
    format!("document.querySelector('.look-pane iframe').contentDocument?.{rest}")
}

/// Where the pane of that window is.
async fn pane_is_at(window: &Window, path: &str) {
    let at = "document.querySelector('.look-pane:not([hidden]) iframe')?.contentWindow.location.pathname";
    window.until(&format!("{at} === '{path}'")).await;
    window.until(&within("readyState === 'complete'")).await;
}

/// Chooses a file as if with the browser's own window for that.
const CHOOSES_A_PICTURE: &str = "
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
    const paint = canvas.getContext('2d');
    paint.fillStyle = 'rgb(214 196 164)';
    paint.fillRect(0, 0, 640, 480);
    paint.fillStyle = 'rgb(74 96 88)';
    paint.arc(320, 250, 140, 0, 7);
    paint.fill();
    canvas.toBlob((blob) => {
        const files = new DataTransfer();
        files.items.add(new File([blob], 'bowl.png', { type: 'image/png' }));
        const input = document.querySelector('vitrine-call-chat input[type=file]');
        input.files = files.files;
        input.dispatchEvent(new Event('change'));
    });
    return null;";

/// Something to share: a browser without a screen has none.
const HAS_A_SCREEN: &str = "
    const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 540 });
    const paint = canvas.getContext('2d');
    let at = 0;
    setInterval(() => {
        at = (at + 12) % 960;
        paint.fillStyle = 'rgb(240 240 236)';
        paint.fillRect(0, 0, 960, 540);
        paint.fillStyle = 'rgb(40 60 90)';
        paint.fillRect(at, 200, 120, 120);
    }, 60);
    navigator.mediaDevices.getDisplayMedia = async () => {
        const stream = canvas.captureStream(15);
        [window.screenTrack] = stream.getVideoTracks();
        return stream;
    };
    return null;";

/// The shopper looks for themselves and ends it: a late step of the advisor's opens
/// nothing again, and the advisor is told who has ended it.
async fn the_shopper_ends_it([advisor, shopper]: [&Window; 2], [shop, product]: [&str; 2]) {
    advisor.click("[data-goods=together]").await;
    for window in [advisor, shopper] {
        pane_is_at(window, shop).await;
    }
    shopper.click("[data-look=myself]").await;
    shopper.click("[data-look=end]").await;
    let is_shut = "document.querySelector('.look-pane').hidden";
    for window in [advisor, shopper] {
        window.until(is_shut).await;
    }
    let told = "document.querySelector('body > [data-part=says]').textContent";
    advisor.until(&format!("{told} === 'Eva has ended it'")).await;
    let step = json!({ "type": "look", "path": product, "y": 0.5, "begins": false });
    let late = format!("document.querySelector('vitrine-advice-call').send({step}); return null;");
    advisor.run(&late).await;
    advisor.fill(".call-field", "Back to us").await;
    advisor.click(".call-composer [type=submit]").await;
    let said = "document.querySelector('.call-log').textContent.includes('Back to us')";
    shopper.until(said).await;
    assert_eq!(shopper.run(&format!("return {is_shut};")).await, true);
}

on_one! {
    async fn a_show_goes_on_beside_a_talk_in_which_two_look_together(kit) {
        let stall = Stall::plan(kit, 7).await;
        let broadcast = stall.on_the_air(kit).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
        stall.casa.api(Method::PUT, "/advice/me").json(&me).send().await.expect(200);

        // Before anybody asks: whoever has accepted is missed after ten seconds.
        let advisor = Window::open(&driver, Screen::Desktop).await;
        sign_in(&advisor, &base, &stall.host, "/studio/shops/casa-lumen/advice").await;
        let shopper = Window::open(&driver, Screen::Phone).await;
        shopper.goto(&format!("{base}{}", stall.show.page())).await;
        is_in_the_room(&shopper).await;
        ask_for_sound(&shopper).await;
        shopper.click(".talk-more").await;
        shopper.click("vitrine-ask-advisor button:not([hidden])").await;
        shopper.fill("#advice-name", "Eva").await;
        shopper.click("vitrine-ask-form [type=submit]").await;
        shopper.find(".advice-bar-see").await;
        let ticket = eventually("somebody in line", async || {
            let desk = stall.casa.api(Method::GET, "/advice/desk").send().await.expect(200).json();
            desk["tickets"][0]["id"].as_str().map(str::to_owned)
        })
        .await;
        let accept = format!("/advice/tickets/{ticket}/accept");
        let session = stall.host.api(Method::POST, &accept).send().await.expect(200).json();
        let talk = format!("/advice/sessions/{}", session["id"].as_str().expect("an id"));
        advisor.goto(&format!("{base}{talk}")).await;
        shopper.arrives_at(&talk).await;
        shopper.until("document.querySelector('vitrine-small-show')?.dataset.state === 'playing'").await;
        shopper.screenshot("together-lobby").await;
        shopper.click("vitrine-advice-call:defined [data-action=join-seen]").await;
        for window in [&advisor, &shopper] {
            window.until("document.querySelector('vitrine-advice-call')?.dataset.other === 'playing'").await;
        }
        goes_on(&shopper, SHOW).await;
        goes_on(&shopper, "video[data-part=other]").await;
        assert_eq!(shopper.run("return document.querySelector('vitrine-small-show video').muted;").await, true);
        shopper.fits().await;
        shopper.screenshot("together-small-show").await;
        shopper.click("vitrine-small-show [data-action=hide]").await;
        shopper.click("vitrine-small-show [data-action=back]").await;
        goes_on(&shopper, SHOW).await;
        // That it was put away reaches the server in two ways: the later finds nothing to end.
        let told = shopper.complaints().await;
        assert!(told.iter().all(|one| one.contains("/whep/") && one.contains("404")), "{told:?}");

        advisor.run(CHOOSES_A_PICTURE).await;
        for window in [&advisor, &shopper] {
            window.until("document.querySelector('.call-picture-open img')?.naturalWidth === 640").await;
        }
        advisor.screenshot("together-picture").await;
        advisor.click(".call-picture-large").await;
        shopper.until("document.querySelector('.call-large img')?.naturalWidth === 640").await;
        assert_eq!(shopper.run("return document.querySelector('.call-large img').alt;").await, "Picture from Ana");
        shopper.screenshot("together-picture-large").await;
        shopper.click(".call-large-close").await;

        let width = "document.querySelector('video[data-part=other]').videoWidth";
        let camera = shopper.run(&format!("return {width};")).await;
        advisor.run(HAS_A_SCREEN).await;
        advisor.click("vitrine-share-screen:not([hidden]) button").await;
        shopper.until(&format!("{width} === 960")).await;
        shopper.until("document.querySelector('vitrine-advice-call').hasAttribute('data-other-screen')").await;
        shopper.screenshot("together-screen").await;
        // By the browser's own button.
        advisor.run("window.screenTrack.stop(); window.screenTrack.dispatchEvent(new Event('ended')); return null;").await;
        shopper.until(&format!("{width} === {camera}")).await;
        goes_on(&shopper, "video[data-part=other]").await;

        advisor.click("[data-goods=together]").await;
        let shop = format!("/shops/{}", stall.casa.slug);
        for window in [&advisor, &shopper] {
            pane_is_at(window, &shop).await;
        }
        advisor.run(&format!("{}; return null;", within("querySelector('.goods-tile a').click()"))).await;
        for window in [&advisor, &shopper] {
            pane_is_at(window, &stall.product_page()).await;
            window.fits().await;
            window.screenshot("together-look").await;
        }
        goes_on(&shopper, "video[data-part=other]").await;
        let put = within("querySelector('vitrine-product-choice form')");
        shopper.run(&format!("const form = {put}; form.querySelector('[name=variant]').checked = true; form.requestSubmit(); return null;")).await;
        for window in [&advisor, &shopper] {
            window.until("document.querySelector('[data-goods=basket] [data-part=count]').textContent === '1'").await;
        }
        shopper.click("[data-look=myself]").await;
        advisor.run(&format!("{}; return null;", within("querySelector('.crumb a').click()"))).await;
        pane_is_at(&advisor, &shop).await;
        pane_is_at(&shopper, &stall.product_page()).await;
        shopper.click("[data-look=follow]").await;
        pane_is_at(&shopper, &shop).await;
        advisor.click("[data-look=end]").await;
        for window in [&advisor, &shopper] {
            window.until("document.querySelector('.look-pane').hidden").await;
        }
        the_shopper_ends_it([&advisor, &shopper], [&shop, &stall.product_page()]).await;

        advisor.click("[data-part=end] button").await;
        advisor.click("dialog.ask .button-danger").await;
        shopper.find(".ended-show vitrine-small-show[data-state=playing]").await;
        goes_on(&shopper, SHOW).await;
        shopper.fits().await;
        shopper.screenshot("together-ended").await;
        shopper.click(".ended-show [data-part=go]").await;
        shopper.arrives_at(&stall.show.page()).await;
        is_in_the_room(&shopper).await;
        frames_advance(&shopper).await;
        shopper.until("!document.querySelector('vitrine-player video').muted").await;
        for window in [&advisor, &shopper] {
            window.has_no_complaints().await;
        }
        broadcast.leave().await;
        driver.stop().await;
    }
}

on_one! {
    async fn a_wish_list_is_filled_moved_and_emptied(kit) {
        let stall = Stall::plan_the_last_one(kit).await;
        let base = kit.guest().url("");
        let driver = Driver::start().await;
        for screen in [Screen::Phone, Screen::Desktop] {
            let window = Window::open(&driver, screen).await;
            window.goto(&format!("{base}/shops/casa-lumen/wishes")).await;
            window.fits().await;
            window.screenshot("wishes-empty").await;
            window.goto(&format!("{base}{}", stall.product_page())).await;
            window.click("vitrine-wish:defined .wish-heart").await;
            window.until("document.querySelector('.wish-heart').ariaPressed === 'true'").await;
            window.find(".toast button").await;
            window.screenshot("wish-heart").await;
            window.click(".toast button").await;
            window.arrives_at("/shops/casa-lumen/wishes").await;
            window.find("vitrine-wishes:defined .wish-line").await;
            window.fits().await;
            window.screenshot("wishes").await;
            window.click(".wish-line [data-act=remove] button").await;
            window.until("!document.querySelector('[data-part=empty]').hidden").await;
            window.click(".toast button").await;
            window.find(".wish-line").await;
            window.click(".wish-line [data-act=move] button").await;
            window.until("!document.querySelector('[data-part=empty]').hidden").await;
            window.until("document.querySelector('.basket-count').textContent === '1'").await;
            window.has_no_complaints().await;
        }
        driver.stop().await;
    }
}
