//! The tables of a room that its own task reads and its keeper writes. What
//! moderators do to them stands with each of their acts.

use std::collections::{HashMap, HashSet};

use model::{AccountId, Handle, ShowId, ShowState, Timestamp};
use sqlx::FromRow;
use store::{Db, On, Read, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use super::event::{AnswerState, Event, Kind, Seq, StageState, pin_told, pinned_message};
use super::filter::WordList;
use super::log::HISTORY;
use super::minutes::Minute;
use super::questions::Questions;
use super::standing::{Penalties, Rules, Writers};
use super::venue::Venue;
use crate::pins::db::Standing;
use crate::{REPLAY_TTL_MAX, pins};

/// Events read for those who come back, as many as a room remembers.
const RECENT: i64 = 1_000;
/// Questions looked through for open ones, the newest of them.
const QUESTIONS: i64 = 300;

/// A room as the database has it.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The run of numbers, begun anew unless the last one is complete.
    pub epoch: Uuid,
    pub state: StageState,
    pub rules: Rules,
    pub seq: Seq,
    /// Events for those who come back, as they are told; none in a new run.
    pub recent: Vec<Event>,
    pub history: Vec<Event>,
    pub pinned: Option<Event>,
    pub questions: Questions,
    pub penalties: HashMap<AccountId, Penalties>,
    pub moderators: HashSet<AccountId>,
    pub words: WordList,
    pub hearts: i64,
    /// What the show sells.
    pub standing: Standing,
    /// What lasts of the window as it was told last.
    pub told_window: Option<String>,
}

#[derive(FromRow)]
pub(super) struct EventRow {
    seq: Seq,
    at: Timestamp,
    kind: String,
    account_id: Option<AccountId>,
    payload: String,
}

impl EventRow {
    /// None for a kind this version does not know.
    pub(super) fn event(self) -> Option<Event> {
        Some(Event {
            seq: self.seq,
            at: self.at,
            kind: self.kind.parse().ok()?,
            account: self.account_id,
            payload: self.payload,
        })
    }
}

pub(super) fn events(rows: Vec<EventRow>) -> Vec<Event> {
    rows.into_iter().filter_map(EventRow::event).collect()
}

#[derive(FromRow)]
struct RoomRow {
    epoch: Uuid,
    clean: bool,
    writers: String,
    slow_s: i64,
    pinned: Option<Seq>,
}

/// What was stored, or else the default.
fn rules(writers: &str, slow_s: i64) -> Rules {
    Rules {
        writers: writers.parse().unwrap_or(Writers::All),
        slow_s: u32::try_from(slow_s).unwrap_or(0),
    }
}

/// Opens the room of a live show; none when it is not live. From here on its
/// run counts as incomplete until [`mark_clean`].
pub(super) async fn open(db: &Db, venue: &Venue, fresh: Uuid, now: Timestamp) -> Result<Option<Loaded>> {
    let show = venue.show;
    let mut tx = db.begin().await?;
    let row = fetch_optional!(
        tx,
        (ShowState, Option<Timestamp>),
        "SELECT state, paused_at FROM shows WHERE id = $1",
        show
    )?;
    let Some((ShowState::Live, paused_at)) = row else {
        return Ok(None);
    };
    insert_room(&mut tx, show, fresh).await?;
    let room = fetch_one!(
        tx,
        RoomRow,
        "SELECT epoch, clean, writers, slow_s, pinned FROM rooms WHERE show_id = $1",
        show,
    )?;
    let epoch = if room.clean { room.epoch } else { fresh };
    execute!(
        tx,
        "UPDATE rooms SET epoch = $1, clean = FALSE WHERE show_id = $2",
        epoch,
        show
    )?;
    tx.commit().await?;

    let mut read = db.read().await?;
    let (seq,) = fetch_one!(
        read,
        (Seq,),
        "SELECT COALESCE(MAX(seq), 0) FROM room_events WHERE show_id = $1",
        show
    )?;
    let pinned = match room.pinned {
        Some(message) => standing_message(&mut read, show, message).await?,
        None => None,
    };
    let recent = if room.clean {
        recent(&mut read, show).await?
    } else {
        Vec::new()
    };
    Ok(Some(Loaded {
        epoch,
        state: if paused_at.is_some() {
            StageState::Paused
        } else {
            StageState::Live
        },
        rules: rules(&room.writers, room.slow_s),
        seq,
        recent,
        history: history(&mut read, show).await?,
        pinned,
        questions: questions(&mut read, show).await?,
        penalties: penalties(&mut read, venue, None, now).await?,
        moderators: moderators(&mut read, venue).await?,
        words: words(&mut read, venue).await?,
        hearts: hearts(&mut read, show).await?,
        standing: pins::db::standing(&mut read, show).await?,
        told_window: window_before(&mut read, show, None).await?,
    }))
}

/// The room's row, if there is none yet: a complete run without events.
pub(super) async fn insert_room(tx: &mut Tx, show: ShowId, fresh: Uuid) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO rooms (show_id, epoch, clean, writers, slow_s, pinned) VALUES ($1, $2, TRUE, 'all', 0, NULL)
         ON CONFLICT (show_id) DO NOTHING",
        show,
        fresh,
    )?;
    Ok(())
}

/// Everything that was told in this run is stored.
pub(super) async fn mark_clean(db: &Db, show: ShowId, epoch: Uuid) -> Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "UPDATE rooms SET clean = TRUE WHERE show_id = $1 AND epoch = $2",
        show,
        epoch
    )?;
    tx.commit().await
}

/// A message that was not withdrawn.
pub(super) async fn standing_message(on: &mut impl On, show: ShowId, seq: Seq) -> Result<Option<Event>> {
    let row = fetch_optional!(
        on,
        EventRow,
        "SELECT seq, at, kind, account_id, payload FROM room_events
         WHERE show_id = $1 AND seq = $2 AND kind IN ('said', 'asked') AND withdrawn = FALSE",
        show,
        seq,
    )?;
    Ok(row.and_then(EventRow::event))
}

/// The last events as they are told, in order.
async fn recent(read: &mut Read, show: ShowId) -> Result<Vec<Event>> {
    let rows = fetch_all!(
        read,
        EventRow,
        "SELECT seq, at, kind, account_id, payload FROM room_events WHERE show_id = $1 ORDER BY seq DESC LIMIT $2",
        show,
        RECENT,
    )?;
    let mut found = events(rows);
    found.reverse();
    for event in &mut found {
        if event.kind == Kind::Pinned {
            let message = match pinned_message(&event.payload) {
                Some(message) => standing_message(read, show, message).await?,
                None => None,
            };
            event.payload = pin_told(message.as_ref());
        }
    }
    Ok(found)
}

async fn history(read: &mut Read, show: ShowId) -> Result<Vec<Event>> {
    let rows = fetch_all!(
        read,
        EventRow,
        "SELECT seq, at, kind, account_id, payload FROM room_events
         WHERE show_id = $1 AND kind IN ('said', 'asked') AND withdrawn = FALSE ORDER BY seq DESC LIMIT $2",
        show,
        i64::try_from(HISTORY).unwrap_or(i64::MAX),
    )?;
    let mut found = events(rows);
    found.reverse();
    Ok(found)
}

async fn questions(read: &mut Read, show: ShowId) -> Result<Questions> {
    let rows = fetch_all!(
        read,
        EventRow,
        "SELECT seq, at, kind, account_id, payload FROM room_events
         WHERE show_id = $1 AND kind = 'asked' AND withdrawn = FALSE ORDER BY seq DESC LIMIT $2",
        show,
        QUESTIONS,
    )?;
    let mut questions = Questions::default();
    for event in events(rows).into_iter().rev() {
        questions.add(event);
    }
    let answers = fetch_all!(
        read,
        (String,),
        "SELECT payload FROM room_events WHERE show_id = $1 AND kind = 'answered' ORDER BY seq",
        show
    )?;
    for (payload,) in answers {
        if let Ok(answered) = serde_json::from_str::<Answered>(&payload) {
            questions.set_state(answered.question, answered.state);
        }
    }
    let votes = fetch_all!(
        read,
        (Seq, AccountId),
        "SELECT question, account_id FROM room_votes WHERE show_id = $1",
        show
    )?;
    for (question, account) in votes {
        questions.vote(question, account, true);
    }
    questions.take_changed();
    Ok(questions)
}

/// The payload of an `answered` event.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Answered {
    pub question: Seq,
    pub state: AnswerState,
}

/// What was decided against people here and still holds: all, or `one` of them.
pub(super) async fn penalties(
    read: &mut Read,
    venue: &Venue,
    one: Option<AccountId>,
    now: Timestamp,
) -> Result<HashMap<AccountId, Penalties>> {
    let rows = fetch_all!(
        read,
        (AccountId, String, Option<Timestamp>),
        "SELECT account_id, kind, until FROM room_sanctions
         WHERE channel_id = $1 AND (show_id IS NULL OR show_id = $2) AND (until IS NULL OR until > $3)
           AND ($4 IS NULL OR account_id = $4)",
        venue.channel().0,
        venue.show,
        now,
        one,
    )?;
    let mut all: HashMap<AccountId, Penalties> = HashMap::new();
    for (account, kind, until) in rows {
        let penalties = all.entry(account).or_default();
        match kind.as_str() {
            "ban" => penalties.banned = true,
            "shadow" => penalties.shadowed = true,
            _ => penalties.timed_out_until = penalties.timed_out_until.max(until),
        }
    }
    Ok(all)
}

async fn moderators(read: &mut Read, venue: &Venue) -> Result<HashSet<AccountId>> {
    let rows = fetch_all!(
        read,
        (AccountId,),
        "SELECT account_id FROM room_moderators WHERE channel_id = $1",
        venue.channel().0
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

async fn words(read: &mut Read, venue: &Venue) -> Result<WordList> {
    let rows = fetch_all!(
        read,
        (String,),
        "SELECT word FROM room_words WHERE channel_id = $1",
        venue.channel().0
    )?;
    Ok(WordList::new(rows.iter().map(|(word,)| word.as_str())))
}

async fn hearts(read: &mut Read, show: ShowId) -> Result<i64> {
    let (hearts,) = fetch_one!(
        read,
        (i64,),
        "SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT) FROM room_hearts WHERE show_id = $1",
        show
    )?;
    Ok(hearts)
}

/// The window as it was last told, before a time.
pub(super) async fn window_before(
    read: &mut Read,
    show: ShowId,
    before: Option<Timestamp>,
) -> Result<Option<String>> {
    let row = fetch_optional!(
        read,
        (String,),
        "SELECT payload FROM room_events
         WHERE show_id = $1 AND kind = 'pins' AND ($2 IS NULL OR at < $2) ORDER BY seq DESC LIMIT 1",
        show,
        before,
    )?;
    Ok(row.map(|(payload,)| payload))
}

/// How many watched in a minute, and how much they liked it.
pub(super) async fn add_minute(tx: &mut Tx, show: ShowId, minute: &Minute) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO room_minutes (show_id, minute, watching, hearts) VALUES ($1, $2, $3, $4)
         ON CONFLICT (show_id, minute) DO UPDATE SET
             watching = CASE WHEN excluded.watching > room_minutes.watching THEN excluded.watching
                             ELSE room_minutes.watching END,
             hearts = room_minutes.hearts + excluded.hearts",
        show,
        minute.minute,
        minute.watching,
        minute.hearts,
    )?;
    Ok(())
}

pub(super) async fn minutes(read: &mut Read, show: ShowId, most: i64) -> Result<Vec<Minute>> {
    fetch_all!(
        read,
        Minute,
        "SELECT minute, watching, hearts FROM room_minutes WHERE show_id = $1 ORDER BY minute LIMIT $2",
        show,
        most,
    )
}

/// Holds the show's row until the transaction ends; false when the show has
/// expired and nothing of it may be written any more.
pub(super) async fn lock_unless_expired(tx: &mut Tx, show: ShowId, now: Timestamp) -> Result<bool> {
    let row = fetch_optional!(
        tx,
        (ShowState, Option<Timestamp>, Option<Timestamp>),
        "UPDATE shows SET state = state WHERE id = $1 RETURNING state, ended_at, expires_at",
        show
    )?;
    Ok(row.is_some_and(|(state, ended_at, expires_at)| {
        let over = [expires_at, ended_at.map(|at| at + REPLAY_TTL_MAX)];
        state != ShowState::Expired && over.iter().flatten().all(|at| now < *at)
    }))
}

pub(super) async fn insert_event(tx: &mut Tx, show: ShowId, event: &Event) -> Result<()> {
    // The same batch may come twice, when the answer to a commit was lost.
    execute!(
        tx,
        "INSERT INTO room_events (show_id, seq, at, kind, account_id, payload, withdrawn)
         VALUES ($1, $2, $3, $4, $5, $6, FALSE) ON CONFLICT (show_id, seq) DO NOTHING",
        show,
        event.seq,
        event.at,
        event.kind.as_str(),
        event.account,
        &event.payload,
    )?;
    Ok(())
}

pub(super) async fn set_vote(
    tx: &mut Tx,
    show: ShowId,
    question: Seq,
    account: AccountId,
    up: bool,
) -> Result<()> {
    if up {
        execute!(
            tx,
            "INSERT INTO room_votes (show_id, question, account_id) VALUES ($1, $2, $3)
             ON CONFLICT (show_id, question, account_id) DO NOTHING",
            show,
            question,
            account,
        )?;
    } else {
        execute!(
            tx,
            "DELETE FROM room_votes WHERE show_id = $1 AND question = $2 AND account_id = $3",
            show,
            question,
            account,
        )?;
    }
    Ok(())
}

pub(super) async fn add_hearts(
    tx: &mut Tx,
    show: ShowId,
    second: i64,
    number: i64,
    hues: &str,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO room_hearts (show_id, second, number, hues) VALUES ($1, $2, $3, $4)
         ON CONFLICT (show_id, second) DO UPDATE SET number = room_hearts.number + excluded.number,
                                                     hues = excluded.hues",
        show,
        second,
        number,
        hues,
    )?;
    Ok(())
}

/// The account that goes by `handle`.
pub(super) async fn account_of(read: &mut Read, handle: &Handle) -> Result<Option<AccountId>> {
    let row = fetch_optional!(
        read,
        (AccountId,),
        "SELECT id FROM accounts WHERE handle = $1",
        handle.as_str()
    )?;
    Ok(row.map(|(id,)| id))
}

/// Empties all tables of a show's room. Audit lines stay: they hold no word
/// that was said.
pub(crate) async fn destroy(tx: &mut Tx, show: ShowId) -> Result<()> {
    execute!(tx, "DELETE FROM room_events WHERE show_id = $1", show)?;
    execute!(tx, "DELETE FROM room_votes WHERE show_id = $1", show)?;
    execute!(tx, "DELETE FROM room_hearts WHERE show_id = $1", show)?;
    execute!(tx, "DELETE FROM room_reports WHERE show_id = $1", show)?;
    execute!(tx, "DELETE FROM room_held WHERE show_id = $1", show)?;
    execute!(tx, "DELETE FROM room_sanctions WHERE show_id = $1", show)?;
    execute!(tx, "DELETE FROM rooms WHERE show_id = $1", show)?;
    Ok(())
}

/// How the chat of a show is kept.
pub(super) async fn rules_of(read: &mut Read, show: ShowId) -> Result<Rules> {
    let row = fetch_optional!(
        read,
        (String, i64),
        "SELECT writers, slow_s FROM rooms WHERE show_id = $1",
        show
    )?;
    Ok(row.map_or_else(Rules::default, |(writers, slow_s)| rules(&writers, slow_s)))
}
