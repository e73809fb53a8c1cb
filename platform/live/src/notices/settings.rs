//! How someone wants to be told. What stands in the bell is not affected:
//! this is about pushes.

use std::str::FromStr;

use chrono_tz::Tz;
use model::{AccountId, NoticeKind, Timestamp};
use sqlx::FromRow;
use store::{Db, execute, fetch_optional};

use super::QuietHours;
use crate::Live;

/// One account's wishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeSettings {
    pub push_live: bool,
    pub push_soon: bool,
    pub push_mention: bool,
    pub quiet: Option<QuietHours>,
    /// For the quiet hours.
    pub time_zone: Tz,
}

impl Default for NoticeSettings {
    fn default() -> Self {
        Self {
            push_live: true,
            push_soon: true,
            push_mention: true,
            quiet: None,
            time_zone: Tz::UTC,
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    #[error("quiet hours are two times such as 22:00 and 08:00")]
    Quiet,
    #[error("this is no time zone of the IANA database, such as Europe/Madrid")]
    TimeZone,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl SettingsError {
    /// Which field of a form the error is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Quiet => Some("quiet"),
            Self::TimeZone => Some("time_zone"),
            Self::Store(_) => None,
        }
    }
}

impl NoticeSettings {
    /// Quiet hours as typed; two empty texts are none.
    pub fn quiet_of(from: &str, to: &str) -> Result<Option<QuietHours>, SettingsError> {
        if from.is_empty() && to.is_empty() {
            return Ok(None);
        }
        QuietHours::parse(from, to).map(Some).ok_or(SettingsError::Quiet)
    }

    /// A time zone as the IANA database names it.
    pub fn zone_of(name: &str) -> Result<Tz, SettingsError> {
        Tz::from_str(name).map_err(|_| SettingsError::TimeZone)
    }

    /// Whether a notice of `kind` is to be pushed at `now`.
    pub fn wants_push(&self, kind: NoticeKind, now: Timestamp) -> bool {
        let wanted = match kind {
            NoticeKind::Live => self.push_live,
            NoticeKind::Soon => self.push_soon,
            NoticeKind::Mention => self.push_mention,
        };
        wanted && !self.quiet.is_some_and(|quiet| quiet.cover(now, self.time_zone))
    }

    pub(super) fn without(mut self, kind: NoticeKind) -> Self {
        match kind {
            NoticeKind::Live => self.push_live = false,
            NoticeKind::Soon => self.push_soon = false,
            NoticeKind::Mention => self.push_mention = false,
        }
        self
    }
}

/// The columns of `notice_settings`, absent where nothing was ever set.
#[derive(Debug, FromRow)]
pub(crate) struct SettingsRow {
    push_live: Option<bool>,
    push_soon: Option<bool>,
    push_mention: Option<bool>,
    quiet_from: Option<i64>,
    quiet_to: Option<i64>,
    time_zone: Option<String>,
}

impl From<SettingsRow> for NoticeSettings {
    fn from(row: SettingsRow) -> Self {
        let quiet = row.quiet_from.zip(row.quiet_to);
        Self {
            push_live: row.push_live.unwrap_or(true),
            push_soon: row.push_soon.unwrap_or(true),
            push_mention: row.push_mention.unwrap_or(true),
            quiet: quiet.and_then(|(from, to)| QuietHours::from_minutes(from, to)),
            time_zone: row
                .time_zone
                .and_then(|name| name.parse().ok())
                .unwrap_or(Tz::UTC),
        }
    }
}

impl Live {
    /// How `account` wants to be told.
    pub async fn notice_settings(&self, account: AccountId) -> Result<NoticeSettings, store::Error> {
        let mut read = self.db.read().await?;
        let row = fetch_optional!(
            read,
            SettingsRow,
            "SELECT push_live, push_soon, push_mention, quiet_from, quiet_to, time_zone
             FROM notice_settings WHERE account_id = $1",
            account,
        )?;
        Ok(row.map(NoticeSettings::from).unwrap_or_default())
    }

    /// Changes it; nothing when there is no such account any more.
    pub async fn set_notice_settings(
        &self,
        account: AccountId,
        settings: &NoticeSettings,
    ) -> Result<(), store::Error> {
        upsert(&self.db, account, settings).await
    }
}

async fn upsert(db: &Db, account: AccountId, settings: &NoticeSettings) -> Result<(), store::Error> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "INSERT INTO notice_settings (account_id, push_live, push_soon, push_mention, quiet_from, quiet_to, time_zone)
         SELECT a.id, $2, $3, $4, $5, $6, $7 FROM accounts a WHERE a.id = $1
         ON CONFLICT (account_id) DO UPDATE SET
            push_live = excluded.push_live, push_soon = excluded.push_soon, push_mention = excluded.push_mention,
            quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, time_zone = excluded.time_zone",
        account,
        settings.push_live,
        settings.push_soon,
        settings.push_mention,
        settings.quiet.map(|quiet| i64::from(quiet.from)),
        settings.quiet.map(|quiet| i64::from(quiet.to)),
        settings.time_zone.name(),
    )?;
    tx.commit().await
}
