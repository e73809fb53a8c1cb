//! Setting up the library's peer for a client.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{Registry, Slot};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::{
    configure_nack, configure_rtcp_reports, configure_twcc_sender_only,
};
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::transport::{CandidateConfig, CandidateHostConfig, RTCIceCandidate};
use rtc::peer_connection::{RTCPeerConnection, RTCPeerConnectionBuilder};
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters,
    RTCRtpRtxParameters, RtpCodecKind,
};
use rtc::rtp_transceiver::{RTCRtpSenderId, RTCRtpTransceiverDirection, RTCRtpTransceiverInit};
use rtc::shared::error::Result;

use super::ClientOptions;
use crate::deliver::{self, deliver};
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

/// A peer with a nominal candidate: the other side is lite and learns our
/// address from our checks.
pub(super) fn build(options: &ClientOptions, nominal: SocketAddr, now: Instant) -> Result<RTCPeerConnection> {
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
    let registry = configure_rtcp_reports(registry).with(
        Slot::from(deliver::SLOT),
        deliver(|packet| {
            packet.as_any().is::<PictureLossIndication>() || packet.as_any().is::<FullIntraRequest>()
        }),
    );
    let mut profiles = vec![SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80];
    if !options.without_gcm {
        profiles.insert(0, SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm);
    }
    let settings = SettingEngineBuilder::new()
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .with_srtp_protection_profiles(profiles)
        .with_ice_connection_attempts(Some(CHECK_EVERY), Some(CHECKS))
        .build();
    let mut peer = RTCPeerConnectionBuilder::new()
        .with_configuration(RTCConfigurationBuilder::new().build())
        .with_setting_engine(settings)
        .with_media_engine(engine)
        .with_interceptor_registry(registry)
        .build(now)?;
    let candidate = CandidateHostConfig {
        base_config: CandidateConfig {
            network: "udp".to_owned(),
            address: nominal.ip().to_string(),
            port: nominal.port(),
            component: 1,
            ..CandidateConfig::default()
        },
        ..CandidateHostConfig::default()
    }
    .new_candidate_host()?;
    peer.add_local_candidate(RTCIceCandidate::from(&candidate).to_json()?)?;
    Ok(peer)
}

/// The address the library is told it has.
pub(super) fn nominal(bound: SocketAddr) -> SocketAddr {
    let ip = match bound.ip() {
        IpAddr::V4(v4) if v4.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(v6) if v6.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, bound.port())
}

/// Adds a track to send; `rtx_ssrc` where lost packets are to be repaired.
pub(super) fn add_sender(
    peer: &mut RTCPeerConnection,
    kind: RtpCodecKind,
    ssrc: u32,
    rtx_ssrc: Option<u32>,
) -> Result<RTCRtpSenderId> {
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
    peer.add_track(track)
}

/// Adds a track to receive.
pub(super) fn add_receiver(peer: &mut RTCPeerConnection, kind: RtpCodecKind) -> Result<()> {
    let init = RTCRtpTransceiverInit {
        direction: RTCRtpTransceiverDirection::Recvonly,
        streams: Vec::new(),
        send_encodings: Vec::new(),
    };
    peer.add_transceiver_from_kind(kind, Some(init)).map(|_| ())
}
