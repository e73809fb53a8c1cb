//! The synthetic picture as plain RTP to a port, for servers that take it so
//! (RFC 3550, RFC 6184 with fragments). No sound.

use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::interval;

use crate::units::{FRAMES_PER_SECOND, PACKET, Units};
use crate::{Outcome, Stream};

const PAYLOAD_TYPE: u8 = 96;
const SSRC: u32 = 0x1234_5678;
const FRAGMENT: u8 = 28;

/// Sends until the task is dropped.
pub(crate) async fn send(to: &str, stream: &Stream) -> Outcome<()> {
    let socket = UdpSocket::bind("0.0.0.0:0").await?;
    socket.connect(to).await?;
    let frame = Duration::from_secs(1) / FRAMES_PER_SECOND;
    let mut units = Units::new(stream.bitrate, true);
    let mut frames = interval(frame);
    let mut sequence = 0u16;
    loop {
        frames.tick().await;
        let (unit, time) = units.next(false);
        let payloads: Vec<Vec<u8>> = nal_units(&unit).flat_map(payloads).collect();
        let step = frame * 9 / 10 / payloads.len().max(1) as u32;
        let start = tokio::time::Instant::now();
        for (payload, index) in payloads.iter().zip(0u32..) {
            if stream.paced {
                tokio::time::sleep_until(start + step * index).await;
            }
            let marker = u8::from(index as usize == payloads.len() - 1) << 7;
            let mut packet = vec![0x80, PAYLOAD_TYPE | marker];
            packet.extend(sequence.to_be_bytes());
            packet.extend(time.to_be_bytes());
            packet.extend(SSRC.to_be_bytes());
            packet.extend(payload);
            socket.send(&packet).await?;
            sequence = sequence.wrapping_add(1);
        }
    }
}

/// The units between start codes.
fn nal_units(unit: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut starts: Vec<usize> = (0..unit.len().saturating_sub(3))
        .filter(|at| unit[*at..*at + 4] == [0, 0, 0, 1])
        .collect();
    starts.push(unit.len());
    let ranges: Vec<_> = starts.windows(2).map(|pair| pair[0] + 4..pair[1]).collect();
    ranges.into_iter().map(|range| &unit[range])
}

fn payloads(nal: &[u8]) -> Vec<Vec<u8>> {
    if nal.len() <= PACKET {
        return vec![nal.to_vec()];
    }
    let pieces = nal[1..].chunks(PACKET - 2);
    let last = pieces.len() - 1;
    let fragment = |(index, piece): (usize, &[u8])| {
        let edge = u8::from(index == 0) << 7 | u8::from(index == last) << 6;
        let mut payload = vec![nal[0] & 0xe0 | FRAGMENT, edge | nal[0] & 0x1f];
        payload.extend(piece);
        payload
    };
    pieces.enumerate().map(fragment).collect()
}
