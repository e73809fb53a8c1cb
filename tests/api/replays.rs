//! Replays: what was recorded plays for a day, and then for nobody.

use std::time::Duration;

use kit::{Browser, Engine, Kit, Method, Planned, Recorded, eventually, on_both, on_one};
use live::replays::{ReplayError, Segment};
use serde_json::json;
use vitrine::config::Span;

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Those who might want to see it: a guest, someone with an account, the host.
async fn audience(kit: &Kit, host: &Browser) -> [(&'static str, Browser); 3] {
    let stranger = kit.sign_up("stranger").await.browser.clone();
    [
        ("guest", kit.guest()),
        ("stranger", stranger),
        ("host", host.clone()),
    ]
}

async fn plays(browser: &Browser, show: &Planned, recorded: &Recorded) {
    let page = browser.page(&show.page()).await.expect(200);
    assert!(page.text().contains(&show.playlist()), "the page has a player");
    let playlist = browser.get(&show.playlist()).await.expect(200);
    assert_eq!(playlist.header("content-type"), "application/vnd.apple.mpegurl");
    assert_eq!(playlist.header("cache-control"), "no-store");
    for line in [
        "#EXTM3U",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-MAP:URI=\"init-1.mp4\"",
        "#EXT-X-ENDLIST",
    ] {
        assert!(
            playlist.text().lines().any(|found| found == line),
            "{line}: {playlist}"
        );
    }
    assert!(
        !playlist.text().contains("EXT-X-KEY"),
        "what is served is in the clear"
    );
    let files: Vec<_> = playlist
        .text()
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect();
    let expected: Vec<_> = (1..=recorded.segments.len())
        .map(|number| format!("seg-{number}.m4s"))
        .collect();
    assert_eq!(files, expected);
    for (name, content) in expected.iter().zip(&recorded.segments) {
        let segment = browser.get(&show.file(name)).await.expect(200);
        assert_eq!(&segment.body, content, "{name}");
        assert_eq!(segment.header("content-type"), "video/mp4");
    }
    assert_eq!(
        browser.get(&show.file("init-1.mp4")).await.expect(200).body,
        recorded.init
    );
}

async fn is_gone(browser: &Browser, show: &Planned) {
    let page = browser.page(&show.page()).await.expect(410);
    assert!(
        !page.text().contains(&show.title) && !page.text().contains("/hls/"),
        "{page}"
    );
    for file in [
        show.playlist(),
        show.file("init-1.mp4"),
        show.file("seg-1.m4s"),
        show.file("seg-99.m4s"),
    ] {
        browser.get(&file).await.expect_problem(410, "show-gone");
    }
    let seen = browser
        .get(&format!("/api/v1{}", show.api()))
        .await
        .expect(200)
        .json();
    assert_eq!(seen["state"], "expired");
    assert_eq!(seen["has_replay"], false);
    for path in ["/", "/@ana"] {
        assert!(
            !browser.page(path).await.expect(200).text().contains(&show.title),
            "{path} still lists it"
        );
    }
    let listed = browser.get("/api/v1/shows?state=ended").await.expect(200).json();
    assert_eq!(listed["items"], json!([]));
}

/// Waits until nothing of the recording is left anywhere.
async fn is_destroyed(kit: &Kit, show: &Planned, key: [u8; 16]) {
    eventually("the recording to be erased", async || {
        (kit.blobs() == 0).then_some(())
    })
    .await;
    assert_eq!(kit.content_key(show).await, None);
    for (table, sql) in [
        (
            "replay_keys",
            "SELECT COUNT(*) FROM replay_keys WHERE show_id = $1",
        ),
        (
            "replay_segments",
            "SELECT COUNT(*) FROM replay_segments WHERE show_id = $1",
        ),
    ] {
        assert_eq!(kit.count(sql, show.id).await, 0, "{table}");
    }
    if kit.engine() == Engine::Sqlite {
        assert!(!kit.is_on_disk(&key), "the key still stands in a file");
    }
}

/// A replay of three segments by `@ana`.
async fn replay(kit: &Kit) -> (kit::Person, Planned, Recorded, [u8; 16]) {
    let ana = kit.sign_up("ana").await;
    let show = ana.create_show("Evening glaze").await;
    let recorded = kit.record(&show, 3).await;
    let key = kit.content_key(&show).await.expect("it rests under a key");
    (ana, show, recorded, key)
}

on_both! {
    async fn a_replay_plays_for_everyone_until_its_day_is_over(kit) {
        let (ana, show, recorded, _) = replay(kit).await;
        let audience = audience(kit, &ana).await;
        for (_, browser) in &audience {
            plays(browser, &show, &recorded).await;
        }
        kit.advance(DAY - Duration::from_secs(60));
        for (_, browser) in &audience {
            plays(browser, &show, &recorded).await;
        }
    }

    async fn an_expired_replay_is_gone_for_everyone_before_any_sweep(kit) {
        kit.restart_with(|config, _| config.sweep_every = Span::hours(24))
            .await;
        let (ana, show, _, key) = replay(kit).await;
        let audience = audience(kit, &ana).await;
        kit.advance(DAY);
        for (who, browser) in &audience {
            println!("{who}");
            is_gone(browser, &show).await;
        }
        assert_eq!(
            kit.content_key(&show).await,
            Some(key),
            "nothing was swept: each answer decided by itself"
        );
        assert_eq!(kit.blobs(), 4);
        ana.api(Method::POST, &format!("{}/end", show.api()))
            .send()
            .await
            .expect(409);
        ana.api(Method::PUT, &show.api())
            .json(&json!({ "title": "Again" }))
            .send()
            .await
            .expect_problem(409, "show-over");
    }

    async fn the_sweeper_destroys_the_key_and_every_byte(kit) {
        let (ana, show, _, key) = replay(kit).await;
        assert_eq!(kit.blobs(), 4);
        if kit.engine() == Engine::Sqlite {
            assert!(kit.is_on_disk(&key), "the search finds what is there");
        }
        let audience = audience(kit, &ana).await;
        kit.advance(DAY);
        is_destroyed(kit, &show, key).await;
        for (who, browser) in &audience {
            println!("{who}");
            is_gone(browser, &show).await;
        }
        assert_eq!(ana.look_up(&show).await["state"], "expired");
    }

    async fn a_replay_that_expired_while_the_server_was_down_is_destroyed_at_its_start(kit) {
        kit.restart_with(|config, _| config.sweep_every = Span::hours(24))
            .await;
        let (ana, show, _, key) = replay(kit).await;
        kit.stop().await;
        assert_eq!(kit.blobs(), 4);
        kit.advance(DAY);
        kit.start_again().await;
        is_gone(&ana, &show).await;
        is_destroyed(kit, &show, key).await;
    }

    async fn a_sweep_that_was_broken_off_goes_on_after_a_restart(kit) {
        kit.restart_with(|config, _| config.sweep_every = Span::hours(24))
            .await;
        let (ana, show, _, key) = replay(kit).await;
        kit.advance(DAY);
        // As if killed between the key and the bytes.
        kit.live().expire(show.id).await.expect("the key is destroyed");
        assert_eq!((kit.content_key(&show).await, kit.blobs()), (None, 4));
        is_gone(&ana, &show).await;
        kit.restart().await;
        is_destroyed(kit, &show, key).await;
        is_gone(&ana, &show).await;
    }

    async fn a_replay_survives_a_restart(kit) {
        let (ana, show, recorded, _) = replay(kit).await;
        kit.restart().await;
        plays(&ana, &show, &recorded).await;
    }

    async fn a_shorter_life_can_be_configured(kit) {
        kit.restart_with(|config, _| config.replay_ttl = Span::hours(1))
            .await;
        let (ana, show, recorded, key) = replay(kit).await;
        let guest = kit.guest();
        kit.advance(Duration::from_secs(3_590));
        plays(&guest, &show, &recorded).await;
        kit.advance(Duration::from_secs(10));
        is_gone(&guest, &show).await;
        is_gone(&ana, &show).await;
        is_destroyed(kit, &show, key).await;
    }

    async fn a_longer_life_is_not_had_by_configuring_it_later(kit) {
        kit.restart_with(|config, _| config.replay_ttl = Span::hours(1))
            .await;
        let (ana, show, _, key) = replay(kit).await;
        kit.restart_with(|config, _| config.replay_ttl = Span::hours(24))
            .await;
        kit.advance(Duration::from_secs(3_600));
        is_gone(&ana, &show).await;
        is_destroyed(kit, &show, key).await;
    }

    async fn a_deleted_show_takes_its_recording_along(kit) {
        let (ana, show, _, key) = replay(kit).await;
        ana.api(Method::DELETE, &show.api()).send().await.expect(204);
        for file in [show.playlist(), show.file("seg-1.m4s")] {
            ana.get(&file).await.expect_problem(404, "show-not-found");
        }
        is_destroyed(kit, &show, key).await;
    }

    async fn caches_are_never_told_to_keep_a_segment_past_its_day(kit) {
        let ana = kit.sign_up("ana").await;
        let public = ana.create_show("Evening glaze").await;
        let private = ana
            .plan(&json!({ "title": "For us", "visibility": "private" }))
            .await;
        for show in [&public, &private] {
            kit.record(show, 1).await;
        }
        for left in [3_600, 200, 30] {
            let gone = kit
                .live()
                .show(public.id)
                .await
                .expect("an answer")
                .and_then(|show| show.gone_at());
            let until = gone.expect("it ended") - kit.now();
            kit.advance(until.to_std().expect("ahead") - Duration::from_secs(left));
            for (show, scope) in [(&public, "public"), (&private, "private")] {
                let segment = ana.get(&show.file("seg-1.m4s")).await.expect(200);
                let cache = segment.header("cache-control").to_owned();
                let (found, age) = cache
                    .split_once(", max-age=")
                    .unwrap_or_else(|| panic!("{cache}"));
                assert_eq!(found, scope);
                // The private one ended a moment later.
                assert!(
                    age.parse::<u64>().expect("seconds") <= left + 5,
                    "{left} s are left: {cache}"
                );
            }
        }
    }

    async fn a_show_without_a_recording_says_so(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Nothing was kept").await;
        kit.go_live(&show).await;
        kit.end(&show).await;
        ana.get(&show.playlist()).await.expect_problem(404, "no-replay");
        ana.get(&show.file("seg-1.m4s"))
            .await
            .expect_problem(404, "segment-not-found");
        let page = ana.page(&show.page()).await.expect(200);
        assert!(!page.text().contains("/hls/"), "there is nothing to play");
        assert_eq!(ana.look_up(&show).await["has_replay"], false);
    }

    async fn only_the_names_a_playlist_lists_are_files(kit) {
        let (ana, show, _, _) = replay(kit).await;
        for name in [
            "seg-0.m4s",
            "seg-4.m4s",
            "seg-01.m4s",
            "init-2.mp4",
            "seg-1.mp4",
            "seg-000001.m4s.enc",
            "..%2f..%2fvitrine.db",
            "%2e%2e%2fx",
            "index.m3u8.bak",
        ] {
            ana.get(&show.file(name))
                .await
                .expect_problem(404, "segment-not-found");
        }
    }

    async fn a_recording_rests_unreadable(kit) {
        let (_, _, recorded, _) = replay(kit).await;
        for segment in &recorded.segments {
            assert!(
                !kit.is_on_disk(&segment[1_000..1_064]),
                "it stands in a file as it is"
            );
        }
    }

    async fn a_number_stands_for_one_segment_alone(kit) {
        let (_, show, _, _) = replay(kit).await;
        let rows = kit.live().segments(show.id).await.expect("the database answers");
        let last = rows.last().expect("segments").clone();
        kit.live().writing_segment(show.id, &last).await.expect("the same once more");
        let other = Segment { bytes: last.bytes + 1, ..last };
        let refused = kit.live().writing_segment(show.id, &other).await;
        assert!(matches!(refused, Err(ReplayError::Taken)), "{refused:?}");
        let refused = kit.live().segment_stored(show.id, "media", 99).await;
        assert!(matches!(refused, Err(ReplayError::NotNoted)), "{refused:?}");
        assert_eq!(kit.live().segments(show.id).await.expect("the database answers"), rows);
    }
}

on_one! {
    async fn a_deleted_key_is_wiped_once_the_last_reader_is_gone(kit) {
        let (ana, show, _, key) = replay(kit).await;
        let mut reader = kit.outsider().await;
        reader.tell("BEGIN").await;
        reader.tell("SELECT COUNT(*) FROM shows").await;
        ana.api(Method::DELETE, &show.api()).send().await.expect(204);
        assert!(kit.is_on_disk(&key), "a reader holds the page it stood on");
        reader.tell("ROLLBACK").await;
        reader.leave().await;
        eventually("the key to be wiped", async || (!kit.is_on_disk(&key)).then_some(())).await;
    }
}
