//! Advisors: who of a shop's staff gives advice, in which languages, about what,
//! and whether they are there. Who is staff is not known here.

mod db;

use chrono::TimeDelta;
use model::{AccountId, ShopId, Timestamp, is_unprintable};

use crate::news::Item;
use crate::queues::{self, QUEUES_MAX};
use crate::words::words;
use crate::{Advice, QueueId};

pub(crate) use db::{of_shop, rested, take_part};

/// So long an advisor counts as there without a sign of them.
pub const SEEN_FOR: TimeDelta = TimeDelta::seconds(45);
/// Languages one advisor may name.
pub const LANGUAGES_MAX: usize = 10;
/// Skills one advisor may name…
pub const SKILLS_MAX: usize = 20;
/// …and the characters of each.
pub const SKILL_MAX: usize = 40;

words! {
    /// What an advisor says of themselves.
    Availability {
        On = "on",
        Break = "break",
        Off = "off",
    }
}

/// Someone who gives advice in a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advisor {
    pub shop_id: ShopId,
    pub account_id: AccountId,
    pub state: Availability,
    /// ISO 639 codes in small letters.
    pub languages: Vec<String>,
    /// Words of their own, as `running shoes`.
    pub skills: Vec<String>,
    /// The last sign of them.
    pub seen_at: Timestamp,
    /// Since when they rest from giving advice: they came, or a session ended.
    pub free_since: Timestamp,
    /// Since when they are in a session, in whatever shop, as its advisor or as a colleague.
    pub in_session_since: Option<Timestamp>,
    /// The queues they serve; empty for all.
    pub serves: Vec<QueueId>,
}

/// What an advisor says of themselves.
#[derive(Debug, Clone)]
pub struct Profile {
    pub state: Availability,
    pub languages: Vec<String>,
    pub skills: Vec<String>,
    /// The queues they serve, empty for all; none to leave it as it is.
    pub serves: Option<Vec<QueueId>>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AdvisorError {
    #[error("at most {LANGUAGES_MAX} languages, each a code of ISO 639 as en or es")]
    Languages,
    #[error("at most {SKILLS_MAX} skills, each of 1 to {SKILL_MAX} characters")]
    Skills,
    #[error("a queue that is served is one of the shop's")]
    Queues,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advisor {
    /// There at `now`, in a session or not.
    pub fn is_on(&self, now: Timestamp) -> bool {
        self.state == Availability::On && now - self.seen_at < SEEN_FOR
    }

    /// There, and free.
    pub fn is_available(&self, now: Timestamp) -> bool {
        self.is_on(now) && self.in_session_since.is_none()
    }

    /// Whether they take who waits in that queue. Who did not choose one is anybody's.
    pub fn takes_from(&self, queue: Option<QueueId>) -> bool {
        self.serves.is_empty() || queue.is_none_or(|queue| self.serves.contains(&queue))
    }
}

/// Whether `code` is one of ISO 639, as far as its looks go.
pub(crate) fn is_language(code: &str) -> bool {
    (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase())
}

impl Profile {
    fn checked(mut self) -> Result<Self, AdvisorError> {
        if self.languages.len() > LANGUAGES_MAX || !self.languages.iter().all(|code| is_language(code)) {
            return Err(AdvisorError::Languages);
        }
        if self.skills.len() > SKILLS_MAX {
            return Err(AdvisorError::Skills);
        }
        for skill in &mut self.skills {
            *skill = skill.trim().to_owned();
            if !(1..=SKILL_MAX).contains(&skill.chars().count()) || skill.chars().any(is_unprintable) {
                return Err(AdvisorError::Skills);
            }
        }
        if let Some(queues) = &mut self.serves {
            if queues.len() > QUEUES_MAX {
                return Err(AdvisorError::Queues);
            }
            queues.sort_unstable();
            queues.dedup();
        }
        Ok(self)
    }
}

impl Advice {
    /// What is known of `account` as an advisor of `shop`.
    pub async fn advisor(&self, shop: ShopId, account: AccountId) -> Result<Option<Advisor>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_account(&mut read, shop, account).await
    }

    /// Takes down what `account` says of themselves, which is a sign of them too.
    pub async fn set_advisor(
        &self,
        shop: ShopId,
        account: AccountId,
        profile: Profile,
    ) -> Result<Advisor, AdvisorError> {
        let profile = profile.checked()?;
        let mut tx = self.db.begin().await?;
        db::set(&mut tx, shop, account, &profile, self.clock.now()).await?;
        if let Some(serves) = &profile.serves
            && !queues::set_served(&mut tx, shop, account, serves).await?
        {
            return Err(AdvisorError::Queues);
        }
        let advisor = db::of_account(&mut tx, shop, account).await?;
        tx.commit().await?;
        self.news.tell(Item::Advisors { shop });
        Ok(advisor.expect("it was written in this transaction"))
    }

    /// A sign of `account`. Of someone who never said anything it is none.
    pub async fn advisor_seen(&self, shop: ShopId, account: AccountId) -> Result<(), store::Error> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let before = db::seen_at(&mut tx, shop, account).await?;
        db::seen(&mut tx, shop, account, now).await?;
        tx.commit().await?;
        // Somebody who was taken to be gone is there again.
        if before.is_some_and(|before| now - before >= SEEN_FOR) {
            self.lines.changed(shop);
        }
        Ok(())
    }
}
