//! Stock: how many units of each variant can be set aside, and who decides when
//! many want the same one. Every change goes through [`Locked`]: variants' rows
//! locked in the order of their ids, which knows who is in line.

mod db;
mod desk;
mod limit;
mod locked;
mod offers;
mod setting;
mod settle;
mod sold_out;
mod sweep;

use std::sync::Arc;

use model::{Clock, Entropy, VariantId};
use store::Db;

pub use desk::Desk;
pub use setting::{SetStock, StockError, restock};
pub use settle::Wish;

pub(crate) use db::end_turns;
pub(crate) use limit::Limit;
pub(crate) use locked::Locked;
pub(crate) use sold_out::SoldOut;
pub(crate) use sweep::EVERY;

use crate::news::News;
use crate::points::Points;

/// What settling works with; no part of the desk, so that the desk's tasks end
/// with whoever asks them.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub news: News,
    pub points: Arc<dyn Points>,
}

/// How a variant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Stock {
    pub variant_id: VariantId,
    pub available: i64,
    pub held: i64,
    pub waiting: i64,
    pub version: i64,
}
