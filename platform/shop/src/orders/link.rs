//! The key that opens an order's page to whoever has the link of one of its mails.
//! It is made of the order's id and a secret of the house's, so that every mail
//! can say it and none is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::OrderId;
use ring::hmac;
use store::secrets;

use crate::Commerce;

/// The house's secret.
const NAME: &str = "order-links";
const SECRET_BYTES: usize = 32;

impl Commerce {
    /// What `?key=` of the order's link says. Asks the database the first time: not
    /// for within a transaction.
    pub async fn order_key(&self, id: OrderId) -> Result<String, store::Error> {
        let tag = hmac::sign(self.link_key().await?, id.0.as_bytes());
        Ok(URL_SAFE_NO_PAD.encode(tag))
    }

    pub(super) async fn opens(&self, id: OrderId, key: &str) -> Result<bool, store::Error> {
        let Ok(tag) = URL_SAFE_NO_PAD.decode(key) else {
            return Ok(false);
        };
        Ok(hmac::verify(self.link_key().await?, id.0.as_bytes(), &tag).is_ok())
    }

    async fn link_key(&self) -> Result<&hmac::Key, store::Error> {
        let made = self.link_key.get_or_try_init(async || {
            let mut fresh = [0; SECRET_BYTES];
            self.entropy.fill(&mut fresh);
            let secret = secrets::get_or_insert(&self.db, NAME, &fresh).await?;
            Ok(hmac::Key::new(hmac::HMAC_SHA256, &secret))
        });
        made.await
    }
}
