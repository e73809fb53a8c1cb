//! How a room is opened: from what the database has of it, and with its window.
//! The shop may be slow or away, and nobody is kept out of the room for that: it
//! opens without a window then, and shows it as soon as it can be had.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use super::command::Command;
use super::db::{self, Loaded};
use super::house::WAIT;
use super::rooms::{JoinError, Rooms};
use super::shared::Shared;
use super::task::Room;
use super::venue::Venue;
use super::window::{OpenRoom, Window, WindowError, shelf};
use crate::pins;

/// Commands that may wait for one room.
const COMMANDS: usize = 1_024;
/// How long those who come in wait for the window.
const WINDOW: Duration = Duration::from_secs(1);

impl Rooms {
    pub(super) async fn open_anew(&self, venue: Venue) -> Result<Arc<Shared>, JoinError> {
        let house = &self.0;
        let mut fresh = [0; 16];
        house.entropy.fill(&mut fresh);
        let fresh = Uuid::from_bytes(fresh);
        let mut loaded = timeout(WAIT, db::open(&house.db, &venue, fresh, house.clock.now()))
            .await
            .map_err(|_| JoinError::Busy)??
            .ok_or(JoinError::NotLive)?;
        if house.stopping.is_cancelled() {
            return Err(JoinError::Busy);
        }
        let (sender, commands) = mpsc::channel(COMMANDS);
        let words = loaded.words.clone();
        let shared = Arc::new(Shared::new(venue, house.clone(), sender, loaded.rules, words));
        let window = load_window(&shared, &loaded).await;
        loaded.told_window = loaded.told_window.map(|told| house.lasting_of(&told));
        let late = window.is_late().then(|| {
            let show_late = show_late(self.clone(), shared.clone());
            AbortOnDropHandle::new(tokio::spawn(show_late))
        });
        let room = Room::new(shared.clone(), loaded, window);
        let (house, own) = (house.clone(), shared.clone());
        self.0.tasks.spawn(async move {
            // However the task ends, whoever waits for its end goes on.
            let _finished = own.finished.clone().drop_guard();
            let _late = late;
            let show = own.venue.show;
            tracing::debug!(%show, "room open");
            room.run(commands).await;
            tracing::debug!(%show, "room closed");
            own.finished.cancel();
            house.forget(show, &own);
        });
        Ok(shared)
    }
}

/// What stands in the window of a room that is being opened.
async fn load_window(room: &Arc<Shared>, loaded: &Loaded) -> Window {
    let standing = &loaded.standing;
    let shelf = shelf(&standing.display, &standing.run);
    if room.venue.shop.is_none() {
        return Window::bare(shelf);
    }
    let open = OpenRoom::from(room.clone());
    let composed = timeout(WINDOW, open.compose(&standing.display, &standing.run)).await;
    match composed.unwrap_or(Err(WindowError::Slow)) {
        Ok((window, _)) => window,
        Err(WindowError::TooLarge) => Window::bare(shelf),
        Err(error) => {
            tracing::warn!(show = %room.venue.show, %error, "a room opens without its window");
            Window::late(shelf)
        }
    }
}

/// Shows a room its window once that can be had.
async fn show_late(rooms: Rooms, room: Arc<Shared>) {
    let show = room.venue.show;
    loop {
        sleep(rooms.0.pace.look).await;
        let Some(_turn) = rooms.0.turns.take(room.venue.channel().0, WAIT).await else {
            continue;
        };
        match compose_anew(&rooms, &room).await {
            Ok(window) => {
                room.tell(Command::Window(window)).await;
                return;
            }
            Err(WindowError::TooLarge) => return,
            Err(error) => tracing::warn!(%show, %error, "a room still has no window"),
        }
    }
}

async fn compose_anew(rooms: &Rooms, room: &Arc<Shared>) -> Result<Window, WindowError> {
    let look_up = async {
        let mut read = rooms.0.db.read().await?;
        pins::db::standing(&mut read, room.venue.show).await
    };
    let standing = timeout(WAIT, look_up).await.map_err(|_| WindowError::Slow)??;
    let open = OpenRoom::from(room.clone());
    let (window, _) = open.compose(&standing.display, &standing.run).await?;
    Ok(window)
}
