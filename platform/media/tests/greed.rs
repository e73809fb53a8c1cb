//! Publishers that take more than their share, and recorders that ask for more
//! than the engine does by itself.

mod kit;

use kit::{HOST, STREAM, Show, Studio};
use media::client::{ClientOptions, Publisher};
use media::{MediaError, MediaEvent, OwnerKey, StreamId};
use model::SeededEntropy;
use uuid::Uuid;

async fn offer(seed: u64) -> String {
    let options = ClientOptions::default();
    let publisher = Publisher::new(&options, &SeededEntropy::new(seed)).await;
    publisher.expect("a peer").offer().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sends_too_much_is_cut_off_and_told() {
    let mut studio = Studio::open(|config| config.max_bitrate = 10_000);
    let (publisher, _) = studio.publish(1).await;
    assert!(matches!(studio.event().await, MediaEvent::Started { .. }));
    let _show = Show::start(publisher, 50);
    match studio.event().await {
        MediaEvent::TooHeavy { stream, bitrate } => {
            assert_eq!(stream, STREAM);
            assert!(bitrate > 10_000, "{bitrate}");
        }
        other => panic!("{other:?}"),
    }
    let snapshot = studio.media.snapshot(STREAM).await.expect("it may come back");
    assert!(!snapshot.publisher_connected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_are_bounded_for_all_and_for_each_owner() {
    let studio = Studio::open(|config| {
        config.max_streams = 3;
        config.max_streams_per_owner = 2;
    });
    let publish = async |stream: u128, owner| {
        let offer = offer(stream as u64).await;
        let answer = studio
            .media
            .publish(StreamId(Uuid::from_u128(stream)), owner, offer)
            .await;
        answer.map(drop)
    };
    let other = OwnerKey(Uuid::from_u128(9));
    assert_eq!(publish(11, HOST).await, Ok(()));
    assert_eq!(publish(12, HOST).await, Ok(()));
    assert_eq!(
        publish(13, HOST).await,
        Err(MediaError::TooMany),
        "a third of one owner"
    );
    assert_eq!(publish(12, HOST).await, Ok(()), "again what it has");
    assert_eq!(publish(14, other).await, Ok(()));
    assert_eq!(
        publish(15, other).await,
        Err(MediaError::TooMany),
        "a fourth of all"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recorder_that_wants_a_key_frame_gets_one() {
    let mut studio = Studio::open(|_| {});
    let (publisher, _) = studio.publish(1).await;
    assert!(matches!(studio.event().await, MediaEvent::Started { .. }));
    // Key frames so often that the engine asks for none once they come.
    let _show = Show::start(publisher, 5);
    let (_ingest, wish) = studio.recording_with_wish();
    let running = async || studio.media.snapshot(STREAM).await?.key_frame_age;
    kit::eventually(running).await;
    let before = studio.media.stats().await.plis_out;
    wish.make();
    studio.stats_until(|stats| stats.plis_out > before).await;
}
