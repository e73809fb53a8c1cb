//! Looks after the sessions somebody came into: takes down who was heard, tells of
//! baskets, products and people, ends what belongs to a session with it, and ends
//! sessions whose advisor gives no advice any more.

use std::collections::HashMap;
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

/// How often it is taken down who was heard.
const NOTED_EVERY: Duration = Duration::from_secs(1);
/// How often it is asked who may still be there.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Runs until `stop`.
pub async fn look_after_sessions(app: Shared, stop: CancellationToken) {
    // Signs wait for nothing else: by them an advisor counts as there.
    let signs = note_signs(&app, &stop);
    tokio::join!(signs, follow(&app, &stop));
}

async fn note_signs(app: &App, stop: &CancellationToken) {
    let mut rounds = tokio::time::interval(NOTED_EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        let signs = app.advice_rooms.take_signs();
        if let Err(error) = app.advice.note_signs(signs.clone()).await {
            tracing::warn!(%error, "signs of those in sessions have to wait");
            app.advice_rooms.put_back(&signs);
        }
    }
}

async fn follow(app: &App, stop: &CancellationToken) {
    let mut news = app.advice.news.listen();
    let mut goods = app.commerce.news.listen();
    let mut rounds = tokio::time::interval(LOOK_EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            item = news.recv() => match item {
                Ok(item) => app.tell_sessions(item).await,
                Err(RecvError::Lagged(_)) => app.look_at_all_anew().await,
                Err(RecvError::Closed) => return,
            },
            item = goods.recv() => match item {
                Ok(Sold::Basket { holder, .. } | Sold::Wishes { holder, .. } | Sold::Checkout { holder, .. }) => {
                    app.advice_rooms.basket_changed(Some(holder));
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => app.advice_rooms.basket_changed(None),
                Err(RecvError::Closed) => return,
            },
            _ = rounds.tick() => app.look_at_sessions().await,
        }
    }
}

impl App {
    async fn tell_sessions(&self, item: Item) {
        let rooms = &self.advice_rooms;
        match item {
            Item::Ended { session, .. } => self.look_at_session(session).await,
            Item::People { session } => self.look_at_people(session).await,
            Item::Shown { session } => rooms.product_shown(session),
            Item::CardAsked { session } => rooms.card_changed(session, true),
            Item::CardChanged { session } => rooms.card_changed(session, false),
            _ => {}
        }
    }

    /// Some of what happened was missed.
    async fn look_at_all_anew(&self) {
        self.look_at_sessions().await;
        for id in self.advice_rooms.sessions() {
            self.look_at_people(id).await;
            self.advice_rooms.product_shown(id);
            self.advice_rooms.card_changed(id, false);
        }
    }

    async fn look_at_sessions(&self) {
        let known = self.advice_rooms.sessions();
        if known.is_empty() {
            return;
        }
        let open = match self.advice.open_sessions().await {
            Ok(open) => open,
            Err(error) => return tracing::warn!(%error, "can't look after sessions"),
        };
        let open = open.into_iter().map(|open| (open.session.id, open));
        let open: HashMap<_, _> = open.collect();
        for id in known {
            match open.get(&id) {
                Some(open) if open.gives_advice => self.advice_rooms.renew(&open.session),
                _ => self.look_at_session(id).await,
            }
        }
        if let Err(error) = self.take_out_removed_colleagues().await {
            tracing::warn!(?error, "can't look after colleagues in sessions");
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

    async fn look_at_people(&self, id: AdviceSessionId) {
        let looked = async {
            if let Some(session) = self.advice.session(id).await? {
                let besides = self.advice.people_besides(id).await?;
                self.advice_rooms.people_changed(&session, &besides);
            }
            Ok::<_, Error>(())
        };
        if let Err(error) = looked.await {
            tracing::warn!(session = %id, ?error, "can't tell who is in a session");
        }
    }

    async fn take_out_removed_colleagues(&self) -> Result<(), Error> {
        for person in self.advice.removed_colleagues().await? {
            self.take_out_of_session(person.session_id, person.side, Some(person.holder))
                .await?;
        }
        Ok(())
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
        let session = self.advice.end_removed(id, session.advisor_id).await?;
        Ok(session.ended_by)
    }
}
