//! The library family's own asynchronous peer as a publisher: other code than
//! ours on the far side of the offer.

mod kit;

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use kit::{HOST, SOON, STREAM, Studio};
use media::client::ClientOptions;
use media::{MediaEvent, VideoCodec};
use rtc::interceptor::Registry;
use rtc::media::Sample;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::register_default_interceptors;
use rtc::peer_connection::configuration::media_engine::{MIME_TYPE_H264, MediaEngine};
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind,
};
use tokio::sync::mpsc;
use webrtc::media_stream::Track;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_sample::TrackLocalStaticSample;
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceGatheringState,
    RTCPeerConnectionState,
};
use webrtc::runtime::default_runtime;

const FRAME: Duration = Duration::from_millis(40);

#[derive(Debug, PartialEq)]
enum Step {
    Gathered,
    Connected,
}

struct Steps(mpsc::Sender<Step>);

#[async_trait]
impl PeerConnectionEventHandler for Steps {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            let _ = self.0.try_send(Step::Gathered);
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        if state == RTCPeerConnectionState::Connected {
            let _ = self.0.try_send(Step::Connected);
        }
    }
}

fn h264() -> RTCRtpCodecParameters {
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: MIME_TYPE_H264.to_owned(),
            clock_rate: VideoCodec::CLOCK_HZ,
            channels: 0,
            sdp_fmtp_line: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
                .to_owned(),
            rtcp_feedback: vec![],
        },
        payload_type: 102,
    }
}

async fn next(steps: &mut mpsc::Receiver<Step>) -> Step {
    tokio::time::timeout(SOON, steps.recv())
        .await
        .expect("in time")
        .expect("the peer lives")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_asynchronous_peer_publishes() {
    let mut studio = Studio::open(|_| {});
    let mut engine = MediaEngine::default();
    engine
        .register_codec(h264(), RtpCodecKind::Video)
        .expect("a known codec");
    let registry = register_default_interceptors(Registry::new(), &mut engine).expect("interceptors");
    let (sender, mut steps) = mpsc::channel(8);
    let peer = PeerConnectionBuilder::new()
        .with_configuration(RTCConfigurationBuilder::new().build())
        .with_media_engine(engine)
        .with_interceptor_registry(registry)
        .with_handler(Arc::new(Steps(sender)))
        .with_runtime(default_runtime().expect("tokio"))
        .with_udp_addrs(vec!["127.0.0.1:0".to_owned()])
        .build()
        .await
        .expect("a peer");
    let encoding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            ssrc: Some(7),
            ..Default::default()
        },
        codec: h264().rtp_codec,
        ..Default::default()
    };
    let (stream, track, label) = ("show".to_owned(), "video".to_owned(), "video".to_owned());
    let track = MediaStreamTrack::new(stream, track, label, RtpCodecKind::Video, vec![encoding]);
    let track = Arc::new(TrackLocalStaticSample::new(Instant::now(), track).expect("a track"));
    let sending = peer
        .add_track(track.clone() as Arc<dyn TrackLocal>)
        .await
        .expect("a sender");

    let offer = peer.create_offer(None).await.expect("an offer");
    peer.set_local_description(offer).await.expect("our own offer");
    assert_eq!(next(&mut steps).await, Step::Gathered);
    let offer = peer.local_description().await.expect("set above");
    let answer = studio
        .media
        .publish(STREAM, HOST, offer.sdp)
        .await
        .expect("an answer");
    let answer = RTCSessionDescription::answer(answer.sdp).expect("a sound answer");
    peer.set_remote_description(answer)
        .await
        .expect("a usable answer");
    assert_eq!(next(&mut steps).await, Step::Connected);

    let started = MediaEvent::Started {
        stream: STREAM,
        video: Some(VideoCodec::H264),
        audio: false,
    };
    assert_eq!(studio.event().await, started);
    let (mut watcher, _) = studio.watch(&ClientOptions::default()).await;
    let codecs = sending
        .get_parameters()
        .await
        .expect("negotiated")
        .rtp_parameters
        .codecs;
    let (ssrc, payload_type) = (track.ssrcs().await[0], codecs[0].payload_type);
    let publishing = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(FRAME);
        loop {
            ticks.tick().await;
            let data = kit::access_unit(true, 0);
            let sample = Sample {
                data,
                duration: FRAME,
                ..Sample::new(Instant::now())
            };
            if track
                .sample_writer(ssrc, payload_type)
                .write_sample(&sample)
                .await
                .is_err()
            {
                return;
            }
        }
    });
    let counts = watcher
        .counted(SOON, |counts| counts.frames >= 10)
        .await
        .expect("pictures arrive");
    assert!(counts.key_frames >= 10, "{counts:?}");
    publishing.abort();
    peer.close().await.expect("a goodbye");
    studio.media.shutdown().await;
}
