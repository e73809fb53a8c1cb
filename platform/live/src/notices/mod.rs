//! Notices: what someone is told of, in the bell and by push. A notice dies
//! with its show. Who gets which is the teller's affair.

mod bell;
mod db;
mod quiet;
mod settings;
mod unsubscribe;

use model::{AccountId, NoticeKind, ShowId, ShowState, Timestamp};

pub use bell::{Bell, BellFull, Heard, Listener, Ring};
pub use quiet::QuietHours;
pub(crate) use settings::SettingsRow;
pub use settings::{NoticeSettings, SettingsError};
pub use unsubscribe::{Unsubscribe, UnsubscribeKey};

use crate::Live;
use crate::shows::{Host, Show, Viewer};

/// Notices older than this are forgotten, whatever became of their show.
pub(crate) const KEPT: chrono::TimeDelta = chrono::TimeDelta::days(30);

/// One thing someone was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Later ones have a greater one.
    pub id: i64,
    pub kind: NoticeKind,
    pub at: Timestamp,
    pub read: bool,
    pub show: ShowId,
    pub title: String,
    /// Name of the show's picture, if there is one.
    pub cover: Option<String>,
    /// The show's state now.
    pub state: ShowState,
    pub starts_at: Option<Timestamp>,
    pub host: Host,
    /// Who named the reader, for a mention.
    pub actor: Option<Host>,
    /// The message's number in the room, for a mention.
    pub message: Option<i64>,
}

impl Live {
    /// What `account` was told of, newest first, from before `before` on. A page
    /// may be shorter than `limit` although there is more: the second value is
    /// where the next one goes on.
    pub async fn notices(
        &self,
        account: AccountId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<(Vec<Notice>, Option<i64>), store::Error> {
        let rows = db::list(&self.db, account, before, self.clock.now(), limit).await?;
        let full = i64::try_from(rows.len()) == Ok(limit);
        let next = rows.last().filter(|_| full).map(|row| row.id);
        let mut notices = Vec::with_capacity(rows.len());
        for row in rows {
            if row.is_open() || self.may_be_told(row.show_id, account).await? {
                notices.push(Notice::from(row));
            }
        }
        Ok((notices, next))
    }

    /// How many `account` has not read.
    pub async fn unread(&self, account: AccountId) -> Result<i64, store::Error> {
        db::unread(&self.db, account, self.clock.now()).await
    }

    /// Marks notices as read, those after `up_to` excepted; without it, all.
    /// Gives how many are unread now.
    pub async fn read_notices(&self, account: AccountId, up_to: Option<i64>) -> Result<i64, store::Error> {
        db::mark_read(&self.db, account, up_to, self.clock.now()).await?;
        let unread = self.unread(account).await?;
        self.bell.ring(account, Ring { unread, notice: None });
        Ok(unread)
    }

    /// Rings for those of `told` who listen.
    pub(crate) async fn ring_for(&self, told: &[(i64, AccountId)]) -> Result<(), store::Error> {
        for &(id, account) in told.iter().filter(|(_, account)| self.bell.is_heard(*account)) {
            let notice = db::by_id(&self.db, account, id, self.clock.now()).await?;
            let unread = self.unread(account).await?;
            let notice = notice.map(|row| std::sync::Arc::new(Notice::from(row)));
            self.bell.ring(account, Ring { unread, notice });
        }
        Ok(())
    }

    /// Whether `account` may know of the show.
    pub(crate) async fn may_be_told(&self, show: ShowId, account: AccountId) -> Result<bool, store::Error> {
        match self.show(show).await? {
            Some(show) => self.may_watch(&show, account).await,
            None => Ok(false),
        }
    }

    /// Whether `account` may watch `show`, as [`Show::may_watch`] has it.
    pub(crate) async fn may_watch(&self, show: &Show, account: AccountId) -> Result<bool, store::Error> {
        let viewer = Viewer {
            account: Some(account),
            role: db::role(&self.db, show, account).await?,
            invited: self
                .is_invited(
                    show.id,
                    crate::invitations::Caller {
                        account: Some(account),
                        guest: None,
                    },
                )
                .await?,
        };
        Ok(show.may_watch(viewer))
    }
}
