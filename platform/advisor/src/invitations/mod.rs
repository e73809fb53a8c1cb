//! Asking somebody into a session: a friend of the shopper's by a link, a colleague of
//! the advisor's to join or to take it over. One of each at a time; a link is good for
//! whoever uses it first, and of its secret only the hash is known here.

mod answer;
mod ask;
mod db;
mod friend;
mod lapse;

use chrono::TimeDelta;
use model::{AccountId, ShopId, Timestamp};

use crate::words::words;
use crate::{Advice, AdviceSessionId, InvitationId, advisors};

pub use answer::AnswerError;
pub use ask::{AskColleague, InviteError};
pub(crate) use db::is_elsewhere;
pub use friend::JoinError;

/// So long a friend's link is good, and never longer than the session.
pub const LINK_FOR: TimeDelta = TimeDelta::minutes(30);
/// So long a colleague has to answer.
pub const ANSWER_WITHIN: TimeDelta = TimeDelta::seconds(60);
/// The characters of a note to a colleague.
pub const NOTE_MAX: usize = 500;
/// The characters of a friend's name.
pub const NAME_MAX: usize = 80;
/// Colleagues who are proposed.
const PROPOSED: i64 = 50;

words! {
    /// What somebody is asked to come as.
    InvitationKind {
        Friend = "friend",
        Colleague = "colleague",
        /// To be the advisor from then on.
        HandOver = "hand_over",
    }
}

words! {
    /// What has become of it.
    InvitationState {
        Open = "open",
        Accepted = "accepted",
        Declined = "declined",
        Withdrawn = "withdrawn",
        /// Nobody answered in time.
        Lapsed = "lapsed",
    }
}

/// Somebody is asked into a session.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Invitation {
    pub id: InvitationId,
    pub session_id: AdviceSessionId,
    pub kind: InvitationKind,
    pub state: InvitationState,
    /// Whose it is to accept; none where a link is.
    pub account_id: Option<AccountId>,
    /// What was found, and what is wanted; for the one who is asked alone.
    pub note: String,
    /// Whoever hands over stays as a colleague.
    pub stays: bool,
    /// The advisor who asked; none where the shopper did.
    pub asked_by: Option<AccountId>,
    pub made_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Invitation {
    /// Whether it can still be accepted at `now`, as far as is known.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == InvitationState::Open && self.expires_at > now
    }
}

impl Advice {
    pub async fn invitation(&self, id: InvitationId) -> Result<Option<Invitation>, store::Error> {
        let mut read = self.db.read().await?;
        db::by_id(&mut read, id).await
    }

    /// The last ones of a session, the newest first.
    pub async fn invitations(&self, session: AdviceSessionId) -> Result<Vec<Invitation>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_session(&mut read, session).await
    }

    /// Those that `account` may accept now in a shop.
    pub async fn invitations_to(
        &self,
        shop: ShopId,
        account: AccountId,
    ) -> Result<Vec<Invitation>, store::Error> {
        let mut read = self.db.read().await?;
        db::to_answer(&mut read, shop, account, self.clock.now()).await
    }

    /// By which the session became `account`'s, where it was handed over to them.
    pub async fn handed_over_to(
        &self,
        session: AdviceSessionId,
        account: AccountId,
    ) -> Result<Option<Invitation>, store::Error> {
        let mut read = self.db.read().await?;
        db::handed_over_to(&mut read, session, account).await
    }

    /// Advisors of a shop who are there and in no session, the longest rested first.
    pub async fn free_advisors(&self, shop: ShopId) -> Result<Vec<AccountId>, store::Error> {
        let gone = self.clock.now() - advisors::SEEN_FOR;
        let mut read = self.db.read().await?;
        db::free(&mut read, shop, gone, PROPOSED).await
    }
}
