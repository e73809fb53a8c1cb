//! The built binary as an operator meets it: in a folder of its own, told by
//! arguments and environment, ended by signals.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::browser::Door;
use crate::engine::Database;
use crate::{Browser, Engine, Person, eventually, run_tool};

/// Far beyond what starting, refusing or stopping takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A shell's way to let the program go on when a file may not grow, as it does
/// when a disk is full (`setrlimit(2)`, `RLIMIT_FSIZE`).
const UNTOUCHED_BY_LIMITS: &str = "trap '' XFSZ; exec \"$0\" \"$@\"";

/// A folder and settings to run the binary with, and the server that runs there.
#[derive(Debug)]
pub struct Installation {
    folder: TempDir,
    settings: Vec<(String, String)>,
    database: Option<Database>,
    door: Arc<Door>,
    /// Where the server listened when it was started last.
    pub address: SocketAddr,
    server: Option<Child>,
}

impl Default for Installation {
    fn default() -> Self {
        Self::new()
    }
}

impl Installation {
    /// On SQLite, in the folder `data` of its own folder.
    pub fn new() -> Self {
        let settings = [
            ("LISTEN", "127.0.0.1:0"),
            ("DATA_DIR", "data"),
            ("SWEEP_EVERY", "1s"),
        ];
        // For clients: no server of this process has done it for them.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            settings: settings
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            database: None,
            door: Arc::new(Door::new(nowhere)),
            address: nowhere,
            server: None,
        }
    }

    /// On that engine, with a database of its own.
    pub async fn on(engine: Engine) -> Self {
        let mut installation = Self::new();
        if engine == Engine::Postgres {
            let database = Database::create().await;
            installation.set("DATABASE_URL", &database.url());
            installation.database = Some(database);
        }
        installation
    }

    /// Runs one behaviour and leaves nothing behind, whether it holds or not.
    ///
    /// # Panics
    /// When `behaviour` does.
    pub async fn run(engine: Engine, behaviour: impl AsyncFnOnce(&mut Self)) {
        let mut installation = Self::on(engine).await;
        // Boxed, as a test's thread has two megabytes for all that a test is made of.
        let outcome = AssertUnwindSafe(Box::pin(behaviour(&mut installation)))
            .catch_unwind()
            .await;
        if installation.server.is_some() {
            installation.kill().await;
        }
        if let Some(database) = installation.database.take() {
            database.drop().await;
        }
        if let Err(panic) = outcome {
            let log = std::fs::read_to_string(installation.log()).unwrap_or_default();
            eprintln!("the server said:\n{log}");
            resume_unwind(panic);
        }
    }

    /// Sets `VITRINE_<name>` for what is started from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    fn setting(&self, name: &str) -> &str {
        let found = self.settings.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Waits until the server's log has `words`.
    pub async fn says(&self, words: &str) {
        eventually(&format!("{words:?} in the log"), async || {
            let log = std::fs::read_to_string(self.log()).unwrap_or_default();
            log.contains(words).then_some(())
        })
        .await;
    }

    /// What the server says goes there, and comes under [`Self::fill_disk`] too.
    fn log(&self) -> PathBuf {
        self.folder().join("log")
    }

    /// Whether its database is a file of its own.
    pub fn keeps_its_database(&self) -> bool {
        self.database.is_none()
    }

    /// The folder it runs in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The binary with `arguments`, untouched by settings of this machine.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("sh");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("VITRINE_")) {
            command.env_remove(name);
        }
        let settings = self.settings.iter();
        command
            .envs(settings.map(|(name, value)| (format!("VITRINE_{name}"), value)))
            .args(["-c", UNTOUCHED_BY_LIMITS])
            .arg(binary())
            .args(arguments)
            .current_dir(self.folder())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs it to its end.
    pub async fn output(&self, arguments: &[&str]) -> Output {
        ended(self.command(arguments), b"").await
    }

    /// The same with something to read on standard input.
    pub async fn output_of(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped());
        ended(command, input).await
    }

    /// What it says when it refuses to start: one line on standard error.
    ///
    /// # Panics
    /// When it starts, or does not end with exit code 2.
    pub async fn refused(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert_eq!(said.trim_end().lines().count(), 1, "one line: {said}");
        assert!(said.starts_with("vitrine: "), "{said}");
        assert!(output.stdout.is_empty());
        said
    }

    /// Starts the server and waits until it says that it is open.
    ///
    /// # Panics
    /// When it is not.
    pub async fn serve(&mut self) {
        assert!(self.server.is_none(), "it runs already");
        let log = File::options().append(true).create(true).open(self.log());
        let mut command = self.command(&["serve"]);
        command.stderr(log.expect("a file"));
        let mut server = command.spawn().expect("it starts");
        let stdout = server.stdout.take().expect("piped");
        let mut lines = BufReader::new(stdout).lines();
        let opened = timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await.expect("text") {
                if let Some((_, place)) = line.split_once("://") {
                    return place.trim().replace("localhost", "127.0.0.1");
                }
            }
            panic!("it ended without being open");
        });
        let place = opened.await.expect("it is open in time");
        // A domain comes without a port: then it is the one that was set.
        self.address = place
            .parse()
            .or_else(|_| self.setting("LISTEN").parse())
            .expect("an address");
        self.door.moved_to(self.address);
        self.server = Some(server);
    }

    /// Someone new who is not signed in.
    pub fn guest(&self) -> Browser {
        Browser::new(self.door.clone())
    }

    /// Someone new with an account, signed in.
    pub async fn sign_up(&self, handle: &str) -> Person {
        Person::sign_up(self.guest(), handle).await
    }

    /// Kills the server as `kill -9` does: it learns nothing of it.
    pub async fn kill(&mut self) {
        let mut server = self.server.take().expect("it runs");
        server.kill().await.expect("killed");
    }

    /// Asks the server to stop, as `kill` does, and waits for its end.
    pub async fn terminate(&mut self) -> ExitStatus {
        let id = self.id();
        let (_, complaints) = run_tool("sh", &["-c", &format!("kill -TERM {id}")]).await;
        assert_eq!(complaints, "");
        let mut server = self.server.take().expect("it runs");
        timeout(PATIENCE, server.wait())
            .await
            .expect("it stops in time")
            .expect("waited for")
    }

    /// Lets no file of the server grow from now on, as on a full disk, or
    /// takes that back.
    pub async fn fill_disk(&self, full: bool) {
        let (process, room) = (self.id().to_string(), if full { "0" } else { "unlimited" });
        let limit = format!("--fsize={room}:unlimited");
        let (_, complaints) = run_tool("prlimit", &["--pid", &process, &limit]).await;
        assert_eq!(complaints, "");
    }

    fn id(&self) -> u32 {
        let server = self.server.as_ref().expect("it runs");
        server.id().expect("it was not waited for")
    }
}

/// The binary beside this test's own.
fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("this test is a file");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("target/<profile>/deps");
    let binary = folder.join("vitrine");
    assert!(
        binary.exists(),
        "{} is missing: run tests/run, or cargo build -p vitrine",
        binary.display()
    );
    binary
}

async fn ended(mut command: Command, input: &[u8]) -> Output {
    let mut running = command.spawn().expect("it starts");
    if let Some(mut stdin) = running.stdin.take() {
        stdin.write_all(input).await.expect("it reads");
    }
    timeout(PATIENCE, running.wait_with_output())
        .await
        .expect("it comes to an end")
        .expect("it was waited for")
}
