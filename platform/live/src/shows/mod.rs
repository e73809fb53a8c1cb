//! Shows: planned, live, ended. The state machine itself is in `model`.

mod access;
mod db;
mod life;
mod listing;
mod text;

use std::time::Duration;

use model::{AccountId, Ending, Place, PlaceError, ShopId, ShowId, ShowState, Timestamp, Visibility};

pub use access::Viewer;
pub use life::LifeError;
pub use listing::{Cursor, Host, Listed, Listing, Shopfront};

use crate::{Live, REPLAY_TTL_MAX};

/// A show, from plan to replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Show {
    pub id: ShowId,
    pub host: AccountId,
    pub shop: Option<ShopId>,
    pub title: String,
    pub description: String,
    /// Name of the stored picture, if there is one.
    pub cover: Option<String>,
    pub visibility: Visibility,
    /// As stored; [`Show::state_at`] says what counts now.
    pub state: ShowState,
    pub place: Option<Place>,
    pub created_at: Timestamp,
    pub starts_at: Option<Timestamp>,
    pub started_at: Option<Timestamp>,
    /// Since when the publisher of a live show is away.
    pub paused_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub ending: Option<Ending>,
    pub expires_at: Option<Timestamp>,
    /// Why the replay is missing or shorter than the show, for its host.
    pub replay_note: Option<String>,
}

impl Show {
    /// When the replay is gone: never later than 24 hours after the end,
    /// whatever is stored.
    pub fn gone_at(&self) -> Option<Timestamp> {
        let latest = self.ended_at? + REPLAY_TTL_MAX;
        Some(self.expires_at.map_or(latest, |at| at.min(latest)))
    }

    /// The state at `now`: a replay past its time is expired, swept or not.
    pub fn state_at(&self, now: Timestamp) -> ShowState {
        match (self.state, self.gone_at()) {
            (ShowState::Ended, Some(gone)) if now < gone => ShowState::Ended,
            (ShowState::Ended, _) => ShowState::Expired,
            (state, _) => state,
        }
    }

    /// How long it ran, once it has ended.
    pub fn duration(&self) -> Option<Duration> {
        (self.ended_at? - self.started_at?).to_std().ok()
    }
}

/// What planning or editing a show takes, as typed.
#[derive(Debug, Clone)]
pub struct ShowEdit {
    pub title: String,
    pub description: String,
    pub visibility: Visibility,
    pub shop: Option<ShopId>,
    pub starts_at: Option<Timestamp>,
    pub place: Option<Place>,
    /// A new picture's name; `None` keeps what is there.
    pub cover: Option<String>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShowError {
    #[error("a title has 1 to 100 characters")]
    Title,
    #[error("a description has at most 2,000 characters")]
    Description,
    #[error("the start is in the past")]
    StartsInPast,
    #[error("a show starts within a year")]
    StartsTooFar,
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error("there is no such show")]
    Unknown,
    #[error("this show is over: plan a new one")]
    Over,
    #[error("this show is live: end it first")]
    IsLive,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl ShowError {
    /// Which field of a form the error is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Title => Some("title"),
            Self::Description => Some("description"),
            Self::StartsInPast | Self::StartsTooFar => Some("starts_at"),
            Self::Place(_) => Some("place"),
            Self::Unknown | Self::Over | Self::IsLive | Self::Store(_) => None,
        }
    }
}

impl Live {
    /// Plans a show. `stream_key_hash` is what is stored of its first stream key.
    pub async fn create_show(
        &self,
        host: AccountId,
        edit: ShowEdit,
        stream_key_hash: Vec<u8>,
    ) -> Result<Show, ShowError> {
        let edit = text::checked(edit, self.clock.now())?;
        let show = Show {
            id: ShowId::new(&*self.clock, &*self.entropy),
            host,
            shop: edit.shop,
            title: edit.title,
            description: edit.description,
            cover: edit.cover,
            visibility: edit.visibility,
            state: ShowState::Scheduled,
            place: edit.place,
            created_at: self.clock.now(),
            starts_at: edit.starts_at,
            started_at: None,
            paused_at: None,
            ended_at: None,
            ending: None,
            expires_at: None,
            replay_note: None,
        };
        db::insert(&self.db, &show, &stream_key_hash).await?;
        Ok(show)
    }

    /// The show, if there is one; expired ones too, as they say so.
    pub async fn show(&self, id: ShowId) -> Result<Option<Show>, store::Error> {
        let mut read = self.db.read().await?;
        db::by_id(&mut read, id).await
    }

    /// Changes a show that is not over. Of one that is live the start stays, and
    /// the shop: its room is kept in order by that shop's rules and people.
    pub async fn edit_show(&self, id: ShowId, edit: ShowEdit) -> Result<(), ShowError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        db::lock(&mut tx, id).await?;
        let show = db::by_id(&mut tx, id).await?.ok_or(ShowError::Unknown)?;
        // A form knows minutes only: the same minute is the same start.
        let minute = |at: Option<Timestamp>| at.map(|at| at.timestamp().div_euclid(60));
        let keeps_start = match show.state_at(now) {
            ShowState::Scheduled => minute(edit.starts_at) == minute(show.starts_at),
            ShowState::Live => true,
            ShowState::Ended | ShowState::Expired => return Err(ShowError::Over),
        };
        let new_start = edit.starts_at.filter(|_| !keeps_start);
        let mut edit = text::checked(
            ShowEdit {
                starts_at: new_start,
                ..edit
            },
            now,
        )?;
        if keeps_start {
            edit.starts_at = show.starts_at;
        }
        if show.state == ShowState::Live {
            edit.shop = show.shop;
        }
        db::update(&mut tx, id, &edit).await?;
        Ok(tx.commit().await?)
    }

    /// Replaces the stream key; encoders that hold the old one are refused
    /// from their next session on. The one they have is not ended here.
    pub async fn set_stream_key(&self, id: ShowId, hash: Vec<u8>) -> Result<(), store::Error> {
        db::set_stream_key(&self.db, id, &hash).await
    }

    /// Whether `hash` is that of the show's stream key.
    pub async fn is_stream_key(&self, id: ShowId, hash: &[u8]) -> Result<bool, store::Error> {
        db::is_stream_key(&self.db, id, hash).await
    }

    /// The names of all covers, art of our own included.
    pub async fn covers(&self) -> Result<Vec<String>, store::Error> {
        db::covers(&self.db).await
    }

    /// Deletes a show that is not live, its replay's key and list with it; its
    /// blobs are noise from then on, and swept.
    pub async fn delete_show(&self, id: ShowId) -> Result<(), ShowError> {
        if db::delete_unless_live(&self.db, id).await? {
            // Deleted it is; what a reader was in the way of, the sweeper does.
            if let Err(error) = self.db.scrub().await {
                tracing::warn!(show = %id, %error, "the database is scrubbed later");
            }
            Ok(())
        } else {
            Err(ShowError::IsLive)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, ManualClock};

    fn ended(at: Timestamp, expires_at: Option<Timestamp>) -> Show {
        Show {
            id: ShowId(uuid::Uuid::nil()),
            host: AccountId(uuid::Uuid::nil()),
            shop: None,
            title: String::new(),
            description: String::new(),
            cover: None,
            visibility: Visibility::Public,
            state: ShowState::Ended,
            place: None,
            created_at: at,
            starts_at: None,
            started_at: Some(at),
            paused_at: None,
            ended_at: Some(at),
            ending: Some(Ending::Host),
            expires_at,
            replay_note: None,
        }
    }

    #[test]
    fn a_replay_is_gone_at_its_second_and_never_outlives_a_day() {
        let at = ManualClock::at("2026-05-01T12:00:00Z").now();
        let hour = chrono::TimeDelta::hours(1);
        let microsecond = chrono::TimeDelta::microseconds(1);
        for (expires_at, gone) in [
            (Some(at + hour), at + hour),
            (Some(at + hour * 24), at + hour * 24),
            (Some(at + hour * 48), at + hour * 24),
            (None, at + hour * 24),
        ] {
            let show = ended(at, expires_at);
            assert_eq!(show.state_at(gone - microsecond), ShowState::Ended);
            assert_eq!(show.state_at(gone), ShowState::Expired);
        }
    }
}
