//! Signing up, in and out.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use people::accounts::SignUp;
use people::password;
use serde::Deserialize;
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::pages::{SignInPage, SignUpPage};

use super::context::{Context, own_path, say};
use super::forms::{self, Asked, Typed};
use super::html;
use crate::Shared;
use crate::address::ClientAddress;
use crate::auth::{self, Visitor};
use crate::error::Error;
use crate::limits::Act;

#[derive(Debug, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

pub(super) async fn sign_in_form(
    State(app): State<Shared>,
    context: Context,
    Asked(Next { next }): Asked<Next>,
) -> Result<Response, Error> {
    html(&sign_in_page(
        &app,
        context,
        String::new(),
        &next,
        FieldErrors::new(),
    ))
}

fn sign_in_page(
    app: &Shared,
    context: Context,
    login: String,
    next: &str,
    errors: FieldErrors,
) -> SignInPage {
    SignInPage {
        chrome: context.chrome,
        login,
        next: own_path(next).to_owned(),
        demo_logins: app.settings.demo_logins.clone(),
        errors,
    }
}

#[derive(Deserialize)]
pub(super) struct SignInForm {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn sign_in(
    State(app): State<Shared>,
    context: Context,
    address: ClientAddress,
    headers: HeaderMap,
    jar: CookieJar,
    Typed(form): Typed<SignInForm>,
) -> Result<Response, Error> {
    match app.sign_in(address, &headers, &form.login, &form.password).await {
        Ok((_, secret)) => {
            let jar = jar.add(auth::session_cookie(&app, &secret));
            Ok((jar, Redirect::to(own_path(&form.next))).into_response())
        }
        Err(error) if error.status.is_client_error() => {
            let key = if error.status == StatusCode::TOO_MANY_REQUESTS {
                "error-rate-limited"
            } else {
                "error-signin-wrong"
            };
            let page = sign_in_page(
                &app,
                context,
                form.login,
                &form.next,
                forms::complaint("form", key),
            );
            Ok((error.status, html(&page)?).into_response())
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn sign_up_form(
    context: Context,
    Asked(Next { next }): Asked<Next>,
) -> Result<Response, Error> {
    let form = SignUpForm {
        next,
        ..SignUpForm::default()
    };
    html(&sign_up_page(context, form, FieldErrors::new()))
}

#[derive(Default, Deserialize)]
pub(super) struct SignUpForm {
    handle: String,
    name: String,
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

fn sign_up_page(context: Context, form: SignUpForm, errors: FieldErrors) -> SignUpPage {
    SignUpPage {
        chrome: context.chrome,
        handle: form.handle,
        name: form.name,
        email: form.email,
        next: own_path(&form.next).to_owned(),
        password_min: *password::LENGTH.start() as u64,
        errors,
    }
}

pub(super) async fn sign_up(
    State(app): State<Shared>,
    context: Context,
    address: ClientAddress,
    headers: HeaderMap,
    jar: CookieJar,
    Typed(form): Typed<SignUpForm>,
) -> Result<Response, Error> {
    if app.limits.take(Act::SignUp(address.0)).is_err() {
        let page = sign_up_page(context, form, forms::complaint("form", "error-rate-limited"));
        return Ok((StatusCode::TOO_MANY_REQUESTS, html(&page)?).into_response());
    }
    let typed = SignUp {
        handle: form.handle.clone(),
        name: form.name.clone(),
        email: form.email.clone(),
        password: form.password.clone(),
        locale: String::new(),
    };
    match app.people.sign_up(typed).await {
        Ok(account) => {
            let secret = app.open_session(address, &headers, &account).await?;
            let jar = jar.add(auth::session_cookie(&app, &secret));
            Ok((jar, say(own_path(&form.next), FlashKind::Good, "flash-welcome")).into_response())
        }
        Err(error) => {
            let errors = forms::of_account(error)?;
            let page = sign_up_page(context, form, errors);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

pub(super) async fn sign_out(
    State(app): State<Shared>,
    visitor: Visitor,
    jar: CookieJar,
) -> Result<Response, Error> {
    if let Some(signed) = visitor.signed
        && let Some(session) = signed.session()
    {
        app.revoke_session(signed.account.id, session).await?;
    }
    Ok((
        jar.remove(auth::no_cookie()),
        say("/", FlashKind::Good, "flash-signed-out"),
    )
        .into_response())
}
