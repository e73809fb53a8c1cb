//! Calling those who are away, when it is their turn or the time they said: once
//! each, with a letter that is asked for in the transaction in which it is noted. Who goes
//! away again is called again, by [`super::LETTERS_MAX`] letters at most.

use chrono::TimeDelta;
use model::{ShopId, Timestamp};
use shop::mails::{self, About, MailKind, NewMail};

use super::away::CALLED_BEFORE;
use super::db;
use crate::news::Item;
use crate::{Advice, LinkTo, TicketId};

/// So long someone who was called back is waited for.
pub const CALL_MAX: TimeDelta = TimeDelta::minutes(5);
/// So long after the time they said someone is waited for.
pub const COMES_LATE_MAX: TimeDelta = TimeDelta::minutes(10);
/// So long someone keeps their place to be called back while nobody is free for them.
pub const ON_CALL_MAX: TimeDelta = TimeDelta::hours(24);
/// Letters that call to one address in an hour, whoever typed it.
const CALLS_AN_HOUR: i64 = 6;
/// Shops, and people who come, of one round.
const ROUND: i64 = 200;

impl Advice {
    /// Calls those whose turn it is, and those who said they would come about now.
    /// Gives their number.
    pub async fn call_those_away(&self) -> Result<usize, store::Error> {
        let soon = self.clock.now() + CALLED_BEFORE;
        let mut read = self.db.read().await?;
        let mut due = db::coming(&mut read, soon, ROUND).await?;
        let shops = db::shops_to_call_in(&mut read, ROUND).await?;
        drop(read);
        let mut failed = None;
        for shop in shops {
            match self.line_view(shop).await {
                Ok(view) => due.extend(view.due()),
                Err(error) => failed = Some(error),
            }
        }
        let mut called = 0;
        for ticket in due {
            match self.call(ticket).await {
                Ok(is_new) => called += usize::from(is_new),
                // The others are called all the same.
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(called), Err)
    }

    /// False for someone who was called already, or is here.
    async fn call(&self, id: TicketId) -> Result<bool, store::Error> {
        let key = self.link_key(LinkTo::Ticket, id.0).await?;
        self.points.reach("advice.call.begin").await;
        let mut tx = self.db.begin().await?;
        let Some(call) = db::call(&mut tx, id, self.clock.now()).await? else {
            return Ok(false);
        };
        let an_hour_ago = self.clock.now() - TimeDelta::hours(1);
        let is_mailed = !call.call_mail.is_empty()
            && mails::count_to(&mut tx, MailKind::AdviceCall, &call.call_mail, an_hour_ago).await?
                < CALLS_AN_HOUR;
        if is_mailed {
            let letter = NewMail {
                kind: MailKind::AdviceCall,
                to: call.call_mail,
                locale: call.call_locale,
                shop: Some(call.shop_id),
                order: None,
                about: About {
                    path: Some(format!("/advice/{id}?key={key}")),
                    ticket: Some(id.0),
                    ..About::default()
                },
            };
            mails::add(&mut tx, &*self.clock, &*self.entropy, &letter).await?;
        }
        self.points.reach("advice.call.commit").await;
        tx.commit().await?;
        self.news.tell(Item::Ticket {
            shop: call.shop_id,
            ticket: id,
        });
        Ok(true)
    }

    /// Takes those out of line who were called and did not come, and those whom nobody
    /// was free to call for a day. `up_since` is since when they could have come.
    /// Gives their number.
    pub async fn give_up_overdue(&self, up_since: Timestamp) -> Result<usize, store::Error> {
        let now = self.clock.now();
        if up_since > now - COMES_LATE_MAX {
            return Ok(0);
        }
        let since = db::Overdue {
            called: now - CALL_MAX,
            comes: now - COMES_LATE_MAX,
            asked: now - ON_CALL_MAX,
        };
        let mut read = self.db.read().await?;
        let is_any = db::is_any_overdue(&mut read, since).await?;
        drop(read);
        if !is_any {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let left = db::give_up_overdue(&mut tx, since).await?;
        tx.commit().await?;
        self.tell_of(&left);
        Ok(left.len())
    }

    /// These have left.
    pub(crate) fn tell_of(&self, left: &[(TicketId, ShopId)]) {
        for &(ticket, shop) in left {
            self.news.tell(Item::Ticket { shop, ticket });
        }
    }
}
