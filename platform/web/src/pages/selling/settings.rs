//! How a shop trades.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::{Currency, Role};
use serde::Deserialize;
use shop::settings::{SettingsError, ShopSettings};
use storefront_templates::chrome::FlashKind;
use storefront_templates::forms::FieldErrors;
use storefront_templates::pages::selling::{ShopSettingsForm, ShopSettingsPage};

use super::super::context::{Member, say};
use super::super::forms::{self, Typed};
use super::super::html;
use crate::Shared;
use crate::error::Error;

pub(super) async fn settings(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Owner).await?;
    let settings = app.commerce.settings(staff.shop.id).await?;
    html(&ShopSettingsPage {
        chrome: member.chrome,
        desk: staff.desk,
        form: ShopSettingsForm {
            currency: settings.currency.to_string(),
            country: settings.country,
            prices_include_tax: settings.prices_include_tax,
            hold_min: settings.hold_s.div_euclid(60).to_string(),
            shows_buyers: settings.shows_buyers,
        },
        errors: FieldErrors::new(),
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct Trade {
    currency: String,
    country: String,
    prices_include_tax: String,
    hold_min: String,
    #[serde(default)]
    shows_buyers: String,
}

impl Trade {
    /// The settings as typed, with what the form does not show left as it was.
    fn read(&self, before: ShopSettings) -> Result<ShopSettings, FieldErrors> {
        let currency = Currency::try_from(self.currency.trim().to_ascii_uppercase())
            .map_err(|_| forms::complaint("currency", "error-currency"))?;
        let minutes: i64 = self
            .hold_min
            .trim()
            .parse()
            .ok()
            .filter(|minutes| (1..=60).contains(minutes))
            .ok_or_else(|| forms::complaint("hold_min", "error-hold"))?;
        Ok(ShopSettings {
            currency,
            country: self.country.trim().to_ascii_uppercase(),
            prices_include_tax: self.prices_include_tax == "yes",
            hold_s: minutes * 60,
            shows_buyers: self.shows_buyers == "yes",
            ..before
        })
    }

    fn typed(self) -> ShopSettingsForm {
        ShopSettingsForm {
            currency: self.currency,
            country: self.country,
            prices_include_tax: self.prices_include_tax == "yes",
            hold_min: self.hold_min,
            shows_buyers: self.shows_buyers == "yes",
        }
    }
}

pub(super) async fn save(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
    Typed(form): Typed<Trade>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Owner).await?;
    let before = app.commerce.settings(staff.shop.id).await?;
    let saved = match form.read(before) {
        Ok(settings) => match app.commerce.set_settings(staff.shop.id, &settings).await {
            Ok(()) => Ok(()),
            Err(error) => Err(complaint(error)?),
        },
        Err(errors) => Err(errors),
    };
    match saved {
        Ok(()) => Ok(say(
            &staff.desk.at("settings"),
            FlashKind::Good,
            "flash-shop-saved",
        )),
        Err(errors) => {
            let page = ShopSettingsPage {
                chrome: member.chrome,
                desk: staff.desk,
                form: form.typed(),
                errors,
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
    }
}

fn complaint(error: SettingsError) -> Result<FieldErrors, Error> {
    Ok(match error {
        SettingsError::Country => forms::complaint("country", "error-country"),
        SettingsError::Hold => forms::complaint("hold_min", "error-hold"),
        SettingsError::CurrencyInUse => forms::complaint("currency", "error-currency-used"),
        other => return Err(other.into()),
    })
}
