//! ICE fragments of WHIP and WHEP PATCH requests (RFC 8840 section 9,
//! RFC 9725 section 4.3).

use super::IceCredentials;
use crate::error::MediaError;

const MOST_BYTES: usize = 16 * 1024;
const MOST_CANDIDATES: usize = 64;

/// What a peer sent along a PATCH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fragment {
    /// None: candidates of whatever generation is current.
    pub(crate) ice: Option<IceCredentials>,
    /// Counted and checked; a lite agent does nothing with them.
    pub(crate) candidates: usize,
}

impl Fragment {
    /// # Errors
    /// `BadOffer` with a reason that may be shown.
    pub(crate) fn parse(text: &str) -> Result<Self, MediaError> {
        let bad = |reason: &str| MediaError::BadOffer(reason.to_owned());
        if text.len() > MOST_BYTES {
            return Err(bad("the fragment is too long"));
        }
        let mut ufrag = None;
        let mut pwd = None;
        let mut candidates = 0;
        let mut ended = false;
        for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
            let Some((letter, value)) = line.split_once('=') else {
                return Err(bad("a line of the fragment is not of the form letter=value"));
            };
            if letter != "a" {
                continue;
            }
            let (name, value) = value.split_once(':').unwrap_or((value, ""));
            match name {
                "ice-ufrag" => ufrag = Some(value),
                "ice-pwd" => pwd = Some(value),
                "end-of-candidates" => ended = true,
                "candidate" => {
                    candidates += 1;
                    if candidates > MOST_CANDIDATES || !is_candidate(value) {
                        return Err(bad("a candidate is malformed or one too many"));
                    }
                }
                _ => {}
            }
        }
        let ice = match (ufrag, pwd) {
            (Some(ufrag), Some(pwd)) => Some(
                IceCredentials::parse(ufrag, pwd)
                    .ok_or_else(|| bad("the fragment's ICE credentials are malformed"))?,
            ),
            (None, None) => None,
            _ => return Err(bad("the fragment has half of the ICE credentials")),
        };
        if ice.is_none() && candidates == 0 && !ended {
            return Err(bad("the fragment says nothing"));
        }
        Ok(Self { ice, candidates })
    }
}

/// RFC 8839 section 5.1: six fields, then `typ`.
fn is_candidate(value: &str) -> bool {
    let mut fields = value.split_ascii_whitespace();
    let foundation = fields.next().is_some_and(|text| text.len() <= 32);
    let component = fields.next().is_some_and(|text| text.parse::<u16>().is_ok());
    let transport = fields.next().is_some_and(|text| text.len() <= 16);
    let priority = fields.next().is_some_and(|text| text.parse::<u32>().is_ok());
    let address = fields.next().is_some_and(|text| text.len() <= 255);
    let port = fields.next().is_some_and(|text| text.parse::<u16>().is_ok());
    let typ = fields.next() == Some("typ") && fields.next().is_some();
    foundation && component && transport && priority && address && port && typ
}

/// Our half of an ICE restart: fresh credentials and all candidates, for the
/// first media section, named as the peer named it.
pub(crate) fn restart_fragment(ice: &IceCredentials, mid: &str, candidates: &str) -> String {
    let IceCredentials { ufrag, pwd } = ice;
    format!(
        "a=ice-lite\r\na=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:{mid}\r\n{candidates}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TRICKLE: &str = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\na=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1\r\na=candidate:1 1 udp 2122260223 b1c2.local 61764 typ host\r\na=end-of-candidates\r\n";

    #[test]
    fn a_browsers_fragment_is_understood() {
        let fragment = Fragment::parse(TRICKLE).unwrap();
        assert_eq!(fragment.candidates, 2);
        assert_eq!(fragment.ice.unwrap().ufrag, "EsAw");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "hello",
            "a=ice-ufrag:EsAw\r\n",
            "a=candidate:nonsense\r\n",
            "a=ice-ufrag:a\r\na=ice-pwd:b\r\n",
        ] {
            assert!(Fragment::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn garbage_never_panics(text in "\\PC{0,300}") {
            let _ = Fragment::parse(&text);
        }
    }
}
