//! Two at once at the advice desk, in the order the test says.

use advisor::advisors::Availability;
use advisor::sessions::{AcceptError, EndedBy, SessionState};
use advisor::tickets::TicketState;
use kit::{on_both, someone};
use model::{GuestId, Holder};

use crate::advice_desk::Desk;

on_both! {
    async fn a_shopper_signs_in_while_being_accepted(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let eva = desk.account("eva").await;
        let ticket = desk.asked().await;
        let mut stop = counter.stops.at("advice.accept.read");
        let accepting = desk.accepting(ticket.id, ana);
        stop.reached().await;
        desk.advice.hand_over(GuestId(ticket.holder), eva).await.expect("handed over");
        stop.go();
        let session = accepting.await.expect("no panic").expect("accepted");
        assert_eq!((session.holder, desk.ticket(&ticket).await.holder), (eva.0, eva.0));
        desk.check().await;
    }

    async fn whoever_asked_twice_and_signs_in_has_the_talk_and_else_the_accounts_place(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        for is_accepted in [true, false] {
            let eva = desk.account(if is_accepted { "eva" } else { "eve" }).await;
            let guests = desk.asked().await;
            let (own, _) = desk.advice.ask(desk.wish(Holder::Account(eva))).await.expect("asked");
            let session = match is_accepted {
                true => Some(desk.advice.accept(guests.id, ana).await.expect("accepted")),
                false => None,
            };
            desk.advice.hand_over(GuestId(guests.holder), eva).await.expect("handed over");
            let (guests, own) = (desk.ticket(&guests).await, desk.ticket(&own).await);
            assert_eq!((guests.holder, own.holder), (eva.0, eva.0));
            let expected = match is_accepted {
                true => (TicketState::Accepted, TicketState::Left),
                false => (TicketState::Left, TicketState::Waiting),
            };
            assert_eq!((guests.state, own.state), expected);
            desk.check().await;
            if let Some(session) = session {
                desk.advice.end_session(session.id, EndedBy::Shopper).await.expect("ended");
            }
        }
    }

    async fn who_asked_and_what_is_forgotten_after_a_day(counter: Counter) {
        let desk = Desk::of(counter);
        desk.advisor("ana", &["en"]).await;
        let (left, waits) = (desk.asked().await, desk.asked().await);
        desk.advice.leave(left.id).await.expect("left");
        counter.advance(std::time::Duration::from_secs(86_399));
        assert_eq!(desk.advice.forget_tickets().await.expect("done"), 0);
        counter.advance(std::time::Duration::from_secs(1));
        assert_eq!(desk.advice.forget_tickets().await.expect("done"), 1);
        assert_eq!((desk.ticket(&left).await.name, desk.ticket(&waits).await.name), (String::new(), "Eva".to_owned()));
        let forgotten = desk.ticket(&left).await;
        assert_eq!((forgotten.holder, forgotten.account_id, forgotten.product_id), (left.id.0, None, None));
        assert_eq!((forgotten.product_name.as_str(), forgotten.show_id), ("", None));
        assert_eq!(desk.ticket(&waits).await.holder, waits.holder);
        assert_eq!(desk.advice.forget_tickets().await.expect("done"), 0);
    }

    async fn a_talk_is_its_shoppers_also_when_its_ticket_is_forgotten(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let ticket = desk.asked().await;
        let session = desk.advice.accept(ticket.id, ana).await.expect("hers");
        counter.advance(std::time::Duration::from_secs(90_000));
        assert_eq!(desk.advice.forget_tickets().await.expect("done"), 0, "they still talk");
        assert_eq!(desk.ticket(&ticket).await.holder, ticket.holder);
        desk.advice.end_session(session.id, EndedBy::Shopper).await.expect("ended");
        assert_eq!(desk.advice.forget_tickets().await.expect("done"), 1);
        let eva = desk.account("eva").await;
        desk.advice.hand_over(GuestId(ticket.holder), eva).await.expect("handed over");
        let session = desk.advice.session(session.id).await.expect("an answer").expect("sessions stay");
        assert_eq!(session.holder, eva.0);
        assert_eq!(desk.ticket(&ticket).await.holder, ticket.id.0, "nobody's");
    }

    async fn two_advisors_accept_at_the_same_moment(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let ben = desk.advisor("ben", &["en"]).await;
        // He has seen it waiting; by the time he takes it she has it.
        let ticket = desk.asked().await;
        let mut stop = counter.stops.at("advice.accept.read");
        let late = desk.accepting(ticket.id, ben);
        stop.reached().await;
        let session = desk.advice.accept(ticket.id, ana).await.expect("she was first");
        stop.go();
        let refused = late.await.expect("no panic");
        assert!(matches!(refused, Err(AcceptError::Taken)), "{refused:?}");
        desk.advice.end_session(session.id, EndedBy::Advisor).await.expect("ended");

        // Decided, but not committed: whoever comes now has to wait for it.
        for inside in ["advice.accept.locked", "advice.accept.commit"] {
            let ticket = desk.asked().await;
            let mut stop = counter.stops.at(inside);
            let first = desk.accepting(ticket.id, ana);
            stop.reached().await;
            let mut arriving = counter.stops.at("advice.accept.read");
            let second = desk.accepting(ticket.id, ben);
            arriving.reached().await;
            arriving.go();
            stop.go();
            let session = first.await.expect("no panic").expect("she was first");
            let refused = second.await.expect("no panic");
            assert!(matches!(refused, Err(AcceptError::Taken)), "{inside}: {refused:?}");
            assert_eq!(desk.ticket(&ticket).await.session_id, Some(session.id));
            assert_eq!(desk.advice.open_session_of(ben).await.expect("an answer"), None);
            desk.advice.end_session(session.id, EndedBy::Advisor).await.expect("ended");
        }
        desk.check().await;
    }

    async fn ten_accept_and_one_has_it(counter: Counter) {
        let desk = Desk::of(counter);
        let mut advisors = Vec::new();
        for number in 0..10 {
            advisors.push(desk.advisor(&format!("advisor{number}"), &["en"]).await);
        }
        let ticket = desk.asked().await;
        let tries: Vec<_> = advisors.iter().map(|&advisor| desk.accepting(ticket.id, advisor)).collect();
        let mut sessions = Vec::new();
        for accepted in tries {
            match accepted.await.expect("no panic") {
                Ok(session) => sessions.push(session),
                Err(error) => assert!(matches!(error, AcceptError::Taken), "{error:?}"),
            }
        }
        assert_eq!(sessions.len(), 1);
        desk.check().await;
    }

    async fn the_same_advisor_accepts_in_two_tabs(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        for inside in ["advice.accept.read", "advice.accept.commit"] {
            let ticket = desk.asked().await;
            let mut stop = counter.stops.at(inside);
            let first = desk.accepting(ticket.id, ana);
            stop.reached().await;
            let mut arriving = counter.stops.at("advice.accept.read");
            let second = desk.accepting(ticket.id, ana);
            arriving.reached().await;
            arriving.go();
            stop.go();
            let first = first.await.expect("no panic").expect("hers");
            let second = second.await.expect("no panic").expect("hers");
            assert_eq!(first.id, second.id, "{inside}");
            let again = desk.advice.accept(ticket.id, ana).await.expect("hers");
            assert_eq!(again, first);
            desk.advice.end_session(first.id, EndedBy::Advisor).await.expect("ended");
        }
        desk.check().await;
    }

    async fn an_advisor_takes_two_at_once_and_has_one(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let (first, second) = (desk.asked().await, desk.asked().await);
        let mut stop = counter.stops.at("advice.accept.commit");
        let accepted = desk.accepting(first.id, ana);
        stop.reached().await;
        let mut arriving = counter.stops.at("advice.accept.read");
        let other = desk.accepting(second.id, ana);
        arriving.reached().await;
        arriving.go();
        stop.go();
        accepted.await.expect("no panic").expect("hers");
        let refused = other.await.expect("no panic");
        assert!(matches!(refused, Err(AcceptError::InSession)), "{refused:?}");
        assert_eq!(desk.ticket(&second).await.state, TicketState::Waiting, "somebody else's to take");
        desk.check().await;
    }

    async fn a_shopper_leaves_while_being_accepted(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        // Gone before it is hers.
        let ticket = desk.asked().await;
        let mut stop = counter.stops.at("advice.accept.read");
        let late = desk.accepting(ticket.id, ana);
        stop.reached().await;
        desk.advice.leave(ticket.id).await.expect("left");
        stop.go();
        let refused = late.await.expect("no panic");
        assert!(matches!(refused, Err(AcceptError::Gone)), "{refused:?}");
        assert_eq!(desk.ticket(&ticket).await.state, TicketState::Left);

        // Hers, but not committed: leaving is ending it then.
        let ticket = desk.asked().await;
        let mut stop = counter.stops.at("advice.accept.commit");
        let accepted = desk.accepting(ticket.id, ana);
        stop.reached().await;
        let mut arriving = counter.stops.at("advice.leave.begin");
        let (advice, id) = (desk.advice.clone(), ticket.id);
        let left = tokio::spawn(async move { advice.leave(id).await });
        arriving.reached().await;
        arriving.go();
        stop.go();
        let session = accepted.await.expect("no panic").expect("hers");
        left.await.expect("no panic").expect("left");
        let session = desk.advice.session(session.id).await.expect("an answer").expect("sessions stay");
        assert_eq!((session.state, session.ended_by), (SessionState::Ended, Some(EndedBy::Shopper)));
        assert_eq!(desk.ticket(&ticket).await.state, TicketState::Over);

        // She leaves; whoever comes to take it while that is not committed yet is too late.
        let ticket = desk.asked().await;
        let mut stop = counter.stops.at("advice.leave.commit");
        let (advice, id) = (desk.advice.clone(), ticket.id);
        let left = tokio::spawn(async move { advice.leave(id).await });
        stop.reached().await;
        let mut arriving = counter.stops.at("advice.accept.read");
        let late = desk.accepting(ticket.id, ana);
        arriving.reached().await;
        arriving.go();
        stop.go();
        left.await.expect("no panic").expect("left");
        let refused = late.await.expect("no panic");
        assert!(matches!(refused, Err(AcceptError::Gone)), "{refused:?}");
        desk.check().await;
    }

    async fn an_advisor_goes_on_a_break_while_accepting(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let ticket = desk.asked().await;
        let mut stop = counter.stops.at("advice.accept.read");
        let late = desk.accepting(ticket.id, ana);
        stop.reached().await;
        desk.turns(ana, Availability::Break, &["en"]).await;
        stop.go();
        let refused = late.await.expect("no panic");
        assert!(matches!(refused, Err(AcceptError::Unknown)), "{refused:?}");
        assert_eq!(desk.ticket(&ticket).await.state, TicketState::Waiting);
        desk.check().await;
    }

    async fn both_end_a_session_and_it_ends_once(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let ticket = desk.asked().await;
        let session = desk.advice.accept(ticket.id, ana).await.expect("hers");
        let mut stop = counter.stops.at("advice.end.begin");
        let (advice, id) = (desk.advice.clone(), session.id);
        let late = tokio::spawn(async move { advice.end_session(id, EndedBy::Shopper).await });
        stop.reached().await;
        let ended = desk.advice.end_session(id, EndedBy::Advisor).await.expect("ended");
        stop.go();
        assert_eq!(late.await.expect("no panic").expect("an answer"), ended);
        assert_eq!(ended.ended_by, Some(EndedBy::Advisor));
        assert_eq!(desk.ticket(&ticket).await.state, TicketState::Over);
        desk.check().await;
    }

    async fn whoever_asks_twice_at_once_has_one_ticket(counter: Counter) {
        let desk = Desk::of(counter);
        desk.advisor("ana", &["en"]).await;
        let ask = desk.wish(someone());
        let mut stop = counter.stops.at("advice.ask.insert");
        let first = desk.asking(ask.clone());
        stop.reached().await;
        let second = desk.asking(ask.clone());
        stop.go();
        let (first, one_is_new) = first.await.expect("no panic").expect("it is open");
        let (second, other_is_new) = second.await.expect("no panic").expect("it is open");
        assert_eq!(first.id, second.id);
        assert_ne!(one_is_new, other_is_new);
        assert_eq!(desk.waiting().await, [first.id]);
        desk.check().await;
    }
}
