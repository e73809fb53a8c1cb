//! People a channel made its moderators, besides the shop's staff.

use model::{AccountId, Timestamp};
use sqlx::FromRow;
use store::{execute, fetch_all, fetch_optional};

use super::audit::{Line, Verb};
use super::command::Command;
use super::moderation::ActError;
use super::rooms::Rooms;
use super::venue::Venue;
use crate::shows::{Show, Viewer};

/// Moderators of one channel.
const MODERATORS: i64 = 100;

/// Someone who helps to keep order.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Moderator {
    pub account_id: AccountId,
    pub handle: String,
    pub name: String,
    /// Since when.
    pub at: Timestamp,
}

impl Rooms {
    /// Makes `target` a moderator of all shows of the channel. For those who
    /// run the show.
    pub async fn add_moderator(
        &self,
        show: &Show,
        viewer: Viewer,
        target: AccountId,
    ) -> Result<(), ActError> {
        let actor = self.runs(show, viewer)?;
        self.act(show, move |rooms, show| async move {
            let channel = Venue::from(&show).channel();
            let mut tx = rooms.0.db.begin().await?;
            let known = fetch_optional!(tx, (AccountId,), "SELECT id FROM accounts WHERE id = $1", target)?;
            if known.is_none() {
                return Err(ActError::Unknown);
            }
            let (count,) = store::fetch_one!(
                tx,
                (i64,),
                "SELECT COUNT(*) FROM room_moderators WHERE channel_id = $1",
                channel.0
            )?;
            if count >= MODERATORS {
                return Err(ActError::Invalid("a channel has up to 100 moderators"));
            }
            execute!(
                tx,
                "INSERT INTO room_moderators (channel_id, account_id, at) VALUES ($1, $2, $3)
                 ON CONFLICT (channel_id, account_id) DO NOTHING",
                channel.0,
                target,
                rooms.0.clock.now(),
            )?;
            let line = Line::about(Verb::AddModerator, target);
            rooms.0.note(&mut tx, &show, actor, line).await?;
            tx.commit().await?;
            rooms.tell_moderator(&show, target, true).await;
            Ok(())
        })
        .await
    }

    /// Takes that back.
    pub async fn remove_moderator(
        &self,
        show: &Show,
        viewer: Viewer,
        target: AccountId,
    ) -> Result<(), ActError> {
        let actor = self.runs(show, viewer)?;
        self.act(show, move |rooms, show| async move {
            let mut tx = rooms.0.db.begin().await?;
            let removed = execute!(
                tx,
                "DELETE FROM room_moderators WHERE channel_id = $1 AND account_id = $2",
                Venue::from(&show).channel().0,
                target,
            )?;
            if removed == 0 {
                return Err(ActError::Unknown);
            }
            let line = Line::about(Verb::RemoveModerator, target);
            rooms.0.note(&mut tx, &show, actor, line).await?;
            tx.commit().await?;
            rooms.tell_moderator(&show, target, false).await;
            Ok(())
        })
        .await
    }

    /// The channel's moderators, longest first.
    pub async fn moderators(&self, show: &Show, viewer: Viewer) -> Result<Vec<Moderator>, ActError> {
        self.keeper_of_order(show, viewer).await?;
        let mut read = self.0.db.read().await?;
        Ok(fetch_all!(
            read,
            Moderator,
            "SELECT m.account_id, a.handle, a.name, m.at
             FROM room_moderators m JOIN accounts a ON a.id = m.account_id
             WHERE m.channel_id = $1 ORDER BY m.at, a.handle LIMIT $2",
            Venue::from(show).channel().0,
            MODERATORS,
        )?)
    }

    fn runs(&self, show: &Show, viewer: Viewer) -> Result<AccountId, ActError> {
        self.not_gone(show)?;
        viewer
            .account
            .filter(|_| show.may_run(viewer))
            .ok_or(ActError::NotAllowed)
    }

    async fn tell_moderator(&self, show: &Show, account: AccountId, is: bool) {
        for room in self.rooms_of(Venue::from(show).channel()).await {
            room.tell(Command::Moderator { account, is }).await;
        }
    }
}
