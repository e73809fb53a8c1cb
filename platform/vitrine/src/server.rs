//! A running server: everything wired together, and taken apart in order.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use advisor::Advice;
use axum::Router;
use live::Live;
use live::push::{Courier, VapidError};
use live::room::RoomSetup;
use live::teller::Teller;
use media::vault::Vault;
use media::{Media, MediaConfig};
use model::{Clock, Entropy};
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use people::People;
use shop::{Commerce, mails, webhooks};
use store::Db;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use web::{AdviceRooms, MailWords, Parts, PushWords, Rates, Settings, Shared, ShopWindow, Windows};

use crate::carrier::Carrier;
use crate::config::{Config, ConfigError, IceServer, TlsMode, networks_of};
use crate::ears::Ears;
use crate::front::Front;
use crate::mail::Smtp;
use crate::shop_news::ShopNews;
use crate::stage::{self, Index, Recording, Stage, Turns};
use crate::till;
use crate::tls::{self, TlsError};

/// How long running requests and recordings may take to finish.
const GOODBYE: Duration = Duration::from_secs(10);

/// How long the blob store may take to say what a kill left behind.
const SETTLING: Duration = Duration::from_secs(10);

/// What the database may take after that: a statement that waits for a lock is given up.
const CLOSING: Duration = Duration::from_secs(2);

/// Why a server could not start; each is one clear line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    #[error("{0}")]
    Config(#[from] ConfigError),
    #[error("can't listen on {address}: {}. Choose another with --listen", reason(error))]
    Listen { address: SocketAddr, error: io::Error },
    #[error(
        "can't use UDP port {address} for media: {}. Choose another with media.listen",
        reason(error)
    )]
    Media { address: SocketAddr, error: io::Error },
    #[error("can't write to {}: {}. Choose another folder with --data-dir", path.display(), reason(error))]
    DataDir { path: PathBuf, error: io::Error },
    #[error("can't start threads: {0}")]
    Threads(io::Error),
    #[error("can't open the database: {0}")]
    Store(#[from] store::Error),
    #[error("can't open the folder for recordings: {0}")]
    Blobs(#[from] object_store::Error),
    #[error("TLS: {0}")]
    Tls(#[from] TlsError),
    #[error("{0}")]
    Push(#[from] VapidError),
    #[error("{0}")]
    Life(#[from] live::shows::LifeError),
    #[error("{0}")]
    Demo(String),
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => "the port is taken".to_owned(),
        io::ErrorKind::PermissionDenied => "not allowed".to_owned(),
        _ => error.to_string(),
    }
}

/// What a server takes from outside besides its configuration.
#[derive(Debug, Clone)]
pub struct World {
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub rates: Rates,
    /// Set for the demo: its sign-ins, shown on the sign-in page.
    pub demo_logins: Option<Vec<(String, String)>>,
}

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    /// Where HTTP listens, with the port that was picked.
    pub address: SocketAddr,
    /// Addresses to open in a browser, the best one first.
    pub urls: Vec<String>,
    pub app: Shared,
    pub router: Router,
    stop: CancellationToken,
    /// Whatever runs until the stop, by name.
    parts: Vec<(&'static str, JoinHandle<()>)>,
    recordings: TaskTracker,
    /// Kept until the database is closed, which its connections may ask to the last.
    front: Front,
}

/// A server that has said goodbye. Dropped, so are the connections that did not go.
#[derive(Debug)]
pub struct Stopped {
    front: Front,
}

impl Stopped {
    /// How much of what connections began still runs.
    pub fn tasks(&self) -> usize {
        self.front.tasks()
    }
}

impl Server {
    /// Binds, opens and migrates, and begins to serve.
    pub async fn start(config: &Config, world: World) -> Result<Self, StartError> {
        config.check()?;
        // Both need a default where a library below looks for one; a second call changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let front = Front::open().map_err(StartError::Threads)?;
        let listener = front
            .listen(config.listen)
            .await
            .map_err(|error| StartError::Listen {
                address: config.listen,
                error,
            })?;
        let address = listener.local_addr().map_err(|error| StartError::Listen {
            address: config.listen,
            error,
        })?;
        let blobs = open_data_dir(config)?;
        // Before anything runs or is changed: what is wrong in the settings ends the start.
        let stop = CancellationToken::new();
        let tls = tls::load(config, &reachable(address.ip()), &stop)?;
        let settings = settings(config, &world)?;
        let postman = Smtp::of(&config.mail)?.map(|smtp| Arc::new(smtp) as Arc<dyn mails::Postman>);
        let ceilings = config.limits.connections(&settings);
        let db = Db::open(&config.database()).await?;

        let (provider, sandbox) = till::provider(config, &db, &world.clock, &world.entropy);
        let commerce = Commerce::new(db.clone(), world.clock.clone(), world.entropy.clone(), provider);
        let live = Live::new(
            db.clone(),
            world.clock.clone(),
            world.entropy.clone(),
            config.replay_ttl.0,
        )
        .with_rooms(RoomSetup {
            rates: config.limits.room_rates(),
            goods: Some(Arc::new(ShopWindow(commerce.clone()))),
            ..RoomSetup::default()
        });
        let vapid = Arc::new(live.vapid_keys(config.push_contact()).await?);
        let unsubscribe = live.unsubscribe_key().await?;
        let advice = Advice::new(db.clone(), world.clock.clone(), world.entropy.clone());
        let people = People::new(db, world.clock.clone(), world.entropy.clone());
        let vault = Arc::new(Vault::new(blobs.clone(), Arc::new(Index(live.clone()))));
        // While nobody publishes yet.
        match tokio::time::timeout(SETTLING, stage::settle(&live, &vault)).await {
            Ok(settled) => settled?,
            Err(_) => {
                tracing::error!("the blob store does not answer: recordings cut off by a kill stay short")
            }
        }
        let windows = Arc::new(Windows::default());
        let advice_rooms = Arc::new(AdviceRooms::default());
        for show in live.take_up_live().await? {
            tracing::info!(%show, "was live when the server stopped: waiting for its publisher");
        }

        let (reports_sender, reports) = mpsc::channel(stage::REPORTS);
        let (recordings_sender, recording_events) = mpsc::channel(stage::REPORTS);
        let recordings = TaskTracker::new();
        let recorders = Recording {
            live: live.clone(),
            vault: vault.clone(),
            windows: windows.clone(),
            events: recordings_sender,
            runtime: tokio::runtime::Handle::current(),
            running: recordings.clone(),
            turns: Turns::default(),
        };
        let media = start_media(config, address, world.entropy.clone(), reports_sender, recorders)?;

        let stage = Stage {
            people: people.clone(),
            live: live.clone(),
            commerce: commerce.clone(),
            media: media.clone(),
            vault: vault.clone(),
            blobs: blobs.clone(),
            windows: windows.clone(),
            advice_rooms: advice_rooms.clone(),
            sweep_every: config.sweep_every.0,
            away: config.media.away.0,
        };
        let mut parts = vec![(
            "stage",
            tokio::spawn(stage.run(reports, recording_events, stop.clone())),
        )];
        let shop_news = ShopNews::new(live.clone(), commerce.clone(), people.clone());
        parts.push(("shop news", tokio::spawn(shop_news.run(stop.clone()))));
        let ears = Ears(webhooks::Listener(commerce.clone()));
        let teller = Teller::new(live.clone()).with_listener(Arc::new(ears));
        parts.push(("teller", tokio::spawn(teller.run(stop.clone()))));
        let carrier = Arc::new(Carrier::new(config.push_reach()));
        let courier = webhooks::Courier::new(commerce.clone(), config.push_reach(), carrier.clone());
        parts.push(("webhooks", tokio::spawn(courier.run(stop.clone()))));
        let words = MailWords {
            people: people.clone(),
            commerce: commerce.clone(),
            advice: advice.clone(),
            base: urls(config, address).swap_remove(0),
        };
        let courier = mails::Courier::new(commerce.clone(), Arc::new(words), postman);
        parts.push(("mails", tokio::spawn(courier.run(stop.clone()))));
        let late = till::late_answers(sandbox, stop.clone(), commerce.clone());
        parts.push(("late answers", tokio::spawn(late)));
        let chores = commerce.clone().run(stop.clone());
        parts.push(("chores", tokio::spawn(chores)));
        parts.push(("advice", tokio::spawn(advice.clone().run(stop.clone()))));
        let courier = Courier::new(
            live.clone(),
            vapid.clone(),
            unsubscribe,
            config.push_reach(),
            carrier,
            Arc::new(PushWords),
        );
        parts.push(("courier", tokio::spawn(courier.run(stop.clone()))));

        let app = web::App::new(Parts {
            people,
            live,
            commerce,
            advice,
            media,
            windows,
            vault,
            blobs,
            vapid,
            settings,
            advice_rooms,
            work: tokio::runtime::Handle::current(),
        });
        let sessions = web::look_after_sessions(app.clone(), stop.clone());
        parts.push(("advice sessions", tokio::spawn(sessions)));
        let pictures = web::look_after_talk_pictures(app.clone(), stop.clone());
        parts.push(("pictures of talks", tokio::spawn(pictures)));
        let router = web::router(app.clone());
        let (serving, stopping) = (router.clone(), stop.clone());
        let http = async move {
            web::serve::run(listener, tls, serving, ceilings, stopping).await;
        };
        parts.push(("http", front.spawn(http)));
        Ok(Self {
            urls: urls(config, address),
            address,
            app,
            router,
            stop,
            parts,
            recordings,
            front,
        })
    }

    /// Says goodbye: no new requests, running ones and recordings finish.
    pub async fn stop(self) -> Stopped {
        self.app.media.shutdown().await;
        self.stop.cancel();
        self.app.live.bell.close();
        self.app.sockets.refuse_more();
        self.recordings.close();
        let goodbye = async {
            // Rooms say goodbye to all who sit in them, and store what was said.
            self.app.live.rooms.shutdown().await;
            self.app.sockets.closed().await;
            self.recordings.wait().await;
            for (part, running) in self.parts {
                if let Err(error) = running.await {
                    tracing::error!(part, %error, "did not end well");
                }
            }
        };
        if tokio::time::timeout(GOODBYE, goodbye).await.is_err() {
            tracing::warn!("stopped with requests still running");
        }
        if tokio::time::timeout(CLOSING, self.app.people.db.close())
            .await
            .is_err()
        {
            tracing::warn!("stopped while the database was still at work");
        }
        Stopped { front: self.front }
    }
}

/// The folder, tried by writing to it, with the blobs inside.
fn open_data_dir(config: &Config) -> Result<Arc<dyn ObjectStore>, StartError> {
    let path = &config.data_dir;
    let blobs = config.blobs();
    let wrong = |error| StartError::DataDir {
        path: path.clone(),
        error,
    };
    std::fs::create_dir_all(&blobs)
        .and_then(|()| private(path))
        .map_err(wrong)?;
    let probe = path.join(".writable");
    std::fs::write(&probe, b"")
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(wrong)?;
    clear_half_written(&blobs).map_err(wrong)?;
    let store = LocalFileSystem::new_with_prefix(&blobs)?
        .with_automatic_cleanup(true)
        .with_fsync(true);
    Ok(Arc::new(store))
}

/// Takes away what a killed process was in the middle of writing. The store
/// writes beside a blob's place, as `name#1`, and neither lists nor deletes that.
fn clear_half_written(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            clear_half_written(&entry.path())?;
        } else if entry.file_name().to_string_lossy().contains('#') {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Keys and hashes rest in it: nobody else on this machine needs to look.
#[cfg(unix)]
fn private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn private(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Media takes the UDP port of the same number where it can: one port to open.
fn start_media(
    config: &Config,
    http: SocketAddr,
    entropy: Arc<dyn Entropy>,
    reports: mpsc::Sender<media::MediaEvent>,
    recorders: Recording,
) -> Result<Media, StartError> {
    let address = config.media.listen.unwrap_or(http);
    let advertise = config.media.advertise.clone();
    let engine = |listen| MediaConfig {
        listen,
        advertise: advertise.clone(),
        max_streams: config.media.max_streams,
        max_streams_per_owner: config.media.max_streams_per_owner,
        max_bitrate: config.media.max_bitrate,
        max_viewers: config.media.max_viewers,
        end_after: config.media.away.0,
        ..MediaConfig::default()
    };
    let recorders = Arc::new(recorders);
    let first = Media::start(
        engine(address),
        entropy.clone(),
        reports.clone(),
        recorders.clone(),
    );
    let started = match first {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && config.media.listen.is_none() => {
            Media::start(
                engine(SocketAddr::new(address.ip(), 0)),
                entropy,
                reports,
                recorders,
            )
        }
        other => other,
    };
    started.map_err(|error| StartError::Media { address, error })
}

fn settings(config: &Config, world: &World) -> Result<Settings, StartError> {
    let value = |key, why: String| StartError::Config(ConfigError::Value { key, why });
    let public_url = config
        .public_url
        .as_deref()
        .map(url::Url::parse)
        .transpose()
        .map_err(|error| value("public_url", error.to_string()))?;
    let networks = |key, texts: &[String]| networks_of(texts).map_err(|why| value(key, why));
    Ok(Settings {
        https: config.tls.mode != TlsMode::Off
            || public_url.as_ref().is_some_and(|url| url.scheme() == "https"),
        public_url,
        trusted_proxies: networks("trusted_proxies", &config.trusted_proxies)?,
        metrics_from: networks("metrics_from", &config.metrics_from)?,
        demo: world.demo_logins.is_some(),
        demo_logins: world.demo_logins.clone().unwrap_or_default(),
        rates: world.rates,
        sockets: config.limits.sockets(),
        ice_servers: config.media.ice_servers.iter().map(IceServer::link).collect(),
        push_reach: config.push_reach(),
    })
}

/// Addresses under which `bound` can be reached.
fn reachable(bound: IpAddr) -> Vec<IpAddr> {
    if bound.is_unspecified() {
        media::local_addresses()
    } else {
        vec![bound]
    }
}

fn urls(config: &Config, address: SocketAddr) -> Vec<String> {
    if let Some(url) = &config.public_url {
        return vec![url.clone()];
    }
    let scheme = if config.tls.mode == TlsMode::Off {
        "http"
    } else {
        "https"
    };
    if let (TlsMode::Acme, Some(domain)) = (config.tls.mode, config.tls.domains.first()) {
        return vec![format!("https://{domain}")];
    }
    reachable(address.ip())
        .into_iter()
        .map(|ip| match ip {
            IpAddr::V4(ip) if ip.is_loopback() => format!("{scheme}://localhost:{}", address.port()),
            ip => format!("{scheme}://{}", SocketAddr::new(ip, address.port())),
        })
        .collect()
}
