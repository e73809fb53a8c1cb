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

    pub fn remove(&self, stream: StreamId) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&stream);
    }
}
