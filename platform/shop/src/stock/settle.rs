//! Settling: all who want something at one moment, in one transaction. What has
//! run out goes back, those in line are served, then each wish in its order.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use model::{CheckoutId, Holder, ShopId, ShowId, VariantId};
use store::{Result, Tx};
use uuid::Uuid;

use super::World;
use super::limit::Limit;
use super::locked::{Locked, Taking};
use crate::holds::{self, Hold, HoldError};
use crate::news::Item;

/// A wish to have units set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub shop: ShopId,
    pub variant: VariantId,
    /// All of them or none.
    pub quantity: i64,
    pub holder: Holder,
    pub show: Option<ShowId>,
    /// The checkout they are for from the beginning.
    pub checkout: Option<CheckoutId>,
    /// The caller's own name for this wish: asked again, it is the same hold.
    pub key: Option<String>,
}

impl Wish {
    fn keyed(&self) -> Option<(Uuid, &str)> {
        Some((self.holder.uuid(), self.key.as_deref()?))
    }

    fn asks_for(&self, hold: &Hold) -> bool {
        (hold.shop_id, hold.variant_id, hold.quantity, hold.show_id)
            == (self.shop, self.variant, self.quantity, self.show)
    }
}

/// What a wish came to.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Held(Hold),
    /// With the product's name.
    SoldOut {
        name: Arc<str>,
        available: i64,
    },
    TooMany,
    Unknown,
    KeyReused,
}

impl From<Answer> for std::result::Result<Hold, HoldError> {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Held(hold) => Ok(hold),
            Answer::SoldOut { name, available } => Err(HoldError::SoldOut { name, available }),
            Answer::TooMany => Err(HoldError::TooMany),
            Answer::Unknown => Err(HoldError::Unknown),
            Answer::KeyReused => Err(HoldError::KeyReused),
        }
    }
}

/// How far a wish is decided.
enum Stand {
    Open,
    /// The same as an earlier one of the batch.
    As(usize),
    Decided(Answer),
}

/// Settles `wishes` in their order and looks at `looks`; gives each wish's
/// answer, committed, and what to tell.
pub(super) async fn settle(
    world: &World,
    wishes: &[&Wish],
    looks: &BTreeSet<VariantId>,
) -> Result<(Vec<Answer>, Vec<Item>)> {
    world.points.reach("hold.begin").await;
    let mut tx = world.db.begin().await?;
    let wanted = wishes.iter().map(|wish| wish.variant);
    let mut locked = Locked::lock(&mut tx, wanted.chain(looks.iter().copied())).await?;
    world.points.reach("hold.locked").await;
    // Only now: waiting for the rows took its time.
    let now = world.clock.now();
    let mut stands = known(&mut tx, &locked, wishes).await?;
    let short = short(&locked, wishes, &stands, looks);
    locked.release_due(&mut tx, &short, now).await?;
    for variant in short {
        locked.serve_line(&mut tx, world, variant, now, None).await?;
    }
    let open = wishes.iter().zip(&stands);
    let open = open.filter_map(|(wish, stand)| matches!(stand, Stand::Open).then_some(*wish));
    // In a rush most come when nothing is left, and whatever they have does not matter.
    let to_be_had = open.filter(|wish| wish.quantity <= to_take(&locked, wish.variant));
    let mut limit = Limit::read(&mut tx, to_be_had, now).await?;
    for (index, wish) in wishes.iter().enumerate() {
        if matches!(stands[index], Stand::Open) {
            let answer = decide(&mut tx, world, &mut locked, &mut limit, wish, now).await?;
            stands[index] = Stand::Decided(answer);
        }
    }
    for variant in looks {
        locked.mention(*variant);
    }
    let seen = locked.seen(now);
    let items = locked.write(&mut tx).await?;
    world.points.reach("hold.commit").await;
    tx.commit().await?;
    for (variant, version, none_left) in seen {
        world.news.sold_out().saw(variant, version, none_left);
    }
    world.points.reach("hold.committed").await;
    Ok((answers(stands), items))
}

/// What is known of each wish before anything is decided.
async fn known(tx: &mut Tx, locked: &Locked, wishes: &[&Wish]) -> Result<Vec<Stand>> {
    let mut first: HashMap<(Uuid, &str), usize> = HashMap::new();
    let mut stands: Vec<Stand> = Vec::with_capacity(wishes.len());
    for (index, wish) in wishes.iter().enumerate() {
        let twin = wish.keyed().and_then(|key| match first.entry(key) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(free) => {
                free.insert(index);
                None
            }
        });
        let sold_here = |wish: &Wish| {
            let row = locked.row(wish.variant);
            row.is_some_and(|row| row.shop_id == wish.shop && row.for_sale)
        };
        stands.push(match twin {
            Some(twin) if same(wish, wishes[twin]) => Stand::As(twin),
            Some(_) => Stand::Decided(Answer::KeyReused),
            None if sold_here(wish) => Stand::Open,
            None => Stand::Decided(Answer::Unknown),
        });
    }
    let keys: Vec<_> = first.keys().copied().collect();
    for hold in holds::of_keys(tx, &keys).await? {
        let key = (hold.holder, hold.key.as_deref().unwrap_or_default());
        if let Some(&index) = first.get(&key) {
            stands[index] = Stand::Decided(if wishes[index].asks_for(&hold) {
                Answer::Held(hold)
            } else {
                Answer::KeyReused
            });
        }
    }
    Ok(stands)
}

fn same(one: &Wish, other: &Wish) -> bool {
    (one.shop, one.variant, one.quantity, one.show) == (other.shop, other.variant, other.quantity, other.show)
}

/// Variants whose overdue holds and line have to be looked at.
fn short(locked: &Locked, wishes: &[&Wish], stands: &[Stand], looks: &BTreeSet<VariantId>) -> Vec<VariantId> {
    let mut wanted: BTreeMap<VariantId, i64> = looks.iter().map(|variant| (*variant, i64::MAX)).collect();
    for (wish, stand) in wishes.iter().zip(stands) {
        if matches!(stand, Stand::Open) {
            let sum = wanted.entry(wish.variant).or_default();
            *sum = sum.saturating_add(wish.quantity);
        }
    }
    wanted.retain(|variant, sum| {
        locked
            .row(*variant)
            .is_some_and(|row| row.waiting > 0 || row.available < *sum)
    });
    wanted.into_keys().collect()
}

/// Units anybody may have: none where people are in line, to whom they belong.
fn to_take(locked: &Locked, variant: VariantId) -> i64 {
    let row = locked.row(variant).filter(|row| row.waiting == 0);
    row.map_or(0, |row| row.available)
}

async fn decide(
    tx: &mut Tx,
    world: &World,
    locked: &mut Locked,
    limit: &mut Limit,
    wish: &Wish,
    now: model::Timestamp,
) -> Result<Answer> {
    let available = to_take(locked, wish.variant);
    if available < wish.quantity {
        let name = locked.row(wish.variant).map_or("", |row| &row.name).into();
        return Ok(Answer::SoldOut { name, available });
    }
    if limit.is_reached(wish) {
        return Ok(Answer::TooMany);
    }
    limit.count(wish);
    locked.lock_offers(tx, now).await?;
    let taking = Taking {
        variant: wish.variant,
        quantity: wish.quantity,
        holder: wish.holder.uuid(),
        show: wish.show,
        checkout: wish.checkout,
        key: wish.key.as_deref(),
    };
    Ok(Answer::Held(locked.take(world, taking, now).clone()))
}

fn answers(stands: Vec<Stand>) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::with_capacity(stands.len());
    for stand in stands {
        let answer = match stand {
            Stand::Decided(answer) => answer,
            Stand::As(earlier) => answers[earlier].clone(),
            Stand::Open => unreachable!("every open wish was decided"),
        };
        answers.push(answer);
    }
    answers
}
