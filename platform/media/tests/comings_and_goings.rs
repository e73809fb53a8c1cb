//! Publishers that vanish, come back, or are someone else; sessions that never
//! come to be.

mod kit;

use std::time::Duration;

use kit::relay::{Relay, Road};
use kit::{HOST, SOON, STREAM, Show, Studio, eventually};
use media::client::{ClientOptions, Publisher, Watcher};
use media::packet::Kind;
use media::{
    EndReason, MediaError, MediaEvent, OwnerKey, PatchOutcome, ResourceId, Role, StreamId, ViewerKey,
};
use model::SeededEntropy;
use uuid::Uuid;

async fn offer(seed: u64) -> String {
    let options = ClientOptions::default();
    let publisher = Publisher::new(&options, &SeededEntropy::new(seed)).await;
    publisher.expect("a peer").offer().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn viewers_go_on_when_the_host_takes_over_its_dead_session() {
    let mut studio = Studio::open(|_| {});
    let relay = Relay::open(&studio.media, Road::default(), 1).await;
    let (publisher, _) = studio.publish_by(1, |sdp| relay.detour(&sdp)).await;
    let show = Show::start(publisher, 1_000_000);
    let (mut watcher, _) = studio.watch(&ClientOptions::default()).await;
    watcher.counted(SOON, |counts| counts.frames > 20).await.unwrap();

    let stranger = OwnerKey(Uuid::from_u128(9));
    let occupied = |owner| {
        let media = studio.media.clone();
        async move { media.publish(STREAM, owner, offer(5).await).await }
    };
    assert_eq!(occupied(HOST).await, Err(MediaError::Occupied), "it is live");
    relay.cut(true);
    let taken = eventually(async || {
        let answer = studio.media.publish(STREAM, HOST, offer(5).await).await;
        (answer != Err(MediaError::Occupied)).then_some(answer)
    });
    taken.await.unwrap();
    assert_eq!(occupied(stranger).await, Err(MediaError::Occupied));

    // The half-open session just made is nobody's either: it may be replaced.
    let before = watcher.counts();
    let (publisher, _) = studio.publish(6).await;
    let second = Show::start(publisher, 1_000_000);
    watcher
        .counted(SOON, |counts| {
            counts.frames > before.frames + 20 && counts.key_frames > before.key_frames
        })
        .await
        .unwrap();
    let mut last: Option<(u16, u32)> = None;
    let mut pictures = 0;
    while pictures < before.frames + 20 {
        let packet = watcher.next().await.unwrap();
        if packet.kind != Kind::Video {
            continue;
        }
        if let Some((sequence, timestamp)) = last {
            assert_eq!(packet.sequence, sequence.wrapping_add(1));
            assert!(packet.timestamp.wrapping_sub(timestamp) < 90_000 * 30);
        }
        last = Some((packet.sequence, packet.timestamp));
        pictures += u64::from(packet.marker);
    }
    assert!(matches!(studio.event().await, MediaEvent::Started { .. }));
    drop((show, second));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_publisher_is_lost_comes_back_and_in_the_end_is_over() {
    let mut studio = Studio::open(|config| {
        config.lost_after = Duration::from_millis(400);
        config.end_after = Duration::from_millis(2_000);
    });
    let relay = Relay::open(&studio.media, Road::default(), 1).await;
    let (publisher, _) = studio.publish_by(1, |sdp| relay.detour(&sdp)).await;
    let _show = Show::start(publisher, 50);
    assert!(matches!(studio.event().await, MediaEvent::Started { .. }));
    let (watcher, resource) = studio.watch(&ClientOptions::default()).await;
    relay.cut(true);
    let stream = STREAM;
    assert_eq!(studio.event().await, MediaEvent::PublisherLost { stream });
    relay.cut(false);
    assert_eq!(studio.event().await, MediaEvent::PublisherBack { stream });
    relay.cut(true);
    assert_eq!(studio.event().await, MediaEvent::PublisherLost { stream });
    assert_eq!(
        studio.event().await,
        MediaEvent::Ended {
            stream,
            reason: EndReason::PublisherTimeout
        }
    );
    assert_eq!(
        studio
            .media
            .watch(STREAM, ViewerKey::default(), offer(1).await)
            .await,
        Err(MediaError::UnknownStream)
    );
    assert_eq!(studio.media.resource(resource).await, Ok(None));
    eventually(async || watcher.is_closed().then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_leaves_ends_the_stream() {
    let mut studio = Studio::open(|_| {});
    let (_publisher, resource) = studio.publish(1).await;
    assert!(matches!(studio.event().await, MediaEvent::Started { .. }));
    studio.media.close(resource).await.unwrap();
    assert_eq!(
        studio.event().await,
        MediaEvent::Ended {
            stream: STREAM,
            reason: EndReason::PublisherLeft
        }
    );
    assert_eq!(
        studio.media.close(resource).await,
        Err(MediaError::UnknownResource)
    );
    assert_eq!(studio.media.end(STREAM).await, Err(MediaError::UnknownStream));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_is_dropped_says_goodbye() {
    let mut studio = Studio::open(|config| config.lost_after = Duration::from_secs(60));
    let (publisher, _) = studio.publish(1).await;
    assert!(matches!(studio.event().await, MediaEvent::Started { .. }));
    let show = Show::start(publisher, 50);
    let (watcher, _) = studio.watch(&ClientOptions::default()).await;
    let viewers = async || studio.media.snapshot(STREAM).await.map(|show| show.viewers);
    eventually(async || (viewers().await == Some(1)).then_some(())).await;
    drop(watcher);
    // Long before its silence would be noticed.
    eventually(async || (viewers().await == Some(0)).then_some(())).await;
    drop(show.stop().await);
    let connected = async || {
        studio
            .media
            .snapshot(STREAM)
            .await
            .map(|show| show.publisher_connected)
    };
    eventually(async || (connected().await == Some(false)).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_never_connect_are_bounded_and_forgotten() {
    let studio = Studio::open(|config| {
        config.max_half_open = 100;
        config.half_open_for = Duration::from_millis(500);
    });
    let (_publisher, _) = studio.publish(1).await;
    let offer = Watcher::new(&ClientOptions::default())
        .await
        .unwrap()
        .offer()
        .to_owned();
    for _ in 0..100 {
        studio
            .media
            .watch(STREAM, ViewerKey::default(), offer.clone())
            .await
            .unwrap();
    }
    assert_eq!(
        studio
            .media
            .watch(STREAM, ViewerKey::default(), offer.clone())
            .await,
        Err(MediaError::TooMany)
    );
    let stats = studio.stats_until(|stats| stats.half_open == 0).await;
    assert_eq!(stats.reaped, 100);
    assert_eq!((stats.publishers, stats.streams), (1, 1));
    studio
        .media
        .watch(STREAM, ViewerKey::default(), offer)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn viewers_that_never_connect_keep_no_host_out() {
    let studio = Studio::open(|config| config.max_half_open = 3);
    let (_publisher, _) = studio.publish(1).await;
    let watcher = Watcher::new(&ClientOptions::default()).await.unwrap();
    let watch = || {
        studio
            .media
            .watch(STREAM, ViewerKey::default(), watcher.offer().to_owned())
    };
    for _ in 0..3 {
        watch().await.unwrap();
    }
    assert_eq!(watch().await, Err(MediaError::TooMany));
    let other = StreamId(Uuid::from_u128(7));
    let answer = studio.media.publish(other, HOST, offer(8).await).await;
    assert!(answer.is_ok(), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn viewers_and_publisher_are_dismissed_and_the_stream_goes_on() {
    let mut studio = Studio::open(|config| config.lost_after = Duration::from_millis(300));
    let media = studio.media.clone();
    let stream = STREAM;
    assert_eq!(media.knows(stream).await, Ok(false));
    let anyone = ViewerKey::default();
    let friend = ViewerKey(Uuid::from_u128(9));
    assert_eq!(
        media.dismiss_viewers(stream, vec![anyone]).await,
        Err(MediaError::UnknownStream)
    );
    assert_eq!(
        media.dismiss_publisher(stream).await,
        Err(MediaError::UnknownStream)
    );
    let (publisher, published) = studio.publish(1).await;
    assert!(matches!(studio.event().await, MediaEvent::Started { .. }));
    let _show = Show::start(publisher, 50);
    let (_watcher, watched) = studio.watch(&ClientOptions::default()).await;
    let late = Watcher::new(&ClientOptions::default()).await.unwrap();
    let half_open = media
        .watch(stream, anyone, late.offer().to_owned())
        .await
        .unwrap();
    let invited = Watcher::new(&ClientOptions::default()).await.unwrap();
    let stays = media
        .watch(stream, friend, invited.offer().to_owned())
        .await
        .unwrap();
    assert_eq!(media.viewers(stream).await.unwrap().len(), 2);

    media.dismiss_viewers(stream, vec![anyone]).await.unwrap();
    for viewer in [watched, half_open.resource] {
        assert_eq!(media.resource(viewer).await, Ok(None));
    }
    assert_eq!(media.viewers(stream).await, Ok(vec![friend]));
    assert_eq!(
        media.resource(stays.resource).await,
        Ok(Some((stream, Role::Viewer)))
    );
    let host = Ok(Some((stream, Role::Publisher)));
    assert_eq!(media.resource(published).await, host);
    media.dismiss_publisher(stream).await.unwrap();
    assert_eq!(media.resource(published).await, Ok(None));
    assert_eq!(studio.event().await, MediaEvent::PublisherLost { stream });
    assert_eq!(media.streams().await, Ok(vec![stream]));
    assert_eq!(media.knows(stream).await, Ok(true));

    let (_publisher, _) = studio.publish(2).await;
    assert_eq!(studio.event().await, MediaEvent::PublisherBack { stream });
    media.shutdown().await;
    assert!(!media.is_alive().await);
    assert_eq!(media.knows(stream).await, Err(MediaError::Closed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_not_be_used_is_refused_by_name() {
    let studio = Studio::open(|_| {});
    let media = &studio.media;
    for garbage in ["", "hello", "v=0\r\n=\r\n", &"v=0\r\n".repeat(40_000)] {
        let refused = media.publish(STREAM, HOST, garbage.to_owned()).await;
        assert!(
            matches!(refused, Err(MediaError::BadOffer(_) | MediaError::NotAcceptable)),
            "{refused:?}"
        );
    }
    let offer = offer(1).await;
    assert_eq!(
        media
            .publish(
                STREAM,
                HOST,
                offer.replace("H264", "H265").replace("opus", "pcmu")
            )
            .await,
        Err(MediaError::NotAcceptable)
    );
    assert_eq!(
        media.watch(STREAM, ViewerKey::default(), offer).await,
        Err(MediaError::UnknownStream)
    );
    let nobody = ResourceId(Uuid::from_u128(5));
    assert_eq!(media.close(nobody).await, Err(MediaError::UnknownResource));
    assert_eq!(
        media
            .patch(nobody, None, "a=end-of-candidates\r\n".to_owned())
            .await,
        Err(MediaError::UnknownResource)
    );
    assert!(media.snapshot(STREAM).await.is_none());
    assert_eq!(media.stats().await.streams, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_trickles_and_restarts_ice() {
    let studio = Studio::open(|_| {});
    let (publisher, _) = studio.publish(1).await;
    let _show = Show::start(publisher, 100);
    let (mut watcher, answer) = studio.watch_by(&ClientOptions::default(), |sdp| sdp).await;
    let media = &studio.media;
    let stale = Some("stale".to_owned());
    let ended = "a=end-of-candidates\r\n".to_owned();
    assert_eq!(
        media.patch(answer.resource, stale, ended.clone()).await,
        Err(MediaError::Conflict)
    );
    assert_eq!(
        media
            .patch(answer.resource, Some(answer.etag.clone()), ended)
            .await,
        Ok(PatchOutcome::Accepted)
    );
    let offer = watcher.restart_ice().await.unwrap();
    let request: String = offer
        .lines()
        .filter(|line| line.starts_with("a=ice-ufrag") || line.starts_with("a=ice-pwd"))
        .take(2)
        .flat_map(|line| [line, "\r\n"])
        .collect();
    assert_eq!(
        media.patch(answer.resource, None, request.clone()).await,
        Err(MediaError::Conflict),
        "a restart of what?"
    );
    let any = Some("*".to_owned());
    let outcome = media.patch(answer.resource, any, request.clone()).await;
    let Ok(PatchOutcome::Restarted { fragment, etag }) = outcome.clone() else {
        panic!("{outcome:?}");
    };
    assert_ne!(etag, answer.etag);
    let once_more = Some(answer.etag.clone());
    assert_eq!(
        media.patch(answer.resource, once_more, request).await,
        outcome,
        "the first answer may have been lost"
    );
    let mut ours = fragment
        .lines()
        .filter(|line| line.starts_with("a=ice-") && line.contains(':'));
    let (ufrag, pwd) = (ours.next().unwrap(), ours.next().unwrap());
    let restarted: String = answer
        .sdp
        .lines()
        .map(|line| match line.split(':').next() {
            Some("a=ice-ufrag") => format!("{ufrag}\r\n"),
            Some("a=ice-pwd") => format!("{pwd}\r\n"),
            _ => format!("{line}\r\n"),
        })
        .collect();
    watcher.accept(&restarted).await.unwrap();
    let before = watcher.counts().frames;
    watcher
        .counted(SOON, |counts| counts.frames > before + 50)
        .await
        .unwrap();
}
