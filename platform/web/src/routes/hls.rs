//! HLS (RFC 8216): the live window and the replay.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use live::shows::Show;
use media::StreamId;
use media::packager::playlist;
use media::vault::{ContentKey, SegmentName, SegmentRecord, VaultError};
use model::{ShowId, ShowState, Visibility};

use crate::auth::Visitor;
use crate::error::Error;
use crate::recording;
use crate::{App, Shared};

use super::documents::Id;

/// How long a segment of a live show may rest in a cache, in seconds: well
/// short of any replay's end.
const LIVE_CACHE: i64 = 60;
/// The same for a replay's, which may be near its end.
const REPLAY_CACHE: i64 = 300;

pub(crate) async fn playlist(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<ShowId>,
) -> Result<Response, Error> {
    let show = app.show_to_play(id, &visitor).await?;
    let text = if show.state == ShowState::Live {
        let window = app.windows.get(StreamId(id.0)).ok_or_else(nothing_yet)?;
        if window.is_empty() {
            return Err(nothing_yet());
        }
        window.playlist()
    } else {
        let records = app.replay_records(id).await?;
        playlist::vod(&records)
    };
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.apple.mpegurl"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}

pub(crate) async fn segment(
    State(app): State<Shared>,
    visitor: Visitor,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Error> {
    let id: ShowId = id.parse().map_err(|_| Error::show_not_found())?;
    let name: SegmentName = name.parse().map_err(|_| segment_not_found())?;
    let show = app.show_to_play(id, &visitor).await?;
    let from_window = match show.state {
        ShowState::Live => app
            .windows
            .get(StreamId(id.0))
            .and_then(|window| window.get(&name.to_string())),
        _ => None,
    };
    let bytes = match from_window {
        Some(bytes) => bytes,
        None => app.stored_segment(id, name).await?,
    };
    let headers = [
        (header::CONTENT_TYPE, "video/mp4".to_owned()),
        (header::CACHE_CONTROL, app.cache_control(&show)),
    ];
    Ok((headers, bytes).into_response())
}

fn nothing_yet() -> Error {
    Error::new(
        StatusCode::NOT_FOUND,
        "nothing-yet",
        "There is no picture yet: try again in a few seconds.",
    )
}

fn segment_not_found() -> Error {
    Error::new(
        StatusCode::NOT_FOUND,
        "segment-not-found",
        "There is no such segment.",
    )
}

impl App {
    /// The show, if `visitor` may watch it and there is something to play.
    async fn show_to_play(&self, id: ShowId, visitor: &Visitor) -> Result<Show, Error> {
        let (show, _) = self.show_to_watch(id, visitor.caller()).await?;
        match show.state_at(self.live.clock.now()) {
            ShowState::Scheduled => Err(nothing_yet()),
            ShowState::Expired => Err(Error::show_gone()),
            ShowState::Live | ShowState::Ended => Ok(show),
        }
    }

    async fn replay_records(&self, id: ShowId) -> Result<Vec<SegmentRecord>, Error> {
        let segments = self.live.segments(id).await?;
        let records: Vec<_> = segments.iter().filter_map(recording::record).collect();
        if records.is_empty() {
            return Err(Error::new(
                StatusCode::NOT_FOUND,
                "no-replay",
                "Nothing of this show was recorded.",
            ));
        }
        Ok(records)
    }

    async fn stored_segment(&self, id: ShowId, name: SegmentName) -> Result<Bytes, Error> {
        let key = self.live.replay_key(id).await?.ok_or_else(segment_not_found)?;
        match self
            .vault
            .read(StreamId(id.0), &ContentKey::from_bytes(key.0), name)
            .await
        {
            Ok(bytes) => Ok(bytes),
            Err(VaultError::Missing) => Err(segment_not_found()),
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// No cache keeps a segment past the show's end of days, and shared ones
    /// keep only what everybody may see.
    fn cache_control(&self, show: &Show) -> String {
        let scope = if show.visibility == Visibility::Private {
            "private"
        } else {
            "public"
        };
        let age = match show.gone_at() {
            Some(gone) => (gone - self.live.clock.now())
                .num_seconds()
                .clamp(0, REPLAY_CACHE),
            None => LIVE_CACHE.min(i64::try_from(self.live.replay_ttl().as_secs()).unwrap_or(LIVE_CACHE)),
        };
        format!("{scope}, max-age={age}")
    }
}
