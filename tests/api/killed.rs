//! A server that is killed in mid-show (`kill -9`), and started again on its data.

use std::time::Duration;

use kit::{Installation, Person, Planned, eventually, on_both};
use serde_json::Value;

/// What the packager aims at.
const SEGMENT: Duration = Duration::from_secs(2);

/// How many segments rest in the data folder.
fn written(server: &Installation, show: &Planned) -> u32 {
    let folder = server.folder().join(format!("data/blobs/replays/{}", show.id));
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    let names = entries.map(|entry| entry.expect("listed").file_name());
    let segments = names.filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("seg-") && !name.contains('#')
    });
    segments.count().try_into().expect("a short show")
}

/// Waits until so many are.
async fn writes(server: &Installation, show: &Planned, segments: u32) {
    eventually(&format!("{segments} segments to be written"), async || {
        (written(server, show) >= segments).then_some(())
    })
    .await;
}

/// Waits until the studio's data says so.
async fn state_is(host: &Person, show: &Planned, state: &str, paused: bool) -> Value {
    let what = format!("{} to be {state}, paused: {paused}", show.title);
    eventually(&what, async || {
        let seen = host.look_up(show).await;
        (seen["state"] == state && seen["paused"] == paused).then_some(seen)
    })
    .await
}

on_both! {
    async fn a_killed_servers_show_goes_on_when_its_publisher_comes_back(server: Installation) {
        server.serve().await;
        let ana = server.sign_up("ana").await;
        let show = ana.create_show("Evening glaze").await;
        let broadcast = server.guest().broadcast(&show).await;
        writes(server, &show, 3).await;
        server.kill().await;
        let first_sent = broadcast.sent();
        broadcast.vanish().await;
        let first_part = written(server, &show);

        server.serve().await;
        // The studio's page is still signed in, and finds the show waiting.
        state_is(&ana, &show, "live", true).await;
        assert_eq!(ana.page(&show.studio()).await.status, 200);
        let mut broadcast = server.guest().broadcast(&show).await;
        state_is(&ana, &show, "live", false).await;
        let second_part = Duration::from_secs(6);
        broadcast.has_run(second_part).await;
        let sent = first_sent + broadcast.sent() + SEGMENT;
        broadcast.leave().await;
        let ended = state_is(&ana, &show, "ended", false).await;
        assert_eq!(ended["has_replay"], true);

        let replay = eventually("both parts of the replay", async || {
            let replay = ana.replay(&show).await;
            (replay.length() + SEGMENT >= SEGMENT * first_part + second_part).then_some(replay)
        })
        .await;
        let numbers = replay.numbers();
        assert!(numbers.iter().copied().eq(1..=replay.newest()), "no number is missing or used twice: {numbers:?}");
        assert!(replay.length() <= sent, "no stall counts twice: {:?} of {sent:?}", replay.length());
        assert_eq!(replay.text().matches("#EXT-X-DISCONTINUITY\n").count(), 1, "{}", replay.text());
        replay.decodes().await;
    }

    async fn a_killed_servers_show_ends_by_itself_when_nobody_comes_back(server: Installation) {
        server.serve().await;
        let ana = server.sign_up("ana").await;
        let show = ana.create_show("Evening glaze").await;
        let broadcast = server.guest().broadcast(&show).await;
        writes(server, &show, 4).await;
        server.kill().await;
        broadcast.vanish().await;
        let written = written(server, &show);

        // Where the object store writes what it renames when it is whole.
        let blobs = server.folder().join(format!("data/blobs/replays/{}", show.id));
        let half_written = blobs.join("seg-000099.m4s.enc#1");
        std::fs::write(&half_written, "half a segment").expect("written");
        server.set("MEDIA__AWAY", "2s");
        server.serve().await;
        assert!(!half_written.exists(), "nothing would ever take it away");
        let ended = state_is(&ana, &show, "ended", false).await;
        assert_eq!(ended["has_replay"], true, "{ended}");
        assert!(ended["expires_at"].is_string(), "{ended}");
        let replay = ana.replay(&show).await;
        assert_eq!(replay.newest(), written, "all that rests is played: {}", replay.text());
        let stored = replay.length();
        let probed = replay.probed_length().await;
        assert!(probed.abs_diff(stored) < Duration::from_millis(200), "{probed:?} {stored:?}");
        replay.decodes().await;
    }
}
