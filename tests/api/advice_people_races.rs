//! Invitations into a session, and their answers, in the order the test says.

use std::time::Duration;

use advisor::invitations::{ANSWER_WITHIN, AnswerError, AskColleague, InvitationState, JoinError, LINK_FOR};
use advisor::news::Item;
use advisor::people_in::Side;
use advisor::sessions::{EndedBy, Session, SessionState};
use advisor::{AdviceSessionId, InvitationId};
use kit::{on_both, someone};
use model::AccountId;

use crate::advice_desk::Desk;

/// A session of Ben's, with Ines and Tom who could help.
async fn talk(desk: &Desk<'_>) -> (Session, AccountId, AccountId, AccountId) {
    let ben = desk.advisor("ben", &["en"]).await;
    let ines = desk.advisor("ines", &["en"]).await;
    let tom = desk.advisor("tom", &["en"]).await;
    let ticket = desk.asked().await;
    let session = desk.advice.accept(ticket.id, ben).await.expect("his");
    (session, ben, ines, tom)
}

async fn asked(desk: &Desk<'_>, session: &Session, to: AccountId, hands_over: bool) -> InvitationId {
    let ask = AskColleague {
        session: session.id,
        by: session.advisor_id,
        to,
        hands_over,
        stays: false,
        note: String::new(),
    };
    desk.advice.ask_colleague(ask).await.expect("asked").id
}

async fn state(desk: &Desk<'_>, id: InvitationId) -> InvitationState {
    let found = desk.advice.invitation(id).await.expect("an answer");
    found.expect("it stays").state
}

async fn session(desk: &Desk<'_>, id: AdviceSessionId) -> Session {
    desk.advice
        .session(id)
        .await
        .expect("an answer")
        .expect("sessions stay")
}

on_both! {
    async fn a_session_ends_while_it_is_being_taken_over(counter: Counter) {
        let desk = Desk::of(counter);
        let (talk, _, ines, _) = talk(&desk).await;
        let id = asked(&desk, &talk, ines, true).await;
        let mut stop = counter.stops.at("advice.invitation.read");
        let advice = desk.advice.clone();
        let taking = tokio::spawn(async move { advice.accept_invitation(id, ines).await });
        stop.reached().await;
        desk.advice.end_session(talk.id, EndedBy::Shopper).await.expect("ended");
        stop.go();
        let refused = taking.await.expect("no panic");
        assert!(matches!(refused, Err(AnswerError::Over)), "{refused:?}");
        assert_eq!(session(&desk, talk.id).await.advisor_id, talk.advisor_id);
        assert_eq!(desk.advice.open_session_of(ines).await.expect("an answer"), None);
        desk.check().await;
    }

    async fn it_is_taken_over_while_somebody_ends_it(counter: Counter) {
        let desk = Desk::of(counter);
        let (talk, _, ines, _) = talk(&desk).await;
        let id = asked(&desk, &talk, ines, true).await;
        let mut stop = counter.stops.at("advice.invitation.locked");
        let advice = desk.advice.clone();
        let taking = tokio::spawn(async move { advice.accept_invitation(id, ines).await });
        stop.reached().await;
        let advice = desk.advice.clone();
        let ending = tokio::spawn(async move { advice.end_session(talk.id, EndedBy::Shopper).await });
        stop.go();
        let (taken, is_new) = taking.await.expect("no panic").expect("hers");
        assert!(is_new);
        assert_eq!(taken.advisor_id, ines);
        let ended = ending.await.expect("no panic").expect("ended");
        assert_eq!((ended.advisor_id, ended.state), (ines, SessionState::Ended));
        desk.check().await;
    }

    async fn one_session_at_a_time_also_for_whoever_takes_over(counter: Counter) {
        let desk = Desk::of(counter);
        let (talk, _, ines, tom) = talk(&desk).await;
        let id = asked(&desk, &talk, ines, true).await;
        // She accepts somebody from the line meanwhile.
        let mut stop = counter.stops.at("advice.invitation.read");
        let advice = desk.advice.clone();
        let taking = tokio::spawn(async move { advice.accept_invitation(id, ines).await });
        stop.reached().await;
        let ticket = desk.asked().await;
        let own = desk.advice.accept(ticket.id, ines).await.expect("hers");
        stop.go();
        let refused = taking.await.expect("no panic");
        assert!(matches!(refused, Err(AnswerError::InSession)), "{refused:?}");
        assert_eq!((state(&desk, id).await, session(&desk, talk.id).await.advisor_id), (InvitationState::Open, talk.advisor_id));
        desk.advice.withdraw_invitation(talk.id, id).await.expect("taken back");
        let late = desk.advice.accept_invitation(id, ines).await;
        assert!(matches!(late, Err(AnswerError::Gone)), "{late:?}");
        desk.advice.end_session(own.id, EndedBy::Advisor).await.expect("ended");
        // Asked, then another one asked: the first one comes too late.
        let first = asked(&desk, &talk, ines, true).await;
        let mut stop = counter.stops.at("advice.invitation.read");
        let advice = desk.advice.clone();
        let taking = tokio::spawn(async move { advice.accept_invitation(first, ines).await });
        stop.reached().await;
        desk.advice.withdraw_invitation(talk.id, first).await.expect("taken back");
        let second = asked(&desk, &talk, tom, true).await;
        let (taken, _) = desk.advice.accept_invitation(second, tom).await.expect("his");
        stop.go();
        let refused = taking.await.expect("no panic");
        assert!(matches!(refused, Err(AnswerError::Gone)), "{refused:?}");
        assert_eq!(taken.advisor_id, tom);
        let (again, is_new) = desk.advice.accept_invitation(second, tom).await.expect("once");
        assert_eq!((again.advisor_id, is_new), (tom, false));
        desk.check().await;
    }

    async fn a_colleague_in_a_talk_is_not_free(counter: Counter) {
        let desk = Desk::of(counter);
        let (talk, ben, ines, tom) = talk(&desk).await;
        desk.asked().await;
        // So long that it rings at all who are free.
        counter.advance(Duration::from_secs(40));
        desk.seen(&[ben, ines, tom]).await;
        let rings_at = async || {
            let [(_, mut at)] = <[_; 1]>::try_from(desk.rings().await).expect("one waits");
            at.sort_unstable();
            at
        };
        let sorted = |mut all: Vec<AccountId>| {
            all.sort_unstable();
            all
        };
        assert_eq!(rings_at().await, sorted(vec![ines, tom]));
        let id = asked(&desk, &talk, ines, false).await;
        desk.advice.accept_invitation(id, ines).await.expect("hers");
        assert_eq!(rings_at().await, [tom]);
        let mut news = desk.advice.news.listen();
        desk.advice.take_out(talk.id, Side::Colleague, None).await.expect("done");
        let told: Vec<_> = std::iter::from_fn(|| news.try_recv().ok()).collect();
        assert_eq!(told, [Item::People { session: talk.id }, Item::Advisors { shop: counter.shop }]);
        assert_eq!(rings_at().await, sorted(vec![ines, tom]), "she is free again");
        // And with the end of the talk.
        let id = asked(&desk, &talk, tom, false).await;
        desk.advice.accept_invitation(id, tom).await.expect("his");
        assert_eq!(rings_at().await, [ines]);
        desk.advice.end_session(talk.id, EndedBy::Shopper).await.expect("ended");
        assert_eq!(rings_at().await, sorted(vec![ben, ines, tom]));
        desk.check().await;
    }

    async fn whoever_does_not_answer_is_not_waited_for(counter: Counter) {
        let desk = Desk::of(counter);
        let (talk, _, ines, _) = talk(&desk).await;
        let id = asked(&desk, &talk, ines, false).await;
        let mut news = desk.advice.news.listen();
        counter.advance(ANSWER_WITHIN.to_std().expect("a time") - Duration::from_secs(1));
        assert_eq!(desk.advice.lapse_invitations().await.expect("done"), 0);
        counter.advance(Duration::from_secs(1));
        let late = desk.advice.accept_invitation(id, ines).await;
        assert!(matches!(late, Err(AnswerError::Gone)), "{late:?}");
        assert_eq!(desk.advice.lapse_invitations().await.expect("done"), 1);
        assert_eq!(state(&desk, id).await, InvitationState::Lapsed);
        assert_eq!(news.try_recv().expect("told"), Item::People { session: talk.id });
        asked(&desk, &talk, ines, false).await;
        let made = desk.advice.invite_friend(talk.id, b"hash").await.expect("made");
        counter.advance(LINK_FOR.to_std().expect("a time"));
        assert!(desk.advice.friend_link(b"hash").await.expect("an answer").is_none());
        let late = desk.advice.join_by_link(b"hash", someone(), "Lia").await;
        assert!(matches!(late, Err(JoinError::Unknown)), "{late:?}");
        assert_eq!(desk.advice.lapse_invitations().await.expect("done"), 2);
        assert_eq!(state(&desk, made.id).await, InvitationState::Lapsed);
    }

    async fn a_link_is_used_by_one_however_many_press_at_once(counter: Counter) {
        let desk = Desk::of(counter);
        let (talk, ..) = talk(&desk).await;
        desk.advice.invite_friend(talk.id, b"hash").await.expect("made");
        let mut stop = counter.stops.at("advice.join.read");
        let advice = desk.advice.clone();
        let late = tokio::spawn(async move { advice.join_by_link(b"hash", someone(), "Late").await });
        stop.reached().await;
        desk.advice.join_by_link(b"hash", someone(), "Lia").await.expect("in");
        stop.go();
        let refused = late.await.expect("no panic");
        assert!(matches!(refused, Err(JoinError::Unknown)), "{refused:?}");
        let besides = desk.advice.people_besides(talk.id).await.expect("an answer");
        assert_eq!(besides.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Lia"]);
        // A day after the end nobody knows who came, and who was asked.
        desk.advice.end_session(talk.id, EndedBy::Shopper).await.expect("ended");
        counter.advance(Duration::from_secs(86_399));
        assert_eq!(desk.advice.forget_people().await.expect("done"), 0);
        counter.advance(Duration::from_secs(1));
        assert_eq!(desk.advice.forget_people().await.expect("done"), 1);
        assert_eq!(desk.advice.people_besides(talk.id).await.expect("an answer"), []);
        assert_eq!(desk.advice.forget_people().await.expect("done"), 0);
    }
}
