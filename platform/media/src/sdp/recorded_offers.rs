//! What browsers really offer in order to watch: each finds the picture and
//! the sound of an H.264 show. Where the offers come from is told beside them,
//! in `testdata/README.md`.

use super::{Offer, Sending, accept};
use crate::error::MediaError;
use crate::packet::VideoCodec;

const CHROMIUM: &str = include_str!("testdata/chromium-viewer.sdp");
const FIREFOX: &str = include_str!("testdata/viewers/firefox.sdp");
const FIREFOX_WITHOUT_H264: &str = include_str!("testdata/viewers/firefox-without-h264.sdp");
const SAFARI: &str = include_str!("testdata/viewers/safari.sdp");

/// Constrained baseline, what browsers and encoders set for low delay send.
const BASELINE: Option<u8> = Some(0x42);

fn accepted(offer: &str) -> Result<Sending, MediaError> {
    accept(&Offer::parse(offer).unwrap(), VideoCodec::H264, BASELINE)
}

#[test]
fn every_browser_finds_picture_repairs_and_sound() {
    for (browser, offer, picture, repairs, sound) in [
        ("Chromium", CHROMIUM, 102, 103, 111),
        ("Firefox", FIREFOX, 126, 127, 109),
        ("Safari", SAFARI, 98, 99, 111),
    ] {
        let sending = accepted(offer).unwrap_or_else(|error| panic!("{browser}: {error}"));
        let video = sending.video.unwrap();
        assert_eq!(video.payload_type, picture, "{browser}");
        assert_eq!(video.rtx_payload_type, Some(repairs), "{browser}");
        assert_eq!(sending.audio.unwrap().payload_type, sound, "{browser}");
    }
}

/// Its decoder comes by download after the first start.
#[test]
fn a_browser_that_has_no_h264_yet_is_told_so() {
    assert_eq!(accepted(FIREFOX_WITHOUT_H264), Err(MediaError::NotAcceptable));
}
