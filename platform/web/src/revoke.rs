//! Taking back what someone is known by: whoever came in with it is shown out
//! of the rooms they sit in, at once.

use live::room::{Close, Visitor};
use model::{AccountId, SessionId, TokenId};

use crate::App;
use crate::error::Error;

impl App {
    /// Ends a session. False if `account` has no such session.
    pub(crate) async fn revoke_session(&self, account: AccountId, id: SessionId) -> Result<bool, Error> {
        let revoked = self.people.revoke_session(account, id).await?;
        self.show_out(move |visitor| visitor.session == Some(id)).await;
        Ok(revoked)
    }

    /// Ends all sessions of `account` but one.
    pub(crate) async fn revoke_other_sessions(
        &self,
        account: AccountId,
        kept: SessionId,
    ) -> Result<(), Error> {
        self.people.revoke_other_sessions(account, kept).await?;
        let others = move |visitor: &Visitor| {
            visitor.account() == Some(account) && visitor.session.is_some_and(|session| session != kept)
        };
        self.show_out(others).await;
        Ok(())
    }

    /// Takes a token back. False if `account` has no such token. All programs
    /// of the account are shown out: those with another token come back.
    pub(crate) async fn revoke_token(&self, account: AccountId, id: TokenId) -> Result<bool, Error> {
        let revoked = self.people.revoke_token(account, id).await?;
        if revoked {
            let programs =
                move |visitor: &Visitor| visitor.account() == Some(account) && visitor.session.is_none();
            self.show_out(programs).await;
        }
        Ok(revoked)
    }

    async fn show_out(&self, whom: impl Fn(&Visitor) -> bool + Send + Sync + 'static) {
        self.live
            .rooms
            .dismiss_everywhere(whom, Close::Unauthorised)
            .await;
    }
}
