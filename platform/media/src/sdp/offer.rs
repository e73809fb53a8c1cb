//! Reading an offer (RFC 8866, RFC 9429): only what decides an answer is
//! kept, everything else is passed over. Never panics on any input.

use super::IceCredentials;
use crate::error::MediaError;
use crate::packet::{Kind, VideoCodec};

/// Far above any real offer, far below what would hurt.
const MOST_BYTES: usize = 64 * 1024;
const MOST_SECTIONS: usize = 16;
const MOST_CODECS: usize = 128;

/// A parsed offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) ice: IceCredentials,
    pub(crate) fingerprint: Fingerprint,
    /// It waits for our ClientHello (RFC 8842 section 5.2) instead of sending
    /// one or leaving the choice to us.
    pub(crate) dtls_passive: bool,
    pub(crate) sections: Vec<Section>,
}

/// The hash of the peer's certificate (RFC 8122 section 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    pub(crate) algorithm: HashName,
    pub(crate) digest: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HashName {
    Sha256,
    Sha384,
    Sha512,
}

/// One `m=` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// The media field as it stood, for the answer to repeat.
    pub(crate) media: String,
    pub(crate) protocol: String,
    pub(crate) formats: String,
    pub(crate) mid: String,
    pub(crate) kind: Option<Kind>,
    pub(crate) sends: bool,
    pub(crate) receives: bool,
    pub(crate) rtcp_mux: bool,
    /// Port zero (RFC 3264 section 5.1), unless that only says "in the bundle"
    /// (RFC 9143 section 6).
    disabled: bool,
    pub(crate) codecs: Vec<Codec>,
    /// Format parameters by payload type, until all codecs are known: Firefox
    /// writes them before the `rtpmap` they belong to.
    parameters: Vec<(u8, String)>,
}

/// One payload type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Codec {
    pub(crate) payload_type: u8,
    /// Lower case.
    pub(crate) name: String,
    pub(crate) clock_hz: u32,
    pub(crate) channels: u16,
    /// Format parameters as they stood.
    pub(crate) fmtp: String,
}

impl Codec {
    /// The value of one `name=value` format parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.fmtp.split(';').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// Which of our video codecs this is, if it is one we can carry: H.264
    /// only with packetization mode 1 (RFC 6184 section 6.3), VP9 only in
    /// profile 0.
    pub(crate) fn video(&self) -> Option<VideoCodec> {
        if self.clock_hz != VideoCodec::CLOCK_HZ {
            return None;
        }
        match self.name.as_str() {
            "h264" if self.parameter("packetization-mode") == Some("1") => Some(VideoCodec::H264),
            "vp8" => Some(VideoCodec::Vp8),
            "vp9" if self.parameter("profile-id").is_none_or(|id| id == "0") => Some(VideoCodec::Vp9),
            _ => None,
        }
    }

    /// The payload type this one repairs (RFC 4588 section 8.1).
    pub(crate) fn repairs(&self) -> Option<u8> {
        (self.name == "rtx").then(|| self.parameter("apt")?.parse().ok())?
    }

    pub(crate) fn is_opus(&self) -> bool {
        self.name == "opus" && self.clock_hz == crate::packet::OPUS_CLOCK_HZ && self.channels == 2
    }

    /// The first byte of H.264's profile-level-id: profile_idc.
    pub(crate) fn h264_profile(&self) -> Option<u8> {
        let id = self.parameter("profile-level-id")?;
        u8::from_str_radix(id.get(..2)?, 16).ok()
    }
}

impl Section {
    /// Gives each codec its format parameters, the last if there are several.
    fn assign_parameters(&mut self) {
        for (payload_type, parameters) in self.parameters.drain(..) {
            let codec = self
                .codecs
                .iter_mut()
                .find(|codec| codec.payload_type == payload_type);
            if let Some(codec) = codec {
                codec.fmtp = parameters;
            }
        }
    }

    /// The payload type that repairs `payload_type`.
    pub(crate) fn rtx_of(&self, payload_type: u8) -> Option<u8> {
        self.codecs
            .iter()
            .find(|codec| codec.repairs() == Some(payload_type))
            .map(|codec| codec.payload_type)
    }

    /// An RTP profile we speak, over DTLS (RFC 5764 section 8), not disabled.
    pub(crate) fn is_media(&self) -> bool {
        self.kind.is_some()
            && self.rtcp_mux
            && !self.disabled
            && matches!(
                self.protocol.as_str(),
                "UDP/TLS/RTP/SAVPF" | "UDP/TLS/RTP/SAVP" | "RTP/SAVPF"
            )
    }
}

/// Attributes that may stand at session level and be overridden by a section.
#[derive(Default, Clone)]
struct Transport {
    ufrag: Option<String>,
    pwd: Option<String>,
    fingerprints: Vec<(String, String)>,
    setup: Option<String>,
}

impl Offer {
    /// # Errors
    /// `BadOffer` with a reason that may be shown, or `NotAcceptable` where
    /// the offer is sound but can't be served.
    pub(crate) fn parse(text: &str) -> Result<Self, MediaError> {
        let bad = |reason: &str| MediaError::BadOffer(reason.to_owned());
        if text.len() > MOST_BYTES {
            return Err(bad("it is too long"));
        }
        let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
        if lines.next() != Some("v=0") {
            return Err(bad("it does not start with v=0"));
        }
        let mut session = Transport::default();
        let mut transports: Vec<Transport> = Vec::new();
        let mut sections: Vec<Section> = Vec::new();
        for line in lines {
            let Some((letter, value)) = line.split_once('=') else {
                return Err(bad("a line is not of the form letter=value"));
            };
            match letter {
                "m" => {
                    if sections.len() == MOST_SECTIONS {
                        return Err(bad("it has too many media sections"));
                    }
                    sections.push(media_section(value).ok_or_else(|| bad("an m= line is malformed"))?);
                    transports.push(session.clone());
                }
                "a" => {
                    let (name, value) = value.split_once(':').unwrap_or((value, ""));
                    let transport = transports.last_mut().unwrap_or(&mut session);
                    if !transport_attribute(transport, name, value)
                        && let Some(section) = sections.last_mut()
                    {
                        section_attribute(section, name, value)
                            .ok_or_else(|| bad("an attribute is malformed"))?;
                    }
                }
                _ => {}
            }
        }
        // With everything in one bundle the first usable section's transport
        // is the transport (RFC 9143 section 7.2).
        let first = sections
            .iter()
            .position(Section::is_media)
            .ok_or(MediaError::NotAcceptable)?;
        let transport = &transports[first];
        for section in &mut sections {
            section.assign_parameters();
        }
        let ice = transport
            .ufrag
            .as_deref()
            .zip(transport.pwd.as_deref())
            .and_then(|(ufrag, pwd)| IceCredentials::parse(ufrag, pwd))
            .ok_or_else(|| bad("it has no usable ICE credentials"))?;
        let fingerprints: Vec<Fingerprint> = transport
            .fingerprints
            .iter()
            .filter_map(|(algorithm, digest)| Fingerprint::parse(algorithm, digest))
            .collect();
        // Of several the one that everybody can check.
        let fingerprint = fingerprints
            .iter()
            .find(|fingerprint| fingerprint.is_sha256())
            .or(fingerprints.first())
            .cloned()
            .ok_or_else(|| bad("it has no usable certificate fingerprint"))?;
        Ok(Self {
            ice,
            fingerprint,
            dtls_passive: transport.setup.as_deref() == Some("passive"),
            sections,
        })
    }
}

fn media_section(value: &str) -> Option<Section> {
    let mut fields = value.splitn(4, ' ');
    let media = fields.next()?;
    let port: u16 = fields.next()?.split('/').next()?.parse().ok()?;
    let protocol = fields.next()?;
    let formats = fields.next().unwrap_or_default();
    Some(Section {
        media: media.to_owned(),
        protocol: protocol.to_owned(),
        formats: formats.to_owned(),
        mid: String::new(),
        kind: match media {
            "video" => Some(Kind::Video),
            "audio" => Some(Kind::Audio),
            _ => None,
        },
        sends: true,
        receives: true,
        rtcp_mux: false,
        disabled: port == 0,
        codecs: Vec::new(),
        parameters: Vec::new(),
    })
}

fn transport_attribute(transport: &mut Transport, name: &str, value: &str) -> bool {
    match name {
        "ice-ufrag" => transport.ufrag = Some(value.to_owned()),
        "ice-pwd" => transport.pwd = Some(value.to_owned()),
        "setup" => transport.setup = Some(value.to_owned()),
        "fingerprint" => {
            if let Some((algorithm, digest)) = value.split_once(' ') {
                transport
                    .fingerprints
                    .push((algorithm.to_ascii_lowercase(), digest.trim().to_owned()));
            }
        }
        _ => return false,
    }
    true
}

fn section_attribute(section: &mut Section, name: &str, value: &str) -> Option<()> {
    let direction = |section: &mut Section, sends, receives| {
        section.sends = sends;
        section.receives = receives;
    };
    match name {
        // A token (RFC 5888 section 5): it is written back, so nothing else may pass.
        "mid" if value.len() <= 64 && value.bytes().all(|byte| byte.is_ascii_graphic()) => {
            section.mid = value.to_owned();
        }
        "mid" => return None,
        "sendonly" => direction(section, true, false),
        "recvonly" => direction(section, false, true),
        "inactive" => direction(section, false, false),
        "rtcp-mux" | "rtcp-mux-only" => section.rtcp_mux = true,
        "bundle-only" => section.disabled = false,
        "rtpmap" => {
            if section.codecs.len() == MOST_CODECS {
                return None;
            }
            let (payload_type, encoding) = value.split_once(' ')?;
            let mut parts = encoding.trim().split('/');
            section.codecs.push(Codec {
                payload_type: payload_type.parse().ok().filter(|pt| *pt < 128)?,
                name: parts.next()?.to_ascii_lowercase(),
                clock_hz: parts.next()?.parse().ok()?,
                channels: parts.next().map_or(Some(1), |count| count.parse().ok())?,
                fmtp: String::new(),
            });
        }
        "fmtp" => {
            if section.parameters.len() == MOST_CODECS {
                return None;
            }
            let (payload_type, parameters) = value.split_once(' ')?;
            let parameters = parameters.trim().to_owned();
            section.parameters.push((payload_type.parse().ok()?, parameters));
        }
        _ => {}
    }
    Some(())
}

impl Fingerprint {
    pub(crate) fn parse(algorithm: &str, digest: &str) -> Option<Self> {
        let (algorithm, length) = match algorithm {
            "sha-256" => (HashName::Sha256, 32),
            "sha-384" => (HashName::Sha384, 48),
            "sha-512" => (HashName::Sha512, 64),
            _ => return None,
        };
        let digest: Vec<u8> = digest
            .split(':')
            .map(|byte| {
                (byte.len() == 2)
                    .then(|| u8::from_str_radix(byte, 16).ok())
                    .flatten()
            })
            .collect::<Option<_>>()?;
        (digest.len() == length).then_some(Self { algorithm, digest })
    }

    pub(crate) fn is_sha256(&self) -> bool {
        self.algorithm == HashName::Sha256
    }

    /// Whether `certificate` (DER) is the one that was promised.
    pub(crate) fn matches(&self, certificate: &[u8]) -> bool {
        let algorithm = match self.algorithm {
            HashName::Sha256 => &ring::digest::SHA256,
            HashName::Sha384 => &ring::digest::SHA384,
            HashName::Sha512 => &ring::digest::SHA512,
        };
        ring::digest::digest(algorithm, certificate).as_ref() == self.digest
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) const VIEWER_OFFER: &str = include_str!("testdata/chromium-viewer.sdp");
    pub(crate) const PUBLISHER_OFFER: &str = include_str!("testdata/chromium-publisher.sdp");

    #[test]
    fn a_browsers_viewer_offer_is_understood() {
        let offer = Offer::parse(VIEWER_OFFER).unwrap();
        assert_eq!(offer.sections.len(), 2);
        let video = offer
            .sections
            .iter()
            .find(|section| section.kind == Some(Kind::Video))
            .unwrap();
        assert!(video.receives && !video.sends && video.is_media());
        let h264 = video
            .codecs
            .iter()
            .find(|codec| codec.video() == Some(VideoCodec::H264))
            .unwrap();
        assert!(video.rtx_of(h264.payload_type).is_some());
        assert!(
            offer
                .sections
                .iter()
                .any(|section| section.codecs.iter().any(Codec::is_opus))
        );
    }

    #[test]
    fn a_section_at_port_zero_is_disabled_unless_bundled() {
        let disabled: String = VIEWER_OFFER
            .lines()
            .map(|line| match line.split_once(" 9 ") {
                Some((media, rest)) if media.starts_with("m=") => format!("{media} 0 {rest}\r\n"),
                _ => format!("{line}\r\n"),
            })
            .collect();
        assert_eq!(Offer::parse(&disabled), Err(MediaError::NotAcceptable));
        let bundled = disabled.replace("a=rtcp-mux\r\n", "a=rtcp-mux\r\na=bundle-only\r\n");
        assert!(Offer::parse(&bundled).is_ok());
    }

    #[test]
    fn of_several_fingerprints_the_common_one_is_kept() {
        let long = format!("a=fingerprint:sha-512 {}", ["AB"; 64].join(":"));
        let more = VIEWER_OFFER.replace("a=fingerprint:", &format!("{long}\r\na=fingerprint:"));
        assert!(Offer::parse(&more).unwrap().fingerprint.is_sha256());
        let other: String = more
            .lines()
            .filter(|line| !line.starts_with("a=fingerprint:sha-256"))
            .flat_map(|line| [line, "\r\n"])
            .collect();
        assert!(!Offer::parse(&other).unwrap().fingerprint.is_sha256());
    }

    #[test]
    fn what_is_missing_is_named() {
        let without = |what: &str| {
            let text: String = VIEWER_OFFER
                .lines()
                .filter(|line| !line.starts_with(what))
                .flat_map(|line| [line, "\r\n"])
                .collect();
            Offer::parse(&text)
        };
        assert!(matches!(without("a=ice-pwd"), Err(MediaError::BadOffer(_))));
        assert!(matches!(without("a=fingerprint"), Err(MediaError::BadOffer(_))));
        assert!(matches!(without("v="), Err(MediaError::BadOffer(_))));
        assert_eq!(without("m="), Err(MediaError::NotAcceptable));
        assert_eq!(without("a=rtcp-mux"), Err(MediaError::NotAcceptable));
        let huge = format!("{VIEWER_OFFER}{}", "a=x\r\n".repeat(20_000));
        assert!(matches!(Offer::parse(&huge), Err(MediaError::BadOffer(_))));
    }

    proptest! {
        #[test]
        fn garbage_never_panics(text in "\\PC{0,400}") {
            let _ = Offer::parse(&text);
        }

        #[test]
        fn a_truncated_offer_never_panics(at in 0usize..6_000) {
            let text: String = PUBLISHER_OFFER.chars().take(at).collect();
            let _ = Offer::parse(&text);
        }

        #[test]
        fn a_damaged_offer_never_panics(at in 0usize..6_000, with in "\\PC{0,8}") {
            let mut text: String = VIEWER_OFFER.chars().take(at).collect();
            text.push_str(&with);
            text.extend(VIEWER_OFFER.chars().skip(at + 1));
            let _ = Offer::parse(&text);
        }
    }
}
