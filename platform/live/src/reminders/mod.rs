//! Reminders: who wants to be told before a planned show begins. Knows
//! nothing of how they are told.

mod db;

use chrono::TimeDelta;
use model::{AccountId, ShowId, ShowState};

use crate::Live;
use crate::shows::Show;

/// How long before a show its reminders go out.
pub const AHEAD: TimeDelta = TimeDelta::minutes(10);
/// As many as one account may have.
pub const REMINDERS_MAX: i64 = 500;

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReminderError {
    #[error("there is nothing to remind you of: this show has no start ahead of it")]
    NotAhead,
    #[error("you have {REMINDERS_MAX} reminders already")]
    TooMany,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Live {
    /// Asks to be told before `show` begins. Asking again changes nothing.
    pub async fn remind(&self, account: AccountId, show: &Show) -> Result<(), ReminderError> {
        let now = self.clock.now();
        let is_ahead =
            show.state_at(now) == ShowState::Scheduled && show.starts_at.is_some_and(|start| start > now);
        if !is_ahead {
            return Err(ReminderError::NotAhead);
        }
        let mut tx = self.db.begin().await?;
        if db::count_others(&mut tx, account, show.id).await? >= REMINDERS_MAX {
            return Err(ReminderError::TooMany);
        }
        db::insert(&mut tx, account, show.id, now).await?;
        Ok(tx.commit().await?)
    }

    /// Takes it back, if there was one.
    pub async fn forget_reminder(&self, account: AccountId, show: ShowId) -> Result<(), store::Error> {
        db::delete(&self.db, account, show).await
    }

    /// Whether `account` asked to be reminded of `show`.
    pub async fn has_reminder(&self, account: AccountId, show: ShowId) -> Result<bool, store::Error> {
        db::exists(&self.db, account, show).await
    }
}
