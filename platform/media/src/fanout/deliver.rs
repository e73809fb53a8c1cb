//! Sealing and sending: a frame to all, the past to a late joiner, a lost
//! packet to whom it was lost.

use super::frame::RunPlan;
use super::recipient::{Phase, Recipient};
use super::ring::{Ring, Shared};
use crate::srtp::{HEADER_LEN, Plain};
use crate::udp::{Inbox, Run, Sender, Socket};

/// Recipients between two looks at the socket: their runs of one frame are
/// about a millisecond of work.
const CHUNK: usize = 64;
/// Sealed bytes between the two: what was just written should still be in the
/// nearer caches when the kernel copies it.
const CHUNK_BYTES: usize = 256 * 1024;

/// The way out, and the way in that must not overflow meanwhile.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) socket: Socket,
    pub(crate) sender: Sender,
    pub(crate) inbox: Inbox,
    buffer: Vec<u8>,
    runs: Vec<Run>,
}

impl Network {
    pub(crate) fn new(socket: Socket) -> Self {
        Self {
            socket,
            sender: Sender::new(),
            inbox: Inbox::new(),
            buffer: Vec::new(),
            runs: Vec::new(),
        }
    }

    pub(crate) fn send(&mut self, to: std::net::SocketAddr, packet: &[u8]) {
        self.sender.send(&self.socket, to, packet);
    }

    /// Seals with `seal` for each recipient, who may be left out, and sends, in
    /// chunks. A run is of at most `packets` packets, each of `segment` bytes
    /// but the last.
    fn spread(
        &mut self,
        recipients: &mut [Recipient],
        packets: usize,
        segment: usize,
        mut seal: impl FnMut(&mut Recipient, &mut Vec<u8>),
    ) {
        let most = CHUNK_BYTES / (packets * segment).max(1);
        for chunk in recipients.chunks_mut(most.clamp(1, CHUNK)) {
            self.buffer.clear();
            self.runs.clear();
            for recipient in chunk {
                let start = self.buffer.len();
                seal(recipient, &mut self.buffer);
                if self.buffer.len() > start {
                    self.runs.push(Run {
                        to: recipient.to,
                        bytes: start..self.buffer.len(),
                    });
                }
            }
            if self.runs.is_empty() {
                continue;
            }
            self.sender
                .send_runs(&self.socket, &self.buffer, &self.runs, segment);
            self.inbox.fill(&self.socket);
        }
    }
}

/// What sealing adds, by kind of cipher: recipients of one kind share runs.
const OVERHEADS: [usize; 2] = [16, 10];

/// Sends a frame to every live viewer.
pub(crate) fn deliver_frame(
    network: &mut Network,
    recipients: &mut [Recipient],
    ssrc: u32,
    packets: &[Shared],
    plans: &[RunPlan],
) {
    for overhead in OVERHEADS {
        if !recipients
            .iter()
            .any(|recipient| recipient.sealer.overhead() == overhead)
        {
            continue;
        }
        for plan in plans {
            let run = &packets[plan.packets.clone()];
            let segment = HEADER_LEN + plan.payload + overhead;
            network.spread(recipients, run.len(), segment, |recipient, buffer| {
                if recipient.sealer.overhead() != overhead {
                    return;
                }
                let Some(video) = recipient
                    .video
                    .as_mut()
                    .filter(|video| video.phase == Phase::Live)
                else {
                    return;
                };
                for packet in run {
                    let plain = plain(packet, video.payload_type, ssrc);
                    if recipient.sealer.seal(&plain, video.rollover, buffer) {
                        video.packets = video.packets.wrapping_add(1);
                        video.octets = video.octets.wrapping_add(packet.payload.len() as u32);
                    }
                }
            });
        }
    }
}

/// Sends a packet of sound to every viewer.
pub(crate) fn deliver_audio(network: &mut Network, recipients: &mut [Recipient], ssrc: u32, packet: &Shared) {
    // One packet a run: any segment at least as large will do for both ciphers.
    let segment = HEADER_LEN + packet.payload.len() + OVERHEADS[0];
    network.spread(recipients, 1, segment, |recipient, buffer| {
        let Some(audio) = recipient.audio.as_mut() else {
            return;
        };
        let rollover = *audio.rollover.get_or_insert(packet.sequence >> 16);
        let plain = plain(packet, audio.payload_type, ssrc);
        if recipient.sealer.seal(&plain, rollover, buffer) {
            audio.packets = audio.packets.wrapping_add(1);
            audio.octets = audio.octets.wrapping_add(packet.payload.len() as u32);
        }
    });
}

/// Sends a late joiner up to `most` packets of the past; at the head of the
/// ring it becomes live. True while there is more to send.
pub(crate) fn catch_up(
    network: &mut Network,
    recipient: &mut Recipient,
    ssrc: u32,
    ring: &Ring,
    most: usize,
) -> bool {
    let Recipient {
        to, sealer, video, ..
    } = recipient;
    let Some(video) = video.as_mut() else {
        return false;
    };
    let Phase::CatchingUp { mut next } = video.phase else {
        return false;
    };
    if !ring.reaches_back_to(next) {
        video.phase = Phase::Waiting;
        return false;
    }
    let mut sent = 0;
    while next < ring.head() && sent < most {
        if let Some(packet) = ring.get(next) {
            network.buffer.clear();
            let plain = plain(packet, video.payload_type, ssrc);
            if sealer.seal(&plain, video.rollover, &mut network.buffer) {
                network.sender.send(&network.socket, *to, &network.buffer);
                video.packets = video.packets.wrapping_add(1);
                video.octets = video.octets.wrapping_add(packet.payload.len() as u32);
                sent += 1;
            }
        }
        next += 1;
    }
    let behind = next < ring.head();
    video.phase = if behind {
        Phase::CatchingUp { next }
    } else {
        Phase::Live
    };
    behind
}

/// Sends a packet again: as a repair packet where the viewer agreed to those
/// (RFC 4588 section 4), else as it was, to the byte.
pub(crate) fn resend(
    network: &mut Network,
    recipient: &mut Recipient,
    ssrc: u32,
    rtx_ssrc: u32,
    packet: &Shared,
) {
    let Recipient {
        to, sealer, video, ..
    } = recipient;
    let Some(video) = video.as_mut() else {
        return;
    };
    network.buffer.clear();
    let original = ((packet.sequence & 0xffff) as u16).to_be_bytes();
    let (plain, rollover) = match video.rtx_payload_type {
        Some(payload_type) => {
            let sequence = video.rtx_sequence;
            video.rtx_sequence += 1;
            let repair = Plain {
                payload_type,
                marker: packet.marker,
                sequence,
                timestamp: packet.timestamp,
                ssrc: rtx_ssrc,
                prefix: &original,
                payload: &packet.payload,
                padding: 0,
            };
            (repair, 0)
        }
        None => (plain(packet, video.payload_type, ssrc), video.rollover),
    };
    if sealer.seal(&plain, rollover, &mut network.buffer) {
        network.sender.send(&network.socket, *to, &network.buffer);
    }
}

fn plain(packet: &Shared, payload_type: u8, ssrc: u32) -> Plain<'_> {
    Plain {
        payload_type,
        marker: packet.marker,
        sequence: packet.sequence,
        timestamp: packet.timestamp,
        ssrc,
        prefix: &[],
        payload: &packet.payload,
        padding: packet.padding,
    }
}
