//! A running engine and synthetic shows for it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use media::client::{ClientOptions, Publisher, Watcher};
use media::packet::Ingest;
use media::{Media, MediaConfig, MediaEvent, OwnerKey, Recorders, ResourceId, StreamId};
use model::SeededEntropy;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Far beyond what any step takes on a busy machine.
pub const SOON: Duration = Duration::from_secs(10);

pub const STREAM: StreamId = StreamId(Uuid::from_u128(1));
pub const HOST: OwnerKey = OwnerKey(Uuid::from_u128(2));

/// Keeps each stream's ingest for the test to look at.
#[derive(Default)]
pub struct Kept(Mutex<Option<mpsc::Receiver<Ingest>>>);

impl Recorders for Kept {
    fn open(&self, _stream: StreamId) -> Option<mpsc::Sender<Ingest>> {
        let (sender, receiver) = mpsc::channel(4_096);
        *self.0.lock().expect("no test panics with it") = Some(receiver);
        Some(sender)
    }
}

pub struct Studio {
    pub media: Media,
    pub events: mpsc::Receiver<MediaEvent>,
    pub kept: Arc<Kept>,
}

impl Studio {
    pub fn open(change: impl FnOnce(&mut MediaConfig)) -> Self {
        let mut config = MediaConfig {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            ..MediaConfig::default()
        };
        change(&mut config);
        let (sender, events) = mpsc::channel(64);
        let kept = Arc::new(Kept::default());
        let entropy = Arc::new(SeededEntropy::new(7));
        let media = Media::start(config, entropy, sender, kept.clone()).expect("a free port");
        Self {
            media,
            events,
            kept,
        }
    }

    pub async fn event(&mut self) -> MediaEvent {
        tokio::time::timeout(SOON, self.events.recv())
            .await
            .expect("an event soon")
            .expect("the engine runs")
    }

    pub fn recording(&self) -> mpsc::Receiver<Ingest> {
        let kept = self.kept.0.lock().expect("no test panics with it").take();
        kept.expect("the stream has started")
    }

    pub async fn publish(&self, seed: u64) -> (Publisher, ResourceId) {
        let options = ClientOptions::default();
        let entropy = SeededEntropy::new(seed);
        let mut publisher = Publisher::new(&options, &entropy).await.expect("a peer");
        let offer = publisher.offer().to_owned();
        let answer = self
            .media
            .publish(STREAM, HOST, offer)
            .await
            .expect("an answer");
        publisher.accept(&answer.sdp).await.expect("a usable answer");
        publisher.connected(SOON).await.expect("a connection");
        (publisher, answer.resource)
    }

    pub async fn watch(&self, options: &ClientOptions) -> (Watcher, ResourceId) {
        let mut watcher = Watcher::new(options).await.expect("a peer");
        let answer = self
            .media
            .watch(STREAM, watcher.offer().to_owned())
            .await
            .expect("an answer");
        watcher.accept(&answer.sdp).await.expect("a usable answer");
        watcher.connected(SOON).await.expect("a connection");
        (watcher, answer.resource)
    }
}

/// Publishes pictures and sound in real time until dropped, a key frame when
/// asked and every `key_every` pictures.
pub struct Show {
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    task: tokio::task::JoinHandle<Publisher>,
}

impl Show {
    pub fn start(mut publisher: Publisher, key_every: u32) -> Self {
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
                let sent = publisher.write_video(access_unit(key, picture), picture * 1_800).await;
                let sound = Bytes::from(vec![0xfc; 80]);
                if sent.is_err() || publisher.write_audio(sound, Duration::from_millis(20)).await.is_err() {
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
    pub async fn stop(mut self) -> Publisher {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        self.task.await.expect("no panic")
    }
}

/// Annex B; not decodable, but framed like a real encoder's.
pub fn access_unit(key: bool, picture: u32) -> Bytes {
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
