//! As many streams as the sessions have, as plain shows with one viewer each: what
//! the media engine takes for them anyway. Shows are recorded, which sessions never are.

use std::sync::Arc;
use std::time::{Duration, Instant};

use media::client::Crowd;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::Options;
use super::camera::Camera;
use super::house::{House, Pair};
use super::person::Person;
use super::pictures::{Run, eyes, last_picture, stretch, watch};
use crate::Outcome;

/// Between two that begin, which are half a session each.
const APART: Duration = Duration::from_millis(125);
const LIVE_WITHIN: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// One, and who watches it.
struct Show {
    host: Arc<Person>,
    id: String,
    camera: Camera,
    eyes: Crowd,
    /// From publishing to the viewer's picture.
    picture: Duration,
}

/// Two for each of the pairs, hosted by the advisor and watched by the shopper.
pub(super) async fn measure(house: &House, pairs: &[Pair], options: &Options) -> Outcome<Run> {
    let mut beginning = JoinSet::new();
    for pair in pairs.iter().chain(pairs) {
        let ([viewer, host], bitrate) = (pair.both(), options.bitrate);
        beginning.spawn(async move { Show::begin(host, &viewer, bitrate).await });
        sleep(APART).await;
    }
    let shows = beginning.join_all().await;
    let shows: Vec<_> = shows.into_iter().collect::<Outcome<_>>()?;
    let pictures = shows.iter().map(|show| show.picture).collect::<Vec<_>>();
    let eyes = shows.iter().map(|show| &show.eyes);
    let run = stretch(house, eyes, options.stretch(), pictures.into()).await?;
    for show in shows {
        show.end().await?;
    }
    Ok(run)
}

impl Show {
    async fn begin(host: Arc<Person>, viewer: &Person, bitrate: u32) -> Outcome<Self> {
        let show = host.post("/api/v1/shows", &json!({ "title": "Load" })).await?;
        let text = |name: &str| show[name].as_str().ok_or("a show without id and key");
        let (id, key) = (text("id")?.to_owned(), text("stream_key")?);
        let eyes = eyes()?;
        let since = Instant::now();
        let camera = Camera::start(&host, &format!("/whip/{id}"), Some(key), bitrate).await?;
        is_live(viewer, &id).await?;
        watch(&eyes, viewer, &format!("/whep/{id}"), since).await?;
        let picture = last_picture(&eyes, 1).await?;
        Ok(Self {
            host,
            id,
            camera,
            eyes,
            picture,
        })
    }

    async fn end(self) -> Outcome<()> {
        self.camera.stop().await?;
        let path = format!("/api/v1/shows/{}/end", self.id);
        self.host.post(&path, &json!({})).await?;
        Ok(())
    }
}

/// Waits until whoever comes may watch.
async fn is_live(viewer: &Person, show: &str) -> Outcome<()> {
    let deadline = Instant::now() + LIVE_WITHIN;
    while Instant::now() < deadline {
        if viewer.get(&format!("/api/v1/shows/{show}")).await?["state"] == "live" {
            return Ok(());
        }
        sleep(LOOK_AGAIN).await;
    }
    Err("a show does not go live".into())
}
