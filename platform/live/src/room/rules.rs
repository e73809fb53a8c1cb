//! How a chat is kept: who may write and how often, and the words nobody may.

use model::EventId;
use store::{execute, fetch_all};

use super::audit::{Line, Verb};
use super::command::Command;
use super::db;
use super::filter::{WORD_LENGTH_MAX, WORDS_MAX, WordList, folded_words};
use super::moderation::ActError;
use super::rooms::Rooms;
use super::standing::{Rules, SLOWEST_S};
use super::venue::Venue;
use crate::shows::{Show, Viewer};
use model::ShowState;

impl Rooms {
    /// Changes how the chat of a planned or live show is kept.
    pub async fn set_rules(&self, show: &Show, viewer: Viewer, rules: Rules) -> Result<(), ActError> {
        let actor = self.keeper_of_order(show, viewer).await?;
        self.act(show, move |rooms, show| async move {
            if rules.slow_s > SLOWEST_S {
                return Err(ActError::Invalid("slow mode goes up to 600 seconds"));
            }
            let room = match show.state {
                ShowState::Scheduled => None,
                _ => Some(rooms.live_room(&show).await?),
            };
            let fresh = EventId::new(&*rooms.0.clock, &*rooms.0.entropy).0;
            let mut tx = rooms.0.db.begin().await?;
            db::insert_room(&mut tx, show.id, fresh).await?;
            execute!(
                tx,
                "UPDATE rooms SET writers = $1, slow_s = $2 WHERE show_id = $3",
                rules.writers.as_str(),
                i64::from(rules.slow_s),
                show.id,
            )?;
            let detail = format!("{}, {} s", rules.writers, rules.slow_s);
            let line = Line::about(Verb::Rules, "").with(detail);
            rooms.0.note(&mut tx, &show, actor, line).await?;
            tx.commit().await?;
            if let Some(room) = room {
                rooms.have_told(&show, room, || Command::Rules(rules)).await;
            }
            Ok(())
        })
        .await
    }

    /// How the chat of a show is kept.
    pub async fn rules(&self, show: &Show) -> Result<Rules, ActError> {
        self.not_gone(show)?;
        let mut read = self.0.db.read().await?;
        Ok(db::rules_of(&mut read, show.id).await?)
    }

    /// The channel's word list, in order.
    pub async fn words(&self, show: &Show, viewer: Viewer) -> Result<Vec<String>, ActError> {
        self.keeper_of_order(show, viewer).await?;
        let mut read = self.0.db.read().await?;
        let rows = fetch_all!(
            read,
            (String,),
            "SELECT word FROM room_words WHERE channel_id = $1 ORDER BY word",
            Venue::from(show).channel().0
        )?;
        Ok(rows.into_iter().map(|(word,)| word).collect())
    }

    /// Replaces the channel's word list.
    pub async fn set_words(&self, show: &Show, viewer: Viewer, words: &[String]) -> Result<(), ActError> {
        let words = words.to_vec();
        let actor = self.keeper_of_order(show, viewer).await?;
        self.act(show, move |rooms, show| async move {
            let mut entries: Vec<String> = words.iter().map(|word| folded_words(word).join(" ")).collect();
            entries.sort_unstable();
            entries.dedup();
            let long = |entry: &String| entry.is_empty() || entry.chars().count() > WORD_LENGTH_MAX;
            if entries.len() > WORDS_MAX || entries.iter().any(long) {
                return Err(ActError::Invalid(
                    "a word list has up to 1,000 entries of 1 to 60 characters",
                ));
            }
            let channel = Venue::from(&show).channel();
            let mut tx = rooms.0.db.begin().await?;
            execute!(tx, "DELETE FROM room_words WHERE channel_id = $1", channel.0)?;
            for entry in &entries {
                execute!(
                    tx,
                    "INSERT INTO room_words (channel_id, word) VALUES ($1, $2)",
                    channel.0,
                    entry
                )?;
            }
            let line = Line::about(Verb::Words, "").with(format_args!("{} entries", entries.len()));
            rooms.0.note(&mut tx, &show, actor, line).await?;
            tx.commit().await?;
            for room in rooms.rooms_of(channel).await {
                room.set_words(WordList::new(entries.iter().map(String::as_str)));
            }
            Ok(())
        })
        .await
    }
}
