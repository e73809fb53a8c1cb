//! A peer that publishes H.264 and Opus.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use rtc::rtp::codec::h264::H264Payloader;
use rtc::rtp::packetizer::Payloader;
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use rtc::shared::error::Error;
use tokio::time::timeout;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;

use super::connection::{AUDIO_PAYLOAD_TYPE, VIDEO_PAYLOAD_TYPE, add_sender, build};
use super::link::{Events, Link, PATIENCE, State, asked};
use super::{ClientError, ClientOptions};
use crate::packet::OPUS_CLOCK_HZ;

/// Leaves room for IP, UDP, the largest SRTP tag and the extensions in a
/// datagram of 1,280 bytes, which IPv6 guarantees.
const MOST_PAYLOAD: usize = 1_160;

/// Publishes to a WHIP server. Sender reports, answers to NACKs and ICE
/// happen by themselves.
#[derive(Debug)]
pub struct Publisher {
    link: Link,
    offer: String,
    video: Sending,
    audio: Sending,
    audio_time: u32,
    payloader: H264Payloader,
    key_frame_wanted: Arc<AtomicBool>,
}

struct Sending {
    track: Arc<TrackLocalStaticRTP>,
    ssrc: u32,
    payload_type: u8,
    sequence: u16,
}

impl fmt::Debug for Sending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending")
            .field("ssrc", &self.ssrc)
            .field("sequence", &self.sequence)
            .finish_non_exhaustive()
    }
}

impl Publisher {
    /// Binds a socket and makes the offer. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`ClientError::Refused`] by the library, also for want of a socket;
    /// [`ClientError::Timeout`].
    pub async fn new(options: &ClientOptions, entropy: &dyn model::Entropy) -> Result<Self, ClientError> {
        let mut random = [0u8; 12];
        entropy.fill(&mut random);
        let base = u32::from_be_bytes([random[0], random[1], random[2], random[3]]) & !3;
        let (events, _) = Events::new();
        let key_frame_wanted = Arc::new(AtomicBool::new(false));
        let peer = asked(build(options, events.clone(), key_frame_wanted.clone())).await?;
        let link = Link::start(peer, events, std::future::pending());
        let (kind, ssrc, rtx) = (RtpCodecKind::Video, base | 1, Some(base | 2));
        let video = asked(add_sender(&*link.peer, kind, ssrc, rtx)).await?;
        let audio = asked(add_sender(&*link.peer, RtpCodecKind::Audio, base | 3, None)).await?;
        Ok(Self {
            offer: link.offer(false).await?,
            link,
            video: Sending {
                track: video,
                ssrc: base | 1,
                payload_type: VIDEO_PAYLOAD_TYPE,
                sequence: u16::from_be_bytes([random[4], random[5]]),
            },
            audio: Sending {
                track: audio,
                ssrc: base | 3,
                payload_type: AUDIO_PAYLOAD_TYPE,
                sequence: u16::from_be_bytes([random[6], random[7]]),
            },
            audio_time: u32::from_be_bytes([random[8], random[9], random[10], random[11]]),
            payloader: H264Payloader::default(),
            key_frame_wanted,
        })
    }

    /// The offer to POST.
    pub fn offer(&self) -> &str {
        &self.offer
    }

    /// Takes the server's answer.
    ///
    /// # Errors
    /// [`ClientError::Refused`] if it doesn't fit the offer.
    pub async fn accept(&self, answer: &str) -> Result<(), ClientError> {
        self.link.accept(answer).await
    }

    /// Waits until media can be sent.
    ///
    /// # Errors
    /// [`ClientError::Timeout`] after `within`, [`ClientError::Closed`] if it failed.
    pub async fn connected(&mut self, within: Duration) -> Result<(), ClientError> {
        self.link.connected(within).await
    }

    /// A new offer with new ICE credentials; its answer goes to [`Publisher::accept`].
    ///
    /// # Errors
    /// [`ClientError::Refused`], [`ClientError::Closed`].
    pub async fn restart_ice(&self) -> Result<String, ClientError> {
        self.link.offer(true).await
    }

    /// Whether the server asked for a key frame since the last call.
    pub fn take_key_frame_request(&self) -> bool {
        self.key_frame_wanted.swap(false, Ordering::Relaxed)
    }

    /// Sends one access unit in Annex B form; `time` in units of 1/90,000 s.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Timeout`].
    pub async fn write_video(&mut self, access_unit: Bytes, time: u32) -> Result<(), ClientError> {
        let packets = self.packetize(&access_unit, time)?;
        self.send(&self.video, packets).await
    }

    /// The same one packet at a time, spread evenly over `over`, as an encoder
    /// with a pacer does. Returns when the last is on its way.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Timeout`].
    pub async fn write_video_paced(
        &mut self,
        access_unit: Bytes,
        time: u32,
        over: Duration,
    ) -> Result<(), ClientError> {
        let packets = self.packetize(&access_unit, time)?;
        let start = tokio::time::Instant::now();
        let step = over / u32::try_from(packets.len().max(1)).unwrap_or(u32::MAX);
        for (packet, index) in packets.into_iter().zip(0..) {
            tokio::time::sleep_until(start + step * index).await;
            self.send(&self.video, vec![packet]).await?;
        }
        Ok(())
    }

    fn packetize(&mut self, access_unit: &Bytes, time: u32) -> Result<Vec<rtc::rtp::Packet>, ClientError> {
        let payloads = self
            .payloader
            .payload(MOST_PAYLOAD, access_unit)
            .map_err(|error| ClientError::Refused(error.to_string()))?;
        let last = payloads.len().saturating_sub(1);
        let packets = payloads.into_iter().enumerate();
        Ok(packets
            .map(|(index, payload)| self.video.packet(payload, time, index == last))
            .collect())
    }

    /// What is sent before the connection stands is lost, like anything on the way.
    async fn send(&self, to: &Sending, packets: Vec<rtc::rtp::Packet>) -> Result<(), ClientError> {
        match self.link.state() {
            State::Connecting => return Ok(()),
            State::Connected => {}
            State::Closed => return Err(ClientError::Closed),
        }
        let sending = async {
            for packet in packets {
                to.track.write_rtp(packet).await?;
            }
            Ok::<(), Error>(())
        };
        match timeout(PATIENCE, sending).await {
            Ok(sent) => sent.map_err(|_| ClientError::Closed),
            Err(_) => Err(ClientError::Timeout),
        }
    }

    /// Sends one Opus packet that plays for `duration`.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Timeout`].
    pub async fn write_audio(&mut self, frame: Bytes, duration: Duration) -> Result<(), ClientError> {
        let packet = self.audio.packet(frame, self.audio_time, false);
        let ticks = duration.as_micros() * u128::from(OPUS_CLOCK_HZ) / 1_000_000;
        self.audio_time = self.audio_time.wrapping_add(ticks as u32);
        self.send(&self.audio, vec![packet]).await
    }

    /// The connection is over, by either side.
    pub fn is_closed(&self) -> bool {
        self.link.state() == State::Closed
    }

    /// Says goodbye and frees the socket.
    pub async fn close(self) {
        self.link.close().await;
    }
}

impl Sending {
    fn packet(&mut self, payload: Bytes, timestamp: u32, marker: bool) -> rtc::rtp::Packet {
        let sequence_number = self.sequence;
        self.sequence = self.sequence.wrapping_add(1);
        rtc::rtp::Packet {
            header: rtc::rtp::Header {
                version: 2,
                marker,
                payload_type: self.payload_type,
                sequence_number,
                timestamp,
                ssrc: self.ssrc,
                ..rtc::rtp::Header::default()
            },
            payload,
        }
    }
}
