//! Sessions in which both send and watch. What is timed is what the two pages do once
//! somebody is accepted, each as soon as it can: the socket, publishing, and watching
//! when the other one begins to send. Loading a page, opening a camera and learning of
//! the acceptance are not in it: browsers are measured for that.

use std::sync::Arc;
use std::time::{Duration, Instant};

use media::client::{Crowd, CrowdCounts, CrowdOptions};
use model::SystemEntropy;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::camera::Camera;
use super::figures::{Meter, Used, print_goal, print_times, print_values};
use super::house::{House, Pair};
use super::line::{Ears, Line};
use super::person::Person;
use super::{Options, shows};
use crate::times::Times;
use crate::{Outcome, proc};

/// From accepting to both pictures, of half of all sessions.
const GOAL_MS: f64 = 1_500.0;
const PICTURES_WITHIN: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// Between two sessions that begin: people don't press in the same instant.
const APART: Duration = Duration::from_millis(250);
/// Buffers have found their size by then.
const SETTLES: Duration = Duration::from_secs(2);

/// Everything is opened and looked at.
const THOROUGH: CrowdOptions = CrowdOptions {
    thorough_every: 1,
    open_every: 1,
    rest: Duration::from_millis(2),
};

/// Two who see each other.
struct Call {
    pair: Pair,
    session: String,
    /// What both see.
    eyes: Crowd,
    cameras: [Camera; 2],
    lines: [Line; 2],
    /// From accepting until both saw something.
    together: Duration,
}

/// What a stretch of calls or shows gave.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) pictures: Times,
    pub(super) used: Used,
    /// In the stretch.
    pub(super) packets: u64,
    pub(super) lost: u64,
    /// The server's, more than before the first run, in bytes.
    pub(super) memory: u64,
}

/// One who watches, with a thread and a key of their own.
pub(super) fn eyes() -> Outcome<Crowd> {
    Ok(Crowd::start(THOROUGH, Arc::new(SystemEntropy))?)
}

/// Watches what is at `path`; the first picture is timed from `since` on.
pub(super) async fn watch(eyes: &Crowd, person: &Person, path: &str, since: Instant) -> Outcome<()> {
    let mut invitation = eyes.invite();
    let offer = std::mem::take(&mut invitation.offer);
    let answered = person.offer(path, None, offer).await?;
    eyes.join(invitation, &answered.sdp, since)?;
    Ok(())
}

/// Waits until all of `viewers` have a picture; how long the last one took.
pub(super) async fn last_picture(eyes: &Crowd, viewers: usize) -> Outcome<Duration> {
    let deadline = Instant::now() + PICTURES_WITHIN;
    loop {
        let pictures = eyes.first_pictures();
        if pictures.len() == viewers {
            return Ok(pictures.into_iter().max().unwrap_or_default());
        }
        if Instant::now() > deadline {
            return Err(format!("no picture within {PICTURES_WITHIN:?}: {:?}", eyes.counts()).into());
        }
        sleep(LOOK_AGAIN).await;
    }
}

/// What all of them received, and what never came.
fn seen<'a>(eyes: impl Iterator<Item = &'a Crowd>) -> [u64; 2] {
    let counts = eyes.map(Crowd::counts);
    counts.fold([0, 0], |[packets, lost], counts: CrowdCounts| {
        [packets + counts.packets, lost + counts.lost]
    })
}

/// What that costs for so long.
pub(super) async fn stretch<'a>(
    house: &House,
    eyes: impl Iterator<Item = &'a Crowd> + Clone,
    length: Duration,
    pictures: Times,
) -> Outcome<Run> {
    sleep(SETTLES).await;
    let (meter, before) = (Meter::start(&house.server)?, seen(eyes.clone()));
    sleep(length).await;
    let (used, after) = (meter.read()?, seen(eyes));
    Ok(Run {
        pictures,
        used,
        packets: after[0] - before[0],
        lost: after[1] - before[1],
        memory: proc::resident(house.server.pid()?)?,
    })
}

pub(super) async fn run(house: &House, sessions: usize, options: &Options) -> Outcome<()> {
    println!(
        "pictures: {sessions} sessions, {} streams of {} bit/s, {} runs; median of the runs (lowest-highest)",
        2 * sessions,
        options.bitrate,
        options.runs
    );
    let meter = Meter::start(&house.server)?;
    sleep(options.stretch()).await;
    let idle = meter.read()?;
    let memory = proc::resident(house.server.pid()?)?;
    let (mut calls, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..options.runs {
        calls.push(measure(house, &house.pairs(sessions)?, options).await?);
    }
    // What was recorded stays in memory for a while: shows come last.
    for _ in 0..options.runs {
        peers.push(shows::measure(house, &house.pairs(sessions)?, options).await?);
    }
    for run in calls.iter_mut().chain(&mut peers) {
        run.memory = run.memory.saturating_sub(memory);
    }
    print(&calls, &peers, sessions, options, idle);
    Ok(())
}

async fn measure(house: &House, pairs: &[Pair], options: &Options) -> Outcome<Run> {
    let mut calling = JoinSet::new();
    for pair in pairs {
        let (pair, bitrate) = (pair.clone(), options.bitrate);
        calling.spawn(async move { Call::begin(pair, bitrate).await });
        sleep(APART).await;
    }
    let calls = calling.join_all().await;
    let calls: Vec<_> = calls.into_iter().collect::<Outcome<_>>()?;
    let pictures = calls.iter().map(|call| call.together).collect::<Vec<_>>();
    let eyes = calls.iter().map(|call| &call.eyes);
    let run = stretch(house, eyes, options.stretch(), pictures.into()).await?;
    for call in calls {
        call.end().await?;
    }
    Ok(run)
}

/// One of the two comes into the session, accepted `since` then, sends, and watches the
/// other one as soon as they do.
async fn comes_in(
    person: &Person,
    session: &str,
    eyes: &Crowd,
    ears: &Arc<Ears>,
    since: Instant,
    bitrate: u32,
) -> Outcome<(Line, Camera)> {
    let whip = format!("/whip/advice/{session}");
    let (line, camera) = tokio::try_join!(
        Line::open(person, session, ears),
        Camera::start(person, &whip, None, bitrate)
    )?;
    line.other_sends().await?;
    watch(eyes, person, &format!("/whep/advice/{session}"), since).await?;
    Ok((line, camera))
}

impl Call {
    async fn begin(pair: Pair, bitrate: u32) -> Outcome<Self> {
        pair.turns_on().await?;
        let ticket = pair.asks().await?;
        let (eyes, ears) = (eyes()?, Ears::new());
        let since = Instant::now();
        let session = pair.accepts(&ticket).await?;
        let (shopper, advisor) = tokio::try_join!(
            comes_in(&pair.shopper, &session, &eyes, &ears, since, bitrate),
            comes_in(&pair.advisor, &session, &eyes, &ears, since, bitrate)
        )?;
        let together = last_picture(&eyes, 2).await?;
        Ok(Self {
            pair,
            session,
            eyes,
            cameras: [shopper.1, advisor.1],
            lines: [shopper.0, advisor.0],
            together,
        })
    }

    async fn end(self) -> Outcome<()> {
        for camera in self.cameras {
            camera.stop().await?;
        }
        self.pair.ends(&self.session).await?;
        for line in self.lines {
            line.ended().await?;
        }
        Ok(())
    }
}

fn print(calls: &[Run], shows: &[Run], sessions: usize, options: &Options, idle: Used) {
    let seconds = options.seconds as f64;
    print_times(
        "accepting, until both see, ms",
        calls.iter().map(|run| &run.pictures),
    );
    print_times(
        "a show's first picture, ms",
        shows.iter().map(|run| &run.pictures),
    );
    let worst = calls.iter().map(|run| run.pictures.at(1.0));
    print_values("the longest of a run", "ms", worst);
    println!(
        "  {:36} {:8.2} ms/s",
        "server CPU, nobody there",
        idle.server * 1e3 / seconds
    );
    for (what, runs) in [("sessions", calls), ("the same as shows", shows)] {
        println!("  {what}:");
        let each = sessions as f64 * seconds;
        let cpu = |pick: fn(&Used) -> f64, per: f64| runs.iter().map(move |run| pick(&run.used) * 1e3 / per);
        print_values("server CPU, in all", "ms/s", cpu(|used| used.server, seconds));
        print_values("  a pair of streams", "ms/s", cpu(|used| used.server, each));
        print_values(
            "  of that the media thread's",
            "ms/s",
            cpu(|used| used.media, each),
        );
        print_values("this program meanwhile", "ms/s", cpu(|used| used.own, seconds));
        let packets = runs.iter().map(|run| run.packets as f64 / seconds);
        print_values("packets that came", "/s", packets);
        let memory = runs.iter().map(|run| run.memory as f64 / 1e3 / sessions as f64);
        print_values("memory, a pair of streams", "kB", memory);
        let lost: u64 = runs.iter().map(|run| run.lost).sum();
        println!("  {lost} packets lost");
    }
    let medians = calls.iter().map(|run| run.pictures.at(0.5));
    print_goal("accepting, until both see", GOAL_MS, medians);
}
