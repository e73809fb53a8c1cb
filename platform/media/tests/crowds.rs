//! Lean viewers count what really happened to them.

mod kit;

use std::sync::Arc;
use std::time::Instant;

use kit::relay::{Relay, Road};
use kit::{STREAM, Show, Studio, eventually};
use media::client::{Crowd, CrowdCounts, CrowdOptions};
use model::SeededEntropy;

fn crowd() -> Crowd {
    Crowd::start(CrowdOptions::default(), Arc::new(SeededEntropy::new(9))).expect("a thread")
}

async fn join(studio: &Studio, crowd: &Crowd, path: impl FnOnce(String) -> String) {
    let invitation = crowd.invite();
    let asked = Instant::now();
    let offer = invitation.offer.clone();
    let answer = studio
        .media
        .watch(STREAM, media::ViewerKey::default(), offer)
        .await
        .expect("an answer");
    crowd
        .join(invitation, &path(answer.sdp), asked)
        .expect("a usable answer");
}

async fn counted(crowd: &Crowd, enough: impl Fn(&CrowdCounts) -> bool) -> CrowdCounts {
    eventually(async || Some(crowd.counts()).filter(&enough)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_a_picture_and_nobody_misses_a_packet() {
    let studio = Studio::open(|_| {});
    let (publisher, _) = studio.publish(1).await;
    let _show = Show::start(publisher, 100);
    let crowd = crowd();
    for _ in 0..20 {
        join(&studio, &crowd, |sdp| sdp).await;
    }
    let counts = counted(&crowd, |counts| counts.pictures == 20 && counts.audio > 1_000).await;
    assert_eq!((counts.joined, counts.connected, counts.closed), (20, 20, 0));
    assert_eq!(
        (counts.gaps, counts.forged, counts.repeats),
        (0, 0, 0),
        "{counts:?}"
    );
    assert!(counts.opened > counts.packets / 16, "{counts:?}");
    assert_eq!(crowd.first_pictures().len(), 20);
    assert_eq!(studio.media.stats().await.viewers, 20);
    drop(crowd);
    studio.stats_until(|stats| stats.viewers == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_road_loses_is_seen_and_repaired() {
    let studio = Studio::open(|_| {});
    let (publisher, _) = studio.publish(1).await;
    let _show = Show::start(publisher, 100);
    let road = Road {
        lost_to_peer: 2,
        ..Road::default()
    };
    let relay = Relay::open(&studio.media, road, 5).await;
    let crowd = crowd();
    join(&studio, &crowd, |sdp| relay.detour(&sdp)).await;
    let counts = counted(&crowd, |counts| counts.video > 1_000 && counts.repaired > 5).await;
    assert!(counts.gaps >= counts.repaired, "{counts:?}");
    assert!(counts.nacks >= counts.repaired, "{counts:?}");
    assert_eq!(counts.forged, 0);
}
