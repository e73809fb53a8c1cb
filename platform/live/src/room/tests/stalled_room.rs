//! A room that does nothing by itself, for what happens while one is busy.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use uuid::Uuid;

use super::world::{SOON, World, visitor};
use crate::room::command::{Command, Words};
use crate::room::db;
use crate::room::event::Kind;
use crate::room::seat::Inbox;
use crate::room::shared::Shared;
use crate::room::standing::Standing;
use crate::room::task::Room;
use crate::room::window::Window;
use crate::room::{Face, Person, Seat, Venue};

/// A room whose commands are obeyed one by one.
pub(super) struct Stalled {
    pub shared: Arc<Shared>,
    pub room: Room,
    pub commands: mpsc::Receiver<Command>,
}

impl Stalled {
    /// A seat that was not admitted yet.
    pub(super) fn seat(&self, id: u64, person: &Person) -> Seat {
        let inbox = Inbox::new(id, visitor(Some(person)), Standing::default());
        Seat::new(self.shared.clone(), Arc::new(inbox))
    }

    /// The next command.
    pub(super) async fn next(&mut self) -> Command {
        let next = timeout(SOON, self.commands.recv()).await;
        next.expect("a command").expect("the room is open")
    }

    /// Obeys the next so many commands.
    pub(super) async fn obey(&mut self, commands: usize) {
        for _ in 0..commands {
            let command = self.next().await;
            self.room.obey(command);
        }
    }

    /// Has `person` say something; false when it can't be stored.
    pub(super) fn hear(&mut self, person: &Person, text: &str) -> bool {
        let (answer, mut said) = oneshot::channel();
        let words = Words {
            kind: Kind::Said,
            text: text.to_owned(),
            links: Vec::new(),
            mentions: Vec::new(),
            mentioned: Vec::new(),
        };
        self.room.obey(Command::Release {
            account: person.id,
            face: Face::new(person, None),
            words,
            answer,
        });
        said.try_recv().unwrap().is_ok()
    }
}

impl World {
    /// The show's room, with a task that does nothing by itself: what the room
    /// is asked waits until it is obeyed.
    pub(super) async fn stalled(&self) -> Stalled {
        let (house, show) = (self.live.rooms.0.clone(), self.show().await);
        let venue = Venue::from(&show);
        let loaded = db::open(&house.db, &venue, Uuid::from_u128(1), house.clock.now()).await;
        let loaded = loaded.unwrap().unwrap();
        let (sender, commands) = mpsc::channel(16);
        let shared = Shared::new(venue, house.clone(), sender, loaded.rules, loaded.words.clone());
        let shared = Arc::new(shared);
        *house.slot(show.id).unwrap().lock().await = Some(shared.clone());
        Stalled {
            room: Room::new(shared.clone(), loaded, Window::bare(Vec::new())),
            shared,
            commands,
        }
    }
}
