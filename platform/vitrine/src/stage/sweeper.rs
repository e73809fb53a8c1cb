//! Destroys what has expired. Nothing depends on its being on time: every read
//! asks for itself. Killed half-way, it goes on where it left off.

use std::sync::Arc;
use std::time::Duration;

use live::Live;
use live::shows::LifeError;
use media::vault::Vault;
use media::{Media, StreamId};
use model::{Ending, ShowId};
use people::People;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// How often shows without a publisher are looked for, at most.
const LOOK_EVERY: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Sweeper {
    pub people: People,
    pub live: Live,
    pub media: Media,
    pub vault: Arc<Vault>,
    pub away: Duration,
}

impl Sweeper {
    pub(crate) async fn run(self, every: Duration, stop: CancellationToken) {
        let mut sweep = tokio::time::interval(every);
        let mut look = tokio::time::interval(LOOK_EVERY.min(every));
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = sweep.tick() => self.sweep().await,
                _ = look.tick() => self.end_abandoned().await,
                () = stop.cancelled() => return,
            }
        }
    }

    async fn sweep(&self) {
        match self.live.due_to_expire().await {
            Ok(due) => {
                for show in due {
                    match self.live.expire(show).await {
                        Ok(()) => tracing::info!(%show, "replay expired, key destroyed"),
                        Err(error) => tracing::error!(%show, %error, "can't expire a replay"),
                    }
                }
            }
            Err(error) => tracing::error!(%error, "can't look for expired replays"),
        }
        if let Err(error) = self.people.sweep_sessions().await {
            tracing::error!(%error, "can't sweep sessions that ran out");
        }
        // The key goes first, so this also finds what an earlier run left.
        match self.vault.streams().await {
            Ok(streams) => {
                for stream in streams {
                    self.erase_if_keyless(stream).await;
                }
            }
            Err(error) => tracing::error!(%error, "can't list recordings"),
        }
    }

    async fn erase_if_keyless(&self, stream: StreamId) {
        match self.live.replay_key(ShowId(stream.0)).await {
            Ok(Some(_)) => {}
            Ok(None) => match self.vault.erase(stream).await {
                Ok(blobs) => tracing::info!(%stream, blobs, "recording erased"),
                Err(error) => tracing::error!(%stream, %error, "can't erase a recording"),
            },
            Err(error) => tracing::error!(%stream, %error, "can't look up a recording's key"),
        }
    }

    /// Ends live shows that nobody came back to after a restart. Where the
    /// engine knows the stream, it counts the time itself.
    async fn end_abandoned(&self) {
        let since = self.live.clock.now() - self.away;
        let silent = match self.live.silent_since(since).await {
            Ok(silent) => silent,
            Err(error) => return tracing::error!(%error, "can't look for abandoned shows"),
        };
        for show in silent {
            if self.media.snapshot(StreamId(show.0)).await.is_some() {
                continue;
            }
            match self.live.end_show(show, Ending::Restart).await {
                Ok(_) => tracing::info!(%show, "ended: its publisher did not come back"),
                Err(LifeError::Transition(_)) => {}
                Err(error) => tracing::error!(%show, %error, "can't end an abandoned show"),
            }
        }
    }
}
