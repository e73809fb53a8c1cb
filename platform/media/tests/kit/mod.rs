//! A running engine and synthetic shows for it.

#![expect(dead_code, reason = "each test binary uses its own part of the kit")]

pub(crate) mod relay;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use media::client::{ClientOptions, Publisher, Watcher};
use media::packet::Ingest;
use media::{
    Answer, EngineStats, KeyFrameWish, Media, MediaConfig, MediaEvent, OwnerKey, Recorders, ResourceId,
    StreamId, ViewerKey,
};
use model::SeededEntropy;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Far beyond what any step takes on a busy machine.
pub(crate) const SOON: Duration = Duration::from_secs(10);

pub(crate) const STREAM: StreamId = StreamId(Uuid::from_u128(1));
pub(crate) const HOST: OwnerKey = OwnerKey(Uuid::from_u128(2));

/// Keeps each stream's ingest for the test to look at.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Option<(mpsc::Receiver<Ingest>, KeyFrameWish)>>);

impl Recorders for Kept {
    fn open(&self, _stream: StreamId, wish: KeyFrameWish) -> Option<mpsc::Sender<Ingest>> {
        let (sender, receiver) = mpsc::channel(4_096);
        *self.0.lock().expect("no test panics with it") = Some((receiver, wish));
        Some(sender)
    }
}

pub(crate) struct Studio {
    pub(crate) media: Media,
    pub(crate) events: mpsc::Receiver<MediaEvent>,
    pub(crate) kept: Arc<Kept>,
}

impl Studio {
    pub(crate) fn open(change: impl FnOnce(&mut MediaConfig)) -> Self {
        let mut config = MediaConfig {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            ..MediaConfig::default()
        };
        change(&mut config);
        let (sender, events) = mpsc::channel(64);
        let kept = Arc::new(Kept::default());
        let entropy = Arc::new(SeededEntropy::new(7));
        let media = Media::start(config, entropy, sender, kept.clone()).expect("a free port");
        Self { media, events, kept }
    }

    pub(crate) async fn event(&mut self) -> MediaEvent {
        tokio::time::timeout(SOON, self.events.recv())
            .await
            .expect("an event soon")
            .expect("the engine runs")
    }

    pub(crate) fn recording(&self) -> mpsc::Receiver<Ingest> {
        self.recording_with_wish().0
    }

    pub(crate) fn recording_with_wish(&self) -> (mpsc::Receiver<Ingest>, KeyFrameWish) {
        let kept = self.kept.0.lock().expect("no test panics with it").take();
        kept.expect("the stream has started")
    }

    /// Publishes directly.
    pub(crate) async fn publish(&self, seed: u64) -> (Publisher, ResourceId) {
        self.publish_by(seed, |sdp| sdp).await
    }

    /// Publishes along a path of the test's making.
    pub(crate) async fn publish_by(
        &self,
        seed: u64,
        path: impl FnOnce(String) -> String,
    ) -> (Publisher, ResourceId) {
        let options = ClientOptions::default();
        let entropy = SeededEntropy::new(seed);
        let mut publisher = Publisher::new(&options, &entropy).await.expect("a peer");
        let offer = publisher.offer().to_owned();
        let answer = self.media.publish(STREAM, HOST, offer).await.expect("an answer");
        let sdp = path(answer.sdp);
        publisher.accept(&sdp).await.expect("a usable answer");
        publisher.connected(SOON).await.expect("a connection");
        (publisher, answer.resource)
    }

    /// Watches directly.
    pub(crate) async fn watch(&self, options: &ClientOptions) -> (Watcher, ResourceId) {
        let (watcher, answer) = self.watch_by(options, |sdp| sdp).await;
        (watcher, answer.resource)
    }

    /// Watches along a path of the test's making.
    pub(crate) async fn watch_by(
        &self,
        options: &ClientOptions,
        path: impl FnOnce(String) -> String,
    ) -> (Watcher, Answer) {
        let mut watcher = Watcher::new(options).await.expect("a peer");
        let offer = watcher.offer().to_owned();
        let answer = self
            .media
            .watch(STREAM, ViewerKey::default(), offer)
            .await
            .expect("an answer");
        let sdp = path(answer.sdp.clone());
        watcher.accept(&sdp).await.expect("a usable answer");
        watcher.connected(SOON).await.expect("a connection");
        (watcher, answer)
    }

    /// Asks for the counters until `enough` is satisfied.
    pub(crate) async fn stats_until(&self, enough: impl Fn(&EngineStats) -> bool) -> EngineStats {
        eventually(async || Some(self.media.stats().await).filter(&enough)).await
    }
}

/// Looks until there is something to see, and gives it.
pub(crate) async fn eventually<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(SOON, looking).await.expect("in time")
}

/// Publishes pictures and sound in real time until dropped, a key frame when
/// asked and every `key_every` pictures.
pub(crate) struct Show {
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    task: tokio::task::JoinHandle<Publisher>,
}

impl Show {
    pub(crate) fn start(mut publisher: Publisher, key_every: u32) -> Self {
        let (stop, mut stopped) = tokio::sync::oneshot::channel();
        let task = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(Duration::from_millis(20));
            let mut picture = 0u32;
            loop {
                tokio::select! {
                    _ = &mut stopped => return publisher,
                    _ = ticks.tick() => {}
                }
                let key = publisher.take_key_frame_request() || picture.is_multiple_of(key_every);
                let sent = publisher
                    .write_video(access_unit(key, picture), picture * 1_800)
                    .await;
                let sound = Bytes::from(vec![0xfc; 80]);
                if sent.is_err()
                    || publisher
                        .write_audio(sound, Duration::from_millis(20))
                        .await
                        .is_err()
                {
                    return publisher;
                }
                picture += 1;
            }
        });
        Self {
            stop: Some(stop),
            task,
        }
    }

    /// Stops sending and hands the publisher back, still connected.
    pub(crate) async fn stop(mut self) -> Publisher {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        self.task.await.expect("no panic")
    }
}

/// Annex B; not decodable, but framed like a real encoder's.
pub(crate) fn access_unit(key: bool, picture: u32) -> Bytes {
    let mut unit = Vec::new();
    let mut nal = |header: u8, length: usize| {
        unit.extend_from_slice(&[0, 0, 0, 1, header]);
        unit.extend((0..length).map(|at| (at as u32 * 31 + picture) as u8 | 1));
    };
    if key {
        nal(0x67, 20);
        nal(0x68, 5);
        nal(0x65, 12_000);
    } else {
        nal(0x41, 2_400);
    }
    Bytes::from(unit)
}
