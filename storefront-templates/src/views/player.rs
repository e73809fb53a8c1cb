//! What the player element needs to play a show.

use chrono::{DateTime, Utc};

/// Where the picture comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PlayerView {
    /// WHEP endpoint, such as `/whep/{show}`; unused for a replay.
    pub whep_url: String,
    /// HLS playlist, such as `/hls/{show}/index.m3u8`.
    pub hls_url: String,
    /// The show as JSON, `/api/v1/shows/{id}`: asked for its state while playing.
    pub show_url: String,
    /// Picture to show before the first frame.
    pub poster_url: Option<String>,
    /// Whether this is a replay: own controls, no WHEP.
    pub replay: bool,
    /// When the show began.
    pub started_at: Option<DateTime<Utc>>,
    /// When the replay goes.
    pub expires_at: Option<DateTime<Utc>>,
}

impl PlayerView {
    /// `live` or `replay`, as the element names it.
    pub fn mode(&self) -> &'static str {
        if self.replay { "replay" } else { "live" }
    }
}

#[cfg(any(test, feature = "samples"))]
impl PlayerView {
    /// The player of a show that is live.
    pub fn sample() -> Self {
        Self {
            whep_url: "/whep/show-1".to_owned(),
            hls_url: "/hls/show-1/index.m3u8".to_owned(),
            show_url: "/api/v1/shows/show-1".to_owned(),
            poster_url: None,
            replay: false,
            started_at: Some(super::sample_now() - chrono::Duration::seconds(724)),
            expires_at: None,
        }
    }

    /// The player of a replay.
    pub fn sample_replay() -> Self {
        Self {
            replay: true,
            expires_at: Some(super::sample_now() + chrono::Duration::seconds(18_720)),
            ..Self::sample()
        }
    }
}
