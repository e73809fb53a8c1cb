//! Ready-made WebSocket frames as a server sends them: final, text, unmasked
//! (RFC 6455 section 5.2). Every reader of the room gets the same bytes.

use bytes::{BufMut, Bytes, BytesMut};

/// FIN and opcode 1.
const FINAL_TEXT: u8 = 0x81;
/// The longest header: two bytes and a length of eight.
const HEADER_MAX: usize = 10;

/// Begins a frame whose payload of `length` bytes follows.
pub(super) fn put_header(out: &mut BytesMut, length: usize) {
    out.put_u8(FINAL_TEXT);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short), _) if short < 126 => out.put_u8(short),
        (_, Ok(middle)) => {
            out.put_u8(126);
            out.put_u16(middle);
        }
        _ => {
            out.put_u8(127);
            out.put_u64(length as u64);
        }
    }
}

/// One frame with `payload` in it.
pub(super) fn text(payload: &str) -> Bytes {
    with_rest(payload, 0)
}

/// A frame that begins with `head`; the `rest` bytes of its payload are sent
/// behind it.
pub(super) fn with_rest(head: &str, rest: usize) -> Bytes {
    let mut out = BytesMut::with_capacity(HEADER_MAX + head.len());
    put_header(&mut out, head.len() + rest);
    out.put_slice(head.as_bytes());
    out.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A reader of its own, after the RFC's text.
    fn read(frame: &[u8]) -> (&[u8], &[u8]) {
        assert_eq!(frame[0], 0x81);
        let (length, header) = match frame[1] {
            126 => (
                usize::from(u16::from_be_bytes(frame[2..4].try_into().unwrap())),
                4,
            ),
            127 => (
                usize::try_from(u64::from_be_bytes(frame[2..10].try_into().unwrap())).unwrap(),
                10,
            ),
            short => (usize::from(short), 2),
        };
        frame[header..].split_at(length)
    }

    #[test]
    fn lengths_take_the_shortest_form() {
        for (length, header) in [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)] {
            let frame = text(&"x".repeat(length));
            assert_eq!(frame.len(), header + length);
            assert_eq!(read(&frame).0.len(), length);
        }
    }

    proptest! {
        #[test]
        fn what_is_framed_is_read_back(payloads in prop::collection::vec(".{0,300}", 0..8)) {
            let mut all = BytesMut::new();
            for payload in &payloads {
                all.put_slice(&text(payload));
            }
            let mut rest = &all[..];
            for payload in &payloads {
                let (found, behind) = read(rest);
                prop_assert_eq!(found, payload.as_bytes());
                rest = behind;
            }
            prop_assert!(rest.is_empty());
        }
    }
}
