//! A viewer's own descriptions: an offer of H.264 with repair packets and Opus,
//! received only, and the answer to a server that offers instead.

use std::net::SocketAddr;

use crate::sdp::IceCredentials;

/// The offer of a viewer with these credentials and this certificate.
pub(super) fn viewer_offer(ice: &IceCredentials, fingerprint: &str) -> String {
    let IceCredentials { ufrag, pwd } = ice;
    let transport = format!(
        "a=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}\r\na=fingerprint:sha-256 {fingerprint}\r\n\
         a=setup:actpass\r\na=recvonly\r\na=rtcp-mux\r\na=rtcp-rsize\r\n"
    );
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n\
         m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n{transport}\
         a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n\
         m=video 9 UDP/TLS/RTP/SAVPF 102 103\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\n{transport}\
         a=rtpmap:102 H264/90000\r\n\
         a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n\
         a=rtcp-fb:102 nack\r\na=rtcp-fb:102 nack pli\r\n\
         a=rtpmap:103 rtx/90000\r\na=fmtp:103 apt=102\r\n"
    )
}

/// The answer that takes everything a server offers, as an ICE-lite agent at
/// `local` that opens the DTLS handshake.
pub(super) fn viewer_answer(
    offer: &str,
    ice: &IceCredentials,
    fingerprint: &str,
    local: SocketAddr,
) -> String {
    let IceCredentials { ufrag, pwd } = ice;
    let (ip, port) = (local.ip(), local.port());
    let transport = format!(
        "c=IN IP4 0.0.0.0\r\na=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}\r\n\
         a=fingerprint:sha-256 {fingerprint}\r\na=setup:active\r\na=recvonly\r\na=rtcp-mux\r\n\
         a=candidate:1 1 udp 2130706431 {ip} {port} typ host\r\na=end-of-candidates\r\n"
    );
    let mut out = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-lite\r\n".to_owned();
    for line in offer.lines() {
        let kept = ["a=group:", "a=mid:", "a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"];
        if line.starts_with("m=") {
            out.push_str(&format!("{line}\r\n{transport}"));
        } else if kept.iter().any(|start| line.starts_with(start)) {
            out.push_str(&format!("{line}\r\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::VideoCodec;
    use crate::sdp::{Offer, accept};

    #[test]
    fn the_engine_accepts_it_with_repairs_and_sound() {
        let ice = IceCredentials {
            ufrag: "abcd".into(),
            pwd: "p".repeat(22),
        };
        let fingerprint = ["AB"; 32].join(":");
        let offer = Offer::parse(&viewer_offer(&ice, &fingerprint)).unwrap();
        assert_eq!(offer.ice, ice);
        let sending = accept(&offer, VideoCodec::H264, Some(0x42)).unwrap();
        let video = sending.video.unwrap();
        assert_eq!((video.payload_type, video.rtx_payload_type), (102, Some(103)));
        assert_eq!(sending.audio.unwrap().payload_type, 111);
    }
    #[test]
    fn an_answer_takes_the_sections_offered_over_a_transport_of_its_own() {
        let ice = IceCredentials {
            ufrag: "abcd".into(),
            pwd: "p".repeat(22),
        };
        let theirs = IceCredentials {
            ufrag: "wxyz".into(),
            pwd: "q".repeat(22),
        };
        let fingerprint = ["AB"; 32].join(":");
        let offer = viewer_offer(&theirs, &fingerprint);
        let local = "192.0.2.1:5000".parse().unwrap();
        let answer = viewer_answer(&offer, &ice, &fingerprint, local);
        let read = Offer::parse(&answer).unwrap();
        assert_eq!(read.ice, ice);
        assert_eq!(read.sections.len(), 2);
        assert_eq!(read.sections[1].rtx_of(102), Some(103));
        assert!(!answer.contains("wxyz"));
    }
}
