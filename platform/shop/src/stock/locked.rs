//! Variants' rows, locked, as one transaction changes them: counted here, and
//! written once at its end.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use model::{HoldId, HoldState, Holder, ShowId, Timestamp, VariantId};
use store::{Result, Tx};
use uuid::Uuid;

use super::db::{self, Row};
use super::limit::Limit;
use super::offers::Offers;
use super::sold_out::NoneLeft;
use super::{Stock, World};
use crate::holds::{self, Hold};
use crate::mails::{self, Turn};
use crate::news::Item;

/// People in line who are read at once.
const MOST_OF_LINE: i64 = 1_000;

/// The rows of some variants, locked until the transaction ends.
#[derive(Debug)]
pub(crate) struct Locked {
    rows: BTreeMap<VariantId, Row>,
    before: BTreeMap<VariantId, Row>,
    offers: Offers,
    offers_locked: bool,
    /// Set aside here, not yet written.
    taken: Vec<Hold>,
    /// Whose stock is told even where it has not changed here.
    mentioned: BTreeSet<VariantId>,
    /// To be told once the transaction is committed.
    items: Vec<Item>,
}

/// What to set aside, for whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taking<'a> {
    pub variant: VariantId,
    pub quantity: i64,
    pub holder: Uuid,
    pub show: Option<ShowId>,
    pub checkout: Option<model::CheckoutId>,
    pub key: Option<&'a str>,
}

impl Locked {
    /// Locks `variants`; those that don't exist are left out.
    pub(crate) async fn lock(tx: &mut Tx, variants: impl IntoIterator<Item = VariantId>) -> Result<Self> {
        let mut variants: Vec<_> = variants.into_iter().collect();
        variants.sort_unstable();
        variants.dedup();
        let rows: BTreeMap<_, _> = db::lock(tx, &variants)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        Ok(Self {
            before: rows.clone(),
            rows,
            offers: Offers::default(),
            offers_locked: false,
            taken: Vec::new(),
            mentioned: BTreeSet::new(),
            items: Vec::new(),
        })
    }

    pub(crate) fn row(&self, variant: VariantId) -> Option<&Row> {
        self.rows.get(&variant)
    }

    pub(super) fn stock(&self, variant: VariantId) -> Option<Stock> {
        self.row(variant).map(|row| Stock {
            variant_id: row.id,
            available: row.available,
            held: row.held,
            waiting: row.waiting,
            version: row.version,
        })
    }

    /// Puts units back that were set aside.
    pub(crate) fn put_back(&mut self, variant: VariantId, quantity: i64, offer: Option<model::OfferId>) {
        if let Some(row) = self.rows.get_mut(&variant) {
            row.held -= quantity;
            row.available += quantity;
        }
        if let Some(offer) = offer {
            self.offers.count(offer, -quantity);
        }
    }

    /// Sets units aside again that were let go; false, and nothing changes, when
    /// they are not there or someone is in line for them.
    pub(crate) fn take_again(&mut self, hold: &Hold) -> bool {
        let Some(row) = self.rows.get_mut(&hold.variant_id) else {
            return false;
        };
        if row.waiting > 0 || row.available < hold.quantity {
            return false;
        }
        row.available -= hold.quantity;
        row.held += hold.quantity;
        if let Some(offer) = hold.offer_id {
            self.offers.count(offer, hold.quantity);
        }
        true
    }

    /// Has this variant's stock told in any case: units may have come back in a
    /// transaction before, that told nobody.
    pub(super) fn mention(&mut self, variant: VariantId) {
        self.mentioned.insert(variant);
    }

    /// More people in line, or fewer.
    pub(crate) fn in_line(&mut self, variant: VariantId, by: i64) {
        if let Some(row) = self.rows.get_mut(&variant) {
            row.waiting += by;
        }
    }

    /// Units that were set aside are sold.
    pub(crate) fn sold(&mut self, variant: VariantId, quantity: i64) {
        if let Some(row) = self.rows.get_mut(&variant) {
            row.held -= quantity;
        }
    }

    /// New units, or fewer; false when there would be less than none.
    pub(crate) fn restock(&mut self, variant: VariantId, by: i64) -> bool {
        let Some(row) = self.rows.get_mut(&variant) else {
            return false;
        };
        match row.available.checked_add(by) {
            Some(available @ 0..=super::setting::MOST) => {
                row.available = available;
                true
            }
            _ => false,
        }
    }

    /// How each variant will be seen once this is written, with its row's version then.
    pub(super) fn seen(&self, now: Timestamp) -> Vec<(VariantId, i64, Option<NoneLeft>)> {
        let seen = self.rows.values().map(|row| {
            let none_left = || NoneLeft {
                shop: row.shop_id,
                name: row.name.as_str().into(),
                at: now,
            };
            let version = row.version + i64::from(row.available != self.before[&row.id].available);
            (row.id, version, (row.available == 0).then(none_left))
        });
        seen.collect()
    }

    /// Releases what has run out of these variants.
    pub(crate) async fn release_due(
        &mut self,
        tx: &mut Tx,
        variants: &[VariantId],
        now: Timestamp,
    ) -> Result<()> {
        if variants.is_empty() {
            return Ok(());
        }
        let returned = holds::release_due(tx, variants, now).await?;
        for one in &returned {
            self.put_back(one.variant_id, one.quantity, one.offer_id);
        }
        let ids: Vec<_> = returned.iter().map(|one| one.id).collect();
        db::end_turns(tx, &ids).await
    }

    /// Offers what is there to those in line, in their order: each gets what they
    /// asked for, or what is left of it, or as much as they may have. Whoever has as
    /// much as that already is out of the line: waiting there they would keep its
    /// units from everyone who does not. Who has an account is told by mail, but
    /// for `present`, who is told in the answer to what they ask right now.
    pub(crate) async fn serve_line(
        &mut self,
        tx: &mut Tx,
        world: &World,
        variant: VariantId,
        now: Timestamp,
        present: Option<Holder>,
    ) -> Result<()> {
        let Some(row) = self.rows.get(&variant) else {
            return Ok(());
        };
        if row.waiting == 0 || row.available == 0 || !row.for_sale {
            return Ok(());
        }
        self.lock_offers(tx, now).await?;
        let (mut turns, mut told, mut passed) = (Vec::new(), Vec::new(), Vec::new());
        let mut line = VecDeque::new();
        let mut limit = Limit::default();
        let mut last = 0;
        loop {
            let (shop, left) = (self.rows[&variant].shop_id, self.rows[&variant].available);
            if left == 0 {
                break;
            }
            if line.is_empty() {
                // As many as can be served, if nobody is passed over.
                line = db::in_line(tx, variant, last, left.min(MOST_OF_LINE))
                    .await?
                    .into();
                let holders: Vec<_> = line.iter().map(|waiting| waiting.holder).collect();
                limit = Limit::of(tx, &holders, now).await?;
            }
            let Some(waiting) = line.pop_front() else { break };
            last = waiting.place;
            let may_have = limit.left(waiting.holder, shop, variant);
            if may_have == 0 {
                passed.push(waiting.id);
                self.in_line(variant, -1);
                continue;
            }
            let taking = Taking {
                variant,
                quantity: waiting.quantity.min(left).min(may_have),
                holder: waiting.holder,
                show: waiting.show_id,
                checkout: None,
                key: None,
            };
            let hold = self.take(world, taking, now).id;
            self.in_line(variant, -1);
            turns.push((waiting.id, hold));
            if let Some(account) = waiting.account_id
                && present.is_none_or(|present| present.uuid() != waiting.holder)
            {
                told.push(Turn { account, hold });
            }
            self.items.push(Item::Offered {
                shop: self.rows[&variant].shop_id,
                holder: waiting.holder,
                variant,
                hold,
            });
        }
        db::leave(tx, &passed).await?;
        db::offer(tx, &turns).await?;
        // At once: what else is decided here has to see what everyone has by now.
        holds::insert(tx, &std::mem::take(&mut self.taken)).await?;
        mails::offered(tx, &*world.clock, &*world.entropy, variant, &told).await
    }

    /// The offers of these variants' products, before anything is sold at a price.
    pub(super) async fn lock_offers(&mut self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        if !self.offers_locked {
            let mut products: Vec<_> = self.rows.values().map(|row| row.product_id).collect();
            products.sort_unstable();
            products.dedup();
            self.offers.lock(tx, &products, now).await?;
            self.offers_locked = true;
        }
        Ok(())
    }

    /// Sets units aside that are there: whoever calls has looked, and has locked
    /// the offers.
    pub(super) fn take(&mut self, world: &World, taking: Taking<'_>, now: Timestamp) -> &Hold {
        let row = self
            .rows
            .get_mut(&taking.variant)
            .expect("whoever takes from a variant has looked at its row");
        let (unit_price, offer_id) = self.offers.take(row.product_id, row.price, taking.quantity);
        row.available -= taking.quantity;
        row.held += taking.quantity;
        self.taken.push(Hold {
            id: HoldId::new(&*world.clock, &*world.entropy),
            shop_id: row.shop_id,
            variant_id: row.id,
            holder: taking.holder,
            quantity: taking.quantity,
            unit_price,
            offer_id,
            show_id: taking.show,
            checkout_id: taking.checkout,
            state: HoldState::Held,
            until: now + chrono::TimeDelta::seconds(row.hold_s),
            extended: 0,
            key: taking.key.map(str::to_owned),
            created_at: now,
        });
        self.taken.last().expect("just pushed")
    }

    /// Writes all of it; gives what to tell once the transaction is committed.
    pub(crate) async fn write(mut self, tx: &mut Tx) -> Result<Vec<Item>> {
        let mut changed = Vec::new();
        for (id, row) in &mut self.rows {
            let before = &self.before[id];
            if row.available != before.available {
                row.version += 1;
            }
            if row.available != before.available || self.mentioned.contains(id) {
                self.items.push(Item::Stock {
                    shop: row.shop_id,
                    product: row.product_id,
                    variant: row.id,
                    available: row.available,
                    version: row.version,
                });
            }
            if row != before {
                changed.push(row.clone());
            }
        }
        db::write(tx, &changed).await?;
        self.offers.write(tx).await?;
        for product in self.offers.turned() {
            let of = |row: &&Row| row.product_id == product;
            if let Some(shop) = self.rows.values().find(of).map(|row| row.shop_id) {
                self.items.push(Item::Product { shop, product });
            }
        }
        holds::insert(tx, &self.taken).await?;
        Ok(self.items)
    }
}
