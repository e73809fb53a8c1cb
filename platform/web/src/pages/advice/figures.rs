//! The page of a desk's figures.

use advisor::figures::{Period, Sums};
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use storefront_templates::pages::advice::{AdvisorFigures, FiguresPage, FiguresPart, SumsView};
use storefront_templates::views::MoneyView;

use super::super::context::{Member, person};
use super::super::forms::Asked;
use super::super::html;
use crate::Shared;
use crate::error::Error;

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    days: String,
}

pub(super) async fn figures(
    State(app): State<Shared>,
    member: Member,
    Path(slug): Path<String>,
    Asked(query): Asked<Query>,
) -> Result<Response, Error> {
    let account = member.account_id();
    // What can't be read is the usual.
    let days = query.days.parse().ok().and_then(Period::of_days);
    let told = app
        .desk_figures(&slug, account, days.unwrap_or(Period::Month))
        .await?;
    let currency = told.currency.to_string();
    let view = |sums: &Sums| view(sums, &currency);
    let advisors = told.figures.advisors.iter().zip(&told.names);
    html(&FiguresPage {
        chrome: member.chrome,
        days: told.period.days(),
        zone: told.figures.zone.name().to_owned(),
        own: told.is_own,
        partial: told.figures.is_partial,
        whole: view(&told.figures.whole),
        parts: told
            .figures
            .parts
            .iter()
            .map(|part| FiguresPart {
                first: part.first,
                last: part.last,
                sums: view(&part.sums),
            })
            .collect(),
        advisors: advisors
            .filter_map(|((_, sums), account)| {
                Some(AdvisorFigures {
                    person: person(account.as_ref()?),
                    sums: view(sums),
                })
            })
            .collect(),
        desk: app.desk_of(told.shop, account).await?,
    })
}

fn view(sums: &Sums, currency: &str) -> SumsView {
    let money = |minor| MoneyView::new(minor, currency);
    SumsView {
        talks: sums.talks,
        wait_median_s: sums.wait_median_s,
        wait_p90_s: sums.wait_p90_s,
        length_median_s: sums.length_median_s,
        sold: sums.sold,
        conversion_per_mille: sums.conversion_per_mille(),
        orders: sums.orders,
        revenue: money(sums.revenue),
        basket: sums.basket().map(money),
        ratings: sums.ratings,
        rating_hundredths: sums.rating_hundredths(),
        missed: sums.missed,
        bookings_kept: sums.bookings_kept,
        bookings_missed: sums.bookings_missed,
    }
}
