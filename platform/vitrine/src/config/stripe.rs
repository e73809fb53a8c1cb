//! Whom payments go through.

use std::fmt;

use payments::stripe::Keys;
use serde::{Deserialize, Serialize};

/// Keys of an account at Stripe. Without `secret_key` the sandbox takes payments,
/// and no money moves.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stripe {
    /// `sk_…` or `rk_…`.
    pub secret_key: Option<String>,
    /// `pk_…`, of the same account and mode.
    pub publishable_key: Option<String>,
    /// `whsec_…`, of the endpoint `/api/v1/payments/stripe/notices`.
    pub webhook_secret: Option<String>,
    /// Where the API is: for tests, on this machine.
    pub api_url: Option<String>,
}

impl Stripe {
    /// The keys, where payments go through Stripe.
    pub(crate) fn keys(&self) -> Option<Keys> {
        let url = self.api_url.as_deref().unwrap_or(Keys::API_URL);
        Some(Keys {
            secret: self.secret_key.clone()?,
            publishable: self.publishable_key.clone()?,
            webhook: self.webhook_secret.clone()?,
            api_url: format!("{}/", url.trim_end_matches('/')),
        })
    }

    /// What can't be, in one line. No key is repeated.
    pub(super) fn check(&self) -> Result<(), String> {
        let begins = |key: &Option<String>, starts: &[&str]| {
            let key = key.as_deref().unwrap_or_default();
            starts.iter().any(|start| key.starts_with(start))
        };
        let is_set = [&self.secret_key, &self.publishable_key, &self.webhook_secret].map(Option::is_some);
        if is_set != [false; 3] {
            if !begins(&self.secret_key, &["sk_", "rk_"]) {
                return Err("secret_key must be a key that begins with sk_ or rk_".to_owned());
            }
            if !begins(&self.publishable_key, &["pk_"]) {
                return Err("publishable_key must be a key that begins with pk_".to_owned());
            }
            if !begins(&self.webhook_secret, &["whsec_"]) {
                return Err("webhook_secret must be a secret that begins with whsec_".to_owned());
            }
            let is_live = |key: &Option<String>| key.as_deref().is_some_and(|key| key.contains("_live_"));
            if is_live(&self.secret_key) != is_live(&self.publishable_key) {
                return Err("one key is for tests and the other is live".to_owned());
            }
        }
        match &self.api_url {
            // The secret key goes there.
            Some(url) if !is_loopback(url) => Err("api_url must be on this machine".to_owned()),
            _ => Ok(()),
        }
    }

    /// The same with secrets masked.
    pub(super) fn masked(&self) -> Self {
        let mask = |key: &Option<String>| key.as_ref().map(|_| "***".to_owned());
        Self {
            secret_key: mask(&self.secret_key),
            webhook_secret: mask(&self.webhook_secret),
            ..self.clone()
        }
    }
}

fn is_loopback(url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else {
        return false;
    };
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let masked = self.masked();
        f.debug_struct("Stripe")
            .field("secret_key", &masked.secret_key)
            .field("publishable_key", &masked.publishable_key)
            .field("webhook_secret", &masked.webhook_secret)
            .field("api_url", &masked.api_url)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> Stripe {
        Stripe {
            secret_key: Some("sk_test_hunter2".to_owned()),
            publishable_key: Some("pk_test_shown".to_owned()),
            webhook_secret: Some("whsec_hunter2".to_owned()),
            api_url: None,
        }
    }

    #[test]
    fn keys_come_together_or_not_at_all() {
        assert!(Stripe::default().check().is_ok());
        assert!(Stripe::default().keys().is_none());
        assert!(set().check().is_ok());
        assert_eq!(
            set().keys().expect("all are set").api_url,
            "https://api.stripe.com/"
        );
        let live = Some("pk_live_shown".to_owned());
        for wrong in [
            Stripe {
                secret_key: None,
                ..set()
            },
            Stripe {
                publishable_key: None,
                ..set()
            },
            Stripe {
                webhook_secret: None,
                ..set()
            },
            Stripe {
                secret_key: Some("pk_test_shown".to_owned()),
                ..set()
            },
            Stripe {
                publishable_key: live,
                ..set()
            },
        ] {
            let why = wrong.check().expect_err("can't be");
            assert!(!why.contains("hunter2"), "{why}");
        }
    }

    #[test]
    fn the_secret_key_is_sent_to_stripe_or_to_this_machine() {
        for (url, may) in [
            ("http://127.0.0.1:12111", true),
            ("http://localhost:12111/", true),
            ("http://[::1]:1/", true),
            ("https://api.stripe.com.evil.example/", false),
            ("nothing", false),
        ] {
            let stripe = Stripe {
                api_url: Some(url.to_owned()),
                ..set()
            };
            assert_eq!(stripe.check().is_ok(), may, "{url}");
        }
    }

    #[test]
    fn no_secret_is_printed() {
        let printed = format!("{:?} {}", set(), toml::to_string(&set().masked()).unwrap());
        assert!(!printed.contains("hunter2"), "{printed}");
        assert!(printed.contains("pk_test_shown"));
    }
}
