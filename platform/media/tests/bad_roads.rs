//! Loss and reordering on the way in and on the way out.

mod kit;

use std::collections::BTreeSet;

use kit::relay::{Relay, Road};
use kit::{SOON, Show, Studio};
use media::client::ClientOptions;
use media::packet::{Ingest, Kind};

const BAD: Road = Road {
    lost_to_engine: 2,
    lost_to_peer: 2,
    late: 2,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_recovers_what_it_lost() {
    let studio = Studio::open(|_| {});
    let (publisher, _) = studio.publish(1).await;
    let _show = Show::start(publisher, 100);
    let relay = Relay::open(&studio.media, BAD, 3).await;
    let (mut watcher, _) = studio
        .watch_by(&ClientOptions::default(), |sdp| relay.detour(&sdp))
        .await;
    let counts = watcher
        .counted(SOON, |counts| counts.video_packets > 1_000 && counts.missing == 0)
        .await
        .unwrap();
    assert!(counts.frames > 200, "{counts:?}");
    let stats = studio.media.stats().await;
    assert!(stats.rtx_out >= 10, "{stats:?}");
    assert!(stats.rtx_out < 100, "{stats:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engine_recovers_what_a_publisher_lost() {
    let studio = Studio::open(|_| {});
    let relay = Relay::open(&studio.media, BAD, 4).await;
    let (publisher, _) = studio.publish_by(1, |sdp| relay.detour(&sdp)).await;
    let _show = Show::start(publisher, 100);
    let (mut watcher, _) = studio.watch(&ClientOptions::default()).await;
    watcher
        .counted(SOON, |counts| counts.video_packets > 1_000 && counts.missing == 0)
        .await
        .unwrap();
    let mut recording = studio.recording();
    let mut first = None;
    let mut steps = BTreeSet::new();
    let mut in_order = true;
    while let Ok(ingest) = recording.try_recv() {
        let Ingest::Packet(packet) = ingest else {
            continue;
        };
        if packet.kind == Kind::Video {
            let step = packet
                .sequence
                .wrapping_sub(*first.get_or_insert(packet.sequence));
            in_order &= steps.last().is_none_or(|last| step > *last);
            assert!(steps.insert(step), "{step} came twice");
        }
    }
    assert!(!in_order, "the road was too good");
    // What was lost last may still be on its way.
    let settled: Vec<u16> = steps.iter().copied().filter(|step| *step < 900).collect();
    assert_eq!(settled.len(), 900);
}
