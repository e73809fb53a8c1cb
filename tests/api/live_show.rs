//! A show from the first picture to the last, over the real media engine.

use std::time::Duration;

use kit::{Answer, Browser, Kit, Method, Planned, SOON, eventually, on_both, on_one};
use serde_json::{Value, json};

/// Waits until `show` has a playlist with at least `segments` files.
async fn playlist(browser: &Browser, show: &Planned, segments: usize) -> Answer {
    eventually("a playlist with segments", async || {
        let answer = browser.get(&show.playlist()).await;
        match answer.status {
            200 => Some(answer).filter(|answer| files(answer).len() >= segments),
            _ => {
                answer.expect_problem(404, "nothing-yet");
                None
            }
        }
    })
    .await
}

/// The segments a playlist names.
fn files(playlist: &Answer) -> Vec<&str> {
    playlist
        .text()
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect()
}

/// How long they play together, in seconds.
fn length(playlist: &Answer) -> f64 {
    let durations = playlist
        .text()
        .lines()
        .filter_map(|line| line.strip_prefix("#EXTINF:")?.strip_suffix(','));
    durations
        .map(|seconds| seconds.parse::<f64>().expect("a number"))
        .sum()
}

/// The type of an MP4 file's first box (ISO/IEC 14496-12 section 4.2).
fn first_box(file: &Answer) -> &[u8] {
    &file.body[4..8]
}

async fn every_file_plays(browser: &Browser, show: &Planned, playlist: &Answer) {
    assert_eq!(
        first_box(&browser.get(&show.file("init-1.mp4")).await.expect(200)),
        b"ftyp"
    );
    for name in files(playlist) {
        let segment = browser.get(&show.file(name)).await.expect(200);
        assert!([&b"styp"[..], b"moof"].contains(&first_box(&segment)), "{name}");
    }
}

async fn health(kit: &Kit, host: &Browser, show: &Planned) -> Value {
    let path = format!("{}/health", show.api());
    eventually(
        &format!("{} to be measured at {}", show.title, kit.now()),
        async || {
            let health = host.api(Method::GET, &path).send().await.expect(200).json();
            (health["bitrate"].as_u64() > Some(0) && health["width"].is_u64()).then_some(health)
        },
    )
    .await
}

on_both! {
    async fn a_show_goes_out_is_replayed_and_is_gone_a_day_later(kit) {
        let (ana, guest) = (kit.sign_up("ana").await, kit.guest());
        let show = ana.create_show("Evening glaze").await;
        let mut broadcast = kit.guest().broadcast(&show).await;
        kit.is_live(&show).await;
        assert!(
            guest.page("/").await.expect(200).text().contains("Evening glaze"),
            "the home page lights up"
        );

        let (mut watcher, session) = guest.watch(&show).await;
        let counts = watcher
            .counted(SOON, |counts| counts.frames >= 25 && counts.audio_packets >= 25)
            .await
            .expect("pictures and sound arrive");
        assert!(counts.key_frames >= 1 && counts.missing == 0, "{counts:?}");
        let seen = ana.look_up(&show).await;
        assert_eq!(
            (
                seen["state"].as_str(),
                seen["viewers"].as_u64(),
                seen["paused"].as_bool()
            ),
            (Some("live"), Some(1), Some(false))
        );
        let measured = health(kit, &ana, &show).await;
        assert_eq!(
            (&measured["publishing"], &measured["width"], &measured["height"]),
            (&json!(true), &json!(320), &json!(180))
        );

        let live = playlist(&guest, &show, 2).await;
        assert!(!live.text().contains("ENDLIST"), "{live}");
        every_file_plays(&guest, &show, &live).await;
        guest
            .request(Method::DELETE, session.header("location"))
            .send()
            .await
            .expect(200);
        eventually("the viewer to be gone", async || {
            (ana.look_up(&show).await["viewers"] == 0).then_some(())
        })
        .await;

        broadcast.has_run(Duration::from_secs(9)).await;
        broadcast.leave().await;
        kit.state_is(&show, "ended").await;
        let replay = eventually("the whole replay", async || {
            let replay = guest.get(&show.playlist()).await;
            (replay.status == 200 && length(&replay) > 7.5).then_some(replay)
        })
        .await;
        assert!(
            replay.text().contains("#EXT-X-ENDLIST") && length(&replay) < 12.0,
            "{replay}"
        );
        every_file_plays(&guest, &show, &replay).await;
        assert_eq!(ana.look_up(&show).await["has_replay"], true);

        kit.advance(Duration::from_secs(24 * 3_600));
        guest.get(&show.playlist()).await.expect_problem(410, "show-gone");
        eventually("the recording to be erased", async || {
            (kit.blobs() == 0).then_some(())
        })
        .await;
    }

    async fn a_show_goes_on_after_the_server_was_restarted(kit) {
        let (ana, guest) = (kit.sign_up("ana").await, kit.guest());
        let show = ana.create_show("Evening glaze").await;
        let broadcast = kit.guest().broadcast(&show).await;
        kit.is_live(&show).await;
        let before = playlist(&guest, &show, 2).await;
        kit.restart().await;
        broadcast.vanish().await;
        let paused = ana.look_up(&show).await;
        assert_eq!(
            (paused["state"].as_str(), paused["paused"].as_bool()),
            (Some("live"), Some(true))
        );

        kit.publish(&show, Duration::from_secs(7)).await;
        let replay = eventually("both parts of the replay", async || {
            let replay = guest.get(&show.playlist()).await;
            (replay.status == 200 && length(&replay) > length(&before) + 5.0).then_some(replay)
        })
        .await;
        assert!(replay.text().contains("#EXT-X-DISCONTINUITY"), "{replay}");
        every_file_plays(&guest, &show, &replay).await;
    }
}

on_one! {
    async fn the_hosts_word_ends_the_show_for_everyone_on_it(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Evening glaze").await;
        let broadcast = kit.guest().broadcast(&show).await;
        kit.is_live(&show).await;
        let (mut watcher, session) = kit.guest().watch(&show).await;
        watcher
            .counted(SOON, |counts| counts.frames >= 5)
            .await
            .expect("pictures arrive");
        ana.api(Method::POST, &format!("{}/end", show.api()))
            .send()
            .await
            .expect(200);
        for (browser, session) in [
            (&ana.browser, &broadcast.resource),
            (&kit.guest(), &session.header("location").to_owned()),
        ] {
            browser
                .request(Method::DELETE, session)
                .send()
                .await
                .expect_problem(404, "session-not-found");
        }
        let again = ana
            .request(Method::POST, &show.whip())
            .body("application/sdp", watcher.offer().to_owned());
        again.send().await.expect_problem(409, "show-over");
        broadcast.vanish().await;
        assert_eq!(ana.look_up(&show).await["state"], "ended");
    }

    async fn a_live_publisher_is_not_pushed_out(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Evening glaze").await;
        let mut broadcast = kit.guest().broadcast(&show).await;
        kit.is_live(&show).await;
        broadcast.has_run(Duration::from_secs(1)).await;
        let second =
            Box::pin(media::client::Publisher::new(&media::client::ClientOptions::default(), &model::SystemEntropy))
                .await
                .expect("a peer");
        let offer = ana
            .request(Method::POST, &show.whip())
            .body("application/sdp", second.offer().to_owned());
        offer.send().await.expect_problem(409, "occupied");
        broadcast.leave().await;
        kit.state_is(&show, "ended").await;
    }

    async fn a_new_stream_key_cuts_off_whoever_publishes_with_the_old_one(kit) {
        let ana = kit.sign_up("ana").await;
        let mut show = ana.create_show("Evening glaze").await;
        let broadcast = kit.guest().broadcast(&show).await;
        kit.is_live(&show).await;
        let answer = ana.api(Method::POST, &format!("{}/stream-key", show.api())).send().await;
        let session = ana.request(Method::DELETE, &broadcast.resource).send().await;
        session.expect_problem(404, "session-not-found");
        broadcast.vanish().await;
        show.stream_key = answer.expect(200).json()["stream_key"].as_str().expect("shown").to_owned();
        let mut broadcast = kit.guest().broadcast(&show).await;
        broadcast.has_run(Duration::from_secs(1)).await;
        let seen = ana.look_up(&show).await;
        assert_eq!((&seen["state"], &seen["paused"]), (&json!("live"), &json!(false)));
        broadcast.leave().await;
    }
}
