//! `vitrine demo | serve | migrate | user | token | shop`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use model::{Clock, Entropy, Handle, SystemClock, SystemEntropy};
use people::People;
use people::accounts::SignUp;
use shop::Commerce;
use store::Db;
use toml::{Table, Value};

use crate::config::{Config, TlsMode};
use crate::server::{Server, StartError, World};
use crate::{demo, descriptors, logging, qr, till};

/// Could not start: the configuration or the machine is in the way.
const CANNOT_START: u8 = 2;
/// The books do not agree.
const DIFFERENCES: u8 = 1;

#[derive(Debug, Parser)]
#[command(name = "vitrine", version, about = "Live shows with a shop in them.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A world to look at: a live show, hosts, viewers. Nothing else is needed.
    Demo {
        #[command(flatten)]
        options: Options,
        /// Throw the demo's data away first.
        #[arg(long)]
        reset: bool,
        /// Burn a bar code of the time into the picture, to measure its delay.
        #[arg(long)]
        bar_code: bool,
    },
    /// Serve for real.
    Serve {
        #[command(flatten)]
        options: Options,
        /// Print the configuration in force, secrets masked, and exit.
        #[arg(long)]
        check: bool,
    },
    /// Bring the database's tables up to date and exit.
    Migrate {
        #[command(flatten)]
        options: Options,
    },
    /// Accounts.
    User {
        #[command(subcommand)]
        action: User,
        #[command(flatten)]
        options: Options,
    },
    /// Personal API tokens.
    Token {
        #[command(subcommand)]
        action: Token,
        #[command(flatten)]
        options: Options,
    },
    /// What shops sold.
    Shop {
        #[command(subcommand)]
        action: ShopAction,
        #[command(flatten)]
        options: Options,
    },
}

#[derive(Debug, Subcommand)]
enum ShopAction {
    /// Compare orders, ledger, stock and the payment provider's books, and print
    /// every difference. Ends with 1 when there is one.
    Reconcile {
        /// Its address; all shops without.
        #[arg(long, value_name = "SLUG")]
        shop: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum User {
    /// Make an account; the password is read from standard input.
    Add {
        handle: String,
        email: String,
        #[arg(long)]
        name: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum Token {
    /// Make a token for an account and print it, this once.
    Add { handle: String, name: String },
}

#[derive(Debug, Args)]
struct Options {
    /// Settings file [default: vitrine.toml, if there is one]
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Where HTTP listens [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT", global = true)]
    listen: Option<SocketAddr>,
    /// Where data is kept [default: ./vitrine-data]
    #[arg(long, value_name = "FOLDER", global = true)]
    data_dir: Option<PathBuf>,
    /// HTTPS: phones need it for the camera
    #[arg(long, value_name = "MODE", global = true)]
    tls: Option<TlsMode>,
    /// Domains to get certificates for, with --tls acme
    #[arg(long, value_name = "DOMAIN", global = true)]
    domain: Vec<String>,
}

impl Options {
    fn load(&self) -> Result<Config, StartError> {
        let text = |path: &PathBuf| Value::String(path.display().to_string());
        let mut flags = Table::new();
        if let Some(listen) = self.listen {
            flags.insert("listen".to_owned(), Value::String(listen.to_string()));
        }
        if let Some(data_dir) = &self.data_dir {
            flags.insert("data_dir".to_owned(), text(data_dir));
        }
        let mut tls = Table::new();
        if let Some(mode) = self.tls {
            tls.insert(
                "mode".to_owned(),
                Value::try_from(mode).expect("a mode is a word"),
            );
        }
        if !self.domain.is_empty() {
            tls.insert("domains".to_owned(), self.domain.clone().into());
        }
        if !tls.is_empty() {
            flags.insert("tls".to_owned(), Value::Table(tls));
        }
        Ok(Config::load(self.config.as_deref(), flags)?)
    }
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&error),
    };
    match runtime.block_on(dispatch(cli.command)) {
        Ok(code) => code,
        Err(error) => refuse(&*error),
    }
}

fn refuse(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("vitrine: {error}");
    ExitCode::from(CANNOT_START)
}

type Outcome = Result<ExitCode, Box<dyn std::error::Error>>;

async fn dispatch(command: Command) -> Outcome {
    match command {
        Command::Demo {
            options,
            reset,
            bar_code,
        } => {
            let config = demo::own(&options.load()?);
            logging::start(&config)?;
            run_demo(&config, reset, bar_code).await
        }
        Command::Serve { options, check } => {
            let config = options.load()?;
            if check {
                print!("{}", config.masked().to_toml());
                return Ok(ExitCode::SUCCESS);
            }
            logging::start(&config)?;
            serve(&config).await
        }
        Command::Migrate { options } => {
            let config = options.load()?;
            let db = open_db(&config).await?;
            println!("The tables of {} are up to date.", db.engine());
            db.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::User {
            action: User::Add { handle, email, name },
            options,
        } => {
            let people = open_people(&options.load()?).await?;
            let mut password = String::new();
            std::io::stdin().read_line(&mut password)?;
            let password = password.trim_end_matches(['\r', '\n']).to_owned();
            let name = name.unwrap_or_else(|| handle.clone());
            let account = people
                .sign_up(SignUp {
                    handle,
                    name,
                    email,
                    password,
                    locale: String::new(),
                })
                .await?;
            println!("@{} can sign in.", account.handle);
            people.db.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::Token {
            action: Token::Add { handle, name },
            options,
        } => {
            let people = open_people(&options.load()?).await?;
            let handle = Handle::parse(&handle)?;
            let account = people
                .account_by_handle(&handle)
                .await?
                .ok_or("there is no such account")?;
            let (_, secret) = people.create_token(account.id, &name).await?;
            println!("{}", secret.reveal());
            people.db.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::Shop {
            action: ShopAction::Reconcile { shop },
            options,
        } => reconcile(&options.load()?, shop.as_deref()).await,
    }
}

async fn reconcile(config: &Config, shop: Option<&str>) -> Outcome {
    let db = open_db(config).await?;
    let (clock, entropy): (Arc<dyn Clock>, Arc<dyn Entropy>) =
        (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let (provider, _) = till::provider(config, &db, &clock, &entropy);
    let commerce = Commerce::new(db.clone(), clock, entropy, provider);
    let shops = commerce.shops_with_books(shop).await?;
    if shop.is_some() && shops.is_empty() {
        return Err("there is no such shop".into());
    }
    let mut count = 0;
    for (id, slug) in shops {
        for difference in commerce.reconcile(id).await? {
            println!("{slug}: {difference}");
            count += 1;
        }
    }
    println!("{count} difference{}", if count == 1 { "" } else { "s" });
    db.close().await;
    Ok(if count == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(DIFFERENCES)
    })
}

async fn open_db(config: &Config) -> Result<Db, StartError> {
    std::fs::create_dir_all(&config.data_dir).map_err(|error| StartError::DataDir {
        path: config.data_dir.clone(),
        error,
    })?;
    Ok(Db::open(&config.database()).await?)
}

async fn open_people(config: &Config) -> Result<People, StartError> {
    Ok(People::new(
        open_db(config).await?,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
    ))
}

fn world(config: &Config) -> World {
    World {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        rates: config.limits.rates(),
        demo_logins: None,
    }
}

async fn serve(config: &Config) -> Outcome {
    if demo::is_marked(&config.data_dir) {
        return Err(
            "this data folder is the demo's, with passwords everybody knows. Choose another with --data-dir"
                .into(),
        );
    }
    let server = Server::start(config, world(config)).await?;
    descriptors::raise_limit(config.limits.connections);
    greet(&server, config);
    stopped().await?;
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}

async fn run_demo(config: &Config, reset: bool, bar_code: bool) -> Outcome {
    // A running demo keeps its data: its port is taken.
    std::net::TcpListener::bind(config.listen).map_err(|error| StartError::Listen {
        address: config.listen,
        error,
    })?;
    demo::prepare(config, reset)?;
    let world = World {
        demo_logins: Some(demo::logins()),
        ..world(config)
    };
    let server = Server::start(config, world).await?;
    descriptors::raise_limit(config.limits.connections);
    let demo = demo::Demo::start(&server, bar_code).await?;
    greet(&server, config);
    demo::introduce();
    stopped().await?;
    demo.stop().await;
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// The address, and how to open it on a phone.
fn greet(server: &Server, config: &Config) {
    let mut out = std::io::stdout().lock();
    // Whoever closed our output does not want to read it.
    let _ = writeln!(
        out,
        "\n  Vitrine is open: {}",
        server.urls.first().map_or("", String::as_str)
    );
    for url in server.urls.iter().skip(1) {
        let _ = writeln!(out, "                   {url}");
    }
    let on_the_network = server
        .urls
        .iter()
        .find(|url| url.starts_with("https") && !url.contains("localhost"));
    if let Some(code) = on_the_network.and_then(|url| qr::draw(url)) {
        let _ = writeln!(out, "\n{code}");
    }
    if config.tls.mode == TlsMode::SelfSigned {
        let _ = writeln!(out, "  The certificate is our own: tell the browser to go on.");
    }
    let _ = out.flush();
}

/// Resolves when the process is asked to stop.
async fn stopped() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
