//! The shapes of the JSON API: what people, shops and shows look like to
//! programs.

use live::shows::{Host, Listed, Shopfront, Show};
use model::{AccountId, Clock, Handle, ShowId, ShowState, Timestamp, TokenId, Visibility};
use people::accounts::Account;
use people::tokens::Token;
use serde::Serialize;
use utoipa::ToSchema;

use crate::urls::{self, Base};

/// Your own account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountJson {
    id: AccountId,
    handle: Handle,
    name: String,
    email: String,
    bio: String,
    avatar_url: Option<String>,
    /// `en` or `es`.
    locale: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<&Account> for AccountJson {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id,
            handle: account.handle.clone(),
            name: account.name.clone(),
            email: account.email.clone(),
            bio: account.bio.clone(),
            avatar_url: account.avatar.as_deref().map(urls::picture),
            locale: account.locale.clone(),
            created_at: account.created_at,
        }
    }
}

/// A personal API token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenJson {
    id: TokenId,
    name: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    /// The secret: only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl TokenJson {
    pub(crate) fn new(token: &Token, secret: Option<String>) -> Self {
        Self {
            id: token.id,
            name: token.name.clone(),
            created_at: token.created_at,
            last_used_at: token.last_used_at,
            token: secret,
        }
    }
}

/// A host, as everyone may see them.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonJson {
    handle: String,
    name: String,
    avatar_url: Option<String>,
}

impl From<&Host> for PersonJson {
    fn from(person: &Host) -> Self {
        Self {
            handle: person.handle.clone(),
            name: person.name.clone(),
            avatar_url: person.avatar.as_deref().map(urls::picture),
        }
    }
}

/// A shop, as everyone may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShopfrontJson {
    slug: String,
    name: String,
}

impl From<&Shopfront> for ShopfrontJson {
    fn from(shop: &Shopfront) -> Self {
        Self {
            slug: shop.slug.clone(),
            name: shop.name.clone(),
        }
    }
}

/// Where a show takes place, to a tenth of a degree.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceJson {
    name: String,
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
}

/// A show.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShowJson {
    id: ShowId,
    title: String,
    description: String,
    state: ShowState,
    visibility: Visibility,
    host: PersonJson,
    shop: Option<ShopfrontJson>,
    cover_url: Option<String>,
    place: Option<PlaceJson>,
    #[schema(value_type = Option<String>, format = DateTime)]
    starts_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    started_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// When the replay is gone for everyone.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// Live, but the publisher is away for the moment.
    paused: bool,
    /// People watching over WebRTC now.
    viewers: u64,
    has_replay: bool,
    /// Its page.
    url: String,
    /// Where to publish (RFC 9725).
    whip_url: String,
    /// Where to watch (WHEP).
    whep_url: String,
    /// The live or replay playlist.
    hls_url: String,
    /// The secret an encoder publishes with: only to its host, in the answer
    /// that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_key: Option<String>,
}

impl ShowJson {
    pub(crate) fn new(
        listed: &Listed,
        viewers: u64,
        clock: &dyn Clock,
        base: &Base,
        stream_key: Option<String>,
    ) -> Self {
        let Listed {
            show,
            host,
            shop,
            has_replay,
        } = listed;
        let state = show.state_at(clock.now());
        Self {
            id: show.id,
            title: show.title.clone(),
            description: show.description.clone(),
            state,
            visibility: show.visibility,
            host: PersonJson::from(host),
            shop: shop.as_ref().map(ShopfrontJson::from),
            cover_url: show.cover.as_deref().map(urls::picture),
            place: place(show),
            starts_at: show.starts_at,
            started_at: show.started_at,
            ended_at: show.ended_at,
            expires_at: show.gone_at(),
            paused: show.paused_at.is_some(),
            viewers,
            has_replay: *has_replay && state == ShowState::Ended,
            url: base.page(show.id),
            whip_url: base.whip(show.id),
            whep_url: base.whep(show.id),
            hls_url: base.hls(show.id),
            stream_key,
        }
    }
}

fn place(show: &Show) -> Option<PlaceJson> {
    let place = show.place.as_ref()?;
    Some(PlaceJson {
        name: place.name.clone(),
        latitude: place.latitude(),
        longitude: place.longitude(),
    })
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Pass it as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A list that is never longer than one page.
    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

/// How a live show's picture arrives, for its host.
#[derive(Debug, Serialize, ToSchema)]
pub struct HealthJson {
    pub publishing: bool,
    pub viewers: u64,
    /// Bits a second.
    pub bitrate: u64,
    pub frames_per_second: f32,
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// To the publisher, in milliseconds.
    pub round_trip_ms: Option<u64>,
    /// Share of packets lost on the way in, 0 to 1.
    pub loss: f32,
    /// Why the replay is missing or shorter than the show.
    pub replay_note: Option<String>,
}
