//! All sessions that are going on, as whoever looks after them wants them: at once.

use model::Role;

use super::{Session, db};
use crate::{Advice, AdviceSessionId};

/// Sessions read at one time.
const PAGE: i64 = 500;

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Open {
    #[sqlx(flatten)]
    pub session: Session,
    /// Its advisor still gives advice in its shop.
    pub gives_advice: bool,
}

impl Advice {
    /// All that go on, whatever the shop.
    pub async fn open_sessions(&self) -> Result<Vec<Open>, store::Error> {
        let mut read = self.db.read().await?;
        let mut all: Vec<Open> = Vec::new();
        loop {
            let after: Option<AdviceSessionId> = all.last().map(|open| open.session.id);
            let page = db::open_after(&mut read, after, Role::Advisor, PAGE).await?;
            let is_last = (page.len() as i64) < PAGE;
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }
}
