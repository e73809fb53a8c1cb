//! Taking back what someone is known by: whoever came in with it is shown out
//! of the rooms they sit in, sees no private show any more, and hears no more
//! notices, at once.

use live::invitations::Caller;
use live::room::{Close, Visitor};
use media::{MediaError, StreamId};
use model::{AccountId, Credential, SessionId, ShowId, TokenId, Visibility};

use crate::App;
use crate::admission::viewer_key;
use crate::error::Error;

impl App {
    /// Ends a session. False if `account` has no such session.
    pub(crate) async fn revoke_session(&self, account: AccountId, id: SessionId) -> Result<bool, Error> {
        let revoked = self.people.revoke_session(account, id).await?;
        if revoked {
            self.show_out(account, move |credential| credential == Credential::Session(id))
                .await;
        }
        Ok(revoked)
    }

    /// Ends all sessions of `account` but one.
    pub(crate) async fn revoke_other_sessions(
        &self,
        account: AccountId,
        kept: SessionId,
    ) -> Result<(), Error> {
        self.people.revoke_other_sessions(account, kept).await?;
        self.show_out(account, move |credential| {
            credential.session().is_some_and(|session| session != kept)
        })
        .await;
        Ok(())
    }

    /// Takes a token back. False if `account` has no such token.
    pub(crate) async fn revoke_token(&self, account: AccountId, id: TokenId) -> Result<bool, Error> {
        let revoked = self.people.revoke_token(account, id).await?;
        if revoked {
            self.show_out(account, move |credential| credential == Credential::Token(id))
                .await;
        }
        Ok(revoked)
    }

    /// Shows out whoever sits in a room by one of those credentials of `account`.
    /// Of those who watch private shows as it, and who listen for its notices, it is
    /// not known by which: they are all cut off, and those who may come back.
    async fn show_out(&self, account: AccountId, by: impl Fn(Credential) -> bool + Send + Sync + 'static) {
        self.live.bell.dismiss(account);
        self.advice_rooms.dismiss(account, &by);
        let whom = move |visitor: &Visitor| {
            visitor.account() == Some(account) && visitor.credential.is_some_and(&by)
        };
        self.live.rooms.dismiss_everywhere(whom, Close::Unauthorised);
        if let Err(error) = self.stop_watching(account).await {
            tracing::error!(%account, ?error, "can't cut off who watches private shows");
        }
        if let Err(error) = self.cut_off_in_sessions(account).await {
            tracing::error!(%account, ?error, "can't cut off who is in a session");
        }
    }

    /// Ends what is watched as `account` of shows that not everyone may watch.
    async fn stop_watching(&self, account: AccountId) -> Result<(), Error> {
        let key = viewer_key(Caller {
            account: Some(account),
            guest: None,
        });
        for stream in self.media.streams().await? {
            if !self.media.viewers(stream).await?.contains(&key) || self.is_open(stream).await? {
                continue;
            }
            match self.media.dismiss_viewers(stream, vec![key]).await {
                // It ended meanwhile.
                Ok(()) | Err(MediaError::UnknownStream) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Whether everyone may watch.
    async fn is_open(&self, stream: StreamId) -> Result<bool, Error> {
        let show = self.live.show(ShowId(stream.0)).await?;
        Ok(show.is_some_and(|show| show.visibility != Visibility::Private))
    }
}
