//! What keeping order takes: who may, and the order of things. First the
//! database, with an audit line in the same transaction, then the room is told;
//! one act after the other in each channel.

use std::sync::Arc;

use model::{AccountId, ShowState};
use store::{On, fetch_optional};
use tokio::sync::oneshot;

use super::command::{Answer, Command};
use super::event::Seq;
use super::house::WAIT;
use super::rooms::{JoinError, Rooms};
use super::shared::Shared;
use super::venue::Venue;
use crate::shows::{Show, Viewer};
use crate::to_the_end::to_the_end;

/// Rooms that close under one's feet while one tells them something.
const TRIES: usize = 2;

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

impl Rooms {
    /// Does an act in its channel's turn, and to its end, whoever waits for it:
    /// what is stored is told, and in the order in which it was stored. Whether
    /// they may is asked before: who may not holds nobody up.
    pub(super) async fn act<T, F>(
        &self,
        show: &Show,
        act: impl FnOnce(Self, Show) -> F,
    ) -> Result<T, ActError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, ActError>> + Send + 'static,
    {
        let (house, channel) = (self.0.clone(), Venue::from(show).channel());
        let act = act(self.clone(), show.clone());
        to_the_end(async move {
            let _turn = house.turns.take(channel.0, WAIT).await.ok_or(ActError::Busy)?;
            act.await
        })
        .await
    }

    /// Has the room told what the database has by now. One that closes just
    /// then is opened again: whoever was in it is owed it too.
    pub(super) async fn have_told(&self, show: &Show, mut room: Arc<Shared>, command: impl Fn() -> Command) {
        for _ in 0..TRIES {
            if room.tell(command()).await {
                return;
            }
            match self.live_room(show).await {
                Ok(next) => room = next,
                // The show is over, or the server stops.
                Err(_) => return,
            }
        }
    }
}

/// Whether a channel made `account` its moderator.
pub(super) async fn is_moderator(
    on: &mut impl On,
    venue: &Venue,
    account: AccountId,
) -> Result<bool, store::Error> {
    let row = fetch_optional!(
        on,
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
