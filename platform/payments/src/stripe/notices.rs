//! Stripe's notices. A signature proves that one is Stripe's; what it says is
//! only where to look: they come twice, late, in any order, and in the words of
//! whichever version of the API the endpoint was made with.

use model::Timestamp;
use ring::hmac;
use serde::Deserialize;
use shop::payments::{Heard, ProviderError};
use stripe_core::dispute::RetrieveDispute;
use stripe_shared::{Dispute, DisputeStatus};

use super::outcome::money;
use super::{Stripe, metadata};

/// Seconds a signature is good for (docs.stripe.com/webhooks, "replay attacks").
const TOLERANCE: i64 = 300;

#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    /// The shop's account it happened in.
    #[serde(default)]
    account: Option<String>,
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    object: Subject,
}

#[derive(Debug, Deserialize)]
struct Subject {
    id: String,
    #[serde(default)]
    object: String,
    #[serde(default)]
    metadata: std::collections::HashMap<String, String>,
}

impl Subject {
    fn ours<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.metadata.get(name)?.parse().ok()
    }
}

impl Stripe {
    pub(super) async fn read_notice(
        &self,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<Vec<Heard>, ProviderError> {
        let signature = headers.iter().find(|(name, _)| name == "stripe-signature");
        let (_, signature) = signature.ok_or(ProviderError::Unsigned)?;
        if !is_signed(signature, body, &self.transport.keys().webhook, self.clock.now()) {
            return Err(ProviderError::Unsigned);
        }
        let event: Event = match serde_json::from_slice(body) {
            Ok(event) => event,
            Err(error) => {
                // Of a kind we never asked for: sent again it would read the same.
                tracing::warn!(%error, "a notice of Stripe's can't be read");
                return Ok(Vec::new());
            }
        };
        let subject = event.data.object;
        let heard = match subject.object.as_str() {
            "payment_intent" => vec![Heard::Payment {
                notice: event.id,
                payment: subject.ours(metadata::PAYMENT),
                provider_ref: subject.id,
            }],
            "refund" => vec![Heard::Refund {
                notice: event.id,
                refund: subject.ours(metadata::REFUND),
                provider_ref: subject.id,
            }],
            "dispute" => {
                self.dispute(&event.id, &subject.id, event.account.as_deref())
                    .await?
            }
            _ => {
                tracing::debug!(kind = event.kind, "a notice of Stripe's that is not needed");
                Vec::new()
            }
        };
        Ok(heard)
    }

    /// How a dispute stands, looked up: a notice may be an old one. One that is won
    /// took the money first, and the notice of that may never have come.
    async fn dispute(
        &self,
        notice: &str,
        id: &str,
        account: Option<&str>,
    ) -> Result<Vec<Heard>, ProviderError> {
        let dispute = self.read(&RetrieveDispute::new(id), account).await?;
        if !took_money(&dispute) {
            tracing::info!(dispute = id, "the shopper's bank asks about a payment");
            return Ok(Vec::new());
        }
        let intent = dispute.payment_intent.as_ref();
        let payment_ref = intent.map(|intent| intent.id().as_str().to_owned());
        let Some((payment_ref, amount)) = payment_ref.zip(money(dispute.amount, &dispute.currency)) else {
            return Ok(Vec::new());
        };
        let intent = self.intent(&payment_ref, account).await?;
        let payment = intent.metadata.get(metadata::PAYMENT);
        let Some(payment) = payment.and_then(|id| id.parse().ok()) else {
            tracing::debug!(dispute = id, "a dispute over other business of this account");
            return Ok(Vec::new());
        };
        let heard = |won: bool| Heard::Dispute {
            // Two movements, each to be noted by itself.
            notice: format!("{notice}-{}", if won { "won" } else { "taken" }),
            dispute_ref: id.to_owned(),
            payment_ref: payment_ref.clone(),
            payment: Some(payment),
            amount,
            won,
        };
        let back = was_won(&dispute).then(|| heard(true));
        Ok(std::iter::once(heard(false)).chain(back).collect())
    }
}

/// An inquiry, and one prevented, move no money.
pub(super) fn took_money(dispute: &Dispute) -> bool {
    !matches!(
        dispute.status,
        DisputeStatus::WarningNeedsResponse
            | DisputeStatus::WarningUnderReview
            | DisputeStatus::WarningClosed
            | DisputeStatus::Prevented
    )
}

pub(super) fn was_won(dispute: &Dispute) -> bool {
    dispute.status == DisputeStatus::Won
}

/// Whether `header` signs `body`: `t=…,v1=…`, hex of HMAC-SHA256 over the time,
/// a dot and the body; with two secrets in turn there are two `v1`.
fn is_signed(header: &str, body: &[u8], secret: &str, now: Timestamp) -> bool {
    let parts = header.split(',').filter_map(|part| part.trim().split_once('='));
    let Some(at) = parts
        .clone()
        .find_map(|(name, value)| (name == "t").then_some(value))
    else {
        return false;
    };
    let Ok(seconds) = at.parse::<i64>() else {
        return false;
    };
    if now.timestamp().saturating_sub(seconds).saturating_abs() > TOLERANCE {
        return false;
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let message = [at.as_bytes(), b".", body].concat();
    parts
        .filter(|(name, _)| *name == "v1")
        .filter_map(|(_, hex)| from_hex(hex))
        // In constant time.
        .any(|tag| hmac::verify(&key, &message, &tag).is_ok())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, ManualClock};
    use std::time::Duration;

    const SECRET: &str = "whsec_test_secret";
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    /// Made by `openssl dgst -sha256 -hmac` over "1790000000." and the body.
    const TAG: &str = "621e30333c3e6f1df3159281b9d0e6983411cc64573a2fb2802f56791c7a24c1";

    fn clock() -> ManualClock {
        let clock = ManualClock::at("1970-01-01T00:00:00Z");
        clock.advance(Duration::from_secs(1_790_000_000));
        clock
    }

    fn holds(header: &str, body: &[u8], secret: &str, later: u64) -> bool {
        let clock = clock();
        clock.advance(Duration::from_secs(later));
        is_signed(header, body, secret, clock.now())
    }

    #[test]
    fn a_notice_of_stripes_is_taken() {
        let header = format!("t=1790000000,v1={TAG}");
        assert!(holds(&header, BODY, SECRET, 0));
        assert!(holds(&header, BODY, SECRET, 300));
        // While secrets change there are two, and an old scheme beside them.
        let both = format!("t=1790000000,v1={},v1={TAG},v0=00", "0".repeat(64));
        assert!(holds(&both, BODY, SECRET, 0));
    }

    #[test]
    fn another_body_key_or_time_is_refused() {
        let header = format!("t=1790000000,v1={TAG}");
        assert!(!holds(&header, br#"{"id":"evt_2"}"#, SECRET, 0));
        assert!(!holds(&header, BODY, "whsec_other", 0));
        assert!(!holds(&header, BODY, SECRET, 301));
        // The time is signed, too.
        assert!(!holds(&format!("t=1790000001,v1={TAG}"), BODY, SECRET, 0));
        for header in [
            "",
            "t=1790000000",
            "v1=00",
            "t=x,v1=00",
            "t=1790000000,v1=zz",
            "t=1790000000,v1=é",
        ] {
            assert!(!holds(header, BODY, SECRET, 0), "{header}");
        }
        let old_scheme = format!("t=1790000000,v0={TAG}");
        assert!(!holds(&old_scheme, BODY, SECRET, 0));
    }
}
