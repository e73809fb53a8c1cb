//! An advisor asks in a talk for leave to keep a card; the shopper gives it, or would
//! rather not.

use model::{AccountId, ShopId};
use store::{Result, Tx, execute, fetch_optional};

use crate::news::Item;
use crate::{Advice, AdviceSessionId, sessions};

/// How often leave may be asked for in one talk.
pub const ASKS_MAX: i64 = 3;

/// How it stands with asking in a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct AskState {
    /// The shopper has not answered yet.
    pub is_open: bool,
    pub times: i64,
}

impl AskState {
    /// Whether it may be asked once more.
    pub fn may_ask(self) -> bool {
        !self.is_open && self.times < ASKS_MAX
    }
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CardAskError {
    #[error("there is no such session")]
    Unknown,
    #[error("this session has ended")]
    Over,
    #[error("this was asked {ASKS_MAX} times already")]
    TooOften,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advice {
    /// Asks the shopper of an open session. While they have not answered it is the same
    /// question.
    pub async fn ask_for_card(&self, session: AdviceSessionId) -> Result<AskState, CardAskError> {
        let mut tx = self.db.begin().await?;
        let known = sessions::by_id(&mut tx, session)
            .await?
            .ok_or(CardAskError::Unknown)?;
        if known.state == sessions::SessionState::Ended {
            return Err(CardAskError::Over);
        }
        execute!(
            tx,
            "INSERT INTO advice_card_asks (session_id, is_open, times) VALUES ($1, TRUE, 1)
             ON CONFLICT (session_id) DO UPDATE SET
                 times = CASE WHEN advice_card_asks.is_open THEN advice_card_asks.times
                              ELSE advice_card_asks.times + 1 END,
                 is_open = TRUE",
            session,
        )?;
        let state = of(&mut tx, session).await?;
        if state.times > ASKS_MAX {
            return Err(CardAskError::TooOften);
        }
        tx.commit().await?;
        self.news.tell(Item::CardAsked { session });
        Ok(state)
    }

    /// The shopper would rather not, for now.
    pub async fn decline_card(&self, session: AdviceSessionId) -> Result<()> {
        let mut tx = self.db.begin().await?;
        execute!(
            tx,
            "UPDATE advice_card_asks SET is_open = FALSE WHERE session_id = $1 AND is_open",
            session,
        )?;
        tx.commit().await?;
        self.news.tell(Item::CardChanged { session });
        Ok(())
    }

    /// How it stands with asking in a session.
    pub async fn card_asked(&self, session: AdviceSessionId) -> Result<AskState> {
        let mut read = self.db.read().await?;
        of(&mut read, session).await
    }
}

async fn of(on: &mut impl store::On, session: AdviceSessionId) -> Result<AskState> {
    let state = fetch_optional!(
        on,
        AskState,
        "SELECT is_open, times FROM advice_card_asks WHERE session_id = $1",
        session,
    )?;
    Ok(state.unwrap_or_default())
}

/// Whatever advisors of `shop` asked `account` for is answered.
pub(super) async fn close_all(tx: &mut Tx, shop: ShopId, account: AccountId) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_card_asks SET is_open = FALSE WHERE is_open AND session_id IN
             (SELECT id FROM advice_sessions WHERE shop_id = $1 AND holder = $2)",
        shop,
        account,
    )?;
    Ok(())
}
