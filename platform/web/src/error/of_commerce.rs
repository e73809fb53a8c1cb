//! What an error of the shop means over HTTP.

use axum::http::StatusCode;

use super::Error;

impl From<people::shops::ShopError> for Error {
    fn from(error: people::shops::ShopError) -> Self {
        use people::shops::ShopError as E;
        match error {
            E::Store(error) => error.into(),
            E::SlugTaken => Self::conflict("taken", error.to_string()).about(Some("slug")),
            E::Slug(_) => Self::invalid(Some("slug"), error.to_string()),
            E::Story => Self::invalid(Some("story"), error.to_string()),
            other => Self::invalid(Some("name"), other.to_string()),
        }
    }
}

impl From<shop::settings::SettingsError> for Error {
    fn from(error: shop::settings::SettingsError) -> Self {
        use shop::settings::SettingsError as E;
        match error {
            E::Store(error) => error.into(),
            E::CurrencyInUse => Self::conflict("currency-in-use", error.to_string()).about(error.field()),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<shop::products::ProductError> for Error {
    fn from(error: shop::products::ProductError) -> Self {
        use shop::products::ProductError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::product_not_found(),
            E::Currency(_) => Self::foreign_currency(error.to_string(), error.field()),
            E::SlugTaken => Self::conflict("taken", error.to_string()).about(error.field()),
            E::Changed { .. } => Self::conflict("changed", error.to_string()).about(error.field()),
            E::Kept => Self::conflict("product-kept", error.to_string()),
            E::TooMany | E::TooManyPictures => Self::conflict("too-many", error.to_string()),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<shop::products::CollectionError> for Error {
    fn from(error: shop::products::CollectionError) -> Self {
        use shop::products::CollectionError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "collection-not-found",
                "There is no such collection.",
            ),
            E::SlugTaken => Self::conflict("taken", error.to_string()).about(error.field()),
            E::TooMany => Self::conflict("too-many", error.to_string()),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<shop::offers::OfferError> for Error {
    fn from(error: shop::offers::OfferError) -> Self {
        use shop::offers::OfferError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "offer-not-found",
                "There is no such offer.",
            ),
            E::Currency(_) => Self::foreign_currency(error.to_string(), error.field()),
            E::Running => Self::conflict("offer-running", error.to_string()),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<shop::vouchers::VoucherError> for Error {
    fn from(error: shop::vouchers::VoucherError) -> Self {
        use shop::vouchers::VoucherError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::voucher_not_found(),
            E::Currency(_) => Self::foreign_currency(error.to_string(), error.field()),
            E::CodeTaken => Self::conflict("taken", error.to_string()).about(error.field()),
            E::TooMany => Self::conflict("too-many", error.to_string()),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<shop::addresses::AddressError> for Error {
    fn from(error: shop::addresses::AddressError) -> Self {
        use shop::addresses::AddressError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::page_not_found(),
            E::TooMany => Self::conflict("too-many", detail),
            other => Self::invalid(other.field(), detail),
        }
    }
}

impl From<shop::shipping::ShippingError> for Error {
    fn from(error: shop::shipping::ShippingError) -> Self {
        match error {
            shop::shipping::ShippingError::Store(error) => error.into(),
            other => Self::invalid(Some("rates"), other.to_string()),
        }
    }
}

impl From<shop::taxes::TaxError> for Error {
    fn from(error: shop::taxes::TaxError) -> Self {
        match error {
            shop::taxes::TaxError::Store(error) => error.into(),
            other => Self::invalid(Some("rates"), other.to_string()),
        }
    }
}

impl From<shop::webhooks::WebhookError> for Error {
    fn from(error: shop::webhooks::WebhookError) -> Self {
        use shop::webhooks::WebhookError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown | E::UnknownDelivery => Self::page_not_found(),
            E::TooMany => Self::conflict("too-many", detail),
            other => Self::invalid(Some("events"), other.to_string()),
        }
    }
}

impl From<shop::holds::HoldError> for Error {
    fn from(error: shop::holds::HoldError) -> Self {
        use shop::holds::HoldError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Settling(error) => (&*error).into(),
            E::Busy => Self::busy(),
            E::Unknown => Self::variant_not_found(),
            E::SoldOut { available, .. } => Self::sold_out(available),
            E::Quantity => Self::invalid(Some("quantity"), detail),
            E::Key => Self::invalid(None, detail),
            E::KeyReused => Self::conflict("key-reused", detail),
            E::TooMany => Self::conflict("too-much-held", detail),
            E::Over => Self::conflict("hold-over", detail),
            E::Extended => Self::conflict("extended-enough", detail),
            E::Paying => Self::conflict("paying", detail),
            other => Self::internal(other),
        }
    }
}

impl From<shop::waits::WaitError> for Error {
    fn from(error: shop::waits::WaitError) -> Self {
        use shop::waits::WaitError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::variant_not_found(),
            E::Quantity => Self::invalid(Some("quantity"), detail),
            E::Full => Self::conflict("line-full", detail),
            E::TooMany(_) => Self::conflict("too-much-held", detail),
            E::Paying => Self::conflict("paying", detail),
            other => Self::internal(other),
        }
    }
}

impl From<shop::stock::StockError> for Error {
    fn from(error: shop::stock::StockError) -> Self {
        use shop::stock::StockError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::variant_not_found(),
            E::Amount => Self::invalid(Some("available"), detail),
            E::Changed(stock) => Self::conflict("changed", detail)
                .with("available", stock.available)
                .with("version", stock.version),
            other => Self::internal(other),
        }
    }
}

impl From<shop::baskets::BasketError> for Error {
    fn from(error: shop::baskets::BasketError) -> Self {
        use shop::baskets::BasketError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::variant_not_found(),
            E::Quantity => Self::invalid(Some("quantity"), detail),
            E::Code => Self::invalid(Some("code"), detail),
            E::Full => Self::conflict("basket-full", detail),
            other => Self::internal(other),
        }
    }
}

impl Error {
    pub(crate) fn variant_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "variant-not-found",
            "There is nothing of this kind to buy.",
        )
    }

    pub(crate) fn hold_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "hold-not-found",
            "Nothing of this name is set aside for you.",
        )
    }

    /// For units that are not there.
    fn sold_out(available: i64) -> Self {
        let detail = match available {
            0 => "All of it is sold or set aside.".to_owned(),
            left => format!("Only {left} can be bought."),
        };
        Self::conflict("sold-out", detail).with("available", available)
    }

    pub(crate) fn shop_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "shop-not-found",
            "There is no shop of this name.",
        )
    }

    pub(crate) fn product_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "product-not-found",
            "There is no such product.",
        )
    }

    pub(crate) fn voucher_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "voucher-not-found",
            "There is no such voucher.",
        )
    }

    /// For an amount that is not in the shop's currency.
    pub(crate) fn foreign_currency(detail: String, field: Option<&'static str>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "currency", detail).about(field)
    }
}
