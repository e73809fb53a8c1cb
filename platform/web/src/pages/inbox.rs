//! The inbox: what somebody was told of, and how they want to be told.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use live::notices::{Notice, NoticeSettings, SettingsError};
use model::ShowState;
use serde::Deserialize;
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::pages::{InboxPage, NoticeForm, NoticeKind, NoticeView};
use storefront_templates::views;

use super::context::{Member, say};
use super::forms::{self, Asked, Typed};
use super::html;
use super::people::face;
use crate::error::Error;
use crate::{App, Shared};

const PAGE: i64 = 30;

/// Which page of the list.
#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    before: Option<i64>,
}

pub(super) async fn inbox(
    State(app): State<Shared>,
    member: Member,
    Asked(asked): Asked<PageQuery>,
) -> Result<Response, Error> {
    let settings = app.live.notice_settings(member.account_id()).await?;
    html(&app.inbox_page(member, asked.before, form_of(settings)).await?)
}

#[derive(Debug, Deserialize)]
pub(super) struct ReadForm {
    /// What came after the page was made stays new.
    up_to: i64,
}

pub(super) async fn read(
    State(app): State<Shared>,
    member: Member,
    Typed(form): Typed<ReadForm>,
) -> Result<Response, Error> {
    app.live
        .read_notices(member.account_id(), Some(form.up_to))
        .await?;
    Ok(say("/inbox", FlashKind::Good, "flash-notices-read"))
}

/// The form as it arrives: a box that isn't ticked isn't sent.
#[derive(Debug, Deserialize)]
pub(super) struct SettingsForm {
    push_live: Option<String>,
    push_soon: Option<String>,
    push_mention: Option<String>,
    quiet_from: String,
    quiet_to: String,
    time_zone: String,
}

pub(super) async fn save(
    State(app): State<Shared>,
    member: Member,
    Typed(form): Typed<SettingsForm>,
) -> Result<Response, Error> {
    let form = NoticeForm {
        push_live: form.push_live.is_some(),
        push_soon: form.push_soon.is_some(),
        push_mention: form.push_mention.is_some(),
        quiet_from: form.quiet_from,
        quiet_to: form.quiet_to,
        time_zone: form.time_zone.trim().to_owned(),
    };
    match settings_of(&form) {
        Ok(settings) => {
            app.live
                .set_notice_settings(member.account_id(), &settings)
                .await?;
            Ok(say("/inbox", FlashKind::Good, "flash-notices-saved"))
        }
        Err(error) => {
            let page = InboxPage {
                errors: complaint(error)?,
                ..app.inbox_page(member, None, form).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

fn settings_of(form: &NoticeForm) -> Result<NoticeSettings, SettingsError> {
    Ok(NoticeSettings {
        push_live: form.push_live,
        push_soon: form.push_soon,
        push_mention: form.push_mention,
        quiet: NoticeSettings::quiet_of(&form.quiet_from, &form.quiet_to)?,
        time_zone: NoticeSettings::zone_of(&form.time_zone)?,
    })
}

fn form_of(settings: NoticeSettings) -> NoticeForm {
    let (quiet_from, quiet_to) = settings
        .quiet
        .map_or_else(Default::default, |quiet| quiet.texts());
    NoticeForm {
        push_live: settings.push_live,
        push_soon: settings.push_soon,
        push_mention: settings.push_mention,
        quiet_from,
        quiet_to,
        time_zone: settings.time_zone.name().to_owned(),
    }
}

fn complaint(error: SettingsError) -> Result<FieldErrors, Error> {
    Ok(match error {
        SettingsError::Quiet => forms::complaint("quiet", "error-quiet-hours"),
        SettingsError::TimeZone => forms::complaint("time_zone", "error-time-zone"),
        other => return Err(other.into()),
    })
}

impl App {
    async fn inbox_page(
        &self,
        member: Member,
        before: Option<i64>,
        form: NoticeForm,
    ) -> Result<InboxPage, Error> {
        let (notices, next) = self.live.notices(member.account_id(), before, PAGE).await?;
        Ok(InboxPage {
            notices: notices.iter().map(notice).collect(),
            next: next.map(|before| format!("/inbox?before={before}")),
            form,
            errors: FieldErrors::new(),
            chrome: member.chrome,
        })
    }
}

fn notice(notice: &Notice) -> NoticeView {
    NoticeView {
        id: notice.id,
        kind: match notice.kind {
            model::NoticeKind::Live => NoticeKind::Live,
            model::NoticeKind::Soon => NoticeKind::Soon,
            model::NoticeKind::Mention => NoticeKind::Mention,
        },
        by: face(notice.actor.as_ref().unwrap_or(&notice.host)),
        title: notice.title.clone(),
        url: format!("/shows/{}", notice.show),
        state: match notice.state {
            ShowState::Scheduled => views::ShowState::Scheduled,
            ShowState::Live => views::ShowState::Live,
            ShowState::Ended | ShowState::Expired => views::ShowState::Ended,
        },
        at: notice.at,
        read: notice.read,
    }
}
