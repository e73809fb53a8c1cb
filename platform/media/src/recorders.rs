//! The port through which a stream's ingest leaves the engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc;

use crate::packet::{Ingest, StreamId};

/// Gives each stream's ingest somewhere to go. The engine only ever tries to
/// send: what doesn't fit into the channel is dropped and counted in
/// [`EngineStats::ingest_dropped`](crate::EngineStats::ingest_dropped), but for
/// [`Ingest::Begin`], which is kept, and nothing sent past it, until it fits.
/// A closed channel means the same as [`Ingest::End`], which may be what did
/// not fit.
pub trait Recorders: Send + Sync {
    /// Called once a stream, from the media thread, when its first publisher
    /// is connected; must not block. `None`: this stream is not recorded.
    fn open(&self, stream: StreamId, wish: KeyFrameWish) -> Option<mpsc::Sender<Ingest>>;
}

/// A recorder's wish for a key frame beyond those the engine asks for by
/// itself: one may have come damaged. Until it is heard, further ones change
/// nothing.
#[derive(Debug, Clone, Default)]
pub struct KeyFrameWish(Arc<AtomicBool>);

impl KeyFrameWish {
    pub fn make(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was made since it was heard last.
    pub(crate) fn is_made(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn hear(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
