//! A desk's figures, each held against what was worked out by hand.

use std::time::Duration;

use advisor::desks::Desk as Settings;
use advisor::figures::{Figures, Period, Sums};
use advisor::hours::{Hours, Span, Week};
use advisor::sessions::{EndedBy, Session};
use kit::{Counter, Method, on_both, someone};
use model::{AccountId, Clock, Currency, Holder, ManualClock, Money, SystemEntropy, VariantId};
use people::accounts::ProfileEdit;
use serde_json::{Value, json};
use shop::checkouts::PayWish;
use store::execute;
use uuid::Uuid;

use crate::advice_desk::Desk;
use crate::advice_pair::{Pair, advisor};

/// Puts the counter's clock forward to that moment.
fn go_to(counter: &Counter, moment: &str) {
    let ahead = ManualClock::at(moment).now() - counter.now();
    counter.advance(ahead.to_std().expect("time goes forward"));
}

/// Someone asks at the first moment, `advisor` accepts at the second, and at the third it
/// is over.
async fn talk(
    desk: &Desk<'_>,
    advisor: AccountId,
    holder: Holder,
    [asks, accepts, ends]: [&str; 3],
) -> Session {
    go_to(desk.counter, asks);
    let (ticket, _) = desk.advice.ask(desk.wish(holder)).await.expect("it is open");
    go_to(desk.counter, accepts);
    let session = desk.advice.accept(ticket.id, advisor).await.expect("free");
    go_to(desk.counter, ends);
    let ended = desk.advice.end_session(session.id, EndedBy::Shopper).await;
    ended.expect("it was open")
}

/// Buys one unit at 39.00, at that moment.
async fn buys(counter: &Counter, variant: VariantId, holder: Holder, moment: &str) {
    go_to(counter, moment);
    let checkout = counter.checkout(variant, holder).await;
    let wish = PayWish {
        total: Money::new(3_900, Currency::EUR),
        method: json!({ "card": "4242424242424242" }),
        key: None,
        return_url: String::new(),
        description: "Casa".to_owned(),
    };
    let paid = counter.commerce.pay(checkout.id, holder, wish).await;
    assert!(paid.expect("paid").order.is_some());
}

/// The desk is open day and night, by the clock of Madrid.
async fn is_in_madrid(desk: &Desk<'_>) {
    let day = vec![Span::parse("00:00", "24:00").expect("hours")];
    let week = Week::new(vec![day; 7]).expect("a week");
    let settings = Settings {
        hours: Hours::new("Europe/Madrid", week).expect("a zone"),
        is_on: true,
    };
    let set = desk.advice.set_desk(desk.counter.shop, &settings).await;
    set.expect("stored");
}

async fn figures(desk: &Desk<'_>, advisor: Option<AccountId>, period: Period) -> Figures {
    let figures = desk.advice.desk_figures(desk.counter.shop, advisor, period).await;
    figures.expect("an answer")
}

/// The days or weeks in which anything happened.
fn eventful(figures: &Figures) -> Vec<(String, Sums)> {
    let parts = figures.parts.iter();
    let eventful = parts.filter(|part| part.sums != Sums::default());
    eventful.map(|part| (part.first.to_string(), part.sums)).collect()
}

/// A day with one talk in it.
fn one_talk(wait_s: u64, length_s: u64) -> Sums {
    Sums {
        talks: 1,
        wait_median_s: Some(wait_s),
        wait_p90_s: Some(wait_s),
        length_median_s: Some(length_s),
        ..Sums::default()
    }
}

on_both! {
    async fn without_a_talk_there_are_no_figures_and_with_one_they_are_its_own(counter: Counter) {
        let desk = Desk::of(counter);
        let ben = desk.advisor("ben", &["en"]).await;
        let none = figures(&desk, None, Period::Week).await;
        assert_eq!((none.whole, none.parts.len(), none.is_partial), (Sums::default(), 7, false));
        assert_eq!(none.whole.conversion_per_mille(), None);
        assert_eq!((none.whole.basket(), none.whole.rating_hundredths()), (None, None));
        assert!(none.advisors.is_empty());

        let times = ["2026-05-01T12:00:10Z", "2026-05-01T12:01:25Z", "2026-05-01T12:11:26Z"];
        talk(&desk, ben, someone(), times).await;
        let one = figures(&desk, None, Period::Week).await;
        assert_eq!(one.whole, one_talk(75, 601));
        assert_eq!(one.whole.conversion_per_mille(), Some(0));
        assert_eq!(eventful(&one), [("2026-05-01".to_owned(), one_talk(75, 601))]);
        assert_eq!(one.advisors, [(ben, one_talk(75, 601))]);
    }

    async fn talks_count_where_they_began_by_the_clock_on_the_wall_across_a_change_of_it(counter: Counter) {
        let desk = Desk::of(counter);
        is_in_madrid(&desk).await;
        let ben = desk.advisor("ben", &["en"]).await;
        let ida = desk.advisor("ida", &["en"]).await;
        let bowl = counter.variant(9).await;
        let (eva, tom, uma) = (someone(), someone(), someone());
        // 23:50 on the 24th, in summer time, to 00:10 on the 25th.
        let times = ["2026-10-24T21:49:30Z", "2026-10-24T21:50:00Z", "2026-10-24T22:10:00Z"];
        let first = talk(&desk, ben, eva, times).await;
        desk.advice.rate(&first, 4, "").await.expect("rated");
        // Within a day of its end.
        buys(counter, bowl, eva, "2026-10-25T22:09:00Z").await;
        // And after it.
        buys(counter, bowl, eva, "2026-10-25T22:11:00Z").await;
        // 23:59 on the 25th, which had 25 hours.
        let times = ["2026-10-25T22:57:30Z", "2026-10-25T22:59:00Z", "2026-10-25T23:00:00Z"];
        talk(&desk, ida, tom, times).await;
        // 00:01 on the 26th; its shopper buys in it.
        go_to(counter, "2026-10-25T23:00:30Z");
        let (ticket, _) = desk.advice.ask(desk.wish(uma)).await.expect("it is open");
        go_to(counter, "2026-10-25T23:01:30Z");
        let session = desk.advice.accept(ticket.id, ben).await.expect("free");
        buys(counter, bowl, uma, "2026-10-25T23:05:00Z").await;
        go_to(counter, "2026-10-25T23:11:30Z");
        let third = desk.advice.end_session(session.id, EndedBy::Advisor).await.expect("open");
        desk.advice.rate(&third, 5, "").await.expect("rated");
        // Someone leaves unanswered.
        let (gone, _) = desk.advice.ask(desk.wish(someone())).await.expect("it is open");
        desk.advice.leave(gone.id).await.expect("left");

        let told = figures(&desk, None, Period::Week).await;
        let whole = Sums {
            talks: 3,
            wait_median_s: Some(60),
            wait_p90_s: Some(90),
            length_median_s: Some(600),
            sold: 2,
            orders: 2,
            revenue: 7_800,
            ratings: 2,
            stars: 9,
            missed: 1,
            ..Sums::default()
        };
        assert_eq!(told.whole, whole);
        assert_eq!(told.whole.conversion_per_mille(), Some(667));
        assert_eq!(told.whole.basket(), Some(3_900));
        assert_eq!(told.whole.rating_hundredths(), Some(450));
        let sold = |sums: Sums, stars| Sums { sold: 1, orders: 1, revenue: 3_900, ratings: 1, stars, ..sums };
        let days = [
            ("2026-10-24".to_owned(), sold(one_talk(30, 1_200), 4)),
            ("2026-10-25".to_owned(), one_talk(90, 60)),
            ("2026-10-26".to_owned(), Sums { missed: 1, ..sold(one_talk(60, 600), 5) }),
        ];
        assert_eq!(eventful(&told), days);
        assert_eq!(told.parts.last().map(|part| part.first.to_string()).as_deref(), Some("2026-10-26"));

        // Of those who had two talks, with nobody else's in them.
        let own = figures(&desk, Some(ben), Period::Week).await;
        let bens = Sums {
            talks: 2,
            wait_median_s: Some(45),
            wait_p90_s: Some(60),
            length_median_s: Some(900),
            missed: 0,
            ..whole
        };
        assert_eq!((own.whole, own.advisors), (bens, vec![]));
        assert_eq!(told.advisors, [(ben, bens), (ida, one_talk(90, 60))]);

        // Weeks begin on Mondays: the 26th is one.
        let weeks = figures(&desk, None, Period::Quarter).await;
        let firsts: Vec<_> = eventful(&weeks).into_iter().map(|(first, sums)| (first, sums.talks)).collect();
        assert_eq!(firsts, [("2026-10-19".to_owned(), 2), ("2026-10-26".to_owned(), 1)]);
        assert_eq!(weeks.whole, whole);

        // A week later the first of them is out of it.
        go_to(counter, "2026-10-30T23:30:00Z");
        assert_eq!(figures(&desk, None, Period::Week).await.whole.talks, 2);
        go_to(counter, "2026-11-02T12:00:00Z");
        assert_eq!(figures(&desk, None, Period::Week).await.whole, Sums::default());
    }

    async fn a_talk_whose_advisor_was_lost_is_none_and_its_shopper_waits_once(counter: Counter) {
        let desk = Desk::of(counter);
        let (ben, ida) = (desk.advisor("ben", &["en"]).await, desk.advisor("ida", &["en"]).await);
        let eva = someone();
        go_to(counter, "2026-05-01T12:00:10Z");
        let (ticket, _) = desk.advice.ask(desk.wish(eva)).await.expect("it is open");
        let up_since = counter.now();
        go_to(counter, "2026-05-01T12:00:20Z");
        desk.advice.accept(ticket.id, ben).await.expect("free");
        go_to(counter, "2026-05-01T12:00:40Z");
        desk.advice.do_chores(up_since).await;
        desk.advice.accept(ticket.id, ida).await.expect("in line again");
        go_to(counter, "2026-05-01T12:01:40Z");
        desk.advice.leave(ticket.id).await.expect("over");
        let told = figures(&desk, None, Period::Week).await;
        assert_eq!(told.whole, one_talk(10, 60));
        desk.check().await;
    }
}

/// A booking with `advisor` that begins now, and is over as `state` says.
async fn booked(desk: &Desk<'_>, advisor: AccountId, state: &str) -> Uuid {
    let (counter, id) = (
        desk.counter,
        AccountId::new(&*desk.counter.clock, &SystemEntropy).0,
    );
    let mut tx = desk.advice.db.begin().await.expect("a transaction");
    execute!(
        tx,
        "INSERT INTO advice_bookings
             (id, shop_id, advisor_id, holder, name, mail, locale, language, zone, topic, product_name, starts_at,
              ends_at, busy_from, busy_to, state, sequence, made_at, changed_at, note, prepared)
         VALUES ($1, $2, $3, $1, 'Eva', '', 'en', 'en', 'UTC', '', '', $4, $4, $4, $4, $5, 0, $4, $4, '', '[]')",
        id,
        counter.shop,
        advisor,
        counter.now(),
        state,
    )
    .expect("a booking");
    tx.commit().await.expect("a booking");
    counter.advance(Duration::from_secs(1));
    id
}

on_both! {
    async fn bookings_count_as_kept_or_missed_and_nobody_waits_for_their_own(counter: Counter) {
        let desk = Desk::of(counter);
        let (ben, ida) = (desk.advisor("ben", &["en"]).await, desk.advisor("ida", &["en"]).await);
        let mut booking = None;
        for (advisor, state) in [(ben, "missed"), (ida, "kept"), (ben, "cancelled"), (ben, "booked"), (ben, "kept")] {
            booking = Some(booked(&desk, advisor, state).await);
        }
        desk.seen(&[ben]).await;
        let mut ask = desk.wish(someone());
        ask.booking = booking;
        let (ticket, _) = desk.advice.ask(ask).await.expect("it is booked");
        counter.advance(Duration::from_secs(40));
        let session = desk.advice.accept(ticket.id, ben).await.expect("free");
        counter.advance(Duration::from_secs(60));
        desk.advice.end_session(session.id, EndedBy::Advisor).await.expect("open");
        let told = figures(&desk, None, Period::Month).await;
        let kept = |talks: Sums, bookings_kept, bookings_missed| Sums { bookings_kept, bookings_missed, ..talks };
        let talk = Sums { wait_median_s: None, wait_p90_s: None, ..one_talk(0, 60) };
        assert_eq!(told.whole, kept(talk, 2, 1));
        assert_eq!(told.advisors, [(ben, kept(talk, 1, 1)), (ida, kept(Sums::default(), 1, 0))]);
    }
}

async fn read(person: &kit::Browser, rest: &str) -> kit::Answer {
    let path = format!("/shops/casa/advice/figures{rest}");
    person.api(Method::GET, &path).send().await
}

fn talks(answer: &kit::Answer) -> (Value, Value) {
    let told = answer.json();
    (told["own"].clone(), told["whole"]["talks"].clone())
}

on_both! {
    async fn an_owner_reads_all_an_advisor_their_own_and_nobody_else_any(kit) {
        let pair = Pair::meet(kit).await;
        let gil = advisor(kit, &pair.shop, "gil").await;
        let other = kit.sign_up("otto").await;
        other.open_shop("otherwise").await;
        pair.end().await;
        assert_eq!(talks(&read(&pair.shop.owner, "").await.expect(200)), (json!(false), json!(1)));
        assert_eq!(talks(&read(&pair.advisor, "?days=7").await.expect(200)), (json!(true), json!(1)));
        assert_eq!(talks(&read(&gil, "?days=90").await.expect(200)), (json!(true), json!(0)));
        for rest in ["", ".csv"] {
            read(&other, rest).await.expect(403);
            read(&kit.guest(), rest).await.expect(401);
            read(&pair.advisor, &format!("{rest}?days=8")).await.expect(422);
        }
        let told = read(&pair.shop.owner, "?days=30").await.expect(200).json();
        assert_eq!(told["parts"].as_array().map(Vec::len), Some(30));
        assert_eq!(told["advisors"][0]["advisor"]["handle"], "ben");
        let page = "/studio/shops/casa/advice/figures?days=nonsense";
        pair.shop.owner.get(page).await.expect(200);
        assert_eq!(other.get(page).await.status, 403);
    }

    async fn a_name_in_the_file_is_no_formula(kit) {
        let pair = Pair::meet(kit).await;
        let edit = ProfileEdit {
            name: "=SUM(1+1)".to_owned(),
            bio: String::new(),
            locale: String::new(),
            avatar: None,
        };
        kit.app().people.edit_profile(pair.advisor.id, edit).await.expect("a name like any other");
        let file = read(&pair.shop.owner, ".csv?days=7").await.expect(200);
        assert!(file.header("content-type").starts_with("text/csv"));
        let rows: Vec<_> = file.text().lines().collect();
        // The headings, seven days, one advisor.
        assert_eq!(rows.len(), 9, "{rows:?}");
        assert!(rows[8].contains(",'=SUM(1+1),1,"), "{}", rows[8]);
    }
}
