//! The keys of links in letters about advice: they let a guest in on whatever
//! device they read the letter. Made of what it is about and a secret of the
//! house's, so that every letter can say it and none is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use store::secrets;
use uuid::Uuid;

use crate::Advice;

/// The house's secret.
const NAME: &str = "advice-links";
const SECRET_BYTES: usize = 32;

/// What a link leads to: a key of one kind opens nothing of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkTo {
    Ticket,
    Booking,
    /// An advisor's bookings, to be subscribed to.
    Calendar,
    Summary,
}

impl LinkTo {
    fn of(self, id: Uuid) -> Vec<u8> {
        let kind: &[u8] = match self {
            Self::Ticket => b"ticket/",
            Self::Booking => b"booking/",
            Self::Calendar => b"calendar/",
            Self::Summary => b"summary/",
        };
        [kind, id.as_bytes()].concat()
    }
}

impl Advice {
    /// What `?key=` of the link to it says. Asks the database the first time: not for
    /// within a transaction.
    pub async fn link_key(&self, to: LinkTo, id: Uuid) -> Result<String, store::Error> {
        let tag = hmac::sign(self.house_key().await?, &to.of(id));
        Ok(URL_SAFE_NO_PAD.encode(tag))
    }

    /// Whether `key` is the one of a link to it.
    pub async fn opens_link(&self, to: LinkTo, id: Uuid, key: &str) -> Result<bool, store::Error> {
        let Ok(tag) = URL_SAFE_NO_PAD.decode(key) else {
            return Ok(false);
        };
        Ok(hmac::verify(self.house_key().await?, &to.of(id), &tag).is_ok())
    }

    async fn house_key(&self) -> Result<&hmac::Key, store::Error> {
        let made = self.link_key.get_or_try_init(async || {
            let mut fresh = [0; SECRET_BYTES];
            self.entropy.fill(&mut fresh);
            let secret = secrets::get_or_insert(&self.db, NAME, &fresh).await?;
            Ok(hmac::Key::new(hmac::HMAC_SHA256, &secret))
        });
        made.await
    }
}
