//! Queues: what a shop's advice is divided into, as "lamps" and "repairs". A shop
//! without any has one line for all. Who manages the shop is not known here.

mod db;

use model::{ShopId, Timestamp, is_unprintable};

use crate::desks::{Desk, Opening};
use crate::hours::Hours;
use crate::{Advice, QueueId};

pub(crate) use db::{known, of_shop, served_by, serves_in, set_served};

/// Queues of one shop.
pub const QUEUES_MAX: usize = 12;
/// The characters of a queue's name.
pub const NAME_MAX: usize = 40;

/// One of the lines a shop's advice is divided into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    pub id: QueueId,
    pub shop_id: ShopId,
    pub name: String,
    /// Its own; none while it is open as the desk is.
    pub hours: Option<Hours>,
}

/// What a queue is to be.
#[derive(Debug, Clone)]
pub struct QueueForm {
    pub name: String,
    pub hours: Option<Hours>,
    /// Among the shop's queues, the first is 0; none to stay where it is, and for a
    /// new one the end.
    pub place: Option<usize>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    #[error("there is no such queue")]
    Unknown,
    #[error("a queue's name has 1 to {NAME_MAX} characters")]
    Name,
    #[error("another queue has this name already")]
    NameTaken,
    #[error("a shop has at most {QUEUES_MAX} queues")]
    TooMany,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl QueueForm {
    fn checked(mut self) -> Result<Self, QueueError> {
        self.name = self.name.trim().to_owned();
        if !(1..=NAME_MAX).contains(&self.name.chars().count()) || self.name.chars().any(is_unprintable) {
            return Err(QueueError::Name);
        }
        Ok(self)
    }
}

/// Whether `queue` is open at `now`, or, without one, the desk. A queue with hours of
/// its own is as they say, while the desk is not off.
pub(crate) fn opening(desk: Option<&Desk>, queue: Option<&Queue>, on: usize, now: Timestamp) -> Opening {
    let own = queue.and_then(|queue| queue.hours.as_ref());
    match own {
        Some(hours) => {
            let is_on = desk.is_none_or(|desk| desk.is_on);
            let own = Desk {
                hours: hours.clone(),
                is_on,
            };
            crate::desks::opening(Some(&own), on, now)
        }
        None => crate::desks::opening(desk, on, now),
    }
}

impl Advice {
    /// Those of `shop`, in the order they are offered in.
    pub async fn queues(&self, shop: ShopId) -> Result<Vec<Queue>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_shop(&mut read, shop).await
    }

    /// One more queue for `shop`.
    pub async fn add_queue(&self, shop: ShopId, form: QueueForm) -> Result<Queue, QueueError> {
        let form = form.checked()?;
        let mut tx = self.db.begin().await?;
        let mut all = db::locked(&mut tx, shop).await?;
        if all.len() >= QUEUES_MAX {
            return Err(QueueError::TooMany);
        }
        let queue = Queue {
            id: QueueId::new(&*self.clock, &*self.entropy),
            shop_id: shop,
            name: form.name,
            hours: form.hours,
        };
        is_free(&all, &queue)?;
        db::insert(&mut tx, &queue, self.clock.now()).await?;
        let place = form.place.unwrap_or(all.len()).min(all.len());
        all.insert(place, queue.clone());
        db::arrange(&mut tx, &all).await?;
        tx.commit().await?;
        self.lines.changed(shop);
        Ok(queue)
    }

    /// Makes a queue of `shop` what `form` says.
    pub async fn set_queue(&self, shop: ShopId, id: QueueId, form: QueueForm) -> Result<Queue, QueueError> {
        let form = form.checked()?;
        let mut tx = self.db.begin().await?;
        let mut all = db::locked(&mut tx, shop).await?;
        let at = all.iter().position(|queue| queue.id == id);
        let at = at.ok_or(QueueError::Unknown)?;
        let mut queue = all.remove(at);
        queue.name = form.name;
        queue.hours = form.hours;
        is_free(&all, &queue)?;
        db::set(&mut tx, &queue).await?;
        all.insert(form.place.unwrap_or(at).min(all.len()), queue.clone());
        db::arrange(&mut tx, &all).await?;
        tx.commit().await?;
        self.lines.changed(shop);
        Ok(queue)
    }

    /// Takes a queue of `shop` away. Whoever waits in it goes on waiting, for anybody;
    /// who served it alone serves all.
    pub async fn remove_queue(&self, shop: ShopId, id: QueueId) -> Result<(), QueueError> {
        let mut tx = self.db.begin().await?;
        if !db::remove(&mut tx, shop, id).await? {
            return Err(QueueError::Unknown);
        }
        tx.commit().await?;
        self.lines.changed(shop);
        Ok(())
    }
}

/// No two of a shop are called the same.
fn is_free(others: &[Queue], queue: &Queue) -> Result<(), QueueError> {
    let name = queue.name.to_lowercase();
    if others.iter().any(|other| other.name.to_lowercase() == name) {
        return Err(QueueError::NameTaken);
    }
    Ok(())
}
