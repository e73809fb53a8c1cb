//! What an advisor has shown the shopper of a session: products, by their ids.

mod db;

pub(crate) use db::lock;

use model::ProductId;

use crate::news::Item;
use crate::sessions::{self, SessionState};
use crate::{Advice, AdviceSessionId};

/// Products of one session.
pub const SHOWN_MAX: i64 = 100;

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShowError {
    #[error("there is no such session")]
    Unknown,
    #[error("this session has ended")]
    Over,
    #[error("{SHOWN_MAX} products were shown already")]
    Full,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advice {
    /// Shows a product in an open session; once more, it is the last one again.
    pub async fn show_product(&self, id: AdviceSessionId, product: ProductId) -> Result<(), ShowError> {
        let mut tx = self.db.begin().await?;
        if !db::lock(&mut tx, id).await? {
            let known = sessions::by_id(&mut tx, id).await?;
            let is_over = known.is_some_and(|session| session.state == SessionState::Ended);
            return Err(if is_over {
                ShowError::Over
            } else {
                ShowError::Unknown
            });
        }
        db::show(&mut tx, id, product, self.clock.now()).await?;
        if db::count(&mut tx, id).await? > SHOWN_MAX {
            return Err(ShowError::Full);
        }
        tx.commit().await?;
        self.news.tell(Item::Shown { session: id });
        Ok(())
    }

    /// What was shown in a session, the last one first.
    pub async fn shown(&self, id: AdviceSessionId) -> Result<Vec<ProductId>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_session(&mut read, id).await
    }
}
