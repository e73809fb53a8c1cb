//! Replays: the key of a show's segments, the list of what rests in the vault,
//! and the end of both. The segments themselves are elsewhere, encrypted.

mod db;

use model::{Event, ShowId, ShowState, Timestamp, Transition};
use store::outbox;

use crate::shows::LifeError;
use crate::{Live, room};

/// The key of one show's segments (AES-128).
#[derive(Clone, PartialEq, Eq)]
pub struct ContentKey(pub [u8; 16]);

impl std::fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContentKey(…)")
    }
}

/// A stored segment, as a playlist needs it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Segment {
    /// `init` or `media`.
    pub kind: String,
    pub number: i64,
    /// The init segment it plays with.
    pub init: i64,
    /// From the start of the recording.
    pub start_ms: i64,
    pub duration_us: i64,
    pub program_date_time: Timestamp,
    pub discontinuity: bool,
    /// Before encryption.
    pub bytes: i64,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    #[error("there is no such show")]
    Unknown,
    #[error("this show's replay is closed for writing")]
    Closed,
    /// A number stands for one segment, once and for all: it is its
    /// initialization vector.
    #[error("another segment has that number")]
    Taken,
    #[error("this segment was not noted before it was written")]
    NotNoted,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Live {
    /// Notes a segment that is about to be written, and gives the key to
    /// encrypt it with, made at first need; refused once the show is past
    /// recording.
    pub async fn writing_segment(&self, show: ShowId, segment: &Segment) -> Result<ContentKey, ReplayError> {
        let mut fresh = [0; 16];
        self.entropy.fill(&mut fresh);
        let mut tx = self.db.begin().await?;
        let state = db::lock_state(&mut tx, show).await?.ok_or(ReplayError::Unknown)?;
        if state == ShowState::Expired {
            return Err(ReplayError::Closed);
        }
        let key = db::key_or_insert(&mut tx, show, &fresh, self.clock.now()).await?;
        if !db::insert_segment(&mut tx, show, segment).await? {
            return Err(ReplayError::Taken);
        }
        tx.commit().await?;
        Ok(key)
    }

    /// A noted segment rests in the vault; from now on it is played.
    pub async fn segment_stored(&self, show: ShowId, kind: &str, number: i64) -> Result<(), ReplayError> {
        let mut tx = self.db.begin().await?;
        let state = db::lock_state(&mut tx, show).await?.ok_or(ReplayError::Unknown)?;
        if state == ShowState::Expired {
            return Err(ReplayError::Closed);
        }
        if !db::mark_stored(&mut tx, show, kind, number).await? {
            return Err(ReplayError::NotNoted);
        }
        tx.commit().await?;
        Ok(())
    }

    /// A noted segment was never written: its number is free again.
    pub async fn segment_unwritten(&self, show: ShowId, kind: &str, number: i64) -> Result<(), store::Error> {
        let mut tx = self.db.begin().await?;
        db::delete_unstored(&mut tx, show, kind, number).await?;
        tx.commit().await
    }

    /// The noted segments of which nobody said that they rest.
    pub async fn unsettled_segments(&self, show: ShowId) -> Result<Vec<Segment>, store::Error> {
        db::segments(&self.db, show, false).await
    }

    /// The shows that have any.
    pub async fn unsettled_shows(&self) -> Result<Vec<ShowId>, store::Error> {
        db::unsettled(&self.db).await
    }

    /// The key to decrypt with, while the replay may be served.
    pub async fn replay_key(&self, show: ShowId) -> Result<Option<ContentKey>, store::Error> {
        db::key(&self.db, show).await
    }

    /// What rests in the vault of this show, in order.
    pub async fn segments(&self, show: ShowId) -> Result<Vec<Segment>, store::Error> {
        db::segments(&self.db, show, true).await
    }

    /// Shows whose replay's time is up and not yet destroyed.
    pub async fn due_to_expire(&self) -> Result<Vec<ShowId>, store::Error> {
        let now = self.clock.now();
        db::due(&self.db, now, now - crate::REPLAY_TTL_MAX).await
    }

    /// Destroys the key and the list of a replay whose time is up, and all that
    /// was said in its room. Afterwards
    /// its blobs are noise, wherever copies of them lie; [`store::Db::scrub`]
    /// wipes what the database itself still holds.
    pub async fn expire(&self, show: ShowId) -> Result<(), LifeError> {
        let (mut tx, mut row) = self.locked(show).await?;
        let now = self.clock.now();
        if row.state != ShowState::Ended || row.state_at(now) != ShowState::Expired {
            return Ok(());
        }
        row.state = row.state.after(Transition::Expire)?;
        db::destroy(&mut tx, show).await?;
        room::destroy(&mut tx, show).await?;
        let event = Event::ShowExpired { show, at: now };
        outbox::add(&mut tx, &*self.clock, &*self.entropy, &event).await?;
        tx.commit().await?;
        Ok(())
    }
}
