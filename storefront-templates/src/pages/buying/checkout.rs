//! A checkout on a page of its own: where a bank's page leads back to.

use askama::Template;

use crate::chrome::Chrome;
use crate::views::ShopView;

/// `GET /checkouts/{id}`
#[derive(Clone, Debug, Template)]
#[template(path = "checkout/checkout.html")]
pub struct CheckoutPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// Whom one buys from.
    pub shop: ShopView,
    /// The checkout's id.
    pub checkout: String,
    /// Id of the show it is bought in.
    pub show_id: Option<String>,
}

#[cfg(any(test, feature = "samples"))]
impl CheckoutPage {
    /// Out of a show.
    pub fn sample() -> Self {
        Self {
            chrome: Chrome {
                flash: None,
                ..Chrome::sample()
            },
            shop: ShopView::sample(),
            checkout: "checkout-1".to_owned(),
            show_id: Some("show-1".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_word_that_the_scripts_of_a_shop_say_stands_on_the_page() {
        let page = CheckoutPage::sample()
            .render()
            .expect("rendering into memory can't fail");
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/js");
        let mut said = BTreeSet::new();
        for folder in [scripts.join("checkout-steps"), scripts] {
            for entry in fs::read_dir(folder).expect("folder is readable") {
                let path = entry.expect("entry is readable").path();
                if path.extension().is_none_or(|extension| extension != "js") {
                    continue;
                }
                let source = fs::read_to_string(&path).expect("scripts are UTF-8");
                if !source.contains("shop-words.js") {
                    continue;
                }
                for (at, call) in source.match_indices("say(\"") {
                    let key = source[at + call.len()..].split('"').next();
                    said.insert(key.expect("closing quote").to_owned());
                }
            }
        }
        assert!(
            said.len() > 60,
            "only {said:?} were found: does the search still match?"
        );
        for key in said {
            assert!(page.contains(&format!("data-key=\"{key}\"")), "{key}");
        }
    }
}
