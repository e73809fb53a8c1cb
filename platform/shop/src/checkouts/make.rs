//! Making a checkout: units are set aside for each line first, and the checkout
//! is written once they are. Killed in between, they simply run out.

use std::collections::HashMap;

use chrono::TimeDelta;
use model::{CheckoutId, CheckoutState, HoldId, HoldState, Holder, ShopId, ShowId, VariantId};

use super::{Checkout, Refused, db};
use crate::Commerce;
use crate::addresses::Address;
use crate::holds::{self, HoldError};
use crate::quotes::{LINES_MAX, QUANTITY_MAX};
use crate::request_key::RequestKey;
use crate::stock::Wish;

/// What a checkout is made of.
#[derive(Debug, Clone)]
pub struct New {
    pub shop: ShopId,
    pub holder: Holder,
    /// Nobody can have asked as them before, under whatever key.
    pub is_new: bool,
    pub show: Option<ShowId>,
    pub source: Source,
    /// The shopper's language.
    pub locale: String,
    /// Known of whoever is signed in.
    pub email: Option<String>,
    pub key: Option<RequestKey>,
}

/// Where its lines come from.
#[derive(Debug, Clone)]
pub enum Source {
    Basket,
    Lines(Vec<Wanted>),
    /// Units that are set aside already.
    Holds(Vec<HoldId>),
}

/// Units of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub variant: VariantId,
    pub quantity: i64,
    pub show: Option<ShowId>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MakeError {
    #[error("there is nothing to buy")]
    Empty,
    #[error("at most {LINES_MAX} different things at once")]
    TooMany,
    #[error("a quantity is between 1 and {QUANTITY_MAX}")]
    Quantity,
    #[error("nothing of this is to be had any more")]
    SoldOut(Vec<Refused>),
    #[error(transparent)]
    TooMuchHeld(HoldError),
    #[error("what was set aside has run out")]
    HoldGone,
    #[error("this idempotency key was used for another request")]
    KeyReused,
    #[error("too many buy at this moment: try again")]
    Busy,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl New {
    /// The key under which the same may have been asked before.
    fn asked_before(&self) -> Option<&RequestKey> {
        self.key.as_ref().filter(|_| !self.is_new)
    }
}

impl Commerce {
    /// All the lines that are wanted, where none of them was to be had a moment ago:
    /// for whoever asks nothing else of the database first. Who has units under a
    /// key may ask for those again.
    pub async fn refused_at_once(&self, new: &New) -> Result<Option<Vec<Refused>>, MakeError> {
        let Source::Lines(lines) = &new.source else {
            return Ok(None);
        };
        let now = self.clock.now();
        let wanted = merged(lines.clone())?;
        let refused = wanted.into_iter().map(|line| {
            let name = self.news.sold_out().ask(new.shop, line.variant, now)?;
            Some(Refused {
                variant: line.variant,
                name: name.to_string(),
                available: 0,
            })
        });
        let Some(refused) = refused.collect::<Option<Vec<_>>>().filter(|all| !all.is_empty()) else {
            return Ok(None);
        };
        if let Some(key) = new.asked_before() {
            let mut read = self.db.read().await?;
            let holder = new.holder.uuid();
            if holds::has_any(&mut read, holder).await?
                || db::by_key(&mut read, holder, &key.key).await?.is_some()
            {
                return Ok(None);
            }
        }
        Ok(Some(refused))
    }

    /// Makes a checkout and sets its units aside. What can't be had is left out
    /// and named; without anything to be had there is no checkout. The same key
    /// again is the same checkout.
    pub async fn make_checkout(&self, new: New) -> Result<Checkout, MakeError> {
        if let Some(key) = new.asked_before() {
            let mut read = self.db.read().await?;
            if let Some(known) = db::by_key(&mut read, new.holder.uuid(), &key.key).await? {
                return same(known, key);
            }
        }
        let id = CheckoutId::new(&*self.clock, &*self.entropy);
        let (wanted, own) = match &new.source {
            Source::Lines(lines) => (lines.clone(), Vec::new()),
            Source::Holds(holds) => (Vec::new(), holds.clone()),
            Source::Basket => {
                let basket = self.basket(new.shop, new.holder).await?;
                let lines = basket.lines.into_iter().map(|line| Wanted {
                    variant: line.variant_id,
                    quantity: line.quantity,
                    show: line.show_id,
                });
                (lines.collect(), Vec::new())
            }
        };
        if own.len() > LINES_MAX {
            return Err(MakeError::TooMany);
        }
        let wanted = merged(wanted)?;
        if wanted.is_empty() && own.is_empty() {
            return Err(MakeError::Empty);
        }
        let made = match self.set_aside(&new, id, &wanted).await {
            Ok((held, refused)) if held.is_empty() && own.is_empty() => Err(MakeError::SoldOut(refused)),
            Ok((held, refused)) => {
                let ids = [held, own].concat();
                self.write(&new, id, refused, &ids).await
            }
            Err(error) => Err(error),
        };
        // Sold out, nothing was set aside.
        if !matches!(made, Ok(_) | Err(MakeError::SoldOut(_)))
            && let Err(error) = self.let_go(id).await
        {
            tracing::debug!(%error, "what was set aside for no checkout has to run out");
        }
        let is_taken = match &made {
            // The same units are another checkout's by now, or the key is.
            Err(MakeError::HoldGone) => true,
            Err(MakeError::Store(error)) => error.is_unique_violation(),
            _ => false,
        };
        if let (true, Some(key)) = (is_taken, &new.key) {
            // Made under this key at the same moment, perhaps.
            let mut read = self.db.read().await?;
            if let Some(known) = db::by_key(&mut read, new.holder.uuid(), &key.key).await? {
                return same(known, key);
            }
        }
        made
    }

    /// Wishes for all lines at once; those for one variant are one.
    async fn set_aside(
        &self,
        new: &New,
        id: CheckoutId,
        wanted: &[Wanted],
    ) -> Result<(Vec<HoldId>, Vec<Refused>), MakeError> {
        let asked = wanted.iter().map(|line| {
            let key = new.asked_before();
            self.hold(Wish {
                shop: new.shop,
                variant: line.variant,
                quantity: line.quantity,
                holder: new.holder,
                show: line.show.or(new.show),
                // Under a key the same units are found again, whatever checkout they were for.
                checkout: key.is_none().then_some(id),
                key: key
                    .map(|key| format!("{}.{}", key.fingerprint, line.variant.0.simple()) + &tail(&key.key)),
            })
        });
        let answers = futures_util::future::join_all(asked).await;
        let is_too_much = answers
            .iter()
            .any(|answer| matches!(answer, Err(HoldError::TooMany)));
        let now = self.clock.now();
        // Under a key what was let go meanwhile is found again, and is not to be had so.
        let is_over = new.asked_before().is_some()
            && answers
                .iter()
                .flatten()
                .any(|hold| hold.state_at(now) != HoldState::Held);
        if is_too_much || is_over {
            // An answer for good, also under a key: so the rest is not wanted either.
            let held = answers.iter().flatten();
            for hold in held.filter(|hold| hold.checkout_id.is_none_or(|of| of == id)) {
                if let Err(error) = self.release_hold(new.shop, new.holder, hold.id).await {
                    tracing::debug!(%error, "what was set aside for no checkout has to run out");
                }
            }
            return Err(if is_over {
                MakeError::HoldGone
            } else {
                MakeError::TooMuchHeld(HoldError::TooMany)
            });
        }
        let (mut held, mut refused) = (Vec::new(), Vec::new());
        for (line, answer) in wanted.iter().zip(answers) {
            match answer {
                Ok(hold) => held.push(hold.id),
                Err(HoldError::SoldOut { name, available }) => refused.push(Refused {
                    variant: line.variant,
                    name: name.to_string(),
                    available,
                }),
                Err(HoldError::Unknown) => {
                    let mut read = self.db.read().await?;
                    let known = db::name_of(&mut read, line.variant).await?;
                    let (name, available) = known.unwrap_or_default();
                    refused.push(Refused {
                        variant: line.variant,
                        name,
                        available,
                    });
                }
                Err(HoldError::Quantity) => return Err(MakeError::Quantity),
                Err(HoldError::KeyReused) => return Err(MakeError::KeyReused),
                Err(HoldError::Store(error)) => return Err(error.into()),
                Err(error) => {
                    tracing::warn!(%error, "units can't be set aside");
                    return Err(MakeError::Busy);
                }
            }
        }
        Ok((held, refused))
    }

    /// Puts back what was set aside for a checkout that was not made: nobody else
    /// could ever ask for it. What is under a key waits for whoever asks again.
    async fn let_go(&self, id: CheckoutId) -> Result<(), store::Error> {
        let mut read = self.db.read().await?;
        if holds::of_checkout(&mut read, id).await?.is_empty() {
            return Ok(());
        }
        drop(read);
        let mut tx = self.db.begin().await?;
        // Made after all, where nobody heard of the commit.
        if db::by_id(&mut tx, id).await?.is_some() {
            return Ok(());
        }
        let variants = holds::release(&mut tx, id).await?;
        tx.commit().await?;
        self.desk.look(variants);
        Ok(())
    }

    async fn write(
        &self,
        new: &New,
        id: CheckoutId,
        refused: Vec<Refused>,
        ids: &[HoldId],
    ) -> Result<Checkout, MakeError> {
        let settings = self.settings(new.shop).await?;
        // A voucher somebody has put into their basket counts for all they buy there.
        let voucher = match new.is_new {
            true => None,
            false => self.basket(new.shop, new.holder).await?.voucher,
        };
        let account = new.holder.account();
        let address: Option<Address> = match account {
            Some(account) => self
                .addresses(account)
                .await?
                .into_iter()
                .next()
                .map(|kept| kept.address),
            None => None,
        };
        // Its units are set aside: it goes on also where no place comes.
        let _place = self.bulkheads.enter(new.shop).await.ok();
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let holds = holds::attach(&mut tx, new.holder.uuid(), ids, id, now).await?;
        let own = holds
            .iter()
            .all(|hold| hold.shop_id == new.shop && hold.state_at(now) == HoldState::Held);
        if !own || ids.iter().any(|id| holds.iter().all(|hold| hold.id != *id)) {
            return Err(MakeError::HoldGone);
        }
        let until = holds.iter().map(|hold| hold.until).min();
        let named = match new.is_new {
            true => None,
            false => db::named_last(&mut tx, new.holder.uuid()).await?,
        };
        let checkout = Checkout {
            id,
            shop_id: new.shop,
            holder: new.holder.uuid(),
            account_id: account,
            show_id: new.show.or_else(|| holds.iter().find_map(|hold| hold.show_id)),
            state: CheckoutState::Open,
            email: new.email.clone().unwrap_or_default(),
            address,
            shipping_id: None,
            voucher,
            named: named.unwrap_or(true),
            locale: new.locale.clone(),
            total: 0,
            currency: settings.currency,
            version: 1,
            until: until.unwrap_or(now + TimeDelta::seconds(settings.hold_s)),
            order_id: None,
            refused,
            key: new.key.as_ref().map(|key| key.key.clone()),
            fingerprint: new.key.as_ref().map(|key| key.fingerprint.clone()),
            created_at: now,
        };
        db::insert(&mut tx, &checkout).await?;
        tx.commit().await?;
        Ok(checkout)
    }
}

fn same(known: Checkout, key: &RequestKey) -> Result<Checkout, MakeError> {
    if known.fingerprint.as_deref() == Some(&key.fingerprint) {
        Ok(known)
    } else {
        Err(MakeError::KeyReused)
    }
}

/// The end of a key, so that a hold's own stays short enough.
fn tail(key: &str) -> String {
    let end = key.len().saturating_sub(100);
    format!(".{}", &key[end..])
}

/// Lines of one variant become one.
fn merged(wanted: Vec<Wanted>) -> Result<Vec<Wanted>, MakeError> {
    let mut lines: Vec<Wanted> = Vec::new();
    let mut at: HashMap<VariantId, usize> = HashMap::new();
    for line in wanted {
        if !(1..=QUANTITY_MAX).contains(&line.quantity) {
            return Err(MakeError::Quantity);
        }
        match at.get(&line.variant) {
            Some(&known) => lines[known].quantity += line.quantity,
            None => {
                at.insert(line.variant, lines.len());
                lines.push(line);
            }
        }
    }
    if lines.len() > LINES_MAX {
        return Err(MakeError::TooMany);
    }
    if lines.iter().any(|line| line.quantity > QUANTITY_MAX) {
        return Err(MakeError::Quantity);
    }
    Ok(lines)
}
