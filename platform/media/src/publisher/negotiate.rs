//! From a publisher's offer to a peer and its answer: which codecs are taken,
//! how the library is set up.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{Registry, Slot};
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::{
    configure_nack, configure_rtcp_reports, configure_twcc_receiver_only,
};
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::transport::{CandidateConfig, CandidateHostConfig, RTCDtlsRole, RTCIceCandidate};
use rtc::peer_connection::{RTCPeerConnection, RTCPeerConnectionBuilder};
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtp_transceiver::rtp_sender::{RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RtpCodecKind};

use super::{AudioTrack, Early, Publisher, RTCSessionDescription, SpokenFor, VideoTrack};
use crate::deliver::{self, deliver};
use crate::dtls::Identity;
use crate::error::MediaError;
use crate::fanout::Arrivals;
use crate::packet::{Kind, VideoCodec};
use crate::sdp::{Codec, IceCredentials, Offer, Section, without_candidates, without_simulcast};
use crate::unwrap_rtx::{self, UnwrapRtx};

/// The engine decides when a publisher is gone; the library's own patience
/// only has to be longer.
const LIBRARY_PATIENCE: Duration = Duration::from_secs(600);

/// What an accepted offer comes to.
#[derive(Debug)]
pub(crate) struct Terms {
    pub(crate) publisher: Publisher,
    /// The library's answer, its candidates not yet ours.
    pub(crate) answer: String,
    pub(crate) local_ice: IceCredentials,
    /// profile_idc of the H.264 agreed first.
    pub(crate) h264_profile: Option<u8>,
}

/// Answers `text`, already parsed as `offer`. `local` has one address per
/// family the socket speaks.
///
/// # Errors
/// `NotAcceptable` if nothing is sent that we could carry, `BadOffer` if the
/// library can't use the offer.
pub(crate) fn negotiate(
    text: &str,
    offer: &Offer,
    identity: &Identity,
    local: Vec<SocketAddr>,
    now: Instant,
) -> Result<Terms, MediaError> {
    if !offer.fingerprint.is_sha256() {
        return Err(MediaError::BadOffer(
            "its certificate fingerprint is not of SHA-256, the only one that can be checked".to_owned(),
        ));
    }
    let sending = |kind| {
        let mut sections = offer
            .sections
            .iter()
            .filter(move |section| section.kind == Some(kind) && section.sends && section.is_media());
        let first = sections.next();
        match sections.next() {
            Some(_) => Err(MediaError::BadOffer(
                "it has more than one track of a kind".to_owned(),
            )),
            None => Ok(first),
        }
    };
    let video = sending(Kind::Video)?.map(video_codecs).transpose()?;
    let audio = sending(Kind::Audio)?.and_then(|section| section.codecs.iter().find(|c| c.is_opus()));
    if video.is_none() && audio.is_none() {
        return Err(MediaError::NotAcceptable);
    }

    let mut engine = MediaEngine::default();
    if let Some((_, codecs)) = &video {
        for codec in codecs {
            register(&mut engine, codec, RtpCodecKind::Video)?;
        }
    }
    if let Some(opus) = audio {
        register(&mut engine, opus, RtpCodecKind::Audio)?;
    }
    let repairs = video
        .iter()
        .flat_map(|(_, codecs)| codecs)
        .filter_map(|codec| Some((codec.payload_type, codec.repairs()?)))
        .collect();
    let role = if offer.dtls_passive {
        RTCDtlsRole::Client
    } else {
        RTCDtlsRole::Server
    };
    let mut peer = build(engine, repairs, identity, role, now).map_err(refused)?;
    for address in &local {
        add_local(&mut peer, *address).map_err(refused)?;
    }
    let offer_text = without_candidates(text);
    let answer = answer(&mut peer, &offer_text, now)?;
    let h264_profile = video
        .as_ref()
        .and_then(|(_, codecs)| codecs.iter().find_map(|codec| codec.h264_profile()));
    let publisher = Publisher {
        peer,
        sources: SpokenFor::by(&offer_text),
        offer: offer_text,
        early: Early::default(),
        has_path: false,
        local,
        video: video.map(|(codec, codecs)| VideoTrack {
            codec,
            payload_types: codecs
                .iter()
                .filter(|other| other.video() == Some(codec))
                .map(|codec| codec.payload_type)
                .collect(),
            ssrc: None,
            arrivals: Arrivals::new(),
        }),
        audio: audio.map(|opus| AudioTrack {
            payload_type: opus.payload_type,
            ssrc: None,
            arrivals: Arrivals::new(),
        }),
        last_heard: now,
        is_connected: false,
        is_closed: false,
        left: false,
        asked_key_frame: None,
        duplicates: 0,
    };
    Ok(Terms {
        publisher,
        local_ice: local_credentials(&answer)?,
        answer: without_simulcast(&answer),
        h264_profile,
    })
}

/// H.264 where it is offered at all: the others can't be recorded. With each
/// codec its repair stream.
fn video_codecs(section: &Section) -> Result<(VideoCodec, Vec<Codec>), MediaError> {
    let codec = [VideoCodec::H264, VideoCodec::Vp8, VideoCodec::Vp9]
        .into_iter()
        .find(|wanted| section.codecs.iter().any(|codec| codec.video() == Some(*wanted)))
        .ok_or(MediaError::NotAcceptable)?;
    let mut codecs = Vec::new();
    for primary in section.codecs.iter().filter(|other| other.video() == Some(codec)) {
        codecs.push(primary.clone());
        let repair = section
            .rtx_of(primary.payload_type)
            .and_then(|rtx| section.codecs.iter().find(|codec| codec.payload_type == rtx));
        codecs.extend(repair.cloned());
    }
    Ok((codec, codecs))
}

/// Under the offer's own payload type and parameters, so that the library has
/// nothing to match.
fn register(engine: &mut MediaEngine, codec: &Codec, kind: RtpCodecKind) -> Result<(), MediaError> {
    let mime_type = match codec.name.as_str() {
        "h264" => "video/H264",
        "vp8" => "video/VP8",
        "vp9" => "video/VP9",
        "rtx" => "video/rtx",
        _ => "audio/opus",
    };
    let feedback = |typ: &str, parameter: &str| RTCPFeedback {
        typ: typ.to_owned(),
        parameter: parameter.to_owned(),
    };
    let rtcp_feedback = match kind {
        RtpCodecKind::Video if codec.name != "rtx" => vec![
            feedback("ccm", "fir"),
            feedback("nack", ""),
            feedback("nack", "pli"),
        ],
        _ => Vec::new(),
    };
    engine
        .register_codec(
            RTCRtpCodecParameters {
                rtp_codec: RTCRtpCodec {
                    mime_type: mime_type.to_owned(),
                    clock_rate: codec.clock_hz,
                    channels: if kind == RtpCodecKind::Audio {
                        codec.channels
                    } else {
                        0
                    },
                    sdp_fmtp_line: codec.fmtp.clone(),
                    rtcp_feedback,
                },
                payload_type: codec.payload_type,
            },
            kind,
        )
        .map_err(refused)
}

fn build(
    mut engine: MediaEngine,
    repairs: HashMap<u8, u8>,
    identity: &Identity,
    role: RTCDtlsRole,
    now: Instant,
) -> rtc::shared::error::Result<RTCPeerConnection> {
    let registry = configure_nack(Registry::new(), &mut engine);
    let registry = configure_twcc_receiver_only(registry, &mut engine)?.with(
        Slot::from(unwrap_rtx::SLOT),
        UnwrapRtx::new(repairs).interceptor(),
    );
    let registry = configure_rtcp_reports(registry).with(
        Slot::from(deliver::SLOT),
        deliver(|packet| packet.as_any().is::<SenderReport>()),
    );
    let settings = SettingEngineBuilder::new()
        .with_crypto_provider(identity.provider.clone())
        .with_lite(true)
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .with_answering_dtls_role(role)
        .with_srtp_protection_profiles(vec![
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
        ])
        .with_ice_timeouts(Some(LIBRARY_PATIENCE), Some(LIBRARY_PATIENCE), None)
        .build();
    RTCPeerConnectionBuilder::new()
        .with_configuration(RTCConfigurationBuilder::new().build())
        .with_setting_engine(settings)
        .with_media_engine(engine)
        .with_interceptor_registry(registry)
        .build(now)
}

fn add_local(peer: &mut RTCPeerConnection, address: SocketAddr) -> rtc::shared::error::Result<()> {
    let candidate = CandidateHostConfig {
        base_config: CandidateConfig {
            network: "udp".to_owned(),
            address: address.ip().to_string(),
            port: address.port(),
            component: 1,
            ..CandidateConfig::default()
        },
        ..CandidateHostConfig::default()
    }
    .new_candidate_host()?;
    peer.add_local_candidate(RTCIceCandidate::from(&candidate).to_json()?)
}

/// One round of offer and answer with the library.
pub(super) fn answer(peer: &mut RTCPeerConnection, offer: &str, now: Instant) -> Result<String, MediaError> {
    let offer = RTCSessionDescription::offer(offer.to_owned()).map_err(refused)?;
    peer.set_remote_description(now, offer).map_err(refused)?;
    let answer = peer.create_answer(None).map_err(refused)?;
    let text = answer.sdp.clone();
    peer.set_local_description(now, answer).map_err(refused)?;
    Ok(text)
}

/// The credentials the library wrote into its answer.
pub(super) fn local_credentials(answer: &str) -> Result<IceCredentials, MediaError> {
    let value = |name: &str| {
        answer
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .map(str::trim_end)
    };
    value("a=ice-ufrag:")
        .zip(value("a=ice-pwd:"))
        .and_then(|(ufrag, pwd)| IceCredentials::parse(ufrag, pwd))
        // It writes none when it refused every section.
        .ok_or(MediaError::NotAcceptable)
}

fn refused(error: rtc::shared::error::Error) -> MediaError {
    tracing::debug!(%error, "offer refused by the peer library");
    MediaError::BadOffer(error.to_string())
}
