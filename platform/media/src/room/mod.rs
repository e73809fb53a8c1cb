//! One stream: what its publisher sends becomes what its viewers get and what
//! its recorder is told. One owner of that state; knows no session's transport
//! and no signalling.

mod meter;
mod sound;
mod video;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::command::OwnerKey;
use crate::demux::SessionKey;
use crate::fanout::{Network, Phase, Recipient};
use crate::key_frame::h264_picture_size;
use crate::packet::{Ingest, Kind, OPUS_CLOCK_HZ, Packet, SenderReport, VideoCodec};
use crate::recorders::KeyFrameWish;
use crate::rtcp::Report;
use crate::sdp::Sources;

pub(crate) use meter::Meter;
use sound::Sound;
use video::Video;

const REPORT_EVERY: Duration = Duration::from_secs(1);
/// While a track has not been sent yet: its first report lines up sound and
/// picture, so it should follow soon.
const FIRST_REPORT_EVERY: Duration = Duration::from_millis(250);

/// See the module.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) owner: OwnerKey,
    pub(crate) publisher: Option<SessionKey>,
    /// A publisher was connected once; the world knows of the stream.
    pub(crate) has_started: bool,
    pub(crate) is_lost: bool,
    pub(crate) last_heard: Instant,
    pub(crate) video_codec: Option<VideoCodec>,
    pub(crate) h264_profile: Option<u8>,
    pub(crate) has_audio: bool,
    pub(crate) sources: Sources,
    pub(crate) meter: Meter,
    pub(crate) ingest_dropped: u64,
    video: Video,
    sound: Sound,
    clocks: Clocks,
    recipients: Vec<Recipient>,
    slots: HashMap<SessionKey, usize>,
    recorder: Option<mpsc::Sender<Ingest>>,
    pub(crate) key_frame_wish: KeyFrameWish,
    /// A `Begin` the recorder's channel had no room for.
    untold_begin: Option<Ingest>,
}

/// The publisher's own view of time, per track.
#[derive(Debug, Default)]
struct Clocks {
    video: Option<SenderReport>,
    audio: Option<SenderReport>,
}

impl Room {
    pub(crate) fn new(owner: OwnerKey, entropy: &dyn model::Entropy, now: Instant) -> Self {
        let mut random = [0u8; 16];
        entropy.fill(&mut random);
        let word =
            |at: usize| u32::from_be_bytes([random[at], random[at + 1], random[at + 2], random[at + 3]]);
        // Numbers start at random (RFC 3550 section 5.1), in the lower half so
        // that a receiver that missed the first packets guesses the roll-over
        // count right (RFC 3711 section 3.3.1).
        let first = |at: usize| (1 << 16) + u64::from(word(at) & 0x7fff);
        // Apart in their low bits, whatever was drawn.
        let ssrc = word(0) & !3;
        Self {
            owner,
            publisher: None,
            has_started: false,
            is_lost: false,
            last_heard: now,
            video_codec: None,
            h264_profile: None,
            has_audio: false,
            sources: Sources {
                video_ssrc: ssrc | 1,
                rtx_ssrc: ssrc | 2,
                audio_ssrc: ssrc | 3,
            },
            meter: Meter::new(now),
            ingest_dropped: 0,
            video: Video::new(first(4)),
            sound: Sound::new(first(8)),
            clocks: Clocks::default(),
            recipients: Vec::new(),
            slots: HashMap::new(),
            recorder: None,
            key_frame_wish: KeyFrameWish::default(),
            untold_begin: None,
        }
    }

    pub(crate) fn record_to(&mut self, recorder: Option<mpsc::Sender<Ingest>>) {
        self.recorder = recorder;
    }

    pub(crate) fn is_recorded(&self) -> bool {
        self.recorder.is_some() && self.video_codec.is_some_and(VideoCodec::is_recordable)
    }

    /// A publisher's session is connected; what it sends starts a new run.
    pub(crate) fn begin(&mut self, now: Instant) {
        self.video.begin(now);
        self.sound.begin();
        self.clocks = Clocks::default();
        self.tell_recorder(Ingest::Begin {
            video: self.video_codec,
            audio: self.has_audio,
            at: now,
        });
    }

    /// Takes in one of the publisher's packets.
    pub(crate) fn packet(&mut self, network: &mut Network, number: u64, packet: Packet) {
        let now = packet.arrival;
        self.last_heard = now;
        self.meter.received(&packet);
        match packet.kind {
            Kind::Video => {
                let codec = self.video_codec.unwrap_or(VideoCodec::H264);
                if codec == VideoCodec::H264
                    && let Some(size) = h264_picture_size(&packet.payload)
                {
                    self.meter.size = Some(size);
                }
                if self.video.take_in(codec, number, &packet, now) {
                    self.flush(network);
                }
            }
            Kind::Audio => {
                if let Some(shared) = self.sound.take_in(number, &packet, now) {
                    crate::fanout::deliver_audio(
                        network,
                        &mut self.recipients,
                        self.sources.audio_ssrc,
                        &shared,
                    );
                }
            }
        }
        self.tell_recorder(Ingest::Packet(packet));
    }

    pub(crate) fn report(&mut self, report: SenderReport) {
        match report.kind {
            Kind::Video => self.clocks.video = Some(report),
            Kind::Audio => self.clocks.audio = Some(report),
        }
        self.tell_recorder(Ingest::Report(report));
    }

    fn flush(&mut self, network: &mut Network) {
        self.video
            .flush(network, &mut self.recipients, self.sources.video_ssrc);
    }

    /// When [`Room::tick`] has something to do, if before long.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        [self.video.frame_deadline(), self.video.catch_up_at()]
            .into_iter()
            .flatten()
            .min()
    }

    pub(crate) fn tick(&mut self, network: &mut Network, now: Instant) {
        if self.video.frame_deadline().is_some_and(|at| at <= now) {
            self.flush(network);
        }
        if self.video.catch_up_at().is_some_and(|at| at <= now) {
            self.video
                .catch_up(network, &mut self.recipients, self.sources.video_ssrc, now);
        }
    }

    /// A viewer is connected.
    pub(crate) fn join(&mut self, mut recipient: Recipient, now: Instant) {
        self.video.admit(&mut recipient, now);
        self.slots.insert(recipient.session, self.recipients.len());
        self.recipients.push(recipient);
    }

    pub(crate) fn leave(&mut self, session: SessionKey) {
        let Some(slot) = self.slots.remove(&session) else {
            return;
        };
        self.recipients.swap_remove(slot);
        if let Some(moved) = self.recipients.get(slot) {
            self.slots.insert(moved.session, slot);
        }
    }

    pub(crate) fn recipient(&mut self, session: SessionKey) -> Option<&mut Recipient> {
        let slot = *self.slots.get(&session)?;
        self.recipients.get_mut(slot)
    }

    pub(crate) fn viewers(&self) -> usize {
        self.recipients.len()
    }

    /// Sends a lost packet of video again, if it is still there and `grant`
    /// agrees. None if it is not, else whether it was sent.
    pub(crate) fn resend(
        &mut self,
        network: &mut Network,
        session: SessionKey,
        sequence: u16,
        mut grant: impl FnMut() -> bool,
    ) -> Option<bool> {
        let packet = self.video.ring().get_by_wire(sequence)?;
        let slot = *self.slots.get(&session)?;
        let recipient = self.recipients.get_mut(slot)?;
        // Before its first packet a viewer can't have lost any, and has no
        // roll-over count yet: what is sealed under a wrong one shares its
        // nonce with another packet. Nor was it sent what is below the count.
        let video = recipient.video.as_ref()?;
        if video.packets == 0 || (packet.sequence >> 16) < video.rollover {
            return None;
        }
        let granted = grant();
        if granted {
            let Sources {
                video_ssrc, rtx_ssrc, ..
            } = self.sources;
            crate::fanout::resend(network, recipient, video_ssrc, rtx_ssrc, packet);
        }
        Some(granted)
    }

    /// A viewer can't go on without a key frame. True if the publisher has to
    /// be asked: the last one may have been just what was lost.
    pub(crate) fn wants_key_frame(&self, now: Instant) -> bool {
        self.video
            .key_frame_age(now)
            .is_none_or(|age| age > Duration::from_millis(300))
    }

    /// Someone is waiting for a key frame to start with.
    pub(crate) fn is_waiting_for_key_frame(&self) -> bool {
        self.video_codec.is_some()
            && (self.video.is_awaiting_key_frame()
                || self.recipients.iter().any(|recipient| {
                    recipient
                        .video
                        .as_ref()
                        .is_some_and(|video| video.phase == Phase::Waiting)
                }))
    }

    pub(crate) fn recorder_wants_key_frame(&self) -> bool {
        self.is_recorded() && self.key_frame_wish.is_made()
    }

    pub(crate) fn key_frame_age(&self, now: Instant) -> Option<Duration> {
        self.video.key_frame_age(now)
    }

    /// The middle 32 bits of NTP time now, on the publisher's clock, which is
    /// the one our reports carry.
    pub(crate) fn ntp_middle(&self, now: Instant) -> Option<u32> {
        let clock = self.clocks.video.or(self.clocks.audio)?;
        Some((ntp_at(&clock, now) >> 16) as u32)
    }

    /// The sender reports that are due, as `send(session, compound)`.
    pub(crate) fn due_reports(&mut self, now: Instant, mut send: impl FnMut(SessionKey, Vec<u8>)) {
        let (Some(video_rtp), audio_rtp) = (
            self.report_time(Kind::Video, now)
                .or_else(|| self.video_codec.is_none().then_some((0, 0))),
            self.report_time(Kind::Audio, now),
        ) else {
            return;
        };
        for recipient in &mut self.recipients {
            if recipient.next_report > now {
                continue;
            }
            let flows = recipient.video.as_ref().is_none_or(|video| video.packets > 0)
                && recipient.audio.as_ref().is_none_or(|audio| audio.packets > 0);
            recipient.next_report = now + if flows { REPORT_EVERY } else { FIRST_REPORT_EVERY };
            if let Some(video) = recipient.video.as_ref().filter(|video| video.packets > 0)
                && self.video_codec.is_some()
            {
                let report = Report {
                    ssrc: self.sources.video_ssrc,
                    ntp: video_rtp.0,
                    rtp: video_rtp.1,
                    packets: video.packets,
                    octets: video.octets,
                };
                send(recipient.session, report.write());
            }
            if let Some(audio) = recipient.audio.as_ref().filter(|audio| audio.packets > 0)
                && let Some((ntp, rtp)) = audio_rtp
            {
                let report = Report {
                    ssrc: self.sources.audio_ssrc,
                    ntp,
                    rtp,
                    packets: audio.packets,
                    octets: audio.octets,
                };
                send(recipient.session, report.write());
            }
        }
    }

    /// Now, as NTP and as the track's RTP time in the room's numbering.
    fn report_time(&self, kind: Kind, now: Instant) -> Option<(u64, u32)> {
        let (clock, hz) = match kind {
            Kind::Video => (self.clocks.video?, VideoCodec::CLOCK_HZ),
            Kind::Audio => (self.clocks.audio?, OPUS_CLOCK_HZ),
        };
        let elapsed = now.saturating_duration_since(clock.arrival);
        let ticks = elapsed.as_micros() * u128::from(hz) / 1_000_000;
        let rtp = clock.rtp.wrapping_add(ticks as u32);
        let rtp = match kind {
            Kind::Video => self.video.map_time(rtp)?,
            Kind::Audio => self.sound.map_time(rtp)?,
        };
        Some((ntp_at(&clock, now), rtp))
    }

    /// Tells the recorder that nothing more comes.
    pub(crate) fn end(&mut self) {
        self.tell_recorder(Ingest::End);
        self.recorder = None;
    }

    fn tell_recorder(&mut self, ingest: Ingest) {
        let Some(recorder) = &self.recorder else {
            return;
        };
        let untold = self.untold_begin.take();
        let (begin, rest) = match ingest {
            Ingest::Begin { .. } => (Some(ingest), None),
            rest => (untold, Some(rest)),
        };
        if let Some(begin) = begin
            && let Err(refused) = recorder.try_send(begin)
        {
            // What follows a lost `Begin` would be taken for the session
            // before it: nothing goes in until it has.
            if let mpsc::error::TrySendError::Full(begin) = refused {
                self.untold_begin = Some(begin);
            }
            self.ingest_dropped += u64::from(rest.is_some());
            return;
        }
        if let Some(rest) = rest
            && recorder.try_send(rest).is_err()
        {
            self.ingest_dropped += 1;
        }
    }
}

fn ntp_at(clock: &SenderReport, now: Instant) -> u64 {
    let elapsed = now.saturating_duration_since(clock.arrival);
    let fraction = (u64::from(elapsed.subsec_nanos()) << 32) / 1_000_000_000;
    clock
        .ntp
        .wrapping_add(elapsed.as_secs() << 32)
        .wrapping_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SeededEntropy;
    use uuid::Uuid;

    fn packet(sequence: u16, now: Instant) -> Ingest {
        Ingest::Packet(Packet {
            kind: Kind::Audio,
            sequence,
            timestamp: 0,
            marker: false,
            payload: bytes::Bytes::new(),
            arrival: now,
        })
    }

    #[test]
    fn a_full_recorder_misses_packets_but_no_beginning() {
        let now = Instant::now();
        let mut room = Room::new(OwnerKey(Uuid::from_u128(1)), &SeededEntropy::new(1), now);
        let (sender, mut recorder) = mpsc::channel(2);
        room.record_to(Some(sender));
        room.begin(now);
        room.tell_recorder(packet(1, now));
        room.begin(now);
        room.tell_recorder(packet(2, now));
        assert_eq!(room.ingest_dropped, 1);
        assert!(matches!(recorder.try_recv(), Ok(Ingest::Begin { .. })));
        assert!(matches!(recorder.try_recv(), Ok(Ingest::Packet(first)) if first.sequence == 1));
        room.tell_recorder(packet(3, now));
        assert!(matches!(recorder.try_recv(), Ok(Ingest::Begin { .. })));
        assert!(matches!(recorder.try_recv(), Ok(Ingest::Packet(third)) if third.sequence == 3));
        assert_eq!(room.ingest_dropped, 1);
    }
}
