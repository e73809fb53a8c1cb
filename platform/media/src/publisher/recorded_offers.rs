//! What encoders and browsers really offer: each recorded offer is answered
//! with the one codec pair that can be shown everywhere. Where they come from
//! is told beside them, in `sdp/testdata/README.md`.

use std::time::Instant;

use super::negotiate;
use super::negotiate::Terms;
use crate::dtls::Identity;
use crate::packet::VideoCodec;
use crate::sdp::Offer;

struct Recorded {
    sender: &'static str,
    offer: &'static str,
    video: VideoCodec,
    /// Payload types of video and sound.
    payload_types: [u8; 2],
    /// Our part of the handshake, as the answer has to name it.
    setup: &'static str,
}

macro_rules! recorded {
    ($sender:literal, $video:ident, $payload_types:expr, $setup:literal) => {
        Recorded {
            sender: $sender,
            offer: include_str!(concat!("../sdp/testdata/publishers/", $sender, ".sdp")),
            video: VideoCodec::$video,
            payload_types: $payload_types,
            setup: $setup,
        }
    };
}

fn recorded() -> [Recorded; 8] {
    [
        recorded!("obs-30", H264, [96, 111], "passive"),
        recorded!("obs-31", H264, [96, 111], "passive"),
        recorded!("obs-32", H264, [96, 111], "passive"),
        recorded!("obs-32-simulcast", H264, [96, 111], "passive"),
        recorded!("ffmpeg", H264, [106, 111], "active"),
        recorded!("gstreamer", H264, [96, 100], "passive"),
        recorded!("eyevinn-chromium", H264, [102, 111], "passive"),
        recorded!("firefox-without-h264", Vp8, [120, 109], "passive"),
    ]
}

fn negotiated(recorded: &Recorded) -> Terms {
    let identity = Identity::generate().unwrap();
    let offer = Offer::parse(recorded.offer).unwrap_or_else(|error| panic!("{}: {error}", recorded.sender));
    let local = vec!["192.0.2.200:4000".parse().unwrap()];
    negotiate(recorded.offer, &offer, &identity, local, Instant::now())
        .unwrap_or_else(|error| panic!("{}: {error}", recorded.sender))
}

#[test]
fn every_senders_picture_and_sound_are_taken() {
    for recorded in recorded() {
        let Recorded { sender, .. } = recorded;
        let terms = negotiated(&recorded);
        assert_eq!(terms.publisher.video_codec(), Some(recorded.video), "{sender}");
        assert!(terms.publisher.has_audio(), "{sender}");
        let answer = &terms.answer;
        let [video, sound] = recorded.payload_types;
        let name = match recorded.video {
            VideoCodec::H264 => "H264",
            VideoCodec::Vp8 => "VP8",
            VideoCodec::Vp9 => "VP9",
        };
        let has = |line: &str| answer.lines().any(|other| other.eq_ignore_ascii_case(line));
        assert!(
            has(&format!("a=rtpmap:{video} {name}/90000")),
            "{sender}: {answer}"
        );
        assert!(
            has(&format!("a=rtpmap:{sound} opus/48000/2")),
            "{sender}: {answer}"
        );
        assert!(
            !answer.contains("\r\nm=video 0 ") && !answer.contains("\r\nm=audio 0 "),
            "{sender}: {answer}"
        );
        assert_eq!(answer.matches("a=recvonly").count(), 2, "{sender}: {answer}");
    }
}

#[test]
fn the_handshakes_parts_fit_what_the_sender_can_play() {
    for recorded in recorded() {
        let answer = negotiated(&recorded).answer;
        let parts: Vec<_> = answer
            .lines()
            .filter_map(|line| line.strip_prefix("a=setup:"))
            .collect();
        assert!(!parts.is_empty(), "{}: {answer}", recorded.sender);
        assert!(
            parts.iter().all(|part| *part == recorded.setup),
            "{}: {answer}",
            recorded.sender
        );
    }
}

/// OBS then tells its user; else it would send pictures that nobody sees.
#[test]
fn simulcast_is_declined_in_so_many_words() {
    let offered = recorded()
        .into_iter()
        .find(|recorded| recorded.offer.contains("a=simulcast:"));
    let answer = negotiated(&offered.unwrap()).answer;
    assert!(
        !answer.contains("a=simulcast") && !answer.contains("a=rid"),
        "{answer}"
    );
}
