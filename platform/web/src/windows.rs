//! What the streams this node records show of themselves while they run: their
//! live windows, and why a recording stopped. In memory, so that a host is
//! told also when the database can't take a note.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use media::StreamId;
use media::packager::live_window::LiveWindow;

/// Windows by stream.
#[derive(Debug, Default)]
pub struct Windows(RwLock<HashMap<StreamId, Running>>);

#[derive(Debug)]
struct Running {
    window: Arc<LiveWindow>,
    note: Option<String>,
}

impl Windows {
    pub fn get(&self, stream: StreamId) -> Option<Arc<LiveWindow>> {
        self.read().get(&stream).map(|running| running.window.clone())
    }

    pub fn insert(&self, stream: StreamId, window: Arc<LiveWindow>) {
        self.write().insert(stream, Running { window, note: None });
    }

    /// Takes `window` away; not one that has taken its place meanwhile.
    pub fn remove(&self, stream: StreamId, window: &Arc<LiveWindow>) {
        let mut windows = self.write();
        if windows
            .get(&stream)
            .is_some_and(|running| Arc::ptr_eq(&running.window, window))
        {
            windows.remove(&stream);
        }
    }

    /// Says why the stream's replay will be missing or shorter than the show.
    /// Forgotten when the stream ends.
    pub fn note(&self, stream: StreamId, note: &str) {
        if let Some(running) = self.write().get_mut(&stream) {
            running.note = Some(note.to_owned());
        }
    }

    /// What was noted of a running stream.
    pub fn note_of(&self, stream: StreamId) -> Option<String> {
        self.read().get(&stream)?.note.clone()
    }

    fn read(&self) -> RwLockReadGuard<'_, HashMap<StreamId, Running>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<StreamId, Running>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
