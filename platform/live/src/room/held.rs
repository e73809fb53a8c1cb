//! Messages a filter held back: they wait for a moderator.

use model::{AccountId, ShowId, Timestamp};
use sqlx::FromRow;
use store::{Db, Result, execute, fetch_all, fetch_optional};
use uuid::Uuid;

use super::audit::{Line, Verb};
use super::command::Command;
use super::event::{Kind, Seq, json};
use super::frame;
use super::message;
use super::moderation::{ActError, settle};
use super::rooms::Rooms;
use super::shared::Shared;
use super::visitor::Face;
use crate::shows::{Show, Viewer};

/// Held messages listed at once, oldest first.
const LISTED: i64 = 200;

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldMessage {
    pub id: Uuid,
    pub account: AccountId,
    /// `said` or `asked`.
    pub kind: Kind,
    pub from: Face,
    pub text: String,
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account_id: AccountId,
    kind: String,
    face: String,
    text: String,
    at: Timestamp,
}

impl Row {
    /// None when a later version stored it in another manner.
    fn message(self) -> Option<HeldMessage> {
        Some(HeldMessage {
            id: self.id,
            account: self.account_id,
            kind: self.kind.parse().ok()?,
            from: serde_json::from_str(&self.face).ok()?,
            text: self.text,
            at: self.at,
        })
    }
}

/// Keeps a message for a moderator and tells those who are there.
pub(super) async fn hold(
    room: &Shared,
    account: AccountId,
    kind: Kind,
    face: &Face,
    text: &str,
) -> Result<()> {
    let house = &room.house;
    let held = HeldMessage {
        id: model::EventId::new(&*house.clock, &*house.entropy).0,
        account,
        kind,
        from: face.clone(),
        text: text.to_owned(),
        at: house.clock.now(),
    };
    insert(&house.db, room.venue.show, &held).await?;
    let frame = frame::text(&message::held(held.id, kind, face, text));
    // Those who look at the list see it in any case.
    let _ = room.commands.try_send(Command::ToModerators(frame));
    Ok(())
}

async fn insert(db: &Db, show: ShowId, held: &HeldMessage) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "INSERT INTO room_held (id, show_id, account_id, kind, face, text, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        held.id,
        show,
        held.account,
        held.kind.as_str(),
        json(&held.from),
        &held.text,
        held.at,
    )?;
    tx.commit().await
}

impl Rooms {
    /// What waits for a moderator, oldest first.
    pub async fn held(&self, show: &Show, viewer: Viewer) -> Result<Vec<HeldMessage>, ActError> {
        self.keeper_of_order(show, viewer).await?;
        let mut read = self.0.db.read().await?;
        let rows = fetch_all!(
            read,
            Row,
            "SELECT id, account_id, kind, face, text, at FROM room_held WHERE show_id = $1 ORDER BY at, id LIMIT $2",
            show.id,
            LISTED,
        )?;
        Ok(rows.into_iter().filter_map(Row::message).collect())
    }

    /// Lets a held message be said now; gives the number of its event.
    pub async fn let_through(&self, show: &Show, viewer: Viewer, id: Uuid) -> Result<Seq, ActError> {
        let actor = self.keeper_of_order(show, viewer).await?;
        self.act(show, move |rooms, show| async move {
            let room = rooms.live_room(&show).await?;
            let message = rooms.release(&show, actor, id, Verb::LetThrough).await?;
            let words = room.words_of(message.kind, message.text.clone()).await;
            let (account, face) = (message.account, message.from.clone());
            let said = settle(&room, |answer| Command::Release {
                account,
                face,
                words,
                answer,
            })
            .await;
            if said.is_err() {
                // It waits again.
                insert(&rooms.0.db, show.id, &message).await?;
            }
            said
        })
        .await
    }

    /// A held message is not said.
    pub async fn refuse(&self, show: &Show, viewer: Viewer, id: Uuid) -> Result<(), ActError> {
        let actor = self.keeper_of_order(show, viewer).await?;
        self.release(show, actor, id, Verb::Refuse).await.map(drop)
    }

    async fn release(
        &self,
        show: &Show,
        actor: AccountId,
        id: Uuid,
        verb: Verb,
    ) -> Result<HeldMessage, ActError> {
        let mut tx = self.0.db.begin().await?;
        let row = fetch_optional!(
            tx,
            Row,
            "DELETE FROM room_held WHERE id = $1 AND show_id = $2 RETURNING id, account_id, kind, face, text, at",
            id,
            show.id,
        )?;
        let message = row.and_then(Row::message).ok_or(ActError::Unknown)?;
        let line = Line::about(verb, message.account);
        self.0.note(&mut tx, show, actor, line).await?;
        tx.commit().await?;
        Ok(message)
    }
}
