//! VAPID: who we are to push services (RFC 8292). The key is made at the first
//! start, and browsers subscribe to it: a new one would lose them all.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use model::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::Endpoint;
use crate::Live;

/// How long a token counts: half of what is allowed (RFC 8292 section 2).
const COUNTS: TimeDelta = TimeDelta::hours(12);
/// How long one is used: with that much of its time left it is good on any clock.
const USED: TimeDelta = TimeDelta::hours(6);
/// Push services known at a time; there are a handful.
const KNOWN: usize = 64;

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VapidError {
    #[error("the stored key for Web Push can't be read")]
    Key,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// The house's key pair, and tokens signed with it.
pub struct VapidKeys {
    pair: EcdsaKeyPair,
    public: String,
    /// An address whose owner answers for what is pushed: `mailto:` or `https:`.
    contact: Option<String>,
    tokens: Mutex<HashMap<String, Token>>,
}

struct Token {
    header: String,
    signed_at: Timestamp,
}

impl std::fmt::Debug for VapidKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VapidKeys")
            .field("public", &self.public)
            .field("contact", &self.contact)
            .finish_non_exhaustive()
    }
}

impl VapidKeys {
    fn new(pkcs8: &[u8], contact: Option<String>) -> Result<Self, VapidError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &SystemRandom::new())
            .map_err(|_| VapidError::Key)?;
        Ok(Self {
            public: URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()),
            pair,
            contact,
            tokens: Mutex::default(),
        })
    }

    /// What browsers subscribe with: `applicationServerKey`, in base64url.
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// The `Authorization` of a push to `endpoint` (RFC 8292 section 3).
    pub(super) fn authorization(&self, endpoint: &Endpoint, now: Timestamp) -> String {
        let audience = endpoint.origin();
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = tokens.get(&audience)
            && (token.signed_at..token.signed_at + USED).contains(&now)
        {
            return token.header.clone();
        }
        if tokens.len() >= KNOWN {
            tokens.clear();
        }
        let header = self.sign(&audience, now);
        let token = Token {
            header: header.clone(),
            signed_at: now,
        };
        tokens.insert(audience, token);
        header
    }

    fn sign(&self, audience: &str, now: Timestamp) -> String {
        let mut claims = json!({ "aud": audience, "exp": (now + COUNTS).timestamp() });
        if let Some(contact) = &self.contact {
            claims["sub"] = json!(contact);
        }
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!(
            "{}.{}",
            part(json!({ "typ": "JWT", "alg": "ES256" })),
            part(claims)
        );
        let signature = self
            .pair
            .sign(&SystemRandom::new(), text.as_bytes())
            .expect("signing fails only without random bytes");
        let signature = URL_SAFE_NO_PAD.encode(signature.as_ref());
        format!("vapid t={text}.{signature}, k={}", self.public)
    }
}

impl Live {
    /// The house's key for Web Push, made when there is none yet. `contact` is
    /// told to push services with every push.
    pub async fn vapid_keys(&self, contact: Option<String>) -> Result<VapidKeys, VapidError> {
        let fresh = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(|_| VapidError::Key)?;
        let pkcs8 = store::secrets::get_or_insert(&self.db, "vapid", fresh.as_ref()).await?;
        VapidKeys::new(&pkcs8, contact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::Reach;
    use model::{Clock, ManualClock};

    fn claims(header: &str) -> serde_json::Value {
        let token = header
            .strip_prefix("vapid t=")
            .and_then(|rest| rest.split_once(", k="))
            .expect("both parameters")
            .0;
        let claims = token.split('.').nth(1).expect("three parts");
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64url")).expect("JSON")
    }

    #[test]
    fn a_token_is_one_services_and_renewed_in_time() {
        let fresh = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let contact = Some("mailto:ana@example.org".to_owned());
        let keys = VapidKeys::new(fresh.expect("a key").as_ref(), contact).expect("a key");
        let endpoint = |text| Endpoint::parse(text, Reach::Public).expect("an endpoint");
        let one = endpoint("https://push.example.org/1");
        let other = endpoint("https://push.example.com:8443/1");
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();

        let first = keys.authorization(&one, now);
        assert_eq!(claims(&first)["aud"], "https://push.example.org");
        assert_eq!(claims(&first)["sub"], "mailto:ana@example.org");
        assert_eq!(claims(&first)["exp"], (now + COUNTS).timestamp());
        assert!(first.ends_with(keys.public_key()));
        assert_eq!(
            claims(&keys.authorization(&other, now))["aud"],
            "https://push.example.com:8443"
        );
        let later = now + USED - TimeDelta::seconds(1);
        assert_eq!(keys.authorization(&one, later), first);
        assert_ne!(keys.authorization(&one, now + USED), first);
    }
}
