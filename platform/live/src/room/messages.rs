//! Messages deleted, pinned and answered.

use model::AccountId;
use store::{execute, fetch_all};

use super::audit::{Line, Verb};
use super::command::Command;
use super::db;
use super::event::{AnswerState, Event, Kind, Seq, without_text};
use super::moderation::{ActError, settle};
use super::rooms::Rooms;
use crate::shows::{Show, Viewer};

/// Messages deleted in one step.
const AT_ONCE: usize = 500;

impl Rooms {
    /// Withdraws messages: their author one's own, those who keep order any.
    /// Those already withdrawn are passed over.
    ///
    /// # Errors
    /// `Unknown` when none of them stands; `NotAllowed` when one is not theirs.
    pub async fn delete_messages(
        &self,
        show: &Show,
        viewer: Viewer,
        messages: &[Seq],
    ) -> Result<(), ActError> {
        self.not_gone(show)?;
        let actor = viewer.account.ok_or(ActError::NotAllowed)?;
        if messages.len() > AT_ONCE {
            return Err(ActError::Invalid("at most 500 messages are deleted at once"));
        }
        let any = self.may_moderate(show, viewer).await?;
        let room = self.settled_room(show).await?;
        if !any {
            self.check_own(show, actor, messages).await?;
        }
        let messages = messages.to_vec();
        self.act(show, move |rooms, show| async move {
            let mut gone = Vec::new();
            let mut tx = rooms.0.db.begin().await?;
            for seq in messages {
                let Some(event) = db::standing_message(&mut tx, show.id, seq).await? else {
                    continue;
                };
                // It may have been said since it was looked at.
                if !any && event.account != Some(actor) {
                    return Err(ActError::NotAllowed);
                }
                withdraw(&mut tx, &show, &event).await?;
                gone.push(event);
            }
            if gone.is_empty() {
                return Err(ActError::Unknown);
            }
            let line = Line::about(Verb::Delete, numbers(&gone));
            rooms.0.note(&mut tx, &show, actor, line).await?;
            tx.commit().await?;
            if let Some(room) = room {
                let withdrawn = || Command::Delete(gone.clone());
                rooms.have_told(&show, room, withdrawn).await;
            }
            Ok(())
        })
        .await
    }

    /// Refuses whoever would withdraw what others wrote.
    async fn check_own(&self, show: &Show, actor: AccountId, messages: &[Seq]) -> Result<(), ActError> {
        let mut read = self.0.db.read().await?;
        for &seq in messages {
            let event = db::standing_message(&mut read, show.id, seq).await?;
            if event.is_some_and(|event| event.account != Some(actor)) {
                return Err(ActError::NotAllowed);
            }
        }
        Ok(())
    }

    /// Withdraws all that `author` wrote in this show, the last 500 messages.
    pub async fn delete_all_of(
        &self,
        show: &Show,
        viewer: Viewer,
        author: AccountId,
    ) -> Result<(), ActError> {
        self.keeper_of_order(show, viewer).await?;
        self.settled_room(show).await?;
        let mut read = self.0.db.read().await?;
        let rows = fetch_all!(
            read,
            (Seq,),
            "SELECT seq FROM room_events
             WHERE show_id = $1 AND account_id = $2 AND kind IN ('said', 'asked') AND withdrawn = FALSE
             ORDER BY seq DESC LIMIT $3",
            show.id,
            author,
            i64::try_from(AT_ONCE).unwrap_or(i64::MAX),
        )?;
        drop(read);
        let messages: Vec<_> = rows.into_iter().map(|(seq,)| seq).collect();
        match self.delete_messages(show, viewer, &messages).await {
            // They wrote nothing, or another moderator was quicker.
            Err(ActError::Unknown) => Ok(()),
            done => done,
        }
    }

    /// Pins a message on top, or takes down the one that is there.
    pub async fn pin(&self, show: &Show, viewer: Viewer, message: Option<Seq>) -> Result<(), ActError> {
        let actor = self.keeper_of_order(show, viewer).await?;
        let room = self.settled_room(show).await?.ok_or(ActError::NotLive)?;
        self.act(show, move |rooms, show| async move {
            let mut tx = rooms.0.db.begin().await?;
            let pinned = match message {
                Some(seq) => Some(
                    db::standing_message(&mut tx, show.id, seq)
                        .await?
                        .ok_or(ActError::Unknown)?,
                ),
                None => None,
            };
            execute!(
                tx,
                "UPDATE rooms SET pinned = $1 WHERE show_id = $2",
                message,
                show.id
            )?;
            let line =
                message.map_or_else(|| Line::about(Verb::Unpin, ""), |seq| Line::about(Verb::Pin, seq));
            rooms.0.note(&mut tx, &show, actor, line).await?;
            tx.commit().await?;
            let pin = || Command::Pin(pinned.clone());
            rooms.have_told(&show, room, pin).await;
            Ok(())
        })
        .await
    }

    /// Takes a question on screen, is done with it, or puts it back. The one
    /// that was on screen before is done.
    pub async fn answer(
        &self,
        show: &Show,
        viewer: Viewer,
        question: Seq,
        state: AnswerState,
    ) -> Result<(), ActError> {
        let actor = self.keeper_of_order(show, viewer).await?;
        let room = self.settled_room(show).await?.ok_or(ActError::NotLive)?;
        self.act(show, move |rooms, show| async move {
            let mut tx = rooms.0.db.begin().await?;
            let asked = db::standing_message(&mut tx, show.id, question).await?;
            if asked.is_none_or(|event| event.kind != Kind::Asked) {
                return Err(ActError::Unknown);
            }
            let line = Line::about(Verb::Answer, question).with(state);
            rooms.0.note(&mut tx, &show, actor, line).await?;
            tx.commit().await?;
            settle(&room, |answer| Command::Answered {
                question,
                state,
                answer,
            })
            .await
            .map(drop)
        })
        .await
    }
}

/// Overwrites what a message said, and takes it down if it is pinned.
async fn withdraw(tx: &mut store::Tx, show: &Show, event: &Event) -> Result<(), store::Error> {
    execute!(
        tx,
        "UPDATE room_events SET payload = $1, withdrawn = TRUE WHERE show_id = $2 AND seq = $3",
        without_text(&event.payload),
        show.id,
        event.seq,
    )?;
    execute!(
        tx,
        "UPDATE rooms SET pinned = NULL WHERE show_id = $1 AND pinned = $2",
        show.id,
        event.seq
    )?;
    Ok(())
}

fn numbers(messages: &[Event]) -> String {
    let numbers: Vec<_> = messages.iter().map(|message| message.seq.to_string()).collect();
    numbers.join(",")
}
