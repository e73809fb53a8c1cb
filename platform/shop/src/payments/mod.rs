//! Being paid: one attempt is one payment, made by whoever takes the money.

mod provider;

pub use provider::{
    Action, Charge, Failure, Heard, Movement, MovementKind, Movements, Outcome, Provider, ProviderError,
    RefundOutcome, RefundWish,
};
