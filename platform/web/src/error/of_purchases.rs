//! What an error on the way to an order, and after it, means over HTTP.

use axum::http::StatusCode;

use super::Error;
use crate::checkout_views::RefusedJson;

impl From<shop::checkouts::MakeError> for Error {
    fn from(error: shop::checkouts::MakeError) -> Self {
        use shop::checkouts::MakeError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Busy => Self::busy(),
            E::Empty | E::TooMany => Self::invalid(Some("lines"), detail),
            E::Quantity => Self::invalid(Some("quantity"), detail),
            E::TooMuchHeld(error) => error.into(),
            E::HoldGone => Self::conflict("hold-gone", detail),
            E::KeyReused => Self::conflict("key-reused", detail),
            E::SoldOut(refused) => {
                let refused: Vec<_> = refused.iter().map(RefusedJson::from).collect();
                let told = Self::conflict("sold-out", "Nothing of this is to be had any more.");
                match serde_json::to_value(refused) {
                    Ok(refused) => told.with("refused", refused),
                    Err(_) => told,
                }
            }
            other => Self::internal(other),
        }
    }
}

impl From<shop::checkouts::EditError> for Error {
    fn from(error: shop::checkouts::EditError) -> Self {
        use shop::checkouts::EditError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Provider(error) => error.into(),
            E::Unknown => Self::checkout_not_found(),
            E::State(_) => Self::conflict("checkout-state", detail),
            E::Extended => Self::conflict("extended-enough", detail),
            E::Undecided => Self::conflict("paying", detail),
            E::Email => Self::invalid(Some("email"), detail),
            E::Code => Self::invalid(Some("voucher"), detail),
            E::Address(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<shop::checkouts::PayError> for Error {
    fn from(error: shop::checkouts::PayError) -> Self {
        use shop::checkouts::PayError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Provider(error) => error.into(),
            E::Rule(error) => error.into(),
            E::Busy => Self::busy(),
            E::Unknown => Self::checkout_not_found(),
            E::State(_) => Self::conflict("checkout-state", detail),
            E::TotalChanged(_) => Self::total_changed(),
            E::Missing(missing) => {
                let words = format!("Something has to be known first: {}.", missing.join(", "));
                Self::conflict("missing", words).with("missing", missing)
            }
            E::HoldGone => Self::conflict("hold-gone", detail),
            E::Undecided => Self::conflict("paying", detail),
            E::KeyReused => Self::conflict("key-reused", detail),
            other => Self::internal(other),
        }
    }
}

impl From<shop::quotes::rules::RuleError> for Error {
    fn from(error: shop::quotes::rules::RuleError) -> Self {
        use shop::quotes::rules::RuleError as E;
        match error {
            E::Store(error) => error.into(),
            E::Refused(why) => Self::conflict("refused-by-rule", why),
            _ => Self::busy(),
        }
    }
}

impl From<shop::payments::ProviderError> for Error {
    fn from(error: shop::payments::ProviderError) -> Self {
        use shop::payments::ProviderError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unsigned => {
                Self::bad_request("unsigned", "This notice is not signed by the payment provider.")
            }
            E::Refused(why) => Self::conflict("refused-by-provider", why),
            other => {
                tracing::warn!(error = %other, "the payment provider fails");
                Self::busy()
            }
        }
    }
}

impl From<shop::orders::OrderError> for Error {
    fn from(error: shop::orders::OrderError) -> Self {
        use shop::orders::OrderError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::order_not_found(),
            E::State(_) => Self::conflict("order-state", detail),
            E::Refunding => Self::conflict("refunding", detail),
            E::Tracking => Self::invalid(Some("tracking"), detail),
            other => Self::internal(other),
        }
    }
}

impl From<shop::refunds::RefundError> for Error {
    fn from(error: shop::refunds::RefundError) -> Self {
        use shop::refunds::RefundError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::order_not_found(),
            E::Nothing => Self::invalid(Some("amount"), detail),
            E::TooMuch { left } => Self::conflict("too-much", detail).with("left", left),
            E::Units => Self::conflict("too-many-units", detail),
            E::Reason => Self::invalid(Some("reason"), detail),
            E::KeyReused => Self::conflict("key-reused", detail),
            other => Self::internal(other),
        }
    }
}

impl From<shop::returns::ReturnError> for Error {
    fn from(error: shop::returns::ReturnError) -> Self {
        use shop::returns::ReturnError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Refund(error) => error.into(),
            E::Unknown => Self::order_not_found(),
            E::State(_) => Self::conflict("order-state", detail),
            E::Settled(_) => Self::conflict("return-settled", detail),
            E::Units => Self::conflict("too-many-units", detail),
            E::TooMany => Self::conflict("too-many", detail),
            E::Reason => Self::invalid(Some("reason"), detail),
            other => Self::internal(other),
        }
    }
}

impl Error {
    pub(crate) fn checkout_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "checkout-not-found",
            "There is no such checkout of yours.",
        )
    }

    pub(crate) fn order_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "order-not-found",
            "There is no such order.",
        )
    }

    pub(crate) fn total_changed() -> Self {
        Self::conflict(
            "total-changed",
            "What this comes to has changed: look at it, and agree to it again.",
        )
    }
}
