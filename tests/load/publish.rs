//! The publisher: a real peer over WHIP with a synthetic stream.

use std::time::Duration;

use media::client::{ClientOptions, Publisher};
use model::SystemEntropy;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::units::{AUDIO_EVERY, FRAMES_PER_SECOND, Units};
use crate::{Outcome, Stream, signalling};

const CONNECTS_WITHIN: Duration = Duration::from_secs(10);

/// A publisher at work.
#[derive(Debug)]
pub(crate) struct Publishing {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Outcome<()>>,
}

impl Publishing {
    pub(crate) async fn start(server: &str, show: &str, key: &str, stream: &Stream) -> Outcome<Self> {
        let mut publisher = Publisher::new(&ClientOptions::default(), &SystemEntropy).await?;
        let client = signalling::client()?;
        let url = format!("{server}/whip/{show}");
        let answer = signalling::offer(&client, &url, Some(key), publisher.offer().to_owned()).await?;
        publisher.accept(&answer).await?;
        publisher.connected(CONNECTS_WITHIN).await?;
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(send(publisher, stream.clone(), stopped));
        Ok(Self { stop, task })
    }

    /// Ends it; an error if it had ended before.
    pub(crate) async fn stop(self) -> Outcome<()> {
        // If nobody listens any more the task says why.
        let _ = self.stop.send(());
        self.task.await?
    }
}

async fn send(mut publisher: Publisher, stream: Stream, mut stopped: oneshot::Receiver<()>) -> Outcome<()> {
    let frame = Duration::from_secs(1) / FRAMES_PER_SECOND;
    let mut units = Units::new(stream.bitrate, stream.silent);
    let mut frames = interval(frame);
    frames.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let start = frames.tick().await;
    let mut sounds = 0;
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            _ = frames.tick() => {}
        }
        let key = publisher.take_key_frame_request();
        let (unit, time) = units.next(key);
        if stream.paced {
            // Done a little before the next is due.
            publisher.write_video_paced(unit, time, frame * 9 / 10).await?;
        } else {
            publisher.write_video(unit, time).await?;
        }
        while !stream.silent && start.elapsed() >= AUDIO_EVERY * sounds {
            publisher.write_audio(Units::sound(), AUDIO_EVERY).await?;
            sounds += 1;
        }
    }
    publisher.close().await;
    Ok(())
}

/// `load publish`.
pub(crate) async fn until_interrupted(server: &str, show: &str, key: &str, stream: &Stream) -> Outcome<()> {
    let publishing = Publishing::start(server, show, key, stream).await?;
    println!("publishing; Ctrl+C ends it");
    tokio::signal::ctrl_c().await?;
    publishing.stop().await
}
