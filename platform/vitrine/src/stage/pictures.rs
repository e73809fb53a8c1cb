//! Deletes uploaded pictures that nothing shows any more: those that were
//! replaced, and those whose form was refused.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use live::Live;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use people::People;
use shop::Commerce;

/// A form that was sent just now may not have been saved yet.
const LEFT_ALONE: Duration = Duration::from_secs(3600);

#[derive(Debug, thiserror::Error)]
pub(crate) enum PicturesError {
    #[error(transparent)]
    Blobs(#[from] object_store::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
}

#[derive(Debug)]
pub(crate) struct Pictures {
    pub people: People,
    pub live: Live,
    pub commerce: Commerce,
    pub blobs: Arc<dyn ObjectStore>,
}

impl Pictures {
    /// Gives how many were deleted.
    pub(crate) async fn sweep(&self) -> Result<usize, PicturesError> {
        let before = self.live.clock.now() - LEFT_ALONE;
        let stored: Vec<_> = self
            .blobs
            .list(Some(&Path::from("pictures")))
            .try_collect()
            .await?;
        let mut old: Vec<_> = stored
            .into_iter()
            .filter(|picture| picture.last_modified < before)
            .map(|picture| picture.location)
            .collect();
        if old.is_empty() {
            return Ok(0);
        }
        // Asked after the list was taken: what is shown by now is among them.
        let mut shown: HashSet<String> = self.people.pictures().await?.into_iter().collect();
        shown.extend(self.live.covers().await?);
        shown.extend(self.commerce.pictures().await?);
        old.retain(|location| location.filename().is_some_and(|name| !shown.contains(name)));
        for location in &old {
            self.blobs.delete(location).await?;
        }
        Ok(old.len())
    }
}
