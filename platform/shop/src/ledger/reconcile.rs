//! Do the books agree? Ours among themselves, and with the provider's.

use std::collections::HashMap;
use std::fmt;

use model::{ShopId, Timestamp};
use store::fetch_all;

use super::books::LAWS;
use crate::Commerce;
use crate::payments::{MovementKind, ProviderError};

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

/// Amounts by kind and the provider's name.
type Book = HashMap<(String, String), i64>;

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
        let after = self.book(shop).await?;
        let mut differences = Vec::new();
        for ((kind, name), &should) in &theirs {
            let is = after.get(&(kind.clone(), name.clone())).copied();
            if is != Some(should) {
                differences.push(Difference {
                    what: "a movement at the provider is not in the ledger so",
                    whose: name.clone(),
                    is: is.unwrap_or(0),
                    should,
                });
            }
        }
        for ((kind, name), is) in before {
            if !theirs.contains_key(&(kind, name.clone())) {
                differences.push(Difference {
                    what: "a movement in the ledger is not at the provider",
                    whose: name,
                    is,
                    should: 0,
                });
            }
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

    /// Our ledger, as far as it is about the provider in use.
    async fn book(&self, shop: ShopId) -> Result<Book, ProviderError> {
        let mut read = self.db.read().await.map_err(ProviderError::Store)?;
        let rows = fetch_all!(
            read,
            (String, String, i64),
            "SELECT kind, provider_ref, amount FROM ledger WHERE shop_id = $1 AND provider = $2",
            shop,
            self.provider().name()
        )?;
        let named = rows.into_iter();
        Ok(named.map(|(kind, name, amount)| ((kind, name), amount)).collect())
    }

    async fn book_of_provider(&self, shop: ShopId) -> Result<Book, ProviderError> {
        let account = self.settings(shop).await?.stripe_account;
        let mut book = Book::new();
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let since = Timestamp::UNIX_EPOCH;
            let page = self
                .provider()
                .movements(shop, account.as_deref(), since, after.as_deref())
                .await?;
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
        Ok(book)
    }
}

/// As the ledger has it.
fn word(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::Charge => "charge",
        MovementKind::Refund => "refund",
        MovementKind::Dispute => "dispute",
        MovementKind::DisputeWon => "dispute_won",
    }
}
