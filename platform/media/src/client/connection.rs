//! Setting up the library's peer for a client.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{Interceptor, Packet, Registry, Slot, TaggedPacket};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::interceptor_registry::{
    configure_nack, configure_rtcp_reports, configure_twcc_sender_only,
};
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RTCRtpRtxParameters, RtpCodecKind,
};
use rtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use rtc::shared::error::Result;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::peer_connection::{PeerConnection, PeerConnectionBuilder};

use super::ClientOptions;
use super::link::Events;
use super::runtime::ClientRuntime;
use crate::deliver;
use crate::passing::Passing;
use crate::unwrap_rtx::{self, UnwrapRtx};

pub(super) const VIDEO_PAYLOAD_TYPE: u8 = 102;
const RTX_PAYLOAD_TYPE: u8 = 103;
pub(super) const AUDIO_PAYLOAD_TYPE: u8 = 111;

/// Connectivity checks come this often (RFC 8445 section 14.2 allows 5 ms) and
/// go on for as long as the library's default would, 200 ms apart.
const CHECK_EVERY: Duration = Duration::from_millis(20);
const CHECKS: u16 = 70;

fn h264() -> RTCRtpCodec {
    let feedback = |typ: &str, parameter: &str| RTCPFeedback {
        typ: typ.to_owned(),
        parameter: parameter.to_owned(),
    };
    RTCRtpCodec {
        mime_type: "video/H264".to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f".to_owned(),
        rtcp_feedback: vec![
            feedback("ccm", "fir"),
            feedback("nack", ""),
            feedback("nack", "pli"),
        ],
    }
}

fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: "audio/opus".to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback: Vec::new(),
    }
}

fn rtx() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: "video/rtx".to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: format!("apt={VIDEO_PAYLOAD_TYPE}"),
        rtcp_feedback: Vec::new(),
    }
}

/// A peer on sockets of its own; `key_frame_wanted` is set when the other side
/// asks for one.
pub(super) async fn build(
    options: &ClientOptions,
    events: Events,
    key_frame_wanted: Arc<AtomicBool>,
) -> Result<Arc<dyn PeerConnection>> {
    let mut engine = MediaEngine::default();
    for (codec, payload_type, kind) in [
        (h264(), VIDEO_PAYLOAD_TYPE, RtpCodecKind::Video),
        (rtx(), RTX_PAYLOAD_TYPE, RtpCodecKind::Video),
        (opus(), AUDIO_PAYLOAD_TYPE, RtpCodecKind::Audio),
    ] {
        engine.register_codec(
            RTCRtpCodecParameters {
                rtp_codec: codec,
                payload_type,
            },
            kind,
        )?;
    }
    let registry = configure_nack(Registry::new(), &mut engine);
    let registry = configure_twcc_sender_only(registry, &mut engine)?;
    let repairs = HashMap::from([(RTX_PAYLOAD_TYPE, VIDEO_PAYLOAD_TYPE)]);
    let registry = registry.with(
        Slot::from(unwrap_rtx::SLOT),
        UnwrapRtx::new(repairs).interceptor(),
    );
    let registry = configure_rtcp_reports(registry)
        .with(Slot::from(deliver::SLOT), key_frame_requests(key_frame_wanted));
    let mut profiles = vec![SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80];
    if !options.without_gcm {
        profiles.insert(0, SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm);
    }
    let settings = SettingEngineBuilder::new()
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .with_srtp_protection_profiles(profiles)
        .with_ice_connection_attempts(Some(CHECK_EVERY), Some(CHECKS))
        .build();
    let peer = PeerConnectionBuilder::new()
        .with_setting_engine(settings)
        .with_media_engine(engine)
        .with_interceptor_registry(registry)
        .with_handler(Arc::new(events))
        .with_runtime(Arc::new(ClientRuntime))
        .with_udp_addrs(vec![options.bind])
        .build()
        .await?;
    Ok(Arc::new(peer))
}

/// Notes requests for key frames (RFC 4585 section 6.3.1, RFC 5104 section
/// 4.3.1) as they pass.
fn key_frame_requests(wanted: Arc<AtomicBool>) -> impl Interceptor {
    Passing::new(move |packet: &mut TaggedPacket| {
        if let Packet::Rtcp(packets) = &packet.message.packet
            && packets.iter().any(|packet| {
                packet.as_any().is::<PictureLossIndication>() || packet.as_any().is::<FullIntraRequest>()
            })
        {
            wanted.store(true, Ordering::Relaxed);
        }
    })
}

/// Adds a track to send; `rtx_ssrc` where lost packets are to be repaired.
pub(super) async fn add_sender(
    peer: &dyn PeerConnection,
    kind: RtpCodecKind,
    ssrc: u32,
    rtx_ssrc: Option<u32>,
) -> Result<Arc<TrackLocalStaticRTP>> {
    let (label, codec) = match kind {
        RtpCodecKind::Video => ("video", h264()),
        _ => ("audio", opus()),
    };
    let track = MediaStreamTrack::new(
        "show".to_owned(),
        format!("show-{label}"),
        label.to_owned(),
        kind,
        vec![RTCRtpEncodingParameters {
            rtp_coding_parameters: RTCRtpCodingParameters {
                ssrc: Some(ssrc),
                rtx: rtx_ssrc.map(|ssrc| RTCRtpRtxParameters { ssrc }),
                ..RTCRtpCodingParameters::default()
            },
            active: true,
            codec,
            ..RTCRtpEncodingParameters::default()
        }],
    );
    let track = Arc::new(TrackLocalStaticRTP::new(track));
    peer.add_track(track.clone()).await?;
    Ok(track)
}

/// Adds a track to receive.
pub(super) async fn add_receiver(peer: &dyn PeerConnection, kind: RtpCodecKind) -> Result<()> {
    let init = RTCRtpTransceiverInit {
        direction: RTCRtpTransceiverDirection::Recvonly,
        streams: Vec::new(),
        send_encodings: Vec::new(),
    };
    peer.add_transceiver_from_kind(kind, Some(init)).await.map(|_| ())
}
