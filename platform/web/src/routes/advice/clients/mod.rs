//! Clients' cards: what a shop's advisors keep of a shopper, as both see it. The
//! advisor's side is in `of_shop`, what goes on in a talk in `in_talk`, the shopper's own
//! in `own`.

mod errors;
pub(crate) mod in_talk;
pub(crate) mod of_shop;
pub(crate) mod own;

use std::collections::BTreeMap;

use advisor::clients::{Bought, Card, Consents, Talk};
use model::{AccountId, Money, OrderState, ProductId, ShopId, Timestamp};
use people::accounts::Account;
use people::shops::Shop;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::desk::ColleagueJson;
use crate::App;
use crate::error::Error;

/// What a shop's advisors keep of a shopper. A part there is no leave for is empty.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CardJson {
    /// The shop's slug.
    shop: String,
    shop_name: String,
    /// The shopper.
    client: ColleagueJson,
    /// Null without a card: there is no leave for anything.
    consents: Option<ConsentsJson>,
    /// By name.
    sizes: Vec<SizeJson>,
    /// The newest first.
    notes: Vec<NoteJson>,
    /// What was bought in this shop, the newest first, up to 50; null without leave.
    bought: Option<Vec<BoughtJson>>,
    /// The talks there were, the newest first, up to 50; null without leave.
    talks: Option<Vec<TalkJson>>,
    /// Who looked at it outside of talks, the last one first, up to 50. For the shopper.
    #[serde(skip_serializing_if = "Option::is_none")]
    looks: Option<Vec<LookJson>>,
}

/// Since when there is leave for what; null where there is none.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsentsJson {
    #[schema(value_type = Option<String>, format = DateTime)]
    history: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    sizes: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    notes: Option<Timestamp>,
    /// Leave to look outside of talks and bookings.
    #[schema(value_type = Option<String>, format = DateTime)]
    any_time: Option<Timestamp>,
    /// The version of the text that was agreed to last.
    version: i64,
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
}

/// A size or a preference.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SizeJson {
    name: String,
    value: String,
    /// The advisor who wrote it; null where the shopper did.
    by: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// A note of an advisor's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoteJson {
    id: Uuid,
    text: String,
    /// Who wrote it.
    by: String,
    /// Yours to delete.
    own: bool,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// A purchase.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoughtJson {
    number: i64,
    #[schema(value_type = String, format = DateTime)]
    placed_at: Timestamp,
    state: OrderState,
    total: Money,
    lines: Vec<BoughtLineJson>,
}

/// A line of one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoughtLineJson {
    name: String,
    options: Vec<String>,
    quantity: i64,
}

/// A talk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TalkJson {
    /// Who gave the advice.
    advisor: String,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// In seconds; null while it goes on.
    length_s: Option<i64>,
    /// What was shown in it, by name.
    products: Vec<String>,
}

/// A look at the card.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LookJson {
    by: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// A size or a preference to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SizeForm {
    /// 1 to 40 characters, as `Shoe`. The same name in capitals is the same.
    name: String,
    /// Up to 120 characters, as `38`; an empty one takes it off the card.
    value: String,
}

impl From<Consents> for ConsentsJson {
    fn from(consents: Consents) -> Self {
        Self {
            history: consents.history_at,
            sizes: consents.sizes_at,
            notes: consents.notes_at,
            any_time: consents.any_time_at,
            version: consents.consent,
            changed_at: consents.changed_at,
        }
    }
}

/// Who looks at a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Eyes {
    /// The shopper's own.
    Own,
    Advisor(AccountId),
}

/// What the accounts and products on a card are called.
struct Names {
    people: BTreeMap<AccountId, String>,
    products: BTreeMap<ProductId, String>,
}

impl Names {
    /// Someone who has no account any more has no name.
    fn person(&self, id: AccountId) -> String {
        self.people.get(&id).cloned().unwrap_or_default()
    }

    fn talk(&self, talk: &Talk) -> TalkJson {
        let products = talk.products.iter().filter_map(|id| self.products.get(id));
        TalkJson {
            advisor: self.person(talk.advisor_id),
            started_at: talk.started_at,
            length_s: talk.ended_at.map(|ended| (ended - talk.started_at).num_seconds()),
            products: products.cloned().collect(),
        }
    }
}

impl From<Bought> for BoughtJson {
    fn from(bought: Bought) -> Self {
        let lines = bought.lines.into_iter().map(|line| BoughtLineJson {
            name: line.name,
            options: line.options,
            quantity: line.quantity,
        });
        Self {
            number: bought.number,
            placed_at: bought.placed_at,
            state: bought.state,
            total: Money::new(bought.total, bought.currency),
            lines: lines.collect(),
        }
    }
}

impl App {
    /// The card the advisors of `shop` keep of `client`, as `eyes` see it.
    async fn card_json(&self, shop: &Shop, client: &Account, eyes: Eyes) -> Result<CardJson, Error> {
        let card = self.advice.card(shop.id, client.id).await?;
        let mut json = CardJson {
            shop: shop.slug.clone(),
            shop_name: shop.name.clone(),
            client: ColleagueJson::from(client),
            consents: None,
            sizes: Vec::new(),
            notes: Vec::new(),
            bought: None,
            talks: None,
            looks: (eyes == Eyes::Own).then(Vec::new),
        };
        let Some(card) = card else {
            return Ok(json);
        };
        let names = self.names_on(shop.id, &card).await?;
        json.sizes = card
            .sizes
            .into_iter()
            .map(|size| SizeJson {
                name: size.name,
                value: size.value,
                by: size.set_by.map(|by| names.person(by)),
                at: size.set_at,
            })
            .collect();
        json.notes = card
            .notes
            .into_iter()
            .map(|note| NoteJson {
                id: note.id,
                text: note.text,
                by: names.person(note.author_id),
                own: eyes == Eyes::Own || eyes == Eyes::Advisor(note.author_id),
                at: note.noted_at,
            })
            .collect();
        if let Some(looks) = &mut json.looks {
            looks.extend(card.looks.iter().map(|look| LookJson {
                by: names.person(look.advisor_id),
                at: look.looked_at,
            }));
        }
        if let Some(history) = card.history {
            json.talks = Some(history.talks.iter().map(|talk| names.talk(talk)).collect());
            json.bought = Some(history.bought.into_iter().map(BoughtJson::from).collect());
        }
        json.consents = Some(card.consents.into());
        Ok(json)
    }

    async fn names_on(&self, shop: ShopId, card: &Card) -> Result<Names, Error> {
        let mut people = BTreeMap::new();
        let talks = card.history.iter().flat_map(|history| &history.talks);
        let ids = (card.sizes.iter().filter_map(|size| size.set_by))
            .chain(card.notes.iter().map(|note| note.author_id))
            .chain(card.looks.iter().map(|look| look.advisor_id))
            .chain(talks.clone().map(|talk| talk.advisor_id));
        for id in ids {
            if let std::collections::btree_map::Entry::Vacant(place) = people.entry(id)
                && let Some(account) = self.people.account(id).await?
            {
                place.insert(account.name);
            }
        }
        let mut ids: Vec<_> = talks.flat_map(|talk| talk.products.iter().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        let products = self.commerce.cards(&ids).await?.into_iter();
        let products = products.filter(|product| product.shop.id == shop);
        Ok(Names {
            people,
            products: products.map(|product| (product.id, product.name)).collect(),
        })
    }
}
