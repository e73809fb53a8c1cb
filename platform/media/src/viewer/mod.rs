//! The control half of one viewer: who it is, by which path it is reached, and
//! what it asks for. Its send half is a [`Recipient`](crate::fanout::Recipient).

mod repairs;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::command::ViewerKey;
use crate::packet::VideoCodec;
use crate::rtcp::ReportBlock;
use crate::sdp::{Fingerprint, Sending};
use crate::srtp::ControlCipher;

pub(crate) use repairs::Repairs;

/// RFC 7675 section 5.1: without a fresh check for this long, nothing may be sent.
pub(crate) const CONSENT: Duration = Duration::from_secs(30);
/// A lite agent can't check back, so whoever knows the session's password can
/// point it anywhere; it need not follow as fast as it is pointed.
const MOVE_EVERY: Duration = Duration::from_secs(1);
/// Key frames one viewer may ask for.
const KEY_FRAME_EVERY: Duration = Duration::from_secs(2);
/// Before anything was measured.
const ASSUMED_ROUND_TRIP: Duration = Duration::from_millis(60);

/// See the module.
#[derive(Debug)]
pub(crate) struct Viewer {
    pub(crate) key: ViewerKey,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) sending: Sending,
    /// Which video it was promised; none if sound alone.
    codec: Option<VideoCodec>,
    /// The pair the peer nominated, or till then the first that was proven.
    pub(crate) path: Option<SocketAddr>,
    nominated: bool,
    /// When it last went from one nominated pair to another, or to the first.
    moved: Option<Instant>,
    pub(crate) consent: Instant,
    pub(crate) control: Option<ControlCipher>,
    pub(crate) repairs: Repairs,
    round_trip: Option<Duration>,
    asked_key_frame: Option<Instant>,
}

impl Viewer {
    pub(crate) fn new(
        key: ViewerKey,
        fingerprint: Fingerprint,
        sending: Sending,
        codec: Option<VideoCodec>,
        now: Instant,
    ) -> Self {
        Self {
            key,
            fingerprint,
            sending,
            codec,
            path: None,
            nominated: false,
            moved: None,
            consent: now,
            control: None,
            repairs: Repairs::new(now),
            round_trip: None,
            asked_key_frame: None,
        }
    }

    /// Whether a stream of `sent` is what it was promised; if nothing is sent,
    /// or it wants no picture, nothing is wrong.
    pub(crate) fn decodes(&self, sent: Option<VideoCodec>) -> bool {
        match (self.codec, sent) {
            (Some(promised), Some(sent)) => promised == sent,
            _ => true,
        }
    }

    /// Whether its request for a key frame is honoured: everybody pays for
    /// one, so no viewer gets them as it likes. If so it counts as asked.
    pub(crate) fn may_ask_key_frame(&mut self, now: Instant) -> bool {
        let lately = |asked: Instant| now.saturating_duration_since(asked) < KEY_FRAME_EVERY;
        if self.asked_key_frame.is_some_and(lately) {
            return false;
        }
        self.asked_key_frame = Some(now);
        true
    }

    /// A check from `from` passed. True if media goes elsewhere from now on.
    pub(crate) fn proven(&mut self, from: SocketAddr, nominates: bool, now: Instant) -> bool {
        let moved_lately = self
            .moved
            .is_some_and(|moved| now.saturating_duration_since(moved) < MOVE_EVERY);
        // RFC 8445 section 8.1.1: of a lite agent's pairs the nominated one is
        // used; the first proven will do for DTLS until then.
        let moves = match self.path {
            None => true,
            Some(path) => nominates && path != from && !(self.nominated && moved_lately),
        };
        if moves {
            self.path = Some(from);
            self.moved = nominates.then_some(now);
        }
        if self.path == Some(from) {
            self.nominated |= nominates;
            // RFC 7675 section 5.1: consent is to one pair, the one in use.
            self.consent = now;
        }
        moves
    }

    pub(crate) fn has_consent(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.consent) < CONSENT
    }

    /// Learns the round trip from a report block, `ntp_middle` being the
    /// present time on the clock our reports carry (RFC 3550 section 6.4.1).
    pub(crate) fn reported(&mut self, block: &ReportBlock, ntp_middle: u32) {
        if block.last_report == 0 {
            return;
        }
        let trip = ntp_middle
            .wrapping_sub(block.last_report)
            .wrapping_sub(block.delay);
        // More than half the range is a clock that went backwards.
        if trip < 1 << 31 {
            self.round_trip = Some(Duration::from_micros(u64::from(trip) * 1_000_000 / 65_536));
        }
    }

    pub(crate) fn round_trip(&self) -> Duration {
        self.round_trip.unwrap_or(ASSUMED_ROUND_TRIP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sdp::Offer;

    fn viewer(now: Instant) -> Viewer {
        let offer = Offer::parse(include_str!("../sdp/testdata/chromium-viewer.sdp")).unwrap();
        let sending = Sending {
            video: None,
            audio: None,
        };
        Viewer::new(
            ViewerKey::default(),
            offer.fingerprint,
            sending,
            Some(VideoCodec::H264),
            now,
        )
    }

    #[test]
    fn a_viewer_knows_what_it_was_promised() {
        let viewer = viewer(Instant::now());
        assert!(viewer.decodes(None) && viewer.decodes(Some(VideoCodec::H264)));
        assert!(!viewer.decodes(Some(VideoCodec::Vp8)));
    }

    #[test]
    fn key_frames_are_asked_for_now_and_then() {
        let now = Instant::now();
        let mut viewer = viewer(now);
        assert!(viewer.may_ask_key_frame(now));
        assert!(!viewer.may_ask_key_frame(now + KEY_FRAME_EVERY / 2));
        assert!(viewer.may_ask_key_frame(now + KEY_FRAME_EVERY));
    }

    #[test]
    fn the_nominated_path_wins_and_a_later_check_elsewhere_does_not() {
        let now = Instant::now();
        let mut viewer = viewer(now);
        let [one, two]: [SocketAddr; 2] = ["192.0.2.1:1", "192.0.2.2:2"].map(|text| text.parse().unwrap());
        assert!(viewer.proven(one, false, now));
        assert!(!viewer.proven(two, false, now));
        assert!(viewer.proven(two, true, now));
        assert!(!viewer.proven(one, false, now));
        assert_eq!(viewer.path, Some(two));
        assert!(viewer.has_consent(now + CONSENT - Duration::from_secs(1)));
        assert!(!viewer.has_consent(now + CONSENT));
    }

    #[test]
    fn consent_is_to_the_path_in_use_and_paths_change_slowly() {
        let now = Instant::now();
        let mut viewer = viewer(now);
        let [one, two]: [SocketAddr; 2] = ["192.0.2.1:1", "192.0.2.2:2"].map(|text| text.parse().unwrap());
        assert!(viewer.proven(one, true, now));
        let soon = now + Duration::from_millis(900);
        assert!(!viewer.proven(two, true, soon), "too soon");
        assert_eq!(viewer.path, Some(one));
        let later = now + CONSENT - Duration::from_secs(1);
        assert!(!viewer.proven(two, false, later), "not the one in use");
        assert!(!viewer.has_consent(now + CONSENT));
        assert!(viewer.proven(two, true, later));
        assert_eq!(viewer.path, Some(two));
        assert!(viewer.has_consent(now + CONSENT));
    }

    #[test]
    fn the_round_trip_is_what_is_left_of_our_reports_journey() {
        let now = Instant::now();
        let mut viewer = viewer(now);
        let block = ReportBlock {
            ssrc: 1,
            fraction_lost: 0,
            last_report: 65_536,
            delay: 65_536 / 2,
        };
        viewer.reported(&block, 65_536 + 65_536);
        assert_eq!(viewer.round_trip(), Duration::from_millis(500));
    }
}
