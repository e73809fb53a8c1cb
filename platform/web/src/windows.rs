//! The live windows of the streams this node records.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use media::StreamId;
use media::packager::live_window::LiveWindow;

/// Windows by stream.
#[derive(Debug, Default)]
pub struct Windows(RwLock<HashMap<StreamId, Arc<LiveWindow>>>);

impl Windows {
    pub fn get(&self, stream: StreamId) -> Option<Arc<LiveWindow>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&stream)
            .cloned()
    }

    pub fn insert(&self, stream: StreamId, window: Arc<LiveWindow>) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(stream, window);
    }

    /// Takes `window` away; not one that has taken its place meanwhile.
    pub fn remove(&self, stream: StreamId, window: &Arc<LiveWindow>) {
        let mut windows = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if windows.get(&stream).is_some_and(|held| Arc::ptr_eq(held, window)) {
            windows.remove(&stream);
        }
    }
}
