//! Frames as RFC 6455 has them, in whatever pieces they come; and what no peer may send.

use super::*;

const MASK: [u8; 4] = [0x37, 0xFA, 0x21, 0x3D];

/// A client's frame.
fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let plain = frame(first & 0x0F, payload);
    let head = plain.len() - payload.len();
    let mut out = plain[..head].to_vec();
    out[0] = first;
    out[1] |= 0x80;
    out.extend(MASK);
    out.extend(
        payload
            .iter()
            .zip(MASK.iter().cycle())
            .map(|(byte, key)| byte ^ key),
    );
    out
}

fn decoder() -> Decoder {
    Decoder::new(Taken {
        message: 1_000,
        binary: false,
    })
}

/// All that is in `pieces`, up to the first breach, and at which byte that was found.
fn read(pieces: &[&[u8]]) -> (Vec<Incoming>, Option<Breach>) {
    let mut decoder = decoder();
    let mut said = Vec::new();
    for piece in pieces {
        let mut input = *piece;
        loop {
            match decoder.next(&mut input) {
                Ok(Some(incoming)) => said.push(incoming),
                Ok(None) => break,
                Err(breach) => return (said, Some(breach)),
            }
        }
        assert!(input.is_empty());
    }
    (said, None)
}

fn text(text: &str) -> Incoming {
    Incoming::Text(text.to_owned())
}

#[test]
fn the_examples_of_the_rfc_are_read() {
    // Section 5.7.
    let hello = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
    assert_eq!(read(&[&hello]), (vec![text("Hello")], None));
    assert_eq!(
        frame(0x1, b"Hello")[..],
        [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]
    );
}

#[test]
fn however_it_is_cut_the_same_is_read() {
    let mut all = masked(0x01, "ñandú ".as_bytes());
    all.extend(masked(0x89, b"are you there"));
    all.extend(masked(0x00, "👋".as_bytes()));
    all.extend(masked(0x80, b""));
    all.extend(masked(0x8A, b""));
    all.extend(masked(0x81, "x".repeat(400).as_bytes()));
    all.extend(masked(0x88, &[0x03, 0xE8, b'b', b'y', b'e']));
    let expected = || {
        vec![
            Incoming::Ping(b"are you there".to_vec()),
            text("ñandú 👋"),
            Incoming::Pong,
            text(&"x".repeat(400)),
            Incoming::Close(Some(1000)),
        ]
    };
    for size in 1..=all.len() {
        let pieces: Vec<_> = all.chunks(size).collect();
        assert_eq!(read(&pieces), (expected(), None), "in pieces of {size}");
    }
}

#[test]
fn breaches_are_found_at_their_first_byte() {
    let cases: [(&str, &[u8], Breach); 12] = [
        ("a reserved bit", &[0xC1], Breach::Protocol),
        ("a reserved opcode", &[0x83], Breach::Protocol),
        ("a reserved control opcode", &[0x8B], Breach::Protocol),
        ("a fragmented ping", &[0x09], Breach::Protocol),
        ("a continuation of nothing", &[0x80], Breach::Protocol),
        ("binary", &[0x82], Breach::Binary),
        ("no mask", &[0x81, 0x05], Breach::Protocol),
        ("a long ping", &[0x89, 0xFE], Breach::Protocol),
        (
            "a length in too many bytes",
            &[0x81, 0xFE, 0, 125, 0, 0, 0, 0],
            Breach::Protocol,
        ),
        (
            "a length over 63 bits",
            &[0x81, 0xFF, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
            Breach::Protocol,
        ),
        (
            "a message too big",
            &[0x81, 0xFE, 0x03, 0xE9, 0, 0, 0, 0],
            Breach::TooBig,
        ),
        (
            "text that is not UTF-8",
            &[0x81, 0x85, 0, 0, 0, 0, 0xC0],
            Breach::NotUtf8,
        ),
    ];
    for (what, bytes, breach) in cases {
        assert_eq!(read(&[bytes]), (vec![], Some(breach)), "{what}");
        let (_, sooner) = read(&[&bytes[..bytes.len() - 1]]);
        assert_eq!(sooner, None, "{what}");
    }
}

#[test]
fn what_came_before_a_breach_counts() {
    let mut all = masked(0x81, b"one");
    all.push(0xF1);
    assert_eq!(read(&[&all]), (vec![text("one")], Some(Breach::Protocol)));
}

#[test]
fn fragments_add_up_to_the_limit_and_end_in_whole_characters() {
    let half = masked(0x01, &[b'x'; 600]);
    let other = masked(0x80, &[b'x'; 400]);
    assert_eq!(read(&[&half, &other]), (vec![text(&"x".repeat(1_000))], None));
    let longer = masked(0x80, &[b'x'; 401]);
    assert_eq!(read(&[&half, &longer]).1, Some(Breach::TooBig));
    let cut = masked(0x81, &"👋".as_bytes()[..3]);
    assert_eq!(read(&[&cut]).1, Some(Breach::NotUtf8));
    let interleaved = masked(0x81, b"x");
    assert_eq!(read(&[&half, &interleaved]).1, Some(Breach::Protocol));
}

#[test]
fn a_close_says_a_code_that_may_be_said() {
    assert_eq!(read(&[&masked(0x88, b"")]).0, [Incoming::Close(None)]);
    for code in [0u16, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2999, 5000, 65535] {
        let refused = read(&[&masked(0x88, &code.to_be_bytes())]);
        assert_eq!(refused, (vec![], Some(Breach::Protocol)), "{code}");
    }
    assert_eq!(read(&[&masked(0x88, &[3])]).1, Some(Breach::Protocol));
    assert_eq!(read(&[&masked(0x88, &[3, 0xE8, 0xFF])]).1, Some(Breach::NotUtf8));
    let plain = closing(Some(4003), "lagged");
    assert_eq!(plain[..], [&[0x88, 8, 0x0F, 0xA3][..], b"lagged"].concat());
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..2_000),
        size in 1usize..200,
    ) {
        let pieces: Vec<_> = bytes.chunks(size).collect();
        let whole = read(&[&bytes]);
        proptest::prop_assert_eq!(read(&pieces), whole);
    }
}
