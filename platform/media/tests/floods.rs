//! Garbage on the port, from strangers and from those who were let in, while a
//! show goes on.

mod kit;

use kit::relay::{Relay, Road};
use kit::{SOON, STREAM, Show, Studio};
use media::client::{ClientOptions, Watcher};
use model::{Entropy, SeededEntropy};
use rtc_stun::attributes::ATTR_USERNAME;
use rtc_stun::crypto::default_provider;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_REQUEST, Message, Setter, TransactionId};
use rtc_stun::textattrs::TextAttribute;
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

/// A connectivity check by the peer that got `answer`.
fn check(answer: &str) -> Vec<u8> {
    let value = |name: &str| {
        let found = answer.lines().find_map(|line| line.strip_prefix(name));
        found.expect("in every answer").to_owned()
    };
    let (ufrag, pwd) = (value("a=ice-ufrag:"), value("a=ice-pwd:"));
    let provider = default_provider().expect("within bounds");
    let mut message = Message::new();
    message.set_type(BINDING_REQUEST);
    message.transaction_id = TransactionId([7; 12]);
    message.write_header();
    TextAttribute::new(ATTR_USERNAME, format!("{ufrag}:theirs"))
        .add_to(&mut message)
        .expect("room for an attribute");
    MessageIntegrity::new_raw_integrity_with_provider(pwd.into_bytes(), provider.crypto())
        .add_to(&mut message)
        .expect("room for an attribute");
    message.raw
}

/// The header of a fragment of one byte, at `offset` of a message of `length`.
fn fragment(length: u32, offset: u32) -> Vec<u8> {
    let mut header = vec![1];
    header.extend(&length.to_be_bytes()[1..]);
    header.extend([0, 0]);
    header.extend(&offset.to_be_bytes()[1..]);
    header.extend([0, 0, 1]);
    header
}

/// A handshake record in the clear.
fn record(number: u32, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![22, 0xfe, 0xfd, 0, 0, 0, 0];
    bytes.extend(number.to_be_bytes());
    bytes.extend((body.len() as u16).to_be_bytes());
    bytes.extend(body);
    bytes
}

/// A hundred fragments that are nothing but headers, in one record.
fn headers_alone(step: u32) -> Vec<u8> {
    let body: Vec<u8> = (0..100).flat_map(|at| fragment(0, step * 100 + at)).collect();
    record(step, &body)
}

/// Ten fragments with a byte each, in records of their own.
fn tiny_fragments(step: u32) -> Vec<u8> {
    let numbers = step * 10..step * 10 + 10;
    numbers
        .flat_map(|number| record(1_000_000 + number, &[fragment(1 << 20, number), vec![0]].concat()))
        .collect()
}

/// SRTCP under nobody's key.
fn forged_report(ssrc: u32) -> Vec<u8> {
    let mut bytes = vec![0x80, 201, 0, 1];
    bytes.extend(ssrc.to_be_bytes());
    bytes.extend([7; 36]);
    bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_by_one_who_was_let_in_costs_the_others_nothing() {
    let studio = Studio::open(|_| {});
    let (publisher, _) = studio.publish(1).await;
    let _show = Show::start(publisher, 100);
    let (mut watcher, _) = studio.watch(&ClientOptions::default()).await;
    let guest = Watcher::new(&ClientOptions::default()).await.unwrap();
    let answer = studio
        .media
        .watch(STREAM, media::ViewerKey::default(), guest.offer().to_owned())
        .await
        .unwrap();
    let flood = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    flood.connect(studio.media.local_addr()).await.unwrap();
    flood.send(&check(&answer.sdp)).await.unwrap();
    let mut response = [0; 512];
    tokio::time::timeout(SOON, flood.recv(&mut response))
        .await
        .expect("an answer")
        .unwrap();
    assert_eq!(response[..2], [1, 1], "a success, it is let in");
    for step in 0..400 {
        flood.send(&headers_alone(step)).await.unwrap();
        flood.send(&tiny_fragments(step)).await.unwrap();
        flood.send(&forged_report(step)).await.unwrap();
        tokio::task::yield_now().await;
    }
    let before = watcher.counts();
    let counts = watcher
        .counted(SOON, |counts| {
            counts.frames > before.frames + 100 && counts.missing == 0
        })
        .await
        .unwrap();
    assert!(counts.frames > before.frames);
    let stats = studio
        .stats_until(|stats| {
            stats.dropped_malformed > 100 && stats.dropped_dtls_busy > 100 && stats.dropped_unauthentic > 100
        })
        .await;
    assert_eq!((stats.viewers, stats.publishers), (1, 1));
    assert!(studio.media.is_alive().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_from_a_viewers_own_address_does_not_stop_it() {
    let studio = Studio::open(|_| {});
    let (publisher, _) = studio.publish(1).await;
    let _show = Show::start(publisher, 100);
    let relay = Relay::open(&studio.media, Road::default(), 5).await;
    let (mut watcher, _) = studio
        .watch_by(&ClientOptions::default(), |sdp| relay.detour(&sdp))
        .await;
    for step in 0..400 {
        relay.inject(&headers_alone(step)).await;
        relay.inject(&forged_report(step)).await;
        tokio::task::yield_now().await;
    }
    let before = watcher.counts();
    watcher
        .counted(SOON, |counts| {
            counts.frames > before.frames + 100 && counts.missing == 0
        })
        .await
        .unwrap();
    let stats = studio
        .stats_until(|stats| stats.dropped_malformed > 100 && stats.dropped_unauthentic > 100)
        .await;
    assert_eq!(stats.viewers, 1);
    assert!(studio.media.is_alive().await);
}
