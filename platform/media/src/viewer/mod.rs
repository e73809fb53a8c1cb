//! The control half of one viewer: who it is, by which path it is reached, and
//! what it asks for. Its send half is a [`Recipient`](crate::fanout::Recipient).

mod repairs;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::rtcp::ReportBlock;
use crate::sdp::{Fingerprint, Sending};
use crate::srtp::ControlCipher;

pub(crate) use repairs::Repairs;

/// RFC 7675 section 5.1: without a fresh check for this long, nothing may be sent.
pub(crate) const CONSENT: Duration = Duration::from_secs(30);
/// Before anything was measured.
const ASSUMED_ROUND_TRIP: Duration = Duration::from_millis(60);

/// See the module.
#[derive(Debug)]
pub(crate) struct Viewer {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) sending: Sending,
    /// The pair the peer nominated, or till then the first that was proven.
    pub(crate) path: Option<SocketAddr>,
    nominated: bool,
    pub(crate) consent: Instant,
    pub(crate) control: Option<ControlCipher>,
    pub(crate) repairs: Repairs,
    round_trip: Option<Duration>,
}

impl Viewer {
    pub(crate) fn new(fingerprint: Fingerprint, sending: Sending, now: Instant) -> Self {
        Self {
            fingerprint,
            sending,
            path: None,
            nominated: false,
            consent: now,
            control: None,
            repairs: Repairs::new(now),
            round_trip: None,
        }
    }

    /// A check from `from` passed. True if media goes elsewhere from now on.
    pub(crate) fn proven(&mut self, from: SocketAddr, nominates: bool, now: Instant) -> bool {
        self.consent = now;
        // RFC 8445 section 8.1.1: of a lite agent's pairs the nominated one is
        // used; the first proven will do for DTLS until then.
        let moves = self.path.is_none() || (nominates && self.path != Some(from));
        if moves && (nominates || !self.nominated) {
            self.path = Some(from);
            self.nominated |= nominates;
            return true;
        }
        self.nominated |= nominates && self.path == Some(from);
        false
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
        Viewer::new(offer.fingerprint, sending, now)
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
