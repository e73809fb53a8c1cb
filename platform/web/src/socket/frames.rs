//! Reading WebSocket frames (RFC 6455 section 5), from whatever pieces they
//! come in. A breach is found with the first byte that commits it, text that
//! is not UTF-8 included.

use bytes::{BufMut, Bytes, BytesMut};

/// The longest payload of a control frame (section 5.5).
const CONTROL_MOST: usize = 125;

/// What a client says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Incoming {
    Text(String),
    Binary(Vec<u8>),
    Ping(Vec<u8>),
    Pong,
    /// With its status code, if it gave one.
    Close(Option<u16>),
}

/// What a client must not send. The connection fails (section 7.1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breach {
    /// Against the framing.
    Protocol,
    /// Binary where only text is taken.
    Binary,
    /// Text that is not UTF-8.
    NotUtf8,
    /// A message over the limit.
    TooBig,
}

impl Breach {
    /// The status code to close with (section 7.4.1).
    pub(crate) fn code(self) -> u16 {
        match self {
            Self::Protocol => 1002,
            Self::Binary => 1003,
            Self::NotUtf8 => 1007,
            Self::TooBig => 1009,
        }
    }

    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Protocol | Self::NotUtf8 => "",
            Self::Binary => "text_only",
            Self::TooBig => "too_big",
        }
    }
}

/// What is taken at all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    /// The largest message, in bytes of its payload.
    pub message: usize,
    pub binary: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opcode {
    Continuation,
    Text,
    Binary,
    Close,
    Ping,
    Pong,
}

impl Opcode {
    fn read(byte: u8) -> Result<Self, Breach> {
        match byte {
            0x0 => Ok(Self::Continuation),
            0x1 => Ok(Self::Text),
            0x2 => Ok(Self::Binary),
            0x8 => Ok(Self::Close),
            0x9 => Ok(Self::Ping),
            0xA => Ok(Self::Pong),
            _ => Err(Breach::Protocol),
        }
    }

    fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// A frame whose payload is coming in.
#[derive(Debug)]
struct Frame {
    is_last: bool,
    opcode: Opcode,
    mask: [u8; 4],
    /// Payload that has come, and payload still to come, in bytes.
    seen: usize,
    left: usize,
}

/// The data message that is being put together.
#[derive(Debug)]
struct Message {
    is_text: bool,
    payload: Vec<u8>,
    /// So much of the payload is known to be UTF-8.
    valid: usize,
}

/// Puts a client's messages together. Idle, it holds no buffer.
#[derive(Debug)]
pub(crate) struct Decoder {
    taken: Taken,
    /// The head that is coming in, at most 14 bytes.
    head: [u8; 14],
    head_seen: u8,
    frame: Option<Frame>,
    message: Option<Message>,
    control: Vec<u8>,
    frames: u32,
}

impl Decoder {
    pub(crate) fn new(taken: Taken) -> Self {
        Self {
            taken,
            head: [0; 14],
            head_seen: 0,
            frame: None,
            message: None,
            control: Vec::new(),
            frames: 0,
        }
    }

    /// Frames begun since they were last taken.
    pub(crate) fn frame_count(&self) -> u32 {
        self.frames
    }

    pub(crate) fn take_frame_count(&mut self) -> u32 {
        std::mem::take(&mut self.frames)
    }

    /// Reads on in `input` and moves it past what was read. None when more has
    /// to come first.
    pub(crate) fn next(&mut self, input: &mut &[u8]) -> Result<Option<Incoming>, Breach> {
        loop {
            let Some(frame) = &mut self.frame else {
                if !self.read_head(input)? {
                    return Ok(None);
                }
                continue;
            };
            let (now, rest) = input.split_at(input.len().min(frame.left));
            *input = rest;
            let target = match &mut self.message {
                Some(message) if !frame.opcode.is_control() => &mut message.payload,
                _ => &mut self.control,
            };
            unmask(now, frame, target);
            let is_data = !frame.opcode.is_control();
            let is_whole = frame.left == 0;
            if is_data && let Some(message) = &mut self.message {
                message.check(is_whole && frame.is_last)?;
            }
            if !is_whole {
                return Ok(None);
            }
            let frame = self.frame.take().expect("looked at above");
            if let Some(incoming) = self.finish(&frame)? {
                return Ok(Some(incoming));
            }
        }
    }

    /// Gathers a head. True once it is whole and its frame begun.
    fn read_head(&mut self, input: &mut &[u8]) -> Result<bool, Breach> {
        loop {
            let seen = usize::from(self.head_seen);
            if let Some(length) = head_length(&self.head[..seen])
                && seen == length
            {
                self.head_seen = 0;
                self.begin(length)?;
                return Ok(true);
            }
            let Some((byte, rest)) = input.split_first() else {
                return Ok(false);
            };
            *input = rest;
            self.head[seen] = *byte;
            self.head_seen += 1;
            if seen < 2 {
                self.check_head(seen)?;
            }
        }
    }

    /// Looks at a head's first or second byte as soon as it is here.
    fn check_head(&self, at: usize) -> Result<(), Breach> {
        let first = self.head[0];
        let opcode = Opcode::read(first & 0x0F)?;
        let is_last = first & 0x80 != 0;
        // No extension was agreed on that would give these bits a meaning.
        let reserved = first & 0x70 != 0;
        let is_sound = match opcode {
            Opcode::Continuation => self.message.is_some(),
            Opcode::Text | Opcode::Binary => self.message.is_none(),
            Opcode::Close | Opcode::Ping | Opcode::Pong => is_last,
        };
        if reserved || !is_sound {
            return Err(Breach::Protocol);
        }
        if opcode == Opcode::Binary && !self.taken.binary {
            return Err(Breach::Binary);
        }
        let second = self.head[1];
        let is_masked = second & 0x80 != 0;
        let is_short = usize::from(second & 0x7F) <= CONTROL_MOST;
        if at == 1 && (!is_masked || (opcode.is_control() && !is_short)) {
            return Err(Breach::Protocol);
        }
        Ok(())
    }

    /// Begins the frame whose head of `length` bytes is here.
    fn begin(&mut self, length: usize) -> Result<(), Breach> {
        let (head, mask) = self.head[..length].split_at(length - 4);
        let opcode = Opcode::read(head[0] & 0x0F)?;
        let extended = head[2..]
            .iter()
            .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        // In the fewest bytes that hold it (section 5.2).
        let payload = match head.len() {
            2 => u64::from(head[1] & 0x7F),
            4 if extended > 125 => extended,
            10 if extended > 0xFFFF && extended >> 63 == 0 => extended,
            _ => return Err(Breach::Protocol),
        };
        let so_far = self.message.as_ref().map_or(0, |message| message.payload.len());
        let left = usize::try_from(payload).map_err(|_| Breach::TooBig)?;
        if !opcode.is_control() && left > self.taken.message.saturating_sub(so_far) {
            return Err(Breach::TooBig);
        }
        if matches!(opcode, Opcode::Text | Opcode::Binary) {
            self.message = Some(Message {
                is_text: opcode == Opcode::Text,
                payload: Vec::new(),
                valid: 0,
            });
        }
        self.frames = self.frames.saturating_add(1);
        self.frame = Some(Frame {
            is_last: head[0] & 0x80 != 0,
            opcode,
            mask: *mask.first_chunk().expect("a mask has four bytes"),
            seen: 0,
            left,
        });
        Ok(())
    }

    /// What a whole frame says, if it says something by itself.
    fn finish(&mut self, frame: &Frame) -> Result<Option<Incoming>, Breach> {
        match frame.opcode {
            Opcode::Ping => Ok(Some(Incoming::Ping(std::mem::take(&mut self.control)))),
            Opcode::Pong => {
                self.control = Vec::new();
                Ok(Some(Incoming::Pong))
            }
            Opcode::Close => close(&std::mem::take(&mut self.control)).map(Some),
            _ if !frame.is_last => Ok(None),
            _ => {
                let message = self.message.take().expect("begun with its first frame");
                if message.is_text {
                    let text = String::from_utf8(message.payload).map_err(|_| Breach::NotUtf8)?;
                    Ok(Some(Incoming::Text(text)))
                } else {
                    Ok(Some(Incoming::Binary(message.payload)))
                }
            }
        }
    }
}

impl Message {
    /// Looks whether what came since the last look can be, or become, UTF-8.
    fn check(&mut self, is_whole: bool) -> Result<(), Breach> {
        if !self.is_text {
            return Ok(());
        }
        match std::str::from_utf8(&self.payload[self.valid..]) {
            Ok(_) => self.valid = self.payload.len(),
            // A character may be cut in two by a frame, but not by the end.
            Err(error) if error.error_len().is_none() && !is_whole => self.valid += error.valid_up_to(),
            Err(_) => return Err(Breach::NotUtf8),
        }
        Ok(())
    }
}

/// How long a head is, once its second byte is here.
fn head_length(head: &[u8]) -> Option<usize> {
    let extended = match head.get(1)? & 0x7F {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    Some(2 + extended + 4)
}

fn unmask(masked: &[u8], frame: &mut Frame, target: &mut Vec<u8>) {
    let mut mask = frame.mask;
    mask.rotate_left(frame.seen % 4);
    target.reserve(masked.len());
    for four in masked.chunks(4) {
        target.extend(four.iter().zip(mask).map(|(byte, key)| byte ^ key));
    }
    frame.seen += masked.len();
    frame.left -= masked.len();
}

/// A close frame's payload (section 5.5.1).
fn close(payload: &[u8]) -> Result<Incoming, Breach> {
    match payload {
        [] => Ok(Incoming::Close(None)),
        [_] => Err(Breach::Protocol),
        [high, low, reason @ ..] => {
            let code = u16::from_be_bytes([*high, *low]);
            // Section 7.4, and what has been registered since.
            let is_sound = matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
            if !is_sound {
                return Err(Breach::Protocol);
            }
            match std::str::from_utf8(reason) {
                Ok(_) => Ok(Incoming::Close(Some(code))),
                Err(_) => Err(Breach::NotUtf8),
            }
        }
    }
}

/// A frame of ours: unmasked and whole.
fn frame(first: u8, payload: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(payload.len() + 10);
    out.put_u8(0x80 | first);
    match payload.len() {
        short @ 0..=125 => out.put_u8(short as u8),
        middle @ 126..=0xFFFF => {
            out.put_u8(126);
            out.put_u16(middle as u16);
        }
        long => {
            out.put_u8(127);
            out.put_u64(long as u64);
        }
    }
    out.extend_from_slice(payload);
    out.freeze()
}

pub(crate) fn ping() -> Bytes {
    Bytes::from_static(&[0x89, 0])
}

/// `payload` is a ping's, so it fits.
pub(crate) fn pong(payload: &[u8]) -> Bytes {
    frame(0xA, payload)
}

/// None stands for the answer to a close without a code.
pub(crate) fn closing(code: Option<u16>, reason: &str) -> Bytes {
    let mut payload = Vec::with_capacity(2 + reason.len());
    if let Some(code) = code {
        payload.extend(code.to_be_bytes());
        payload.extend(reason.as_bytes());
    }
    frame(0x8, &payload)
}

/// A text message in one frame.
pub(crate) fn text(payload: &[u8]) -> Bytes {
    frame(0x1, payload)
}

/// A message of either kind in one frame.
#[cfg(feature = "echo")]
pub(crate) fn message(is_text: bool, payload: &[u8]) -> Bytes {
    frame(if is_text { 0x1 } else { 0x2 }, payload)
}

#[cfg(test)]
mod tests;
