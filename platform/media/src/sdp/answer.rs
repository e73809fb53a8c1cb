//! Writing a viewer's answer. The engine sends, never receives media; all
//! sections share one transport.

use super::{IceCredentials, Offer, Section};
use crate::error::MediaError;
use crate::packet::{Kind, VideoCodec};

/// How one track goes to one viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Track {
    /// Index into the offer's sections.
    pub(crate) section: usize,
    pub(crate) payload_type: u8,
    pub(crate) rtx_payload_type: Option<u8>,
}

/// What a viewer will be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sending {
    pub(crate) video: Option<Track>,
    pub(crate) audio: Option<Track>,
}

/// Finds the payload types for a stream of `video` (H.264 of about
/// `h264_profile`) and Opus in what a viewer offers to receive.
///
/// # Errors
/// `NotAcceptable` where nothing of the stream could be shown, or where the
/// handshake would be ours to begin.
pub(crate) fn accept(
    offer: &Offer,
    video: VideoCodec,
    h264_profile: Option<u8>,
) -> Result<Sending, MediaError> {
    // Viewers' handshakes are all taken, none begun.
    if offer.dtls_passive {
        return Err(MediaError::NotAcceptable);
    }
    let receiving = |kind| {
        offer
            .sections
            .iter()
            .enumerate()
            .find(|(_, section)| section.kind == Some(kind) && section.receives && section.is_media())
    };
    let video_track = receiving(Kind::Video).and_then(|(index, section)| {
        let candidates = section.codecs.iter().filter(|codec| codec.video() == Some(video));
        // Decoders take any profile they know whatever was signalled, so the
        // stream's own is a preference, not a demand; constrained baseline
        // (0x42) is the one everybody has.
        let payload_type = candidates
            .min_by_key(|codec| match codec.h264_profile() {
                profile if profile.is_some() && profile == h264_profile => 0,
                Some(0x42) => 1,
                _ => 2,
            })?
            .payload_type;
        Some(Track {
            section: index,
            payload_type,
            rtx_payload_type: section.rtx_of(payload_type),
        })
    });
    let audio_track = receiving(Kind::Audio).and_then(|(index, section)| {
        let opus = section.codecs.iter().find(|codec| codec.is_opus())?;
        Some(Track {
            section: index,
            payload_type: opus.payload_type,
            rtx_payload_type: None,
        })
    });
    if receiving(Kind::Video).is_some() && video_track.is_none() {
        return Err(MediaError::NotAcceptable);
    }
    if video_track.is_none() && audio_track.is_none() {
        return Err(MediaError::NotAcceptable);
    }
    Ok(Sending {
        video: video_track,
        audio: audio_track,
    })
}

/// What of the room goes into an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sources {
    pub(crate) video_ssrc: u32,
    pub(crate) rtx_ssrc: u32,
    pub(crate) audio_ssrc: u32,
}

/// The answer to `offer`.
pub(crate) fn viewer_answer(
    offer: &Offer,
    sending: &Sending,
    sources: Sources,
    ice: &IceCredentials,
    fingerprint: &str,
    candidates: &str,
    session_id: u64,
) -> String {
    let accepted = |index: usize| {
        let track = sending.video.filter(|track| track.section == index);
        track.or(sending.audio.filter(|track| track.section == index))
    };
    let bundle: String = offer
        .sections
        .iter()
        .enumerate()
        .filter(|(index, _)| accepted(*index).is_some())
        .flat_map(|(_, section)| [" ", section.mid.as_str()])
        .collect();
    let mut out = format!(
        "v=0\r\no=- {session_id} 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE{bundle}\r\na=msid-semantic: WMS *\r\na=ice-lite\r\n"
    );
    let mut candidates = Some(candidates);
    for (index, section) in offer.sections.iter().enumerate() {
        let Some(track) = accepted(index) else {
            // RFC 9429 section 5.3.1: port zero refuses the section.
            let Section {
                media,
                protocol,
                formats,
                mid,
                ..
            } = section;
            out.push_str(&format!(
                "m={media} 0 {protocol} {formats}\r\nc=IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=inactive\r\n"
            ));
            continue;
        };
        out.push_str(&media_lines(section, &track, sources));
        let IceCredentials { ufrag, pwd } = ice;
        out.push_str(&format!(
            "a=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}\r\na=fingerprint:sha-256 {fingerprint}\r\na=setup:passive\r\n"
        ));
        out.push_str(candidates.take().unwrap_or_default());
    }
    out
}

fn media_lines(section: &Section, track: &Track, sources: Sources) -> String {
    let Section {
        media, protocol, mid, ..
    } = section;
    let payload_type = track.payload_type;
    let rtx = track.rtx_payload_type;
    let formats = rtx.map_or_else(|| payload_type.to_string(), |rtx| format!("{payload_type} {rtx}"));
    let mut out = format!(
        "m={media} 9 {protocol} {formats}\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=mid:{mid}\r\na=sendonly\r\na=rtcp-mux\r\na=rtcp-rsize\r\n"
    );
    let codec = section
        .codecs
        .iter()
        .find(|codec| codec.payload_type == payload_type);
    let (name, fmtp) = match codec {
        Some(codec) => (codec.name.as_str(), codec.fmtp.as_str()),
        None => ("", ""),
    };
    let encoding = match name {
        "h264" => "H264/90000",
        "vp8" => "VP8/90000",
        "vp9" => "VP9/90000",
        _ => "opus/48000/2",
    };
    out.push_str(&format!("a=rtpmap:{payload_type} {encoding}\r\n"));
    if !fmtp.is_empty() {
        out.push_str(&format!("a=fmtp:{payload_type} {fmtp}\r\n"));
    }
    if section.kind == Some(Kind::Audio) {
        let ssrc = sources.audio_ssrc;
        out.push_str(&format!(
            "a=msid:show audio\r\na=ssrc:{ssrc} cname:show\r\na=ssrc:{ssrc} msid:show audio\r\n"
        ));
        return out;
    }
    out.push_str(&format!(
        "a=rtcp-fb:{payload_type} nack\r\na=rtcp-fb:{payload_type} nack pli\r\n"
    ));
    let ssrc = sources.video_ssrc;
    out.push_str("a=msid:show video\r\n");
    // The primary SSRC has to come first: Chromium takes the first a=ssrc for
    // the media, and RTX there gives no picture and no error.
    match rtx {
        Some(rtx) => {
            let rtx_ssrc = sources.rtx_ssrc;
            out.push_str(&format!(
                "a=rtpmap:{rtx} rtx/90000\r\na=fmtp:{rtx} apt={payload_type}\r\n\
                 a=ssrc-group:FID {ssrc} {rtx_ssrc}\r\n\
                 a=ssrc:{ssrc} cname:show\r\na=ssrc:{ssrc} msid:show video\r\n\
                 a=ssrc:{rtx_ssrc} cname:show\r\na=ssrc:{rtx_ssrc} msid:show video\r\n"
            ));
        }
        None => out.push_str(&format!(
            "a=ssrc:{ssrc} cname:show\r\na=ssrc:{ssrc} msid:show video\r\n"
        )),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::offer::tests::VIEWER_OFFER;
    use super::*;

    #[test]
    fn the_primary_ssrc_stands_before_its_repair() {
        let offer = Offer::parse(VIEWER_OFFER).unwrap();
        let sending = accept(&offer, VideoCodec::H264, Some(0x42)).unwrap();
        let sources = Sources {
            video_ssrc: 11,
            rtx_ssrc: 22,
            audio_ssrc: 33,
        };
        let ice = IceCredentials {
            ufrag: "abcd".into(),
            pwd: "p".repeat(22),
        };
        let answer = viewer_answer(&offer, &sending, sources, &ice, "AA:BB", "a=candidate:x\r\n", 7);
        let primary = answer.find("a=ssrc:11").unwrap();
        let repair = answer.find("a=ssrc:22").unwrap();
        assert!(primary < repair);
        assert_eq!(answer.matches("a=candidate").count(), 1);
        assert_eq!(answer.matches("a=setup:passive").count(), 2);
    }

    #[test]
    fn a_viewer_has_to_begin_the_handshake() {
        let passive = VIEWER_OFFER.replace("a=setup:actpass", "a=setup:passive");
        let offer = Offer::parse(&passive).unwrap();
        assert_eq!(
            accept(&offer, VideoCodec::H264, None),
            Err(MediaError::NotAcceptable)
        );
    }

    #[test]
    fn an_offer_without_the_streams_codec_is_not_acceptable() {
        let text = VIEWER_OFFER.replace(" H264/90000", " H265/90000");
        let offer = Offer::parse(&text).unwrap();
        assert_eq!(
            accept(&offer, VideoCodec::H264, None),
            Err(MediaError::NotAcceptable)
        );
    }
}
