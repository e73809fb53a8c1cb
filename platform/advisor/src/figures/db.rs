//! What figures are worked out from, read from the tables of talks, tickets and bookings.

use model::{AccountId, ShopId, Timestamp};
use store::{On, Result, fetch_all};
use uuid::Uuid;

use crate::sessions::EndedBy;

/// A talk.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct TalkRow {
    pub advisor_id: AccountId,
    /// The shopper.
    pub holder: Uuid,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub ended_by: Option<EndedBy>,
    /// When its shopper asked.
    pub asked_at: Timestamp,
    /// They waited in line from then on: it is the first talk of what they asked for,
    /// which they had not booked, and they were not away meanwhile.
    pub waited: bool,
    /// 1 to 5, where it was rated.
    pub stars: Option<i64>,
}

/// A booking whose time is over.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Booked {
    pub advisor_id: AccountId,
    pub starts_at: Timestamp,
    /// It became a talk.
    pub is_kept: bool,
}

/// Talks of `shop` that began from `from` on and before `to`.
pub(super) async fn talks(
    on: &mut impl On,
    shop: ShopId,
    from: Timestamp,
    to: Timestamp,
    most: i64,
) -> Result<Vec<TalkRow>> {
    fetch_all!(
        on,
        TalkRow,
        "SELECT s.advisor_id, s.holder, s.started_at, s.ended_at, s.ended_by, t.asked_at,
                (t.booking_id IS NULL AND t.comes_at IS NULL AND NOT t.calls_back AND t.called_at IS NULL
                 AND NOT (t.ring_from > t.asked_at AND t.ring_from <= s.started_at)
                 AND NOT EXISTS (SELECT 1 FROM advice_sessions e
                                 WHERE e.ticket_id = s.ticket_id AND e.started_at < s.started_at)) AS waited,
                r.stars
         FROM advice_sessions s JOIN advice_tickets t ON t.id = s.ticket_id
         LEFT JOIN advice_ratings r ON r.session_id = s.id
         WHERE s.shop_id = $1 AND s.started_at >= $2 AND s.started_at < $3
         ORDER BY s.started_at DESC, s.id DESC LIMIT $4",
        shop,
        from,
        to,
        most,
    )
}

/// When those asked who left the line before anybody answered.
pub(super) async fn missed(
    on: &mut impl On,
    shop: ShopId,
    from: Timestamp,
    to: Timestamp,
    most: i64,
) -> Result<Vec<Timestamp>> {
    let rows = fetch_all!(
        on,
        (Timestamp,),
        "SELECT t.asked_at FROM advice_tickets t
         WHERE t.shop_id = $1 AND t.asked_at >= $2 AND t.asked_at < $3 AND t.state = 'left'
           AND NOT EXISTS (SELECT 1 FROM advice_sessions s WHERE s.ticket_id = t.id)
         ORDER BY t.asked_at DESC LIMIT $4",
        shop,
        from,
        to,
        most,
    )?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// Bookings of `shop` for that time that were kept or missed.
pub(super) async fn bookings(
    on: &mut impl On,
    shop: ShopId,
    from: Timestamp,
    to: Timestamp,
    most: i64,
) -> Result<Vec<Booked>> {
    fetch_all!(
        on,
        Booked,
        "SELECT advisor_id, starts_at, (state = 'kept') AS is_kept FROM advice_bookings
         WHERE shop_id = $1 AND starts_at >= $2 AND starts_at < $3 AND state IN ('kept', 'missed')
         ORDER BY starts_at DESC LIMIT $4",
        shop,
        from,
        to,
        most,
    )
}
