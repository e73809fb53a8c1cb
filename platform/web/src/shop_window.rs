//! What a show's room says of the goods: where live, which knows products by
//! their ids, meets the shop, which knows no room.

use async_trait::async_trait;
use live::pins::{Display, Goods, Known};
use live::room::Venue;
use model::{DiscountKind, Money, ProductId, ShopId};
use serde::Serialize;
use serde_json::Value;
use shop::Commerce;
use shop::vouchers::Voucher;
use utoipa::ToSchema;

use crate::commerce_views::ProductJson;

/// What is pinned on a show's picture.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct WindowJson {
    /// The products' cards, the newest last, without their descriptions.
    #[schema(value_type = Vec<ProductJson>)]
    pins: Vec<Value>,
    /// The voucher shown on the picture.
    voucher: Option<ShownVoucherJson>,
    /// From this much on the shop sends for nothing, as its baskets have it.
    free_from: Option<Money>,
}

/// A voucher as it is shown on the picture.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownVoucherJson {
    code: String,
    /// `amount` takes an amount off, `percent` a share, `shipping` sends for nothing.
    kind: DiscountKind,
    /// What it takes off in per cent; null for other kinds.
    percent: Option<i64>,
    /// The amount it takes off; null for other kinds.
    amount: Option<Money>,
    /// What it does in the fewest signs, in no language: `−10%`.
    words: String,
}

/// Composes the windows of rooms.
#[derive(Debug)]
pub struct ShopWindow(pub Commerce);

#[async_trait]
impl Goods for ShopWindow {
    async fn known(&self, venue: &Venue, products: &[ProductId]) -> store::Result<Vec<Known>> {
        let Some(shop) = venue.shop else {
            return Ok(Vec::new());
        };
        let products = self.0.cards(products).await?;
        let own = products.into_iter().filter(|product| product.shop.id == shop);
        let known = own.map(|product| Known {
            product: product.id,
            is_sold: product.is_active() && !product.variants.is_empty(),
        });
        Ok(known.collect())
    }

    async fn window(&self, venue: &Venue, display: &Display) -> store::Result<Value> {
        let window = match venue.shop {
            Some(shop) => self.of_shop(shop, display).await?,
            None => WindowJson::default(),
        };
        Ok(value(&window))
    }
}

impl ShopWindow {
    async fn of_shop(&self, shop: ShopId, display: &Display) -> store::Result<WindowJson> {
        let products = if display.products.is_empty() {
            Vec::new()
        } else {
            self.0.cards(&display.products).await?
        };
        let mut window = WindowJson::default();
        for product in &products {
            let mut card = value(&ProductJson::from(product));
            if let Some(card) = card.as_object_mut() {
                card.remove("description");
            }
            window.pins.push(card);
        }
        if let Some(code) = &display.voucher {
            let settings = self.0.settings(shop).await?;
            let voucher = self.0.voucher_by_code(shop, code).await?;
            // Whether the items come to enough is the basket's business.
            let counts = |voucher: &Voucher| voucher.check(self.0.clock.now(), i64::MAX).is_ok();
            window.voucher = voucher
                .filter(counts)
                .map(|voucher| shown(voucher, |minor| Money::new(minor, settings.currency)));
        }
        let rates = self.0.shipping_rates(shop).await?;
        if let Some(free_from) = rates.into_iter().filter_map(|rate| rate.free_from).min() {
            let currency = self.0.settings(shop).await?.currency;
            window.free_from = Some(Money::new(free_from, currency));
        }
        Ok(window)
    }
}

fn shown(voucher: Voucher, money: impl Fn(i64) -> Money) -> ShownVoucherJson {
    let amount = (voucher.kind == DiscountKind::Amount).then(|| money(voucher.value));
    let percent = (voucher.kind == DiscountKind::Percent).then_some(voucher.value);
    let words = match (amount, percent) {
        (Some(amount), _) => {
            let (whole, rest) = (amount.minor / 100, amount.minor % 100);
            format!("−{whole}.{rest:02} {}", amount.currency.as_str())
        }
        (_, Some(percent)) => format!("−{percent}%"),
        _ => String::new(),
    };
    ShownVoucherJson {
        code: voucher.code,
        kind: voucher.kind,
        percent,
        amount,
        words,
    }
}

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).expect("our own shapes have string keys and finite numbers")
}
