//! `load tell`: a host with many followers goes live; how soon the last of them
//! is told, in the bell and by push, and whether the show's own calls feel it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kit::{Device, PushService, crowd};
use live::Live;
use model::{AccountId, Entropy, Handle, ShowId, SubscriptionId, SystemClock, SystemEntropy};
use people::People;
use reqwest::Client;
use store::{Db, execute, fetch_one};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::server::{self, Server};
use crate::{Outcome, proc, signalling};

/// Between two looks at the database, which the server shares.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// Between two calls that ask for the show.
const ASK_EVERY: Duration = Duration::from_millis(20);
/// How long it is asked for before anyone is told, to compare with.
const BEFORE: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(120);
/// For what should not come any more.
const AFTER: Duration = Duration::from_secs(2);
/// Browsers subscribed in one transaction.
const BATCH: usize = 1_000;

/// What is measured.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Options {
    #[arg(long, default_value_t = 10_000)]
    followers: usize,
    /// Followers with a browser to push to [default: all]
    #[arg(long)]
    browsers: Option<usize>,
    /// `postgres://…`, an empty database [default: SQLite]
    #[arg(long)]
    database: Option<String>,
    /// The server's program [default: vitrine, beside this one]
    #[arg(long)]
    program: Option<PathBuf>,
}

pub(crate) async fn run(options: &Options) -> Outcome<()> {
    let program = server::program(options.program.clone())?;
    let mut settings = vec![("VITRINE_PUSH__ALLOW_INSECURE", "true")];
    settings.extend(
        options
            .database
            .as_deref()
            .map(|url| ("VITRINE_DATABASE_URL", url)),
    );
    let server = Server::start_with(&program, &settings).await?;
    server.sign_up_host().await?;
    let planned = server.plan_show().await?;
    let show: ShowId = planned.id.parse()?;
    let url = options.database.clone().unwrap_or_else(|| server.database());
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let live = Live::new(Db::open(&url).await?, clock, entropy, live::REPLAY_TTL_MAX);
    let followers = crowd::followers(&live, host(&live).await?, options.followers).await;
    let service = PushService::start().await;
    let with_browser = options.browsers.unwrap_or(usize::MAX).min(options.followers);
    let devices = subscribe(&live, &service, &followers[..with_browser]).await?;
    println!(
        "{} followers, {with_browser} with a browser, {}",
        options.followers,
        live.db.engine()
    );

    let asking = Asking::start(format!("{}/api/v1/shows/{show}", server.url))?;
    sleep(BEFORE).await;
    let before = asking.stop();
    let asking = Asking::start(format!("{}/api/v1/shows/{show}", server.url))?;
    let cpu = proc::cpu(server.pid()?)?.all;
    let start = Instant::now();
    // The books alone: the server's teller reads them as if it had done it itself.
    live.publisher_arrived(show).await?;
    let told = until_told(&live, show, options.followers, start).await?;
    let pushed = until_pushed(&service, with_browser, start).await?;
    let cpu = proc::cpu(server.pid()?)?.all - cpu;
    let meanwhile = asking.stop();

    print("a notice stands after", told);
    print("a push arrives after", pushed);
    print("asked before, answered in", before);
    print("asked meanwhile, answered in", meanwhile);
    println!("server CPU                   {:8.2} s", cpu.as_secs_f64());
    sleep(AFTER).await;
    let notices = count(&live, show).await?;
    let twice = devices.iter().filter(|device| device.tried() > 1).count();
    println!(
        "{notices} notices, {} pushes, {twice} browsers were pushed to twice",
        service.arrived()
    );
    live.db.close().await;
    server.stop().await
}

async fn host(live: &Live) -> Outcome<AccountId> {
    let people = People::new(live.db.clone(), live.clock.clone(), live.entropy.clone());
    let host = people.account_by_handle(&Handle::parse("host")?).await?;
    Ok(host.ok_or("no host")?.id)
}

/// A browser for each of `people`.
async fn subscribe(live: &Live, service: &PushService, people: &[AccountId]) -> Outcome<Vec<Device>> {
    let mut devices = Vec::with_capacity(people.len());
    for batch in people.chunks(BATCH) {
        let mut tx = live.db.begin().await?;
        for person in batch {
            let device = service.device("");
            let entropy: &dyn Entropy = &*live.entropy;
            execute!(
                tx,
                "INSERT INTO push_subscriptions
                    (id, account_id, endpoint, p256dh, auth, user_agent, created_at, failures)
                 VALUES ($1, $2, $3, $4, $5, '', $6, 0)",
                SubscriptionId::new(&*live.clock, entropy),
                person,
                &device.endpoint,
                device.p256dh(),
                device.auth().to_vec(),
                live.clock.now(),
            )?;
            devices.push(device);
        }
        tx.commit().await?;
    }
    Ok(devices)
}

async fn count(live: &Live, show: ShowId) -> Outcome<usize> {
    let mut read = live.db.read().await?;
    let (count,) = fetch_one!(
        read,
        (i64,),
        "SELECT COUNT(*) FROM notices WHERE show_id = $1",
        show
    )?;
    Ok(usize::try_from(count)?)
}

/// Looks until all are told; when each was, as far as looking tells.
async fn until_told(live: &Live, show: ShowId, all: usize, start: Instant) -> Outcome<Vec<Duration>> {
    let mut times = Vec::with_capacity(all);
    while times.len() < all {
        let now = count(live, show).await?;
        times.resize(now.max(times.len()), start.elapsed());
        if start.elapsed() > PATIENCE {
            return Err(format!("{now} of {all} are told after {PATIENCE:?}").into());
        }
        sleep(LOOK_AGAIN).await;
    }
    Ok(times)
}

async fn until_pushed(service: &PushService, all: usize, start: Instant) -> Outcome<Vec<Duration>> {
    while service.arrived() < all {
        if start.elapsed() > PATIENCE {
            return Err(format!("{} of {all} pushes after {PATIENCE:?}", service.arrived()).into());
        }
        sleep(LOOK_AGAIN).await;
    }
    Ok(service.arrivals().into_iter().map(|at| at - start).collect())
}

/// Asks for the show again and again.
struct Asking {
    times: Arc<Mutex<Vec<Duration>>>,
    task: JoinHandle<()>,
}

impl Asking {
    fn start(url: String) -> Outcome<Self> {
        let client = signalling::client()?;
        let times = Arc::<Mutex<Vec<_>>>::default();
        let noted = times.clone();
        let task = tokio::spawn(async move {
            while let Ok(time) = ask(&client, &url).await {
                noted.lock().unwrap_or_else(PoisonError::into_inner).push(time);
                sleep(ASK_EVERY).await;
            }
        });
        Ok(Self { times, task })
    }

    fn stop(self) -> Vec<Duration> {
        self.task.abort();
        std::mem::take(&mut *self.times.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn ask(client: &Client, url: &str) -> reqwest::Result<Duration> {
    let start = Instant::now();
    let answer = client.get(url).send().await?.error_for_status()?;
    answer.bytes().await?;
    Ok(start.elapsed())
}

fn print(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let Some(&max) = times.last() else {
        return;
    };
    let percentile = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    let [half, most, max] = [percentile(50), percentile(99), max].map(|time| time.as_secs_f64());
    println!("{what:<28} p50 {half:8.4} s   p99 {most:8.4} s   max {max:8.4} s");
}
