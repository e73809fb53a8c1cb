//! Looks after the sessions somebody came into: takes down who was heard, tells of
//! baskets and products, ends what belongs to a session with it, and ends sessions
//! whose advisor gives no advice any more.

use std::time::Duration;

use advisor::AdviceSessionId;
use advisor::news::Item;
use advisor::sessions::{EndedBy, SessionState};
use shop::news::Item as Sold;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::error::Error;
use crate::{App, Shared};

/// How often it is taken down who was heard. Who may still be there is asked every
/// second time.
const EVERY: Duration = Duration::from_secs(1);

/// Runs until `stop`.
pub async fn look_after_sessions(app: Shared, stop: CancellationToken) {
    let mut news = app.advice.news.listen();
    let mut goods = app.commerce.news.listen();
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut looks = false;
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            item = news.recv() => match item {
                Ok(Item::Ended { session, .. }) => app.look_at_session(session).await,
                Ok(Item::Shown { session }) => app.advice_rooms.product_shown(session),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => app.look_at_sessions().await,
                Err(RecvError::Closed) => return,
            },
            item = goods.recv() => match item {
                Ok(Sold::Basket { holder, .. } | Sold::Checkout { holder, .. }) => {
                    app.advice_rooms.basket_changed(Some(holder));
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => app.advice_rooms.basket_changed(None),
                Err(RecvError::Closed) => return,
            },
            _ = rounds.tick() => {
                app.note_who_was_heard().await;
                looks = !looks;
                if looks {
                    app.look_at_sessions().await;
                }
            }
        }
    }
}

impl App {
    async fn note_who_was_heard(&self) {
        let signs = self.advice_rooms.take_signs();
        if let Err(error) = self.advice.note_signs(signs).await {
            tracing::warn!(%error, "signs of those in sessions are not noted");
        }
    }

    async fn look_at_sessions(&self) {
        for id in self.advice_rooms.sessions() {
            self.look_at_session(id).await;
        }
    }

    async fn look_at_session(&self, id: AdviceSessionId) {
        let looked = async {
            if let Some(by) = self.ended_by(id).await? {
                // As long as that fails, the session is looked at again.
                self.end_streams(id).await?;
                self.advice_rooms.end(id, by);
            }
            Ok::<_, Error>(())
        };
        if let Err(error) = looked.await {
            tracing::warn!(session = %id, ?error, "can't look after a session");
        }
    }

    /// How the session has ended, and none while it goes on.
    async fn ended_by(&self, id: AdviceSessionId) -> Result<Option<EndedBy>, Error> {
        let Some(session) = self.advice.session(id).await? else {
            return Ok(Some(EndedBy::Lost));
        };
        if session.state == SessionState::Ended {
            return Ok(session.ended_by.or(Some(EndedBy::Lost)));
        }
        if self.gives_advice(session.shop_id, session.advisor_id).await? {
            return Ok(None);
        }
        let session = self.advice.end_session(id, EndedBy::Removed).await?;
        Ok(session.ended_by)
    }
}
