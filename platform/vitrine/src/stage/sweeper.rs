//! Destroys what has expired. Nothing depends on its being on time: every read
//! asks for itself. Killed half-way, it goes on where it left off.

use std::sync::Arc;
use std::time::Duration;

use live::Live;
use live::shows::LifeError;
use media::vault::Vault;
use media::{Media, StreamId};
use model::{Ending, ShowId, ShowState, Timestamp};
use people::People;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::Pictures;

/// How often shows without a publisher are looked for, at most.
const LOOK_EVERY: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Sweeper {
    pub people: People,
    pub live: Live,
    pub media: Media,
    pub vault: Arc<Vault>,
    pub pictures: Pictures,
    pub away: Duration,
}

impl Sweeper {
    pub(crate) async fn run(self, every: Duration, stop: CancellationToken) {
        let started = self.live.clock.now();
        let mut sweep = tokio::time::interval(every);
        let mut look = tokio::time::interval(LOOK_EVERY.min(every));
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = sweep.tick() => self.sweep().await,
                _ = look.tick() => {
                    self.reconcile().await;
                    self.end_abandoned(started).await;
                }
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
        // Every time: a show's deletion, or a run that was killed, may have left it to us.
        match self.live.db.scrub().await {
            Ok(true) => {}
            Ok(false) => tracing::debug!("a reader keeps the database from being scrubbed"),
            Err(error) => tracing::error!(%error, "can't scrub the database"),
        }
        if let Err(error) = self.people.sweep_sessions().await {
            tracing::error!(%error, "can't sweep sessions that ran out");
        }
        match self.pictures.sweep().await {
            Ok(0) => {}
            Ok(pictures) => tracing::info!(pictures, "pictures nobody shows any more are deleted"),
            Err(error) => tracing::error!(%error, "can't sweep pictures"),
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

    /// Compares what is live in the books with what is on the air: a report
    /// may have been lost on either way.
    async fn reconcile(&self) {
        let (live, streams) = match (self.live.live_shows().await, self.media.streams().await) {
            (Ok(live), Ok(streams)) => (live, streams),
            (Err(error), _) => return tracing::error!(%error, "can't look for live shows"),
            (_, Err(error)) => return tracing::warn!(%error, "can't ask the engine for its streams"),
        };
        for &show in live.iter().filter(|show| !streams.contains(&StreamId(show.0))) {
            // It may have come since.
            if !matches!(self.media.knows(StreamId(show.0)).await, Ok(false)) {
                continue;
            }
            if let Err(error) = self.live.publisher_lost(show).await {
                tracing::error!(%show, %error, "can't pause a show that is off the air");
            }
        }
        // Those of sessions end with theirs.
        for stream in streams.into_iter().filter(|&stream| !web::is_of_advice(stream)) {
            self.reconcile_stream(stream).await;
        }
    }

    /// A stream whose show is over has no business on the air. One that is on
    /// the air belongs to a show that is live; else it is just connecting.
    async fn reconcile_stream(&self, stream: StreamId) {
        match self.live.show(ShowId(stream.0)).await {
            Ok(Some(show)) if matches!(show.state, ShowState::Scheduled | ShowState::Live) => {
                let waits = show.state == ShowState::Scheduled || show.paused_at.is_some();
                if waits && self.is_on_the_air(stream).await {
                    tracing::warn!(%stream, "on the air while its show waits for it");
                    if let Err(error) = self.live.publisher_arrived(show.id).await {
                        tracing::error!(%stream, %error, "can't let a show go live");
                    }
                }
            }
            Ok(_) => {
                tracing::warn!(%stream, "on the air after its show was over");
                if let Err(error) = self.media.end(stream).await {
                    tracing::debug!(%stream, %error, "can't end a stream");
                }
            }
            Err(error) => tracing::error!(%stream, %error, "can't look up a stream's show"),
        }
    }

    async fn is_on_the_air(&self, stream: StreamId) -> bool {
        let snapshot = self.media.snapshot(stream).await;
        snapshot.is_some_and(|snapshot| snapshot.publisher_connected)
    }

    /// Ends live shows that nobody came back to after a restart. Where the
    /// engine knows the stream, it counts the time itself.
    async fn end_abandoned(&self, started: Timestamp) {
        let since = self.live.clock.now() - self.away;
        if since < started {
            // Publishers of shows we took up have as long to come back.
            return;
        }
        let silent = match self.live.silent_since(since).await {
            Ok(silent) => silent,
            Err(error) => return tracing::error!(%error, "can't look for abandoned shows"),
        };
        for show in silent {
            match self.media.knows(StreamId(show.0)).await {
                Ok(false) => {}
                // The engine counts the time itself.
                Ok(true) => continue,
                Err(error) => {
                    tracing::warn!(%show, %error, "can't ask the engine for a show");
                    continue;
                }
            }
            match self.live.end_show(show, Ending::Restart).await {
                Ok(_) => tracing::info!(%show, "ended: its publisher did not come back"),
                Err(LifeError::Transition(_)) => {}
                Err(error) => tracing::error!(%show, %error, "can't end an abandoned show"),
            }
        }
    }
}
