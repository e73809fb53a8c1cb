//! One after the other: of two acts on the same thing the one that was stored
//! first is told first. A turn is held from before an act's transaction until
//! the rooms have been told of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;
use uuid::Uuid;

/// Held while it is someone's turn.
pub(crate) type Turn = OwnedMutexGuard<()>;

type Line = Arc<tokio::sync::Mutex<()>>;

/// Where those who act on the same thing wait for each other. As large as the
/// number of things that are acted on at the moment.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<Uuid, Line>>);

impl Turns {
    /// A turn at `whose`, the id of a channel, a show or an account; none when
    /// it does not come within `limit`.
    pub(super) async fn take(&self, whose: Uuid, limit: Duration) -> Option<Turn> {
        timeout(limit, self.line(whose).lock_owned()).await.ok()
    }

    fn line(&self, whose: Uuid) -> Line {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever waits or acts has a hold of theirs.
        lines.retain(|_, line| Arc::strong_count(line) > 1);
        lines.entry(whose).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_come_one_after_the_other_and_leave_nothing() {
        let (turns, limit) = (Turns::default(), Duration::ZERO);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let first = turns.take(one, limit).await.unwrap();
        assert!(turns.take(one, limit).await.is_none());
        let beside = turns.take(other, limit).await.unwrap();
        drop((first, beside));
        let again = turns.take(one, limit).await.unwrap();
        drop(again);
        turns.take(other, limit).await.unwrap();
        assert_eq!(turns.0.lock().unwrap().len(), 1);
    }
}
