//! Who sits in which session, and what each of its two people shows of themselves.
//! In memory: after a restart both come back, and it is known again. Knows no line
//! and no message: a seat is told that the scene has changed, and reads it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use advisor::AdviceSessionId;
use advisor::people_in::{Side, Sign};
use advisor::sessions::{EndedBy, Session};
use media::StreamId;
use model::{AccountId, Credential};
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::routes::advice::stream_of;

/// What one of the two shows of themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Presence {
    /// Has a socket open.
    pub here: bool,
    /// Sends sound or picture.
    pub publishing: bool,
    /// As they say themselves.
    pub muted: bool,
    /// As they say themselves.
    pub camera: bool,
}

/// A session as those who sit in it see it. A later one replaces an earlier one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scene {
    shopper: Presence,
    advisor: Presence,
    /// The highest number that was said since the server started.
    pub said: i64,
    /// One more with every change of the basket, or of how far its shopper is with paying.
    pub basket: u64,
    /// One more with every product that was shown.
    pub products: u64,
    pub ended: Option<EndedBy>,
}

impl Scene {
    pub(crate) fn of(&self, side: Side) -> Presence {
        match side {
            Side::Shopper => self.shopper,
            Side::Advisor => self.advisor,
        }
    }

    fn of_mut(&mut self, side: Side) -> &mut Presence {
        match side {
            Side::Shopper => &mut self.shopper,
            Side::Advisor => &mut self.advisor,
        }
    }
}

/// The sessions somebody came into since the server started, until they end.
#[derive(Debug, Default)]
pub struct AdviceRooms(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    rooms: HashMap<AdviceSessionId, Room>,
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

/// Someone on a seat.
#[derive(Debug)]
struct Seated {
    side: Side,
    known_by: Option<(AccountId, Credential)>,
    dismissal: CancellationToken,
}

impl Inner {
    fn open(&mut self, session: &Session) -> &mut Room {
        let on_air = &self.on_air;
        self.rooms.entry(session.id).or_insert_with(|| {
            let mut scene = Scene::default();
            for side in [Side::Shopper, Side::Advisor] {
                scene.of_mut(side).publishing = on_air.contains(&stream_of(session.id, side));
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
        let here = self.seats.values().any(|seated| seated.side == side);
        self.show(side, |presence| presence.here = here);
    }
}

impl AdviceRooms {
    /// Remembers a session, so that it is looked after.
    pub(crate) fn know(&self, session: &Session) {
        self.lock().open(session);
    }

    /// Gives one side of a session a seat.
    pub(crate) fn sit(
        self: Arc<Self>,
        session: &Session,
        side: Side,
        known_by: Option<(AccountId, Credential)>,
    ) -> Seat {
        let mut inner = self.lock();
        inner.last_seat += 1;
        let number = inner.last_seat;
        let room = inner.open(session);
        // Its shopper may have signed in since.
        room.session = session.clone();
        let dismissal = CancellationToken::new();
        let seated = Seated {
            side,
            known_by,
            dismissal: dismissal.clone(),
        };
        room.seats.insert(number, seated);
        room.hear(side);
        room.note_who_is_here(side);
        let scene = room.scene.subscribe();
        drop(inner);
        Seat {
            session: session.id,
            side,
            number,
            scene,
            dismissal,
            rooms: self,
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
        for (&id, room) in &inner.rooms {
            for side in [Side::Shopper, Side::Advisor] {
                if stream_of(id, side) == stream {
                    return room.show(side, |presence| presence.publishing = publishing);
                }
            }
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
        if let Some(room) = self.lock().rooms.get(&id) {
            room.scene.send_modify(|scene| scene.products += 1);
        }
    }

    /// Tells those who sit in a session that it has ended, and forgets it.
    pub(crate) fn end(&self, id: AdviceSessionId, by: EndedBy) {
        if let Some(room) = self.lock().rooms.remove(&id) {
            room.scene.send_modify(|scene| scene.ended = Some(by));
        }
    }

    /// Shows out those of `account` who came in by such a credential.
    pub(crate) fn dismiss(&self, account: AccountId, by: impl Fn(Credential) -> bool) {
        for room in self.lock().rooms.values() {
            for seated in room.seats.values() {
                if seated
                    .known_by
                    .is_some_and(|(known, credential)| known == account && by(credential))
                {
                    seated.dismissal.cancel();
                }
            }
        }
    }

    /// Shows out those of one session who came in without an account.
    pub(crate) fn dismiss_guests(&self, id: AdviceSessionId) {
        if let Some(room) = self.lock().rooms.get(&id) {
            for seated in room.seats.values().filter(|seated| seated.known_by.is_none()) {
                seated.dismissal.cancel();
            }
        }
    }

    /// Who was heard since this was asked last.
    pub(super) fn take_signs(&self) -> Vec<Sign> {
        let mut signs = Vec::new();
        for room in self.lock().rooms.values_mut() {
            for side in room.heard.drain(..) {
                signs.push(Sign::of(&room.session, side));
            }
        }
        signs
    }

    /// The sessions that are not known to have ended.
    pub(super) fn sessions(&self) -> Vec<AdviceSessionId> {
        self.lock().rooms.keys().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in a session, left when dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    pub session: AdviceSessionId,
    pub side: Side,
    number: u64,
    scene: watch::Receiver<Scene>,
    dismissal: CancellationToken,
    rooms: Arc<AdviceRooms>,
}

impl Seat {
    /// The scene as it is now; the next change is one from here on.
    pub(crate) fn look(&mut self) -> Scene {
        self.scene.borrow_and_update().clone()
    }

    /// Waits until the scene has changed; false when the session is forgotten.
    pub(crate) async fn changed(&mut self) -> bool {
        self.scene.changed().await.is_ok()
    }

    /// Waits until whoever sits here may not any more.
    pub(crate) fn dismissed(&self) -> impl Future<Output = ()> + use<> {
        self.dismissal.clone().cancelled_owned()
    }

    /// A sign of whoever sits here.
    pub(crate) fn heard(&self) {
        if let Some(room) = self.rooms.lock().rooms.get_mut(&self.session) {
            room.hear(self.side);
        }
    }

    /// What whoever sits here says of their sound and picture.
    pub(crate) fn show(&self, muted: bool, camera: bool) {
        if let Some(room) = self.rooms.lock().rooms.get(&self.session) {
            room.show(self.side, |presence| {
                (presence.muted, presence.camera) = (muted, camera);
            });
        }
    }

    /// Something was said, up to that number: all look it up.
    pub(crate) fn said(&self, seq: i64) {
        if let Some(room) = self.rooms.lock().rooms.get(&self.session) {
            room.scene.send_if_modified(|scene| {
                let is_newer = seq > scene.said;
                scene.said = scene.said.max(seq);
                is_newer
            });
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inner = self.rooms.lock();
        if let Some(room) = inner.rooms.get_mut(&self.session) {
            room.seats.remove(&self.number);
            // They were there until now.
            room.hear(self.side);
            room.note_who_is_here(self.side);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use advisor::TicketId;
    use advisor::sessions::SessionState;
    use model::{Clock, Entropy, ManualClock, SeededEntropy, SessionId, ShopId};

    fn session() -> Session {
        let (clock, entropy) = (ManualClock::at("2026-05-01T12:00:00Z"), SeededEntropy::new(1));
        let (clock, entropy): (&dyn Clock, &dyn Entropy) = (&clock, &entropy);
        Session {
            id: AdviceSessionId::new(clock, entropy),
            shop_id: ShopId::new(clock, entropy),
            ticket_id: TicketId::new(clock, entropy),
            advisor_id: AccountId::new(clock, entropy),
            holder: AccountId::new(clock, entropy).0,
            state: SessionState::Open,
            started_at: clock.now(),
            ended_at: None,
            ended_by: None,
        }
    }

    #[test]
    fn one_is_here_until_the_last_seat_is_left() {
        let (rooms, session) = (Arc::new(AdviceRooms::default()), session());
        let mut advisor = rooms.clone().sit(&session, Side::Advisor, None);
        assert!(!advisor.look().of(Side::Shopper).here);
        let first = rooms.clone().sit(&session, Side::Shopper, None);
        let second = rooms.clone().sit(&session, Side::Shopper, None);
        first.show(true, false);
        drop(first);
        let shopper = advisor.look().of(Side::Shopper);
        assert!(shopper.here && shopper.muted && !shopper.camera);
        drop(second);
        assert!(!advisor.look().of(Side::Shopper).here);
        assert!(advisor.look().of(Side::Advisor).here);
    }

    #[test]
    fn a_stream_is_known_whichever_comes_first() {
        let (rooms, session) = (Arc::new(AdviceRooms::default()), session());
        rooms.publishes(stream_of(session.id, Side::Shopper), true);
        let mut advisor = rooms.clone().sit(&session, Side::Advisor, None);
        assert!(advisor.look().of(Side::Shopper).publishing);
        rooms.publishes(stream_of(session.id, Side::Shopper), false);
        rooms.publishes(stream_of(session.id, Side::Advisor), true);
        let scene = advisor.look();
        assert!(!scene.of(Side::Shopper).publishing && scene.of(Side::Advisor).publishing);
    }

    #[test]
    fn a_change_of_the_basket_is_seen_by_both_and_in_no_other_session() {
        let (rooms, one) = (Arc::new(AdviceRooms::default()), session());
        let (clock, entropy) = (ManualClock::at("2026-05-01T12:00:00Z"), SeededEntropy::new(2));
        let other = Session {
            id: AdviceSessionId::new(&clock, &entropy),
            holder: AccountId::new(&clock, &entropy).0,
            ..one.clone()
        };
        let sides = [Side::Shopper, Side::Advisor];
        let mut here = sides.map(|side| rooms.clone().sit(&one, side, None));
        let mut elsewhere = rooms.clone().sit(&other, Side::Advisor, None);
        rooms.basket_changed(Some(one.holder));
        rooms.product_shown(one.id);
        for seat in &mut here {
            let scene = seat.look();
            assert_eq!((scene.basket, scene.products), (1, 1));
        }
        assert_eq!((elsewhere.look().basket, elsewhere.look().products), (0, 0));
        rooms.basket_changed(None);
        assert_eq!((here[0].look().basket, elsewhere.look().basket), (2, 1));
    }

    #[test]
    fn those_who_were_heard_are_told_of_once() {
        let (rooms, session) = (Arc::new(AdviceRooms::default()), session());
        let seat = rooms.clone().sit(&session, Side::Advisor, None);
        let sign = Sign::Advisor(session.shop_id, session.advisor_id);
        assert_eq!(rooms.take_signs(), [sign]);
        assert_eq!(rooms.take_signs(), []);
        seat.heard();
        seat.heard();
        assert_eq!(rooms.take_signs(), [sign]);
        drop(seat);
        assert_eq!(rooms.take_signs(), [sign], "there until the end");
        assert_eq!(rooms.take_signs(), []);
    }

    #[tokio::test]
    async fn whoever_loses_what_they_are_known_by_is_shown_out_alone() {
        let (rooms, session) = (Arc::new(AdviceRooms::default()), session());
        let (clock, entropy) = (ManualClock::at("2026-05-01T12:00:00Z"), SeededEntropy::new(2));
        let lost = SessionId::new(&clock, &entropy);
        let known_by = |id| Some((session.advisor_id, Credential::Session(id)));
        let goes = rooms.clone().sit(&session, Side::Advisor, known_by(lost));
        let kept = SessionId::new(&clock, &entropy);
        let stays = rooms.clone().sit(&session, Side::Advisor, known_by(kept));
        let guest = rooms.clone().sit(&session, Side::Shopper, None);
        rooms.dismiss(session.advisor_id, |credential| {
            credential == Credential::Session(lost)
        });
        goes.dismissed().await;
        for seat in [&stays, &guest] {
            assert!(!seat.dismissal.is_cancelled());
        }
    }

    #[tokio::test]
    async fn the_end_is_told_and_the_room_is_gone() {
        let (rooms, session) = (Arc::new(AdviceRooms::default()), session());
        let mut seat = rooms.clone().sit(&session, Side::Shopper, None);
        seat.look();
        rooms.end(session.id, EndedBy::Advisor);
        assert!(seat.changed().await);
        assert_eq!(seat.look().ended, Some(EndedBy::Advisor));
        assert!(!seat.changed().await);
        assert!(rooms.sessions().is_empty());
    }
}
