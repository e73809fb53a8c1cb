//! The page behind an unsubscribe link (in the manner of RFC 8058): whoever
//! has the link may press its button, signed in or not.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use model::NoticeKind;
use storefront_templates::pages::{UnsubscribePage, UnsubscribeView};

use super::context::Context;
use super::{errors, html};
use crate::Shared;
use crate::error::Error;
use crate::routes::Ends;

/// Changes nothing: links are followed by programs that look what is behind them.
pub(super) async fn show(
    State(app): State<Shared>,
    context: Context,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let (.., ends) = app.read_unsubscribe(&token).await?;
    html(&page(context, ends, &token, false))
}

/// Does it, as often as one likes. Programs, such as our own service worker,
/// are told no more than that it is done.
pub(super) async fn end(
    State(app): State<Shared>,
    headers: HeaderMap,
    context: Context,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let (account, what, ends) = app.read_unsubscribe(&token).await?;
    app.live.unsubscribe(account, what).await?;
    if errors::reads_pages(&headers) {
        html(&page(context, ends, &token, true))
    } else {
        Ok(StatusCode::NO_CONTENT.into_response())
    }
}

fn page(context: Context, ends: Ends, token: &str, done: bool) -> UnsubscribePage {
    UnsubscribePage {
        chrome: context.chrome,
        ends: match ends {
            Ends::Following(name) => UnsubscribeView::Following(name),
            Ends::Kind(NoticeKind::Live) => UnsubscribeView::Live,
            Ends::Kind(NoticeKind::Soon) => UnsubscribeView::Soon,
            Ends::Kind(NoticeKind::Mention) => UnsubscribeView::Mention,
        },
        action: format!("/unsubscribe/{token}"),
        done,
    }
}
