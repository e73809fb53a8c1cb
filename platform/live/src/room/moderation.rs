//! What keeping order takes: who may, and the order of things. First the
//! database, with an audit line in the same transaction, then the room is told.

use model::{AccountId, ShowState};
use store::{Read, fetch_optional};
use tokio::sync::oneshot;

use super::command::{Answer, Command};
use super::event::Seq;
use super::rooms::{JoinError, Rooms};
use super::shared::Shared;
use super::venue::Venue;
use crate::shows::{Show, Viewer};
use std::sync::Arc;

/// Why something a moderator or author wanted was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ActError {
    #[error("only those who keep order here may do this")]
    NotAllowed,
    #[error("there is no such message, question or person here")]
    Unknown,
    #[error("this person keeps order here themselves")]
    Protected,
    #[error("the show is not live")]
    NotLive,
    #[error("the show is gone")]
    Gone,
    /// The limits are in the message.
    #[error("{0}")]
    Invalid(&'static str),
    #[error("the room can't take this at the moment")]
    Busy,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<JoinError> for ActError {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::NotLive => Self::NotLive,
            JoinError::Gone => Self::Gone,
            JoinError::Full | JoinError::Busy => Self::Busy,
            JoinError::Store(error) => Self::Store(error),
        }
    }
}

impl Rooms {
    /// Whether `viewer` keeps order in this show's room.
    pub async fn may_moderate(&self, show: &Show, viewer: Viewer) -> Result<bool, store::Error> {
        let venue = Venue::from(show);
        let Some(account) = viewer.account else {
            return Ok(false);
        };
        if venue.may_moderate(viewer, false) {
            return Ok(true);
        }
        let mut read = self.0.db.read().await?;
        is_moderator(&mut read, &venue, account).await
    }

    /// The account of `viewer`, who keeps order in a show that is not gone.
    pub(super) async fn keeper_of_order(&self, show: &Show, viewer: Viewer) -> Result<AccountId, ActError> {
        self.not_gone(show)?;
        let allowed = self.may_moderate(show, viewer).await?;
        viewer.account.filter(|_| allowed).ok_or(ActError::NotAllowed)
    }

    pub(super) fn not_gone(&self, show: &Show) -> Result<(), ActError> {
        match show.state_at(self.0.clock.now()) {
            ShowState::Expired => Err(ActError::Gone),
            _ => Ok(()),
        }
    }

    /// The room of a live show.
    pub(super) async fn live_room(&self, show: &Show) -> Result<Arc<Shared>, ActError> {
        self.not_gone(show)?;
        if show.state != ShowState::Live {
            return Err(ActError::NotLive);
        }
        Ok(self.open(Venue::from(show)).await?)
    }

    /// The same, with all that was said in it stored; none when the show is not
    /// live, and all of it is stored anyway.
    pub(super) async fn settled_room(&self, show: &Show) -> Result<Option<Arc<Shared>>, ActError> {
        let room = match self.live_room(show).await {
            Ok(room) => room,
            Err(ActError::NotLive) => return Ok(None),
            Err(error) => return Err(error),
        };
        let (done, stored) = oneshot::channel();
        room.ask(Command::Flush(done), stored)
            .await?
            .ok_or(ActError::Busy)?;
        Ok(Some(room))
    }
}

/// Whether a channel made `account` its moderator.
pub(super) async fn is_moderator(
    read: &mut Read,
    venue: &Venue,
    account: AccountId,
) -> Result<bool, store::Error> {
    let row = fetch_optional!(
        read,
        (AccountId,),
        "SELECT account_id FROM room_moderators WHERE channel_id = $1 AND account_id = $2",
        venue.channel().0,
        account,
    )?;
    Ok(row.is_some())
}

/// Has the room make an event of something; gives its number.
pub(super) async fn settle(room: &Shared, command: impl FnOnce(Answer) -> Command) -> Result<Seq, ActError> {
    let (answer, done) = oneshot::channel();
    let answered = room.ask(command(answer), done).await?;
    answered.and_then(Result::ok).ok_or(ActError::Busy)
}
