//! Where media meets shows: what the engine reports becomes a step in a show's
//! life, what it receives becomes a recording, and what has expired is
//! destroyed.

mod index;
mod pictures;
mod recording;
mod sweeper;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use live::Live;
use live::shows::LifeError;
use media::packager::recorder::RecordingEvent;
use media::vault::Vault;
use media::{EndReason, Media, MediaEvent, StreamId};
use model::{Ending, ShowId};
use object_store::ObjectStore;
use people::People;
use shop::Commerce;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use web::{AdviceRooms, Windows};

pub(crate) use index::Index;
pub(crate) use pictures::Pictures;
pub(crate) use recording::{Recording, Turns, settle};
pub(crate) use sweeper::Sweeper;

/// Reports waiting to be carried out; past it the engine counts what it drops.
pub(crate) const REPORTS: usize = 1_024;

/// The pause before each further try, where the database did not answer.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(5),
];

/// How often notes are tried again that the database did not take.
const NOTE_AGAIN: Duration = Duration::from_secs(5);

/// What hosts are to read of their recordings and the database has not taken yet.
type Untold = BTreeMap<ShowId, String>;

/// The stage's own loop.
#[derive(Debug)]
pub(crate) struct Stage {
    pub people: People,
    pub live: Live,
    pub commerce: Commerce,
    pub media: Media,
    pub vault: Arc<Vault>,
    pub blobs: Arc<dyn ObjectStore>,
    pub windows: Arc<Windows>,
    pub advice_rooms: Arc<AdviceRooms>,
    pub sweep_every: Duration,
    pub away: Duration,
}

impl Stage {
    /// Runs until `stop`.
    pub(crate) async fn run(
        self,
        mut reports: mpsc::Receiver<MediaEvent>,
        mut recordings: mpsc::Receiver<RecordingEvent>,
        stop: CancellationToken,
    ) {
        let sweeper = Sweeper {
            people: self.people.clone(),
            live: self.live.clone(),
            media: self.media.clone(),
            vault: self.vault.clone(),
            pictures: Pictures {
                people: self.people.clone(),
                live: self.live.clone(),
                commerce: self.commerce.clone(),
                blobs: self.blobs.clone(),
            },
            away: self.away,
        };
        let sweeping = tokio::spawn(sweeper.run(self.sweep_every, stop.clone()));
        let mut untold = Untold::new();
        let mut again = tokio::time::interval(NOTE_AGAIN);
        again.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                Some(report) = reports.recv() => self.carry_out(report).await,
                Some(event) = recordings.recv() => self.note(event, &mut untold).await,
                _ = again.tick(), if !untold.is_empty() => self.write_down(&mut untold).await,
                () = stop.cancelled() => break,
            }
        }
        // What was reported before is still carried out.
        while let Ok(report) = reports.try_recv() {
            self.carry_out(report).await;
        }
        while let Ok(event) = recordings.try_recv() {
            self.note(event, &mut untold).await;
        }
        self.write_down(&mut untold).await;
        if let Err(error) = sweeping.await {
            tracing::error!(%error, "the sweeper broke off");
        }
    }

    async fn carry_out(&self, report: MediaEvent) {
        let stream = match &report {
            MediaEvent::Started { stream, .. }
            | MediaEvent::PublisherLost { stream }
            | MediaEvent::PublisherBack { stream }
            | MediaEvent::TooHeavy { stream, .. }
            | MediaEvent::Ended { stream, .. } => *stream,
        };
        if web::is_of_advice(stream) {
            let publishing = matches!(
                report,
                MediaEvent::Started { .. } | MediaEvent::PublisherBack { .. }
            );
            return self.advice_rooms.publishes(stream, publishing);
        }
        let show = ShowId(stream.0);
        let mut pauses = PAUSES.iter();
        loop {
            let done = self.step(show, &report).await;
            match (done, pauses.next()) {
                (Ok(()), _) => return tracing::info!(%show, ?report, "show"),
                (Err(LifeError::Store(error)), Some(pause)) => {
                    tracing::warn!(%show, ?report, %error, "trying again");
                    tokio::time::sleep(*pause).await;
                }
                (Err(refused @ (LifeError::Transition(_) | LifeError::Unknown)), _) => {
                    tracing::debug!(%show, ?report, %refused, "show");
                    return self.take_off_air(&report, show).await;
                }
                // The sweeper compares what is live with what is on the air.
                (Err(error), _) => return tracing::error!(%show, ?report, %error, "show"),
            }
        }
    }

    /// The step in a show's life that `report` stands for.
    async fn step(&self, show: ShowId, report: &MediaEvent) -> Result<(), LifeError> {
        match report {
            MediaEvent::Started { .. } | MediaEvent::PublisherBack { .. } => {
                self.live.publisher_arrived(show).await.map(drop)
            }
            MediaEvent::PublisherLost { .. } => self.live.publisher_lost(show).await,
            MediaEvent::TooHeavy { stream, bitrate } => {
                let megabits = bitrate / 1_000_000;
                let note = format!(
                    "The encoder sent {megabits} Mbit/s, more than this server takes, and was cut off. Lower its bit rate and go live again."
                );
                self.windows.note(*stream, &note);
                Ok(())
            }
            MediaEvent::Ended {
                reason: EndReason::PublisherLeft,
                ..
            } => self.live.end_show(show, Ending::Host).await.map(drop),
            MediaEvent::Ended {
                reason: EndReason::PublisherTimeout,
                ..
            } => self.live.end_show(show, Ending::Silence).await.map(drop),
            // By the host, whose word ended the show already, or because we
            // stop, and the show may go on when we are back.
            MediaEvent::Ended {
                reason: EndReason::Closed,
                ..
            } => Ok(()),
        }
    }

    /// A publisher whose show can't be live has to go.
    async fn take_off_air(&self, report: &MediaEvent, show: ShowId) {
        let arrived = matches!(
            report,
            MediaEvent::Started { .. } | MediaEvent::PublisherBack { .. }
        );
        if arrived && let Err(error) = self.media.end(StreamId(show.0)).await {
            tracing::debug!(%show, %error, "stream of a show that can't be live");
        }
    }

    /// Tells the host at once; the books as soon as they can be written.
    async fn note(&self, event: RecordingEvent, untold: &mut Untold) {
        tracing::info!(?event, "recording");
        let (stream, note) = match event {
            RecordingEvent::Playable { .. } | RecordingEvent::Finished { .. } => return,
            RecordingEvent::Unrecordable { stream, codec } => (
                stream,
                format!("This publisher sends {codec:?}: only H.264 can be replayed."),
            ),
            RecordingEvent::Failed { stream, reason } => (stream, format!("Recording stopped: {reason}.")),
        };
        self.windows.note(stream, &note);
        // Far more than can be on the air at once; the log has it in any case.
        if untold.len() < REPORTS {
            untold.insert(ShowId(stream.0), note);
        }
        self.write_down(untold).await;
    }

    /// Writes notes into the books until one is not taken: that one and those
    /// after it stay.
    async fn write_down(&self, untold: &mut Untold) {
        while let Some(entry) = untold.first_entry() {
            let show = *entry.key();
            match self.live.note_replay(show, entry.get()).await {
                Ok(()) => drop(entry.remove()),
                Err(error) => return tracing::warn!(%show, %error, "a note on a replay has to wait"),
            }
        }
    }
}
