//! The tables of cards: `advice_cards` and what hangs on it.

use model::{AccountId, ShopId, Timestamp};
use store::{On, Result, Tx, execute, fetch_all, fetch_one, fetch_optional};
use uuid::Uuid;

use super::{Consents, LOOKS_MAX, Leave, Look, NOTES_MAX, Note, SIZES_MAX, Size};
use crate::AdviceSessionId;

/// Shops one account is shown.
const SHOPS: i64 = 100;

macro_rules! consents {
    () => {
        "history_at, sizes_at, notes_at, any_time_at, consent, changed_at"
    };
}

pub(super) async fn consents(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<Option<Consents>> {
    fetch_optional!(
        on,
        Consents,
        concat!(
            "SELECT ",
            consents!(),
            " FROM advice_cards WHERE shop_id = $1 AND account_id = $2"
        ),
        shop,
        account,
    )
}

/// The card's row, nobody else's until `tx` ends; gives what there is leave for.
pub(super) async fn lock(tx: &mut Tx, shop: ShopId, account: AccountId) -> Result<Option<Leave>> {
    let consents = fetch_optional!(
        tx,
        Consents,
        concat!(
            "UPDATE advice_cards SET consent = consent WHERE shop_id = $1 AND account_id = $2 RETURNING ",
            consents!()
        ),
        shop,
        account,
    )?;
    Ok(consents.map(|consents| consents.leave()))
}

/// Leave that is given already keeps its date.
pub(super) async fn set_leave(
    tx: &mut Tx,
    shop: ShopId,
    account: AccountId,
    leave: Leave,
    consent: i64,
    now: Timestamp,
) -> Result<()> {
    let since = |given: bool| given.then_some(now);
    execute!(
        tx,
        "INSERT INTO advice_cards (shop_id, account_id, history_at, sizes_at, notes_at, any_time_at, consent, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (shop_id, account_id) DO UPDATE SET
             history_at = CASE WHEN excluded.history_at IS NULL THEN NULL
                               ELSE COALESCE(advice_cards.history_at, excluded.history_at) END,
             sizes_at = CASE WHEN excluded.sizes_at IS NULL THEN NULL
                             ELSE COALESCE(advice_cards.sizes_at, excluded.sizes_at) END,
             notes_at = CASE WHEN excluded.notes_at IS NULL THEN NULL
                             ELSE COALESCE(advice_cards.notes_at, excluded.notes_at) END,
             any_time_at = CASE WHEN excluded.any_time_at IS NULL THEN NULL
                                ELSE COALESCE(advice_cards.any_time_at, excluded.any_time_at) END,
             consent = excluded.consent, changed_at = excluded.changed_at",
        shop,
        account,
        since(leave.history),
        since(leave.sizes),
        since(leave.notes),
        since(leave.any_time),
        consent,
        now,
    )?;
    Ok(())
}

/// The card, with all that hangs on it.
pub(super) async fn erase(tx: &mut Tx, shop: ShopId, account: AccountId) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM advice_cards WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
    )?;
    Ok(())
}

pub(super) async fn erase_sizes(tx: &mut Tx, shop: ShopId, account: AccountId) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM advice_card_sizes WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
    )?;
    Ok(())
}

pub(super) async fn erase_notes(tx: &mut Tx, shop: ShopId, account: AccountId) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM advice_card_notes WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
    )?;
    Ok(())
}

/// The talk the two are in, if they are.
pub(super) async fn open_session(
    on: &mut impl On,
    shop: ShopId,
    account: AccountId,
) -> Result<Option<AdviceSessionId>> {
    let row = fetch_optional!(
        on,
        (AdviceSessionId,),
        "SELECT id FROM advice_sessions WHERE shop_id = $1 AND holder = $2 AND state = 'open'",
        shop,
        account,
    )?;
    Ok(row.map(|(id,)| id))
}

/// Shops that keep a card of `account` (true), and those they talked with an advisor of.
pub(super) async fn shops(on: &mut impl On, account: AccountId) -> Result<Vec<(ShopId, bool)>> {
    let rows = fetch_all!(
        on,
        (ShopId, i64),
        "SELECT shop_id, MAX(has_card) AS has_card FROM (
             SELECT shop_id, CAST(1 AS BIGINT) AS has_card, changed_at AS at FROM advice_cards WHERE account_id = $1
             UNION ALL
             SELECT shop_id, CAST(0 AS BIGINT) AS has_card, started_at AS at FROM advice_sessions WHERE holder = $1
         ) known GROUP BY shop_id ORDER BY MAX(has_card) DESC, MAX(at) DESC, shop_id LIMIT $2",
        account,
        SHOPS,
    )?;
    Ok(rows
        .into_iter()
        .map(|(shop, has_card)| (shop, has_card > 0))
        .collect())
}

pub(super) async fn sizes(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<Vec<Size>> {
    fetch_all!(
        on,
        Size,
        "SELECT name, value, set_by, set_at FROM advice_card_sizes
         WHERE shop_id = $1 AND account_id = $2 ORDER BY name_key LIMIT $3",
        shop,
        account,
        SIZES_MAX,
    )
}

pub(super) async fn set_size(
    tx: &mut Tx,
    shop: ShopId,
    account: AccountId,
    key: &str,
    size: &Size,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_card_sizes (shop_id, account_id, name_key, name, value, set_by, set_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (shop_id, account_id, name_key) DO UPDATE SET
             name = excluded.name, value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at",
        shop,
        account,
        key,
        &size.name,
        &size.value,
        size.set_by,
        size.set_at,
    )?;
    Ok(())
}

pub(super) async fn remove_size(tx: &mut Tx, shop: ShopId, account: AccountId, key: &str) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM advice_card_sizes WHERE shop_id = $1 AND account_id = $2 AND name_key = $3",
        shop,
        account,
        key,
    )?;
    Ok(())
}

pub(super) async fn count_sizes(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<i64> {
    let (count,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM advice_card_sizes WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
    )?;
    Ok(count)
}

pub(super) async fn notes(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<Vec<Note>> {
    fetch_all!(
        on,
        Note,
        "SELECT id, author_id, text, noted_at FROM advice_card_notes
         WHERE shop_id = $1 AND account_id = $2 ORDER BY noted_at DESC, id DESC LIMIT $3",
        shop,
        account,
        NOTES_MAX,
    )
}

pub(super) async fn add_note(tx: &mut Tx, shop: ShopId, account: AccountId, note: &Note) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_card_notes (id, shop_id, account_id, author_id, text, noted_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        note.id,
        shop,
        account,
        note.author_id,
        &note.text,
        note.noted_at,
    )?;
    Ok(())
}

pub(super) async fn count_notes(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<i64> {
    let (count,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM advice_card_notes WHERE shop_id = $1 AND account_id = $2",
        shop,
        account,
    )?;
    Ok(count)
}

/// False when there is none of that id, or it is not `author`'s.
pub(super) async fn delete_note(
    tx: &mut Tx,
    shop: ShopId,
    account: AccountId,
    id: Uuid,
    author: Option<AccountId>,
) -> Result<bool> {
    let touched = execute!(
        tx,
        "DELETE FROM advice_card_notes
         WHERE id = $1 AND shop_id = $2 AND account_id = $3 AND ($4 IS NULL OR author_id = $4)",
        id,
        shop,
        account,
        author,
    )?;
    Ok(touched > 0)
}

pub(super) async fn looks(on: &mut impl On, shop: ShopId, account: AccountId) -> Result<Vec<Look>> {
    fetch_all!(
        on,
        Look,
        "SELECT advisor_id, looked_at FROM advice_card_looks
         WHERE shop_id = $1 AND account_id = $2 ORDER BY looked_at DESC, id DESC LIMIT $3",
        shop,
        account,
        LOOKS_MAX,
    )
}

/// Whether `advisor` has looked since `after`.
pub(super) async fn has_looked(
    on: &mut impl On,
    shop: ShopId,
    account: AccountId,
    advisor: AccountId,
    after: Timestamp,
) -> Result<bool> {
    let found = fetch_optional!(
        on,
        (Uuid,),
        "SELECT id FROM advice_card_looks
         WHERE shop_id = $1 AND account_id = $2 AND advisor_id = $3 AND looked_at > $4 LIMIT 1",
        shop,
        account,
        advisor,
        after,
    )?;
    Ok(found.is_some())
}

pub(super) async fn add_look(
    tx: &mut Tx,
    shop: ShopId,
    account: AccountId,
    id: Uuid,
    advisor: AccountId,
    now: Timestamp,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO advice_card_looks (id, shop_id, account_id, advisor_id, looked_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        shop,
        account,
        advisor,
        now,
    )?;
    Ok(())
}

/// All looks but the last ones.
pub(super) async fn forget_looks(tx: &mut Tx, shop: ShopId, account: AccountId) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM advice_card_looks WHERE shop_id = $1 AND account_id = $2 AND id NOT IN (
             SELECT id FROM advice_card_looks WHERE shop_id = $1 AND account_id = $2
             ORDER BY looked_at DESC, id DESC LIMIT $3)",
        shop,
        account,
        LOOKS_MAX,
    )?;
    Ok(())
}
