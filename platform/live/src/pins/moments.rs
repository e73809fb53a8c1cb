//! Where in the replays that are still there a product was shown.

use std::collections::HashMap;

use model::{ProductId, ShowState};

use super::db;
use crate::Live;
use crate::room::Course;
use crate::shows::Show;

/// Shows looked through for moments, the latest of them.
const LOOKED_THROUGH: i64 = 50;
/// Moments of one replay, the first of them.
const OF_REPLAY: i64 = 5;
/// Replays of one answer.
const REPLAYS: usize = 8;

/// A moment of a replay in which a product came up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    pub show: Show,
    /// Its place in the replay.
    pub offset_ms: i64,
}

impl Live {
    /// The moments in which `product` was pinned in shows whose replay is still
    /// there and which `may_see`, the latest show first, each moment in order:
    /// at most eight replays, with at most five moments each.
    ///
    /// # Errors
    /// Those of `may_see`, and the database's.
    pub async fn moments<E, F>(
        &self,
        product: ProductId,
        may_see: impl Fn(Show) -> F,
    ) -> Result<Vec<Moment>, E>
    where
        E: From<store::Error>,
        F: Future<Output = Result<bool, E>>,
    {
        let mut read = self.db.read().await.map_err(E::from)?;
        let pinned = db::pinned_in(&mut read, product, LOOKED_THROUGH, OF_REPLAY)
            .await
            .map_err(E::from)?;
        drop(read);
        let (mut order, mut times) = (Vec::new(), HashMap::<_, Vec<_>>::new());
        for (show, at) in pinned {
            let of_show = times.entry(show).or_default();
            if of_show.is_empty() {
                order.push(show);
            }
            of_show.push(at);
        }
        let (mut found, mut replays) = (Vec::new(), 0);
        for id in order {
            let Some(show) = self.show(id).await.map_err(E::from)? else {
                continue;
            };
            if show.state_at(self.clock.now()) != ShowState::Ended || !may_see(show.clone()).await? {
                continue;
            }
            let segments = self.segments(id).await.map_err(E::from)?;
            if segments.is_empty() {
                continue;
            }
            let course = Course::new(&segments);
            let mut offsets: Vec<_> = times[&id].iter().map(|at| course.offset(*at)).collect();
            offsets.sort_unstable();
            offsets.dedup();
            found.extend(offsets.into_iter().map(|offset_ms| Moment {
                show: show.clone(),
                offset_ms,
            }));
            replays += 1;
            if replays == REPLAYS {
                break;
            }
        }
        Ok(found)
    }
}
