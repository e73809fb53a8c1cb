//! What a show's room says of the goods: where live, which knows products by
//! their ids, meets the shop, which knows no room.

use async_trait::async_trait;
use live::pins::{Display, Goods, Known, Shown};
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

/// What is on a show's picture, and what comes next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShownJson {
    #[serde(flatten)]
    #[schema(value_type = WindowJson)]
    window: Value,
    /// For those who sell in the show: the product of its run that `next` would
    /// pin now; null at its end, and for everyone else.
    next: Option<ProductId>,
}

impl From<Shown> for ShownJson {
    fn from(shown: Shown) -> Self {
        Self {
            window: shown.window,
            next: shown.next,
        }
    }
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

    fn lasting(&self, window: &Value) -> Value {
        let mut window = window.clone();
        // These pass by as `stock`.
        for pin in list_in(&mut window, "pins") {
            for variant in list_in(pin, "variants")
                .iter_mut()
                .filter_map(Value::as_object_mut)
            {
                variant.retain(|name, _| name != "available" && name != "version");
            }
        }
        window
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
    ShownVoucherJson {
        code: voucher.code,
        kind: voucher.kind,
        percent,
        amount,
    }
}

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).expect("our own shapes have string keys and finite numbers")
}

/// The list under `name`; empty where there is none.
fn list_in<'a>(value: &'a mut Value, name: &str) -> &'a mut [Value] {
    let list = value.get_mut(name).and_then(Value::as_array_mut);
    list.map_or(&mut [], Vec::as_mut_slice)
}
