//! Garbage on the port, while a show goes on.

mod kit;

use kit::{SOON, Show, Studio};
use media::client::ClientOptions;
use model::{Entropy, SeededEntropy};
use tokio::net::UdpSocket;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_garbage_costs_a_viewer_nothing() {
    let studio = Studio::open(|_| {});
    let (publisher, _) = studio.publish(1).await;
    let _show = Show::start(publisher, 100);
    let (mut watcher, _) = studio.watch(&ClientOptions::default()).await;
    let flood = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    flood.connect(studio.media.local_addr()).await.unwrap();
    let entropy = SeededEntropy::new(11);
    // First bytes of STUN, DTLS, RTP, RTCP and nothing known.
    for first in [0u8, 1, 22, 128, 129, 70, 255] {
        for round in 0..400usize {
            let mut packet = vec![0; 1 + round % 300];
            entropy.fill(&mut packet);
            packet[0] = first;
            if round % 3 == 0 && packet.len() > 20 {
                // A plausible STUN header: a binding request of the right length.
                let length = ((packet.len() - 20) & !3) as u16;
                packet[1] = 1;
                packet[2..4].copy_from_slice(&length.to_be_bytes());
                packet[4..8].copy_from_slice(&[0x21, 0x12, 0xa4, 0x42]);
            }
            flood.send(&packet).await.unwrap();
        }
    }
    let before = watcher.counts();
    let counts = watcher
        .counted(SOON, |counts| counts.frames > before.frames + 100)
        .await
        .unwrap();
    assert_eq!(counts.missing, 0);
    let stats = studio.media.stats().await;
    let dropped = stats.dropped_malformed + stats.dropped_unknown_sender + stats.dropped_unauthentic;
    assert!(dropped > 1_000, "{stats:?}");
    assert_eq!(stats.viewers, 1);
}
