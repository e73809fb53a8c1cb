//! The demo in this process: its world, and its show with the time burnt into
//! the picture as a bar code.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use model::{SystemClock, SystemEntropy};
use tempfile::TempDir;
use vitrine::config::Config;
use vitrine::demo::{self, Demo};
use vitrine::server::{Server, World};
use web::Rates;

use crate::browser::Door;
use crate::{Browser, Method, eventually};

/// A running demo.
#[derive(Debug)]
pub struct Showcase {
    server: Server,
    demo: Demo,
    _folder: TempDir,
}

impl Showcase {
    /// Opens it on a free port with new data.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = Config {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            data_dir: folder.path().join("data"),
            ..Config::default()
        };
        demo::prepare(&config, false).expect("a new folder");
        let world = World {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            rates: Rates::default(),
            demo_logins: Some(demo::logins()),
        };
        let server = Server::start(&config, world).await.expect("the server starts");
        let demo = Demo::start(&server, true).await.expect("the demo starts");
        Self {
            server,
            demo,
            _folder: folder,
        }
    }

    /// Someone who looks in.
    pub fn guest(&self) -> Browser {
        Browser::new(Arc::new(Door::new(self.server.address)))
    }

    /// The page of the show of that title, once it is live.
    pub async fn live_page(&self, title: &str) -> String {
        let guest = self.guest();
        let show = eventually(&format!("{title} to be live"), async || {
            let live = guest
                .api(Method::GET, "/shows?state=live")
                .send()
                .await
                .expect(200);
            let live = live.json();
            let mut shows = live["items"].as_array().expect("a list").iter();
            let found = shows.find(|show| show["title"] == title)?;
            found["id"].as_str().map(str::to_owned)
        })
        .await;
        guest.url(&format!("/shows/{show}"))
    }

    /// Takes it off the air.
    pub async fn close(self) {
        self.demo.stop().await;
        self.server.stop().await;
    }
}
