//! A desk's figures: the owner's of the whole desk and of each advisor, an advisor's own.

use advisor::figures::{Figures, Part, Period, Sums};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use model::{AccountId, Money, Role};
use people::shops::Shop;
use serde::{Deserialize, Serialize};
use shop::orders::csv_row;
use utoipa::{IntoParams, ToSchema};

use super::desk::ColleagueJson;
use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::{App, Shared};

/// How far back.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FiguresFilter {
    /// 7, 30 (the default) or 90, today included.
    days: Option<u16>,
}

/// What talks came to in some time. A figure nothing is known for is null.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SumsJson {
    /// Those whose advisor was lost are none: their shopper goes on in another.
    talks: u64,
    /// From asking to being answered, in seconds, of those who waited in line: half waited
    /// no longer…
    wait_median_s: Option<u64>,
    /// …and nine of ten.
    wait_p90_s: Option<u64>,
    /// Half of all talks took no longer, in seconds.
    length_median_s: Option<u64>,
    /// Talks whose shopper bought in this shop in them or within 24 hours.
    sold: u64,
    /// That share, of a thousand.
    conversion_per_mille: Option<u64>,
    /// What they bought. Orders that were cancelled or given back in whole are left out.
    orders: u64,
    revenue: Money,
    /// An order on average.
    basket: Option<Money>,
    ratings: u64,
    /// 1 to 5 stars on average, in hundredths.
    rating_hundredths: Option<u64>,
    /// People who left the line unanswered; 0 in the figures of one advisor.
    missed: u64,
    /// Bookings that became a talk…
    bookings_kept: u64,
    /// …and those that did not.
    bookings_missed: u64,
}

/// A day, or a week from Monday.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartJson {
    #[schema(value_type = String, format = Date)]
    first: NaiveDate,
    /// The same for a day.
    #[schema(value_type = String, format = Date)]
    last: NaiveDate,
    #[serde(flatten)]
    sums: SumsJson,
}

/// One advisor's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdvisorFiguresJson {
    advisor: ColleagueJson,
    #[serde(flatten)]
    sums: SumsJson,
}

/// A desk's figures, or your own.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiguresJson {
    /// Days begin by its clock: a name of the IANA database.
    zone: String,
    days: u16,
    /// They are yours alone, not the whole desk's.
    own: bool,
    whole: SumsJson,
    /// In order, none left out: days, or weeks of 90 days.
    parts: Vec<PartJson>,
    /// For the owner, those with the most talks first.
    advisors: Vec<AdvisorFiguresJson>,
    /// There was more than is looked through: the oldest is not in it.
    partial: bool,
}

/// Figures, and what is needed to say them.
pub(crate) struct Told {
    pub shop: Shop,
    pub period: Period,
    /// They are one advisor's.
    pub is_own: bool,
    pub figures: Figures,
    pub currency: model::Currency,
    /// In the order of [`Figures::advisors`]; none has no account any more.
    pub names: Vec<Option<people::accounts::Account>>,
}

impl Told {
    fn sums(&self, sums: &Sums) -> SumsJson {
        let money = |minor| Money::new(minor, self.currency);
        SumsJson {
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
}

/// A desk's figures: for its owner, and for each advisor their own.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/figures", tag = "advice",
    params(("slug" = String, Path), FiguresFilter), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = FiguresJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Query(filter): Query<FiguresFilter>,
) -> Result<Json<FiguresJson>, Error> {
    let told = app
        .desk_figures(&slug, signed.account.id, filter.period()?)
        .await?;
    let part = |part: &Part| PartJson {
        first: part.first,
        last: part.last,
        sums: told.sums(&part.sums),
    };
    let advisors = told.figures.advisors.iter().zip(&told.names);
    Ok(Json(FiguresJson {
        zone: told.figures.zone.name().to_owned(),
        days: told.period.days(),
        own: told.is_own,
        whole: told.sums(&told.figures.whole),
        parts: told.figures.parts.iter().map(part).collect(),
        advisors: advisors
            .filter_map(|((_, sums), account)| {
                let advisor = ColleagueJson::from(account.as_ref()?);
                let sums = told.sums(sums);
                Some(AdvisorFiguresJson { advisor, sums })
            })
            .collect(),
        partial: told.figures.is_partial,
    }))
}

/// The same as a file for spreadsheets: a row for each day or week, and for each advisor.
/// Amounts are in minor units, times in seconds.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/advice/figures.csv", tag = "advice",
    params(("slug" = String, Path), FiguresFilter), security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn csv(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Path(slug): Path<String>,
    Query(filter): Query<FiguresFilter>,
) -> Result<Response, Error> {
    let told = app
        .desk_figures(&slug, signed.account.id, filter.period()?)
        .await?;
    let name = format!("attachment; filename=\"advice-{}.csv\"", told.shop.slug);
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&name).map_err(Error::internal)?,
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, told.file()).into_response())
}

const HEADINGS: [&str; 17] = [
    "from",
    "to",
    "advisor",
    "talks",
    "wait_median_s",
    "wait_p90_s",
    "length_median_s",
    "sold",
    "conversion_per_mille",
    "orders",
    "revenue",
    "currency",
    "ratings",
    "rating_hundredths",
    "missed",
    "bookings_kept",
    "bookings_missed",
];

impl Told {
    fn file(&self) -> String {
        let mut text = csv_row(&HEADINGS.map(str::to_owned));
        for part in &self.figures.parts {
            text.push_str(&self.row(part.first, part.last, String::new(), &part.sums));
        }
        let ends = self.figures.parts.first().zip(self.figures.parts.last());
        for ((_, sums), account) in self.figures.advisors.iter().zip(&self.names) {
            if let (Some(account), Some((first, last))) = (account, ends) {
                text.push_str(&self.row(first.first, last.last, account.name.clone(), sums));
            }
        }
        text
    }

    fn row(&self, first: NaiveDate, last: NaiveDate, advisor: String, sums: &Sums) -> String {
        let known = |figure: Option<u64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
        csv_row(&[
            first.to_string(),
            last.to_string(),
            advisor,
            sums.talks.to_string(),
            known(sums.wait_median_s),
            known(sums.wait_p90_s),
            known(sums.length_median_s),
            sums.sold.to_string(),
            known(sums.conversion_per_mille()),
            sums.orders.to_string(),
            sums.revenue.to_string(),
            self.currency.to_string(),
            sums.ratings.to_string(),
            known(sums.rating_hundredths()),
            sums.missed.to_string(),
            sums.bookings_kept.to_string(),
            sums.bookings_missed.to_string(),
        ])
    }
}

impl FiguresFilter {
    /// # Errors
    /// 422 for any other number of days.
    fn period(&self) -> Result<Period, Error> {
        let period = Period::of_days(self.days.unwrap_or(30));
        period.ok_or_else(|| Error::invalid(Some("days"), "Figures go back 7, 30 or 90 days."))
    }
}

impl App {
    /// What `account` may see of the figures of a shop's desk.
    ///
    /// # Errors
    /// 404 when there is no such shop, 403 for whoever gives no advice there.
    pub(crate) async fn desk_figures(
        &self,
        slug: &str,
        account: AccountId,
        period: Period,
    ) -> Result<Told, Error> {
        let shop = self.desk_to_sit_at(slug, account).await?;
        let role = self.people.role(shop.id, account).await?;
        let is_own = !role.is_some_and(|held| held.covers(Role::Owner));
        let figures = self
            .advice
            .desk_figures(shop.id, is_own.then_some(account), period)
            .await?;
        let mut names = Vec::with_capacity(figures.advisors.len());
        for (advisor, _) in &figures.advisors {
            names.push(self.people.account(*advisor).await?);
        }
        Ok(Told {
            currency: self.commerce.settings(shop.id).await?.currency,
            shop,
            period,
            is_own,
            figures,
            names,
        })
    }
}
