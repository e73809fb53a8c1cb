//! A bad road: passes one peer's datagrams to the engine and back, losing,
//! reordering or withholding them as told. Seeded, so that a road is bad in
//! the same places every time.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use media::Media;
use model::{Entropy, SeededEntropy};
use tokio::net::UdpSocket;

/// In percent of media packets; checks and handshakes pass.
#[derive(Clone, Copy, Default)]
pub(crate) struct Road {
    pub(crate) lost_to_engine: u8,
    pub(crate) lost_to_peer: u8,
    /// Held back until the next one has passed.
    pub(crate) late: u8,
}

pub(crate) struct Relay {
    far: Arc<UdpSocket>,
    port: u16,
    engine_port: u16,
    cut: Arc<AtomicBool>,
}

impl Relay {
    pub(crate) async fn open(media: &Media, road: Road, seed: u64) -> Self {
        let bind = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0));
        let near = bind().await.expect("a port");
        let far = Arc::new(bind().await.expect("a port"));
        far.connect(media.local_addr()).await.expect("the engine");
        let port = near.local_addr().expect("bound").port();
        let cut = Arc::new(AtomicBool::new(false));
        let entropy = SeededEntropy::new(seed);
        tokio::spawn(carry(near, far.clone(), road, entropy, cut.clone()));
        Self {
            far,
            port,
            engine_port: media.local_addr().port(),
            cut,
        }
    }

    /// Turns an answer's candidates into the relay's.
    pub(crate) fn detour(&self, sdp: &str) -> String {
        sdp.replace(
            &format!(" {} typ host", self.engine_port),
            &format!(" {} typ host", self.port),
        )
    }

    /// Sends the engine something of its own, from the peer's address.
    pub(crate) async fn inject(&self, datagram: &[u8]) {
        self.far.send(datagram).await.expect("a socket");
    }

    /// Lets nothing pass any more, or everything again.
    pub(crate) fn cut(&self, cut: bool) {
        self.cut.store(cut, Ordering::Relaxed);
    }
}

async fn carry(
    near: UdpSocket,
    far: Arc<UdpSocket>,
    road: Road,
    entropy: SeededEntropy,
    cut: Arc<AtomicBool>,
) {
    let dice = |percent: u8| {
        let mut byte = [0; 2];
        entropy.fill(&mut byte);
        u16::from_be_bytes(byte) % 100 < u16::from(percent)
    };
    let mut peer: Option<SocketAddr> = None;
    let (mut up, mut down) = (vec![0; 2_048], vec![0; 2_048]);
    let (mut late_up, mut late_down): (Option<Vec<u8>>, Option<Vec<u8>>) = (None, None);
    loop {
        tokio::select! {
            Ok((length, from)) = near.recv_from(&mut up) => {
                peer = Some(from);
                let packet = &up[..length];
                if cut.load(Ordering::Relaxed) || (is_media(packet) && dice(road.lost_to_engine)) {
                    continue;
                }
                if is_media(packet) && late_up.is_none() && dice(road.late) {
                    late_up = Some(packet.to_vec());
                    continue;
                }
                let _ = far.send(packet).await;
                if let Some(late) = late_up.take() {
                    let _ = far.send(&late).await;
                }
            }
            Ok(length) = far.recv(&mut down) => {
                let Some(peer) = peer else { continue };
                let packet = &down[..length];
                if cut.load(Ordering::Relaxed) || (is_media(packet) && dice(road.lost_to_peer)) {
                    continue;
                }
                if is_media(packet) && late_down.is_none() && dice(road.late) {
                    late_down = Some(packet.to_vec());
                    continue;
                }
                let _ = near.send_to(packet, peer).await;
                if let Some(late) = late_down.take() {
                    let _ = near.send_to(&late, peer).await;
                }
            }
            else => return,
        }
    }
}

/// RTP, not RTCP (RFC 5761 section 4).
fn is_media(packet: &[u8]) -> bool {
    packet.len() > 12 && packet[0] >> 6 == 2 && !(192..=223).contains(&packet[1])
}
