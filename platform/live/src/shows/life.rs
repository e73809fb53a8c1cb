//! The steps of a show's life, each with its event in the same transaction.

use chrono::TimeDelta;
use model::{Ending, Event, ShowId, ShowState, Timestamp, Transition, TransitionError};
use store::{Tx, outbox};

use super::{Show, db};
use crate::room::StageState;
use crate::{Live, pins};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LifeError {
    #[error("there is no such show")]
    Unknown,
    #[error(transparent)]
    Transition(#[from] TransitionError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Live {
    /// A publisher is connected: a planned show goes live, a paused one goes on.
    pub async fn publisher_arrived(&self, id: ShowId) -> Result<Show, LifeError> {
        let _turn = self.rooms.turn_of(id).await;
        let (mut tx, mut show) = self.locked(id).await?;
        if show.state == ShowState::Live {
            show.paused_at = None;
        } else {
            show.state = show.state.after(Transition::GoLive)?;
            show.started_at = Some(self.clock.now());
            let event = Event::ShowStarted {
                show: id,
                host: show.host,
                shop: show.shop,
                at: self.clock.now(),
            };
            outbox::add(&mut tx, &*self.clock, &*self.entropy, &event).await?;
        }
        db::save_life(&mut tx, &show).await?;
        tx.commit().await?;
        self.rooms.state(id, StageState::Live).await;
        Ok(show)
    }

    /// The publisher of a live show is gone; it may come back.
    pub async fn publisher_lost(&self, id: ShowId) -> Result<(), LifeError> {
        let _turn = self.rooms.turn_of(id).await;
        let (mut tx, mut show) = self.locked(id).await?;
        if show.state == ShowState::Live && show.paused_at.is_none() {
            show.paused_at = Some(self.clock.now());
            db::save_life(&mut tx, &show).await?;
            tx.commit().await?;
            self.rooms.state(id, StageState::Paused).await;
        }
        Ok(())
    }

    /// Ends a live show; from now on its replay's time runs.
    pub async fn end_show(&self, id: ShowId, ending: Ending) -> Result<Show, LifeError> {
        let _turn = self.rooms.turn_of(id).await;
        let (mut tx, mut show) = self.locked(id).await?;
        show.state = show.state.after(Transition::End(ending))?;
        let now = self.clock.now();
        // A show that fell silent ended when it did, not when that was noticed.
        let ended_at = if ending == Ending::Host {
            now
        } else {
            show.paused_at.unwrap_or(now)
        };
        show.paused_at = None;
        show.ended_at = Some(ended_at);
        show.ending = Some(ending);
        show.expires_at = Some(ended_at + self.replay_ttl);
        let event = Event::ShowEnded {
            show: id,
            shop: show.shop,
            ending,
            at: now,
        };
        outbox::add(&mut tx, &*self.clock, &*self.entropy, &event).await?;
        db::save_life(&mut tx, &show).await?;
        pins::db::clear(&mut tx, id, ended_at).await?;
        tx.commit().await?;
        self.rooms.ended(id).await;
        Ok(show)
    }

    /// Takes up what was live when the server stopped: it is paused since its
    /// last stored picture, so that its publisher can come back to it. One
    /// whose replay's time has run out meanwhile is ended.
    pub async fn take_up_live(&self) -> Result<Vec<ShowId>, LifeError> {
        let mut waiting = Vec::new();
        for id in db::live_ids(&self.db).await? {
            let recorded_until = self.recorded_until(id).await?;
            let (mut tx, mut show) = self.locked(id).await?;
            if show.state != ShowState::Live {
                continue;
            }
            let since = show
                .paused_at
                .or(recorded_until)
                .or(show.started_at)
                .unwrap_or(show.created_at);
            show.paused_at = Some(since);
            db::save_life(&mut tx, &show).await?;
            tx.commit().await?;
            if self.clock.now() >= since + self.replay_ttl {
                self.end_show(id, Ending::Restart).await?;
            } else {
                waiting.push(id);
            }
        }
        Ok(waiting)
    }

    /// When the last stored segment ends.
    async fn recorded_until(&self, id: ShowId) -> Result<Option<Timestamp>, store::Error> {
        let segments = self.segments(id).await?;
        Ok(segments
            .iter()
            .map(|segment| segment.program_date_time + TimeDelta::microseconds(segment.duration_us))
            .max())
    }

    /// Every show that is live now.
    pub async fn live_shows(&self) -> Result<Vec<ShowId>, store::Error> {
        db::live_ids(&self.db).await
    }

    /// Live shows whose publisher has been away since before `since`.
    pub async fn silent_since(&self, since: Timestamp) -> Result<Vec<ShowId>, store::Error> {
        db::paused_before(&self.db, since).await
    }

    /// Says why a replay is missing or shorter than the show.
    pub async fn note_replay(&self, id: ShowId, note: &str) -> Result<(), store::Error> {
        db::set_replay_note(&self.db, id, note).await
    }

    /// The show's row, held against others until the transaction ends.
    pub(crate) async fn locked(&self, id: ShowId) -> Result<(Tx, Show), LifeError> {
        let mut tx = self.db.begin().await?;
        db::lock(&mut tx, id).await?;
        let show = db::by_id(&mut tx, id).await?.ok_or(LifeError::Unknown)?;
        Ok((tx, show))
    }
}
