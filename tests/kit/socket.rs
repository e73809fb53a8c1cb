//! A visitor's socket in a show's room (`platform/docs/live-protocol.md`), by a
//! WebSocket client that is not ours.

use std::fmt;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::{Browser, Planned, SOON};

/// What carries a socket.
trait Carrier: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Carrier for T {}

/// A socket that is open.
pub struct Socket {
    line: WebSocketStream<Box<dyn Carrier>>,
    next_id: i64,
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket").finish_non_exhaustive()
    }
}

impl Planned {
    /// Its room's socket.
    pub fn socket(&self) -> String {
        format!("/live/{}", self.id)
    }
}

impl Browser {
    /// Opens the socket at `path`, with `headers` besides the usual ones.
    ///
    /// # Errors
    /// The status with which the server refuses.
    pub async fn open_socket(&self, path: &str, headers: &[(&str, &str)]) -> Result<Socket, u16> {
        let stream = TcpStream::connect(self.address()).await;
        self.open_socket_on(stream.expect("the server listens"), path, headers)
            .await
    }

    async fn open_socket_on(
        &self,
        stream: TcpStream,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Socket, u16> {
        let url = self.url(path).replacen("http", "ws", 1);
        let mut request = url.into_client_request().expect("an address of ours");
        let cookie = format!("vitrine_session={}", self.session_cookie());
        for (name, value) in [("cookie", cookie.as_str())].iter().chain(headers) {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
            let value = HeaderValue::from_str(value).expect("a header's value");
            request.headers_mut().insert(name, value);
        }
        let carrier: Box<dyn Carrier> = Box::new(stream);
        match client_async(request, carrier).await {
            Ok((line, _)) => Ok(Socket { line, next_id: 0 }),
            Err(Error::Http(refusal)) => Err(refusal.status().as_u16()),
            Err(error) => panic!("{path}: {error}"),
        }
    }

    /// Opens a socket whose client will take little before it reads.
    pub async fn open_tight_socket(&self, show: &Planned) -> Socket {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(2_048).expect("a size");
        let stream = socket.connect(self.address()).await.expect("the server listens");
        let opened = self.open_socket_on(stream, &show.socket(), &[]).await;
        opened.expect("the room is open")
    }

    /// Goes into the room of a live show, for the first time: the socket, and
    /// the room as it stands.
    ///
    /// # Panics
    /// When the server does not let one in.
    pub async fn enter(&self, show: &Planned) -> (Socket, Value) {
        let mut socket = self.open_socket(&show.socket(), &[]).await.expect("let in");
        socket.send(&json!({ "t": "hello", "v": 1 })).await;
        let room = socket.hear("resync").await;
        (socket, room)
    }

    /// Comes back after an earlier visit.
    pub async fn come_back(&self, show: &Planned, epoch: &Value, last_seen: i64) -> Socket {
        let mut socket = self.open_socket(&show.socket(), &[]).await.expect("let in");
        let hello = json!({ "t": "hello", "v": 1, "epoch": epoch, "last_seen": last_seen });
        socket.send(&hello).await;
        socket
    }
}

impl Socket {
    /// A socket on a connection that was upgraded already.
    pub async fn on(upgraded: reqwest::Upgraded) -> Self {
        let carrier: Box<dyn Carrier> = Box::new(upgraded);
        Self {
            line: WebSocketStream::from_raw_socket(carrier, Role::Client, None).await,
            next_id: 0,
        }
    }

    /// Sends one message.
    pub async fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        let sent = self.line.send(Message::text(text)).await;
        sent.expect("the server takes it");
    }

    pub async fn send_binary(&mut self, bytes: Vec<u8>) {
        let sent = self.line.send(Message::binary(bytes)).await;
        sent.expect("the server takes it");
    }

    /// Sends bytes that need not be frames.
    pub async fn send_raw(&mut self, bytes: &[u8]) {
        let carrier = self.line.get_mut();
        // The server may hang up before it has read all of it.
        let _ = carrier.write_all(bytes).await;
    }

    /// Says `text`; gives the number of its event.
    pub async fn say(&mut self, text: &str) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({ "t": "say", "id": id, "text": text })).await;
        let done = self.find("done", |message| message["id"] == id).await;
        done["seq"].as_i64().expect("what was said has a number")
    }

    /// Says `text`, which is refused; gives why.
    pub async fn try_to_say(&mut self, text: &str) -> String {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({ "t": "say", "id": id, "text": text })).await;
        let refused = self.find("refused", |message| message["id"] == id).await;
        refused["why"].as_str().expect("a reason").to_owned()
    }

    /// The next message of that kind; others are passed over.
    pub async fn hear(&mut self, kind: &str) -> Value {
        self.find(kind, |_| true).await
    }

    /// The next message of that kind for which `is_meant` holds.
    ///
    /// # Panics
    /// When it does not come soon, or the server closes before.
    pub async fn find(&mut self, kind: &str, is_meant: impl Fn(&Value) -> bool) -> Value {
        let mut passed = Vec::new();
        let found = async {
            loop {
                let message = self.next().await.unwrap_or_else(|(code, reason)| {
                    panic!("closed with {code} {reason} instead of {kind:?}, after {passed:?}")
                });
                if message["t"] == kind && is_meant(&message) {
                    return message;
                }
                passed.push(message["t"].clone());
            }
        };
        match timeout(SOON, found).await {
            Ok(found) => found,
            Err(_) => panic!("no {kind:?} came"),
        }
    }

    /// The next message, whatever it is; or how the server closed.
    pub async fn next(&mut self) -> Result<Value, (u16, String)> {
        loop {
            match self.line.next().await {
                Some(Ok(Message::Text(text))) => {
                    return Ok(serde_json::from_str(&text).expect("messages are JSON"));
                }
                Some(Ok(Message::Close(frame))) => {
                    let frame = frame.map(|frame| (frame.code.into(), frame.reason.to_string()));
                    return Err(frame.unwrap_or((1005, String::new())));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err((1006, String::new())),
            }
        }
    }

    /// Waits until the server closes; gives code and reason.
    pub async fn closed(&mut self) -> (u16, String) {
        self.closed_within(SOON).await
    }

    /// The same with another patience.
    pub async fn closed_within(&mut self, patience: Duration) -> (u16, String) {
        let closed = async {
            loop {
                if let Err(closed) = self.next().await {
                    return closed;
                }
            }
        };
        timeout(patience, closed).await.expect("the server closes")
    }
}
