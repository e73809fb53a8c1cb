//! A show minute by minute: how many watched, and how much they liked it. For
//! whoever sells in it; nobody's name is in it.

use model::Timestamp;
use sqlx::FromRow;

use super::db;
use super::keeper::{Entry, Keeper};
use super::moderation::ActError;
use super::rooms::Rooms;
use super::task::Room;
use crate::shows::{Show, Viewer};

/// The minutes of the longest show that is told of: two days.
const MINUTES: i64 = 2_880;

/// One minute of a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Minute {
    /// Unix time in whole minutes.
    pub minute: i64,
    /// The most who watched at once.
    pub watching: i64,
    pub hearts: i64,
}

impl Minute {
    /// When it began.
    pub fn at(&self) -> Option<Timestamp> {
        Timestamp::from_timestamp(self.minute.checked_mul(60)?, 0)
    }
}

/// The minute that runs.
#[derive(Debug, Default)]
pub(super) struct ByMinute(Option<Minute>);

impl ByMinute {
    /// So many watch in this minute, and so many hearts came since the last
    /// look. Gives the minute before, once that is over.
    pub(super) fn look(&mut self, now: Timestamp, watching: i64, hearts: i64) -> Option<Minute> {
        let minute = now.timestamp().div_euclid(60);
        let over = self.0.take_if(|own| own.minute != minute);
        let own = self.0.get_or_insert(Minute {
            minute,
            watching: 0,
            hearts: 0,
        });
        own.watching = own.watching.max(watching);
        own.hearts += hearts;
        over
    }

    pub(super) fn running(&self) -> Option<Minute> {
        self.0
    }

    /// The minute that runs, when no other follows.
    pub(super) fn take(&mut self) -> Option<Minute> {
        self.0.take()
    }
}

impl Room {
    pub(super) fn look_at_minute(&mut self) {
        let watching = i64::try_from(self.watching()).unwrap_or(i64::MAX);
        let hearts = self.hearts - std::mem::replace(&mut self.minuted, self.hearts);
        if let Some(over) = self.by_minute.look(self.now(), watching, hearts) {
            self.keep_minute(over);
        }
        self.shared.set_minute(self.by_minute.running());
    }

    pub(super) fn keep_minute(&self, minute: Minute) {
        match self.keeper.as_ref().and_then(Keeper::reserve) {
            Some(permit) => permit.send(Entry::Minute(minute)),
            None => tracing::warn!(show = %self.shared.venue.show, "a minute is not stored"),
        }
    }
}

impl Rooms {
    /// The show's minutes so far, in order; of a show that is live with the one
    /// that runs.
    pub async fn minutes(&self, show: &Show, viewer: Viewer) -> Result<Vec<Minute>, ActError> {
        self.not_gone(show)?;
        if !show.may_sell(viewer) {
            return Err(ActError::NotAllowed);
        }
        let mut read = self.0.db.read().await?;
        let mut minutes = db::minutes(&mut read, show.id, MINUTES).await?;
        drop(read);
        let room = self.room(show.id).await;
        if let Some(running) = room.and_then(|room| room.minute()) {
            match minutes.last_mut().filter(|last| last.minute >= running.minute) {
                // It began in a room of the show that was closed since.
                Some(last) => {
                    last.watching = last.watching.max(running.watching);
                    last.hearts += running.hearts;
                }
                None => minutes.push(running),
            }
        }
        Ok(minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use model::{Clock, ManualClock};

    #[test]
    fn a_minute_has_its_most_viewers_and_all_its_hearts() {
        let start = ManualClock::at("2026-05-01T12:00:10Z").now();
        let mut minutes = ByMinute::default();
        for (second, watching, hearts) in [(0, 3, 1), (1, 9, 0), (2, 4, 5)] {
            assert_eq!(
                minutes.look(start + TimeDelta::seconds(second), watching, hearts),
                None
            );
        }
        let over = minutes.look(start + TimeDelta::seconds(50), 2, 7).unwrap();
        assert_eq!((over.watching, over.hearts), (9, 6));
        assert_eq!(over.at(), Some(start - TimeDelta::seconds(10)));
        assert_eq!(minutes.take().map(|own| (own.watching, own.hearts)), Some((2, 7)));
        assert_eq!(minutes.take(), None);
    }
}
