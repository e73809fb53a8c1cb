//! A shop's shipping table and tax table. They are saved through the JSON API.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Role;
use shop::shipping::ShippingRate;
use shop::taxes::TaxRate;
use storefront_templates::pages::selling::{RateRow, ShippingPage, TaxRow};

use super::super::context::Member;
use super::super::html;
use super::Staff;
use crate::Shared;
use crate::error::Error;

pub(super) async fn shipping(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let staff = app.staff_of(&slug, &member, Role::Owner).await?;
    let rates = app.commerce.shipping_rates(staff.shop.id).await?;
    let taxes = app.commerce.tax_rates(staff.shop.id).await?;
    html(&ShippingPage {
        chrome: member.chrome,
        rates: rates.into_iter().map(|rate| rate_row(&staff, rate)).collect(),
        taxes: taxes.into_iter().map(tax_row).collect(),
        desk: staff.desk,
    })
}

fn rate_row(staff: &Staff, rate: ShippingRate) -> RateRow {
    RateRow {
        id: rate.id.to_string(),
        name: rate.name,
        countries: rate.countries.join(", "),
        least_g: rate.least_g,
        most_g: rate.most_g.map(|most| most.to_string()).unwrap_or_default(),
        price: staff.money(rate.price).plain(),
        free_from: rate
            .free_from
            .map(|minor| staff.money(minor).plain())
            .unwrap_or_default(),
    }
}

fn tax_row(rate: TaxRate) -> TaxRow {
    TaxRow {
        country: rate.country,
        region: rate.region,
        tax_class: rate.tax_class.to_string(),
        percent: format!("{}.{:02}", rate.basis_points / 100, rate.basis_points % 100),
    }
}
