//! What a request to the API says: its query, or its form-encoded body, with
//! nested names such as `metadata[order]` as they are written.

use std::collections::BTreeMap;

use reqwest::Url;

/// Fields by name, in an order of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    pub(super) fn parse(text: &str) -> Self {
        let url = Url::parse(&format!("http://form/?{text}")).expect("a query");
        let pairs = url.query_pairs();
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.parse().ok()
    }

    pub(super) fn is_true(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    /// The fields inside `name`: those of `metadata[..]` without the brackets.
    pub(super) fn within(&self, name: &str) -> BTreeMap<String, String> {
        let inner = |key: &str| {
            let rest = key.strip_prefix(name)?.strip_prefix('[')?;
            rest.strip_suffix(']').map(str::to_owned)
        };
        self.0
            .iter()
            .filter_map(|(key, value)| Some((inner(key)?, value.clone())))
            .collect()
    }

    /// Whether `expand` asks for the object itself instead of its id.
    pub(super) fn expands(&self, field: &str) -> bool {
        self.within("expand").values().any(|expanded| expanded == field)
    }
}
