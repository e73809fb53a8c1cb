//! A server of our own: the release program on a folder of its own, with one
//! host and one show.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use crate::{Outcome, signalling};

const STARTS_WITHIN: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A running server. Dropping it kills it and its data.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    client: Client,
    pub(crate) url: String,
    folder: tempfile::TempDir,
}

/// A planned show.
#[derive(Debug)]
pub(crate) struct Show {
    pub(crate) id: String,
    pub(crate) key: String,
}

/// The program beside this one.
pub(crate) fn program(given: Option<PathBuf>) -> Outcome<PathBuf> {
    let program = match given {
        Some(given) => given,
        None => std::env::current_exe()?.with_file_name("vitrine"),
    };
    // The server runs in a folder of its own.
    let program = std::path::absolute(program)?;
    if !program.is_file() {
        let build = "cargo build --release -p vitrine -p tests --bin vitrine --bin load";
        return Err(format!("{} is not there: {build}", program.display()).into());
    }
    Ok(program)
}

impl Server {
    pub(crate) async fn start(program: &Path) -> Outcome<Self> {
        Self::start_with(program, &[]).await
    }

    /// The same with settings, as its environment.
    pub(crate) async fn start_with(program: &Path, settings: &[(&str, &str)]) -> Outcome<Self> {
        Self::run(program, &["serve"], settings).await
    }

    /// The demo, with the time in its picture as a bar code.
    pub(crate) async fn demo(program: &Path) -> Outcome<Self> {
        Self::run(program, &["demo", "--bar-code"], &[]).await
    }

    async fn run(program: &Path, command: &[&str], settings: &[(&str, &str)]) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let log = std::fs::File::create(folder.path().join("log"))?;
        let child = Command::new(program)
            .args(command)
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .arg("--data-dir")
            .arg(folder.path().join("data"))
            .env("VITRINE_LIMITS__MEDIA_BURST", "100000")
            .envs(settings.iter().copied())
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let mut server = Self {
            child,
            client: signalling::client()?,
            url: format!("http://127.0.0.1:{port}"),
            folder,
        };
        let deadline = Instant::now() + STARTS_WITHIN;
        while !server.is_ready().await {
            if server.child.try_wait()?.is_some() || Instant::now() > deadline {
                let log = std::fs::read_to_string(server.folder.path().join("log"))?;
                return Err(format!("the server does not start: {log}").into());
            }
            sleep(LOOK_AGAIN).await;
        }
        Ok(server)
    }

    async fn is_ready(&self) -> bool {
        let asked = self.client.get(format!("{}/readyz", self.url)).send().await;
        asked.is_ok_and(|answer| answer.status().is_success())
    }

    /// Its database, where it was given no other.
    pub(crate) fn database(&self) -> String {
        format!("sqlite:{}", self.data_dir().join("vitrine.db").display())
    }

    /// Where its data is.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn pid(&self) -> Outcome<u32> {
        self.child.id().ok_or_else(|| "the server has ended".into())
    }

    /// Signs the host up.
    pub(crate) async fn sign_up_host(&self) -> Outcome<()> {
        let account = json!({
            "handle": "host", "name": "Host", "email": "host@example.org", "password": "correct horse battery",
        });
        self.post("/accounts", &account).await?;
        let login = json!({ "login": "host", "password": "correct horse battery" });
        self.post("/session", &login).await?;
        Ok(())
    }

    /// Plans a show of the host's.
    pub(crate) async fn plan_show(&self) -> Outcome<Show> {
        let show = self.post("/shows", &json!({ "title": "Load" })).await?;
        let text = |name: &str| show[name].as_str().map(str::to_owned);
        Ok(Show {
            id: text("id").ok_or("a show without an id")?,
            key: text("stream_key").ok_or("a show without a key")?,
        })
    }

    pub(crate) async fn is_live(&self, show: &Show) -> Outcome<()> {
        let url = format!("{}/api/v1/shows/{}", self.url, show.id);
        let deadline = Instant::now() + STARTS_WITHIN;
        while Instant::now() < deadline {
            let found: Value = self.client.get(&url).send().await?.json().await?;
            if found["state"] == "live" {
                return Ok(());
            }
            sleep(LOOK_AGAIN).await;
        }
        Err("the show does not go live".into())
    }

    /// The ids of the shows in that state.
    pub(crate) async fn shows(&self, state: &str) -> Outcome<Vec<String>> {
        let url = format!("{}/api/v1/shows?state={state}", self.url);
        let found: Value = self.client.get(&url).send().await?.json().await?;
        let items = found["items"].as_array().ok_or("a list without items")?;
        let ids = items.iter().filter_map(|show| show["id"].as_str());
        Ok(ids.map(str::to_owned).collect())
    }

    /// Asks for something as the host; `path` goes on after `/api/v1`.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        let url = format!("{}/api/v1{path}", self.url);
        let answer = self.client.post(&url).json(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            return Err(format!("{url} answered {status}: {text}").into());
        }
        Ok(serde_json::from_str(&text)?)
    }

    pub(crate) async fn stop(mut self) -> Outcome<()> {
        self.child.kill().await?;
        Ok(())
    }
}
