//! Pictures in a talk: drawn anew, for those in the session alone, bounded, and gone
//! with it.

use std::io::Cursor;
use std::time::Duration;

use image::{ImageFormat, Rgb, RgbImage};
use kit::{Answer, Browser, Kit, Method, eventually, on_both};
use serde_json::{Value, json};
use store::fetch_one;

use crate::advice_pair::{Pair, advisor};

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([120, 90, 60]))
        .write_to(&mut out, ImageFormat::Png)
        .expect("a picture in memory");
    out.into_inner()
}

/// A JPEG with an Exif segment (Exif 2.3 section 4.5): turned by a quarter, and with
/// words that must never be served.
fn jpeg_with_exif(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([120, 90, 60]))
        .write_to(&mut out, ImageFormat::Jpeg)
        .expect("a picture in memory");
    let jpeg = out.into_inner();
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 41.14968 -8.61099");
    let length = u16::try_from(exif.len() + 2)
        .expect("a short segment")
        .to_be_bytes();
    let (start, rest) = jpeg.split_at(2);
    [start, &[0xff, 0xe1], &length, &exif, rest].concat()
}

impl Pair {
    fn pictures(&self, rest: &str) -> String {
        format!("/advice/sessions/{}/pictures{rest}", self.session)
    }

    async fn send_picture(&self, browser: &Browser, query: &str, bytes: Vec<u8>) -> Answer {
        let call = browser.api(Method::POST, &self.pictures(query));
        call.body("image/png", bytes).send().await
    }

    async fn picture(&self, browser: &Browser, id: &Value) -> Answer {
        let id = id.as_str().expect("an id");
        browser
            .api(Method::GET, &self.pictures(&format!("/{id}")))
            .send()
            .await
    }
}

/// Files of pictures in talks.
fn files(kit: &Kit) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return 0;
        };
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths
            .map(|path| if path.is_dir() { count(&path) } else { 1 })
            .sum()
    }
    count(&kit.data_dir().join("blobs").join("advice"))
}

async fn rows(kit: &Kit) -> i64 {
    let mut read = kit.live().db.read().await.expect("a connection");
    let (count,) = fetch_one!(read, (i64,), "SELECT COUNT(*) FROM advice_pictures").expect("a count");
    count
}

on_both! {
    async fn either_sends_pictures_that_both_see(kit) {
        let pair = Pair::meet(kit).await;
        let (mut eva, mut ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        let sent = pair.send_picture(&pair.shopper, "?key=a", jpeg_with_exif(64, 32)).await.expect(201).json();
        let told = ben.hear("message").await;
        assert_eq!((&told["picture"], &told["from"], &told["text"]), (&sent["picture"], &json!("shopper"), &json!("")));
        assert_eq!(told["large"], Value::Null);
        assert_eq!(eva.hear("message").await["key"], "a");
        for side in [&pair.shopper, &pair.advisor.browser] {
            let seen = pair.picture(side, &sent["picture"]).await.expect(200);
            assert_eq!(seen.header("content-type"), "image/jpeg");
            assert!(seen.header("cache-control").contains("no-store"));
            for mark in [&b"Exif"[..], b"GPS"] {
                assert!(!seen.body.windows(mark.len()).any(|part| part == mark), "{mark:?} is served");
            }
            let drawn = image::load_from_memory(&seen.body).expect("a picture");
            assert_eq!((drawn.width(), drawn.height()), (32, 64), "the right way up");
        }
        let shown = pair.send_picture(&pair.advisor, "?key=b&large=true", png(2_000, 10)).await.expect(201).json();
        let told = eva.find("message", |message| message["picture"] == shown["picture"]).await;
        assert_eq!(told["large"], true);
        let drawn = pair.picture(&pair.shopper, &shown["picture"]).await.expect(200);
        assert_eq!(image::load_from_memory(&drawn.body).expect("a picture").width(), 1_600);
        let large = pair.pictures(&format!("/{}/large", sent["picture"].as_str().expect("an id")));
        let form = json!({ "key": "c" });
        pair.shopper.api(Method::POST, &large).json(&form).send().await.expect(200);
        let told = ben.find("message", |message| message["large"] == true && message["from"] == "shopper").await;
        assert_eq!(told["picture"], sent["picture"]);
    }

    async fn sent_again_under_the_same_key_it_is_the_same_picture(kit) {
        let pair = Pair::meet(kit).await;
        let first = pair.send_picture(&pair.shopper, "?key=a", png(8, 8)).await.expect(201).json();
        let again = pair.send_picture(&pair.shopper, "?key=a", png(8, 8)).await.expect(201).json();
        assert_eq!(first, again);
        let others = pair.send_picture(&pair.advisor, "?key=a", png(8, 8)).await.expect(201).json();
        assert_ne!(first["picture"], others["picture"]);
        assert_eq!((rows(kit).await, files(kit)), (2, 2));
    }

    async fn what_is_no_picture_too_large_or_without_a_key_is_refused(kit) {
        let pair = Pair::meet(kit).await;
        let send = async |query: &str, bytes: Vec<u8>| pair.send_picture(&pair.shopper, query, bytes).await;
        send("?key=a", b"<svg onload=alert(1)>".to_vec()).await.expect_problem(422, "not-a-picture");
        send("?key=a", Vec::new()).await.expect_problem(422, "not-a-picture");
        send("?key=a", png(64, 64)[..80].to_vec()).await.expect_problem(422, "not-a-picture");
        send("?key=a", png(9_000, 2)).await.expect_problem(422, "picture-too-large");
        send("?key=a", vec![0; 8 * 1024 * 1024 + 1]).await.expect_problem(413, "too-large");
        send("", png(8, 8)).await.expect(400);
        send("?key=", png(8, 8)).await.expect(422);
        send("?key=a%20b", png(8, 8)).await.expect(422);
        assert_eq!((rows(kit).await, files(kit)), (0, 0));
    }

    async fn a_session_has_so_many_and_no_more(kit) {
        let pair = Pair::meet(kit).await;
        let app = kit.app();
        let session = pair.session.parse().expect("an id");
        for n in 1..advisor::talk::PICTURES_MAX {
            let (side, key) = (advisor::people_in::Side::Shopper, n.to_string());
            let noted = app.advice.note_picture(session, side, &key).await;
            noted.expect("there is room");
        }
        pair.send_picture(&pair.advisor, "?key=last", png(8, 8)).await.expect(201);
        pair.send_picture(&pair.advisor, "?key=more", png(8, 8)).await.expect_problem(409, "pictures-full");
        pair.send_picture(&pair.advisor, "?key=last", png(8, 8)).await.expect(201);
    }

    async fn to_all_others_there_are_no_pictures(kit) {
        let pair = Pair::meet(kit).await;
        let sent = pair.send_picture(&pair.shopper, "?key=a", png(8, 8)).await.expect(201).json();
        let colleague = advisor(kit, &pair.shop, "gil").await;
        let other = kit.sign_up("otto").await;
        other.open_shop("otherwise").await;
        for stranger in [colleague.browser, other.browser, pair.shop.owner.clone(), kit.guest()] {
            pair.picture(&stranger, &sent["picture"]).await.expect_problem(404, "advice-session-not-found");
            pair.send_picture(&stranger, "?key=a", png(8, 8)).await.expect_problem(404, "advice-session-not-found");
            let large = pair.pictures(&format!("/{}/large", sent["picture"].as_str().expect("an id")));
            let asked = stranger.api(Method::POST, &large).json(&json!({ "key": "x" })).send().await;
            asked.expect_problem(404, "advice-session-not-found");
        }
        pair.picture(&pair.shopper, &json!("no-id")).await.expect_problem(404, "picture-not-found");
        pair.picture(&pair.shopper, &json!(pair.session)).await.expect_problem(404, "picture-not-found");
    }

    async fn they_are_gone_a_day_after_the_end_files_and_all(kit) {
        let pair = Pair::meet(kit).await;
        let sent = pair.send_picture(&pair.shopper, "?key=a", png(8, 8)).await.expect(201).json();
        pair.end().await;
        pair.send_picture(&pair.shopper, "?key=b", png(8, 8)).await.expect_problem(410, "session-over");
        kit.advance(Duration::from_secs(24 * 3_600 - 60));
        assert_eq!(kit.app().erase_talk_pictures().await.expect("done"), 0);
        pair.picture(&pair.shopper, &sent["picture"]).await.expect(200);
        kit.advance(Duration::from_secs(60));
        pair.picture(&pair.shopper, &sent["picture"]).await.expect_problem(404, "picture-not-found");
        // Whoever does it first, the server's own round or this one.
        kit.app().erase_talk_pictures().await.expect("done");
        eventually("files and rows to be gone", async || {
            ((rows(kit).await, files(kit)) == (0, 0)).then_some(())
        })
        .await;
    }
}
