//! One-click unsubscribe: a link in a push that ends such pushes without a
//! sign-in (in the manner of RFC 8058). Whoever has the link can do no more
//! than that with it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{AccountId, NoticeKind, ShopId};
use ring::hmac;
use store::execute;
use uuid::Uuid;

use crate::Live;

/// What no longer to tell someone of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsubscribe {
    /// This host's shows.
    Host(AccountId),
    /// This shop's shows.
    Shop(ShopId),
    /// Nothing of this kind, by push.
    Kind(NoticeKind),
}

/// Whoever holds it can make such links.
#[derive(Clone)]
pub struct UnsubscribeKey(hmac::Key);

impl std::fmt::Debug for UnsubscribeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnsubscribeKey(…)")
    }
}

/// What, for whom, of whom; an HMAC of it follows.
const BODY: usize = 1 + 16 + 16;

impl UnsubscribeKey {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The token that ends `what` for `account`.
    pub fn token(&self, account: AccountId, what: Unsubscribe) -> String {
        let (tag, of) = match what {
            Unsubscribe::Host(host) => (b'h', host.0),
            Unsubscribe::Shop(shop) => (b's', shop.0),
            Unsubscribe::Kind(NoticeKind::Live) => (b'L', Uuid::nil()),
            Unsubscribe::Kind(NoticeKind::Soon) => (b'S', Uuid::nil()),
            Unsubscribe::Kind(NoticeKind::Mention) => (b'M', Uuid::nil()),
        };
        let mut bytes = Vec::with_capacity(BODY + 32);
        bytes.push(tag);
        bytes.extend_from_slice(account.0.as_bytes());
        bytes.extend_from_slice(of.as_bytes());
        let mac = hmac::sign(&self.0, &bytes);
        bytes.extend_from_slice(mac.as_ref());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What a token of ours ends, and for whom.
    pub fn read(&self, token: &str) -> Option<(AccountId, Unsubscribe)> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (body, mac) = bytes.split_at_checked(BODY)?;
        hmac::verify(&self.0, body, mac).ok()?;
        let account = AccountId(Uuid::from_slice(&body[1..17]).ok()?);
        let of = Uuid::from_slice(&body[17..]).ok()?;
        let what = match body[0] {
            b'h' => Unsubscribe::Host(AccountId(of)),
            b's' => Unsubscribe::Shop(ShopId(of)),
            b'L' => Unsubscribe::Kind(NoticeKind::Live),
            b'S' => Unsubscribe::Kind(NoticeKind::Soon),
            b'M' => Unsubscribe::Kind(NoticeKind::Mention),
            _ => return None,
        };
        Some((account, what))
    }
}

impl Live {
    /// The key of this house's links.
    pub async fn unsubscribe_key(&self) -> Result<UnsubscribeKey, store::Error> {
        let mut fresh = [0; 32];
        self.entropy.fill(&mut fresh);
        let key = store::secrets::get_or_insert(&self.db, "unsubscribe", &fresh).await?;
        Ok(UnsubscribeKey::new(&key))
    }

    /// Does what a link says. Doing it again changes nothing.
    pub async fn unsubscribe(&self, account: AccountId, what: Unsubscribe) -> Result<(), store::Error> {
        let (kind, id) = match what {
            Unsubscribe::Host(host) => ("person", host.0),
            Unsubscribe::Shop(shop) => ("shop", shop.0),
            Unsubscribe::Kind(kind) => {
                let settings = self.notice_settings(account).await?.without(kind);
                return self.set_notice_settings(account, &settings).await;
            }
        };
        let mut tx = self.db.begin().await?;
        execute!(
            tx,
            "UPDATE follows SET muted = TRUE WHERE follower_id = $1 AND target_kind = $2 AND target_id = $3",
            account,
            kind,
            id,
        )?;
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_what_it_said_and_no_byte_of_it_may_change() {
        let key = UnsubscribeKey::new(&[7; 32]);
        let account = AccountId(Uuid::from_u128(1));
        for what in [
            Unsubscribe::Host(AccountId(Uuid::from_u128(2))),
            Unsubscribe::Shop(ShopId(Uuid::from_u128(3))),
            Unsubscribe::Kind(NoticeKind::Live),
            Unsubscribe::Kind(NoticeKind::Soon),
            Unsubscribe::Kind(NoticeKind::Mention),
        ] {
            let token = key.token(account, what);
            assert_eq!(key.read(&token), Some((account, what)));
            assert_eq!(UnsubscribeKey::new(&[8; 32]).read(&token), None);
            let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
            for at in 0..bytes.len() {
                let mut changed = bytes.clone();
                changed[at] ^= 1;
                assert_eq!(key.read(&URL_SAFE_NO_PAD.encode(changed)), None, "byte {at}");
            }
            for short in [0, 1, BODY, BODY + 1] {
                assert_eq!(key.read(&URL_SAFE_NO_PAD.encode(&bytes[..short])), None);
            }
        }
    }
}
