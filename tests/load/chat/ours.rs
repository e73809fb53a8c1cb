//! A room of our own server: a show that is live, people who speak in it, and
//! guests who listen.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::crowd::{Crowd, Speech};
use super::socket::{self, Place};
use crate::publish::Publishing;
use crate::server::{Server, Show};
use crate::{Outcome, Stream, signalling};

/// Limits that are not what is measured, and a show that stays live without a
/// picture.
const SETTINGS: [(&str, &str); 6] = [
    ("VITRINE_LIMITS__CONNECTIONS_PER_ADDRESS", "100000"),
    ("VITRINE_LIMITS__SOCKETS_PER_ADDRESS", "100000"),
    ("VITRINE_LIMITS__SOCKETS", "20000"),
    ("VITRINE_LIMITS__SAY_BURST", "100000"),
    ("VITRINE_LIMITS__SAY_PAUSE", "1"),
    ("VITRINE_MEDIA__AWAY", "3600s"),
];

/// A server with rooms.
#[derive(Debug)]
pub(super) struct House {
    server: Server,
}

/// One of them.
#[derive(Debug, Clone)]
pub(super) struct Room {
    place: Place,
}

impl House {
    pub(super) async fn open(program: &Path) -> Outcome<Self> {
        let server = Server::start_with(program, &SETTINGS).await?;
        server.sign_up_host().await?;
        Ok(Self { server })
    }

    pub(super) fn pid(&self) -> Outcome<u32> {
        self.server.pid()
    }

    /// A show that is live and whose publisher has gone away: no picture costs
    /// anything.
    pub(super) async fn open_room(&self) -> Outcome<Room> {
        let show: Show = self.server.plan_show().await?;
        let stream = Stream {
            bitrate: 100_000,
            paced: false,
            silent: true,
        };
        let publishing = Publishing::start(&self.server.url, &show.id, &show.key, &stream).await?;
        self.server.is_live(&show).await?;
        publishing.stop().await?;
        let address = self.server.url.trim_start_matches("http://").parse()?;
        Ok(Room {
            place: Place {
                address,
                path: format!("/live/{}", show.id),
                cookie: String::new(),
            },
        })
    }

    /// Makes an account; gives its cookie.
    pub(super) async fn sign_up(&self, handle: &str) -> Outcome<String> {
        let client = signalling::client()?;
        let password = "correct horse battery";
        let account = json!({
            "handle": handle, "name": handle, "email": format!("{handle}@example.org"), "password": password,
        });
        let post = async |path: &str, body: &Value| {
            let url = format!("{}/api/v1{path}", self.server.url);
            client.post(url).json(body).send().await?.error_for_status()
        };
        post("/accounts", &account).await?;
        let answer = post("/session", &json!({ "login": handle, "password": password })).await?;
        let cookie = answer.headers().get("set-cookie").ok_or("no cookie")?.to_str()?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }

    pub(super) async fn close(self) -> Outcome<()> {
        self.server.stop().await
    }
}

impl Room {
    async fn enter(&self, cookie: &str, number: usize, stalls: bool) -> Outcome<(TcpStream, Vec<u8>)> {
        let place = Place {
            cookie: cookie.to_owned(),
            ..self.place.clone()
        };
        let (mut stream, early) = socket::connect(&place, number, stalls).await?;
        stream.write_all(&socket::text(br#"{"t":"hello","v":1}"#)).await?;
        Ok((stream, early))
    }

    /// A guest who listens; one who stalls is given back and never reads.
    pub(super) async fn listener(
        &self,
        crowd: &Arc<Crowd>,
        number: usize,
        stalls: bool,
    ) -> Outcome<Option<TcpStream>> {
        let (stream, early) = self.enter("", number, stalls).await?;
        if stalls {
            return Ok(Some(stream));
        }
        tokio::spawn(
            crowd
                .clone()
                .listen(Arc::new(stream), early, Speech::Vitrine, number),
        );
        Ok(None)
    }

    /// Someone who speaks.
    pub(super) async fn speaker(
        &self,
        crowd: &Arc<Crowd>,
        cookie: &str,
        number: usize,
    ) -> Outcome<Arc<TcpStream>> {
        let (stream, early) = self.enter(cookie, number, false).await?;
        let stream = Arc::new(stream);
        tokio::spawn(
            crowd
                .clone()
                .listen(stream.clone(), early, Speech::Vitrine, number),
        );
        Ok(stream)
    }
}

/// What a speaker says for `text`.
pub(super) fn say(id: u64, text: &str) -> Vec<u8> {
    socket::text(
        json!({ "t": "say", "id": id, "text": text })
            .to_string()
            .as_bytes(),
    )
}
