//! What a shopper says while they check out, and their leaving.

use chrono::TimeDelta;
use model::{CheckoutId, CheckoutState, Holder, PaymentState, ShippingRateId};
use store::Tx;

use super::{Checkout, db};
use crate::addresses::{Address, AddressError};
use crate::holds::EXTENSIONS;
use crate::mails::checked_address;
use crate::payments::{Payment, ProviderError};
use crate::{Commerce, holds, settings, vouchers};

/// What to change; what is not named stays.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    pub email: Option<String>,
    pub address: Option<Address>,
    pub shipping: Option<ShippingRateId>,
    /// A code, or none any more.
    pub voucher: Option<Option<String>>,
    /// Whether those who watch may read a first name and an initial.
    pub named: Option<bool>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    #[error("there is no such checkout")]
    Unknown,
    #[error("this checkout is {0}")]
    State(CheckoutState),
    #[error("this is no mail address")]
    Email,
    #[error("a code has 3 to 24 letters, digits and hyphens")]
    Code,
    #[error("the time for this checkout can't be moved any further")]
    Extended,
    #[error("the payment provider has not decided yet")]
    Undecided,
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// Notes what the shopper says.
    pub async fn edit_checkout(
        &self,
        id: CheckoutId,
        holder: Holder,
        edit: Edit,
    ) -> Result<Checkout, EditError> {
        let (mut tx, mut checkout) = self.open_checkout(id, holder).await?;
        if let Some(email) = edit.email {
            checkout.email = checked_address(&email).ok_or(EditError::Email)?;
        }
        if let Some(address) = edit.address {
            checkout.address = Some(address.checked()?);
        }
        if let Some(shipping) = edit.shipping {
            checkout.shipping_id = Some(shipping);
        }
        if let Some(code) = edit.voucher {
            checkout.voucher = match code {
                Some(code) => Some(vouchers::folded(&code).ok_or(EditError::Code)?),
                None => None,
            };
        }
        if let Some(named) = edit.named {
            checkout.named = named;
        }
        checkout.version += 1;
        db::save(&mut tx, &checkout).await?;
        tx.commit().await?;
        Ok(checkout)
    }

    /// Gives the shopper as much time as a new checkout has.
    pub async fn extend_checkout(&self, id: CheckoutId, holder: Holder) -> Result<Checkout, EditError> {
        let (mut tx, mut checkout) = self.open_checkout(id, holder).await?;
        let now = self.clock.now();
        let often = holds::of_checkout(&mut tx, id)
            .await?
            .iter()
            .map(|hold| hold.extended)
            .max();
        if often.is_some_and(|often| often >= EXTENSIONS) {
            return Err(EditError::Extended);
        }
        let hold_s = settings::of(&mut tx, checkout.shop_id).await?.hold_s;
        let until = checkout.until.max(now + TimeDelta::seconds(hold_s));
        if !holds::extend_checkout(&mut tx, id, now, until).await? {
            return Err(EditError::State(CheckoutState::Closed));
        }
        db::set_until(&mut tx, id, until).await?;
        tx.commit().await?;
        checkout.until = until;
        Ok(checkout)
    }

    /// Gives a checkout up; its units go to others. One being paid for is first
    /// given up at the provider.
    pub async fn close_checkout(&self, id: CheckoutId, holder: Holder) -> Result<(), EditError> {
        let known = self.own_checkout(id, holder).await?.ok_or(EditError::Unknown)?;
        self.give_up_challenge(&self.attempts(&known).await?).await?;
        let mut tx = self.db.begin().await?;
        let checkout = own(db::lock(&mut tx, id).await?, holder)?;
        match checkout.state {
            CheckoutState::Open => {}
            CheckoutState::Closed => return Ok(()),
            state => return Err(EditError::State(state)),
        }
        let variants = holds::release(&mut tx, id).await?;
        db::close(&mut tx, id).await?;
        tx.commit().await?;
        self.desk.look(variants);
        Ok(())
    }

    /// Gives up, at the provider, the one of these payments that waits for its
    /// shopper; says whether there was one.
    ///
    /// # Errors
    /// [`EditError::Undecided`] while one is under way that can't be given up.
    pub(super) async fn give_up_challenge(&self, payments: &[Payment]) -> Result<bool, EditError> {
        let Some(payment) = payments.iter().find(|payment| payment.is_undecided()) else {
            return Ok(false);
        };
        if payment.state == PaymentState::Challenge && self.give_up_payment(payment).await? {
            Ok(true)
        } else {
            Err(EditError::Undecided)
        }
    }

    /// `holder`'s open checkout, locked.
    async fn open_checkout(&self, id: CheckoutId, holder: Holder) -> Result<(Tx, Checkout), EditError> {
        let mut tx = self.db.begin().await?;
        let checkout = own(db::lock(&mut tx, id).await?, holder)?;
        match checkout.state_at(self.clock.now()) {
            CheckoutState::Open => Ok((tx, checkout)),
            state => Err(EditError::State(state)),
        }
    }
}

/// That of somebody else does not exist.
fn own(checkout: Option<Checkout>, holder: Holder) -> Result<Checkout, EditError> {
    checkout
        .filter(|checkout| checkout.holder == holder.uuid())
        .ok_or(EditError::Unknown)
}
