//! Opens a recording for each stream the engine starts.

use std::sync::Arc;
use std::time::Instant;

use live::Live;
use media::packager::live_window::LiveWindow;
use media::packager::recorder::{RecordingEvent, StopReason, record};
use media::packager::{Packager, PackagerConfig, Resume};
use media::packet::Ingest;
use media::vault::{Vault, VaultError};
use media::{Recorders, StreamId};
use model::ShowId;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use web::{Windows, recording};

/// Packets of some seconds, should the packager be held up.
const INGEST: usize = 4_096;

/// How streams become recordings.
#[derive(Debug)]
pub(crate) struct Recording {
    pub live: Live,
    pub vault: Arc<Vault>,
    pub windows: Arc<Windows>,
    pub events: mpsc::Sender<RecordingEvent>,
    /// The engine's thread is not the runtime's.
    pub runtime: Handle,
    /// Recordings that must be finished before the process may end.
    pub running: TaskTracker,
}

impl Recorders for Recording {
    fn open(&self, stream: StreamId) -> Option<mpsc::Sender<Ingest>> {
        let (sender, ingest) = mpsc::channel(INGEST);
        let window = Arc::new(LiveWindow::new());
        self.windows.insert(stream, window.clone());
        let windows = self.windows.clone();
        let (live, vault, events) = (self.live.clone(), self.vault.clone(), self.events.clone());
        let (started_at, epoch) = (self.live.clock.now(), Instant::now());
        let run = async move {
            // Numbers that begin anew would use a number's vector for other bytes.
            let (resume, vault) = match resume(&live, &vault, stream).await {
                Ok(resume) => (resume, Some(vault)),
                Err(error) => {
                    let reason = StopReason::Index;
                    tracing::error!(%stream, %reason, %error, "not recorded");
                    // Whoever would listen is gone with the server itself.
                    let _ = events.send(RecordingEvent::Failed { stream, reason }).await;
                    (None, None)
                }
            };
            let config = PackagerConfig {
                resume,
                ..PackagerConfig::default()
            };
            let packager = Packager::new(config, started_at, epoch);
            // The engine asks for key frames by itself while it records.
            record(stream, ingest, packager, window.clone(), vault, events, || {}).await;
            windows.remove(stream, &window);
        };
        self.running.spawn_on(run, &self.runtime);
        Some(sender)
    }
}

/// Takes up the segments that were being written when the server was killed.
/// What the blob store can't tell now is asked again when the show goes on.
pub(crate) async fn settle(live: &Live, vault: &Vault) -> Result<(), store::Error> {
    for show in live.unsettled_shows().await? {
        if let Err(error) = vault.settle(StreamId(show.0)).await {
            tracing::error!(%show, %error, "can't tell where a recording left off");
        }
    }
    Ok(())
}

/// Why nobody knows where a recording left off.
#[derive(Debug, thiserror::Error)]
enum CannotResume {
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Where the recording of this stream left off when the server was stopped;
/// none for a new one.
async fn resume(live: &Live, vault: &Vault, stream: StreamId) -> Result<Option<Resume>, CannotResume> {
    vault.settle(stream).await?;
    let rows = live.segments(ShowId(stream.0)).await?;
    let records: Vec<_> = rows.iter().filter_map(recording::record).collect();
    Ok(Resume::after(&records))
}
