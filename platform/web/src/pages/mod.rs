//! Pages for people. Each works as a plain form; what scripts add comes on top.

mod advice;
mod audience;
mod block;
mod buying;
mod cards;
mod context;
mod docs;
mod errors;
mod follow;
mod forms;
mod friends;
mod home;
mod inbox;
mod join;
mod pay;
mod people;
mod profile;
mod reminder;
mod sandbox;
mod selling;
mod session;
mod settings;
mod shop;
mod show;
mod static_files;
mod studio;
mod unsubscribe;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use storefront_templates::Template;

pub(crate) use context::locale;
pub(crate) use errors::as_page;

use crate::Shared;
use crate::error::Error;
use crate::pictures;

pub(crate) fn router() -> Router<Shared> {
    let with_pictures = Router::new()
        .route("/studio/shows", post(studio::create))
        .route("/studio/shows/{id}", get(studio::show).post(studio::edit))
        .route("/settings/profile", post(settings::profile))
        .layer(DefaultBodyLimit::max(pictures::UPLOAD_LIMIT));
    Router::new()
        .route("/", get(home::home))
        .route("/signin", get(session::sign_in_form).post(session::sign_in))
        .route("/signup", get(session::sign_up_form).post(session::sign_up))
        .route("/signout", post(session::sign_out))
        .route("/shows/{id}", get(show::show))
        .route("/shows/{id}/join/{secret}", get(join::door).post(join::come_in))
        .route("/studio", get(studio::studio))
        .route("/studio/new", get(studio::new))
        .route("/studio/shows/{id}/end", post(studio::end))
        .route("/studio/shows/{id}/delete", post(studio::delete))
        .route("/studio/shows/{id}/stream-key", post(studio::stream_key))
        .route("/studio/shows/{id}/audience", post(audience::save))
        .route("/studio/shows/{id}/links", post(audience::create_link))
        .route(
            "/studio/shows/{id}/links/{link}/revoke",
            post(audience::revoke_link),
        )
        .route("/friends", get(friends::friends))
        .route("/friends/groups", post(friends::create))
        .route("/friends/groups/{id}/delete", post(friends::delete))
        .route("/friends/groups/{id}/members", post(friends::add_member))
        .route(
            "/friends/groups/{id}/members/{handle}/remove",
            post(friends::remove_member),
        )
        .route("/settings", get(settings::settings))
        .route("/settings/tokens", post(settings::create_token))
        .route("/settings/tokens/{id}/revoke", post(settings::revoke_token))
        .route("/settings/sessions/{id}/revoke", post(settings::revoke_session))
        .route("/settings/sessions/revoke-others", post(settings::revoke_others))
        .route("/api/docs", get(docs::docs))
        .route("/shops/{slug}", get(shop::shop))
        .route("/checkouts/{id}/pay", get(pay::pay))
        .route(
            "/sandbox/challenge/{payment}",
            get(sandbox::ask).post(sandbox::answer),
        )
        .route(
            "/unsubscribe/{token}",
            get(unsubscribe::show).post(unsubscribe::end),
        )
        .route("/people/{handle}/follow", post(follow::person))
        .route("/shops/{slug}/follow", post(follow::shop))
        .route("/shows/{id}/reminder", post(reminder::set))
        .route("/inbox", get(inbox::inbox))
        .route("/inbox/read", post(inbox::read))
        .route("/inbox/settings", post(inbox::save))
        .route("/{profile}", get(profile::profile))
        .route("/{profile}/block", post(block::set))
        .route("/{profile}/followers", get(people::followers))
        .route("/{profile}/following", get(people::following))
        .route("/sw.js", get(static_files::service_worker))
        .route("/assets/{version}/{*path}", get(static_files::asset))
        .route("/pictures/{name}", get(static_files::picture))
        .route("/favicon.ico", get(static_files::favicon))
        .merge(advice::router())
        .merge(buying::router())
        .merge(selling::router())
        .merge(with_pictures)
}

/// A page as an answer.
fn html(page: &impl Template) -> Result<Response, Error> {
    let text = page.render().map_err(Error::internal)?;
    Ok(([("cache-control", "no-store")], Html(text)).into_response())
}
