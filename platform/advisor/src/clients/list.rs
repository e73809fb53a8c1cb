//! The clients whose cards an advisor may look at.

use model::{AccountId, ShopId, Timestamp};
use store::{On, Result, fetch_all, fetch_optional};

use super::{Consents, Leave};
use crate::{Advice, AdviceSessionId};

/// Clients a page has.
pub const CLIENTS_PAGE: i64 = 50;

/// A client with a card, as a list has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    pub account_id: AccountId,
    pub handle: String,
    pub name: String,
    pub avatar: Option<String>,
    pub leave: Leave,
    /// When leave was given or changed last.
    pub changed_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    account_id: AccountId,
    handle: String,
    name: String,
    avatar: Option<String>,
    #[sqlx(flatten)]
    consents: Consents,
}

/// Whether the advisor `$3` is in a talk with the client of the card `c`: as its advisor,
/// or as the colleague who came.
macro_rules! talks {
    () => {
        "EXISTS (SELECT 1 FROM advice_sessions s
                 WHERE s.shop_id = c.shop_id AND s.holder = c.account_id AND s.state = 'open'
                   AND (s.advisor_id = $3 OR EXISTS (
                       SELECT 1 FROM advice_people p
                       WHERE p.session_id = s.id AND p.side = 'colleague' AND p.holder = $3)))"
    };
}

/// Whether they may look at the card `c` at `$4` without a talk.
macro_rules! outside {
    () => {
        "(c.any_time_at IS NOT NULL OR EXISTS (
             SELECT 1 FROM advice_bookings b
             WHERE b.shop_id = c.shop_id AND b.holder = c.account_id AND b.advisor_id = $3
               AND b.state = 'booked' AND b.ends_at > $4))"
    };
}

/// The talk that `advisor` is in with `account`.
pub(super) async fn talk_of(
    on: &mut impl On,
    shop: ShopId,
    account: AccountId,
    advisor: AccountId,
) -> Result<Option<AdviceSessionId>> {
    let row = fetch_optional!(
        on,
        (AdviceSessionId,),
        concat!(
            "SELECT s.id FROM advice_cards c
             JOIN advice_sessions s ON s.shop_id = c.shop_id AND s.holder = c.account_id AND s.state = 'open'
             WHERE c.shop_id = $1 AND c.account_id = $2 AND ",
            talks!()
        ),
        shop,
        account,
        advisor,
    )?;
    Ok(row.map(|(id,)| id))
}

/// Whether they may look at `now` without a talk.
pub(super) async fn may_look(
    on: &mut impl On,
    shop: ShopId,
    account: AccountId,
    advisor: AccountId,
    now: Timestamp,
) -> Result<bool> {
    let row = fetch_optional!(
        on,
        (AccountId,),
        concat!(
            "SELECT c.account_id FROM advice_cards c WHERE c.shop_id = $1 AND c.account_id = $2 AND ",
            outside!()
        ),
        shop,
        account,
        advisor,
        now,
    )?;
    Ok(row.is_some())
}

impl Advice {
    /// Whose cards `advisor` may look at in `shop`, by their handles, with handles above
    /// `after`: those whose name or handle has `words` in it. Empty words are in all.
    pub async fn clients(
        &self,
        shop: ShopId,
        advisor: AccountId,
        words: &str,
        after: &str,
    ) -> Result<Vec<Client>> {
        let words = words.trim().trim_start_matches('@').to_lowercase();
        // Percent and underscore are letters like any other here.
        let like = format!(
            "%{}%",
            words.replace('!', "!!").replace('%', "!%").replace('_', "!_")
        );
        let mut read = self.db.read().await?;
        let rows = fetch_all!(
            read,
            Row,
            concat!(
                "SELECT c.account_id, a.handle, a.name, a.avatar, c.history_at, c.sizes_at, c.notes_at,
                        c.any_time_at, c.consent, c.changed_at
                 FROM advice_cards c JOIN accounts a ON a.id = c.account_id
                 WHERE c.shop_id = $1 AND a.handle > $2 AND (",
                talks!(),
                " OR ",
                outside!(),
                ") AND ($5 = '' OR LOWER(a.name) LIKE $6 ESCAPE '!' OR a.handle LIKE $6 ESCAPE '!')
                 ORDER BY a.handle LIMIT $7"
            ),
            shop,
            after,
            advisor,
            self.clock.now(),
            &words,
            &like,
            CLIENTS_PAGE,
        )?;
        let clients = rows.into_iter().map(|row| Client {
            account_id: row.account_id,
            handle: row.handle,
            name: row.name,
            avatar: row.avatar,
            leave: row.consents.leave(),
            changed_at: row.consents.changed_at,
        });
        Ok(clients.collect())
    }
}
