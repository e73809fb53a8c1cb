//! Keeping one's place without waiting: called back when it is one's turn, or come at
//! a time one said.

use std::collections::BTreeSet;
use std::time::Duration;

use advisor::desks::Desk as Settings;
use advisor::hours::{Hours, Span, Week};
use advisor::sessions::AcceptError;
use advisor::tickets::{Ask, AskError, Away, AwayError, COMING_MAX, Ticket, TicketState, When};
use chrono::TimeDelta;
use kit::{Answer, Browser, Kit, MailServer, Method, Person, Shopfront, eventually, on_both, someone};
use model::{Holder, Role, Timestamp};
use serde_json::{Value, json};
use shop::mails::{Mail, MailKind};
use tokio::task::JoinHandle;
use vitrine::config::Mail as Post;

use crate::advice_desk::Desk;

fn away(when: When) -> Away {
    Away {
        when,
        mail: "eva@example.org".to_owned(),
        locale: "en".to_owned(),
    }
}

impl Desk<'_> {
    fn wish_away(&self, when: When) -> Ask {
        Ask {
            away: Some(away(when)),
            ..self.wish(someone())
        }
    }

    async fn asked_away(&self, when: When) -> Ticket {
        let (ticket, _) = self.advice.ask(self.wish_away(when)).await.expect("it may be so");
        self.counter.advance(Duration::from_millis(1));
        ticket
    }

    async fn called(&self) -> usize {
        self.advice.call_those_away().await.expect("done")
    }

    /// The letters that called somebody, the oldest first.
    async fn letters(&self) -> Vec<Mail> {
        let mut mails = self.counter.commerce.mails(None, 100).await.expect("readable");
        mails.retain(|mail| mail.kind == MailKind::AdviceCall);
        mails.reverse();
        mails
    }

    fn coming(&self, ticket: &Ticket) -> JoinHandle<Ticket> {
        let (advice, id) = (self.advice.clone(), ticket.id);
        tokio::spawn(async move { advice.come(id, None).await.expect("theirs") })
    }

    /// From nine to one in Madrid, every day: it is two there now.
    async fn opens_in_the_morning(&self) {
        let day = vec![Span::parse("09:00", "13:00").expect("hours")];
        let week = Week::new(vec![day; 7]).expect("a week");
        let hours = Hours::new("Europe/Madrid", week).expect("a zone");
        let settings = Settings { hours, is_on: true };
        self.advice
            .set_desk(self.counter.shop, &settings)
            .await
            .expect("stored");
    }

    async fn is_always_open(&self) {
        self.advice
            .set_desk(self.counter.shop, &Settings::unset())
            .await
            .expect("stored");
    }
}

on_both! {
    async fn whoever_is_called_back_is_called_once_when_somebody_is_free_and_served_first(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let before = desk.asked().await;
        let ticket = desk.asked_away(When::CallBack).await;
        let behind = desk.asked().await;
        let session = desk.advice.accept(before.id, ana).await.expect("hers");
        assert_eq!(desk.waiting().await, [behind.id], "who is away is not called in");
        assert_eq!(desk.called().await, 0, "nobody is free");
        let taken = desk.advice.accept(ticket.id, ana).await;
        assert!(matches!(taken, Err(AcceptError::Away)), "{taken:?}");
        // Three minutes and more without a sign: nobody expects one.
        counter.advance(Duration::from_secs(600));
        desk.seen(&[ana]).await;
        desk.advice.shopper_seen(&behind).await.expect("noted");
        assert_eq!(desk.advice.give_up_unseen(before.asked_at).await.expect("done"), 0);
        let mut view = desk.advice.line_view(counter.shop).await.expect("an answer");
        assert_eq!((view.before(ticket.id), view.before(behind.id)), (Some(0), Some(1)), "the place is kept");
        desk.advice.end_session(session.id, advisor::sessions::EndedBy::Shopper).await.expect("ended");
        assert_eq!(desk.rings().await, [(behind.id, vec![ana])], "it rings for those who are there meanwhile");
        assert_eq!((desk.called().await, desk.called().await), (1, 0), "once");
        let letters = desk.letters().await;
        assert_eq!(letters.len(), 1);
        assert_eq!((letters[0].to.as_str(), letters[0].locale.as_str()), ("eva@example.org", "en"));
        let path = letters[0].about.path.clone().expect("a link");
        assert!(path.starts_with(&format!("/advice/{}?key=", ticket.id)), "{path}");
        let called = desk.ticket(&ticket).await;
        assert_eq!((called.called_at, called.leaves_at()), (Some(counter.now()), Some(counter.now() + TimeDelta::minutes(5))));
        counter.advance(Duration::from_secs(299));
        desk.seen(&[ana]).await;
        assert_eq!(desk.advice.give_up_overdue(before.asked_at).await.expect("done"), 0);
        let come = desk.advice.come(ticket.id, None).await.expect("theirs");
        assert_eq!((come.is_away(), come.ring_from, come.is_mailed), (false, counter.now(), false));
        assert_eq!(desk.rings().await, [(ticket.id, vec![ana]), (behind.id, vec![])], "before all others, at once");
        view = desk.advice.line_view(counter.shop).await.expect("an answer");
        assert_eq!(view.before(ticket.id), Some(0));
        counter.advance(Duration::from_secs(2));
        assert_eq!(desk.advice.give_up_overdue(before.asked_at).await.expect("done"), 0, "they came");
        desk.advice.accept(ticket.id, ana).await.expect("hers");
        desk.check().await;
    }

    async fn not_more_are_called_than_are_free_and_who_does_not_come_has_left(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let up_since = counter.now();
        counter.advance(Duration::from_secs(3_600));
        desk.seen(&[ana]).await;
        let first = desk.asked_away(When::CallBack).await;
        let second = desk.asked_away(When::CallBack).await;
        assert_eq!(desk.called().await, 1);
        assert_eq!(desk.called().await, 0, "she is waited for");
        counter.advance(Duration::from_secs(299));
        desk.seen(&[ana]).await;
        assert_eq!(desk.advice.give_up_overdue(up_since).await.expect("done"), 0);
        counter.advance(Duration::from_secs(1));
        let restarted = counter.now() - TimeDelta::minutes(2);
        assert_eq!(desk.advice.give_up_overdue(restarted).await.expect("done"), 0, "nobody could come");
        assert_eq!(desk.advice.give_up_overdue(up_since).await.expect("done"), 1);
        assert_eq!(desk.ticket(&first).await.state, TicketState::Left);
        assert!(!desk.ticket(&first).await.is_mailed, "an address is not kept after that");
        assert_eq!(desk.called().await, 1, "the next one");
        let late = desk.advice.come(first.id, None).await.expect("theirs");
        assert_eq!(late.state, TicketState::Left, "too late");
        assert_eq!(desk.advice.come(second.id, None).await.expect("theirs").state, TicketState::Waiting);
        desk.advice.leave(second.id).await.expect("left");
        // Two are free: two are called.
        let ben = desk.advisor("ben", &["en"]).await;
        desk.seen(&[ana]).await;
        let two = [desk.asked_away(When::CallBack).await, desk.asked_away(When::CallBack).await];
        counter.advance(Duration::from_secs(40));
        desk.seen(&[ana, ben]).await;
        assert_eq!(desk.called().await, 2);
        for ticket in two {
            desk.advice.leave(ticket.id).await.expect("left");
        }
        desk.turns(ben, advisor::advisors::Availability::Off, &["en"]).await;
        // For a day nobody is free: nobody is kept for ever.
        let third = desk.asked_away(When::CallBack).await;
        desk.turns(ana, advisor::advisors::Availability::Off, &["en"]).await;
        counter.advance(Duration::from_secs(86_400));
        assert_eq!(desk.called().await, 0);
        assert_eq!(desk.advice.give_up_overdue(up_since).await.expect("done"), 1);
        assert_eq!(desk.ticket(&third).await.state, TicketState::Left);
        desk.check().await;
    }

    async fn whoever_goes_again_and_again_has_three_letters(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        desk.is_always_open().await;
        let ticket = desk.asked_away(When::CallBack).await;
        for time in 0..10 {
            desk.seen(&[ana]).await;
            let mut wish = away(match time % 2 {
                0 => When::CallBack,
                _ => When::At(counter.now() + TimeDelta::minutes(2)),
            });
            wish.mail = format!("eva{time}@example.org");
            let gone = desk.advice.go_away(ticket.id, wish).await.expect("they wait");
            assert_eq!(gone.is_mailed, time < 3, "what is said is what happens");
            assert_eq!(desk.called().await, 1, "called on the page all the same");
        }
        let letters = desk.letters().await;
        let to: BTreeSet<_> = letters.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(letters.len(), 3);
        assert!(to.into_iter().eq(["eva0@example.org", "eva1@example.org", "eva2@example.org"]));
        desk.check().await;
    }

    async fn one_address_has_only_so_many_letters_an_hour(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let calls = async || {
            let ticket = desk.asked_away(When::CallBack).await;
            assert_eq!(desk.called().await, 1);
            desk.advice.leave(ticket.id).await.expect("left");
            desk.letters().await.len()
        };
        for before in 0..6 {
            assert_eq!(calls().await, before + 1);
        }
        assert_eq!(calls().await, 6, "whoever asks for them");
        counter.advance(Duration::from_secs(3_600));
        desk.seen(&[ana]).await;
        assert_eq!(calls().await, 7);
    }

    async fn those_who_come_later_do_not_fill_the_line(counter: Counter) {
        let desk = Desk::of(counter);
        desk.advisor("ana", &["en"]).await;
        desk.is_always_open().await;
        let later = counter.now() + TimeDelta::hours(5);
        for _ in 0..COMING_MAX {
            desk.asked_away(When::At(later)).await;
        }
        let refused = desk.advice.ask(desk.wish_away(When::At(later))).await;
        assert!(matches!(refused, Err(AskError::Full)), "{refused:?}");
        let here = desk.asked().await;
        let refused = desk.advice.go_away(here.id, away(When::At(later))).await;
        assert!(matches!(refused, Err(AwayError::Full)), "{refused:?}");
        assert_eq!(desk.waiting().await, [here.id], "read before those who come later");
        desk.advice.go_away(here.id, away(When::CallBack)).await.expect("a place is a place");
    }

    async fn whoever_comes_at_a_time_is_called_before_it_and_has_their_place(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        desk.is_always_open().await;
        let up_since = counter.now();
        let comes_at = counter.now() + TimeDelta::minutes(90);
        let ticket = desk.asked_away(When::At(comes_at)).await;
        assert_eq!((ticket.comes_at, ticket.leaves_at()), (Some(comes_at), Some(comes_at + TimeDelta::minutes(10))));
        let view = desk.advice.line_view(counter.shop).await.expect("an answer");
        assert_eq!((view.before(ticket.id), view.line().people()), (None, 0), "in nobody's way until then");
        assert_eq!(desk.called().await, 0);
        counter.advance(Duration::from_secs(87 * 60 + 59));
        assert_eq!(desk.called().await, 0);
        counter.advance(Duration::from_secs(1));
        let other = desk.asked().await;
        assert_eq!((desk.called().await, desk.called().await), (1, 0));
        assert_eq!(desk.letters().await.len(), 1);
        desk.seen(&[ana]).await;
        assert_eq!(desk.waiting().await, [other.id], "not here yet");
        counter.advance(Duration::from_secs(60));
        desk.advice.come(ticket.id, None).await.expect("theirs");
        assert_eq!(desk.waiting().await, [ticket.id, other.id], "they asked first");
        // And whoever does not come has left ten minutes after it.
        let never = desk.asked_away(When::At(counter.now() + TimeDelta::minutes(5))).await;
        counter.advance(Duration::from_secs(899));
        assert_eq!(desk.advice.give_up_overdue(up_since).await.expect("done"), 0);
        counter.advance(Duration::from_secs(1));
        assert_eq!(desk.advice.give_up_overdue(up_since).await.expect("done"), 1);
        assert_eq!(desk.ticket(&never).await.state, TicketState::Left);
        desk.check().await;
    }

    async fn a_time_to_come_is_ahead_and_while_it_is_open(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let now = counter.now();
        let asks = async |at: Timestamp| match desk.advice.ask(desk.wish_away(When::At(at))).await {
            Ok((ticket, _)) => Ok(ticket),
            Err(AskError::Away(error)) => Err(error),
            Err(other) => panic!("another refusal: {other:?}"),
        };
        let hour = TimeDelta::hours(1);
        assert!(matches!(asks(now + hour).await, Err(AwayError::NoHours)), "nobody has said when it is open");
        desk.opens_in_the_morning().await;
        let opens = now + TimeDelta::hours(19);
        for early in [Timestamp::MIN_UTC, now - hour, now, now + TimeDelta::seconds(119)] {
            assert!(matches!(asks(early).await, Err(AwayError::TooSoon)), "{early}");
        }
        for late in [now + TimeDelta::seconds(86_401), Timestamp::MAX_UTC] {
            assert!(matches!(asks(late).await, Err(AwayError::TooFar)), "{late}");
        }
        for closed in [now + hour, opens - TimeDelta::microseconds(1)] {
            let refused = asks(closed).await;
            assert!(matches!(refused, Err(AwayError::ClosedThen { next: Some(next) }) if next == opens), "{refused:?}");
        }
        // It is closed now, and open then.
        let ticket = asks(opens + hour).await.expect("it is open then");
        assert!(matches!(desk.advice.ask(desk.wish(someone())).await, Err(AskError::Closed { .. })));
        let back = desk.advice.ask(desk.wish_away(When::CallBack)).await;
        assert!(matches!(back, Err(AskError::Closed { .. })), "{back:?}");
        // Going again is going otherwise.
        let later = desk.advice.go_away(ticket.id, away(When::At(opens + hour + hour))).await.expect("open");
        assert_eq!(later.comes_at, Some(opens + hour + hour));
        let back = desk.advice.go_away(ticket.id, away(When::CallBack)).await.expect("a place is a place");
        assert_eq!((back.comes_at, back.calls_back), (None, true));
        for bad in ["eva", "a@b\r\nBcc: c@d.e", "@", "a b@c.d"] {
            let mut wish = away(When::CallBack);
            bad.clone_into(&mut wish.mail);
            let refused = desk.advice.go_away(ticket.id, wish).await;
            assert!(matches!(refused, Err(AwayError::Mail)), "{bad:?}: {refused:?}");
        }
        desk.advice.come(ticket.id, None).await.expect("theirs");
        desk.advice.accept(ticket.id, ana).await.expect("hers");
        let refused = desk.advice.go_away(ticket.id, away(When::CallBack)).await;
        assert!(matches!(refused, Err(AwayError::NotWaiting)), "{refused:?}");
        desk.check().await;
    }

    async fn called_and_come_at_the_same_moment(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        // They come before the call is decided: nobody is called who is here.
        let ticket = desk.asked_away(When::CallBack).await;
        let mut stop = counter.stops.at("advice.call.begin");
        let advice = desk.advice.clone();
        let calling = tokio::spawn(async move { advice.call_those_away().await });
        stop.reached().await;
        desk.advice.come(ticket.id, None).await.expect("theirs");
        stop.go();
        assert_eq!(calling.await.expect("no panic").expect("done"), 0);
        assert_eq!(desk.letters().await.len(), 0);
        assert_eq!(desk.ticket(&ticket).await.called_at, None);
        desk.advice.leave(ticket.id).await.expect("left");

        // The call is decided and not committed: they come after it, and first.
        let ticket = desk.asked_away(When::CallBack).await;
        let mut stop = counter.stops.at("advice.call.commit");
        let advice = desk.advice.clone();
        let calling = tokio::spawn(async move { advice.call_those_away().await });
        stop.reached().await;
        let coming = desk.coming(&ticket);
        stop.go();
        assert_eq!(calling.await.expect("no panic").expect("done"), 1);
        let come = coming.await.expect("no panic");
        assert_eq!((come.is_away(), come.called_at), (false, Some(counter.now())));
        assert_eq!(desk.letters().await.len(), 1);
        assert_eq!(desk.called().await, 0, "not again");
        // Two who call at once: one does.
        desk.advice.leave(ticket.id).await.expect("left");
        let ticket = desk.asked_away(When::CallBack).await;
        let mut stop = counter.stops.at("advice.call.begin");
        let advice = desk.advice.clone();
        let late = tokio::spawn(async move { advice.call_those_away().await });
        stop.reached().await;
        assert_eq!(desk.called().await, 1);
        stop.go();
        assert_eq!(late.await.expect("no panic").expect("done"), 0);
        assert_eq!(desk.letters().await.len(), 2);
        desk.advice.come(ticket.id, None).await.expect("theirs");
        desk.advice.accept(ticket.id, ana).await.expect("hers");
        desk.check().await;
    }

    async fn come_and_accepted_at_the_same_moment(counter: Counter) {
        let desk = Desk::of(counter);
        let ana = desk.advisor("ana", &["en"]).await;
        let ticket = desk.asked_away(When::CallBack).await;
        // She has it before her and presses, while they are about to come.
        let mut stop = counter.stops.at("advice.come.commit");
        let coming = desk.coming(&ticket);
        stop.reached().await;
        let mut arriving = counter.stops.at("advice.accept.read");
        let accepting = desk.accepting(ticket.id, ana);
        arriving.reached().await;
        arriving.go();
        stop.go();
        assert!(!coming.await.expect("no panic").is_away());
        // Where the coming is not seen before it is there, she has to press once more.
        let session = match accepting.await.expect("no panic") {
            Err(AcceptError::Away) => desk.advice.accept(ticket.id, ana).await,
            other => other,
        };
        let session = session.expect("they are here");
        assert_eq!(desk.ticket(&ticket).await.session_id, Some(session.id));
        // Come once more changes nothing of it.
        let again = desk.advice.come(ticket.id, None).await.expect("theirs");
        assert_eq!(again.state, TicketState::Accepted);
        desk.advice.leave(ticket.id).await.expect("ended");
        // Going away while being accepted: whoever is first decides.
        let ticket = desk.asked().await;
        let mut stop = counter.stops.at("advice.accept.commit");
        let accepting = desk.accepting(ticket.id, ana);
        stop.reached().await;
        let advice = desk.advice.clone();
        let going = tokio::spawn(async move { advice.go_away(ticket.id, away(When::CallBack)).await });
        stop.go();
        accepting.await.expect("no panic").expect("hers");
        let refused = going.await.expect("no panic");
        assert!(matches!(refused, Err(AwayError::NotWaiting)), "{refused:?}");
        desk.check().await;
    }

    async fn whoever_comes_by_the_letter_on_another_device_has_the_place_there(counter: Counter) {
        let desk = Desk::of(counter);
        desk.advisor("ana", &["en"]).await;
        let ticket = desk.asked_away(When::CallBack).await;
        let phone = someone();
        let come = desk.advice.come(ticket.id, Some(phone)).await.expect("theirs");
        assert_eq!((come.holder, come.account_id, come.is_away()), (phone.uuid(), None, false));
        let eva = desk.account("eva").await;
        let (own, _) = desk.advice.ask(desk.wish(Holder::Account(eva))).await.expect("asked");
        let refused = desk.advice.come(ticket.id, Some(Holder::Account(eva))).await;
        assert!(matches!(refused, Err(advisor::tickets::ComeError::OtherTicket)), "{refused:?}");
        assert_eq!(desk.ticket(&ticket).await.holder, phone.uuid());
        desk.advice.leave(own.id).await.expect("left");
        let come = desk.advice.come(ticket.id, Some(Holder::Account(eva))).await.expect("theirs");
        assert_eq!((come.holder, come.account_id), (eva.0, Some(eva)));
        desk.check().await;
    }
}

/// A shop that is always open, with an advisor who is there.
async fn casa(kit: &Kit) -> (Shopfront, Person) {
    let casa = kit.sign_up("ana").await.open_shop("casa").await;
    let ben = kit.sign_up("ben").await;
    kit.employ_at("casa", &ben, Role::Advisor).await;
    let day = json!([{ "open": "00:00", "close": "24:00" }]);
    let hours = json!({ "zone": "UTC", "on": true, "week": vec![day; 7] });
    casa.owner
        .api(Method::PUT, &casa.path("/advice/hours"))
        .json(&hours)
        .send()
        .await
        .expect(200);
    (casa, ben)
}

async fn mail_goes_to(kit: &mut Kit, url: String) {
    kit.restart_with(|config, _| {
        config.mail = Post {
            smtp_url: Some(url),
            from: Some("shop@vitrine.example".to_owned()),
        };
    })
    .await;
}

async fn turns_on(browser: &Browser, shop: &Shopfront) {
    let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
    browser
        .api(Method::PUT, &shop.path("/advice/me"))
        .json(&me)
        .send()
        .await
        .expect(200);
}

async fn asks(browser: &Browser, shop: &Shopfront, form: &Value) -> Answer {
    browser
        .api(Method::POST, &shop.path("/advice/tickets"))
        .json(form)
        .send()
        .await
}

async fn at(browser: &Browser, method: Method, ticket: &Value, rest: &str, form: &Value) -> Answer {
    let id = ticket["id"].as_str().expect("an id");
    let call = browser.api(method.clone(), &format!("/advice/tickets/{id}{rest}"));
    match method {
        Method::GET => call.send().await,
        _ => call.json(form).send().await,
    }
}

on_both! {
    async fn a_guest_is_called_by_mail_and_comes_on_another_device(kit) {
        let (casa, ben) = casa(kit).await;
        let (laptop, phone, stranger) = (kit.guest(), kit.guest(), kit.guest());
        let form = json!({ "name": "Eva", "calls_back": true, "mail": " eva@example.org " });
        let ticket = asks(&laptop, &casa, &form).await.expect(201).json();
        assert_eq!((&ticket["calls_back"], &ticket["mailed"], &ticket["position"]), (&json!(true), &json!(true), &json!(1)));
        assert_eq!(ticket["ringing"], false);
        turns_on(&ben, &casa).await;
        let called = eventually("the shopper to be called", async || {
            let ticket = at(&laptop, Method::GET, &ticket, "", &Value::Null).await.expect(200).json();
            (!ticket["called_at"].is_null()).then_some(ticket)
        })
        .await;
        assert!(called["leaves_at"].is_string(), "{called}");
        let desk = ben.api(Method::GET, &casa.path("/advice/desk")).send().await.expect(200).json();
        assert_eq!((&desk["tickets"], &desk["away"][0]["called_at"]), (&json!([]), &called["called_at"]));
        at(&ben, Method::POST, &ticket, "/accept", &json!({})).await.expect_problem(409, "ticket-away");
        let mails = kit.app().commerce.mails(None, 10).await.expect("readable");
        let letter = mails.iter().find(|mail| mail.kind == MailKind::AdviceCall).expect("a letter");
        let path = letter.about.path.clone().expect("a link");
        let (page, key) = path.split_once("?key=").expect("a key");
        stranger.get(page).await.expect(404);
        stranger.get(&format!("{page}?key=AAAA")).await.expect(404);
        for bad in [json!({}), json!({ "key": "" }), json!({ "key": "AAAA" }), json!({ "key": format!("{key}A") })] {
            at(&stranger, Method::POST, &ticket, "/here", &bad).await.expect_problem(404, "ticket-not-found");
        }
        // To open the page alone does nothing: programs look at links in mails.
        phone.get(&path).await.expect(200);
        let unchanged = at(&laptop, Method::GET, &ticket, "", &Value::Null).await.expect(200).json();
        assert_eq!(unchanged["calls_back"], true);
        let come = at(&phone, Method::POST, &ticket, "/here", &json!({ "key": key })).await.expect(200);
        assert_ne!(come.cookie("vitrine_guest"), "", "it is the phone's now");
        let come = come.json();
        assert_eq!((&come["calls_back"], &come["position"], &come["ringing"]), (&json!(false), &json!(1), &json!(true)));
        at(&laptop, Method::GET, &ticket, "", &Value::Null).await.expect_problem(404, "ticket-not-found");
        let session = at(&ben, Method::POST, &ticket, "/accept", &json!({})).await.expect(200).json();
        let talk = format!("/advice/sessions/{}", session["id"].as_str().expect("an id"));
        phone.api(Method::GET, &talk).send().await.expect(200);
        laptop.api(Method::GET, &talk).send().await.expect(404);
    }

    async fn a_time_to_come_is_a_moment_and_said_by_whoever_waits(kit) {
        let (casa, ben) = casa(kit).await;
        turns_on(&ben, &casa).await;
        let (guest, stranger) = (kit.guest(), kit.guest());
        let ticket = asks(&guest, &casa, &json!({ "name": "Eva" })).await.expect(201).json();
        let go = async |form: Value| at(&guest, Method::PUT, &ticket, "/away", &form).await;
        let comes_at = kit.now() + TimeDelta::hours(2);
        // The same moment by a clock in Kathmandu.
        let there = comes_at.with_timezone(&chrono::FixedOffset::east_opt(20_700).expect("a zone")).to_rfc3339();
        for (field, bad) in [
            ("calls_back", json!({})),
            ("comes_at", json!({ "calls_back": true, "comes_at": there })),
            ("comes_at", json!({ "comes_at": kit.now() - TimeDelta::hours(1) })),
            ("comes_at", json!({ "comes_at": kit.now() + TimeDelta::hours(25) })),
            ("comes_at", json!({ "comes_at": "+262142-12-31T23:59:59Z" })),
            ("mail", json!({ "calls_back": true, "mail": "eva" })),
            ("mail", json!({ "calls_back": true, "mail": "a@b.c\nBcc: d@e.f" })),
        ] {
            let refused = go(bad.clone()).await.expect_problem(422, "invalid").json();
            assert_eq!(refused["field"], field, "{bad}");
        }
        for nonsense in ["17:30", "tomorrow", "2026-02-30T10:00:00Z", "2026-05-01T25:00:00Z", "2026-05-01T10:00:00+99:00"] {
            go(json!({ "comes_at": nonsense })).await.expect_problem(422, "invalid");
        }
        let gone = go(json!({ "comes_at": there })).await.expect(200).json();
        let as_moment = |value: &Value| value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
        assert_eq!(as_moment(&gone["comes_at"]), Some(comes_at));
        assert_eq!((&gone["position"], &gone["mailed"], &gone["ringing"]), (&Value::Null, &json!(false), &json!(false)));
        at(&stranger, Method::PUT, &ticket, "/away", &json!({ "calls_back": true })).await.expect_problem(404, "ticket-not-found");
        at(&ben, Method::POST, &ticket, "/here", &json!({})).await.expect_problem(404, "ticket-not-found");
        let closed = json!({ "zone": "UTC", "on": true, "week": vec![json!([]); 7] });
        casa.owner.api(Method::PUT, &casa.path("/advice/hours")).json(&closed).send().await.expect(200);
        let refused = go(json!({ "comes_at": there })).await.expect_problem(422, "invalid").json();
        assert_eq!((&refused["field"], &refused["next_opening"]), (&json!("comes_at"), &Value::Null));
        // Here again before their time, it rings.
        let here = at(&guest, Method::POST, &ticket, "/here", &json!({})).await.expect(200).json();
        assert_eq!((&here["comes_at"], &here["position"], &here["ringing"]), (&Value::Null, &json!(1), &json!(true)));
        at(&guest, Method::POST, &ticket, "/here", &json!({})).await.expect(200);
        at(&guest, Method::DELETE, &ticket, "", &json!({})).await.expect(204);
        go(json!({ "calls_back": true })).await.expect_problem(409, "ticket-over");
    }

    async fn a_letter_that_is_late_calls_nobody_who_has_left(kit) {
        // Nobody listens at this port.
        mail_goes_to(kit, "smtp://127.0.0.1:9".to_owned()).await;
        let (casa, ben) = casa(kit).await;
        let guest = kit.guest();
        let form = json!({ "name": "Eva", "calls_back": true, "mail": "eva@example.org" });
        let ticket = asks(&guest, &casa, &form).await.expect(201).json();
        turns_on(&ben, &casa).await;
        eventually("an attempt to fail", async || {
            let mails = kit.app().commerce.mails(None, 10).await.expect("readable");
            mails.iter().any(|mail| mail.failure.is_some()).then_some(())
        })
        .await;
        at(&guest, Method::DELETE, &ticket, "", &json!({})).await.expect(204);
        let post = MailServer::start().await;
        mail_goes_to(kit, post.url()).await;
        kit.advance(Duration::from_secs(700));
        let mail = eventually("the letter to be given up", async || {
            let mails = kit.app().commerce.mails(None, 10).await.expect("readable");
            mails.into_iter().find(|mail| mail.next_at.is_none())
        })
        .await;
        assert_eq!((mail.kind, mail.sent_at), (MailKind::AdviceCall, None));
        assert_eq!(mail.failure.as_deref(), Some("what it was about is no more"));
    }

    async fn an_accounts_own_address_is_called_unless_it_says_otherwise(kit) {
        let (casa, ben) = casa(kit).await;
        let eva = kit.sign_up("eva").await;
        let ticket = asks(&eva, &casa, &json!({ "calls_back": true })).await.expect(201).json();
        assert_eq!(ticket["mailed"], true);
        let quiet = json!({ "calls_back": true, "mail": "" });
        let quiet = at(&eva, Method::PUT, &ticket, "/away", &quiet).await.expect(200).json();
        assert_eq!(quiet["mailed"], false);
        turns_on(&ben, &casa).await;
        eventually("her to be called", async || {
            let ticket = at(&eva, Method::GET, &ticket, "", &Value::Null).await.expect(200).json();
            (!ticket["called_at"].is_null()).then_some(())
        })
        .await;
        let mails = kit.app().commerce.mails(None, 10).await.expect("readable");
        assert!(mails.iter().all(|mail| mail.kind != MailKind::AdviceCall), "on the page alone");
        at(&eva, Method::POST, &ticket, "/here", &json!({})).await.expect(200);
        at(&ben, Method::POST, &ticket, "/accept", &json!({})).await.expect(200);
    }
}
