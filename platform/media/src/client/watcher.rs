//! A peer that watches: decrypts, repairs, counts, and hands packets on.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream::{self, SelectAll, Stream, StreamExt};
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use tokio::sync::{mpsc, watch};
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};

use super::connection::{AUDIO_PAYLOAD_TYPE, add_receiver, build};
use super::link::{Events, Link, State, Tracks, asked};
use super::{ClientError, ClientOptions};
use crate::fanout::Arrivals;
use crate::key_frame::starts_key_frame;
use crate::packet::{Kind, VideoCodec};

/// One received packet, repaired where it was lost, duplicates left out.
#[derive(Debug, Clone)]
pub struct WatchPacket {
    pub kind: Kind,
    pub sequence: u16,
    /// In units of the track's RTP clock.
    pub timestamp: u32,
    pub marker: bool,
    pub payload: Bytes,
    pub arrival: Instant,
}

/// What arrived so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WatchCounts {
    pub video_packets: u64,
    pub audio_packets: u64,
    /// Of payload.
    pub bytes: u64,
    /// Pictures whose last packet arrived.
    pub frames: u64,
    pub key_frames: u64,
    /// Sequence numbers of video below the highest that never arrived, in
    /// time or by repair.
    pub missing: u64,
    /// When the first picture was there.
    pub first_frame: Option<Instant>,
    /// Received but not taken by [`Watcher::next`] in time.
    pub dropped: u64,
}

/// Watches a WHEP server. Receiver reports, NACKs and ICE happen by themselves.
#[derive(Debug)]
pub struct Watcher {
    link: Link,
    offer: String,
    packets: mpsc::Receiver<WatchPacket>,
    counts: watch::Receiver<WatchCounts>,
}

struct Counting {
    video: Arrivals,
    audio: Arrivals,
    expected_from: Option<u64>,
    highest: u64,
    last_key: Option<u32>,
    counts: watch::Sender<WatchCounts>,
    packets: mpsc::Sender<WatchPacket>,
}

impl Counting {
    fn packet(&mut self, packet: rtc::rtp::Packet, now: Instant) {
        let header = &packet.header;
        let (kind, arrivals) = if header.payload_type == AUDIO_PAYLOAD_TYPE {
            (Kind::Audio, &mut self.audio)
        } else {
            (Kind::Video, &mut self.video)
        };
        let Some(number) = arrivals.accept(header.sequence_number) else {
            return;
        };
        let key = kind == Kind::Video
            && self.last_key != Some(header.timestamp)
            && starts_key_frame(VideoCodec::H264, &packet.payload);
        if key {
            self.last_key = Some(header.timestamp);
        }
        let first = *self.expected_from.get_or_insert(number);
        if kind == Kind::Video {
            self.highest = self.highest.max(number);
        }
        let highest = self.highest;
        let watched = WatchPacket {
            kind,
            sequence: header.sequence_number,
            timestamp: header.timestamp,
            marker: header.marker,
            payload: packet.payload,
            arrival: now,
        };
        let (bytes, marker) = (watched.payload.len() as u64, watched.marker);
        let dropped = self.packets.try_send(watched).is_err();
        self.counts.send_modify(|counts| {
            counts.bytes += bytes;
            counts.dropped += u64::from(dropped);
            match kind {
                Kind::Audio => counts.audio_packets += 1,
                Kind::Video => {
                    counts.video_packets += 1;
                    counts.key_frames += u64::from(key);
                    if marker {
                        counts.frames += 1;
                        counts.first_frame.get_or_insert(now);
                    }
                    counts.missing = (highest + 1)
                        .saturating_sub(first)
                        .saturating_sub(counts.video_packets);
                }
            }
        });
    }

    /// Takes what comes, for as long as anything may.
    async fn receive(mut self, mut tracks: Tracks) {
        let mut packets = SelectAll::new();
        loop {
            tokio::select! {
                track = tracks.recv() => match track {
                    Some(track) => packets.push(Box::pin(packets_of(track))),
                    None => return,
                },
                Some(packet) = packets.next() => self.packet(packet, Instant::now()),
            }
        }
    }
}

fn packets_of(track: Arc<dyn TrackRemote>) -> impl Stream<Item = rtc::rtp::Packet> {
    stream::unfold(track, async |track| {
        loop {
            if let TrackRemoteEvent::OnRtpPacket(packet) = track.poll().await? {
                return Some((packet, track));
            }
        }
    })
}

impl Watcher {
    /// Binds a socket and makes the offer. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`ClientError::Refused`] by the library, also for want of a socket;
    /// [`ClientError::Timeout`].
    pub async fn new(options: &ClientOptions) -> Result<Self, ClientError> {
        let (events, tracks) = Events::new();
        let peer = asked(build(options, events.clone(), Arc::default())).await?;
        let (packets, received) = mpsc::channel(options.queue.max(1));
        let (counts, counted) = watch::channel(WatchCounts::default());
        let counting = Counting {
            video: Arrivals::new(),
            audio: Arrivals::new(),
            expected_from: None,
            highest: 0,
            last_key: None,
            counts,
            packets,
        };
        let link = Link::start(peer, events, counting.receive(tracks));
        asked(add_receiver(&*link.peer, RtpCodecKind::Video)).await?;
        asked(add_receiver(&*link.peer, RtpCodecKind::Audio)).await?;
        Ok(Self {
            offer: link.offer(false).await?,
            link,
            packets: received,
            counts: counted,
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

    /// Waits until media can arrive.
    ///
    /// # Errors
    /// [`ClientError::Timeout`] after `within`, [`ClientError::Closed`] if it failed.
    pub async fn connected(&mut self, within: Duration) -> Result<(), ClientError> {
        self.link.connected(within).await
    }

    /// A new offer with new ICE credentials; its answer goes to [`Watcher::accept`].
    ///
    /// # Errors
    /// [`ClientError::Refused`], [`ClientError::Closed`].
    pub async fn restart_ice(&self) -> Result<String, ClientError> {
        self.link.offer(true).await
    }

    /// The next packet; none once the connection is over.
    pub async fn next(&mut self) -> Option<WatchPacket> {
        self.packets.recv().await
    }

    pub fn counts(&self) -> WatchCounts {
        *self.counts.borrow()
    }

    /// Waits until `enough` says so.
    ///
    /// # Errors
    /// [`ClientError::Timeout`] after `within`, [`ClientError::Closed`] if the
    /// connection was over before.
    pub async fn counted(
        &mut self,
        within: Duration,
        enough: impl FnMut(&WatchCounts) -> bool,
    ) -> Result<WatchCounts, ClientError> {
        match tokio::time::timeout(within, self.counts.wait_for(enough)).await {
            Ok(Ok(counts)) => Ok(*counts),
            Ok(Err(_)) => Err(ClientError::Closed),
            Err(_) => Err(ClientError::Timeout),
        }
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
