//! Web Push: which browsers are pushed to, and the link that ends it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use live::notices::Unsubscribe;
use live::push::{Endpoint, NewSubscription, Subscription};
use model::{AccountId, NoticeKind, SubscriptionId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::views::Page;
use crate::{App, Shared};

use super::documents::Body;

/// With what a browser subscribes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PushKeyJson {
    /// `applicationServerKey`: an uncompressed P-256 point, base64url.
    key: String,
}

/// The key to subscribe with. It stays the same as long as the server's database does.
#[utoipa::path(get, path = "/api/v1/push/key", tag = "notices", responses((status = 200, body = PushKeyJson)))]
pub(crate) async fn key(State(app): State<Shared>) -> Json<PushKeyJson> {
    Json(PushKeyJson {
        key: app.vapid.public_key().to_owned(),
    })
}

/// A browser's subscription, as its `toJSON()` has it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SubscriptionForm {
    endpoint: String,
    keys: SubscriptionKeys,
}

/// The keys of a subscription, base64url.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SubscriptionKeys {
    p256dh: String,
    auth: String,
}

/// A browser that is pushed to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubscriptionJson {
    id: SubscriptionId,
    endpoint: String,
    /// What the browser called itself.
    user_agent: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<Subscription> for SubscriptionJson {
    fn from(subscription: Subscription) -> Self {
        Self {
            id: subscription.id,
            endpoint: subscription.endpoint,
            user_agent: subscription.user_agent,
            created_at: subscription.created_at,
        }
    }
}

/// Your browsers that are pushed to, newest first.
#[utoipa::path(
    get, path = "/api/v1/push/subscriptions", tag = "notices", security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<SubscriptionJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn subscriptions(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
) -> Result<Json<Page<SubscriptionJson>>, Error> {
    let found = app.live.subscriptions(signed.account.id).await?;
    Ok(Json(Page {
        items: found.into_iter().map(SubscriptionJson::from).collect(),
        next: None,
    }))
}

/// Push to this browser from now on, until its session ends.
#[utoipa::path(
    post, path = "/api/v1/push/subscriptions", tag = "notices", request_body = SubscriptionForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn subscribe(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    headers: HeaderMap,
    Body(form): Body<SubscriptionForm>,
) -> Result<StatusCode, Error> {
    let endpoint = Endpoint::parse(&form.endpoint, app.settings.push_reach)
        .map_err(|why| Error::invalid(Some("endpoint"), why.to_string()))?;
    let bytes = |text: &str, field| {
        // Some browsers fill it up.
        let decoded = URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
        decoded.map_err(|_| Error::invalid(Some(field), "This is not base64url."))
    };
    let user_agent = headers.get(header::USER_AGENT);
    let user_agent = user_agent.and_then(|value| value.to_str().ok()).unwrap_or("");
    let new = NewSubscription {
        endpoint,
        p256dh: bytes(&form.keys.p256dh, "p256dh")?,
        auth: bytes(&form.keys.auth, "auth")?,
        user_agent: user_agent.chars().take(200).collect(),
    };
    app.live
        .subscribe(signed.account.id, signed.session(), new)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which browser.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EndpointForm {
    endpoint: String,
}

/// Push to a browser of yours no longer.
#[utoipa::path(
    delete, path = "/api/v1/push/subscriptions", tag = "notices", request_body = EndpointForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn unsubscribe(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Body(form): Body<EndpointForm>,
) -> Result<StatusCode, Error> {
    if app
        .live
        .unsubscribe_browser(signed.account.id, &form.endpoint)
        .await?
    {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Error::new(
            StatusCode::NOT_FOUND,
            "subscription-not-found",
            "This browser is not pushed to.",
        ))
    }
}

/// What an unsubscribe link is about, for its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ends {
    /// Being told of this host or shop, by name.
    Following(String),
    /// Pushes of this kind.
    Kind(NoticeKind),
}

impl App {
    /// Whose link this is, what it ends, and its words.
    ///
    /// # Errors
    /// 404 when it is none of ours, or what it was about is gone.
    pub(crate) async fn read_unsubscribe(
        &self,
        token: &str,
    ) -> Result<(AccountId, Unsubscribe, Ends), Error> {
        let key = self.live.unsubscribe_key().await?;
        let (account, what) = key.read(token).ok_or_else(Error::page_not_found)?;
        let ends = match what {
            Unsubscribe::Host(host) => {
                let host = self.people.account(host).await?;
                Ends::Following(host.ok_or_else(Error::page_not_found)?.name)
            }
            Unsubscribe::Shop(shop) => {
                let shop = self.people.shop(shop).await?;
                Ends::Following(shop.ok_or_else(Error::page_not_found)?.name)
            }
            Unsubscribe::Kind(kind) => Ends::Kind(kind),
        };
        Ok((account, what, ends))
    }
}
