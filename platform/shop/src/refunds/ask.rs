//! Staff gives money back: all of an order, some of its lines, or an amount.

use model::{AccountId, OrderId, ShopId, is_unprintable};

use super::{NewRefund, Refund, RefundLine, db};
use crate::Commerce;
use crate::orders::{self, Order, OrderLine};
use crate::quotes::share_of_units;
use crate::request_key::RequestKey;

/// What to give back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// All that is left.
    Rest,
    /// In the order's minor units.
    Amount(i64),
    /// Units of lines by their positions, at what was paid for them.
    Lines(Vec<(i64, i64)>),
}

/// A wish to give money back.
#[derive(Debug, Clone)]
pub struct Asked {
    pub what: What,
    pub reason: String,
    /// Whether the units can be sold again; an amount has none.
    pub restock: bool,
    pub by: AccountId,
    pub key: Option<RequestKey>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RefundError {
    #[error("there is no such order")]
    Unknown,
    #[error("an amount to give back is above zero")]
    Nothing,
    #[error("at most {left} minor units can still be given back")]
    TooMuch { left: i64 },
    #[error("this order has not so many units of this line that can be given back")]
    Units,
    #[error("a reason has at most 500 characters")]
    Reason,
    #[error("this idempotency key was used for another request")]
    KeyReused,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Commerce {
    /// Gives money back, as far as the provider does it at once; else it stays
    /// pending until it says so. The same key again is the same refund.
    pub async fn refund(&self, shop: ShopId, id: OrderId, asked: Asked) -> Result<Refund, RefundError> {
        if asked.reason.chars().count() > 500 || asked.reason.chars().any(|c| c != '\n' && is_unprintable(c))
        {
            return Err(RefundError::Reason);
        }
        self.points.reach("refund.begin").await;
        let mut tx = self.db.begin().await?;
        let order = orders::lock(&mut tx, id).await?;
        let order = order
            .filter(|order| order.shop_id == shop)
            .ok_or(RefundError::Unknown)?;
        self.points.reach("refund.locked").await;
        if let Some(key) = &asked.key
            && let Some((known, fingerprint)) = db::by_key(&mut tx, order.payment_id, &key.key).await?
        {
            if fingerprint.as_deref() != Some(&key.fingerprint) {
                return Err(RefundError::KeyReused);
            }
            drop(tx);
            return self.carried_out(known).await;
        }
        let lines = orders::lines(&mut tx, id).await?;
        let under_way = db::pending(&mut tx, order.payment_id).await?;
        let (amount, lines) = counted(&order, &lines, &under_way, &asked)?;
        let new = NewRefund {
            shop,
            payment: order.payment_id,
            order: Some(id),
            amount,
            reason: asked.reason.trim().to_owned(),
            lines,
            by: Some(asked.by),
            key: asked.key,
        };
        let refund = super::add(&mut tx, self, &new, self.clock.now()).await?;
        self.points.reach("refund.commit").await;
        tx.commit().await?;
        self.carried_out(refund).await
    }

    async fn carried_out(&self, id: model::RefundId) -> Result<Refund, RefundError> {
        if let Err(error) = self.carry_out_refund(id).await {
            tracing::warn!(refund = %id, %error, "a refund has to wait");
        }
        let mut read = self.db.read().await?;
        let refund = db::by_id(&mut read, id).await?;
        refund.map(|(refund, _)| refund).ok_or(RefundError::Unknown)
    }
}

/// What is asked, in money and units, held against what is left.
pub(crate) fn counted(
    order: &Order,
    lines: &[OrderLine],
    under_way: &[Refund],
    asked: &Asked,
) -> Result<(i64, Vec<RefundLine>), RefundError> {
    let pending: i64 = under_way.iter().map(|refund| refund.amount).sum();
    let left = order.total - order.refunded - pending;
    let back = |line: &OrderLine| {
        let all = under_way.iter().flat_map(|refund| &refund.lines);
        let own = all.filter(|under_way| under_way.position == line.position);
        line.refunded + own.map(|under_way| under_way.quantity).sum::<i64>()
    };
    let as_asked = |position, quantity| RefundLine {
        position,
        quantity,
        restock: asked.restock,
    };
    let (amount, units) = match &asked.what {
        What::Amount(amount) => (*amount, Vec::new()),
        What::Rest => {
            let open = lines.iter().filter(|line| back(line) < line.quantity);
            let units = open.map(|line| as_asked(line.position, line.quantity - back(line)));
            (left, units.collect())
        }
        What::Lines(wanted) => {
            let mut amount = 0;
            let mut units: Vec<RefundLine> = Vec::new();
            for &(position, quantity) in wanted {
                let line = lines.iter().find(|line| line.position == position);
                let line = line.ok_or(RefundError::Units)?;
                let twice = units.iter().any(|unit| unit.position == position);
                if twice || !(1..=line.quantity - back(line)).contains(&quantity) {
                    return Err(RefundError::Units);
                }
                amount += share_of_units(line.total, line.quantity, back(line), quantity);
                units.push(as_asked(position, quantity));
            }
            (amount, units)
        }
    };
    if amount <= 0 {
        Err(RefundError::Nothing)
    } else if amount > left {
        Err(RefundError::TooMuch { left })
    } else {
        Ok((amount, units))
    }
}
