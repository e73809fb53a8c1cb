//! One line for each thing a moderator did: who, what, to whom, when. It holds
//! no word that was said.

use model::{AccountId, EventId, ShowId, Timestamp};
use sqlx::FromRow;
use store::{Result, Tx, execute, fetch_all};
use uuid::Uuid;

use super::house::House;
use super::moderation::ActError;
use super::rooms::Rooms;
use super::venue::Venue;
use super::word_enum::word_enum;
use crate::shows::{Show, Viewer};

/// The longest page of lines.
const PAGE: i64 = 200;

word_enum! {
    /// What was done.
    Verb {
        Delete = "delete",
        TimeOut = "time_out",
        Ban = "ban",
        ShadowBan = "shadow_ban",
        Pardon = "pardon",
        Rules = "rules",
        Words = "words",
        Pin = "pin",
        Unpin = "unpin",
        Answer = "answer",
        AddModerator = "add_moderator",
        RemoveModerator = "remove_moderator",
        LetThrough = "let_through",
        Refuse = "refuse",
        SettleReport = "settle_report",
    }
}

/// A line as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AuditLine {
    pub id: Uuid,
    /// Where; none when it was not about one show.
    pub show_id: Option<ShowId>,
    pub actor_id: AccountId,
    /// A [`Verb`]'s word.
    pub act: String,
    /// Whom or what it was done to: an account's id, or messages' numbers.
    pub subject: String,
    pub detail: String,
    pub at: Timestamp,
}

/// A line to be written.
#[derive(Debug)]
pub(super) struct Line {
    verb: Verb,
    subject: String,
    detail: String,
}

impl Line {
    pub(super) fn about(verb: Verb, subject: impl std::fmt::Display) -> Self {
        Self {
            verb,
            subject: subject.to_string(),
            detail: String::new(),
        }
    }

    pub(super) fn with(self, detail: impl std::fmt::Display) -> Self {
        Self {
            detail: detail.to_string(),
            ..self
        }
    }
}

impl House {
    /// Writes a line in the transaction of what it is about.
    pub(super) async fn note(&self, tx: &mut Tx, show: &Show, actor: AccountId, line: Line) -> Result<()> {
        execute!(
            tx,
            "INSERT INTO audit (id, channel_id, show_id, actor_id, act, subject, detail, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            EventId::new(&*self.clock, &*self.entropy),
            Venue::from(show).channel().0,
            show.id,
            actor,
            line.verb.as_str(),
            line.subject,
            line.detail,
            self.clock.now(),
        )?;
        Ok(())
    }
}

impl Rooms {
    /// What was done in the channel of this show, latest first: at most `limit`
    /// lines, those older than the line `before`. What was done in other private
    /// shows is told to those alone whose channel it is.
    pub async fn audit(
        &self,
        show: &Show,
        viewer: Viewer,
        before: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<AuditLine>, ActError> {
        let account = self.keeper_of_order(show, viewer).await?;
        let channel = Venue::from(show).channel();
        let is_theirs = viewer.role.is_some() || channel.0 == account.0;
        let mut read = self.0.db.read().await?;
        Ok(fetch_all!(
            read,
            AuditLine,
            "SELECT id, show_id, actor_id, act, subject, detail, at FROM audit
             WHERE channel_id = $1 AND ($2 IS NULL OR id < $2)
               AND ($3 OR show_id IS NULL OR show_id = $4
                 OR show_id IN (SELECT s.id FROM shows s WHERE s.visibility <> 'private' OR s.host_id = $5))
             ORDER BY id DESC LIMIT $6",
            channel.0,
            before,
            is_theirs,
            show.id,
            account,
            limit.clamp(1, PAGE),
        )?)
    }
}
