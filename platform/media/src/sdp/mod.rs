//! Session descriptions as far as WHIP and WHEP need them: reading an offer
//! or an ICE fragment, writing a viewer's answer. Text in, text out; knows no
//! session and no socket.

mod answer;
mod candidate;
mod fragment;
mod offer;
#[cfg(test)]
mod recorded_offers;

pub(crate) use answer::{Sending, Sources, accept, viewer_answer};
pub(crate) use candidate::{candidate_lines, with_candidates, without_candidates, without_simulcast};
pub(crate) use fragment::{Fragment, restart_fragment};
pub(crate) use offer::{Codec, Fingerprint, Offer, Section};

/// ICE credentials of one side (RFC 8839 section 5.4).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct IceCredentials {
    pub(crate) ufrag: String,
    pub(crate) pwd: String,
}

impl std::fmt::Debug for IceCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IceCredentials")
            .field("ufrag", &self.ufrag)
            .finish_non_exhaustive()
    }
}

impl IceCredentials {
    /// RFC 8839 section 5.4: 4 to 256 and 22 to 256 characters of ice-char.
    pub(crate) fn parse(ufrag: &str, pwd: &str) -> Option<Self> {
        let ice_chars = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
        };
        // Some clients write other printable characters; only what could break
        // out of a line or a STUN username is refused.
        let tolerable =
            |text: &str| ice_chars(text) || text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
        let fits = (4..=256).contains(&ufrag.len()) && (22..=256).contains(&pwd.len());
        (fits && tolerable(ufrag) && tolerable(pwd)).then(|| Self {
            ufrag: ufrag.to_owned(),
            pwd: pwd.to_owned(),
        })
    }

    /// Fresh credentials: 48 and 144 bits, more than RFC 8445 section 5.3 asks.
    pub(crate) fn random(entropy: &dyn model::Entropy) -> Self {
        const ICE_CHARS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut bytes = [0u8; 32];
        entropy.fill(&mut bytes);
        let text: String = bytes
            .iter()
            .map(|byte| char::from(ICE_CHARS[usize::from(byte & 63)]))
            .collect();
        let (ufrag, pwd) = text.split_at(8);
        Self {
            ufrag: ufrag.to_owned(),
            pwd: pwd.to_owned(),
        }
    }
}
