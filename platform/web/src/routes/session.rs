//! The session of a browser.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum_extra::extract::cookie::CookieJar;
use people::accounts::{Account, login_name};
use people::secret::Secret;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::ClientAddress;
use crate::auth::{self, SignedIn};
use crate::error::{Error, Problem};
use crate::limits::Act;
use crate::views::AccountJson;
use crate::{App, Shared};

use super::documents::Body;

/// What signing in takes.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Credentials {
    /// Handle or e-mail address.
    login: String,
    password: String,
}

/// Sign in: sets the session's cookie.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "session", request_body = Credentials,
    responses(
        (status = 201, body = AccountJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    address: ClientAddress,
    headers: HeaderMap,
    jar: CookieJar,
    Body(typed): Body<Credentials>,
) -> Result<(StatusCode, CookieJar, Json<AccountJson>), Error> {
    let (account, secret) = app
        .sign_in(address, &headers, &typed.login, &typed.password)
        .await?;
    let jar = jar.add(auth::session_cookie(&app, &secret));
    Ok((StatusCode::CREATED, jar, Json(AccountJson::from(&account))))
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/session", tag = "session", security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = AccountJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(SignedIn(signed): SignedIn) -> Json<AccountJson> {
    Json(AccountJson::from(&signed.account))
}

/// Sign out.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "session", security(("cookie" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    jar: CookieJar,
) -> Result<(StatusCode, CookieJar), Error> {
    let session = signed
        .session()
        .ok_or_else(|| Error::forbidden("A token has no session: revoke it instead."))?;
    app.revoke_session(signed.account.id, session).await?;
    Ok((StatusCode::NO_CONTENT, jar.remove(auth::no_cookie())))
}

impl App {
    /// Opens a session for who proves to be `login`, within their limits.
    pub(crate) async fn sign_in(
        &self,
        address: ClientAddress,
        headers: &HeaderMap,
        login: &str,
        password: &str,
    ) -> Result<(Account, Secret), Error> {
        self.limits.take(Act::SignInFrom(address.0))?;
        self.limits.take(Act::SignInAs(&login_name(login)))?;
        let account = self
            .people
            .check_password(login, password)
            .await?
            .ok_or_else(Error::wrong_password)?;
        let secret = self.open_session(address, headers, &account).await?;
        Ok((account, secret))
    }

    /// Opens a session for `account` in the browser that sent `headers`. What that
    /// browser was let into as a guest, and what it meant to buy, is the account's
    /// from then on.
    pub(crate) async fn open_session(
        &self,
        address: ClientAddress,
        headers: &HeaderMap,
        account: &Account,
    ) -> Result<Secret, Error> {
        let user_agent = headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        let (_, secret) = self
            .people
            .open_session(account.id, user_agent, address.0)
            .await?;
        if let Some(guest) = auth::guest(&CookieJar::from_headers(headers)) {
            // They are signed in all the same.
            if let Err(error) = self.live.hand_over_passes(guest, account.id).await {
                tracing::warn!(%error, "a guest's passes stay the guest's");
            }
            if let Err(error) = self.commerce.hand_over(guest, account.id).await {
                tracing::warn!(%error, "a guest's basket stays the guest's");
            }
            if let Err(error) = self.advice.hand_over(guest, account.id).await {
                tracing::warn!(%error, "a guest's place in line for advice stays the guest's");
            }
        }
        Ok(secret)
    }
}
