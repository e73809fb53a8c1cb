//! The things pages show, as plain data: people, shops, shows, what a player needs.
//! Filled by the caller; no rules here beyond how a thing looks.

mod follow;
mod money;
mod people;
mod player;
mod shops;
mod shows;
mod small_show;

pub use follow::{FollowButton, FollowView};
pub use money::MoneyView;
pub use people::{Avatar, PersonView};
pub use player::PlayerView;
pub use shops::ShopView;
pub use shows::{ShowCard, ShowState, Tile, TileSize, Visibility};
pub use small_show::SmallShowView;

/// The hour at which sample pages are rendered: 22 November 2026, 18:00 UTC.
#[cfg(any(test, feature = "samples"))]
pub(crate) fn sample_now() -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(1_795_370_400, 0).expect("a valid time")
}
