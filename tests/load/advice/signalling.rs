//! Many sessions at the same time, without media: everybody does each step at the same
//! moment, as after an opening that was announced.

use std::sync::Arc;
use std::time::Duration;

use media::client::{ClientOptions, Publisher, Watcher};
use model::SystemEntropy;
use tokio::sync::Semaphore;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until};

use super::Options;
use super::figures::{Meter, Used, print_times, print_values};
use super::house::{House, Pair};
use super::line::{Ears, Line};
use super::person::Person;
use crate::times::{Times, rate};
use crate::{Outcome, proc};

/// Sessions whose media is being arranged at one time: a server holds 64 publishers
/// that have yet to connect, and these never do.
const ARRANGING: usize = 24;
/// What people write, in bytes.
const LENGTH: usize = 60;
/// A person's microphone is turned off or on again with one message in so many.
const SHOWS_EVERY: usize = 4;
/// The page of a talk asks how its session stands so often.
const LOOKS_EVERY: Duration = Duration::from_secs(20);
/// For the last of what was said to arrive.
const DRAIN: Duration = Duration::from_secs(2);
/// Empty requests of each.
const EMPTY: usize = 20;

/// Two people in a session, each with a line.
#[derive(Debug)]
struct Talk {
    pair: Pair,
    session: String,
    /// The shopper's and the advisor's.
    lines: [Line; 2],
}

/// What one run gave.
#[derive(Debug)]
struct Run {
    asked: Times,
    desk: Times,
    ticket: Times,
    accepted: Times,
    welcomed: Times,
    whip: Times,
    whep: Times,
    stored: Times,
    heard: Times,
    ended: Times,
    /// From asking to the last answer about media.
    together: Used,
    silence: Used,
    talk: Used,
    end: Used,
    /// Messages in a second.
    said: f64,
    /// The server's, more than before the first run, in bytes.
    memory: u64,
    /// Messages refused, numbers missing or twice.
    faults: [usize; 2],
}

/// A step, and what it took.
type Timed = (&'static str, fn(&Run) -> &Times);
/// A stretch, and what it cost.
type Metered = (&'static str, fn(&Run) -> Used);

/// What everybody offers: these are never connected.
#[derive(Debug, Clone)]
struct Offers {
    whip: String,
    whep: String,
}

/// Lets all do something at the same moment: what came of it, in their order, and how
/// long each took.
async fn at_once<T: Send + 'static>(
    tasks: impl Iterator<Item = impl Future<Output = Outcome<T>> + Send + 'static>,
) -> Outcome<(Vec<T>, Times)> {
    let running: Vec<_> = tasks
        .map(|task| {
            tokio::spawn(async move {
                let start = Instant::now();
                let came = task.await?;
                Outcome::Ok((came, start.elapsed()))
            })
        })
        .collect();
    let (mut all, mut took) = (Vec::new(), Vec::new());
    for task in running {
        let (came, time) = task.await??;
        all.push(came);
        took.push(time);
    }
    Ok((all, took.into()))
}

pub(super) async fn run(house: &House, sessions: usize, options: &Options) -> Outcome<()> {
    println!(
        "signalling: {sessions} sessions at the same time, a message of each person every {} s, {} runs; \
         median of the runs (lowest-highest)",
        options.pause, options.runs
    );
    let meter = Meter::start(&house.server)?;
    sleep(options.stretch()).await;
    let idle = meter.read()?;
    let empty = empty_requests(&house.pairs(sessions)?).await?;
    let offers = Offers::new().await?;
    let memory = proc::resident(house.server.pid()?)?;
    let mut runs = Vec::new();
    for _ in 0..options.runs {
        let mut run = measure(house, &house.pairs(sessions)?, &offers, options).await?;
        run.memory = run.memory.saturating_sub(memory);
        runs.push(run);
    }
    print(&runs, sessions, options, idle, &empty);
    Ok(())
}

/// What a round trip takes that costs the server the least, with everybody asking.
async fn empty_requests(pairs: &[Pair]) -> Outcome<Times> {
    let asking = pairs.iter().flat_map(Pair::both).map(|person| async move {
        let mut took = Vec::new();
        for _ in 0..EMPTY {
            let start = Instant::now();
            person.get("/healthz").await?;
            took.push(start.elapsed());
        }
        Outcome::Ok(took)
    });
    let (took, _) = at_once(asking).await?;
    Ok(took.concat().into())
}

impl Offers {
    async fn new() -> Outcome<Self> {
        let options = ClientOptions::default();
        let publisher = Publisher::new(&options, &SystemEntropy).await?;
        let watcher = Watcher::new(&options).await?;
        Ok(Self {
            whip: publisher.offer().to_owned(),
            whep: watcher.offer().to_owned(),
        })
    }
}

async fn measure(house: &House, pairs: &[Pair], offers: &Offers, options: &Options) -> Outcome<Run> {
    let all = || pairs.iter().cloned();
    at_once(all().map(|pair| async move { pair.turns_on().await })).await?;
    let meter = Meter::start(&house.server)?;
    let (tickets, asked) = at_once(all().map(|pair| async move { pair.asks().await })).await?;
    // Everybody waits by now.
    let (_, desk) = at_once(all().map(|pair| async move { pair.looks_at_desk().await })).await?;
    let waiting = || all().zip(tickets.clone());
    let looking = waiting().map(|(pair, ticket)| async move { pair.looks_at_ticket(&ticket).await });
    let (_, ticket) = at_once(looking).await?;
    let accepting = waiting().map(|(pair, ticket)| async move { pair.accepts(&ticket).await });
    let (sessions, accepted) = at_once(accepting).await?;
    let ears = Ears::new();
    let (talks, welcomed) = open(pairs, &sessions, &ears).await?;
    let [whip, whep] = arrange(&talks, offers).await?;
    let together = meter.read()?;

    let meter = Meter::start(&house.server)?;
    attend(&talks, options.stretch(), None).await?;
    let silence = meter.read()?;

    let (meter, start) = (Meter::start(&house.server)?, Instant::now());
    let pause = Duration::from_secs(options.pause.into());
    let said = attend(&talks, options.stretch(), Some(pause)).await?;
    let (talk, said) = (meter.read()?, rate(said, start.elapsed()));
    sleep(DRAIN).await;
    let [stored, heard] = ears.take();
    let memory = proc::resident(house.server.pid()?)?;

    let meter = Meter::start(&house.server)?;
    let (ended, _) = at_once(talks.into_iter().map(Talk::end)).await?;
    let end = meter.read()?;
    Ok(Run {
        asked,
        desk,
        ticket,
        accepted,
        welcomed,
        whip,
        whep,
        stored,
        heard,
        ended: ended.into(),
        together,
        silence,
        talk,
        end,
        said,
        memory,
        faults: ears.faults(),
    })
}

/// A line for everybody, all at once; what it takes up to the welcome.
async fn open(pairs: &[Pair], sessions: &[String], ears: &Arc<Ears>) -> Outcome<(Vec<Talk>, Times)> {
    let opening = pairs.iter().zip(sessions).flat_map(|(pair, session)| {
        pair.both().map(|person| {
            let (session, ears) = (session.clone(), ears.clone());
            async move { Line::open(&person, &session, &ears).await }
        })
    });
    let (lines, welcomed) = at_once(opening).await?;
    let mut lines = lines.into_iter();
    let mut talks = Vec::with_capacity(pairs.len());
    for (pair, session) in pairs.iter().zip(sessions) {
        let (Some(shopper), Some(advisor)) = (lines.next(), lines.next()) else {
            return Err("there are not as many lines as people".into());
        };
        talks.push(Talk {
            pair: pair.clone(),
            session: session.clone(),
            lines: [shopper, advisor],
        });
    }
    Ok((talks, welcomed))
}

/// Everybody's offers are answered, and what they made is closed again; how long the
/// answers took, about publishing and about watching.
async fn arrange(talks: &[Talk], offers: &Offers) -> Outcome<[Times; 2]> {
    let places = Arc::new(Semaphore::new(ARRANGING));
    let arranging = talks.iter().map(|talk| {
        let (pair, session) = (talk.pair.clone(), talk.session.clone());
        let (offers, places) = (offers.clone(), places.clone());
        async move {
            let _place = places.acquire().await?;
            let (mut took, mut made) = ([Vec::new(), Vec::new()], Vec::new());
            for (kind, (endpoint, offer)) in [("whip", &offers.whip), ("whep", &offers.whep)]
                .iter()
                .enumerate()
            {
                for person in pair.both() {
                    let path = format!("/{endpoint}/advice/{session}");
                    let start = Instant::now();
                    let answered = person.offer(&path, None, (*offer).clone()).await?;
                    took[kind].push(start.elapsed());
                    made.push((person, answered.resource));
                }
            }
            // Those who watch first: with a stream all that watch it are gone.
            for (person, resource) in made.iter().rev() {
                person.close(resource).await?;
            }
            Outcome::Ok(took)
        }
    });
    let (took, _) = at_once(arranging).await?;
    let of = |kind: usize| {
        took.iter()
            .flat_map(|took| took[kind].clone())
            .collect::<Vec<_>>()
    };
    Ok([of(0).into(), of(1).into()])
}

/// Everybody is there for so long, and says something after every `pause`; how much
/// was said.
async fn attend(talks: &[Talk], length: Duration, pause: Option<Duration>) -> Outcome<usize> {
    let people = u32::try_from(talks.len() * 2)?;
    let attending = talks.iter().zip(0u32..).flat_map(|(talk, number)| {
        let share = move |side: u32| f64::from(number * 2 + side) / f64::from(people);
        [
            talk.attends(0, share(0), length, pause),
            talk.attends(1, share(1), length, pause),
        ]
    });
    let said = futures_util::future::try_join_all(attending).await?;
    Ok(said.into_iter().sum())
}

impl Talk {
    fn person(&self, side: usize) -> &Person {
        if side == 0 {
            &self.pair.shopper
        } else {
            &self.pair.advisor
        }
    }

    /// What the page of one of the two does. People begin one after the other: `share`
    /// of the way through the first pause.
    async fn attends(
        &self,
        side: usize,
        share: f64,
        length: Duration,
        pause: Option<Duration>,
    ) -> Outcome<usize> {
        let start = Instant::now();
        let from = |every: Duration| {
            let mut turns = interval_at(start + every.mul_f64(share), every);
            turns.set_missed_tick_behavior(MissedTickBehavior::Burst);
            turns
        };
        let mut looks = from(LOOKS_EVERY);
        let mut says = from(pause.unwrap_or(LOOKS_EVERY));
        let mut said = 0;
        loop {
            tokio::select! {
                () = sleep_until(start + length) => return Ok(said),
                _ = says.tick(), if pause.is_some() => {
                    self.lines[side].say(LENGTH).await?;
                    said += 1;
                    if said % SHOWS_EVERY == 0 {
                        self.lines[side].show(said % (2 * SHOWS_EVERY) == 0).await?;
                    }
                }
                _ = looks.tick() => {
                    let path = format!("/api/v1/advice/sessions/{}", self.session);
                    self.person(side).get(&path).await?;
                }
            }
        }
    }

    /// The shopper ends it; how long it takes until the advisor is told.
    async fn end(self) -> Outcome<Duration> {
        let [shopper, advisor] = self.lines;
        let start = Instant::now();
        self.pair.ends(&self.session).await?;
        let told = advisor.ended().await?;
        shopper.ended().await?;
        Ok(told.saturating_duration_since(start))
    }
}

fn print(runs: &[Run], sessions: usize, options: &Options, idle: Used, empty: &Times) {
    println!("  milliseconds:");
    print_times("an empty request, all asking", [empty].into_iter());
    let steps: [Timed; 10] = [
        ("asking, up to the ticket", |run| &run.asked),
        ("a desk looked at, all waiting", |run| &run.desk),
        ("a ticket looked at, all waiting", |run| &run.ticket),
        ("accepting", |run| &run.accepted),
        ("a socket, up to its welcome", |run| &run.welcomed),
        ("WHIP answered", |run| &run.whip),
        ("WHEP answered", |run| &run.whep),
        ("said, until it is stored", |run| &run.stored),
        ("said, until the other one has it", |run| &run.heard),
        ("ended, until the other one knows", |run| &run.ended),
    ];
    for (what, times) in steps {
        print_times(what, runs.iter().map(times));
    }
    let (number, seconds) = (sessions as f64, options.seconds as f64);
    println!("  server CPU:");
    println!("  {:36} {:8.2} ms/s", "nobody there", idle.server * 1e3 / seconds);
    let ms = |used: fn(&Run) -> Used, per: f64| runs.iter().map(move |run| used(run).server * 1e3 / per);
    let once: [Metered; 2] = [
        ("getting together, in all", |run| run.together),
        ("ending, in all", |run| run.end),
    ];
    for (what, used) in once {
        print_values(what, "ms", ms(used, 1.0));
        print_values("  a session", "ms", ms(used, number));
    }
    let lasting: [Metered; 2] = [
        ("in silence, in all", |run| run.silence),
        ("talking, in all", |run| run.talk),
    ];
    for (what, used) in lasting {
        print_values(what, "ms/s", ms(used, seconds));
        print_values("  a session", "ms/s", ms(used, seconds * number));
    }
    print_values("messages", "/s", runs.iter().map(|run| run.said));
    let own = runs.iter().map(|run| run.talk.own * 1e3 / seconds);
    print_values("this program meanwhile", "ms/s", own);
    let kilobytes = runs.iter().map(|run| run.memory as f64 / 1e3 / number);
    print_values("memory, a session", "kB", kilobytes);
    let [refused, odd] = [0, 1].map(|kind| runs.iter().map(|run| run.faults[kind]).sum::<usize>());
    println!("  {refused} messages refused, {odd} numbers missing or there twice");
}
