//! How a delivery is signed: Standard Webhooks, "Signature scheme", symmetric.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::{DeliveryId, Timestamp};
use ring::hmac;

use super::SigningSecret;

/// The headers of one attempt. The id is the delivery's and stays the same with
/// each attempt, so that the other end can tell a repeat; the time is the attempt's.
pub(super) fn headers(
    secret: &SigningSecret,
    delivery: DeliveryId,
    now: Timestamp,
    body: &str,
) -> Vec<(&'static str, String)> {
    let (id, at) = (format!("msg_{}", delivery.0.simple()), now.timestamp());
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret.0);
    let tag = hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
    vec![
        ("content-type", "application/json".to_owned()),
        ("webhook-timestamp", at.to_string()),
        ("webhook-signature", format!("v1,{}", STANDARD.encode(tag))),
        ("webhook-id", id),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn the_signature_is_the_standards() {
        let secret = SigningSecret(STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap());
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret.0);
        let signed = r#"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#;
        assert_eq!(
            STANDARD.encode(hmac::sign(&key, signed.as_bytes())),
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        let at = Timestamp::from_timestamp(1_614_265_330, 0).unwrap();
        let delivery = DeliveryId(uuid::Uuid::nil());
        let [_, (_, time), (_, signature), (_, id)] = &headers(&secret, delivery, at, "{}")[..] else {
            panic!("four headers");
        };
        let again = hmac::sign(&key, format!("{id}.{time}.{{}}").as_bytes());
        assert_eq!(signature.strip_prefix("v1,").unwrap(), STANDARD.encode(again));
    }
}
