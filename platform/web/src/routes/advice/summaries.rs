//! What is left of a talk: for its shopper, and whoever has the link of its mail, and
//! for its advisor. To all others there is none.

use advisor::sessions::Session;
use advisor::summaries::{Line, MailError, Shown, Summary};
use advisor::{AdviceSessionId, LinkTo};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum_extra::extract::cookie::CookieJar;
use model::{Holder, Money, ProductId, Timestamp, VariantId};
use serde::{Deserialize, Serialize};
use shop::baskets::{BasketError, Problem as Wrong, Put};
use shop::products::Product;
use utoipa::{IntoParams, ToSchema};

use super::access::{Part, is_own};
use crate::auth::{SignedIn, Visitor};
use crate::buyer::Buyer;
use crate::error::{Error, Problem};
use crate::pages::locale;
use crate::routes::basket::BasketJson;
use crate::routes::documents::{Body, Id};
use crate::{App, Shared, urls};

/// What opens a summary besides having been in the talk.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SummaryKey {
    /// As the link of its mail says it.
    pub(crate) key: Option<String>,
}

/// What is left of a talk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SummaryJson {
    /// The talk's session.
    id: AdviceSessionId,
    /// The shop's slug.
    shop: String,
    shop_name: String,
    /// As the advisor was called then.
    advisor: String,
    /// Which of the two you are.
    you: Part,
    length_s: i64,
    /// What was shown, prepared or wished for.
    products: Vec<SummaryProductJson>,
    /// The basket as it was at the end.
    lines: Vec<SummaryLineJson>,
    total: Money,
    /// The number of the order that was paid in the talk.
    order: Option<i64>,
    /// What was agreed; empty until the advisor has sent it.
    agreed: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
    /// It has gone out by mail, and what the advisor sends later goes there as well.
    mailed: bool,
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// Until when it is kept.
    #[schema(value_type = String, format = DateTime)]
    gone_at: Timestamp,
}

/// A product as it was called then.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SummaryProductJson {
    id: ProductId,
    slug: String,
    name: String,
    url: String,
}

/// Some units of a variant, as they were in the basket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SummaryLineJson {
    variant: VariantId,
    product: SummaryProductJson,
    options: Vec<String>,
    quantity: i64,
    unit_price: Money,
    total: Money,
}

/// Where the summary goes.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SummaryMailForm {
    /// Where nobody is signed in; else it is the account's.
    email: Option<String>,
}

/// The basket as it is now, and what could not be put back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RestoredJson {
    basket: BasketJson,
    missing: Vec<MissingJson>,
}

/// Something that is not to be had as it was.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MissingJson {
    name: String,
    options: Vec<String>,
    /// `gone`, `sold_out`, or `only_left`: then as many as there are were put in.
    why: &'static str,
    /// Units there are.
    left: i64,
}

impl Part {
    pub(crate) fn is_advisor(self) -> bool {
        self == Self::Advisor
    }
}

impl SummaryProductJson {
    fn new(shop: &str, product: &Shown) -> Self {
        Self {
            id: product.id,
            slug: product.slug.clone(),
            name: product.name.clone(),
            url: urls::product(shop, &product.slug),
        }
    }
}

/// The summary of a talk you were in, or whose link you have.
#[utoipa::path(
    get, path = "/api/v1/advice/summaries/{id}", tag = "advice",
    params(("id" = AdviceSessionId, Path), SummaryKey),
    responses(
        (status = 200, body = SummaryJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<AdviceSessionId>,
    Query(key): Query<SummaryKey>,
) -> Result<Json<SummaryJson>, Error> {
    let (summary, you) = app.summary_to_read(id, &visitor, key.key.as_deref()).await?;
    let shop = app.people.shop(summary.shop_id).await?;
    let shop = shop.ok_or_else(Error::summary_not_found)?;
    let money = |minor| Money::new(minor, summary.currency);
    let line = |line: &Line| SummaryLineJson {
        variant: line.variant,
        product: SummaryProductJson::new(&shop.slug, &line.product),
        options: line.options.clone(),
        quantity: line.quantity,
        unit_price: money(line.unit_price),
        total: money(line.unit_price.saturating_mul(line.quantity)),
    };
    let products = summary.products.iter();
    Ok(Json(SummaryJson {
        id,
        products: products
            .map(|product| SummaryProductJson::new(&shop.slug, product))
            .collect(),
        lines: summary.lines.iter().map(line).collect(),
        total: money(summary.total()),
        order: summary.order.map(|(_, number)| number),
        agreed: summary.agreed.clone(),
        sent_at: summary.sent_at,
        mailed: !summary.email.is_empty(),
        made_at: summary.made_at,
        gone_at: summary.gone_at(),
        length_s: summary.length_s,
        advisor: summary.advisor_name.clone(),
        you,
        shop: shop.slug,
        shop_name: shop.name,
    }))
}

/// Delete the summary of a talk of yours: it is gone at once, for its advisor too.
#[utoipa::path(
    delete, path = "/api/v1/advice/summaries/{id}", tag = "advice",
    params(("id" = AdviceSessionId, Path), SummaryKey),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<AdviceSessionId>,
    Query(key): Query<SummaryKey>,
) -> Result<StatusCode, Error> {
    let summary = app.own_summary(id, &visitor, key.key.as_deref()).await?;
    app.advice.delete_summary(summary.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have the summary of a talk of yours by mail, and what your advisor sends later as
/// well. Five mails at most: 409 `mailed-enough`.
#[utoipa::path(
    post, path = "/api/v1/advice/summaries/{id}/mail", tag = "advice",
    params(("id" = AdviceSessionId, Path), SummaryKey), request_body = SummaryMailForm,
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn mail(
    State(app): State<Shared>,
    visitor: Visitor,
    headers: HeaderMap,
    Id(id): Id<AdviceSessionId>,
    Query(key): Query<SummaryKey>,
    Body(form): Body<SummaryMailForm>,
) -> Result<StatusCode, Error> {
    let summary = app.own_summary(id, &visitor, key.key.as_deref()).await?;
    let account = visitor.signed.as_ref().map(|signed| &signed.account);
    let to = account.map(|account| account.email.clone()).or(form.email);
    let language = locale(account, &headers).code();
    app.advice
        .mail_summary(summary.session, &to.unwrap_or_default(), language)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put what was in the basket at the end of a talk of yours into your basket, as far as
/// it is still to be had. What is in there already stays.
#[utoipa::path(
    post, path = "/api/v1/advice/summaries/{id}/basket", tag = "advice",
    params(("id" = AdviceSessionId, Path), SummaryKey),
    responses(
        (status = 200, body = RestoredJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn restore(
    State(app): State<Shared>,
    buyer: Buyer,
    visitor: Visitor,
    Id(id): Id<AdviceSessionId>,
    Query(key): Query<SummaryKey>,
) -> Result<(CookieJar, Json<RestoredJson>), Error> {
    let summary = app.own_summary(id, &visitor, key.key.as_deref()).await?;
    let shop = app.people.shop(summary.shop_id).await?;
    let shop = shop.ok_or_else(Error::summary_not_found)?;
    let missing = app.put_back(&summary, buyer.holder).await?;
    let basket = app.commerce.priced_basket(shop.id, Some(buyer.holder)).await?;
    let restored = RestoredJson {
        basket: BasketJson::new(&shop.slug, basket),
        missing,
    };
    Ok((buyer.jar, Json(restored)))
}

impl App {
    /// A summary, if the visitor may read it, and as whom.
    pub(crate) async fn readable_summary(
        &self,
        id: AdviceSessionId,
        visitor: &Visitor,
        key: Option<&str>,
    ) -> Result<Option<(Summary, Part)>, Error> {
        let Some(summary) = self.advice.summary(id).await? else {
            return Ok(None);
        };
        if is_own(visitor, summary.holder) {
            return Ok(Some((summary, Part::Shopper)));
        }
        if let Some(account) = visitor.account_id()
            && account == summary.advisor_id
            && self.gives_advice(summary.shop_id, account).await?
        {
            return Ok(Some((summary, Part::Advisor)));
        }
        if let Some(key) = key
            && self.advice.opens_link(LinkTo::Summary, id.0, key).await?
        {
            return Ok(Some((summary, Part::Shopper)));
        }
        Ok(None)
    }

    /// A summary the visitor may read, and as whom.
    ///
    /// # Errors
    /// 404 for any other.
    pub(crate) async fn summary_to_read(
        &self,
        id: AdviceSessionId,
        visitor: &Visitor,
        key: Option<&str>,
    ) -> Result<(Summary, Part), Error> {
        let readable = self.readable_summary(id, visitor, key).await?;
        readable.ok_or_else(Error::summary_not_found)
    }

    /// The same, for its shopper alone.
    async fn own_summary(
        &self,
        id: AdviceSessionId,
        visitor: &Visitor,
        key: Option<&str>,
    ) -> Result<Summary, Error> {
        let (summary, part) = self.summary_to_read(id, visitor, key).await?;
        if part.is_advisor() {
            return Err(Error::summary_not_found());
        }
        Ok(summary)
    }

    /// A session of `signed`'s as its advisor, who still gives advice there.
    ///
    /// # Errors
    /// 404 for any other.
    pub(super) async fn advised_session(
        &self,
        id: AdviceSessionId,
        SignedIn(signed): &SignedIn,
    ) -> Result<Session, Error> {
        let session = self.advice.session(id).await?;
        let account = signed.account.id;
        if let Some(session) = session.filter(|session| session.advisor_id == account)
            && self.gives_advice(session.shop_id, account).await?
        {
            return Ok(session);
        }
        Err(Error::advice_session_not_found())
    }

    /// A session whose shopper the visitor is.
    ///
    /// # Errors
    /// 404 for any other.
    pub(super) async fn session_as_shopper(
        &self,
        id: AdviceSessionId,
        visitor: &Visitor,
    ) -> Result<Session, Error> {
        let session = self.advice.session(id).await?;
        let own = session.filter(|session| is_own(visitor, session.holder));
        own.ok_or_else(Error::advice_session_not_found)
    }

    /// Puts a summary's lines into `holder`'s basket; gives what could not be.
    async fn put_back(&self, summary: &Summary, holder: Holder) -> Result<Vec<MissingJson>, Error> {
        let variants: Vec<_> = summary.lines.iter().map(|line| line.variant).collect();
        let products = self.commerce.cards_of_variants(&variants).await?;
        let before = self.commerce.basket(summary.shop_id, holder).await?;
        let mut missing = Vec::new();
        for line in &summary.lines {
            let left = left_of(&products, line);
            let wrong = match left {
                None => Some(Wrong::Gone),
                Some(0) => Some(Wrong::SoldOut),
                Some(left) if left < line.quantity => Some(Wrong::OnlyLeft),
                Some(_) => None,
            };
            let left = left.unwrap_or(0);
            if let Some(wrong) = wrong {
                missing.push(MissingJson {
                    name: line.product.name.clone(),
                    options: line.options.clone(),
                    why: wrong.as_str(),
                    left,
                });
            }
            let quantity = line.quantity.min(left);
            let mut there = before.lines.iter();
            let has_as_many =
                there.any(|there| there.variant_id == line.variant && there.quantity >= quantity);
            if quantity == 0 || has_as_many {
                continue;
            }
            let put = Put {
                variant: line.variant,
                quantity,
                show: None,
                advisor: None,
            };
            match self.commerce.set_line(summary.shop_id, holder, put).await {
                // Taken out of the catalogue in this very moment.
                Ok(()) | Err(BasketError::Unknown) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(missing)
    }
}

/// Units there are of it; none once it is gone from the catalogue.
fn left_of(products: &[Product], line: &Line) -> Option<i64> {
    let mut on_sale = products.iter().filter(|product| product.is_active());
    let variant = on_sale.find_map(|product| product.variant(line.variant));
    variant.map(|variant| variant.available)
}

impl Error {
    pub(crate) fn summary_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "summary-not-found",
            "There is no such summary.",
        )
    }
}

impl From<MailError> for Error {
    fn from(error: MailError) -> Self {
        let detail = error.to_string();
        match error {
            MailError::Store(error) => error.into(),
            MailError::Gone => Self::summary_not_found(),
            MailError::Address => Self::invalid(Some("email"), detail),
            MailError::TooMany => Self::conflict("mailed-enough", detail),
            other => Self::internal(other),
        }
    }
}
