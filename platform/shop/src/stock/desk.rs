//! The desk: takes wishes into bounded queues and settles all that wait at once.
//! A thousand who want the same variant cost a few transactions, not one each.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::VariantId;
use store::Db;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::timeout;

use super::World;
use super::settle::{Wish, settle};
use super::sold_out::SoldOut;
use crate::holds::{Hold, HoldError};

/// Wishes that may wait in one queue: some tenths of a second.
const QUEUE: usize = 4_096;
/// Wishes of one transaction.
const BATCH: usize = 512;
/// Variants looked at in one transaction.
const LOOKS: usize = 512;
/// How long somebody waits for an answer. One that comes later is no loss: asked
/// with the same key it is given then, and else it runs out.
const PATIENCE: Duration = Duration::from_secs(10);
/// A batch that met another transaction is tried so often.
const TRIES: u32 = 3;
/// Settling tasks on PostgreSQL; each variant is the business of one.
const TASKS: usize = 4;

/// Where wishes are taken. Cheap to clone; its tasks end with the last clone.
#[derive(Debug, Clone)]
pub struct Desk {
    queues: Arc<[Queue]>,
    sold_out: SoldOut,
}

#[derive(Debug)]
struct Queue {
    wishes: mpsc::Sender<Asked>,
    looks: Arc<Looks>,
}

#[derive(Debug)]
struct Asked {
    wish: Wish,
    reply: oneshot::Sender<Result<Hold, HoldError>>,
}

/// Variants somebody should look at: each at most once, however often it is said.
#[derive(Debug, Default)]
struct Looks {
    variants: Mutex<BTreeSet<VariantId>>,
    more: Notify,
}

impl Looks {
    fn add(&self, variant: VariantId) {
        let mut variants = self.variants.lock().unwrap_or_else(PoisonError::into_inner);
        variants.insert(variant);
        self.more.notify_one();
    }

    fn take(&self) -> BTreeSet<VariantId> {
        let mut variants = self.variants.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(rest) = variants.iter().nth(LOOKS).copied() else {
            return std::mem::take(&mut *variants);
        };
        let later = variants.split_off(&rest);
        self.more.notify_one();
        std::mem::replace(&mut *variants, later)
    }
}

impl Desk {
    /// Opens it; has to be called within a tokio runtime.
    pub(crate) fn open(world: &World) -> Self {
        let tasks = match world.db {
            // It has one writer.
            Db::Sqlite { .. } => 1,
            Db::Postgres(_) => TASKS,
        };
        let open = |_| {
            let (wishes, waiting) = mpsc::channel(QUEUE);
            let looks = Arc::new(Looks::default());
            tokio::spawn(run(world.clone(), waiting, looks.clone()));
            Queue { wishes, looks }
        };
        Self {
            queues: (0..tasks).map(open).collect(),
            sold_out: world.news.sold_out().clone(),
        }
    }

    /// What `wish` comes to, once that is committed.
    pub(crate) async fn ask(&self, wish: Wish) -> Result<Hold, HoldError> {
        let (reply, answer) = oneshot::channel();
        let queue = self.queue(wish.variant);
        let asked = Asked { wish, reply };
        queue.wishes.try_send(asked).map_err(|_| HoldError::Busy)?;
        match timeout(PATIENCE, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(HoldError::Busy),
        }
    }

    /// Has these variants looked at soon: what ran out goes back, and those in
    /// line are served. For whoever has given units back, after the commit.
    pub fn look(&self, variants: impl IntoIterator<Item = VariantId>) {
        for variant in variants {
            self.sold_out.forget(variant);
            self.queue(variant).looks.add(variant);
        }
    }

    fn queue(&self, variant: VariantId) -> &Queue {
        let mut hasher = DefaultHasher::new();
        variant.hash(&mut hasher);
        let index = hasher.finish() % self.queues.len() as u64;
        &self.queues[usize::try_from(index).expect("less than the number of queues")]
    }
}

async fn run(world: World, mut waiting: mpsc::Receiver<Asked>, looks: Arc<Looks>) {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        tokio::select! {
            taken = waiting.recv_many(&mut batch, BATCH) => if taken == 0 { return },
            () = looks.more.notified() => {}
        }
        // Whoever has gone before it was decided wants nothing.
        batch.retain(|asked| !asked.reply.is_closed());
        let looks = looks.take();
        if !(batch.is_empty() && looks.is_empty()) {
            serve(&world, &mut batch, &looks).await;
        }
        batch.clear();
    }
}

/// Settles a batch and answers it.
async fn serve(world: &World, batch: &mut Vec<Asked>, looks: &BTreeSet<VariantId>) {
    let wishes: Vec<_> = batch.iter().map(|asked| &asked.wish).collect();
    let mut tries = 0;
    let settled = loop {
        tries += 1;
        match settle(world, &wishes, looks).await {
            // Another transaction was in the way, or has used one of the keys meanwhile.
            Err(error) if tries < TRIES && (error.is_busy() || error.is_unique_violation()) => {
                tracing::debug!(%error, "a batch is settled anew");
            }
            settled => break settled,
        }
    };
    match settled {
        Ok((answers, items)) => {
            for (asked, answer) in batch.drain(..).zip(answers) {
                // Whoever asked may have gone.
                let _ = asked.reply.send(answer.into());
            }
            items.into_iter().for_each(|item| world.news.tell(item));
        }
        Err(error) => {
            tracing::warn!(%error, wishes = batch.len(), "a batch can't be settled");
            let error = Arc::new(error);
            for asked in batch.drain(..) {
                let _ = asked.reply.send(Err(HoldError::Settling(error.clone())));
            }
        }
    }
}
