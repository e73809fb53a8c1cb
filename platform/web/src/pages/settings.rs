//! A person's settings: profile, sessions, tokens, whom they keep off.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::{SessionId, TokenId};
use people::accounts::ProfileEdit;
use people::sessions::Session;
use serde::Deserialize;
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::locale::Locale;
use storefront_templates::pages::{FreshToken, ProfileForm, SessionView, SettingsPage, TokenView};

use super::context::{Member, person, say};
use super::forms::{self, Fields, Typed};
use super::html;
use super::people::face;
use crate::error::Error;
use crate::pictures::{self, Size};
use crate::routes::Id;
use crate::{App, Shared};

pub(super) async fn settings(State(app): State<Shared>, member: Member) -> Result<Response, Error> {
    html(&app.settings_page(member).await?)
}

pub(super) async fn profile(
    State(app): State<Shared>,
    member: Member,
    fields: Fields,
) -> Result<Response, Error> {
    let avatar = match fields.file("avatar") {
        Some(bytes) => match app.store_picture(bytes, Size::Avatar).await {
            Ok(name) => Some(name),
            Err(error) => {
                let errors = forms::complaint("avatar", pictures::complaint(&error)?);
                return app.profile_again(member, &fields, errors).await;
            }
        },
        None => None,
    };
    let edit = ProfileEdit {
        name: fields.text("name").to_owned(),
        bio: fields.text("bio").to_owned(),
        locale: fields.text("locale").to_owned(),
        avatar,
    };
    match app.people.edit_profile(member.account_id(), edit).await {
        Ok(()) => Ok(say("/settings", FlashKind::Good, "flash-profile-saved")),
        Err(error) => {
            app.profile_again(member, &fields, forms::of_account(error)?)
                .await
        }
    }
}

#[derive(Deserialize)]
pub(super) struct TokenForm {
    name: String,
}

pub(super) async fn create_token(
    State(app): State<Shared>,
    member: Member,
    Typed(form): Typed<TokenForm>,
) -> Result<Response, Error> {
    match app.people.create_token(member.account_id(), &form.name).await {
        Ok((token, secret)) => {
            let mut page = app.settings_page(member).await?;
            page.fresh_token = Some(FreshToken {
                name: token.name,
                secret: secret.reveal().to_owned(),
            });
            html(&page)
        }
        Err(error) => {
            let errors = forms::of_token(error)?;
            let page = SettingsPage {
                token_name: form.name,
                errors,
                ..app.settings_page(member).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

pub(super) async fn revoke_token(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<TokenId>,
) -> Result<Response, Error> {
    if !app.revoke_token(member.account_id(), id).await? {
        return Err(Error::page_not_found());
    }
    Ok(say("/settings", FlashKind::Good, "flash-token-revoked"))
}

pub(super) async fn revoke_session(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<SessionId>,
) -> Result<Response, Error> {
    if !app.revoke_session(member.account_id(), id).await? {
        return Err(Error::page_not_found());
    }
    Ok(say("/settings", FlashKind::Good, "flash-session-revoked"))
}

pub(super) async fn revoke_others(State(app): State<Shared>, member: Member) -> Result<Response, Error> {
    app.revoke_other_sessions(member.account_id(), member.session)
        .await?;
    Ok(say("/settings", FlashKind::Good, "flash-sessions-revoked"))
}

impl App {
    async fn settings_page(&self, member: Member) -> Result<SettingsPage, Error> {
        let account = &member.signed.account;
        let mut sessions: Vec<_> = self
            .people
            .sessions(account.id)
            .await?
            .iter()
            .map(|session| session_view(session, member.session))
            .collect();
        sessions.sort_by_key(|session| !session.current);
        let tokens = self.people.tokens(account.id).await?;
        let blocked = self.live.blocked(account.id).await?;
        Ok(SettingsPage {
            person: person(account),
            email: account.email.clone(),
            form: ProfileForm {
                name: account.name.clone(),
                bio: account.bio.clone(),
                locale: Locale::from_code(&account.locale),
            },
            sessions,
            tokens: tokens
                .into_iter()
                .map(|token| TokenView {
                    id: token.id.to_string(),
                    name: token.name,
                    created_at: token.created_at,
                    used_at: token.last_used_at,
                })
                .collect(),
            fresh_token: None,
            token_name: String::new(),
            blocked: blocked.iter().map(face).collect(),
            errors: FieldErrors::new(),
            chrome: member.chrome,
        })
    }

    /// The page again, with what was typed and what is wrong with it.
    async fn profile_again(
        &self,
        member: Member,
        fields: &Fields,
        errors: FieldErrors,
    ) -> Result<Response, Error> {
        let form = ProfileForm {
            name: fields.text("name").to_owned(),
            bio: fields.text("bio").to_owned(),
            locale: Locale::from_code(fields.text("locale")),
        };
        let page = SettingsPage {
            form,
            errors,
            ..self.settings_page(member).await?
        };
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
    }
}

fn session_view(session: &Session, current: SessionId) -> SessionView {
    SessionView {
        id: session.id.to_string(),
        device: device(&session.user_agent),
        created_at: session.created_at,
        seen_at: session.last_seen_at,
        current: current == session.id,
    }
}

/// Browser and system in words. Their names overlap, so the order matters:
/// Edge and Opera also say Chrome, and Chrome says Safari.
fn device(user_agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => user_agent.chars().take(40).collect(),
    }
}
