//! A camera and a microphone: a synthetic stream, sent over WHIP by a real peer.

use std::time::Duration;

use media::client::{ClientOptions, Publisher};
use model::SystemEntropy;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use super::person::Person;
use crate::Outcome;
use crate::units::{AUDIO_EVERY, FRAMES_PER_SECOND, Units};

const CONNECTS_WITHIN: Duration = Duration::from_secs(20);

/// One at work.
#[derive(Debug)]
pub(super) struct Camera {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Outcome<()>>,
}

impl Camera {
    /// Sends to `path` from now on, known by a stream's key or else by the person's cookies.
    pub(super) async fn start(person: &Person, path: &str, key: Option<&str>, bitrate: u32) -> Outcome<Self> {
        let mut publisher = Publisher::new(&ClientOptions::default(), &SystemEntropy).await?;
        let answered = person.offer(path, key, publisher.offer().to_owned()).await?;
        publisher.accept(&answered.sdp).await?;
        publisher.connected(CONNECTS_WITHIN).await?;
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(send(publisher, bitrate, stopped));
        Ok(Self { stop, task })
    }

    /// Ends it; an error if it had ended before.
    pub(super) async fn stop(self) -> Outcome<()> {
        // If nobody listens any more the task says why.
        let _ = self.stop.send(());
        self.task.await?
    }
}

async fn send(mut publisher: Publisher, bitrate: u32, mut stopped: oneshot::Receiver<()>) -> Outcome<()> {
    let mut units = Units::new(bitrate, false);
    let mut frames = interval(Duration::from_secs(1) / FRAMES_PER_SECOND);
    frames.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let start = frames.tick().await;
    let mut sounds = 0;
    loop {
        let key = publisher.take_key_frame_request();
        let (unit, time) = units.next(key);
        publisher.write_video(unit, time).await?;
        while start.elapsed() >= AUDIO_EVERY * sounds {
            publisher.write_audio(Units::sound(), AUDIO_EVERY).await?;
            sounds += 1;
        }
        tokio::select! {
            _ = &mut stopped => break,
            _ = frames.tick() => {}
        }
    }
    publisher.close().await;
    Ok(())
}
