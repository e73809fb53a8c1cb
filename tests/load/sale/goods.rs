//! What is sold: a shop with one product of one variant, as its owner makes it.

use model::VariantId;
use serde_json::json;

use crate::Outcome;
use crate::server::Server;

/// See the module.
#[derive(Debug)]
pub(super) struct Goods {
    /// The shop's.
    pub(super) slug: &'static str,
    pub(super) variant: VariantId,
    /// The request that buys one.
    pub(super) buy: String,
}

impl Goods {
    /// Opens a shop that has so many units; it is the host's.
    pub(super) async fn offer(server: &Server, slug: &'static str, units: usize) -> Outcome<Self> {
        server
            .post("/shops", &json!({ "slug": slug, "name": slug }))
            .await?;
        let price = json!({ "minor": 3_900, "currency": "EUR" });
        let variant = json!({ "sku": "BWL", "price": price, "available": units, "weight_g": 420 });
        let product = json!({ "name": "Sage bowl", "state": "active", "variants": [variant] });
        let made = server.post(&format!("/shops/{slug}/products"), &product).await?;
        let id = made["variants"][0]["id"].as_str();
        let variant: VariantId = id.ok_or("a product without a variant")?.parse()?;
        let buy = json!({ "shop": slug, "lines": [{ "variant": variant, "quantity": 1 }] });
        Ok(Self {
            slug,
            variant,
            buy: buy.to_string(),
        })
    }
}
