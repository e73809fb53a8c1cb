//! A WebSocket client that costs next to nothing: frames are counted, not
//! understood. Servers on this machine only; what they send is believed.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::Outcome;

/// Sockets that share one source address: each address has 28,000 ports, and
/// servers count what comes from one.
const PER_ADDRESS: usize = 2_000;
/// What a client that does not read takes in all the same, in bytes.
const STALLED_BUFFER: u32 = 4 * 1024;
const TEXT: u8 = 0x1;
const PING: u8 = 0x9;
/// An empty pong, masked with zeros.
pub(super) const PONG: [u8; 6] = [0x8A, 0x80, 0, 0, 0, 0];

/// Where to go and with which cookie.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) address: SocketAddr,
    pub(super) path: String,
    pub(super) cookie: String,
}

/// Connects the socket of that number; gives it with what came right behind
/// the handshake.
pub(super) async fn connect(place: &Place, number: usize, stalls: bool) -> Outcome<(TcpStream, Vec<u8>)> {
    let socket = TcpSocket::new_v4()?;
    let host = u8::try_from(2 + number / PER_ADDRESS)?;
    socket.bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, host), 0)))?;
    if stalls {
        socket.set_recv_buffer_size(STALLED_BUFFER)?;
    }
    let mut stream = socket.connect(place.address).await?;
    stream.set_nodelay(true)?;
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {}\r\n\r\n",
        place.path, place.address, place.cookie
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    let head = loop {
        if let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut answer).await? == 0 {
            return Err("the server hung up during the handshake".into());
        }
    };
    if !answer.starts_with(b"HTTP/1.1 101") {
        let status = answer.split(|byte| *byte == b'\r').next().unwrap_or_default();
        return Err(format!("no socket: {}", String::from_utf8_lossy(status)).into());
    }
    Ok((stream, answer.split_off(head)))
}

/// A client's text frame, masked with zeros.
pub(super) fn text(payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | TEXT];
    match u8::try_from(payload.len()) {
        Ok(short @ 0..=125) => frame.push(0x80 | short),
        _ => {
            frame.push(0x80 | 126);
            let length = u16::try_from(payload.len()).expect("messages of this program are short");
            frame.extend(length.to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// Cuts what a server sends into frames.
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// The beginning of one.
    begun: Vec<u8>,
}

impl Frames {
    /// Hands every whole frame's payload to `each`. True if a ping was among
    /// them.
    pub(super) fn read(&mut self, bytes: &[u8], mut each: impl FnMut(&[u8])) -> io::Result<bool> {
        let joined;
        let mut rest = if self.begun.is_empty() {
            bytes
        } else {
            self.begun.extend(bytes);
            joined = std::mem::take(&mut self.begun);
            &joined[..]
        };
        let mut pinged = false;
        while let Some(frame) = split(rest)? {
            match frame.opcode {
                PING => pinged = true,
                opcode if opcode <= 0x2 => each(frame.payload),
                _ => {}
            }
            rest = frame.behind;
        }
        self.begun = rest.to_vec();
        Ok(pinged)
    }
}

/// A frame, and what is behind it.
struct Frame<'a> {
    opcode: u8,
    payload: &'a [u8],
    behind: &'a [u8],
}

/// The first frame, once it is whole.
fn split(bytes: &[u8]) -> io::Result<Option<Frame<'_>>> {
    let [first, second, ..] = bytes else {
        return Ok(None);
    };
    let (head, length) = match second {
        126 => match bytes.get(2..4) {
            Some(two) => (4, two.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))),
            None => return Ok(None),
        },
        127 => match bytes.get(2..10) {
            Some(eight) => (
                10,
                eight.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
            ),
            None => return Ok(None),
        },
        short @ 0..=125 => (2, usize::from(*short)),
        _ => return Err(io::Error::other("a server's frame is masked")),
    };
    let opcode = first & 0x0F;
    if opcode == 0x8 {
        let reason = String::from_utf8_lossy(bytes.get(4..).unwrap_or_default()).into_owned();
        return Err(io::Error::other(format!("the server closed: {reason}")));
    }
    match (bytes.get(head..head + length), bytes.get(head + length..)) {
        (Some(payload), Some(behind)) => Ok(Some(Frame {
            opcode,
            payload,
            behind,
        })),
        _ => Ok(None),
    }
}
