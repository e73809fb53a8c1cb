//! chromedriver as a child of the test: on a port of its own choice, gone with
//! the test.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Starting a browser on a busy machine takes a while.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running chromedriver, in a process group of its own with its browsers.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    /// None once it was ended.
    group: Option<u32>,
    pub url: String,
}

impl Driver {
    /// Starts it and waits until it can be used.
    pub async fn start() -> Self {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("chromedriver can't be started ({error}): run tests/run, it installs it")
            });
        let group = child.id().expect("it was just started");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let port = timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await.expect("text") {
                if let Some((_, port)) = line.split_once("started successfully on port ") {
                    return port.trim_end_matches('.').parse::<u16>().expect("a port");
                }
            }
            panic!("chromedriver ended at once");
        });
        let port = port.await.expect("chromedriver is ready in time");
        // Nobody reads on, and it must not be stopped by a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self {
            child,
            group: Some(group),
            url: format!("http://127.0.0.1:{port}"),
        }
    }

    /// Ends it and whatever browser is left.
    pub async fn stop(mut self) {
        self.end_group();
        let ended = timeout(PATIENCE, self.child.wait()).await;
        ended.expect("chromedriver ends").expect("it is our child");
    }

    fn end_group(&mut self) {
        let Some(group) = self.group.take() else { return };
        // A group that is gone is what we want.
        let _ = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!("kill -9 -{group}"))
            .stderr(Stdio::null())
            .status();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.end_group();
    }
}
