//! The studio: a host's shows, planning one, going live.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDateTime, TimeDelta};
use live::shows::{Listing, Show, ShowEdit};
use model::{AccountId, Place, Role, ShopId, ShowId, ShowState, Timestamp, Visibility};
use serde::Deserialize;
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::pages::{NewShowPage, ShowForm, StudioPage, StudioShowPage};
use storefront_templates::views::{self, ShopView};

use super::cards::visibility;
use super::context::{Member, say};
use super::forms::{self, Fields};
use super::html;
use crate::error::Error;
use crate::pictures::{self, Size};
use crate::routes::Id;
use crate::urls;
use crate::{App, Shared};

#[derive(Deserialize)]
pub(super) struct Page {
    after: Option<String>,
}

pub(super) async fn studio(
    State(app): State<Shared>,
    member: Member,
    Query(page): Query<Page>,
) -> Result<Response, Error> {
    // A cursor that can't be read is the first page.
    let after = page.after.and_then(|cursor| cursor.parse().ok());
    let (cards, next) = app
        .cards_after(Listing::RunBy(member.account_id()), after)
        .await?;
    let of = |state| {
        cards
            .iter()
            .filter(|card| card.state == state)
            .cloned()
            .collect::<Vec<_>>()
    };
    html(&StudioPage {
        desks: app.shops_as(member.account_id(), Role::Advisor).await?,
        chrome: member.chrome,
        live: of(views::ShowState::Live),
        scheduled: of(views::ShowState::Scheduled),
        ended: of(views::ShowState::Ended),
        next: next.map(|cursor| format!("/studio?after={cursor}")),
    })
}

pub(super) async fn new(State(app): State<Shared>, member: Member) -> Result<Response, Error> {
    let shops = app.shops_as(member.account_id(), Role::Host).await?;
    html(&NewShowPage {
        chrome: member.chrome,
        form: ShowForm::default(),
        shops,
        errors: FieldErrors::new(),
    })
}

pub(super) async fn create(
    State(app): State<Shared>,
    member: Member,
    fields: Fields,
) -> Result<Response, Error> {
    let key = app.new_stream_key();
    let created = match app.read_show(member.account_id(), &fields).await? {
        Ok(edit) => match app.live.create_show(member.account_id(), edit, key.hash()).await {
            Ok(show) => Ok(show),
            Err(error) => Err(forms::of_show(error)?),
        },
        Err(errors) => Err(errors),
    };
    match created {
        Ok(show) => Ok(say(
            &format!("/studio/shows/{}", show.id),
            FlashKind::Good,
            "flash-show-created",
        )),
        Err(errors) => {
            let shops = app.shops_as(member.account_id(), Role::Host).await?;
            let page = NewShowPage {
                chrome: member.chrome,
                form: typed(&fields),
                shops,
                errors,
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

pub(super) async fn show(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<ShowId>,
) -> Result<Response, Error> {
    let show = app.show_to_run(id, member.account_id()).await?;
    html(&app.studio_page(member, &show).await?)
}

pub(super) async fn edit(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<ShowId>,
    fields: Fields,
) -> Result<Response, Error> {
    let show = app.show_to_run(id, member.account_id()).await?;
    let saved = match app.read_show(member.account_id(), &fields).await? {
        Ok(edit) => match app.edit_show(&show, edit).await {
            Ok(()) => Ok(()),
            Err(error) => Err(forms::of_show(error)?),
        },
        Err(errors) => Err(errors),
    };
    match saved {
        Ok(()) => Ok(say(
            &format!("/studio/shows/{id}"),
            FlashKind::Good,
            "flash-show-saved",
        )),
        Err(errors) => {
            let page = app.studio_page(member, &show).await?;
            let form = ShowForm {
                cover_url: page.form.cover_url.clone(),
                ..typed(&fields)
            };
            let page = StudioShowPage { form, errors, ..page };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

pub(super) async fn end(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<ShowId>,
) -> Result<Response, Error> {
    app.show_to_run(id, member.account_id()).await?;
    let path = format!("/studio/shows/{id}");
    match app.end_show(id).await {
        Ok(()) => Ok(say(&path, FlashKind::Good, "flash-show-ended")),
        Err(error) if error.status == StatusCode::CONFLICT => {
            // The camera was turned off a moment before, and that ended it already.
            let show = app.live.show(id).await?.ok_or_else(Error::show_not_found)?;
            let is_over = show.state_at(app.live.clock.now()) == ShowState::Ended;
            Ok(if is_over {
                say(&path, FlashKind::Good, "flash-show-ended")
            } else {
                say(&path, FlashKind::Bad, "flash-not-possible")
            })
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn delete(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<ShowId>,
) -> Result<Response, Error> {
    app.show_to_run(id, member.account_id()).await?;
    match app.delete_show(id).await {
        Ok(()) => Ok(say("/studio", FlashKind::Good, "flash-show-deleted")),
        Err(error) if error.status == StatusCode::CONFLICT => Ok(say(
            &format!("/studio/shows/{id}"),
            FlashKind::Bad,
            "flash-not-possible",
        )),
        Err(error) => Err(error),
    }
}

pub(super) async fn stream_key(
    State(app): State<Shared>,
    member: Member,
    Id(id): Id<ShowId>,
) -> Result<Response, Error> {
    let show = app.show_to_run(id, member.account_id()).await?;
    let key = app.replace_stream_key(id).await?;
    let mut page = app.studio_page(member, &show).await?;
    page.fresh_stream_key = Some(key.reveal().to_owned());
    html(&page)
}

impl App {
    pub(super) async fn studio_page(&self, member: Member, show: &Show) -> Result<StudioShowPage, Error> {
        let listed = self
            .live
            .listed(show.id)
            .await?
            .ok_or_else(Error::show_not_found)?;
        let card = self.card(&listed).await;
        Ok(StudioShowPage {
            form: form_of(show, listed.shop.as_ref().map(|shop| shop.slug.as_str())),
            show: card,
            whip_url: format!("/whip/{}", show.id),
            whip_address: member.base.whip(show.id),
            show_url: format!("/api/v1/shows/{}", show.id),
            socket_url: format!("/live/{}", show.id),
            fresh_stream_key: None,
            replay_note: self.replay_note(show),
            replay_hours: self.live.replay_ttl().as_secs().div_ceil(3600),
            shops: self.shops_as(member.account_id(), Role::Host).await?,
            audience: self.audience_view(show).await?,
            errors: FieldErrors::new(),
            chrome: member.chrome,
        })
    }

    /// The shops `account` works at in that role.
    async fn shops_as(&self, account: AccountId, needed: Role) -> Result<Vec<ShopView>, Error> {
        let shops = self.people.shops_of(account).await?;
        let worked_at = shops.into_iter().filter(|(_, role)| role.covers(needed));
        Ok(worked_at
            .map(|(shop, _)| ShopView {
                slug: shop.slug,
                name: shop.name,
            })
            .collect())
    }

    /// The form as an edit, or what is wrong with it.
    async fn read_show(
        &self,
        account: AccountId,
        fields: &Fields,
    ) -> Result<Result<ShowEdit, FieldErrors>, Error> {
        let mut errors = FieldErrors::new();
        let visibility: Visibility = fields.text("visibility").parse().unwrap_or_else(|_| {
            errors.insert("visibility", "error-visibility-unknown".to_owned());
            Visibility::Private
        });
        let starts_at =
            starts_at(fields.text("starts_at"), fields.text("starts_at_offset")).unwrap_or_else(|()| {
                errors.insert("starts_at", "error-starts-format".to_owned());
                None
            });
        let place = match place(fields) {
            Ok(place) => place,
            Err(key) => {
                errors.insert("place", key.to_owned());
                None
            }
        };
        let shop = self.read_shop(account, fields.text("shop"), &mut errors).await?;
        let cover = match fields.file("cover") {
            Some(bytes) => match self.store_picture(bytes, Size::Cover).await {
                Ok(name) => Some(name),
                Err(error) => {
                    errors.insert("cover", pictures::complaint(&error)?.to_owned());
                    None
                }
            },
            None => None,
        };
        if !errors.is_empty() {
            return Ok(Err(errors));
        }
        Ok(Ok(ShowEdit {
            title: fields.text("title").to_owned(),
            description: fields.text("description").to_owned(),
            visibility,
            shop,
            starts_at,
            place,
            cover,
        }))
    }

    async fn read_shop(
        &self,
        account: AccountId,
        slug: &str,
        errors: &mut FieldErrors,
    ) -> Result<Option<ShopId>, Error> {
        if slug.is_empty() {
            return Ok(None);
        }
        match self.shop_to_host(account, slug).await {
            Ok(shop) => Ok(Some(shop)),
            Err(error) if error.status.is_client_error() => {
                errors.insert("shop", "error-shop-unknown".to_owned());
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// The form as it was sent, to be shown again.
fn typed(fields: &Fields) -> ShowForm {
    let text = |name| fields.text(name).to_owned();
    ShowForm {
        title: text("title"),
        description: text("description"),
        visibility: fields
            .text("visibility")
            .parse()
            .map(visibility)
            .unwrap_or_default(),
        starts_at: text("starts_at"),
        starts_at_offset: text("starts_at_offset"),
        place: text("place"),
        latitude: text("latitude"),
        longitude: text("longitude"),
        shop: text("shop"),
        cover_url: None,
    }
}

fn form_of(show: &Show, shop: Option<&str>) -> ShowForm {
    let place = show.place.as_ref();
    ShowForm {
        title: show.title.clone(),
        description: show.description.clone(),
        visibility: visibility(show.visibility),
        starts_at: show
            .starts_at
            .map(|at| at.format("%Y-%m-%dT%H:%M").to_string())
            .unwrap_or_default(),
        starts_at_offset: String::new(),
        place: place.map(|place| place.name.clone()).unwrap_or_default(),
        latitude: place
            .map(|place| place.latitude().to_string())
            .unwrap_or_default(),
        longitude: place
            .map(|place| place.longitude().to_string())
            .unwrap_or_default(),
        shop: shop.unwrap_or_default().to_owned(),
        cover_url: show.cover.as_deref().map(urls::picture),
    }
}

/// `2026-11-22T19:30` and minutes east of UTC as a moment.
fn starts_at(local: &str, offset: &str) -> Result<Option<Timestamp>, ()> {
    if local.is_empty() {
        return Ok(None);
    }
    let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M").map_err(|_| ())?;
    let offset: i64 = if offset.is_empty() {
        0
    } else {
        offset.parse().map_err(|_| ())?
    };
    // The widest zones are 14 hours off.
    if offset.abs() > 14 * 60 {
        return Err(());
    }
    Ok(Some(DateTime::from_naive_utc_and_offset(
        local - TimeDelta::minutes(offset),
        chrono::Utc,
    )))
}

/// The place, if one was given with its position.
fn place(fields: &Fields) -> Result<Option<Place>, &'static str> {
    let (name, latitude, longitude) = (
        fields.text("place"),
        fields.text("latitude"),
        fields.text("longitude"),
    );
    if name.trim().is_empty() || (latitude.is_empty() && longitude.is_empty()) {
        return Ok(None);
    }
    let degrees = |text: &str| text.parse::<f64>().map_err(|_| "error-place-position");
    Place::new(name, degrees(latitude)?, degrees(longitude)?)
        .map(Some)
        .map_err(|error| match error {
            model::PlaceError::Name => "error-place-long",
            model::PlaceError::Coordinates => "error-place-position",
        })
}

#[cfg(test)]
mod tests {
    use super::starts_at;

    #[test]
    fn a_local_time_becomes_the_moment_it_means() {
        let at = |local, offset| starts_at(local, offset).map(|at| at.map(|at| at.to_rfc3339()));
        assert_eq!(
            at("2026-11-22T19:30", "60"),
            Ok(Some("2026-11-22T18:30:00+00:00".to_owned()))
        );
        assert_eq!(
            at("2026-11-22T19:30", "-300"),
            Ok(Some("2026-11-23T00:30:00+00:00".to_owned()))
        );
        assert_eq!(
            at("2026-11-22T19:30", ""),
            Ok(Some("2026-11-22T19:30:00+00:00".to_owned()))
        );
        assert_eq!(at("", "60"), Ok(None));
        for (local, offset) in [
            ("tomorrow", "0"),
            ("2026-13-01T00:00", "0"),
            ("2026-11-22T19:30", "9999"),
        ] {
            assert_eq!(at(local, offset), Err(()), "{local} {offset}");
        }
    }
}
