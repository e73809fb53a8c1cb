//! Shows and their replays: who may see them, what may happen to them when,
//! and who is told. Knows no media, no goods and no HTTP; asks only the database.

pub mod calendar;
pub mod follows;
pub mod groups;
pub mod invitations;
pub mod notices;
pub mod pins;
pub mod push;
pub mod reminders;
pub mod replays;
pub mod room;
pub mod shows;
pub mod teller;
mod to_the_end;

use std::sync::Arc;
use std::time::Duration;

use model::{Clock, Entropy};
use store::Db;

/// The longest a replay may live. Configuration may shorten it.
pub const REPLAY_TTL_MAX: Duration = Duration::from_secs(24 * 3600);

/// What every call here works with.
#[derive(Debug, Clone)]
pub struct Live {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    /// Who is here to hear of notices.
    pub bell: notices::Bell,
    /// The rooms of live shows.
    pub rooms: room::Rooms,
    replay_ttl: Duration,
}

impl Live {
    /// `replay_ttl` beyond [`REPLAY_TTL_MAX`] counts as that.
    pub fn new(db: Db, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>, replay_ttl: Duration) -> Self {
        Self {
            rooms: rooms(&db, &clock, &entropy, room::RoomSetup::default()),
            db,
            clock,
            entropy,
            bell: notices::Bell::default(),
            replay_ttl: replay_ttl.min(REPLAY_TTL_MAX),
        }
    }

    /// The same with rooms set up in another way; before anyone is in one.
    pub fn with_rooms(self, setup: room::RoomSetup) -> Self {
        let rooms = rooms(&self.db, &self.clock, &self.entropy, setup);
        Self { rooms, ..self }
    }

    /// How long a replay lives after its show.
    pub fn replay_ttl(&self) -> Duration {
        self.replay_ttl
    }
}

fn rooms(db: &Db, clock: &Arc<dyn Clock>, entropy: &Arc<dyn Entropy>, setup: room::RoomSetup) -> room::Rooms {
    let circle = Arc::new(follows::Followers(db.clone()));
    room::Rooms::new(db.clone(), clock.clone(), entropy.clone(), circle, setup)
}
