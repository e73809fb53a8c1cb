//! Who hears of one thing, batch by batch.

use model::{AccountId, NoticeKind, Timestamp, Visibility};
use uuid::Uuid;

use super::db;
use crate::Live;
use crate::follows::Target;
use crate::shows::Show;

/// Those who are to hear of a show, in the order of their ids. Whom the host
/// has blocked, or who has blocked the host, is in none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Those who follow the show's host or shop and have not muted either.
    Followers(Target),
    /// Those who asked to be reminded, told before or not: the show may have
    /// begun ahead of its time.
    Reminded,
    /// Those who asked to be reminded, and were not told yet of this start.
    ToRemind(Timestamp),
}

/// What they hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Saying {
    pub(super) kind: NoticeKind,
    pub(super) subject: String,
    pub(super) at: Timestamp,
}

/// One audience of one saying.
#[derive(Debug)]
pub(super) struct Batch<'a> {
    pub(super) audience: Audience,
    pub(super) show: &'a Show,
    pub(super) saying: &'a Saying,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Done {
    /// New notices, and whose they are.
    pub(super) notices: Vec<(i64, AccountId)>,
    /// Behind whom the next batch begins; none when this was the last one.
    pub(super) last: Option<AccountId>,
}

impl Batch<'_> {
    /// Tells at most `limit` people behind `after`, in one transaction.
    pub(super) async fn tell(
        &self,
        live: &Live,
        after: Option<AccountId>,
        limit: i64,
    ) -> Result<Done, store::Error> {
        let after = after.unwrap_or(AccountId(Uuid::nil()));
        let people = db::people(&live.db, self, after, limit).await?;
        let (Some(&first), Some(&last)) = (people.first(), people.last()) else {
            return Ok(Done {
                notices: Vec::new(),
                last: None,
            });
        };
        let ranges = if self.show.visibility == Visibility::Private {
            self.allowed(live, &people).await?
        } else {
            vec![(first, last)]
        };
        let mut notices = Vec::with_capacity(people.len());
        let mut tx = live.db.begin().await?;
        for (from, to) in ranges {
            notices.extend(db::insert(&mut tx, self, from, to).await?);
        }
        if let Audience::ToRemind(start) = self.audience {
            db::mark_reminded(&mut tx, self.show.id, start, first, last).await?;
        }
        tx.commit().await?;
        let is_full = i64::try_from(people.len()) == Ok(limit);
        Ok(Done {
            notices,
            last: is_full.then_some(last),
        })
    }

    /// Those of `people` who may know of a private show, each a range of its own.
    async fn allowed(
        &self,
        live: &Live,
        people: &[AccountId],
    ) -> Result<Vec<(AccountId, AccountId)>, store::Error> {
        let mut allowed = Vec::new();
        for &person in people {
            if live.may_watch(self.show, person).await? {
                allowed.push((person, person));
            }
        }
        Ok(allowed)
    }
}
