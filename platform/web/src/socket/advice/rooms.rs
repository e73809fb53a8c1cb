//! Who sits in which session, and what each of its people shows of themselves.
//! In memory: after a restart all come back, and it is known again. Knows no line
//! and no message: a seat is told that the scene has changed, and reads it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use advisor::AdviceSessionId;
use advisor::people_in::{Person, Side, Sign};
use advisor::sessions::{EndedBy, Session};
use media::StreamId;
use model::{AccountId, Credential};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::scene::{Look, Presence, Scene};
use super::seat::Seat;
use crate::routes::advice::stream_of;

/// The sessions somebody came into since the server started, until they end.
#[derive(Debug, Default)]
pub struct AdviceRooms(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    rooms: HashMap<AdviceSessionId, Room>,
    /// Whose stream is whose, of all rooms.
    streams: HashMap<StreamId, (AdviceSessionId, Side)>,
    /// The streams that come in, for rooms that open later.
    on_air: HashSet<StreamId>,
    last_seat: u64,
}

#[derive(Debug)]
struct Room {
    session: Session,
    scene: watch::Sender<Scene>,
    seats: HashMap<u64, Seated>,
    /// Who was heard since that was asked last, each once.
    heard: Vec<Side>,
}

/// As whom somebody comes in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sitter {
    pub side: Side,
    /// The account or the guest who is on that side.
    pub holder: Uuid,
    /// By which they are known; none for a guest.
    pub known_by: Option<(AccountId, Credential)>,
}

/// Someone on a seat.
#[derive(Debug)]
struct Seated {
    sitter: Sitter,
    dismissal: CancellationToken,
    moved: Moved,
}

/// Where whoever sits on a seat is by now, if not on that side any more: on another one,
/// or nowhere.
pub(super) type Moved = Arc<OnceLock<Option<Side>>>;

impl Inner {
    fn open(&mut self, session: &Session) -> &mut Room {
        let (on_air, streams) = (&self.on_air, &mut self.streams);
        self.rooms.entry(session.id).or_insert_with(|| {
            let mut scene = Scene::default();
            for side in Side::ALL {
                let stream = stream_of(session.id, side);
                streams.insert(stream, (session.id, side));
                scene.of_mut(side).publishing = on_air.contains(&stream);
            }
            Room {
                session: session.clone(),
                scene: watch::Sender::new(scene),
                seats: HashMap::new(),
                heard: Vec::new(),
            }
        })
    }
}

impl Room {
    fn hear(&mut self, side: Side) {
        if !self.heard.contains(&side) {
            self.heard.push(side);
        }
    }

    fn show(&self, side: Side, change: impl FnOnce(&mut Presence)) {
        self.scene.send_if_modified(|scene| {
            let before = scene.of(side);
            change(scene.of_mut(side));
            scene.of(side) != before
        });
    }

    fn note_who_is_here(&self, side: Side) {
        let here = self.seats.values().any(|seated| seated.sitter.side == side);
        self.show(side, |presence| presence.here = here);
    }
}

impl AdviceRooms {
    /// Remembers a session, so that it is looked after.
    pub(crate) fn know(&self, session: &Session) {
        self.lock().open(session);
    }

    /// How the session stands now: its shopper may have signed in, or its advisor be
    /// another one.
    pub(super) fn renew(&self, session: &Session) {
        if let Some(room) = self.lock().rooms.get_mut(&session.id) {
            room.session = session.clone();
        }
    }

    /// Gives one side of a session a seat.
    pub(crate) fn sit(self: Arc<Self>, session: &Session, sitter: Sitter) -> Seat {
        let mut inner = self.lock();
        inner.last_seat += 1;
        let number = inner.last_seat;
        let room = inner.open(session);
        room.session = session.clone();
        let (dismissal, moved) = (CancellationToken::new(), Moved::default());
        let seated = Seated {
            sitter,
            dismissal: dismissal.clone(),
            moved: moved.clone(),
        };
        room.seats.insert(number, seated);
        room.hear(sitter.side);
        room.note_who_is_here(sitter.side);
        let scene = room.scene.subscribe();
        drop(inner);
        Seat {
            session: session.id,
            side: sitter.side,
            number,
            scene,
            dismissal,
            moved,
            rooms: self,
        }
    }

    /// A seat is empty.
    pub(super) fn leave(&self, id: AdviceSessionId, side: Side, number: u64) {
        if let Some(room) = self.lock().rooms.get_mut(&id) {
            room.seats.remove(&number);
            // They were there until now.
            room.hear(side);
            room.note_who_is_here(side);
        }
    }

    /// A stream of a session comes in from now on, or does not any more.
    pub fn publishes(&self, stream: StreamId, publishing: bool) {
        let mut inner = self.lock();
        let is_new = if publishing {
            inner.on_air.insert(stream)
        } else {
            inner.on_air.remove(&stream)
        };
        if !is_new {
            return;
        }
        if let Some((id, side)) = inner.streams.get(&stream)
            && let Some(room) = inner.rooms.get(id)
        {
            room.show(*side, |presence| presence.publishing = publishing);
        }
    }

    /// The basket of `holder` has changed, or how far they are with paying; or, where
    /// none is named, anybody's may have.
    pub(super) fn basket_changed(&self, holder: Option<Uuid>) {
        for room in self.lock().rooms.values() {
            if holder.is_none_or(|holder| holder == room.session.holder) {
                room.scene.send_modify(|scene| scene.basket += 1);
            }
        }
    }

    /// A product was shown in that session.
    pub(super) fn product_shown(&self, id: AdviceSessionId) {
        self.change(id, |scene| scene.products += 1);
    }

    /// The shopper is asked for their card, or it is said what may be seen of it.
    pub(super) fn card_changed(&self, id: AdviceSessionId, is_asked: bool) {
        self.change(id, |scene| scene.card = (scene.card.0 + 1, is_asked));
    }

    /// Who is in a session, or is asked to come, has changed: those who sit where another
    /// one is now are shown out.
    pub(super) fn people_changed(&self, session: &Session, besides: &[Person]) {
        let mut inner = self.lock();
        let Some(room) = inner.rooms.get_mut(&session.id) else {
            return;
        };
        room.session = session.clone();
        let advisor = (Side::Advisor, session.advisor_id.0);
        let besides = besides.iter().map(|person| (person.side, person.holder));
        let places: Vec<_> = besides.chain([advisor]).collect();
        for seated in room.seats.values() {
            let Sitter { side, holder, .. } = seated.sitter;
            if side != Side::Shopper && !places.contains(&(side, holder)) {
                let now = places.iter().find(|(_, there)| *there == holder);
                // A guest who has signed in has the place as their account: they see for
                // themselves.
                if side != Side::Friend || places.iter().all(|&(there, _)| there != side) {
                    // Said once, it stays so.
                    let _ = seated.moved.set(now.map(|&(side, _)| side));
                }
                seated.dismissal.cancel();
            }
        }
        room.scene.send_modify(|scene| scene.people += 1);
    }

    /// Something was said in that session, up to that number.
    pub(crate) fn said(&self, id: AdviceSessionId, seq: i64) {
        if let Some(room) = self.lock().rooms.get(&id) {
            room.scene.send_if_modified(|scene| {
                let is_newer = seq > scene.said;
                scene.said = scene.said.max(seq);
                is_newer
            });
        }
    }

    /// Somebody leads the others, or does no more. False where that is not theirs to say.
    pub(super) fn lead(&self, id: AdviceSessionId, look: Look, begins: bool) -> bool {
        let inner = self.lock();
        let Some(room) = inner.rooms.get(&id) else {
            return false;
        };
        let mut may = false;
        room.scene.send_if_modified(|scene| {
            may = look.may_follow(scene.look.as_ref(), begins);
            let is_new = may && scene.look.as_ref() != Some(&look);
            if is_new {
                scene.look = Some(look);
            }
            is_new
        });
        may
    }

    /// Tells those who sit in a session that it has ended, and forgets it.
    pub(crate) fn end(&self, id: AdviceSessionId, by: EndedBy) {
        let mut inner = self.lock();
        if let Some(room) = inner.rooms.remove(&id) {
            for side in Side::ALL {
                inner.streams.remove(&stream_of(id, side));
            }
            room.scene.send_modify(|scene| scene.ended = Some(by));
        }
    }

    /// Shows out those of `account` who came in by such a credential.
    pub(crate) fn dismiss(&self, account: AccountId, by: impl Fn(Credential) -> bool) {
        for room in self.lock().rooms.values() {
            for seated in room.seats.values() {
                let known_by = seated.sitter.known_by;
                if known_by.is_some_and(|(known, credential)| known == account && by(credential)) {
                    seated.dismissal.cancel();
                }
            }
        }
    }

    /// Shows out those of one session who came in without an account.
    pub(crate) fn dismiss_guests(&self, id: AdviceSessionId) {
        if let Some(room) = self.lock().rooms.get(&id) {
            let seats = room.seats.values();
            for seated in seats.filter(|seated| seated.sitter.known_by.is_none()) {
                seated.dismissal.cancel();
            }
        }
    }

    /// A sign of one side of a session.
    pub(super) fn hear(&self, id: AdviceSessionId, side: Side) {
        if let Some(room) = self.lock().rooms.get_mut(&id) {
            room.hear(side);
        }
    }

    /// What one side of a session shows of themselves.
    pub(super) fn show(&self, id: AdviceSessionId, side: Side, change: impl FnOnce(&mut Presence)) {
        if let Some(room) = self.lock().rooms.get(&id) {
            room.show(side, change);
        }
    }

    /// Who was heard since this was asked last.
    pub(super) fn take_signs(&self) -> Vec<Sign> {
        let mut signs = Vec::new();
        for room in self.lock().rooms.values_mut() {
            for side in room.heard.drain(..) {
                signs.extend(Sign::of(&room.session, side));
            }
        }
        signs
    }

    /// What was taken could not be noted: it is given again the next time.
    pub(super) fn put_back(&self, signs: &[Sign]) {
        for room in self.lock().rooms.values_mut() {
            for side in [Side::Shopper, Side::Advisor] {
                if Sign::of(&room.session, side).is_some_and(|sign| signs.contains(&sign)) {
                    room.hear(side);
                }
            }
        }
    }

    /// The sessions that are not known to have ended.
    pub(super) fn sessions(&self) -> Vec<AdviceSessionId> {
        self.lock().rooms.keys().copied().collect()
    }

    fn change(&self, id: AdviceSessionId, change: impl FnOnce(&mut Scene)) {
        if let Some(room) = self.lock().rooms.get(&id) {
            room.scene.send_modify(change);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
