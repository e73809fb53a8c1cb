//! One viewer: its path, its keys, and what it has received. Knows datagrams,
//! no threads and no handshakes.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rtc_stun::attributes::{ATTR_ICE_CONTROLLING, ATTR_PRIORITY, ATTR_USE_CANDIDATE, ATTR_USERNAME};
use rtc_stun::crypto::RTCCrypto;
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, BINDING_SUCCESS, Message, Setter, TransactionId};
use rtc_stun::textattrs::TextAttribute;

use super::answer::Answer;
use super::feedback::{nack, picture_loss, receiver_report, sender_report};
use super::first_frame::FirstFrame;
use super::flow::{Arrival, Flow};
use super::{CrowdCounts, CrowdOptions};
use crate::ice_lite::Check;
use crate::sdp::IceCredentials;
use crate::srtp::{ControlCipher, HEADER_LEN, MediaKeys, Opener};

/// Of a host candidate (RFC 8445 section 5.1.2).
const PRIORITY: u32 = (110 << 24) | (65_535 << 8) | 255;
const CHECK_AGAIN: Duration = Duration::from_millis(50);
/// RFC 7675 section 5.1.
const CONSENT_EVERY: Duration = Duration::from_secs(5);
const REPORT_EVERY: Duration = Duration::from_secs(1);
const TAG_LEN: usize = 16;

/// See the module.
#[derive(Debug)]
pub(super) struct Viewer {
    pub(super) answer: Answer,
    own_ice: IceCredentials,
    number: u64,
    /// When its answer was asked for.
    asked: Instant,
    is_checked: bool,
    next_check: Instant,
    keys: Option<Keys>,
    video: Flow,
    audio: Flow,
    repairs: Flow,
    first_frame: Option<FirstFrame>,
    next_report: Instant,
    next_key_frame: Option<Instant>,
}

#[derive(Debug)]
struct Keys {
    opener: Opener,
    control: ControlCipher,
}

impl Viewer {
    pub(super) fn new(number: u64, own_ice: IceCredentials, answer: Answer, asked: Instant) -> Self {
        Self {
            answer,
            own_ice,
            number,
            asked,
            is_checked: false,
            next_check: asked,
            keys: None,
            video: Flow::default(),
            audio: Flow::default(),
            repairs: Flow::default(),
            first_frame: Some(FirstFrame::default()),
            next_report: asked + REPORT_EVERY,
            next_key_frame: None,
        }
    }

    pub(super) fn is_connected(&self) -> bool {
        self.keys.is_some()
    }

    /// The connectivity check that is due, which also keeps consent fresh.
    pub(super) fn check(&mut self, now: Instant, crypto: &dyn RTCCrypto) -> Option<Vec<u8>> {
        if now < self.next_check {
            return None;
        }
        self.next_check = now
            + if self.is_checked {
                CONSENT_EVERY
            } else {
                CHECK_AGAIN
            };
        let remote = &self.answer.ice;
        let username = format!("{}:{}", remote.ufrag, self.own_ice.ufrag);
        let mut id = [0; 12];
        id[..8].copy_from_slice(&self.number.to_be_bytes());
        let mut message = Message::new();
        message.set_type(BINDING_REQUEST);
        message.transaction_id = TransactionId(id);
        message.write_header();
        TextAttribute::new(ATTR_USERNAME, username)
            .add_to(&mut message)
            .ok()?;
        message.add(ATTR_PRIORITY, &PRIORITY.to_be_bytes());
        message.add(ATTR_ICE_CONTROLLING, &self.number.to_be_bytes());
        message.add(ATTR_USE_CANDIDATE, &[]);
        let integrity =
            MessageIntegrity::new_raw_integrity_with_provider(remote.pwd.as_bytes().to_vec(), crypto);
        integrity.add_to(&mut message).ok()?;
        FINGERPRINT.add_to(&mut message).ok()?;
        Some(message.raw)
    }

    /// Leaves checks to the server, which offered.
    pub(super) fn answers(mut self) -> Self {
        self.next_check += Duration::from_secs(24 * 3_600);
        self
    }

    /// Answers a server's check. True for the first: the path works.
    pub(super) fn checked(
        &mut self,
        datagram: &[u8],
        from: SocketAddr,
        crypto: &dyn RTCCrypto,
    ) -> Option<(Vec<u8>, bool)> {
        let pwd = &self.own_ice.pwd;
        let proven = Check::parse(datagram)?.prove(pwd, crypto)?;
        let response = proven.response(from, pwd, crypto)?;
        Some((response, !std::mem::replace(&mut self.is_checked, true)))
    }

    /// True for the first answer to a check: the path works.
    pub(super) fn stun(&mut self, datagram: &[u8], crypto: &dyn RTCCrypto) -> bool {
        let mut message = Message {
            raw: datagram.to_vec(),
            ..Message::default()
        };
        if message.decode().is_err() || message.typ != BINDING_SUCCESS {
            return false;
        }
        let genuine = MessageIntegrity::check(&mut message, self.answer.ice.pwd.as_bytes(), crypto).is_ok();
        genuine && !std::mem::replace(&mut self.is_checked, true)
    }

    /// The handshake is done. False if the keys are not of a kind we open.
    pub(super) fn keyed(&mut self, keys: &MediaKeys, now: Instant, crypto: &dyn RTCCrypto) -> bool {
        let keys = keys.as_client();
        let (Some(opener), Some(control)) = (Opener::new(&keys), ControlCipher::new(&keys, crypto)) else {
            return false;
        };
        self.keys = Some(Keys { opener, control });
        self.next_report = now + REPORT_EVERY;
        self.next_key_frame = Some(now + REPORT_EVERY);
        true
    }

    /// Takes an RTP packet. True if it completed the first picture.
    pub(super) fn rtp(
        &mut self,
        datagram: &mut [u8],
        now: Instant,
        options: &CrowdOptions,
        counts: &mut CrowdCounts,
    ) -> bool {
        let Some(keys) = &self.keys else {
            return false;
        };
        let Some((header, body)) = datagram.split_at_mut_checked(HEADER_LEN) else {
            return false;
        };
        // What we offered has no extensions and no sources, and what isn't as
        // agreed does not open.
        if header[0] & 0x1f != 0 || body.len() < TAG_LEN {
            counts.forged += 1;
            return false;
        }
        counts.packets += 1;
        counts.bytes += (HEADER_LEN + body.len()) as u64;
        let payload_type = header[1] & 0x7f;
        let marker = header[1] & 0x80 != 0;
        let word =
            |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        let (sequence, timestamp, ssrc) = ((word(0) & 0xffff) as u16, word(4), word(8));
        let is_repair = Some(payload_type) == self.answer.rtx;
        let is_video = is_repair || Some(payload_type) == self.answer.video;
        let flow = match payload_type {
            _ if is_repair => &mut self.repairs,
            _ if is_video => &mut self.video,
            _ => &mut self.audio,
        };
        flow.ssrc = ssrc;
        let number = flow.number(sequence);
        let arrival = flow.arrive(number, now);
        if is_video {
            counts.video += 1;
        } else {
            counts.audio += 1;
        }
        // A repair packet says in the clear alone which packet it is.
        let opens = is_repair
            || (is_video && self.first_frame.is_some())
            || self.number.is_multiple_of(options.thorough_every.max(1))
            || number.is_multiple_of(options.open_every.max(1));
        let plain = if opens {
            let opened = keys
                .opener
                .open(ssrc, Flow::rollover(number), sequence, header, body);
            let Some(plain) = opened else {
                counts.forged += 1;
                return false;
            };
            counts.opened += 1;
            plain
        } else {
            &[]
        };
        let (number, payload) = match plain.split_first_chunk::<2>() {
            Some((original, payload)) if is_repair => {
                let number = self.video.number(u16::from_be_bytes(*original));
                match self.video.arrive(number, now) {
                    Arrival::Late => counts.repaired += 1,
                    Arrival::Repeat => counts.repeats += 1,
                    Arrival::New { gap } => counts.gaps += gap,
                }
                (number, payload)
            }
            _ => {
                match arrival {
                    Arrival::Late => counts.repaired += 1,
                    Arrival::Repeat => counts.repeats += 1,
                    Arrival::New { gap } => counts.gaps += gap,
                }
                (number, plain)
            }
        };
        let completed = is_video
            && self
                .first_frame
                .as_mut()
                .is_some_and(|first| first.take(number, timestamp, marker, payload));
        if completed {
            self.first_frame = None;
            self.next_key_frame = None;
        }
        completed
    }

    /// Since its answer was asked for.
    pub(super) fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.asked)
    }

    pub(super) fn rtcp(&mut self, datagram: &[u8], now: Instant, counts: &mut CrowdCounts) {
        let Some(plain) = self.keys.as_mut().map(|keys| keys.control.open(datagram)) else {
            return;
        };
        let Some(plain) = plain else {
            counts.forged += 1;
            return;
        };
        if let Some((ssrc, ntp)) = sender_report(&plain) {
            let flow = [&mut self.video, &mut self.audio]
                .into_iter()
                .find(|flow| flow.ssrc == ssrc);
            if let Some(flow) = flow {
                flow.last_report = Some((ntp, now));
            }
        }
    }

    /// The feedback that is due, sealed.
    pub(super) fn feedback(&mut self, now: Instant, counts: &mut CrowdCounts) -> Option<Vec<u8>> {
        let keys = self.keys.as_mut()?;
        let lost_before = counts.lost;
        let missing = self.video.due_requests(now, &mut counts.lost);
        // Nobody resends sound; it is only given up.
        self.audio.due_requests(now, &mut counts.lost);
        if counts.lost > lost_before && self.next_key_frame.is_none() {
            self.next_key_frame = Some(now);
        }
        let wants_key_frame = self.next_key_frame.is_some_and(|at| at <= now);
        if now < self.next_report && missing.is_empty() && !wants_key_frame {
            return None;
        }
        if now >= self.next_report {
            self.next_report = now + REPORT_EVERY;
        }
        let sender = (self.number as u32) | 1 << 31;
        let mut compound = receiver_report(sender, &mut [&mut self.video, &mut self.audio], now);
        if !missing.is_empty() {
            counts.nacks += missing.len() as u64;
            nack(&mut compound, sender, self.video.ssrc, &missing);
        }
        if wants_key_frame {
            counts.plis += 1;
            self.next_key_frame = self.first_frame.is_some().then(|| now + REPORT_EVERY);
            picture_loss(&mut compound, sender, self.video.ssrc);
        }
        keys.control.seal(&compound).map(|sealed| sealed.to_vec())
    }
}
