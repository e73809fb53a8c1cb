//! How a show sells, for those who sell in it.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::SecondsFormat;
use live::room::Minute;
use model::{Currency, Money, ProductId, ShowId, Timestamp};
use serde::Serialize;
use shop::sales::{Sales, SoldProduct};
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};

use super::documents::Id;

/// A show in figures. Orders that were cancelled or given back in whole are left out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SalesJson {
    orders: i64,
    units: i64,
    revenue: Money,
    /// Baskets something of this show is in.
    baskets: i64,
    /// Units set aside in this show just now.
    held: i64,
    /// Those that brought in most first.
    by_product: Vec<ProductSalesJson>,
    /// In order.
    by_minute: Vec<MinuteJson>,
}

/// What was bought of a product.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProductSalesJson {
    product: ProductId,
    name: String,
    units: i64,
    revenue: Money,
    /// Units of all its variants that can be bought now.
    left: i64,
}

/// A minute of a show.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct MinuteJson {
    /// When it began.
    #[schema(format = DateTime)]
    minute: String,
    orders: i64,
    /// In minor units.
    revenue: i64,
    /// The most who watched at once.
    watching: i64,
    hearts: i64,
}

impl From<SoldProduct> for ProductSalesJson {
    fn from(sold: SoldProduct) -> Self {
        Self {
            product: sold.product,
            name: sold.name,
            units: sold.units,
            revenue: sold.revenue,
            left: sold.left,
        }
    }
}

/// What was bought and how many looked on, minute by minute.
fn by_minute(sales: &Sales, minutes: &[Minute]) -> Vec<MinuteJson> {
    let mut all: BTreeMap<Timestamp, MinuteJson> = BTreeMap::new();
    for minute in minutes {
        if let Some(at) = minute.at() {
            let own = all.entry(at).or_default();
            own.watching = minute.watching;
            own.hearts = minute.hearts;
        }
    }
    for sold in &sales.by_minute {
        let own = all.entry(sold.at).or_default();
        own.orders = sold.orders;
        own.revenue = sold.revenue;
    }
    let named = all.into_iter().map(|(at, minute)| MinuteJson {
        minute: at.to_rfc3339_opts(SecondsFormat::Secs, true),
        ..minute
    });
    named.collect()
}

/// How a show sells.
#[utoipa::path(
    get, path = "/api/v1/shows/{id}/sales", tag = "selling live", params(("id" = ShowId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = SalesJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<ShowId>,
) -> Result<Json<SalesJson>, Error> {
    let (show, viewer) = app.show_to_keep(id, &signed).await?;
    let minutes = app.live.rooms.minutes(&show, viewer).await?;
    let sales = match show.shop {
        Some(shop) => app.commerce.sales(shop, show.id).await?,
        None => nothing_sold(),
    };
    Ok(Json(SalesJson {
        by_minute: by_minute(&sales, &minutes),
        orders: sales.orders,
        units: sales.units,
        revenue: sales.revenue,
        baskets: sales.baskets,
        held: sales.held,
        by_product: sales.by_product.into_iter().map(ProductSalesJson::from).collect(),
    }))
}

/// The figures of a show without a shop.
fn nothing_sold() -> Sales {
    Sales {
        orders: 0,
        units: 0,
        revenue: Money::new(0, Currency::EUR),
        baskets: 0,
        held: 0,
        by_product: Vec::new(),
        by_minute: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, ManualClock};
    use shop::sales::SoldMinute;

    #[test]
    fn a_minute_has_who_looked_on_and_what_was_bought() {
        let at = ManualClock::at("2026-05-01T12:01:00Z").now();
        let sales = Sales {
            by_minute: vec![SoldMinute {
                at,
                orders: 2,
                revenue: 7_800,
            }],
            ..nothing_sold()
        };
        let minute = at.timestamp() / 60;
        let minutes = [minute - 1, minute].map(|minute| Minute {
            minute,
            watching: 5,
            hearts: 1,
        });
        let told = by_minute(&sales, &minutes);
        let before = MinuteJson {
            minute: "2026-05-01T12:00:00Z".into(),
            watching: 5,
            hearts: 1,
            ..MinuteJson::default()
        };
        let own = MinuteJson {
            minute: "2026-05-01T12:01:00Z".into(),
            orders: 2,
            revenue: 7_800,
            ..MinuteJson {
                watching: 5,
                hearts: 1,
                ..MinuteJson::default()
            }
        };
        assert_eq!(told, [before, own]);
    }
}
