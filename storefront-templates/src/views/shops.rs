//! Shops, as a show or a choice names them.

/// A shop's name and address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ShopView {
    /// Unique name in its address.
    pub slug: String,
    /// The name to show.
    pub name: String,
}

impl ShopView {
    /// Address of the shop's page.
    pub fn url(&self) -> String {
        format!("/shops/{}", self.slug)
    }
}

#[cfg(any(test, feature = "samples"))]
impl ShopView {
    /// A house of ceramics and linen.
    pub fn sample() -> Self {
        Self {
            slug: "casa-lumen".to_owned(),
            name: "Casa Lumen".to_owned(),
        }
    }
}
