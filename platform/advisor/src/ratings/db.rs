//! The `advice_ratings` table.

use model::{AccountId, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};

use super::{Rating, Ratings};
use crate::AdviceSessionId;
use crate::sessions::Session;

pub(super) async fn set(tx: &mut Tx, session: &Session, rating: &Rating) -> Result<()> {
    // Whose talk it was may have changed since the session was read: it was handed over.
    execute!(
        tx,
        "INSERT INTO advice_ratings (session_id, shop_id, advisor_id, stars, line, rated_at)
         SELECT s.id, s.shop_id, s.advisor_id, $2, $3, $4 FROM advice_sessions s WHERE s.id = $1
         ON CONFLICT (session_id) DO UPDATE
         SET stars = excluded.stars, line = excluded.line, rated_at = excluded.rated_at",
        session.id,
        rating.stars,
        &rating.line,
        rating.rated_at,
    )?;
    Ok(())
}

pub(super) async fn of(on: &mut impl On, session: AdviceSessionId) -> Result<Option<Rating>> {
    fetch_optional!(
        on,
        Rating,
        "SELECT session_id AS session, advisor_id, stars, line, rated_at FROM advice_ratings WHERE session_id = $1",
        session,
    )
}

pub(super) async fn list(
    on: &mut impl On,
    shop: ShopId,
    advisor: Option<AccountId>,
    most: i64,
) -> Result<Vec<Rating>> {
    fetch_all!(
        on,
        Rating,
        "SELECT session_id AS session, advisor_id, stars, line, rated_at FROM advice_ratings
         WHERE shop_id = $1 AND ($2 IS NULL OR advisor_id = $2) ORDER BY rated_at DESC, session_id DESC LIMIT $3",
        shop,
        advisor,
        most,
    )
}

pub(super) async fn together(
    on: &mut impl On,
    shop: ShopId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Ratings> {
    fetch_one!(
        on,
        Ratings,
        "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(stars), 0) AS BIGINT) AS stars FROM advice_ratings
         WHERE shop_id = $1 AND rated_at >= $2 AND rated_at < $3",
        shop,
        from,
        to,
    )
}
