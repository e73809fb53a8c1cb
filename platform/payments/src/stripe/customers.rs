//! Saved cards: who is whom at Stripe. A shopper is another customer in each
//! shop, so that none of them learns of the others; Stripe is told no name.

use std::collections::HashMap;

use model::{AccountId, ShopId, Timestamp};
use shop::payments::{ProviderError, Shopper};
use store::{Db, execute, fetch_one, fetch_optional};
use stripe_core::customer::CreateCustomer;
use stripe_core::customer_session::{
    CreateCustomerSession, CreateCustomerSessionComponents as Components,
    CreateCustomerSessionComponentsPaymentElement as PaymentElement,
    CreateCustomerSessionComponentsPaymentElementFeatures as Features,
    CreateCustomerSessionComponentsPaymentElementFeaturesPaymentMethodRedisplay as Redisplay,
    CreateCustomerSessionComponentsPaymentElementFeaturesPaymentMethodRemove as Remove,
    CreateCustomerSessionComponentsPaymentElementFeaturesPaymentMethodSave as Save,
    CreateCustomerSessionComponentsPaymentElementFeaturesPaymentMethodSaveUsage as Usage,
};

use super::trouble::Trouble;
use super::{Stripe, metadata};

/// Whose customer they are: a key for tests knows other ones than a live key.
struct Whose<'a> {
    shopper: AccountId,
    shop: ShopId,
    /// Empty where the operator's own account takes the money.
    account: &'a str,
    live: bool,
}

impl Stripe {
    /// What lets the Payment Element show a shopper's saved cards and offer to
    /// save another one; none for a guest.
    pub(super) async fn saved_cards(&self, who: &Shopper) -> Result<Option<String>, ProviderError> {
        let Some(shopper) = who.shopper else {
            return Ok(None);
        };
        let account = who.account.as_deref();
        let customer = self.customer(shopper, who.shop, account).await?;
        let request = session_of(&customer);
        let (session, _) = match self.ask(&request, Some(&self.new_key("session")), account).await {
            Err(Trouble::Refused(refusal)) if refusal.is_missing_customer() => {
                let other = self
                    .another_customer(shopper, who.shop, account, &customer)
                    .await?;
                let request = session_of(&other);
                self.ask(&request, Some(&self.new_key("session")), account)
                    .await?
            }
            other => other?,
        };
        Ok(Some(session.client_secret))
    }

    /// Their name at Stripe, made there at first need.
    pub(super) async fn customer(
        &self,
        shopper: AccountId,
        shop: ShopId,
        account: Option<&str>,
    ) -> Result<String, ProviderError> {
        let whose = self.whose(shopper, shop, account);
        match known(&self.db, &whose).await? {
            Some(known) => Ok(known),
            None => self.new_customer(&whose, "").await,
        }
    }

    /// The same when Stripe knows `gone` no more: another one in its place.
    pub(super) async fn another_customer(
        &self,
        shopper: AccountId,
        shop: ShopId,
        account: Option<&str>,
        gone: &str,
    ) -> Result<String, ProviderError> {
        let whose = self.whose(shopper, shop, account);
        forget(&self.db, &whose, gone).await?;
        match known(&self.db, &whose).await? {
            // Another tab has met the same.
            Some(known) => Ok(known),
            None => self.new_customer(&whose, &format!("-after-{gone}")).await,
        }
    }

    fn whose<'a>(&self, shopper: AccountId, shop: ShopId, account: Option<&'a str>) -> Whose<'a> {
        Whose {
            shopper,
            shop,
            account: account.unwrap_or_default(),
            live: self.transport.keys().are_live(),
        }
    }

    async fn new_customer(&self, whose: &Whose<'_>, key_end: &str) -> Result<String, ProviderError> {
        let (shopper, shop) = (whose.shopper, whose.shop);
        let request = CreateCustomer::new().metadata(HashMap::from([
            (metadata::ACCOUNT.to_owned(), shopper.to_string()),
            (metadata::SHOP.to_owned(), shop.to_string()),
        ]));
        // Two tabs at once make one customer.
        let key = format!("customer-{shopper}-{shop}{key_end}");
        let account = Some(whose.account).filter(|account| !account.is_empty());
        let (customer, _) = self.ask(&request, Some(&key), account).await?;
        Ok(keep(&self.db, whose, customer.id.as_str(), self.clock.now()).await?)
    }
}

/// What a session lets its page do.
fn session_of(customer: &str) -> CreateCustomerSession {
    let features = Features {
        payment_method_redisplay: Some(Redisplay::Enabled),
        payment_method_remove: Some(Remove::Enabled),
        payment_method_save: Some(Save::Enabled),
        // Nobody is charged who isn't there.
        payment_method_save_usage: Some(Usage::OnSession),
        ..Features::new()
    };
    let element = PaymentElement {
        features: Some(features),
        ..PaymentElement::new(true)
    };
    let components = Components {
        payment_element: Some(element),
        ..Components::new()
    };
    CreateCustomerSession::new(components).customer(customer)
}

async fn known(db: &Db, whose: &Whose<'_>) -> store::Result<Option<String>> {
    let mut read = db.read().await?;
    let row = fetch_optional!(
        read,
        (String,),
        "SELECT customer FROM stripe_customers
         WHERE account_id = $1 AND shop_id = $2 AND stripe_account = $3 AND live = $4",
        whose.shopper,
        whose.shop,
        whose.account,
        whose.live
    )?;
    Ok(row.map(|(customer,)| customer))
}

/// Keeps the first one, and says which that is.
async fn keep(db: &Db, whose: &Whose<'_>, customer: &str, now: Timestamp) -> store::Result<String> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "INSERT INTO stripe_customers (account_id, shop_id, stripe_account, live, customer, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (account_id, shop_id, stripe_account, live) DO NOTHING",
        whose.shopper,
        whose.shop,
        whose.account,
        whose.live,
        customer,
        now
    )?;
    let (customer,) = fetch_one!(
        tx,
        (String,),
        "SELECT customer FROM stripe_customers
         WHERE account_id = $1 AND shop_id = $2 AND stripe_account = $3 AND live = $4",
        whose.shopper,
        whose.shop,
        whose.account,
        whose.live
    )?;
    tx.commit().await?;
    Ok(customer)
}

/// Forgets a customer that is no more.
async fn forget(db: &Db, whose: &Whose<'_>, customer: &str) -> store::Result<()> {
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "DELETE FROM stripe_customers
         WHERE account_id = $1 AND shop_id = $2 AND stripe_account = $3 AND live = $4 AND customer = $5",
        whose.shopper,
        whose.shop,
        whose.account,
        whose.live,
        customer
    )?;
    tx.commit().await
}
