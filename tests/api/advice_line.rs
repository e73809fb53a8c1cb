//! The line for advice as time goes by: waves, declines, estimates, hours, and those
//! who are gone without a word.

use std::time::Duration;

use advisor::advisors::Availability;
use advisor::desks::{Desk as Settings, Opening};
use advisor::hours::{Hours, Span, Week};
use advisor::news::Item;
use advisor::sessions::EndedBy;
use advisor::tickets::{AskError, TicketState};
use chrono::TimeDelta;
use kit::{on_both, someone};
use model::{Clock, GuestId, Holder, ManualClock, Timestamp};

use crate::advice_desk::Desk;

const WAVE: Duration = Duration::from_secs(10);

fn at(text: &str) -> Timestamp {
    ManualClock::at(text).now()
}

/// From nine to one in Madrid, every day.
fn mornings() -> Settings {
    let day = vec![Span::parse("09:00", "13:00").expect("hours")];
    let week = Week::new(vec![day; 7]).expect("a week");
    Settings {
        hours: Hours::new("Europe/Madrid", week).expect("a zone"),
        is_on: true,
    }
}

on_both! {
    async fn it_rings_wider_with_every_wave(counter: Counter) {
        let desk = Desk::of(counter);
        let mut advisors = Vec::new();
        for name in ["ana", "ben", "eva", "tom", "ida"] {
            advisors.push(desk.advisor(name, &["en"]).await);
            counter.advance(Duration::from_secs(1));
        }
        // Who came later has rested less; Ida is the only one who speaks it.
        desk.turns(advisors[4], Availability::On, &["es"]).await;
        let mut ask = desk.wish(someone());
        "es".clone_into(&mut ask.language);
        let (ticket, _) = desk.advice.ask(ask).await.expect("it is open");
        let order = [4, 0, 1, 2, 3].map(|number: usize| advisors[number]);
        for reached in [1, 2, 4, 5, 5] {
            desk.seen(&advisors).await;
            assert_eq!(desk.rings().await, [(ticket.id, order[..reached].to_vec())]);
            counter.advance(WAVE);
        }
        // A sign of them is needed for that.
        counter.advance(Duration::from_secs(34));
        assert_eq!(desk.rings().await[0].1.len(), 5);
        desk.seen(&advisors[..2]).await;
        counter.advance(Duration::from_secs(1));
        assert_eq!(desk.rings().await[0].1, advisors[..2]);
        desk.check().await;
    }

    async fn an_advisor_hears_one_at_a_time_the_oldest_first(counter: Counter) {
        let desk = Desk::of(counter);
        let advisors = [desk.advisor("ana", &["en"]).await, desk.advisor("ben", &["en"]).await];
        let first = desk.asked().await;
        let second = desk.asked().await;
        let rings = desk.rings().await;
        assert_eq!(rings.iter().map(|(ticket, _)| *ticket).collect::<Vec<_>>(), [first.id, second.id]);
        assert_eq!(rings.iter().map(|(_, advisors)| advisors.len()).collect::<Vec<_>>(), [1, 1]);
        assert_ne!(rings[0].1, rings[1].1, "nobody twice");
        counter.advance(WAVE);
        let rings = desk.rings().await;
        assert_eq!(rings.iter().map(|(_, advisors)| advisors.len()).collect::<Vec<_>>(), [2, 0]);
        // Whoever is in a session hears nothing, and the younger one waits no longer for the older.
        desk.advice.accept(first.id, advisors[0]).await.expect("hers");
        assert_eq!(desk.rings().await, [(second.id, vec![advisors[1]])]);
        desk.check().await;
    }

    async fn declined_by_all_it_rings_again_with_the_next_wave(counter: Counter) {
        let desk = Desk::of(counter);
        let advisors = [desk.advisor("ana", &["en"]).await, desk.advisor("ben", &["en"]).await];
        let ticket = desk.asked().await;
        let first = desk.rings().await[0].1[0];
        let decline = async |advisor| {
            desk.advice.decline(counter.shop, ticket.id, advisor).await.expect("noted");
        };
        decline(first).await;
        let next = desk.rings().await[0].1.clone();
        assert_eq!(next.len(), 1);
        assert_ne!(next[0], first, "it goes on at once");
        decline(next[0]).await;
        assert_eq!(desk.rings().await[0].1, []);
        assert_eq!(desk.ticket(&ticket).await.state, TicketState::Waiting, "nobody is sent away for that");
        counter.advance(WAVE);
        assert_eq!(desk.rings().await[0].1.len(), 2);
        decline(first).await;
        assert_eq!(desk.rings().await[0].1, next);
        // Saying no binds nobody.
        desk.advice.accept(ticket.id, first).await.expect("theirs");
        assert!(advisors.contains(&first));
        desk.check().await;
    }

    async fn an_estimate_is_made_of_what_was_measured(counter: Counter) {
        let desk = Desk::of(counter);
        let newcomer = async || {
            let view = desk.advice.line_view(counter.shop).await.expect("an answer");
            view.estimate_for_newcomer(None)
        };
        assert_eq!(newcomer().await, None, "nobody is on");
        let ana = desk.advisor("ana", &["en"]).await;
        let other = desk.asked().await;
        let guessed = newcomer().await.expect("somebody is on");
        assert!(guessed.low_s < 360 && guessed.high_s > 360, "about six minutes: {guessed:?}");
        desk.advice.leave(other.id).await.expect("left");
        for _ in 0..5 {
            let ticket = desk.asked().await;
            let session = desk.advice.accept(ticket.id, ana).await.expect("hers");
            counter.advance(Duration::from_secs(100));
            desk.seen(&[ana]).await;
            desk.advice.end_session(session.id, EndedBy::Shopper).await.expect("ended");
        }
        let other = desk.asked().await;
        let measured = newcomer().await.expect("somebody is on");
        assert_eq!((measured.low_s, measured.high_s), (100, 110));
        // While she is with somebody, and with everybody before one, it grows.
        desk.advice.accept(other.id, ana).await.expect("hers");
        counter.advance(Duration::from_secs(40));
        assert_eq!(newcomer().await.expect("somebody is on").low_s, 60);
        let waiting = [desk.asked().await, desk.asked().await];
        assert_eq!(newcomer().await.expect("somebody is on").low_s, 260);
        for ticket in waiting {
            desk.advice.leave(ticket.id).await.expect("left");
        }
        desk.advisor("ben", &["en"]).await;
        assert_eq!(newcomer().await.expect("somebody is on").low_s, 0, "he is free");
        let line = desk.advice.line(counter.shop).await.expect("an answer");
        assert_eq!(line.advisors_on(), 2);
        desk.check().await;
    }

    async fn a_kept_line_shows_what_happened_at_once_and_time_within_a_second(counter: Counter) {
        let desk = Desk::of(counter);
        let view = async || desk.advice.line_view(counter.shop).await.expect("an answer");
        let ana = desk.advisor("ana", &["en"]).await;
        let first = view().await;
        assert!(std::sync::Arc::ptr_eq(&first, &view().await), "nothing has happened");
        let ticket = desk.asked().await;
        assert_eq!(view().await.before(ticket.id), Some(0));
        desk.advice.decline(counter.shop, ticket.id, ana).await.expect("noted");
        assert!(!view().await.is_ringing(ticket.id));
        let rung = async || view().await.is_ringing(ticket.id);
        counter.advance(WAVE);
        assert!(rung().await, "a second later it is read anew");
        counter.advance(Duration::from_secs(40));
        assert!(!rung().await, "no sign of her");
        desk.seen(&[ana]).await;
        assert!(rung().await, "she is there again");
        desk.turns(ana, Availability::Break, &["en"]).await;
        assert!(!rung().await);
        let closed = Settings { is_on: false, ..mornings() };
        desk.advice.set_desk(counter.shop, &closed).await.expect("stored");
        assert_eq!(view().await.line().opening(), Opening::Closed { next: None });
        desk.advice.leave(ticket.id).await.expect("left");
        assert_eq!(view().await.before(ticket.id), None);
        // Asked by many at once it is one and the same.
        counter.advance(Duration::from_secs(2));
        let (one, other) = tokio::join!(view(), view());
        assert!(std::sync::Arc::ptr_eq(&one, &other));
        desk.check().await;
    }

    async fn five_hundred_wait_each_with_a_place_and_the_next_is_turned_away(counter: Counter) {
        let desk = Desk::of(counter);
        desk.advisor("ana", &["en"]).await;
        let mut tickets = Vec::new();
        for _ in 0..500 {
            tickets.push(desk.asked().await);
        }
        let refused = desk.advice.ask(desk.wish(someone())).await;
        assert!(matches!(refused, Err(AskError::Full)), "{refused:?}");
        let view = desk.advice.line_view(counter.shop).await.expect("an answer");
        let mut last = 0;
        for (number, ticket) in tickets.iter().enumerate() {
            assert_eq!(view.before(ticket.id), Some(number));
            let estimate = view.estimate(ticket).expect("somebody is on");
            assert!(estimate.low_s >= last, "never sooner than the one before");
            last = estimate.low_s;
        }
        // Whoever has booked has a place all the same.
        let mut booked = desk.wish(someone());
        booked.booking = Some(uuid::Uuid::from_u128(1));
        let (booked, _) = desk.advice.ask(booked).await.expect("booked");
        let view = desk.advice.line_view(counter.shop).await.expect("an answer");
        assert_eq!((view.before(booked.id), view.before(tickets[499].id)), (Some(0), Some(500)));
        desk.check().await;
    }

    async fn what_is_meant_for_one_advisor_rings_at_them_alone_for_a_minute(counter: Counter) {
        let desk = Desk::of(counter);
        let [ana, ben] = [desk.advisor("ana", &["en"]).await, desk.advisor("ben", &["es"]).await];
        let waiting = desk.asked().await;
        let mut wish = desk.wish(someone());
        wish.booking = Some(uuid::Uuid::from_u128(7));
        wish.for_advisor = Some(ben);
        let (ticket, _) = desk.advice.ask(wish).await.expect("asked");
        assert_eq!(desk.waiting().await, [ticket.id, waiting.id], "before those who did not book");
        assert_eq!(desk.rings().await, [(ticket.id, vec![ben]), (waiting.id, vec![ana])]);
        counter.advance(Duration::from_secs(59));
        desk.seen(&[ana, ben]).await;
        assert_eq!(desk.rings().await[0].1, [ben]);
        counter.advance(Duration::from_secs(1));
        // From now on it begins with whoever suits it best, and reaches further.
        assert_eq!(desk.rings().await[0].1, [ana]);
        counter.advance(WAVE);
        assert_eq!(desk.rings().await[0].1, [ana, ben]);
        let mut other = desk.wish(someone());
        other.booking = Some(uuid::Uuid::from_u128(8));
        other.for_advisor = Some(ben);
        desk.advice.leave(ticket.id).await.expect("left");
        let (other, _) = desk.advice.ask(other).await.expect("asked");
        desk.advice.decline(counter.shop, other.id, ben).await.expect("noted");
        assert_eq!(desk.rings().await[0], (other.id, vec![ana]), "he would rather not: nobody waits for that");
        // Whoever waits already when what they booked begins goes on with it.
        let mut again = desk.wish(Holder::Guest(GuestId(waiting.holder)));
        again.booking = Some(uuid::Uuid::from_u128(9));
        let (same, is_new) = desk.advice.ask(again).await.expect("asked");
        assert_eq!((same.id, is_new, same.booking_id), (waiting.id, false, Some(uuid::Uuid::from_u128(9))));
        desk.check().await;
    }

    async fn a_lost_advisors_shopper_is_served_before_all_others(counter: Counter) {
        let desk = Desk::of(counter);
        let advisors = [desk.advisor("ana", &["en"]).await, desk.advisor("ben", &["en"]).await];
        let up_since = counter.now();
        let older = desk.asked().await;
        let ticket = desk.asked().await;
        let session = desk.advice.accept(ticket.id, advisors[0]).await.expect("hers");
        counter.advance(Duration::from_secs(6));
        desk.seen(&advisors).await;
        counter.advance(Duration::from_secs(7));
        assert_eq!(desk.advice.abandon_lost(up_since).await.expect("done"), 0, "seen seven seconds ago");
        let mut news = desk.advice.news.listen();
        counter.advance(Duration::from_secs(1));
        let restarted = counter.now() - TimeDelta::seconds(3);
        assert_eq!(desk.advice.abandon_lost(restarted).await.expect("done"), 0, "the server was away, not she");
        assert_eq!(desk.advice.abandon_lost(up_since).await.expect("done"), 1);
        assert_eq!(desk.advice.abandon_lost(up_since).await.expect("done"), 0, "once");
        let (shop, id) = (counter.shop, ticket.id);
        assert_eq!(news.try_recv(), Ok(Item::Ended { shop, ticket: id, session: session.id }));
        assert_eq!(news.try_recv(), Ok(Item::Ticket { shop, ticket: id }));
        let ended = desk.advice.session(session.id).await.expect("an answer").expect("sessions stay");
        assert_eq!(ended.ended_by, Some(EndedBy::Lost));
        let back = desk.ticket(&ticket).await;
        assert_eq!((back.state, back.session_id), (TicketState::Waiting, None));
        assert_eq!(desk.waiting().await, [ticket.id, older.id], "before the one who asked earlier");
        assert_eq!(desk.rings().await[0].1.len(), 2, "as wide as it rang before");
        let again = desk.advice.accept(ticket.id, advisors[1]).await.expect("his");
        assert_ne!(again.id, session.id);
        desk.check().await;
    }

    async fn whoever_is_gone_without_a_word_is_not_waited_for(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let up_since = counter.now();
        // In a session both are gone: nobody is put back in line.
        let ticket = desk.asked().await;
        desk.advice.accept(ticket.id, ana).await.expect("hers");
        counter.advance(Duration::from_secs(60));
        assert_eq!(desk.advice.abandon_lost(up_since).await.expect("done"), 1);
        assert_eq!(desk.ticket(&ticket).await.state, TicketState::Over);
        // In line a sign is needed within three minutes.
        desk.seen(&[ana]).await;
        let (patient, silent) = (desk.asked().await, desk.asked().await);
        counter.advance(Duration::from_secs(100));
        desk.advice.shopper_seen(&patient).await.expect("noted");
        counter.advance(Duration::from_secs(79));
        assert_eq!(desk.advice.give_up_unseen(up_since).await.expect("done"), 0);
        counter.advance(Duration::from_secs(1));
        let restarted = counter.now() - TimeDelta::seconds(100);
        assert_eq!(desk.advice.give_up_unseen(restarted).await.expect("done"), 0, "the server was away");
        assert_eq!(desk.advice.give_up_unseen(up_since).await.expect("done"), 1);
        assert_eq!(desk.waiting().await, [patient.id]);
        assert_eq!(desk.ticket(&silent).await.state, TicketState::Left);
        desk.check().await;
    }

    async fn hours_are_kept_across_a_clock_change(counter: Counter) {
        let desk = Desk::of(counter);
        desk.advisor("ana", &["en"]).await;
        let settings = mornings();
        desk.advice.set_desk(counter.shop, &settings).await.expect("stored");
        assert_eq!(desk.advice.desk(counter.shop).await.expect("an answer"), Some(settings));
        let closed = async || match desk.advice.ask(desk.wish(someone())).await {
            Err(AskError::Closed { next }) => next,
            other => panic!("not closed: {other:?}"),
        };
        // It is 14:00 in Madrid, in summer.
        assert_eq!(closed().await, Some(at("2026-05-02T07:00:00Z")));
        // And 14:00 again, on the last day of it.
        let until = at("2026-10-24T12:00:00Z") - counter.now();
        counter.advance(until.to_std().expect("later"));
        assert_eq!(closed().await, Some(at("2026-10-25T08:00:00Z")));
        let until = at("2026-10-25T07:59:59Z") - counter.now();
        counter.advance(until.to_std().expect("later"));
        assert_eq!(closed().await, Some(at("2026-10-25T08:00:00Z")), "nine by summer time is too early");
        counter.advance(Duration::from_secs(1));
        let ticket = desk.asked().await;
        let view = desk.advice.line_view(counter.shop).await.expect("an answer");
        assert_eq!(view.line().opening(), Opening::Open);
        assert_eq!(view.estimate(&ticket), None, "it is open, and nobody has been there for months");
        // Whoever waits keeps their place when it closes.
        counter.advance(Duration::from_secs(4 * 3_600));
        let view = desk.advice.line_view(counter.shop).await.expect("an answer");
        assert_eq!(view.line().opening(), Opening::Closed { next: Some(at("2026-10-26T08:00:00Z")) });
        assert_eq!(view.before(ticket.id), Some(0));
        desk.check().await;
    }
}
