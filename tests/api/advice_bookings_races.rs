//! Bookings where several come at once, and what is done about them by itself: on two
//! servers of one database, in the order the test says.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use advisor::Advice;
use advisor::bookings::{Book, Booking, BookingError, BookingState, Change, Party, Terms, Within};
use advisor::hours::{Hours, Span, Week};
use chrono::TimeDelta;
use kit::{Counter, on_both, someone};
use model::{AccountId, Clock, GuestId, Holder, ManualClock, ShopId, SystemEntropy, Timestamp};
use shop::RequestKey;
use shop::mails::MailKind;
use store::{execute, fetch_all};
use tokio::task::JoinHandle;

use crate::advice_desk::Desk;

type Booked = Result<(Booking, bool), BookingError>;

/// A desk that takes bookings, and another server of the same database.
struct Books<'c> {
    desk: Desk<'c>,
    other: Advice,
    among: Vec<AccountId>,
}

fn at(text: &str) -> Timestamp {
    ManualClock::at(text).now()
}

/// From nine to five by UTC.
fn hours() -> Hours {
    let day = vec![Span::parse("09:00", "17:00").expect("hours")];
    Hours::new("UTC", Week::new(vec![day; 7]).expect("a week")).expect("a zone")
}

fn terms() -> Terms {
    Terms {
        is_on: true,
        after_min: 30,
        notice_min: 0,
        ..Terms::default()
    }
}

impl<'c> Books<'c> {
    /// It is noon on 1 May 2026.
    async fn of(counter: &'c Counter, advisors: &[&str]) -> Self {
        let desk = Desk::of(counter);
        let (db, clock) = (counter.commerce.db.clone(), counter.clock.clone());
        let other = Advice::new(db, clock, Arc::new(SystemEntropy));
        let mut books = Self {
            desk,
            other,
            among: Vec::new(),
        };
        books.opens(counter.shop).await;
        for handle in advisors {
            let advisor = books.desk.advisor(handle, &["en"]).await;
            books.offers(counter.shop, advisor).await;
            books.among.push(advisor);
        }
        books
    }

    async fn opens(&self, shop: ShopId) {
        let set = self.desk.advice.set_booking_terms(shop, &terms()).await;
        set.expect("within bounds");
    }

    async fn offers(&self, shop: ShopId, advisor: AccountId) {
        let set = self
            .desk
            .advice
            .set_booking_offer(shop, advisor, true, Some(hours()), BTreeSet::new())
            .await;
        set.expect("within bounds");
    }

    fn wish(&self, holder: Holder, starts_at: &str) -> Book {
        Book {
            shop: self.desk.counter.shop,
            holder,
            starts_at: at(starts_at),
            advisor: None,
            name: "Eva".to_owned(),
            mail: format!("{}@example.org", holder.uuid()),
            locale: "en".to_owned(),
            language: "en".to_owned(),
            zone: "Europe/Madrid".to_owned(),
            topic: String::new(),
            subject: None,
            key: None,
        }
    }

    fn booking_by(&self, advice: &Advice, wish: Book) -> JoinHandle<Booked> {
        let (advice, among) = (advice.clone(), self.among.clone());
        tokio::spawn(async move { advice.book(wish, &among).await })
    }

    async fn booked(&self, holder: Holder, starts_at: &str) -> Booking {
        let wish = self.wish(holder, starts_at);
        let booked = self.desk.advice.book(wish, &self.among).await;
        booked.expect("it is free").0
    }

    fn change(&self, starts_at: &str) -> Change {
        Change {
            starts_at: at(starts_at),
            advisor: None,
            zone: None,
            by: Party::Shopper,
        }
    }

    async fn now(&self, booking: &Booking) -> Booking {
        let found = self.desk.advice.booking(booking.id).await.expect("an answer");
        found.expect("bookings stay")
    }

    /// The kinds of letters to shoppers there are, in their order.
    async fn told(&self, kind: MailKind) -> usize {
        let mails = self
            .desk
            .counter
            .commerce
            .mails(None, 500)
            .await
            .expect("readable");
        mails
            .iter()
            .filter(|mail| mail.kind == kind && mail.about.staff.is_none())
            .count()
    }

    /// What must always hold: nobody's time is given away twice.
    async fn check(&self) {
        let mut read = self.desk.advice.db.read().await.expect("a connection");
        let twice = fetch_all!(
            read,
            (uuid::Uuid,),
            "SELECT a.id FROM advice_bookings a JOIN advice_bookings b
                 ON b.advisor_id = a.advisor_id AND b.id <> a.id AND b.busy_from < a.busy_to AND a.busy_from < b.busy_to
             WHERE a.state = 'booked' AND b.state = 'booked'",
        );
        assert_eq!(twice.expect("a query"), [], "time that is given away twice");
    }

    async fn put_forward(&self, by: TimeDelta) {
        self.desk.counter.advance(by.to_std().expect("forward"));
    }
}

fn is_taken(booked: &Booked) -> bool {
    matches!(booked, Err(BookingError::Taken))
}

const TEN: &str = "2026-05-04T10:00:00Z";
const ELEVEN: &str = "2026-05-04T11:00:00Z";

on_both! {
    async fn two_shoppers_want_one_time_on_two_servers(counter: Counter) {
        let books = Books::of(counter, &["ana"]).await;
        // One has pressed; by the time it is heard the other one has it.
        let mut stop = counter.stops.at("bookings.book.begin");
        let late = books.booking_by(&books.desk.advice, books.wish(someone(), TEN));
        stop.reached().await;
        let (first, is_new) = books.other.book(books.wish(someone(), TEN), &books.among).await.expect("free");
        assert!(is_new && first.state == BookingState::Booked);
        stop.go();
        assert!(is_taken(&late.await.expect("no panic")));
        // Decided, but not committed: whoever comes now has to wait for it.
        let mut stop = counter.stops.at("bookings.book.commit");
        let first = books.booking_by(&books.desk.advice, books.wish(someone(), ELEVEN));
        stop.reached().await;
        let second = books.booking_by(&books.other, books.wish(someone(), ELEVEN));
        stop.go();
        let (first, second) = (first.await.expect("no panic"), second.await.expect("no panic"));
        assert!(first.is_ok() && is_taken(&second), "{second:?}");
        books.check().await;
    }

    async fn of_many_as_many_have_a_time_as_there_are_advisors(counter: Counter) {
        let books = Books::of(counter, &["ana", "ben"]).await;
        let servers = [&books.desk.advice, &books.other];
        let tries: Vec<_> = (0..12)
            .map(|number| books.booking_by(servers[number % 2], books.wish(someone(), TEN)))
            .collect();
        let mut with = BTreeSet::new();
        for tried in tries {
            match tried.await.expect("no panic") {
                Ok((booking, _)) => assert!(with.insert(booking.advisor_id), "each of them once"),
                refused => assert!(is_taken(&refused), "{refused:?}"),
            }
        }
        assert_eq!(with.len(), 2);
        books.check().await;
    }

    async fn whoever_has_the_fewest_that_day_is_chosen_and_the_pause_after_is_kept(counter: Counter) {
        let books = Books::of(counter, &["ana", "ben"]).await;
        let (first, second) = (books.booked(someone(), TEN).await, books.booked(someone(), ELEVEN).await);
        assert_ne!(first.advisor_id, second.advisor_id, "one each");
        // Another day begins anew.
        books.booked(someone(), "2026-05-05T10:00:00Z").await;
        let third = books.booked(someone(), "2026-05-04T12:00:00Z").await;
        let fourth = books.booked(someone(), "2026-05-04T13:00:00Z").await;
        assert_ne!(third.advisor_id, fourth.advisor_id);
        // Half an hour of talk and half an hour after it: no talk begins at half past.
        let half_past = books.wish(someone(), "2026-05-04T10:30:00Z");
        let refused = books.desk.advice.book(half_past, &books.among).await;
        assert!(matches!(refused, Err(BookingError::NotInHours)), "{refused:?}");
        books.check().await;
    }

    async fn what_is_free_keeps_notice_and_horizon_and_can_be_booked(counter: Counter) {
        let books = Books::of(counter, &["ana"]).await;
        let strict = Terms { notice_min: 24 * 60, ahead_days: 2, ..terms() };
        books.desk.advice.set_booking_terms(counter.shop, &strict).await.expect("within bounds");
        let now = counter.now();
        let range = (now - TimeDelta::days(1), now + TimeDelta::days(30));
        let free = books.desk.advice.free_slots(counter.shop, &books.among, None, None, range, None).await.expect("on");
        let starts: Vec<_> = free.iter().map(|free| free.starts_at).collect();
        // It is noon: five of tomorrow afternoon, and of the day after those until noon.
        let expected = (12..17).map(|hour| at(&format!("2026-05-02T{hour:02}:00:00Z")));
        let expected: Vec<_> = expected.chain((9..=12).map(|hour| at(&format!("2026-05-03T{hour:02}:00:00Z")))).collect();
        assert_eq!(starts, expected);
        for (starts_at, slug) in [("2026-05-02T11:00:00Z", "notice"), ("2026-05-03T13:00:00Z", "far")] {
            let refused = books.desk.advice.book(books.wish(someone(), starts_at), &books.among).await;
            let is_so = match slug {
                "notice" => matches!(refused, Err(BookingError::Notice(_))),
                _ => matches!(refused, Err(BookingError::TooFar(_))),
            };
            assert!(is_so, "{refused:?}");
        }
        for starts_at in starts {
            books.booked(someone(), &starts_at.to_rfc3339()).await;
        }
        let left = books.desk.advice.free_slots(counter.shop, &books.among, None, None, range, None).await.expect("on");
        assert_eq!(left, []);
        books.check().await;
    }

    async fn a_shopper_has_three_ahead_of_them_however_fast_they_are(counter: Counter) {
        let books = Books::of(counter, &["ana", "ben"]).await;
        let eva = someone();
        let tries: Vec<_> = (9..16)
            .map(|hour| books.booking_by(&books.desk.advice, books.wish(eva, &format!("2026-05-04T{hour:02}:00:00Z"))))
            .collect();
        let mut had = 0;
        for tried in tries {
            match tried.await.expect("no panic") {
                Ok(_) => had += 1,
                refused => assert!(matches!(refused, Err(BookingError::TooMany)), "{refused:?}"),
            }
        }
        assert_eq!(had, 3);
        // Another browser with the same address is the same person.
        let mut again = books.wish(someone(), "2026-05-05T09:00:00Z");
        again.mail = format!("{}@example.org", eva.uuid());
        let refused = books.desk.advice.book(again, &books.among).await;
        assert!(matches!(refused, Err(BookingError::TooMany)), "{refused:?}");
    }

    async fn a_request_that_comes_twice_at_once_is_one_booking(counter: Counter) {
        let books = Books::of(counter, &["ana", "ben"]).await;
        let mut wish = books.wish(someone(), TEN);
        wish.key = RequestKey::new("once", &TEN);
        let tries = [&books.desk.advice, &books.other].map(|server| books.booking_by(server, wish.clone()));
        let mut ids = BTreeSet::new();
        for tried in tries {
            ids.insert(tried.await.expect("no panic").expect("booked").0.id.0);
        }
        assert_eq!(ids.len(), 1);
        wish.key = RequestKey::new("once", &ELEVEN);
        let refused = books.desk.advice.book(wish, &books.among).await;
        assert!(matches!(refused, Err(BookingError::KeyReused)), "{refused:?}");
        assert_eq!(books.told(MailKind::BookingMade).await, 1);
    }

    async fn one_moves_to_a_time_while_another_books_it(counter: Counter) {
        let books = Books::of(counter, &["ana"]).await;
        let booked = books.booked(someone(), TEN).await;
        let mut stop = counter.stops.at("bookings.move.begin");
        let moving = {
            let (advice, among, change) = (books.desk.advice.clone(), books.among.clone(), books.change(ELEVEN));
            tokio::spawn(async move { advice.move_booking(booked.id, change, &among).await })
        };
        stop.reached().await;
        books.other.book(books.wish(someone(), ELEVEN), &books.among).await.expect("free");
        stop.go();
        let refused = moving.await.expect("no panic");
        assert!(matches!(refused, Err(BookingError::Taken)), "{refused:?}");
        let stays = books.now(&booked).await;
        assert_eq!((stays.starts_at, stays.sequence), (at(TEN), 0), "it stays where it was");
        // To a time that is free, and the one it had is another's.
        let moved = books.desk.advice.move_booking(booked.id, books.change("2026-05-04T12:00:00Z"), &books.among).await;
        let moved = moved.expect("free");
        assert_eq!((moved.id, moved.sequence, moved.starts_at), (booked.id, 1, at("2026-05-04T12:00:00Z")));
        books.booked(someone(), TEN).await;
        books.check().await;
    }

    async fn an_advisor_of_two_shops_is_booked_once(counter: Counter) {
        let books = Books::of(counter, &["ana"]).await;
        let dois = ShopId::new(&*counter.clock, &SystemEntropy);
        let mut tx = counter.commerce.db.begin().await.expect("a transaction");
        execute!(
            tx,
            "INSERT INTO shops (id, slug, name, story, created_at) VALUES ($1, 'dois', 'Dois', '', $2)",
            dois,
            counter.now(),
        )
        .expect("a shop");
        tx.commit().await.expect("a shop");
        books.opens(dois).await;
        books.offers(dois, books.among[0]).await;
        let here = books.wish(someone(), TEN);
        let mut there = books.wish(someone(), TEN);
        there.shop = dois;
        let tries = [here, there].map(|wish| books.booking_by(&books.desk.advice, wish));
        let mut had = 0;
        for tried in tries {
            let tried = tried.await.expect("no panic");
            assert!(tried.is_ok() || is_taken(&tried), "{tried:?}");
            had += usize::from(tried.is_ok());
        }
        assert_eq!(had, 1);
        books.check().await;
    }

    async fn each_is_reminded_once_of_each_also_by_two_servers(counter: Counter) {
        let books = Books::of(counter, &["ana", "ben"]).await;
        let remind = async || {
            let both = tokio::join!(books.desk.advice.remind_of_bookings(), books.other.remind_of_bookings());
            both.0.expect("done") + both.1.expect("done")
        };
        let kept = books.booked(someone(), TEN).await;
        let cancelled = books.booked(someone(), TEN).await;
        assert_eq!(remind().await, 0);
        // A day ahead, to the second.
        books.put_forward(at("2026-05-03T09:59:59Z") - counter.now()).await;
        assert_eq!(remind().await, 0);
        books.put_forward(TimeDelta::seconds(1)).await;
        assert_eq!(remind().await, 2);
        assert_eq!(remind().await, 0, "once each");
        // Who books later than that is not told that it is a day away.
        let late = books.booked(someone(), "2026-05-04T09:00:00Z").await;
        assert_eq!(remind().await, 0);
        books.put_forward(at("2026-05-04T08:00:00Z") - counter.now()).await;
        assert_eq!(remind().await, 1, "an hour before");
        books.desk.advice.cancel_booking(cancelled.id, Party::Shopper).await.expect("open");
        // Stopped after it was taken, and never committed: as where a server dies.
        books.put_forward(at("2026-05-04T09:00:00Z") - counter.now()).await;
        let mut stop = counter.stops.at("bookings.remind.taken");
        let dies = {
            let advice = books.desk.advice.clone();
            tokio::spawn(async move { advice.remind_of_bookings().await })
        };
        stop.reached().await;
        dies.abort();
        assert!(dies.await.is_err_and(|error| error.is_cancelled()));
        drop(stop);
        assert_eq!(remind().await, 1, "the one at ten, and not the cancelled one");
        assert_eq!(books.told(MailKind::BookingSoon).await, 4);
        // Moved, it is told anew.
        let moved = books.desk.advice.move_booking(late.id, books.change("2026-05-06T10:00:00Z"), &books.among).await;
        moved.expect("free");
        books.put_forward(TimeDelta::hours(2)).await;
        assert_eq!(remind().await, 0, "not of the time it had");
        books.put_forward(at("2026-05-05T10:00:00Z") - counter.now()).await;
        assert_eq!(remind().await, 1);
        // Where nobody was there to tell it in time it is told once, and not too late.
        books.put_forward(at("2026-05-06T09:30:00Z") - counter.now()).await;
        assert_eq!(remind().await, 1);
        books.put_forward(TimeDelta::days(1)).await;
        assert_eq!(remind().await, 0);
        assert_eq!(books.now(&kept).await.state, BookingState::Booked, "settling is another chore");
    }

    async fn who_comes_is_kept_and_who_does_not_has_missed_it(counter: Counter) {
        let books = Books::of(counter, &["ana"]).await;
        let ana = books.among[0];
        let (eva, tom) = (someone(), someone());
        let (comes, stays_away) = (books.booked(eva, TEN).await, books.booked(tom, ELEVEN).await);
        books.put_forward(at("2026-05-04T09:49:59Z") - counter.now()).await;
        let early = books.desk.advice.here(comes.id, eva, None).await;
        assert!(matches!(early, Err(advisor::bookings::HereError::Early { .. })), "{early:?}");
        books.put_forward(TimeDelta::seconds(1)).await;
        books.desk.turns(ana, advisor::advisors::Availability::On, &["en"]).await;
        // Somebody who walked in before waits behind them, and rings elsewhere first.
        let walked_in = books.desk.asked().await;
        let (here, ticket) = books.desk.advice.here(comes.id, eva, None).await.expect("it is time");
        let (again, same) = books.other.here(comes.id, eva, None).await.expect("it is time");
        assert_eq!((here.here_at.is_some(), same.id, again.here_at), (true, ticket.id, here.here_at));
        assert_eq!((ticket.booking_id, ticket.for_advisor), (Some(comes.id.0), Some(ana)));
        assert_eq!(books.desk.waiting().await, [ticket.id, walked_in.id]);
        assert_eq!(books.desk.advice.settle_bookings().await.expect("done"), 0, "not yet");
        let session = books.desk.advice.accept(ticket.id, ana).await.expect("she takes it");
        let of_session = books.desk.advice.booking_of_session(session.id).await.expect("an answer");
        assert_eq!(of_session.map(|booking| booking.id), Some(comes.id));
        assert_eq!(books.desk.advice.settle_bookings().await.expect("done"), 1);
        assert_eq!(books.now(&comes).await.state, BookingState::Kept);
        books.put_forward(at("2026-05-04T11:14:59Z") - counter.now()).await;
        assert_eq!(books.desk.advice.settle_bookings().await.expect("done"), 0);
        books.put_forward(TimeDelta::seconds(1)).await;
        assert_eq!(books.desk.advice.settle_bookings().await.expect("done"), 1);
        assert_eq!(books.now(&stays_away).await.state, BookingState::Missed);
        let late = books.desk.advice.here(stays_away.id, tom, None).await;
        assert!(matches!(late, Err(advisor::bookings::HereError::Over)), "{late:?}");
        let over = books.desk.advice.cancel_booking(comes.id, Party::Shopper).await;
        assert!(matches!(over, Err(BookingError::Over)), "{over:?}");
    }

    async fn moved_while_its_shopper_is_in_line_it_stays_ahead_whoever_takes_them(counter: Counter) {
        let books = Books::of(counter, &["ana", "ben"]).await;
        let eva = someone();
        let booked = books.booked(eva, TEN).await;
        let other = books.among.iter().copied().find(|&account| account != booked.advisor_id).expect("two");
        books.put_forward(at("2026-05-04T09:55:00Z") - counter.now()).await;
        books.desk.turns(other, advisor::advisors::Availability::On, &["en"]).await;
        let (_, ticket) = books.desk.advice.here(booked.id, eva, None).await.expect("it is time");
        assert_eq!(books.desk.rings().await, [(ticket.id, vec![other])], "whom it is with is not there");
        let change = Change { by: Party::Shop, ..books.change("2026-05-05T10:00:00Z") };
        let moved = books.desk.advice.move_booking(booked.id, change, &books.among).await.expect("free");
        assert_eq!((moved.here_at, moved.ticket_id), (None, None));
        let waits = books.desk.advice.ticket(ticket.id).await.expect("an answer").expect("in line");
        assert_eq!((waits.booking_id, waits.for_advisor), (None, None), "as somebody who walked in");
        books.desk.advice.accept(ticket.id, other).await.expect("it rings there");
        assert_eq!(books.desk.advice.settle_bookings().await.expect("done"), 0);
        let now = books.now(&booked).await;
        assert_eq!((now.state, now.starts_at, now.ticket_id), (BookingState::Booked, at("2026-05-05T10:00:00Z"), None));
        books.check().await;
    }

    async fn cancelled_while_its_shopper_comes_nobody_is_in_line_for_it(counter: Counter) {
        let books = Books::of(counter, &["ana"]).await;
        let (eva, tom) = (someone(), someone());
        let (booked, second) = (books.booked(eva, TEN).await, books.booked(tom, ELEVEN).await);
        books.put_forward(at("2026-05-04T09:55:00Z") - counter.now()).await;
        books.desk.turns(books.among[0], advisor::advisors::Availability::On, &["en"]).await;
        let mut stop = counter.stops.at("bookings.here.asked");
        let coming = {
            let advice = books.desk.advice.clone();
            tokio::spawn(async move { advice.here(booked.id, eva, None).await })
        };
        stop.reached().await;
        books.other.cancel_booking(booked.id, Party::Shop).await.expect("open");
        stop.go();
        let late = coming.await.expect("no panic");
        assert!(matches!(late, Err(advisor::bookings::HereError::Over)), "{late:?}");
        assert!(books.desk.waiting().await.is_empty(), "nobody is to ring for it");
        // Cancelled once they wait, they go on as somebody who walked in.
        books.put_forward(at("2026-05-04T10:55:00Z") - counter.now()).await;
        books.desk.seen(&books.among).await;
        let (_, ticket) = books.other.here(second.id, tom, None).await.expect("it is time");
        books.desk.advice.cancel_booking(second.id, Party::Shop).await.expect("open");
        let waits = books.desk.advice.ticket(ticket.id).await.expect("an answer").expect("in line");
        assert_eq!((waits.booking_id, waits.for_advisor), (None, None));
        assert_eq!(books.desk.waiting().await, [ticket.id]);
    }

    async fn a_list_goes_on_behind_any_of_it_and_can_leave_out_what_is_cancelled(counter: Counter) {
        let books = Books::of(counter, &["ana", "ben"]).await;
        let first = books.booked(someone(), TEN).await;
        books.booked(someone(), TEN).await;
        books.booked(someone(), ELEVEN).await;
        let all = Within {
            advisor: None,
            from: counter.now(),
            to: counter.now() + TimeDelta::days(30),
            after: None,
            with_cancelled: true,
        };
        let list = async |within| books.desk.advice.bookings(counter.shop, within).await.expect("an answer");
        let listed = list(all).await;
        assert_eq!(listed.len(), 3);
        for (number, one) in listed.iter().enumerate() {
            let rest = list(Within { after: Some((one.starts_at, one.id)), ..all }).await;
            assert_eq!(rest, &listed[number + 1..], "behind the one of {}", one.starts_at);
        }
        books.desk.advice.cancel_booking(first.id, Party::Shopper).await.expect("open");
        assert_eq!(list(all).await.len(), 3);
        let left = list(Within { with_cancelled: false, ..all }).await;
        assert!(left.len() == 2 && left.iter().all(|booking| booking.id != first.id), "{left:?}");
    }

    async fn walk_ins_make_way_for_a_booking_that_is_near(counter: Counter) {
        let books = Books::of(counter, &["ana", "ben"]).await;
        let booked = books.booked(someone(), TEN).await;
        books.put_forward(at("2026-05-04T09:56:00Z") - counter.now()).await;
        for &advisor in &books.among {
            books.desk.turns(advisor, advisor::advisors::Availability::On, &["en"]).await;
        }
        let other = books.among.iter().copied().find(|&account| account != booked.advisor_id).expect("two");
        let walked_in = books.desk.asked().await;
        counter.advance(Duration::from_secs(20));
        books.desk.seen(&books.among).await;
        assert_eq!(books.desk.rings().await, [(walked_in.id, vec![other])], "however wide it rings");
        books.desk.turns(other, advisor::advisors::Availability::Off, &["en"]).await;
        assert_eq!(books.desk.rings().await, [(walked_in.id, vec![booked.advisor_id])], "nobody else is there");
    }

    async fn what_a_guest_booked_is_the_accounts_once_they_sign_in(counter: Counter) {
        let books = Books::of(counter, &["ana"]).await;
        let guest = someone();
        let booked = books.booked(guest, TEN).await;
        let eva = books.desk.account("eva").await;
        books.desk.advice.hand_over(GuestId(guest.uuid()), eva).await.expect("handed over");
        let now = books.now(&booked).await;
        assert_eq!((now.holder, now.account_id), (eva.0, Some(eva)));
    }

    async fn whose_it_was_is_forgotten_a_month_later(counter: Counter) {
        let books = Books::of(counter, &["ana"]).await;
        let booked = books.booked(someone(), TEN).await;
        books.put_forward(booked.ends_at + TimeDelta::days(30) - TimeDelta::seconds(1) - counter.now()).await;
        assert_eq!(books.desk.advice.forget_bookings().await.expect("done"), 0);
        books.put_forward(TimeDelta::seconds(1)).await;
        assert_eq!(books.desk.advice.forget_bookings().await.expect("done"), 1);
        let now = books.now(&booked).await;
        assert_eq!((now.name.as_str(), now.mail.as_str()), ("", ""));
        assert_ne!(now.holder, booked.holder);
        assert_eq!(books.desk.advice.forget_bookings().await.expect("done"), 0);
    }
}
