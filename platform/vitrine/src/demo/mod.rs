//! The demo: a believable world, and a show that is live in it.

mod broadcaster;
mod camera;
mod scene;
mod world;

use crate::config::Config;
use crate::server::{Server, StartError};

pub use world::logins;

/// The running demo.
#[derive(Debug)]
pub struct Demo {
    broadcasts: broadcaster::Broadcasts,
}

impl Demo {
    /// Seeds the world if it is new, and goes live; with a bar code in the
    /// picture where its delay is to be measured.
    pub async fn start(server: &Server, bar_code: bool) -> Result<Self, StartError> {
        let shows = world::seed(&server.app).await?;
        let broadcasts = broadcaster::Broadcasts::start(server, shows, bar_code);
        Ok(Self { broadcasts })
    }

    /// Takes the show off the air.
    pub async fn stop(self) {
        self.broadcasts.stop().await;
    }
}

/// Throws the demo's data away.
pub fn reset(config: &Config) -> Result<(), StartError> {
    match std::fs::remove_dir_all(&config.data_dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StartError::DataDir {
            path: config.data_dir.clone(),
            error,
        }),
        _ => Ok(()),
    }
}

/// The configuration with logs that leave the introduction readable, unless
/// other ones were asked for.
pub fn quiet(config: &Config) -> Config {
    let mut config = config.clone();
    if config.log.filter == "info" {
        config.log.filter = "warn".to_owned();
    }
    config
}

/// Says who can sign in.
pub fn introduce() {
    println!("\n  Sign in as");
    for (login, password) in logins() {
        println!("    {login:<8} {password}");
    }
    println!("\n  Stop with Ctrl+C. The data stays; --reset begins anew.\n");
}
