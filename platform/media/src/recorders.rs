//! The port through which a stream's ingest leaves the engine.

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
    fn open(&self, stream: StreamId) -> Option<mpsc::Sender<Ingest>>;
}
