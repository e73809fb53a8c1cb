//! Hosts, guests and their seats, for tests.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use model::{AccountId, Handle, ManualClock, SeededEntropy, ShowId, SystemEntropy, Visibility};
use serde_json::{Value, json};
use store::{Db, execute, fetch_one};
use tempfile::TempDir;
use tokio::time::timeout;
use uuid::Uuid;

use crate::Live;
use crate::room::{Close, Hello, JoinError, Pace, Person, RoomRate, RoomRates, RoomSetup, Seat, Visitor};
use crate::shows::{Show, ShowEdit, Viewer};

/// How long a test waits for what must come.
pub(super) const SOON: Duration = Duration::from_secs(20);

/// A platform with one live show.
pub(super) struct World {
    pub live: Live,
    pub clock: Arc<ManualClock>,
    pub host: Person,
    pub show: ShowId,
    folder: TempDir,
}

/// Rates no test meets by accident.
pub(super) fn generous() -> RoomRates {
    let rate = RoomRate {
        burst: 1_000_000,
        every: Duration::from_micros(1),
    };
    RoomRates {
        say: rate,
        heart: rate,
        vote: rate,
        ..RoomRates::default()
    }
}

/// A room in a hurry.
pub(super) fn hasty() -> RoomSetup {
    RoomSetup {
        rates: generous(),
        pace: Pace {
            gather: Duration::from_millis(2),
            counts: Duration::from_millis(5),
            ..Pace::default()
        },
        ..RoomSetup::default()
    }
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(hasty()).await
    }

    /// With a room whose pace is changed.
    pub(super) async fn paced(change: impl FnOnce(&mut Pace)) -> Self {
        let mut setup = hasty();
        change(&mut setup.pace);
        Self::with(setup).await
    }

    pub(super) async fn with(setup: RoomSetup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&url(&folder)).await.unwrap();
        let clock = Arc::new(ManualClock::at("2026-05-01T12:00:00Z"));
        let live = live(db, &clock, setup);
        let host = sign_up(&live, "host").await;
        let edit = ShowEdit {
            title: "Evening glaze".into(),
            description: String::new(),
            visibility: Visibility::Public,
            shop: None,
            starts_at: None,
            place: None,
            cover: None,
        };
        let show = live.create_show(host.id, edit, vec![1]).await.unwrap().id;
        live.publisher_arrived(show).await.unwrap();
        Self {
            live,
            clock,
            host,
            show,
            folder,
        }
    }

    /// The same platform after a restart.
    pub(super) async fn restarted(self) -> Self {
        self.restarted_with(hasty()).await
    }

    /// The same with this setup.
    pub(super) async fn restarted_with(self, setup: RoomSetup) -> Self {
        self.live.rooms.shutdown().await;
        self.live.db.close().await;
        self.on_the_same_data_with(setup).await
    }

    /// The same as after a crash: nothing was said goodbye to.
    pub(super) async fn on_the_same_data(self) -> Self {
        self.on_the_same_data_with(hasty()).await
    }

    /// The same with this setup.
    pub(super) async fn on_the_same_data_with(self, setup: RoomSetup) -> Self {
        let db = Db::open(&url(&self.folder)).await.unwrap();
        Self {
            live: live(db, &self.clock, setup),
            ..self
        }
    }

    pub(super) async fn show(&self) -> Show {
        self.live.show(self.show).await.unwrap().unwrap()
    }

    pub(super) async fn person(&self, handle: &str) -> Person {
        sign_up(&self.live, handle).await
    }

    /// A place in the room, by `hello`.
    pub(super) async fn try_join(&self, person: Option<&Person>, hello: Hello) -> Result<Guest, JoinError> {
        let seat = self
            .live
            .rooms
            .join(&self.show().await, visitor(person), hello)
            .await?;
        Ok(Guest::of(seat))
    }

    /// A place in the room for the first time.
    pub(super) async fn join(&self, person: Option<&Person>) -> Guest {
        self.try_join(person, first()).await.unwrap()
    }

    /// The same, past the first `resync`.
    pub(super) async fn seated(&self, person: &Person) -> Guest {
        let mut guest = self.join(Some(person)).await;
        guest.next("resync").await;
        guest
    }

    /// The host as someone who acts.
    pub(super) fn host(&self) -> Viewer {
        viewer(Some(&self.host))
    }

    /// Waits until all that was said is stored.
    pub(super) async fn settle(&self) {
        let show = self.show().await;
        self.live.rooms.settled_room(&show).await.unwrap();
    }

    pub(super) async fn count(&self, sql: &'static str) -> i64 {
        let mut read = self.live.db.read().await.unwrap();
        let (count,) = fetch_one!(read, (i64,), sql, self.show).unwrap();
        count
    }

    /// Whether these bytes stand anywhere in the database's files.
    pub(super) fn is_on_disk(&self, text: &str) -> bool {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    }

    /// A connection that holds the database's only writing place.
    pub(super) async fn lock_database(&self) -> Db {
        Db::open(&url(&self.folder)).await.unwrap()
    }
}

pub(super) fn visitor(person: Option<&Person>) -> Visitor {
    Visitor {
        person: person.cloned(),
        viewer: viewer(person),
        guest: None,
        credential: None,
        address: IpAddr::from([192, 0, 2, 1]),
    }
}

fn url(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("test.db").display())
}

fn live(db: Db, clock: &Arc<ManualClock>, setup: RoomSetup) -> Live {
    let day = Duration::from_secs(24 * 3_600);
    Live::new(db, clock.clone(), Arc::new(SystemEntropy), day).with_rooms(setup)
}

async fn sign_up(live: &Live, handle: &str) -> Person {
    // The same person for the same handle, wherever it is made.
    let seed = handle
        .bytes()
        .fold(7u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let id = AccountId::new(&*live.clock, &SeededEntropy::new(seed));
    let mut tx = live.db.begin().await.unwrap();
    execute!(
        tx,
        "INSERT INTO accounts (id, handle, name, email, password_hash, bio, avatar, locale, created_at)
         VALUES ($1, $2, $2, $2, '', '', NULL, '', $3)",
        id,
        handle,
        live.clock.now(),
    )
    .unwrap();
    tx.commit().await.unwrap();
    Person {
        id,
        handle: Handle::parse(handle).unwrap(),
        name: handle.to_owned(),
        avatar: None,
    }
}

pub(super) fn viewer(person: Option<&Person>) -> Viewer {
    Viewer {
        account: person.map(|person| person.id),
        ..Viewer::default()
    }
}

/// The hello of a first visit.
pub(super) fn first() -> Hello {
    Hello {
        epoch: None,
        last_seen: None,
    }
}

/// The hello of someone who was here.
pub(super) fn back(greeting: &Value, last_seen: i64) -> Hello {
    Hello {
        epoch: Some(epoch(greeting)),
        last_seen: Some(last_seen),
    }
}

pub(super) fn epoch(greeting: &Value) -> Uuid {
    greeting["epoch"].as_str().unwrap().parse().unwrap()
}

/// Someone with a seat, as their client: all they were told, in order.
pub(super) struct Guest {
    pub seat: Seat,
    unread: Vec<Value>,
}

impl Guest {
    /// Someone in this seat.
    pub(super) fn of(seat: Seat) -> Self {
        Self {
            seat,
            unread: Vec::new(),
        }
    }

    pub(super) async fn say(&self, id: i64, text: &str) {
        self.send(&json!({ "t": "say", "id": id, "text": text })).await;
    }

    pub(super) async fn ask(&self, id: i64, text: &str) {
        self.send(&json!({ "t": "ask", "id": id, "text": text })).await;
    }

    pub(super) async fn send(&self, message: &Value) {
        self.seat.hear(&message.to_string()).await;
    }

    /// Says it and gives what was answered.
    pub(super) async fn said(&mut self, id: i64, text: &str) -> Value {
        self.say(id, text).await;
        self.answered(id).await
    }

    /// What was answered to `id`.
    pub(super) async fn answered(&mut self, id: i64) -> Value {
        self.find(|message| (message["t"] == "done" || message["t"] == "refused") && message["id"] == id)
            .await
    }

    /// The next message of this kind, those before it left unread.
    pub(super) async fn next(&mut self, t: &str) -> Value {
        self.find(|message| message["t"] == t).await
    }

    /// The first message that fits; it is read then.
    pub(super) async fn find(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some(place) = self.unread.iter().position(&fits) {
                return self.unread.remove(place);
            }
            timeout(SOON, self.seat.wake())
                .await
                .unwrap_or_else(|_| panic!("what was waited for did not come; unread: {:#?}", self.unread));
            if let Some(close) = self.seat.close_reason() {
                panic!("closed as {close:?}; unread: {:#?}", self.unread);
            }
            self.read();
        }
    }

    /// Reads what is there now.
    pub(super) fn read(&mut self) {
        let mut pieces = Vec::new();
        self.seat.take(&mut pieces);
        self.unread.extend(messages(&pieces));
    }

    /// What was told until now does not matter.
    pub(super) fn forget(&mut self) {
        self.unread.clear();
    }

    /// Everything not yet read, past the next answer to a message of its own.
    pub(super) async fn everything(&mut self, id: i64) -> Vec<Value> {
        self.answered(id).await;
        self.read();
        std::mem::take(&mut self.unread)
    }

    /// Why the seat was closed.
    pub(super) async fn closed(&self) -> Close {
        loop {
            timeout(SOON, self.seat.wake()).await.unwrap();
            if let Some(close) = self.seat.close_reason() {
                return close;
            }
            let mut unread = Vec::new();
            self.seat.take(&mut unread);
        }
    }
}

/// The messages in whole frames.
pub(super) fn messages(pieces: &[Bytes]) -> Vec<Value> {
    let all = pieces.concat();
    let mut rest = &all[..];
    let mut found = Vec::new();
    while !rest.is_empty() {
        assert_eq!(rest[0], 0x81, "a frame begins here");
        let (length, header) = match rest[1] {
            126 => (usize::from(u16::from_be_bytes([rest[2], rest[3]])), 4),
            127 => (
                usize::try_from(u64::from_be_bytes(rest[2..10].try_into().unwrap())).unwrap(),
                10,
            ),
            short => (usize::from(short), 2),
        };
        found.push(serde_json::from_slice(&rest[header..header + length]).unwrap());
        rest = &rest[header + length..];
    }
    found
}

/// The numbers of the events among `messages`.
pub(super) fn numbers(messages: &[Value]) -> Vec<i64> {
    messages
        .iter()
        .filter_map(|message| message["seq"].as_i64().filter(|_| message["at"].is_string()))
        .collect()
}
