//! Who may know of a booking: its shopper, whoever has the link of its letters, the
//! advisor it is with, and the shop's owner. And what its errors mean over HTTP.

use advisor::bookings::{Booking, BookingError, HereError, Party, PrepareError, SettingsError};
use advisor::{BookingId, LinkTo};
use axum::http::StatusCode;
use model::{AccountId, Role};

use super::access::is_own;
use crate::App;
use crate::auth::Visitor;
use crate::error::Error;

impl App {
    /// A booking the visitor has to do with, and on which side.
    ///
    /// # Errors
    /// 404 for any other.
    pub(crate) async fn own_booking(
        &self,
        id: BookingId,
        visitor: &Visitor,
        key: Option<&str>,
    ) -> Result<(Booking, Party), Error> {
        let booking = self.advice.booking(id).await?;
        let booking = booking.ok_or_else(Error::booking_not_found)?;
        if is_own(visitor, booking.holder) {
            return Ok((booking, Party::Shopper));
        }
        if let Some(key) = key
            && self.advice.opens_link(LinkTo::Booking, id.0, key).await?
        {
            return Ok((booking, Party::Shopper));
        }
        if let Some(account) = visitor.account_id()
            && self.has_booking(&booking, account).await?
        {
            return Ok((booking, Party::Shop));
        }
        Err(Error::booking_not_found())
    }

    /// A booking of the shop's side.
    ///
    /// # Errors
    /// 404 for any other.
    pub(crate) async fn booking_to_keep(&self, id: BookingId, account: AccountId) -> Result<Booking, Error> {
        let booking = self.advice.booking(id).await?;
        let booking = booking.ok_or_else(Error::booking_not_found)?;
        if self.has_booking(&booking, account).await? {
            Ok(booking)
        } else {
            Err(Error::booking_not_found())
        }
    }

    async fn has_booking(&self, booking: &Booking, account: AccountId) -> Result<bool, Error> {
        let role = self.people.role(booking.shop_id, account).await?;
        let is_theirs = booking.advisor_id == account;
        Ok(role.is_some_and(|role| role.covers(Role::Owner) || (is_theirs && role.covers(Role::Advisor))))
    }
}

impl Error {
    pub(crate) fn booking_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "booking-not-found",
            "There is no such booking.",
        )
    }

    fn slot(slug: &'static str, detail: String) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, slug, detail).about(Some("starts_at"))
    }
}

impl From<BookingError> for Error {
    fn from(error: BookingError) -> Self {
        use BookingError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::booking_not_found(),
            E::Off => Self::conflict("bookings-off", detail),
            E::Past => Self::slot("slot-past", detail),
            E::Notice(minutes) => Self::slot("slot-notice", detail).with("notice_min", minutes),
            E::TooFar(days) => Self::slot("slot-far", detail).with("ahead_days", days),
            E::NotInHours => Self::slot("slot-not-offered", detail),
            E::Taken => Self::conflict("slot-taken", detail),
            E::TooMany => Self::conflict("bookings-enough", detail),
            E::MovedEnough => Self::conflict("moved-enough", detail),
            E::Over => Self::conflict("booking-over", detail),
            E::Zone => Self::invalid(Some("zone"), detail),
            E::Name => Self::invalid(Some("name"), detail),
            E::Mail => Self::invalid(Some("mail"), detail),
            E::Language => Self::invalid(Some("language"), detail),
            E::Topic => Self::invalid(Some("topic"), detail),
            E::Range => Self::invalid(Some("to"), detail),
            E::KeyReused => Self::conflict("key-reused", detail),
            other => Self::internal(other),
        }
    }
}

impl From<HereError> for Error {
    fn from(error: HereError) -> Self {
        use HereError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Ask(error) => error.into(),
            E::Unknown => Self::booking_not_found(),
            E::Early { from } => {
                let from = serde_json::to_value(from).unwrap_or_default();
                Self::conflict("booking-early", detail).with("here_from", from)
            }
            E::Over => Self::conflict("booking-over", detail),
            other => Self::internal(other),
        }
    }
}

impl From<SettingsError> for Error {
    fn from(error: SettingsError) -> Self {
        use SettingsError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Length => Self::invalid(Some("length_min"), detail),
            E::Pause => Self::invalid(Some("before_min"), detail),
            E::Notice => Self::invalid(Some("notice_min"), detail),
            E::Ahead => Self::invalid(Some("ahead_days"), detail),
            E::DaysOff => Self::invalid(Some("days_off"), detail),
            other => Self::internal(other),
        }
    }
}

impl From<PrepareError> for Error {
    fn from(error: PrepareError) -> Self {
        use PrepareError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::booking_not_found(),
            E::Products => Self::invalid(Some("products"), detail),
            E::Note => Self::invalid(Some("note"), detail),
            other => Self::internal(other),
        }
    }
}
