//! What an operator is given by Stripe. Two of the three are secrets: they show
//! nowhere, not even to a debugger's print.

use std::fmt;

/// Stripe's keys and where its API is.
#[derive(Clone)]
pub struct Keys {
    /// `sk_…`, or a restricted `rk_…`.
    pub secret: String,
    /// `pk_…`: browsers are given it.
    pub publishable: String,
    /// `whsec_…`: notices are signed with it.
    pub webhook: String,
    /// Where the API is, ending in a slash.
    pub api_url: String,
}

impl Keys {
    /// Stripe's own API.
    pub const API_URL: &'static str = "https://api.stripe.com/";

    /// Whether real money moves with them.
    pub fn are_live(&self) -> bool {
        self.secret.contains("_live_")
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("secret", &"***")
            .field("publishable", &self.publishable)
            .field("webhook", &"***")
            .field("api_url", &self.api_url)
            .finish()
    }
}
