//! The same job on `nats-server`: one subject, its WebSocket listener, messages
//! of the same text.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use super::crowd::{Crowd, Speech};
use super::socket::{self, Place};
use crate::Outcome;

const STARTS_WITHIN: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const HELLO: &[u8] = b"CONNECT {\"verbose\":false,\"pedantic\":false}\r\n";

/// A running nats-server. Dropping it kills it.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    pub(super) place: Place,
    _folder: tempfile::TempDir,
}

impl Server {
    pub(super) async fn start(program: &Path) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let free =
            || -> Outcome<u16> { Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port()) };
        let (plain, web) = (free()?, free()?);
        let config = folder.path().join("nats.conf");
        let text = format!(
            "listen: \"127.0.0.1:{plain}\"\nwebsocket {{ listen: \"127.0.0.1:{web}\", no_tls: true }}\n"
        );
        std::fs::write(&config, text)?;
        let child = Command::new(program)
            .arg("-c")
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let place = Place {
            address: (Ipv4Addr::LOCALHOST, web).into(),
            path: "/".to_owned(),
            cookie: String::new(),
        };
        let deadline = Instant::now() + STARTS_WITHIN;
        while TcpStream::connect(place.address).await.is_err() {
            if Instant::now() > deadline {
                return Err("nats-server does not start".into());
            }
            sleep(LOOK_AGAIN).await;
        }
        Ok(Self {
            child,
            place,
            _folder: folder,
        })
    }

    pub(super) fn pid(&self) -> Outcome<u32> {
        self.child.id().ok_or_else(|| "nats-server has ended".into())
    }

    /// Subscribes one listener.
    pub(super) async fn subscribe(
        &self,
        crowd: &Arc<Crowd>,
        number: usize,
        stalls: bool,
    ) -> Outcome<Option<TcpStream>> {
        let (mut stream, early) = socket::connect(&self.place, number, stalls).await?;
        stream
            .write_all(&socket::text(&[HELLO, b"SUB room 1\r\n"].concat()))
            .await?;
        if stalls {
            return Ok(Some(stream));
        }
        tokio::spawn(
            crowd
                .clone()
                .listen(Arc::new(stream), early, Speech::Nats(Stream::default()), number),
        );
        Ok(None)
    }

    /// Someone who publishes.
    pub(super) async fn speaker(&self, crowd: &Arc<Crowd>, number: usize) -> Outcome<Arc<TcpStream>> {
        let (mut stream, early) = socket::connect(&self.place, number, false).await?;
        stream
            .write_all(&socket::text(&[HELLO, b"SUB room 1\r\n"].concat()))
            .await?;
        let stream = Arc::new(stream);
        let speech = Speech::Nats(Stream::default());
        tokio::spawn(crowd.clone().listen(stream.clone(), early, speech, number));
        Ok(stream)
    }
}

/// What a speaker says for `text`.
pub(super) fn publish(text: &str) -> Vec<u8> {
    socket::text(format!("PUB room {}\r\n{text}\r\n", text.len()).as_bytes())
}

/// The NATS client protocol, as far as a subscriber of one subject needs it.
#[derive(Debug, Default)]
pub(super) struct Stream {
    begun: Vec<u8>,
}

impl Stream {
    /// Hands every whole message to `each`; puts what is to be answered into
    /// `answer`, framed.
    pub(super) fn read(&mut self, bytes: &[u8], answer: &mut Vec<u8>, mut each: impl FnMut(&[u8])) {
        self.begun.extend(bytes);
        let mut rest = &self.begun[..];
        while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
            let line = &rest[..end];
            let behind = &rest[end + 2..];
            if let Some(head) = line.strip_prefix(b"MSG ") {
                let length = head.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
                let length = length
                    .iter()
                    .fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
                let Some(after) = behind.get(length + 2..) else {
                    break;
                };
                each(&behind[..length]);
                rest = after;
            } else {
                if line == b"PING" {
                    answer.extend(socket::text(b"PONG\r\n"));
                }
                rest = behind;
            }
        }
        let read = self.begun.len() - rest.len();
        self.begun.drain(..read);
    }
}
