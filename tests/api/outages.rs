//! Bad days: the disk is full, the database is locked or can't be read. The
//! live show goes on, its host is told, and what was written stays.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

use kit::{Answer, Browser, Engine, Kit, Method, Person, Planned, SOON, eventually, on_both};
use media::client::Watcher;
use reqwest::multipart::Form;
use serde_json::json;

/// Waits until the host is told that the recording stopped, and gives the words.
async fn told(host: &Person, show: &Planned) -> String {
    let path = format!("{}/health", show.api());
    eventually("the host to be told", async || {
        let health = host.api(Method::GET, &path).send().await;
        match health.status {
            200 => health.json()["replay_note"].as_str().map(str::to_owned),
            _ => None,
        }
    })
    .await
}

/// Holds that pictures and sound keep coming.
async fn goes_on(watcher: &mut Watcher) {
    let before = watcher.counts();
    watcher
        .counted(SOON, |counts| {
            counts.frames >= before.frames + 25 && counts.audio_packets >= before.audio_packets + 25
        })
        .await
        .expect("pictures and sound go on");
}

/// Holds that words for a host name nothing that is the operator's.
fn tells_no_internals(words: &str) {
    for inner in ["/", "sql", "database", "os error", "blob", "(code"] {
        assert!(!words.to_lowercase().contains(inner), "{inner:?} in {words:?}");
    }
}

/// Holds that a request was refused for now, with the time to try again.
fn is_refused_for_now(answer: Answer, slug: &str) {
    let answer = answer.expect_problem(503, slug);
    let again: u32 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&again), "{answer}");
    tells_no_internals(answer.json()["detail"].as_str().expect("words"));
}

/// What rests of a show, by the files' names.
fn blobs(kit: &Kit, show: &Planned) -> BTreeMap<OsString, Vec<u8>> {
    let folder = kit.data_dir().join(format!("blobs/replays/{}", show.id));
    let entries = std::fs::read_dir(folder).expect("a recording");
    let entries = entries.map(|entry| entry.expect("listed"));
    entries
        .map(|entry| (entry.file_name(), std::fs::read(entry.path()).expect("a file")))
        .collect()
}

async fn plan(host: &Browser, title: &str) -> Answer {
    host.api(Method::POST, "/shows")
        .json(&json!({ "title": title }))
        .send()
        .await
}

on_both! {
    async fn a_full_disk_ends_the_recording_and_not_the_show(server: Installation) {
        server.serve().await;
        let (ana, guest) = (server.sign_up("ana").await, server.guest());
        let show = ana.create_show("Evening glaze").await;
        let mut broadcast = server.guest().broadcast(&show).await;
        let before = guest.playlist_up_to(&show, 3).await;
        let (mut watcher, _) = guest.watch(&show).await;

        server.fill_disk(true).await;
        let note = told(&ana, &show).await;
        assert!(note.starts_with("Recording stopped: "), "{note}");
        tells_no_internals(&note);
        let studio = ana.page(&show.studio()).await.expect(200);
        assert!(studio.text().contains("the recording stopped"), "{studio}");
        goes_on(&mut watcher).await;
        let live = guest.playlist_up_to(&show, before.newest() + 4).await;
        let newest = guest.get(&show.file(&format!("seg-{}.m4s", live.newest()))).await;
        assert!(!newest.expect(200).body.is_empty());
        if server.keeps_its_database() {
            is_refused_for_now(plan(&ana, "Linen").await, "unavailable");
        }
        assert_eq!(ana.look_up(&show).await["state"], "live");

        server.fill_disk(false).await;
        plan(&ana, "Linen").await.expect(201);
        let published = live.newest();
        broadcast.has_run(Duration::from_secs(1)).await;
        broadcast.leave().await;
        let replay = guest.replay(&show).await;
        // The newest one that was live may not have been written yet.
        assert!(replay.newest() + 1 >= before.newest() && replay.newest() < published, "{}", replay.text());
        replay.decodes().await;
        let note_kept = eventually("the note to be kept", async || {
            let health = ana.api(Method::GET, &format!("{}/health", show.api())).send().await;
            health.expect(200).json()["replay_note"].as_str().map(str::to_owned)
        });
        assert_eq!(note_kept.await, note);
    }
}

on_both! {
    async fn a_locked_database_is_told_in_clear_words_and_costs_the_show_nothing(kit) {
        let (ana, guest) = (kit.sign_up("ana").await, kit.guest());
        let show = ana.create_show("Evening glaze").await;
        let mut broadcast = kit.guest().broadcast(&show).await;
        guest.playlist_up_to(&show, 1).await;
        let (mut watcher, _) = guest.watch(&show).await;

        let mut outsider = kit.outsider().await;
        outsider.lock().await;
        let asked = async {
            let as_person = async {
                let form = Form::new().text("title", "Linen").text("visibility", "public");
                let page = ana.submit_files("/studio/shows", form).await.expect(503);
                assert!(page.header("content-type").starts_with("text/html"), "{page}");
                assert!(!page.header("retry-after").is_empty(), "{page}");
            };
            let page = show.page();
            let (planned, page, looked, ()) = tokio::join!(
                plan(&ana, "Linen"),
                guest.page(&page),
                guest.api(Method::GET, &show.api()).send(),
                as_person,
            );
            is_refused_for_now(planned, "busy");
            // A writer holds up no reader on SQLite.
            match kit.engine() {
                Engine::Sqlite => {
                    page.expect(200);
                    looked.expect(200);
                }
                Engine::Postgres => {
                    page.expect(503);
                    is_refused_for_now(looked, "busy");
                }
            }
        };
        tokio::join!(asked, goes_on(&mut watcher));
        guest.get("/healthz").await.expect(200);
        outsider.unlock().await;
        outsider.leave().await;

        plan(&ana, "Linen").await.expect(201);
        goes_on(&mut watcher).await;
        let live = guest.playlist_up_to(&show, 5).await;
        broadcast.has_run(Duration::from_secs(1)).await;
        broadcast.leave().await;
        kit.state_is(&show, "ended").await;
        let replay = eventually("all that was live to be in the replay", async || {
            let replay = guest.replay(&show).await;
            (replay.newest() >= live.newest()).then_some(replay)
        })
        .await;
        assert!(replay.numbers().into_iter().eq(1..=replay.newest()), "{}", replay.text());
        replay.decodes().await;
        let health = ana.api(Method::GET, &format!("{}/health", show.api())).send().await;
        assert!(health.expect(200).json()["replay_note"].is_null());
    }

    async fn a_report_that_was_lost_is_made_good(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Evening glaze").await;
        let broadcast = kit.guest().broadcast(&show).await;
        kit.is_live(&show).await;
        let mut outsider = kit.outsider().await;
        outsider.tell("UPDATE shows SET paused_at = created_at").await;
        eventually("the show to go on", async || {
            (ana.look_up(&show).await["paused"] == false).then_some(())
        })
        .await;
        outsider.tell("UPDATE shows SET state = 'scheduled', started_at = NULL").await;
        kit.is_live(&show).await;
        outsider.leave().await;
        broadcast.vanish().await;
    }

    async fn a_show_whose_recording_cant_be_taken_up_goes_out_unrecorded(kit) {
        let (ana, guest) = (kit.sign_up("ana").await, kit.guest());
        let show = ana.create_show("Evening glaze").await;
        let broadcast = kit.guest().broadcast(&show).await;
        guest.playlist_up_to(&show, 2).await;
        kit.restart().await;
        broadcast.vanish().await;
        let stored = kit.live().segments(show.id).await.expect("the database answers");
        let blobs = blobs(kit, &show);
        assert!(stored.len() >= 3 && blobs.len() == stored.len(), "{stored:?}");

        let mut outsider = kit.outsider().await;
        outsider.tell("ALTER TABLE replay_segments RENAME TO mislaid").await;
        let mut broadcast = kit.guest().broadcast(&show).await;
        let note = told(&ana, &show).await;
        assert!(note.contains("where it left off"), "{note}");
        tells_no_internals(&note);
        outsider.tell("ALTER TABLE mislaid RENAME TO replay_segments").await;
        outsider.leave().await;

        eventually("the show to go on", async || {
            (ana.look_up(&show).await["paused"] == false).then_some(())
        })
        .await;
        let studio = ana.page(&show.studio()).await.expect(200);
        assert!(studio.text().contains(&note.replace('\'', "&#39;")), "{note}: {studio}");
        let (mut watcher, _) = guest.watch(&show).await;
        goes_on(&mut watcher).await;
        guest.playlist(&show, 3).await;
        broadcast.has_run(Duration::from_secs(1)).await;
        broadcast.leave().await;
        kit.state_is(&show, "ended").await;
        let kept = kit.live().segments(show.id).await.expect("the database answers");
        assert_eq!(kept, stored);
        assert!(self::blobs(kit, &show) == blobs, "no number was used for other bytes");
        guest.replay(&show).await.decodes().await;
    }
}
