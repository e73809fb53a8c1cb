//! A request that is begun and not finished.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::{Browser, Method, SOON};

/// A request whose head the server has, over a connection of its own.
#[derive(Debug)]
pub struct Unfinished {
    stream: TcpStream,
    body: String,
}

impl Browser {
    /// Begins a request as whoever is signed in here, with `headers` besides the
    /// usual ones. Where there is a body, the server waits for it from now on.
    ///
    /// # Panics
    /// When it answers instead.
    pub async fn begin(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Unfinished {
        let mut stream = TcpStream::connect(self.address())
            .await
            .expect("the server listens");
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address());
        let cookie = format!("vitrine_session={}", self.session_cookie());
        for (name, value) in [("cookie", cookie.as_str())].iter().chain(headers) {
            head += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            // Answered the moment the body is asked for (RFC 9110 section 10.1.1).
            head += &format!("content-length: {}\r\nexpect: 100-continue\r\n", body.len());
        }
        stream.write_all((head + "\r\n").as_bytes()).await.expect("taken");
        let mut unfinished = Unfinished {
            stream,
            body: body.to_owned(),
        };
        if !body.is_empty() {
            assert_eq!(unfinished.status().await, 100);
        }
        unfinished
    }
}

impl Unfinished {
    /// Sends the body; gives the answer's status.
    pub async fn finish(mut self) -> u16 {
        self.stream.write_all(self.body.as_bytes()).await.expect("taken");
        self.status().await
    }

    /// Sends half the body and waits; gives the answer's status once the server
    /// has hung up.
    pub async fn dawdle(mut self) -> u16 {
        let half = self.body.len() / 2;
        let half = &self.body.as_bytes()[..half];
        self.stream.write_all(half).await.expect("taken");
        let mut answer = Vec::new();
        let end = timeout(3 * SOON, self.stream.read_to_end(&mut answer)).await;
        end.expect("an end").expect("an answer");
        status(&answer)
    }

    /// Goes away, and waits until the server has noticed.
    pub async fn walk_away(mut self) {
        self.stream.shutdown().await.expect("open");
        // What comes before the end, and how that comes, is nobody's business.
        let end = timeout(SOON, self.stream.read_to_end(&mut Vec::new())).await;
        let _ = end.expect("the server hangs up");
    }

    /// Reads the next head, and no more.
    async fn status(&mut self) -> u16 {
        let mut head = Vec::new();
        let read = async {
            while !head.ends_with(b"\r\n\r\n") {
                head.push(self.stream.read_u8().await.expect("an answer"));
            }
        };
        timeout(SOON, read).await.expect("an answer in time");
        status(&head)
    }
}

fn status(answer: &[u8]) -> u16 {
    let line = String::from_utf8_lossy(answer);
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("no answer: {line}"))
}
