//! What is told of orders: to who bought, and to the shop's staff.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use model::{Holder, OrderId, ShopId};
use shop::orders::Order;

use crate::App;
use crate::error::Error;
use crate::order_views::{OrderJson, Told};

impl App {
    /// The order, if it is the buyer's or the key opens it.
    pub(crate) async fn own_order(
        &self,
        id: OrderId,
        buyer: Option<Holder>,
        key: Option<&str>,
    ) -> Result<Order, Error> {
        let order = self.commerce.order_of(id, buyer, key).await?;
        order.ok_or_else(Error::order_not_found)
    }

    /// All that is told of some orders: to their shop's staff also how they were paid.
    async fn told(&self, orders: Vec<Order>, to_staff: bool) -> Result<Vec<Told>, Error> {
        let ids: Vec<_> = orders.iter().map(|order| order.id).collect();
        let mut lines = self.commerce.lines_by_order(&ids).await?;
        let mut refunds = self.commerce.refunds_by_order(&ids).await?;
        let mut returns = self.commerce.returns_by_order(&ids).await?;
        let mut payments = None;
        if to_staff {
            let checkouts: Vec<_> = orders.iter().map(|order| order.checkout_id).collect();
            payments = Some(self.commerce.payments_by_checkout(&checkouts).await?);
        }
        let told = orders.into_iter().map(|order| Told {
            lines: lines.remove(&order.id).unwrap_or_default(),
            refunds: refunds.remove(&order.id).unwrap_or_default(),
            returns: returns.remove(&order.id).unwrap_or_default(),
            payments: payments
                .as_mut()
                .map(|payments| payments.remove(&order.checkout_id).unwrap_or_default()),
            order,
        });
        Ok(told.collect())
    }

    /// Some orders, each with its shop.
    pub(crate) async fn order_jsons(
        &self,
        orders: Vec<Order>,
        to_staff: bool,
    ) -> Result<Vec<OrderJson>, Error> {
        let mut shops = HashMap::new();
        let mut told = Vec::with_capacity(orders.len());
        for order in self.told(orders, to_staff).await? {
            let shop = match shops.entry(order.order.shop_id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let shop = self.selling_shop(order.order.shop_id).await?;
                    new.insert(shop)
                }
            };
            told.push(OrderJson::new(&order, shop.clone()));
        }
        Ok(told)
    }

    pub(crate) async fn order_json(&self, order: Order, to_staff: bool) -> Result<OrderJson, Error> {
        let told = self.order_jsons(vec![order], to_staff).await?;
        told.into_iter().next().ok_or_else(Error::order_not_found)
    }

    pub(crate) async fn shops_order_json(&self, shop: ShopId, id: OrderId) -> Result<OrderJson, Error> {
        let order = self.commerce.order(shop, id).await?;
        self.order_json(order.ok_or_else(Error::order_not_found)?, true)
            .await
    }
}
