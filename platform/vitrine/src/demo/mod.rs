//! The demo: a believable world, and a show that is live in it.

mod audience;
mod broadcaster;
mod camera;
mod counter;
mod goods;
mod scene;
mod shelves;
mod shoppers;
mod terms;
mod world;

use std::io;
use std::path::Path;

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

/// Marks a folder as the demo's: `--reset` deletes no other, and a server for
/// real, which should not know the demo's passwords, does not open it.
const MARK: &str = "this-is-a-demo";

/// Whether `folder` holds a demo.
pub fn is_marked(folder: &Path) -> bool {
    folder.join(MARK).exists()
}

/// Makes the folder the demo's, thrown away first if so wished.
///
/// # Errors
/// It holds something else, or can't be written.
pub fn prepare(config: &Config, reset: bool) -> Result<(), StartError> {
    let folder = &config.data_dir;
    let wrong = |error| StartError::DataDir {
        path: folder.clone(),
        error,
    };
    let is_empty = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(wrong(error)),
    };
    if !is_empty && !is_marked(folder) {
        let why = format!(
            "{} holds something other than a demo. Choose another folder with --data-dir",
            folder.display()
        );
        return Err(StartError::Demo(why));
    }
    if reset && !is_empty {
        std::fs::remove_dir_all(folder).map_err(wrong)?;
    }
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(folder.join(MARK), ""))
        .map_err(wrong)
}

/// The configuration with a database of its own, and logs that leave the
/// introduction readable unless other ones were asked for.
pub fn own(config: &Config) -> Config {
    let mut config = config.clone();
    // Its accounts have passwords everybody knows.
    config.database_url = None;
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
