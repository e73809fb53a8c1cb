//! Those who take the money: a sandbox that moves none, and Stripe. Each keeps
//! to `shop::payments::Provider`.

pub mod sandbox;
pub mod stripe;
