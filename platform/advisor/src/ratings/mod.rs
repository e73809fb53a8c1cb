//! What shoppers thought of their talk: one to five stars and a line, within a week of
//! its end. Of whose it is no more is kept than of the talk itself.

mod db;

use chrono::TimeDelta;
use model::{AccountId, ShopId, Timestamp, is_unprintable};

use crate::sessions::Session;
use crate::{Advice, AdviceSessionId};

/// So long after a talk's end it can be rated, and the rating changed.
pub const OPEN_FOR: TimeDelta = TimeDelta::days(7);
/// The characters of the line.
pub const LINE_MAX: usize = 280;
/// Ratings of one list.
const LISTED: i64 = 100;

/// What a shopper thought of a talk.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Rating {
    pub session: AdviceSessionId,
    pub advisor_id: AccountId,
    /// 1 to 5.
    pub stars: i64,
    /// May be empty.
    pub line: String,
    pub rated_at: Timestamp,
}

/// Ratings taken together.
#[derive(Debug, Clone, Copy, Default, PartialEq, sqlx::FromRow)]
pub struct Ratings {
    pub count: i64,
    /// All stars together.
    pub stars: i64,
}

impl Ratings {
    /// From 1 to 5; none without ratings.
    pub fn average(&self) -> Option<f64> {
        let count = i32::try_from(self.count).ok().filter(|count| *count > 0)?;
        let stars = i32::try_from(self.stars).ok()?;
        Some(f64::from(stars) / f64::from(count))
    }
}

/// Why a talk was not rated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RateError {
    #[error("a rating is 1 to 5 stars")]
    Stars,
    #[error("a line has at most {LINE_MAX} characters")]
    Line,
    #[error("the talk goes on")]
    GoesOn,
    #[error("a talk can be rated for a week")]
    TooLate,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// `typed` as one line that can be seen.
fn tidied(typed: &str) -> Result<String, RateError> {
    let shown = typed.chars().filter_map(|c| match c {
        '\n' | '\t' => Some(' '),
        c => (!is_unprintable(c)).then_some(c),
    });
    let line: String = shown.collect();
    let line = line.trim();
    if line.chars().count() > LINE_MAX {
        return Err(RateError::Line);
    }
    Ok(line.to_owned())
}

impl Advice {
    /// Takes down what the shopper of `session` thought of it, or changes it.
    pub async fn rate(&self, session: &Session, stars: i64, line: &str) -> Result<Rating, RateError> {
        if !(1..=5).contains(&stars) {
            return Err(RateError::Stars);
        }
        let line = tidied(line)?;
        let ended = session.ended_at.ok_or(RateError::GoesOn)?;
        let now = self.clock.now();
        if now >= ended + OPEN_FOR {
            return Err(RateError::TooLate);
        }
        let rating = Rating {
            session: session.id,
            advisor_id: session.advisor_id,
            stars,
            line,
            rated_at: now,
        };
        let mut tx = self.db.begin().await?;
        db::set(&mut tx, session, &rating).await?;
        tx.commit().await?;
        Ok(rating)
    }

    /// What the shopper thought of a talk.
    pub async fn rating(&self, session: AdviceSessionId) -> Result<Option<Rating>, store::Error> {
        let mut read = self.db.read().await?;
        db::of(&mut read, session).await
    }

    /// The newest ratings in `shop`, or of one of its advisors.
    pub async fn ratings(
        &self,
        shop: ShopId,
        advisor: Option<AccountId>,
    ) -> Result<Vec<Rating>, store::Error> {
        let mut read = self.db.read().await?;
        db::list(&mut read, shop, advisor, LISTED).await
    }

    /// All ratings in `shop` given from `from` on and before `to`.
    pub async fn ratings_of(
        &self,
        shop: ShopId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Ratings, store::Error> {
        let mut read = self.db.read().await?;
        db::together(&mut read, shop, from, to).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_and_shows_what_it_says() {
        assert_eq!(tidied(" good\nadvice\u{202e} ").unwrap(), "good advice");
        assert_eq!(tidied("").unwrap(), "");
        assert!(tidied(&"ñ".repeat(LINE_MAX)).is_ok());
        assert!(matches!(tidied(&"ñ".repeat(LINE_MAX + 1)), Err(RateError::Line)));
    }

    #[test]
    fn an_average_is_of_something() {
        assert_eq!(Ratings::default().average(), None);
        let two = Ratings { count: 2, stars: 9 };
        assert_eq!(two.average(), Some(4.5));
    }
}
