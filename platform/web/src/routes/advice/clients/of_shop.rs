//! The advisors' side of cards. A card opens to an advisor of the shop in a talk with that
//! client, before one that is booked with them, and at any time where the client said so;
//! to everybody else there is none. What is seen outside of a talk is written down first.

use advisor::clients::{CLIENTS_PAGE, Client, Door};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use model::{AccountId, Handle, Timestamp};
use people::accounts::Account;
use people::shops::Shop;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{CardJson, Eyes, SizeForm};
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::routes::documents::Body;
use crate::views::Page;
use crate::{App, Shared, urls};

/// Which clients to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClientFilter {
    /// A part of the name or the handle.
    #[serde(default)]
    q: String,
    /// `next` of the page before.
    #[serde(default)]
    after: String,
}

/// A client whose card you may look at.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClientJson {
    handle: String,
    name: String,
    avatar_url: Option<String>,
    /// What there is leave for.
    history: bool,
    sizes: bool,
    notes: bool,
    any_time: bool,
    /// When leave was given or changed last.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
}

/// A note to be kept.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NoteForm {
    /// 1 to 1,000 characters. The client reads it.
    text: String,
}

impl From<Client> for ClientJson {
    fn from(client: Client) -> Self {
        Self {
            avatar_url: client.avatar.as_deref().map(urls::picture),
            handle: client.handle,
            name: client.name,
            history: client.leave.history,
            sizes: client.leave.sizes,
            notes: client.leave.notes,
            any_time: client.leave.any_time,
            changed_at: client.changed_at,
        }
    }
}

/// The clients whose cards you may look at just now, by their handles.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/clients", tag = "advice", params(("slug" = String, Path), ClientFilter),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<ClientJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Query(filter): Query<ClientFilter>,
) -> Result<Json<Page<ClientJson>>, Error> {
    let account = signed.account.id;
    let shop = app.desk_to_sit_at(&slug, account).await?;
    let clients = app
        .advice
        .clients(shop.id, account, &filter.q, &filter.after)
        .await?;
    let is_full = i64::try_from(clients.len()) == Ok(CLIENTS_PAGE);
    let next = clients
        .last()
        .filter(|_| is_full)
        .map(|client| client.handle.clone());
    let items = clients.into_iter().map(ClientJson::from).collect();
    Ok(Json(Page { items, next }))
}

/// A client's card. Outside of a talk with them your look is written down, and they see it.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/clients/{handle}", tag = "advice",
    params(("slug" = String, Path), ("handle" = String, Path)), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = CardJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, handle)): Path<(String, String)>,
) -> Result<Json<CardJson>, Error> {
    let (shop, client) = app.client_of(&slug, &handle, signed.account.id).await?;
    let eyes = Eyes::Advisor(signed.account.id);
    Ok(Json(app.card_json(&shop, &client, eyes).await?))
}

/// Write one of a client's sizes or preferences, or take it off.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/advice/clients/{handle}/sizes", tag = "advice",
    params(("slug" = String, Path), ("handle" = String, Path)), request_body = SizeForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = CardJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn set_size(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, handle)): Path<(String, String)>,
    Body(form): Body<SizeForm>,
) -> Result<Json<CardJson>, Error> {
    let own = signed.account.id;
    let (shop, client) = app.client_of(&slug, &handle, own).await?;
    let size = (form.name.as_str(), form.value.as_str());
    app.advice.set_size(shop.id, client.id, size, Some(own)).await?;
    Ok(Json(app.card_json(&shop, &client, Eyes::Advisor(own)).await?))
}

/// Put a note on a client's card. They can read it, and delete it.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/advice/clients/{handle}/notes", tag = "advice",
    params(("slug" = String, Path), ("handle" = String, Path)), request_body = NoteForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = CardJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add_note(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, handle)): Path<(String, String)>,
    Body(form): Body<NoteForm>,
) -> Result<Json<CardJson>, Error> {
    let own = signed.account.id;
    let (shop, client) = app.client_of(&slug, &handle, own).await?;
    app.advice.add_note(shop.id, client.id, own, &form.text).await?;
    Ok(Json(app.card_json(&shop, &client, Eyes::Advisor(own)).await?))
}

/// Delete a note of your own from a client's card.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/advice/clients/{handle}/notes/{note}", tag = "advice",
    params(("slug" = String, Path), ("handle" = String, Path), ("note" = Uuid, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_note(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path((slug, handle, note)): Path<(String, String, String)>,
) -> Result<StatusCode, Error> {
    let own = signed.account.id;
    let (shop, client) = app.client_of(&slug, &handle, own).await?;
    let note = note.parse().map_err(|_| Error::client_card_not_found())?;
    app.advice
        .delete_note(shop.id, client.id, note, Some(own))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

impl App {
    /// The client of that handle whose card `advisor` may look at. Outside of a talk that
    /// they do is written down.
    ///
    /// # Errors
    /// 404 for whoever may not, whatever the reason.
    pub(crate) async fn client_of(
        &self,
        slug: &str,
        handle: &str,
        advisor: AccountId,
    ) -> Result<(Shop, Account), Error> {
        let unknown = Error::client_card_not_found;
        let shop = self.people.shop_by_slug(slug).await?.ok_or_else(unknown)?;
        if !self.gives_advice(shop.id, advisor).await? {
            return Err(unknown());
        }
        let handle = Handle::parse(handle).map_err(|_| unknown())?;
        let client = self
            .people
            .account_by_handle(&handle)
            .await?
            .ok_or_else(unknown)?;
        let door = self.advice.door_to_card(shop.id, client.id, advisor).await?;
        if door.ok_or_else(unknown)? == Door::Outside {
            self.advice.note_look(shop.id, client.id, advisor).await?;
        }
        Ok((shop, client))
    }
}
