//! The `advice_invitations` table.

use model::{AccountId, Holder, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_optional};

use super::{Invitation, InvitationState};
use crate::{AdviceSessionId, InvitationId};

/// Invitations listed of one session, or for one colleague.
const LISTED: i64 = 20;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT i.id, i.session_id, i.kind, i.state, i.account_id, i.note, i.stays, i.asked_by, i.made_at,
                    i.expires_at
             FROM advice_invitations i JOIN advice_sessions s ON s.id = i.session_id ",
            $rest
        )
    };
}

pub(super) async fn by_id(on: &mut impl On, id: InvitationId) -> Result<Option<Invitation>> {
    fetch_optional!(on, Invitation, select!("WHERE i.id = $1"), id)
}

pub(super) async fn by_secret(on: &mut impl On, hash: &[u8]) -> Result<Option<Invitation>> {
    fetch_optional!(on, Invitation, select!("WHERE i.secret_hash = $1"), hash)
}

/// The newest first.
pub(super) async fn of_session(on: &mut impl On, session: AdviceSessionId) -> Result<Vec<Invitation>> {
    fetch_all!(
        on,
        Invitation,
        select!("WHERE i.session_id = $1 ORDER BY i.made_at DESC, i.id DESC LIMIT $2"),
        session,
        LISTED,
    )
}

/// Those that `account` may still accept in `shop`.
pub(super) async fn to_answer(
    on: &mut impl On,
    shop: ShopId,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Invitation>> {
    fetch_all!(
        on,
        Invitation,
        select!(
            "WHERE i.account_id = $1 AND i.state = 'open' AND i.expires_at > $2 AND s.state = 'open'
                 AND s.shop_id = $3
             ORDER BY i.made_at, i.id LIMIT $4"
        ),
        account,
        now,
        shop,
        LISTED,
    )
}

/// The last one that made `account` the advisor of that session.
pub(super) async fn handed_over_to(
    on: &mut impl On,
    session: AdviceSessionId,
    account: AccountId,
) -> Result<Option<Invitation>> {
    fetch_optional!(
        on,
        Invitation,
        select!(
            "WHERE i.session_id = $1 AND i.account_id = $2 AND i.kind = 'hand_over' AND i.state = 'accepted'
             ORDER BY i.made_at DESC LIMIT 1"
        ),
        session,
        account,
    )
}

/// False where one of the kind is open.
pub(super) async fn insert(tx: &mut Tx, made: &Invitation, secret_hash: Option<&[u8]>) -> Result<bool> {
    let touched = execute!(
        tx,
        "INSERT INTO advice_invitations (id, session_id, kind, state, account_id, secret_hash, note, stays,
                                         asked_by, made_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
        made.id,
        made.session_id,
        made.kind,
        made.state,
        made.account_id,
        secret_hash,
        &made.note,
        made.stays,
        made.asked_by,
        made.made_at,
        made.expires_at,
    )?;
    Ok(touched > 0)
}

/// Takes back the link that is out, if one is.
pub(super) async fn withdraw_link(tx: &mut Tx, session: AdviceSessionId) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_invitations SET state = 'withdrawn' WHERE session_id = $1 AND kind = 'friend' AND state = 'open'",
        session,
    )?;
    Ok(())
}

/// Gives the answer to an open one; false when it is not open any more.
pub(super) async fn answer(
    tx: &mut Tx,
    id: InvitationId,
    answer: InvitationState,
    now: Timestamp,
) -> Result<bool> {
    let touched = execute!(
        tx,
        "UPDATE advice_invitations SET state = $2 WHERE id = $1 AND state = 'open' AND expires_at > $3",
        id,
        answer,
        now,
    )?;
    Ok(touched > 0)
}

/// Lapses what nobody has answered in time; gives whose sessions they were of.
pub(super) async fn lapse(tx: &mut Tx, now: Timestamp) -> Result<Vec<AdviceSessionId>> {
    let rows = fetch_all!(
        tx,
        (AdviceSessionId,),
        "UPDATE advice_invitations SET state = 'lapsed' WHERE state = 'open' AND expires_at <= $1
         RETURNING session_id",
        now,
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Whether there is anything to lapse.
pub(super) async fn is_any_late(on: &mut impl On, now: Timestamp) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (InvitationId,),
        "SELECT id FROM advice_invitations WHERE state = 'open' AND expires_at <= $1 LIMIT 1",
        now,
    )?;
    Ok(found.is_some())
}

/// Advisors of `shop` who are on, were seen since `gone`, and are in no session.
pub(super) async fn free(
    on: &mut impl On,
    shop: ShopId,
    gone: Timestamp,
    most: i64,
) -> Result<Vec<AccountId>> {
    let rows = fetch_all!(
        on,
        (AccountId,),
        "SELECT a.account_id FROM advice_advisors a
         WHERE a.shop_id = $1 AND a.state = 'on' AND a.seen_at > $2
             AND NOT EXISTS (SELECT 1 FROM advice_sessions s WHERE s.advisor_id = a.account_id AND s.state = 'open')
             AND NOT EXISTS (SELECT 1 FROM advice_people p JOIN advice_sessions s ON s.id = p.session_id
                             WHERE p.holder = a.account_id AND p.side = 'colleague' AND s.state = 'open')
         ORDER BY a.free_since, a.account_id LIMIT $3",
        shop,
        gone,
        most,
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// Locks an advisor's row.
pub(super) async fn lock_advisor(tx: &mut Tx, shop: ShopId, account: AccountId) -> Result<()> {
    execute!(
        tx,
        "UPDATE advice_advisors SET state = state WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
    )?;
    Ok(())
}

/// Whether `account` is in another open session than that: as its advisor or as a colleague.
pub(crate) async fn is_elsewhere(
    on: &mut impl On,
    session: AdviceSessionId,
    account: AccountId,
) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (AdviceSessionId,),
        "SELECT s.id FROM advice_sessions s
         WHERE s.state = 'open' AND s.id <> $1 AND (s.advisor_id = $2 OR EXISTS (
             SELECT 1 FROM advice_people p WHERE p.session_id = s.id AND p.side = 'colleague' AND p.holder = $2))
         LIMIT 1",
        session,
        Holder::Account(account).uuid(),
    )?;
    Ok(found.is_some())
}

/// Sessions that ended before `before` and of which it is still known who came besides.
pub(super) async fn outlived(on: &mut impl On, before: Timestamp, most: i64) -> Result<Vec<AdviceSessionId>> {
    let ids = fetch_all!(
        on,
        (AdviceSessionId,),
        "SELECT s.id FROM (SELECT session_id FROM advice_invitations UNION SELECT session_id FROM advice_people) known
         JOIN advice_sessions s ON s.id = known.session_id
         WHERE s.state = 'ended' AND s.ended_at <= $1 ORDER BY s.ended_at, s.id LIMIT $2",
        before,
        most,
    )?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn forget(tx: &mut Tx, session: AdviceSessionId) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM advice_invitations WHERE session_id = $1",
        session
    )?;
    execute!(tx, "DELETE FROM advice_people WHERE session_id = $1", session)?;
    Ok(())
}
