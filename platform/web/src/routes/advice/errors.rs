//! What an error about advice means over HTTP.

use crate::error::Error;

impl From<advisor::hours::HoursError> for Error {
    fn from(error: advisor::hours::HoursError) -> Self {
        let field = match error {
            advisor::hours::HoursError::Zone => "zone",
            _ => "week",
        };
        Self::invalid(Some(field), error.to_string())
    }
}

impl From<advisor::advisors::AdvisorError> for Error {
    fn from(error: advisor::advisors::AdvisorError) -> Self {
        use advisor::advisors::AdvisorError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Languages => Self::invalid(Some("languages"), detail),
            E::Skills => Self::invalid(Some("skills"), detail),
            E::Queues => Self::invalid(Some("queues"), detail),
            other => Self::internal(other),
        }
    }
}

impl From<advisor::tickets::AskError> for Error {
    fn from(error: advisor::tickets::AskError) -> Self {
        use advisor::tickets::AskError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Name => Self::invalid(Some("name"), detail),
            E::Language => Self::invalid(Some("language"), detail),
            E::Topic => Self::invalid(Some("topic"), detail),
            E::Closed { next } => {
                let next = serde_json::to_value(next).unwrap_or_default();
                Self::conflict("advice-closed", detail).with("next_opening", next)
            }
            E::Full => Self::conflict("line-full", detail),
            E::Queue => Self::invalid(Some("queue"), detail),
            E::Away(error) => error.into(),
            E::Again => Self::busy(),
            other => Self::internal(other),
        }
    }
}

impl From<advisor::tickets::LeaveError> for Error {
    fn from(error: advisor::tickets::LeaveError) -> Self {
        use advisor::tickets::LeaveError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::ticket_not_found(),
            other => Self::internal(other),
        }
    }
}

impl From<advisor::sessions::AcceptError> for Error {
    fn from(error: advisor::sessions::AcceptError) -> Self {
        use advisor::sessions::AcceptError as E;
        let detail = error.to_string();
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::ticket_not_found(),
            E::Taken => Self::conflict("ticket-taken", detail),
            E::Gone => Self::conflict("ticket-over", detail),
            E::Away => Self::conflict("ticket-away", detail),
            E::InSession => Self::conflict("in-session", detail),
            other => Self::internal(other),
        }
    }
}

impl From<advisor::sessions::EndError> for Error {
    fn from(error: advisor::sessions::EndError) -> Self {
        use advisor::sessions::EndError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::advice_session_not_found(),
            other => Self::internal(other),
        }
    }
}
