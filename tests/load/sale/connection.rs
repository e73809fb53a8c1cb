//! One browser's connection: HTTP/1.1 kept alive, from an address of its own,
//! with the cookies it was given. As lean as can be, because it runs on the same
//! machine as what it measures: it reads what our own server answers and no more.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::Outcome;

/// What has not been answered by then never will be.
const PATIENCE: Duration = Duration::from_secs(30);
/// No answer of the server's to a shopper is as large.
const LARGEST: usize = 256 * 1_024;

/// See the module.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    host: SocketAddr,
    /// `name=value`, each.
    cookies: Vec<String>,
    written: String,
    read: Vec<u8>,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    /// JSON, or nothing.
    pub(super) body: &'a str,
    /// The `Idempotency-Key` of something to be done once.
    pub(super) key: Option<&'a str>,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a str,
}

impl Connection {
    /// Connects `from` an address of this machine's: all of 127.0.0.0/8 are, on Linux.
    pub(super) async fn open(from: Ipv4Addr, host: SocketAddr) -> Outcome<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((from, 0)))?;
        let stream = timeout(PATIENCE, socket.connect(host)).await??;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            host,
            cookies: Vec::new(),
            written: String::new(),
            read: Vec::new(),
        })
    }

    /// From now on it is somebody else's.
    pub(super) fn forget(&mut self) {
        self.cookies.clear();
    }

    /// Asks, and waits for the answer.
    pub(super) async fn ask(&mut self, ask: Ask<'_>) -> Outcome<Answer<'_>> {
        self.write(ask);
        let asked = timeout(PATIENCE, async {
            self.stream.write_all(self.written.as_bytes()).await?;
            self.receive().await
        });
        let late = |_| format!("{} {} was not answered in {PATIENCE:?}", ask.method, ask.path);
        let (status, start) = asked.await.map_err(late)??;
        let body = std::str::from_utf8(&self.read[start..])?;
        Ok(Answer { status, body })
    }

    fn write(&mut self, ask: Ask<'_>) {
        let (host, written) = (self.host, &mut self.written);
        written.clear();
        for part in [ask.method, " ", ask.path, " HTTP/1.1\r\nhost: "] {
            written.push_str(part);
        }
        *written += &format!("{host}\r\naccept: application/json\r\n");
        if !self.cookies.is_empty() {
            *written += &format!("cookie: {}\r\n", self.cookies.join("; "));
        }
        if let Some(key) = ask.key {
            *written += &format!("idempotency-key: {key}\r\n");
        }
        if !ask.body.is_empty() {
            let length = ask.body.len();
            // As a browser does with everything that is no read.
            *written += &format!(
                "origin: http://{host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n"
            );
        }
        *written += "\r\n";
        *written += ask.body;
    }

    /// The answer's status, and where in what was read its body begins.
    async fn receive(&mut self) -> Outcome<(u16, usize)> {
        self.read.clear();
        let start = loop {
            self.read_more().await?;
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = Head::of(std::str::from_utf8(&self.read[..start])?)?;
        for cookie in head.cookies {
            keep(&mut self.cookies, cookie);
        }
        while self.read.len() < start + head.length {
            self.read_more().await?;
        }
        Ok((head.status, start))
    }

    async fn read_more(&mut self) -> Outcome<()> {
        if self.read.len() > LARGEST {
            return Err("an answer that is too large".into());
        }
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err("the server hung up".into()),
            _ => Ok(()),
        }
    }
}

/// Of an answer (RFC 9112).
struct Head {
    status: u16,
    length: usize,
    cookies: Vec<String>,
}

impl Head {
    fn of(text: &str) -> Outcome<Self> {
        let odd = || format!("an answer nobody understands: {text}");
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let status = status.and_then(|status| status.parse().ok()).ok_or_else(odd)?;
        let (mut length, mut cookies) = (None, Vec::new());
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse().ok();
            } else if name.eq_ignore_ascii_case("set-cookie") {
                cookies.push(value.split(';').next().unwrap_or_default().to_owned());
            }
        }
        Ok(Self {
            status,
            length: length.ok_or_else(odd)?,
            cookies,
        })
    }
}

/// A cookie takes the place of the one of its name.
fn keep(jar: &mut Vec<String>, cookie: String) {
    let name = |cookie: &str| cookie.split('=').next().unwrap_or_default().to_owned();
    jar.retain(|kept| name(kept) != name(&cookie));
    jar.push(cookie);
}
