//! The room again, in time with the replay: which of its events lie where in
//! the recording. Times of the room are the wall clock's; the stored segments
//! say where each stretch of it went.

use std::collections::HashSet;

use model::{ShowId, ShowState, Timestamp};
use store::{Read, fetch_all, fetch_optional};

use super::course::Course;
use super::db::{self, EventRow};
use super::event::{AnswerState, Event, Kind, Seq, pin_told, pinned_message};
use super::moderation::ActError;
use crate::Live;
use crate::shows::Show;

/// Events of one answer.
const EVENTS: usize = 500;
/// The longest stretch of one answer, in milliseconds.
const STRETCH_MAX_MS: i64 = 600_000;

/// An event with its place in the replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEvent {
    pub offset_ms: i64,
    /// The event as it was told, JSON.
    pub event: String,
}

/// The hearts of one second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeartSecond {
    pub offset_ms: i64,
    pub number: i64,
    /// Some of their colours, in degrees.
    pub hues: Vec<u16>,
}

/// A stretch of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    pub from_ms: i64,
    pub to_ms: i64,
    /// Where this answer ends: ask again from here, if it is before `to_ms`.
    pub until_ms: i64,
    pub events: Vec<TimelineEvent>,
    pub hearts: Vec<HeartSecond>,
    /// The message that was pinned at `from_ms`, as a `said` or `asked` event.
    pub pinned: Option<String>,
    /// The question on screen at `from_ms`.
    pub answering: Option<Seq>,
    /// What stood in the window at `from_ms`, a JSON object.
    pub window: Option<String>,
}

/// How a stretch begins.
#[derive(Debug, Default)]
struct Before {
    pinned: Option<String>,
    answering: Option<Seq>,
    window: Option<String>,
}

impl Live {
    /// What happened in the room of an ended show between two places of its
    /// replay, in order. At most 500 events, and at most ten minutes.
    pub async fn timeline(&self, show: &Show, from_ms: i64, to_ms: i64) -> Result<Timeline, ActError> {
        match show.state_at(self.clock.now()) {
            ShowState::Ended => {}
            ShowState::Expired => return Err(ActError::Gone),
            ShowState::Scheduled | ShowState::Live => return Err(ActError::NotLive),
        }
        if from_ms < 0 || to_ms < from_ms || to_ms - from_ms > STRETCH_MAX_MS {
            return Err(ActError::Invalid("a stretch of a replay has up to ten minutes"));
        }
        let course = Course::new(&self.segments(show.id).await?);
        let mut read = self.db.read().await?;
        let span = Span::of(&course, from_ms, to_ms);
        let mut found = events(&mut read, show.id, span, EVENTS + 1).await?;
        let mut until_ms = to_ms;
        if found.len() > EVENTS {
            let cut = course.offset(found[EVENTS].at);
            let first = course.offset(found[0].at);
            if cut > first {
                found.retain(|event| course.offset(event.at) < cut);
                until_ms = cut.min(to_ms);
            } else {
                // More than fit at one place, after a pause: its last ones.
                let next = Span::of(&course, first, first + 1);
                found = last_events(&mut read, show.id, next, EVENTS).await?;
                until_ms = (first + 1).min(to_ms).max(from_ms + 1);
            }
        }
        let hearts = hearts(&mut read, show.id, span, &course, until_ms).await?;
        let before = self.before(&mut read, show.id, span.from).await?;
        let mut told = Vec::with_capacity(found.len());
        for event in found {
            let offset_ms = course.offset(event.at);
            let event = told_again(&mut read, show.id, event).await?;
            told.push(TimelineEvent { offset_ms, event });
        }
        Ok(Timeline {
            from_ms,
            to_ms,
            until_ms,
            events: told,
            hearts,
            pinned: before.pinned,
            answering: before.answering,
            window: before.window,
        })
    }

    /// What was pinned, on screen and in the window when this stretch begins.
    async fn before(
        &self,
        read: &mut Read,
        show: ShowId,
        from: Option<Timestamp>,
    ) -> Result<Before, store::Error> {
        let Some(from) = from else {
            return Ok(Before::default());
        };
        let pin = last_before(read, show, Kind::Pinned, from).await?;
        let pinned = match pin.and_then(|pin| pinned_message(&pin.payload)) {
            Some(seq) => db::standing_message(read, show, seq)
                .await?
                .map(|event| event.json()),
            None => None,
        };
        Ok(Before {
            pinned,
            answering: on_screen(read, show, from).await?,
            window: db::window_before(read, show, Some(from)).await?,
        })
    }
}

/// From when, and until when; none where there is no bound.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl Span {
    /// The times whose places are from `from_ms` on and before `to_ms`. What
    /// has its place at the very end belongs to a stretch that reaches it.
    fn of(course: &Course, from_ms: i64, to_ms: i64) -> Self {
        Self {
            from: course.earliest(from_ms).filter(|_| from_ms > 0),
            to: course.earliest(to_ms).filter(|_| to_ms < course.total_ms()),
        }
    }
}

async fn events(read: &mut Read, show: ShowId, span: Span, most: usize) -> store::Result<Vec<Event>> {
    let rows = fetch_all!(
        read,
        EventRow,
        "SELECT seq, at, kind, account_id, payload FROM room_events
         WHERE show_id = $1 AND ($2 IS NULL OR at >= $2) AND ($3 IS NULL OR at < $3)
           AND withdrawn = FALSE AND kind <> 'deleted' ORDER BY seq LIMIT $4",
        show,
        span.from,
        span.to,
        i64::try_from(most).unwrap_or(i64::MAX),
    )?;
    Ok(db::events(rows))
}

/// The last of them, in order.
async fn last_events(read: &mut Read, show: ShowId, span: Span, most: usize) -> store::Result<Vec<Event>> {
    let rows = fetch_all!(
        read,
        EventRow,
        "SELECT seq, at, kind, account_id, payload FROM room_events
         WHERE show_id = $1 AND ($2 IS NULL OR at >= $2) AND ($3 IS NULL OR at < $3)
           AND withdrawn = FALSE AND kind <> 'deleted' ORDER BY seq DESC LIMIT $4",
        show,
        span.from,
        span.to,
        i64::try_from(most).unwrap_or(i64::MAX),
    )?;
    let mut found = db::events(rows);
    found.reverse();
    Ok(found)
}

async fn last_before(
    read: &mut Read,
    show: ShowId,
    kind: Kind,
    before: Timestamp,
) -> store::Result<Option<Event>> {
    let row = fetch_optional!(
        read,
        EventRow,
        "SELECT seq, at, kind, account_id, payload FROM room_events
         WHERE show_id = $1 AND kind = $2 AND at < $3 ORDER BY seq DESC LIMIT 1",
        show,
        kind.as_str(),
        before,
    )?;
    Ok(row.and_then(EventRow::event))
}

/// The question that was on screen: the last one taken there and neither done
/// with nor put back since, if it still stands.
async fn on_screen(read: &mut Read, show: ShowId, before: Timestamp) -> store::Result<Option<Seq>> {
    let rows = fetch_all!(
        read,
        (String,),
        "SELECT payload FROM room_events WHERE show_id = $1 AND kind = 'answered' AND at < $2
         ORDER BY seq DESC LIMIT $3",
        show,
        before,
        i64::try_from(EVENTS).unwrap_or(i64::MAX),
    )?;
    let mut later = HashSet::new();
    for (payload,) in rows {
        let Ok(answered) = serde_json::from_str::<db::Answered>(&payload) else {
            continue;
        };
        if later.insert(answered.question) && answered.state == AnswerState::Now {
            let stands = db::standing_message(read, show, answered.question).await?;
            return Ok(stands.map(|question| question.seq));
        }
    }
    Ok(None)
}

/// The event as it was told: a pin shows its message, if that still stands.
async fn told_again(read: &mut Read, show: ShowId, mut event: Event) -> store::Result<String> {
    if event.kind == Kind::Pinned {
        let message = match pinned_message(&event.payload) {
            Some(seq) => db::standing_message(read, show, seq).await?,
            None => None,
        };
        event.payload = pin_told(message.as_ref());
    }
    Ok(event.json())
}

async fn hearts(
    read: &mut Read,
    show: ShowId,
    span: Span,
    course: &Course,
    until_ms: i64,
) -> store::Result<Vec<HeartSecond>> {
    let rows = fetch_all!(
        read,
        (i64, i64, String),
        "SELECT second, number, hues FROM room_hearts
         WHERE show_id = $1 AND ($2 IS NULL OR second >= $2) AND ($3 IS NULL OR second < $3)
         ORDER BY second LIMIT $4",
        show,
        span.from.map(first_second),
        span.to.map(first_second),
        STRETCH_MAX_MS / 1_000 + 120,
    )?;
    let all = rows.into_iter().filter_map(|(second, number, hues)| {
        let offset_ms = course.offset(Timestamp::from_timestamp(second, 0)?);
        Some(HeartSecond {
            offset_ms,
            number,
            hues: serde_json::from_str(&hues).unwrap_or_default(),
        })
    });
    let open = span.to.is_none();
    Ok(all.filter(|one| one.offset_ms < until_ms || open).collect())
}

/// The first whole second from `at` on, Unix time.
fn first_second(at: Timestamp) -> i64 {
    at.timestamp() + i64::from(at.timestamp_subsec_nanos() > 0)
}
