//! The room: a show while it is live. The picture is the page.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::{FollowView, PlayerView, ShowCard};

/// `GET /shows/{id}` while the show is live
#[derive(Clone, Debug, Template)]
#[template(path = "room/room.html")]
pub struct RoomPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The show.
    pub show: ShowCard,
    /// What its player needs.
    pub player: PlayerView,
    /// The room's socket, `/live/{show}`.
    pub socket_url: String,
    /// How the visitor stands to the host; none where they are the same.
    pub follow: Option<FollowView>,
    /// What the same host will show next.
    pub more: Vec<ShowCard>,
    /// Whether the visitor hosts it, and is offered the way to the studio.
    pub yours: bool,
}

#[cfg(any(test, feature = "samples"))]
impl RoomPage {
    /// A room on the air.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            show: ShowCard::sample(),
            player: PlayerView::sample(),
            follow: Some(FollowView::sample()),
            socket_url: "/live/show-1".to_owned(),
            more: vec![ShowCard::sample_scheduled()],
            yours: true,
        }
    }
}
