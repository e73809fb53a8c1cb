//! Encoders and players: peers that publish and watch over the server's own
//! WHIP and WHEP.

use std::time::Duration;

use bytes::Bytes;
use media::client::{ClientOptions, Publisher, Watcher};
use model::SystemEntropy;
use openh264::OpenH264API;
use openh264::encoder::{BitRate, Encoder, EncoderConfig, FrameRate};
use openh264::formats::YUVBuffer;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::{Answer, Browser, Call, Kit, Method, Planned, eventually};

/// Far beyond what any step of a session takes on a busy machine.
pub const SOON: Duration = Duration::from_secs(15);

const SIZE: (usize, usize) = (320, 180);
const PICTURES_A_SECOND: u32 = 25;
const BETWEEN_PICTURES: Duration = Duration::from_millis(40);
const KEY_EVERY: u32 = 50;
/// 20 ms of silence (RFC 6716 section 3.1: CELT, full band, stereo, one frame).
const SILENCE: [u8; 3] = [0xfc, 0xff, 0xfe];
const SILENCE_LASTS: Duration = Duration::from_millis(20);

/// A show on the air: pictures and sound in real time.
#[derive(Debug)]
pub struct Broadcast {
    /// The session's address, from `Location`.
    pub resource: String,
    pub etag: String,
    encoder: Browser,
    stream_key: Option<String>,
    sent: watch::Receiver<u32>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Publisher>,
}

impl Browser {
    /// Connects a publisher to `show`, as an encoder does that knows its stream key.
    pub async fn publisher(&self, show: &Planned) -> (Publisher, Answer) {
        self.publisher_at(&show.whip(), Some(&show.stream_key)).await
    }

    /// The same at any address, by a key or else by this browser's cookies.
    pub async fn publisher_at(&self, path: &str, key: Option<&str>) -> (Publisher, Answer) {
        let mut publisher = Box::pin(Publisher::new(&ClientOptions::default(), &SystemEntropy))
            .await
            .expect("a publishing peer");
        let call = known_by(self.request(Method::POST, path), key);
        let answer = call
            .body("application/sdp", publisher.offer().to_owned())
            .send()
            .await
            .expect(201);
        publisher
            .accept(answer.text())
            .await
            .expect("an answer to the offer");
        publisher.connected(SOON).await.expect("the publisher connects");
        (publisher, answer)
    }

    /// Publishes `show` in real time.
    pub async fn broadcast(&self, show: &Planned) -> Broadcast {
        self.broadcast_at(&show.whip(), Some(&show.stream_key)).await
    }

    /// The same at any address, by a key or else by this browser's cookies.
    pub async fn broadcast_at(&self, path: &str, key: Option<&str>) -> Broadcast {
        // Boxed, like watchers: a test that has several would be too large for its thread.
        let (publisher, answer) = Box::pin(self.publisher_at(path, key)).await;
        let (counted, sent) = watch::channel(0);
        let (stop, stopped) = oneshot::channel();
        Broadcast {
            resource: answer.header("location").to_owned(),
            etag: answer.header("etag").to_owned(),
            encoder: self.clone(),
            stream_key: key.map(str::to_owned),
            sent,
            stop,
            task: tokio::spawn(send(publisher, counted, stopped)),
        }
    }

    /// Watches `show` over WHEP.
    pub async fn watch(&self, show: &Planned) -> (Watcher, Answer) {
        self.watch_at(&show.whep()).await
    }

    /// The same at any address.
    pub async fn watch_at(&self, path: &str) -> (Watcher, Answer) {
        Box::pin(self.watcher_at(path)).await
    }

    async fn watcher_at(&self, path: &str) -> (Watcher, Answer) {
        let mut watcher = Box::pin(Watcher::new(&ClientOptions::default()))
            .await
            .expect("a watching peer");
        let call = self.request(Method::POST, path);
        let answer = call
            .body("application/sdp", watcher.offer().to_owned())
            .send()
            .await
            .expect(201);
        watcher
            .accept(answer.text())
            .await
            .expect("an answer to the offer");
        watcher.connected(SOON).await.expect("the watcher connects");
        (watcher, answer)
    }
}

impl Broadcast {
    /// For how long pictures were sent.
    pub fn sent(&self) -> Duration {
        BETWEEN_PICTURES * *self.sent.borrow()
    }

    /// Waits until it has run for `time`.
    pub async fn has_run(&mut self, time: Duration) {
        let pictures = u32::try_from(time.as_millis()).expect("a short show") * PICTURES_A_SECOND / 1_000;
        let enough = self.sent.wait_for(|sent| *sent >= pictures);
        tokio::time::timeout(time + SOON, enough)
            .await
            .expect("pictures are sent in time")
            .expect("the publisher stays connected");
    }

    /// Goes away without ending the show, as an encoder does that is closed.
    pub async fn vanish(self) {
        // Stopped by itself already.
        let _ = self.stop.send(());
        drop(self.task.await.expect("the sending task does not panic"));
    }

    /// Says goodbye (RFC 9725 section 4.2): the show ends.
    pub async fn leave(self) {
        let Self {
            resource,
            encoder,
            stream_key,
            ..
        } = &self;
        known_by(encoder.request(Method::DELETE, resource), stream_key.as_deref())
            .send()
            .await
            .expect(200);
        self.vanish().await;
    }
}

impl Kit {
    /// Publishes `show` for `time` from its first to its last picture.
    pub async fn publish(&self, show: &Planned, time: Duration) {
        let mut broadcast = self.guest().broadcast(show).await;
        self.is_live(show).await;
        broadcast.has_run(time).await;
        broadcast.leave().await;
        self.state_is(show, "ended").await;
    }

    /// Waits until `show` is live for everyone.
    pub async fn is_live(&self, show: &Planned) {
        self.state_is(show, "live").await;
    }

    /// Waits until `show` has come to that state.
    pub async fn state_is(&self, show: &Planned, state: &str) {
        eventually(&format!("{} to be {state}", show.title), async || {
            let found = self.live().show(show.id).await.expect("the database answers");
            found.filter(|found| found.state.as_str() == state).map(drop)
        })
        .await;
    }
}

/// `call` with the key of whoever makes it, if they have one.
fn known_by(call: Call, key: Option<&str>) -> Call {
    match key {
        Some(key) => call.bearer(key),
        None => call,
    }
}

async fn send(
    mut publisher: Publisher,
    counted: watch::Sender<u32>,
    mut stopped: oneshot::Receiver<()>,
) -> Publisher {
    let config = EncoderConfig::new()
        .skip_frames(false)
        .max_frame_rate(FrameRate::from_hz(PICTURES_A_SECOND as f32))
        .bitrate(BitRate::from_bps(300_000));
    let mut encoder =
        Encoder::with_api_config(OpenH264API::from_source(), config).expect("an encoder for small pictures");
    let mut ticks = tokio::time::interval(BETWEEN_PICTURES);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let first_at = ticks.tick().await;
    let (mut group, mut sounds) = (None, 0);
    loop {
        // As a camera does it: pictures are of now, and those missed are missing.
        let elapsed = first_at.elapsed().as_millis() / BETWEEN_PICTURES.as_millis();
        let number = u32::try_from(elapsed).expect("a short show");
        if publisher.take_key_frame_request() || group != Some(number / KEY_EVERY) {
            group = Some(number / KEY_EVERY);
            encoder.force_intra_frame();
        }
        let unit = encoder
            .encode(&picture(number))
            .expect("a picture is encoded")
            .to_vec();
        let time = number.wrapping_mul(90_000 / PICTURES_A_SECOND);
        if publisher.write_video(Bytes::from(unit), time).await.is_err() {
            break;
        }
        // Two sounds a picture, and none is left out.
        while sounds < 2 * (number + 1) {
            sounds += 1;
            if publisher
                .write_audio(Bytes::from_static(&SILENCE), SILENCE_LASTS)
                .await
                .is_err()
            {
                break;
            }
        }
        counted.send_replace(number + 1);
        tokio::select! {
            _ = &mut stopped => break,
            _ = ticks.tick() => {}
        }
    }
    publisher
}

/// Slanted bands that move.
fn picture(number: u32) -> YUVBuffer {
    let (width, height) = SIZE;
    let shift = number as usize * 3;
    let luma = (0..width * height).map(|at| 40 + ((at % width + at / width + shift) % 160) as u8);
    let chroma = std::iter::repeat_n(128, width * height / 2);
    YUVBuffer::from_vec(luma.chain(chroma).collect(), width, height)
}
