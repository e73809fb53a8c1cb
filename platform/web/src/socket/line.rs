//! A WebSocket after its handshake: messages in, ready-made frames out. Small,
//! because there are thousands: idle, it holds no buffer in either direction.

use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::timeout;

use super::frames::{self, Breach, Decoder, Incoming, Taken};
use crate::serve::Stream;

/// Read at one time, on the stack, in bytes.
const READ: usize = 4 * 1024;
/// Pieces handed to the system at one time.
const PIECES: usize = 32;
/// Room kept for pieces once there are none.
const PIECES_KEPT: usize = 8;
/// For the close handshake, and all that has to go out before it.
const GOODBYE: Duration = Duration::from_secs(2);

/// Why nothing more comes.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The peer broke the protocol.
    Breach(Breach),
    /// The connection is gone.
    Gone,
}

/// What has happened on the line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Frames have come in, with messages or without.
    Heard,
    /// Everything has gone out.
    Sent,
}

/// One socket.
#[derive(Debug)]
pub(crate) struct Line {
    stream: Stream,
    decoder: Decoder,
    /// Came together with the handshake.
    early: Bytes,
    /// What is to go out: together whole frames.
    outgoing: Vec<Bytes>,
    /// Which of them is going, and how many of its bytes have gone.
    at: usize,
    gone: usize,
    /// Written, and perhaps held back by TLS.
    unflushed: bool,
    /// Found behind messages that still counted.
    breach: Option<Breach>,
}

impl Line {
    pub(super) fn new(stream: Stream, early: Bytes, taken: Taken) -> Self {
        Self {
            stream,
            decoder: Decoder::new(taken),
            early,
            outgoing: Vec::new(),
            at: 0,
            gone: 0,
            unflushed: false,
            breach: None,
        }
    }

    /// Where frames are put that are to go out.
    pub(crate) fn outgoing(&mut self) -> &mut Vec<Bytes> {
        &mut self.outgoing
    }

    /// Whether something still has to go out.
    pub(crate) fn is_sending(&self) -> bool {
        self.unflushed || !self.outgoing.is_empty()
    }

    /// Frames that came in since this was last asked, control frames included.
    pub(crate) fn take_frame_count(&mut self) -> u32 {
        self.decoder.take_frame_count()
    }

    /// Waits until frames have come in, whose messages are put into `said`, or
    /// all has gone out.
    pub(crate) async fn exchange(&mut self, said: &mut Vec<Incoming>) -> Result<Event, Failure> {
        poll_fn(|cx| self.poll_exchange(cx, said)).await
    }

    fn poll_exchange(
        &mut self,
        cx: &mut Context<'_>,
        said: &mut Vec<Incoming>,
    ) -> Poll<Result<Event, Failure>> {
        if self.is_sending()
            && let Poll::Ready(sent) = self.poll_send(cx)
        {
            return Poll::Ready(sent.map(|()| Event::Sent).map_err(|_| Failure::Gone));
        }
        self.poll_receive(cx, said).map_ok(|()| Event::Heard)
    }

    /// Sends until all is gone.
    pub(crate) fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.at < self.outgoing.len() {
            let mut pieces = [IoSlice::new(&[]); PIECES];
            let rest = &self.outgoing[self.at..];
            let count = rest.len().min(PIECES);
            for (slot, piece) in pieces.iter_mut().zip(rest) {
                *slot = IoSlice::new(piece);
            }
            pieces[0] = IoSlice::new(&rest[0][self.gone..]);
            let stream = Pin::new(&mut self.stream);
            let written = ready!(stream.poll_write_vectored(cx, &pieces[..count]))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.unflushed = true;
            self.advance(written);
        }
        self.outgoing.clear();
        self.outgoing.shrink_to(PIECES_KEPT);
        self.at = 0;
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.unflushed = false;
        Poll::Ready(Ok(()))
    }

    fn advance(&mut self, mut written: usize) {
        while let Some(piece) = self.outgoing.get_mut(self.at) {
            let left = piece.len() - self.gone;
            if written < left {
                self.gone += written;
                return;
            }
            written -= left;
            // Shared with all the others: it need not wait for this line's last piece.
            *piece = Bytes::new();
            self.at += 1;
            self.gone = 0;
        }
    }

    fn poll_receive(&mut self, cx: &mut Context<'_>, said: &mut Vec<Incoming>) -> Poll<Result<(), Failure>> {
        loop {
            if let Some(breach) = self.breach {
                return Poll::Ready(Err(Failure::Breach(breach)));
            }
            let early = std::mem::take(&mut self.early);
            if early.is_empty() {
                let mut space = [const { MaybeUninit::uninit() }; READ];
                let mut read = ReadBuf::uninit(&mut space);
                let done = ready!(Pin::new(&mut self.stream).poll_read(cx, &mut read));
                if done.is_err() || read.filled().is_empty() {
                    return Poll::Ready(Err(Failure::Gone));
                }
                self.decode(read.filled(), said);
            } else {
                self.decode(&early, said);
            }
            // Frames without a message count as well: see `take_frame_count`.
            if !said.is_empty() || self.decoder.frame_count() > 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }

    fn decode(&mut self, mut input: &[u8], said: &mut Vec<Incoming>) {
        loop {
            match self.decoder.next(&mut input) {
                Ok(Some(incoming)) => said.push(incoming),
                Ok(None) => return,
                Err(breach) => {
                    self.breach = Some(breach);
                    return;
                }
            }
        }
    }

    /// Closes with a code of ours and waits, not for long, for the peer's answer
    /// (RFC 6455 section 7.1.2).
    pub(crate) async fn close(mut self, code: u16, reason: &'static str) {
        self.outgoing.push(frames::closing(Some(code), reason));
        let goodbye = async {
            self.send().await?;
            let mut said = Vec::new();
            while !said.iter().any(|one| matches!(one, Incoming::Close(_))) {
                said.clear();
                if self.exchange(&mut said).await.is_err() {
                    break;
                }
            }
            self.shut().await
        };
        // A peer that does not answer is left.
        let _ = timeout(GOODBYE, goodbye).await;
    }

    /// Answers the peer's close and ends (section 5.5.1).
    pub(crate) async fn answer_close(mut self, code: Option<u16>) {
        self.outgoing.push(frames::closing(code, ""));
        let goodbye = async {
            self.send().await?;
            self.shut().await
        };
        let _ = timeout(GOODBYE, goodbye).await;
    }

    /// Fails the connection (section 7.1.7): says why and listens to nothing more.
    pub(crate) async fn fail(mut self, breach: Breach) {
        self.outgoing
            .push(frames::closing(Some(breach.code()), breach.reason()));
        let goodbye = async {
            self.send().await?;
            self.shut().await?;
            // What is left unread would have the system take back what we said.
            let mut space = [0; 512];
            while tokio::io::AsyncReadExt::read(&mut self.stream, &mut space).await? > 0 {}
            io::Result::Ok(())
        };
        let _ = timeout(GOODBYE, goodbye).await;
    }

    async fn send(&mut self) -> io::Result<()> {
        poll_fn(|cx| self.poll_send(cx)).await
    }

    async fn shut(&mut self) -> io::Result<()> {
        poll_fn(|cx| Pin::new(&mut self.stream).poll_shutdown(cx)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use socket2::SockRef;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    const TAKEN: Taken = Taken {
        message: 100,
        binary: false,
    };

    /// A line and its peer, with little between them.
    async fn pair() -> (Line, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (tcp, _) = listener.accept().await.unwrap();
        SockRef::from(&tcp).set_send_buffer_size(4_096).unwrap();
        SockRef::from(&peer).set_recv_buffer_size(64 * 1_024).unwrap();
        (Line::new(Stream::placeless(tcp), Bytes::new(), TAKEN), peer)
    }

    #[tokio::test]
    async fn what_goes_out_arrives_whole_whatever_the_system_takes() {
        let (mut line, mut peer) = pair().await;
        let mut expected: Vec<u8> = Vec::new();
        for round in 0..3u8 {
            for number in 0..100 {
                let piece = vec![round ^ number; 1 + usize::from(number) * 97 % 5_000];
                expected.extend(&piece);
                line.outgoing().push(piece.into());
            }
        }
        let all = expected.len();
        let reading = tokio::spawn(async move {
            let mut read = vec![0; all];
            peer.read_exact(&mut read).await.unwrap();
            read
        });
        let mut said = Vec::new();
        assert_eq!(line.exchange(&mut said).await.unwrap(), Event::Sent);
        assert!(!line.is_sending() && line.outgoing.capacity() <= PIECES_KEPT);
        assert!(reading.await.unwrap() == expected);
    }

    #[tokio::test]
    async fn a_line_that_can_not_send_still_hears() {
        let (mut line, mut peer) = pair().await;
        line.outgoing().push(vec![0; 10 << 20].into());
        // "Hi", masked with zeros.
        peer.write_all(&[0x81, 0x82, 0, 0, 0, 0, b'H', b'i'])
            .await
            .unwrap();
        let mut said = Vec::new();
        assert_eq!(line.exchange(&mut said).await.unwrap(), Event::Heard);
        assert_eq!(said, [Incoming::Text("Hi".to_owned())]);
        assert!(line.is_sending());
    }

    #[tokio::test]
    async fn what_came_with_the_handshake_is_heard_first() {
        let (line, mut peer) = pair().await;
        let early = Bytes::from_static(&[0x81, 0x82, 0, 0, 0, 0, b'H']);
        let mut line = Line { early, ..line };
        peer.write_all(b"i").await.unwrap();
        let mut said = Vec::new();
        while said.is_empty() {
            line.exchange(&mut said).await.unwrap();
        }
        assert_eq!(said, [Incoming::Text("Hi".to_owned())]);
        drop(peer);
        assert!(matches!(line.exchange(&mut said).await, Err(Failure::Gone)));
    }
}
