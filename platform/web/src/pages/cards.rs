//! Shows as the pages show them.

use futures_util::future::join_all;
use live::shows::{Cursor, Listed, Listing};
use model::{ShowId, ShowState, Timestamp};
use storefront_templates::views::{self, PersonView, PlayerView, ShopView, ShowCard};

use crate::App;
use crate::error::Error;
use crate::urls;

/// How many a list on a page holds.
const LISTED: i64 = 24;

/// Shows sorted by where they stand.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    pub live: Vec<ShowCard>,
    pub upcoming: Vec<ShowCard>,
    pub replays: Vec<ShowCard>,
}

impl App {
    /// `listing` as cards.
    pub(super) async fn cards(&self, listing: Listing) -> Result<Vec<ShowCard>, Error> {
        Ok(self.cards_after(listing, None).await?.0)
    }

    /// A page of `listing` as cards, and where the next one begins.
    pub(super) async fn cards_after(
        &self,
        listing: Listing,
        after: Option<Cursor>,
    ) -> Result<(Vec<ShowCard>, Option<Cursor>), Error> {
        let now = self.live.clock.now();
        let mut listed = self.live.list(listing, after, LISTED).await?;
        let full = i64::try_from(listed.len()) == Ok(LISTED);
        let next = listed.last().filter(|_| full).map(Cursor::after);
        listed.retain(|listed| listed.show.state_at(now) != ShowState::Expired);
        let cards = join_all(listed.iter().map(|listed| self.card(listed))).await;
        Ok((cards, next))
    }

    /// `listing` as cards, sorted by state; replays only where there is one.
    pub(super) async fn sorted_cards(&self, listing: Listing) -> Result<Sorted, Error> {
        let mut sorted = Sorted::default();
        for card in self.cards(listing).await? {
            match card.state {
                views::ShowState::Live => sorted.live.push(card),
                views::ShowState::Scheduled => sorted.upcoming.push(card),
                views::ShowState::Ended if card.replay => sorted.replays.push(card),
                views::ShowState::Ended => {}
            }
        }
        sorted
            .upcoming
            .sort_by_key(|card| (card.starts_at.is_none(), card.starts_at));
        Ok(sorted)
    }

    /// What else the host of `shown` has on or planned.
    pub(super) async fn more_of_host(&self, shown: &Listed) -> Result<Vec<ShowCard>, Error> {
        let own = shown.show.id.to_string();
        let sorted = self.sorted_cards(Listing::HostPublic(shown.show.host)).await?;
        let all = sorted
            .live
            .into_iter()
            .chain(sorted.upcoming)
            .chain(sorted.replays);
        Ok(all.filter(|card| card.id != own).take(6).collect())
    }

    pub(super) async fn card(&self, listed: &Listed) -> ShowCard {
        let Listed {
            show,
            host,
            shop,
            has_replay,
        } = listed;
        let state = match show.state {
            ShowState::Scheduled => views::ShowState::Scheduled,
            ShowState::Live => views::ShowState::Live,
            ShowState::Ended | ShowState::Expired => views::ShowState::Ended,
        };
        ShowCard {
            id: show.id.to_string(),
            url: format!("/shows/{}", show.id),
            title: show.title.clone(),
            description: show.description.clone(),
            host: PersonView {
                handle: host.handle.clone(),
                name: host.name.clone(),
                avatar_url: host.avatar.as_deref().map(urls::picture),
            },
            shop: shop.as_ref().map(|shop| ShopView {
                slug: shop.slug.clone(),
                name: shop.name.clone(),
            }),
            cover_url: show.cover.as_deref().map(urls::picture),
            state,
            visibility: visibility(show.visibility),
            viewers: self.viewers(show.id, show.state).await,
            paused: show.paused_at.is_some(),
            starts_at: show.starts_at,
            started_at: show.started_at,
            ended_at: show.ended_at,
            expires_at: show.gone_at(),
            duration_s: show.duration().map(|length| length.as_secs()),
            place: show.place.as_ref().map(|place| place.name.clone()),
            replay: *has_replay && show.state == ShowState::Ended,
        }
    }
}

/// The player of a live show or of a replay.
pub(super) fn player(card: &ShowCard, id: ShowId, started_at: Option<Timestamp>) -> PlayerView {
    PlayerView {
        whep_url: format!("/whep/{id}"),
        hls_url: format!("/hls/{id}/index.m3u8"),
        show_url: format!("/api/v1/shows/{id}"),
        poster_url: card.cover_url.clone(),
        replay: card.state == views::ShowState::Ended,
        started_at,
        expires_at: card.expires_at,
    }
}

pub(super) fn visibility(stored: model::Visibility) -> views::Visibility {
    match stored {
        model::Visibility::Public => views::Visibility::Public,
        model::Visibility::Unlisted => views::Visibility::Unlisted,
        model::Visibility::Private => views::Visibility::Private,
    }
}
