//! Messages people report to those who keep order.

use model::{AccountId, EventId, Timestamp};
use sqlx::FromRow;
use store::{execute, fetch_all, fetch_optional};
use uuid::Uuid;

use super::audit::{Line, Verb};
use super::db;
use super::event::{Kind, Seq, message};
use super::moderation::ActError;
use super::rooms::Rooms;
use super::text::tidied;
use crate::shows::{Show, Viewer};

/// Reports listed at once, oldest first.
const LISTED: i64 = 200;

/// Who reports something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporter {
    pub handle: String,
    pub name: String,
}

/// A report that nobody has settled yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub id: Uuid,
    pub message: Seq,
    /// Whose message it is.
    pub author: Option<AccountId>,
    /// The message as an event of the room, JSON; without text when it was
    /// withdrawn since.
    pub event: String,
    pub reporter: Reporter,
    pub reason: String,
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    seq: Seq,
    account_id: Option<AccountId>,
    kind: String,
    said_at: Timestamp,
    payload: String,
    reporter: String,
    reporter_name: String,
    reason: String,
    at: Timestamp,
}

impl Row {
    /// None for a kind of message this version does not know.
    fn report(self) -> Option<Report> {
        let kind: Kind = self.kind.parse().ok()?;
        Some(Report {
            id: self.id,
            message: self.seq,
            author: self.account_id,
            event: message(kind, Some(self.seq), self.said_at, &self.payload),
            reporter: Reporter {
                handle: self.reporter,
                name: self.reporter_name,
            },
            reason: self.reason,
            at: self.at,
        })
    }
}

impl Rooms {
    /// Reports a message to those who keep order. A second report of the same
    /// person changes nothing.
    pub async fn report(&self, show: &Show, viewer: Viewer, seq: Seq, reason: &str) -> Result<(), ActError> {
        self.not_gone(show)?;
        let reporter = viewer.account.ok_or(ActError::NotAllowed)?;
        let reason = if reason.trim().is_empty() {
            String::new()
        } else {
            tidied(reason).map_err(|_| ActError::Invalid("a reason has up to 300 characters"))?
        };
        self.settled_room(show).await?;
        let mut tx = self.0.db.begin().await?;
        let message = db::standing_message(&mut tx, show.id, seq).await?;
        message.ok_or(ActError::Unknown)?;
        execute!(
            tx,
            "INSERT INTO room_reports (id, show_id, seq, reporter_id, reason, at, settled_at)
             VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT (show_id, seq, reporter_id) DO NOTHING",
            EventId::new(&*self.0.clock, &*self.0.entropy),
            show.id,
            seq,
            reporter,
            reason,
            self.0.clock.now(),
        )?;
        Ok(tx.commit().await?)
    }

    /// What was reported and is not settled yet, oldest first.
    pub async fn reports(&self, show: &Show, viewer: Viewer) -> Result<Vec<Report>, ActError> {
        self.keeper_of_order(show, viewer).await?;
        let mut read = self.0.db.read().await?;
        let rows = fetch_all!(
            read,
            Row,
            "SELECT r.id, r.seq, e.account_id, e.kind, e.at AS said_at, e.payload, a.handle AS reporter, a.name AS reporter_name, r.reason, r.at
             FROM room_reports r
             JOIN room_events e ON e.show_id = r.show_id AND e.seq = r.seq
             JOIN accounts a ON a.id = r.reporter_id
             WHERE r.show_id = $1 AND r.settled_at IS NULL ORDER BY r.at, r.id LIMIT $2",
            show.id,
            LISTED,
        )?;
        Ok(rows.into_iter().filter_map(Row::report).collect())
    }

    /// A report is looked into; what followed from it is another act.
    pub async fn settle_report(&self, show: &Show, viewer: Viewer, id: Uuid) -> Result<(), ActError> {
        let actor = self.keeper_of_order(show, viewer).await?;
        let mut tx = self.0.db.begin().await?;
        let settled = fetch_optional!(
            tx,
            (Seq,),
            "UPDATE room_reports SET settled_at = $1 WHERE id = $2 AND show_id = $3 AND settled_at IS NULL RETURNING seq",
            self.0.clock.now(),
            id,
            show.id,
        )?;
        let (seq,) = settled.ok_or(ActError::Unknown)?;
        let line = Line::about(Verb::SettleReport, seq);
        self.0.note(&mut tx, show, actor, line).await?;
        Ok(tx.commit().await?)
    }
}
