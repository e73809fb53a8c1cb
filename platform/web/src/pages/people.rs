//! Who follows a person, and whom they follow: `/@handle/followers`, `/@handle/following`.

use axum::extract::{Path, State};
use axum::response::Response;
use live::follows::{FollowCursor, TargetFace};
use people::accounts::Account;
use serde::Deserialize;
use storefront_templates::pages::{PeopleEntry, PeoplePage};
use storefront_templates::views::{PersonView, ShopView};

use super::context::{Member, person};
use super::forms::Asked;
use super::html;
use crate::error::Error;
use crate::{App, Shared, urls};

const PAGE: i64 = 50;

/// Which page of the list.
#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    after: Option<String>,
}

impl PageQuery {
    fn cursor(&self) -> Result<Option<FollowCursor>, Error> {
        let cursor = self.after.as_deref().map(str::parse).transpose();
        cursor.map_err(|why: &str| Error::bad_request("bad-query", why))
    }
}

pub(super) async fn followers(
    State(app): State<Shared>,
    member: Member,
    Path(name): Path<String>,
    Asked(asked): Asked<PageQuery>,
) -> Result<Response, Error> {
    let account = app.account_at(&name).await?;
    let target = live::follows::Target::Person(account.id);
    let found = app.live.followers(target, asked.cursor()?, PAGE).await?;
    let entries = found
        .iter()
        .map(|one| PeopleEntry::Person(face(&one.face)))
        .collect();
    let last = found.last().map(|one| one.cursor);
    html(&page(member, &account, true, entries, last))
}

pub(super) async fn following(
    State(app): State<Shared>,
    member: Member,
    Path(name): Path<String>,
    Asked(asked): Asked<PageQuery>,
) -> Result<Response, Error> {
    let account = app.account_at(&name).await?;
    let found = app.live.following(account.id, asked.cursor()?, PAGE).await?;
    let entry = |target: &TargetFace| match target {
        TargetFace::Person(person) => PeopleEntry::Person(face(person)),
        TargetFace::Shop(shop) => PeopleEntry::Shop(ShopView {
            slug: shop.slug.clone(),
            name: shop.name.clone(),
        }),
    };
    let entries = found.iter().map(|one| entry(&one.face)).collect();
    let last = found.last().map(|one| one.cursor);
    html(&page(member, &account, false, entries, last))
}

fn page(
    member: Member,
    account: &Account,
    followers: bool,
    entries: Vec<PeopleEntry>,
    last: Option<FollowCursor>,
) -> PeoplePage {
    let person = person(account);
    let is_full = i64::try_from(entries.len()) == Ok(PAGE);
    let list = if followers { "followers" } else { "following" };
    PeoplePage {
        next: last
            .filter(|_| is_full)
            .map(|last| format!("{}/{list}?after={last}", person.url())),
        chrome: member.chrome,
        person,
        followers,
        entries,
    }
}

/// A face as the pages show it.
pub(super) fn face(face: &live::shows::Host) -> PersonView {
    PersonView {
        handle: face.handle.clone(),
        name: face.name.clone(),
        avatar_url: face.avatar.as_deref().map(urls::picture),
    }
}

impl App {
    /// The account whose page is at `/{name}`, which begins with an `@`.
    ///
    /// # Errors
    /// 404 when there is none.
    pub(super) async fn account_at(&self, name: &str) -> Result<Account, Error> {
        let handle = name
            .strip_prefix('@')
            .and_then(|name| model::Handle::parse(name).ok())
            .ok_or_else(Error::page_not_found)?;
        let account = self.people.account_by_handle(&handle).await?;
        account.ok_or_else(Error::page_not_found)
    }
}
