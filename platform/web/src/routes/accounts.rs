//! Accounts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use people::accounts::{Account, SignUp};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::address::ClientAddress;
use crate::error::{Error, Problem};
use crate::limits::Act;
use crate::views::AccountJson;
use crate::{App, Shared};

use super::documents::Body;

/// What signing up takes.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewAccount {
    /// 2 to 30 of a-z, 0-9 and `_`.
    handle: String,
    /// 1 to 60 characters.
    name: String,
    email: String,
    /// 10 to 200 characters.
    password: String,
    /// `en` or `es`.
    #[serde(default)]
    locale: String,
}

/// Make an account.
#[utoipa::path(
    post, path = "/api/v1/accounts", tag = "accounts", request_body = NewAccount,
    responses(
        (status = 201, body = AccountJson),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    address: ClientAddress,
    Body(new): Body<NewAccount>,
) -> Result<(StatusCode, Json<AccountJson>), Error> {
    let typed = SignUp {
        handle: new.handle,
        name: new.name,
        email: new.email,
        password: new.password,
        locale: new.locale,
    };
    let account = app.sign_up(address, typed).await?;
    Ok((StatusCode::CREATED, Json(AccountJson::from(&account))))
}

impl App {
    /// Makes an account for someone at `address`, within its limits.
    pub(crate) async fn sign_up(&self, address: ClientAddress, typed: SignUp) -> Result<Account, Error> {
        self.limits.take(Act::SignUp(address.0))?;
        Ok(self.people.sign_up(typed).await?)
    }
}
