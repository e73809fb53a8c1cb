//! One publisher, viewers of every kind, real sockets.

mod kit;

use kit::{SOON, STREAM, Show, Studio};
use media::client::ClientOptions;
use media::packet::{Ingest, Kind};
use media::{MediaEvent, Role, VideoCodec};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_gets_pictures_and_sound_from_a_key_frame_on() {
    let mut studio = Studio::open(|_| {});
    let (publisher, _) = studio.publish(1).await;
    assert_eq!(
        studio.event().await,
        MediaEvent::Started {
            stream: STREAM,
            video: Some(VideoCodec::H264),
            audio: true
        }
    );
    let show = Show::start(publisher, 1_000_000);
    let (mut watcher, resource) = studio.watch(&ClientOptions::default()).await;
    assert_eq!(
        studio.media.resource(resource).await,
        Ok(Some((STREAM, Role::Viewer)))
    );
    let first = loop {
        let packet = watcher.next().await.expect("packets");
        if packet.kind == Kind::Video {
            break packet;
        }
    };
    assert_eq!(first.payload[0] & 0x1f, 24, "parameter sets come first");
    let counts = watcher
        .counted(SOON, |counts| counts.frames > 100 && counts.audio_packets > 50)
        .await
        .unwrap();
    assert_eq!(counts.missing, 0);
    assert!(counts.key_frames >= 1);

    let snapshot = studio.media.snapshot(STREAM).await.unwrap();
    assert_eq!(snapshot.viewers, 1);
    assert!(snapshot.publisher_connected);
    assert!(snapshot.bitrate > 200_000, "{snapshot:?}");
    assert!((40.0..60.0).contains(&snapshot.frames_per_second), "{snapshot:?}");
    drop(show);
    studio.media.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_without_gcm_watches_too() {
    let studio = Studio::open(|_| {});
    let (publisher, _) = studio.publish(1).await;
    let _show = Show::start(publisher, 1_000_000);
    let old = ClientOptions {
        without_gcm: true,
        ..ClientOptions::default()
    };
    let (mut watcher, _) = studio.watch(&old).await;
    let (mut modern, _) = studio.watch(&ClientOptions::default()).await;
    for watcher in [&mut watcher, &mut modern] {
        let counts = watcher
            .counted(SOON, |counts| counts.frames > 50 && counts.audio_packets > 25)
            .await
            .unwrap();
        assert_eq!(counts.missing, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recorder_gets_every_packet_once_and_the_clocks() {
    let studio = Studio::open(|_| {});
    let (publisher, resource) = studio.publish(1).await;
    let show = Show::start(publisher, 1_000_000);
    let (mut watcher, _) = studio.watch(&ClientOptions::default()).await;
    watcher.counted(SOON, |counts| counts.frames > 150).await.unwrap();
    let publisher = show.stop().await;
    // The goodbye of the connection and that of the resource may come in any order.
    publisher.close().await;
    studio.media.close(resource).await.unwrap();
    let mut recording = studio.recording();
    let mut began = 0;
    let mut reports = 0;
    let mut video = Vec::new();
    let mut ended = false;
    while let Some(ingest) = recording.recv().await {
        match ingest {
            Ingest::Begin { audio, video, .. } => {
                began += 1;
                assert!(audio && video == Some(VideoCodec::H264));
            }
            Ingest::Packet(packet) if packet.kind == Kind::Video => video.push(packet.sequence),
            Ingest::Packet(_) => {}
            Ingest::Report(_) => reports += 1,
            Ingest::End => ended = true,
        }
    }
    assert_eq!(began, 1);
    assert!(ended && reports >= 2, "{reports} reports");
    assert!(video.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)));
}
