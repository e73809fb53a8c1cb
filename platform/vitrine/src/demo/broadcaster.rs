//! The synthetic broadcaster: publishes the demo's scene over WHIP, as any
//! encoder would.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use media::client::{ClientError, ClientOptions, Publisher};
use model::{ShowId, SystemEntropy};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;
use web::Shared;

use super::audience;
use super::camera::{Camera, Sample};
use super::counter::Counter;
use super::scene;
use super::shoppers;
use super::world::{self, Shows};
use crate::server::Server;

/// How long the recorded show is.
const REPLAY: Duration = Duration::from_secs(40);
/// A live show makes way for the next one after this long, so that a demo left
/// running does not fill the disk.
const LIVE: Duration = Duration::from_secs(30 * 60);
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
const RETRY_AFTER: Duration = Duration::from_secs(3);
/// Session descriptions are a few kilobytes.
const ANSWER_LIMIT: usize = 64 * 1024;

/// What is on the air.
#[derive(Debug)]
pub(super) struct Broadcasts {
    stop: CancellationToken,
    running: TaskTracker,
}

/// A show to publish, and the key to do it with.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub show: ShowId,
    pub stream_key: String,
    /// What is sold in it.
    pub counter: Counter,
}

#[derive(Debug, thiserror::Error)]
enum BroadcastError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("WHIP answered {0}: {1}")]
    Refused(StatusCode, String),
    #[error("the camera broke: {0}")]
    Camera(String),
}

impl Broadcasts {
    pub(super) fn start(server: &Server, shows: Shows, bar_code: bool) -> Self {
        let stop = CancellationToken::new();
        let running = TaskTracker::new();
        let studio = Studio {
            app: server.app.clone(),
            router: server.router.clone(),
            bar_code,
            bought: Arc::default(),
            stop: stop.clone(),
            running: running.clone(),
        };
        if let Some(slot) = shows.replay {
            let studio = studio.clone();
            running.spawn(async move { studio.record(slot).await });
        }
        running.spawn(async move { studio.stay_live(shows.live).await });
        Self { stop, running }
    }

    pub(super) async fn stop(self) {
        self.stop.cancel();
        self.running.close();
        self.running.wait().await;
    }
}

#[derive(Debug, Clone)]
struct Studio {
    app: Shared,
    router: Router,
    bar_code: bool,
    /// How much the demo's shoppers have bought.
    bought: Arc<AtomicUsize>,
    stop: CancellationToken,
    running: TaskTracker,
}

impl Studio {
    /// Lets the audience into a show.
    fn gather(&self, show: ShowId, script: &'static [audience::Line]) {
        self.running.spawn(audience::attend(
            self.app.clone(),
            show,
            script,
            self.stop.clone(),
        ));
    }

    /// Lets some of them buy.
    fn let_shop(&self, slot: &Slot) {
        self.running.spawn(shoppers::go_shopping(
            self.app.clone(),
            slot.counter.shop,
            slot.show,
            self.bought.clone(),
            self.stop.clone(),
        ));
    }

    /// A short show, ended: the replay.
    async fn record(&self, slot: Slot) {
        self.gather(slot.show, audience::BOWL);
        if let Err(error) = self.broadcast(&slot, REPLAY).await {
            tracing::error!(%error, "demo: the replay could not be made");
        }
    }

    /// One live show after the other.
    async fn stay_live(&self, mut slot: Slot) {
        let mut gathered = None;
        while !self.stop.is_cancelled() {
            if gathered != Some(slot.show) {
                gathered = Some(slot.show);
                self.gather(slot.show, audience::GLAZE);
                self.let_shop(&slot);
            }
            match self.broadcast(&slot, LIVE).await {
                Ok(()) if self.stop.is_cancelled() => return,
                // Its length is over, or a visitor who is signed in as the host ended it.
                Ok(())
                | Err(BroadcastError::Refused(
                    StatusCode::UNAUTHORIZED | StatusCode::CONFLICT | StatusCode::GONE,
                    _,
                )) => match world::next_live(&self.app, slot.show).await {
                    Ok(next) => slot = next,
                    Err(error) => return tracing::error!(%error, "demo: no next show"),
                },
                Err(error) => {
                    tracing::error!(%error, "demo: the broadcast broke off; trying again");
                    tokio::select! {
                        () = tokio::time::sleep(RETRY_AFTER) => {}
                        () = self.stop.cancelled() => return,
                    }
                }
            }
        }
    }

    /// Publishes for `length`, then ends the show. Stopped before that, it
    /// leaves the show as a lost publisher would.
    async fn broadcast(&self, slot: &Slot, length: Duration) -> Result<(), BroadcastError> {
        let engine = self.app.media.local_addr();
        let bind = match engine.ip() {
            IpAddr::V6(ip) if ip.is_loopback() => SocketAddr::new(ip.into(), 0),
            _ => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        };
        let options = ClientOptions {
            bind,
            ..ClientOptions::default()
        };
        let mut publisher = Publisher::new(&options, &SystemEntropy).await?;
        let (answer, location) = self
            .whip(
                Method::POST,
                &format!("/whip/{}", slot.show),
                slot,
                publisher.offer(),
            )
            .await?;
        publisher.accept(&answer).await?;
        publisher.connected(CONNECT_WITHIN).await?;
        let (sender, mut samples) = mpsc::channel(16);
        let camera = Camera::start(self.app.live.clock.clone(), self.bar_code, sender)
            .map_err(|error| BroadcastError::Camera(error.to_string()))?;
        let turns = self.serve(slot);
        let ends = tokio::time::sleep(length);
        tokio::pin!(ends);
        loop {
            tokio::select! {
                sample = samples.recv() => match sample {
                    Some(Sample::Video { access_unit, time }) => {
                        turn_to(&turns, time);
                        publisher.write_video(access_unit, time).await?;
                    }
                    Some(Sample::Audio { packet, duration }) => publisher.write_audio(packet, duration).await?,
                    None => return Err(BroadcastError::Camera("it stopped".to_owned())),
                },
                () = &mut ends => break,
                () = self.stop.cancelled() => {
                    publisher.close().await;
                    return Ok(());
                }
            }
            if publisher.take_key_frame_request() {
                camera.want_key_frame();
            }
        }
        drop(camera);
        self.whip(Method::DELETE, &location, slot, "").await?;
        publisher.close().await;
        Ok(())
    }

    /// Puts someone behind the counter, who is told which piece is shown.
    fn serve(&self, slot: &Slot) -> watch::Sender<usize> {
        let (turns, told) = watch::channel(0);
        let counter = slot.counter.clone();
        let (app, stop) = (self.app.clone(), self.stop.clone());
        self.running.spawn(counter.serve(app, slot.show, told, stop));
        turns
    }

    /// One WHIP request, through the same routes an encoder takes.
    async fn whip(
        &self,
        method: Method,
        path: &str,
        slot: &Slot,
        body: &str,
    ) -> Result<(String, String), BroadcastError> {
        let peer = ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", slot.stream_key))
            .header(header::CONTENT_TYPE, "application/sdp")
            .extension(peer)
            .body(Body::from(body.to_owned()))
            .expect("a sound request");
        let Ok(response) = self.router.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, ANSWER_LIMIT).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if !parts.status.is_success() {
            return Err(BroadcastError::Refused(parts.status, text));
        }
        let location = parts
            .headers
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Ok((text, location.to_owned()))
    }
}

/// Tells of the piece that is shown at `time`, in units of 1/90,000 s.
fn turn_to(turns: &watch::Sender<usize>, time: u32) {
    let turn = scene::turn(Duration::from_micros(u64::from(time) * 100 / 9));
    turns.send_if_modified(|told| std::mem::replace(told, turn) != turn);
}
