//! Who sits where, who is shown out, and whose signs are taken down.

use super::*;
use advisor::TicketId;
use advisor::sessions::SessionState;
use model::{Clock, Entropy, ManualClock, SeededEntropy, SessionId, ShopId};

/// Someone on `side` of `session`, known by that.
fn sitter(session: &Session, side: Side, known_by: Option<(AccountId, Credential)>) -> Sitter {
    let holder = match side {
        Side::Advisor => session.advisor_id.0,
        _ => session.holder,
    };
    Sitter {
        side,
        holder,
        known_by,
    }
}

fn sit(rooms: &Arc<AdviceRooms>, session: &Session, side: Side) -> Seat {
    rooms.clone().sit(session, sitter(session, side, None))
}

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
    let mut advisor = sit(&rooms, &session, Side::Advisor);
    assert!(!advisor.look().of(Side::Shopper).here);
    let first = sit(&rooms, &session, Side::Shopper);
    let second = sit(&rooms, &session, Side::Shopper);
    first.show(true, false, false);
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
    let mut advisor = sit(&rooms, &session, Side::Advisor);
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
    let mut here = sides.map(|side| sit(&rooms, &one, side));
    let mut elsewhere = sit(&rooms, &other, Side::Advisor);
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
    let seat = sit(&rooms, &session, Side::Advisor);
    let sign = Sign::Advisor(session.shop_id, session.advisor_id);
    assert_eq!(rooms.take_signs(), [sign]);
    assert_eq!(rooms.take_signs(), []);
    seat.heard();
    seat.heard();
    assert_eq!(rooms.take_signs(), [sign]);
    drop(seat);
    assert_eq!(rooms.take_signs(), [sign], "there until the end");
    rooms.put_back(&[sign]);
    assert_eq!(rooms.take_signs(), [sign], "it was not noted");
    assert_eq!(rooms.take_signs(), []);
}

#[test]
fn those_who_came_besides_keep_no_session_going() {
    let (rooms, session) = (Arc::new(AdviceRooms::default()), session());
    let friend = sit(&rooms, &session, Side::Friend);
    friend.heard();
    assert_eq!(rooms.take_signs(), []);
}

#[tokio::test]
async fn whoever_sits_where_another_one_is_now_is_shown_out() {
    let (rooms, session) = (Arc::new(AdviceRooms::default()), session());
    let before = sit(&rooms, &session, Side::Advisor);
    let mut shopper = sit(&rooms, &session, Side::Shopper);
    let friend = sit(&rooms, &session, Side::Friend);
    shopper.look();
    let (clock, entropy) = (ManualClock::at("2026-05-01T12:00:00Z"), SeededEntropy::new(3));
    let handed_over = Session {
        advisor_id: AccountId::new(&clock, &entropy),
        ..session.clone()
    };
    let came = Person {
        session_id: session.id,
        side: Side::Friend,
        holder: session.holder,
        name: "Lia".to_owned(),
        joined_at: clock.now(),
    };
    rooms.people_changed(&handed_over, std::slice::from_ref(&came));
    before.dismissed().await;
    assert_eq!(before.moved(), Some(None));
    assert!(!shopper.dismissal.is_cancelled() && !friend.dismissal.is_cancelled());
    assert!(shopper.changed().await);
    assert_eq!(shopper.look().people, 1);
    let after = sit(&rooms, &handed_over, Side::Advisor);
    assert!(!after.dismissal.is_cancelled());
    rooms.people_changed(&handed_over, &[]);
    friend.dismissed().await;
    let back = Session {
        advisor_id: session.advisor_id,
        ..session.clone()
    };
    let stays = Person {
        side: Side::Colleague,
        holder: handed_over.advisor_id.0,
        ..came
    };
    let after = rooms
        .clone()
        .sit(&handed_over, sitter(&handed_over, Side::Advisor, None));
    rooms.people_changed(&back, &[stays]);
    after.dismissed().await;
    assert_eq!(after.moved(), Some(Some(Side::Colleague)));
}

#[tokio::test]
async fn whoever_loses_what_they_are_known_by_is_shown_out_alone() {
    let (rooms, session) = (Arc::new(AdviceRooms::default()), session());
    let (clock, entropy) = (ManualClock::at("2026-05-01T12:00:00Z"), SeededEntropy::new(2));
    let lost = SessionId::new(&clock, &entropy);
    let known_by = |id| Some((session.advisor_id, Credential::Session(id)));
    let goes = rooms
        .clone()
        .sit(&session, sitter(&session, Side::Advisor, known_by(lost)));
    let kept = SessionId::new(&clock, &entropy);
    let stays = rooms
        .clone()
        .sit(&session, sitter(&session, Side::Advisor, known_by(kept)));
    let guest = sit(&rooms, &session, Side::Shopper);
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
    let mut seat = sit(&rooms, &session, Side::Shopper);
    seat.look();
    rooms.end(session.id, EndedBy::Advisor);
    assert!(seat.changed().await);
    assert_eq!(seat.look().ended, Some(EndedBy::Advisor));
    assert!(!seat.changed().await);
    assert!(rooms.sessions().is_empty());
}
