//! Do the books agree? Ours among themselves, and with the provider's.

use std::collections::HashMap;
use std::fmt;

use model::{LedgerKind, ShopId, Timestamp};
use store::fetch_all;

use super::books::LAWS;
use crate::Commerce;
use crate::payments::{MovementKind, ProviderError};
use crate::refunds;

/// Pages of movements read at most: those of the last million.
const PAGES: usize = 10_000;

/// Two books that do not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What is wrong, in words.
    pub what: &'static str,
    /// Whose: an id of ours, or the provider's name for it.
    pub whose: String,
    /// What stands there, and what should.
    pub is: i64,
    pub should: i64,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} (is {}, should be {})",
            self.what, self.whose, self.is, self.should
        )
    }
}

/// A movement's kind and the provider's name for it.
type Name = (String, String);

/// What our ledger says of one.
struct Noted {
    amount: i64,
    /// Whose account at the provider it went through.
    account: Option<String>,
}

/// The provider's books.
#[derive(Default)]
struct Theirs {
    amounts: HashMap<Name, i64>,
    /// Accounts that can't be read any more: their shop has cut them off.
    closed: Vec<Option<String>>,
}

impl Commerce {
    /// Every shop with its address, or the one at `slug`.
    pub async fn shops_with_books(&self, slug: Option<&str>) -> Result<Vec<(ShopId, String)>, store::Error> {
        let mut read = self.db.read().await?;
        fetch_all!(
            read,
            (ShopId, String),
            "SELECT id, slug FROM shops WHERE $1 IS NULL OR slug = $1 ORDER BY slug",
            slug
        )
    }

    /// What does not agree in a shop's books; empty when all does. What is
    /// undecided is looked up meanwhile.
    pub async fn reconcile(&self, shop: ShopId) -> Result<Vec<Difference>, ProviderError> {
        // Business goes on: what was in our ledger before has to be at the provider,
        // and what is at the provider has to be in our ledger afterwards.
        let before = self.book(shop).await?;
        let theirs = self.book_of_provider(shop).await?;
        self.look_up_shop(shop).await?;
        for (named, noted) in &before {
            if !theirs.amounts.contains_key(named) && !theirs.closed.contains(&noted.account) {
                self.look_at_missing(named).await?;
            }
        }
        let after = self.book(shop).await?;
        let mut differences = Vec::new();
        for (named, &should) in &theirs.amounts {
            let is = after.get(named).map(|noted| noted.amount);
            if is != Some(should) {
                differences.push(Difference {
                    what: "a movement at the provider is not in the ledger so",
                    whose: named.1.clone(),
                    is: is.unwrap_or(0),
                    should,
                });
            }
        }
        for (named, noted) in before {
            // What has come back since is in neither book.
            if after.contains_key(&named)
                && !theirs.amounts.contains_key(&named)
                && !theirs.closed.contains(&noted.account)
            {
                differences.push(Difference {
                    what: "a movement in the ledger is not at the provider",
                    whose: named.1,
                    is: noted.amount,
                    should: 0,
                });
            }
        }
        for account in theirs.closed {
            differences.push(Difference {
                what: "an account the shop had can't be read at the provider any more",
                whose: account.unwrap_or_default(),
                is: 0,
                should: 0,
            });
        }
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        for law in LAWS {
            let broken = law.broken(&mut read, shop).await?;
            differences.extend(broken.into_iter().map(|(whose, is, should)| Difference {
                what: law.name,
                whose: whose.to_string(),
                is,
                should,
            }));
        }
        Ok(differences)
    }

    /// A refund that is not at the provider any more has come back, perhaps, and no
    /// notice of it was heard.
    async fn look_at_missing(&self, (kind, name): &Name) -> Result<(), ProviderError> {
        if kind != LedgerKind::Refund.as_str() {
            return Ok(());
        }
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let refund = refunds::by_ref(&mut read, self.provider().name(), name).await?;
        drop(read);
        if let Some(refund) = refund
            && let Err(error) = self.look_at_refund(refund).await
        {
            tracing::warn!(%refund, %error, "a refund is not at the provider");
        }
        Ok(())
    }

    /// Our ledger, as far as it is about the provider in use. Money that was given
    /// back and came back is in neither book.
    async fn book(&self, shop: ShopId) -> Result<HashMap<Name, Noted>, ProviderError> {
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let rows = fetch_all!(
            read,
            (LedgerKind, String, i64, Option<String>),
            "SELECT l.kind, l.provider_ref, l.amount, p.account
             FROM ledger l LEFT JOIN payments p ON p.id = l.payment_id
             WHERE l.shop_id = $1 AND l.provider = $2",
            shop,
            self.provider().name()
        )?;
        let mut book = HashMap::new();
        for (kind, name, amount, account) in rows {
            let kind = match kind {
                LedgerKind::RefundFailed => LedgerKind::Refund,
                kind => kind,
            };
            let noted = book
                .entry((kind.as_str().to_owned(), name))
                .or_insert(Noted { amount: 0, account });
            noted.amount += amount;
        }
        book.retain(|_, noted| noted.amount != 0);
        Ok(book)
    }

    /// The books of each account the shop was ever paid through, and of today's.
    async fn book_of_provider(&self, shop: ShopId) -> Result<Theirs, ProviderError> {
        let today = self.settings(shop).await?.stripe_account;
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let used = fetch_all!(
            read,
            (Option<String>,),
            "SELECT DISTINCT account FROM payments WHERE shop_id = $1 AND provider = $2",
            shop,
            self.provider().name()
        )?;
        drop(read);
        let mut theirs = Theirs::default();
        self.read_account(shop, today.as_deref(), &mut theirs.amounts)
            .await?;
        for (account,) in used.into_iter().filter(|(account,)| *account != today) {
            match self
                .read_account(shop, account.as_deref(), &mut theirs.amounts)
                .await
            {
                Ok(()) => {}
                Err(ProviderError::Barred(why)) => {
                    tracing::warn!(?account, why, "an account's books stay closed");
                    theirs.closed.push(account);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(theirs)
    }

    async fn read_account(
        &self,
        shop: ShopId,
        account: Option<&str>,
        book: &mut HashMap<Name, i64>,
    ) -> Result<(), ProviderError> {
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let since = Timestamp::UNIX_EPOCH;
            let provider = self.provider();
            let page = provider.movements(shop, account, since, after.as_deref()).await?;
            let moved = page.items.into_iter();
            book.extend(moved.map(|movement| {
                let name = (word(movement.kind).to_owned(), movement.provider_ref);
                (name, movement.amount.minor)
            }));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// As the ledger has it.
fn word(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::Charge => LedgerKind::Charge,
        MovementKind::Refund => LedgerKind::Refund,
        MovementKind::Dispute => LedgerKind::Dispute,
        MovementKind::DisputeWon => LedgerKind::DisputeWon,
    }
    .as_str()
}
