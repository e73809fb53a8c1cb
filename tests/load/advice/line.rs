//! A socket in a session (`platform/docs/advice-protocol.md`): answers pings by itself,
//! says what it is told to, and notes how long what was said took.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::person::Person;
use crate::Outcome;
use crate::times::Times;

const PATIENCE: Duration = Duration::from_secs(30);
/// What waits to be said.
const UNSAID: usize = 16;
/// The library clears its buffer at each look: what comes here is small.
const READ_BUFFER: usize = 2_048;

/// What all lines of a run note together.
#[derive(Debug)]
pub(super) struct Ears {
    epoch: Instant,
    /// From saying to the answer that it is stored.
    stored: Mutex<Vec<Duration>>,
    /// From saying until the other one has it.
    heard: Mutex<Vec<Duration>>,
    refused: AtomicUsize,
    /// Numbers that were not the next.
    odd: AtomicUsize,
}

/// A line that is open. Dropped, it hangs up.
#[derive(Debug)]
pub(super) struct Line {
    said: mpsc::Sender<String>,
    ears: Arc<Ears>,
    other_sends: watch::Receiver<bool>,
    task: JoinHandle<Outcome<Instant>>,
}

/// The task's half.
struct Carrier {
    socket: WebSocketStream<TcpStream>,
    saying: mpsc::Receiver<String>,
    ears: Arc<Ears>,
    sends: watch::Sender<bool>,
    /// The number of the last message.
    last: i64,
}

impl Ears {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            epoch: Instant::now(),
            stored: Mutex::default(),
            heard: Mutex::default(),
            refused: AtomicUsize::new(0),
            odd: AtomicUsize::new(0),
        })
    }

    /// What was noted since this was asked last: stored after, heard after.
    pub(super) fn take(&self) -> [Times; 2] {
        [&self.stored, &self.heard].map(|noted| {
            let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
            Times::from(std::mem::take(&mut *noted))
        })
    }

    /// Messages that were refused, and numbers that were missing or came twice.
    pub(super) fn faults(&self) -> [usize; 2] {
        [&self.refused, &self.odd].map(|count| count.load(Ordering::Relaxed))
    }

    /// Now, as what is said has it.
    fn stamp(&self) -> String {
        format!("{:012}", self.epoch.elapsed().as_micros())
    }

    /// How long ago that was.
    fn age(&self, stamp: &Value) -> Option<Duration> {
        let micros = stamp.as_str()?.split(' ').next()?.parse().ok()?;
        Some(self.epoch.elapsed().saturating_sub(Duration::from_micros(micros)))
    }

    fn note(&self, noted: &Mutex<Vec<Duration>>, stamp: &Value) {
        if let Some(age) = self.age(stamp) {
            noted.lock().unwrap_or_else(PoisonError::into_inner).push(age);
        }
    }
}

impl Line {
    /// Opens one and waits until it is welcomed.
    pub(super) async fn open(person: &Person, session: &str, ears: &Arc<Ears>) -> Outcome<Self> {
        timeout(PATIENCE, Self::opened(person, session, ears)).await?
    }

    async fn opened(person: &Person, session: &str, ears: &Arc<Ears>) -> Outcome<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((person.from, 0)))?;
        let stream = socket.connect(person.host).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{}/live/advice/{session}", person.host).into_client_request()?;
        let cookies = HeaderValue::from_str(&person.cookies())?;
        request.headers_mut().insert(header::COOKIE, cookies);
        let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
        let (socket, _) = client_async_with_config(request, stream, Some(config)).await?;
        let (said, saying) = mpsc::channel(UNSAID);
        let (sends, other_sends) = watch::channel(false);
        let mut carrier = Carrier {
            socket,
            saying,
            ears: ears.clone(),
            sends,
            last: 0,
        };
        let welcome = next_of(&mut carrier.socket).await?;
        if welcome["type"] != "welcome" {
            return Err(format!("no welcome, but {welcome}").into());
        }
        carrier.read(&welcome);
        Ok(Self {
            said,
            ears: ears.clone(),
            other_sends,
            task: tokio::spawn(carrier.carry()),
        })
    }

    /// Says something of about that many bytes.
    pub(super) async fn say(&self, length: usize) -> Outcome<()> {
        let stamp = self.ears.stamp();
        let text = format!("{stamp} {}", "x".repeat(length));
        self.send(&json!({ "type": "say", "key": stamp, "text": text }))
            .await
    }

    /// Says how one is there.
    pub(super) async fn show(&self, muted: bool) -> Outcome<()> {
        self.send(&json!({ "type": "state", "muted": muted, "camera": true }))
            .await
    }

    async fn send(&self, message: &Value) -> Outcome<()> {
        let sent = self.said.send(message.to_string()).await;
        sent.map_err(|_| "a line was cut off".into())
    }

    /// Waits until the other one sends sound or picture.
    pub(super) async fn other_sends(&self) -> Outcome<()> {
        let mut sends = self.other_sends.clone();
        timeout(PATIENCE, sends.wait_for(|sends| *sends)).await??;
        Ok(())
    }

    /// Waits until the server says that the session is over; when it did.
    pub(super) async fn ended(self) -> Outcome<Instant> {
        timeout(PATIENCE, self.task).await??
    }
}

/// The next message.
async fn next_of(socket: &mut WebSocketStream<TcpStream>) -> Outcome<Value> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text)?),
            Some(Ok(Message::Close(frame))) => return Err(format!("a line was closed: {frame:?}").into()),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(error.into()),
            None => return Err("a line was cut off".into()),
        }
    }
}

impl Carrier {
    /// Until the session is over, or nobody wants to say anything any more; when that was.
    async fn carry(mut self) -> Outcome<Instant> {
        loop {
            tokio::select! {
                text = self.saying.recv() => match text {
                    Some(text) => self.socket.send(Message::text(text)).await?,
                    None => return Ok(Instant::now()),
                },
                told = next_of(&mut self.socket) => if self.read(&told?) {
                    return Ok(Instant::now());
                },
            }
        }
    }

    /// True once the session is over.
    fn read(&mut self, told: &Value) -> bool {
        match told["type"].as_str().unwrap_or_default() {
            "welcome" => {
                self.last = told["seq"].as_i64().unwrap_or(0);
                self.presence(&told["other"]);
            }
            "presence" => self.presence(told),
            "message" => {
                let seq = told["seq"].as_i64().unwrap_or(0);
                if seq != self.last + 1 {
                    self.ears.odd.fetch_add(1, Ordering::Relaxed);
                }
                self.last = seq;
                // One's own comes back with the key.
                if told["key"].is_null() {
                    self.ears.note(&self.ears.heard, &told["text"]);
                }
            }
            "done" => self.ears.note(&self.ears.stored, &told["key"]),
            "refused" => {
                self.ears.refused.fetch_add(1, Ordering::Relaxed);
            }
            "ended" => return true,
            _ => {}
        }
        false
    }

    fn presence(&self, of: &Value) {
        self.sends.send_replace(of["publishing"] == true);
    }
}
