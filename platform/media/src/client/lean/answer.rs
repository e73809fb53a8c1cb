//! Reading a server's answer, as far as a viewer of ours needs it.

use std::net::{IpAddr, SocketAddr};

use crate::sdp::{Fingerprint, IceCredentials};

/// Where the server is and who it says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) ice: IceCredentials,
    pub(super) fingerprint: Fingerprint,
    pub(super) candidates: Vec<SocketAddr>,
    pub(super) video: Option<u8>,
    pub(super) rtx: Option<u8>,
    pub(super) audio: Option<u8>,
}

impl Answer {
    /// None if something is missing without which it can't be used.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mut ufrag, mut pwd, mut fingerprint) = (None, None, None);
        let mut candidates = Vec::new();
        let (mut video, mut rtx, mut audio) = (None, None, None);
        for line in text.lines() {
            let Some((name, value)) = line.strip_prefix("a=").and_then(|line| line.split_once(':')) else {
                continue;
            };
            match name {
                "ice-ufrag" => ufrag = Some(value),
                "ice-pwd" => pwd = Some(value),
                "fingerprint" => {
                    fingerprint = value
                        .split_once(' ')
                        .and_then(|(algorithm, digest)| Fingerprint::parse(algorithm, digest));
                }
                "candidate" => candidates.extend(candidate(value)),
                "rtpmap" => {
                    let (payload_type, encoding) = value.split_once(' ')?;
                    let payload_type = payload_type.parse().ok();
                    match encoding.split('/').next()?.to_ascii_lowercase().as_str() {
                        "h264" => video = payload_type,
                        "rtx" => rtx = payload_type,
                        "opus" => audio = payload_type,
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        Some(Self {
            ice: IceCredentials::parse(ufrag?, pwd?)?,
            fingerprint: fingerprint?,
            candidates,
            video,
            rtx,
            audio,
        })
    }

    /// The candidate to use: on this machine if there is one.
    pub(super) fn nearest(&self) -> Option<SocketAddr> {
        let rank = |candidate: &&SocketAddr| (!candidate.ip().is_loopback(), candidate.is_ipv6());
        self.candidates.iter().min_by_key(rank).copied()
    }
}

/// RFC 8839 section 5.1, UDP host candidates alone.
fn candidate(value: &str) -> Option<SocketAddr> {
    let fields: Vec<&str> = value.split_ascii_whitespace().collect();
    let [_, "1", transport, _, address, port, "typ", "host", ..] = fields[..] else {
        return None;
    };
    let address: IpAddr = transport
        .eq_ignore_ascii_case("udp")
        .then(|| address.parse().ok())??;
    Some(SocketAddr::new(address, port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_found_and_loopback_preferred() {
        let fingerprint = ["AB"; 32].join(":");
        let text = format!(
            "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\na=ice-ufrag:abcd\r\n\
             a=ice-pwd:0123456789abcdefghijkl\r\na=fingerprint:sha-256 {fingerprint}\r\n\
             a=candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\na=candidate:2 1 udp 1 ::1 5000 typ host\r\n\
             a=candidate:3 1 udp 1 127.0.0.1 5000 typ host\r\na=candidate:3 2 udp 1 127.0.0.9 5000 typ host\r\n\
             m=video 9 UDP/TLS/RTP/SAVPF 102 103\r\na=rtpmap:102 H264/90000\r\na=rtpmap:103 rtx/90000\r\n"
        );
        let answer = Answer::parse(&text).unwrap();
        assert_eq!(answer.candidates.len(), 3);
        assert_eq!(answer.nearest(), Some("127.0.0.1:5000".parse().unwrap()));
        assert_eq!(
            (answer.video, answer.rtx, answer.audio),
            (Some(102), Some(103), Some(111))
        );
        assert_eq!(Answer::parse("v=0\r\n"), None);
    }
}
