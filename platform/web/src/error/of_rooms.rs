//! What a room's error means over HTTP.

use axum::http::StatusCode;

use super::Error;

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&store::Error> for Error {
    fn from(error: &store::Error) -> Self {
        if error.is_bad_text() {
            Self::bad_request("bad-text", "Text can't contain NUL characters.")
        } else if error.is_busy() {
            tracing::warn!(%error, "database busy");
            Self::busy()
        } else if error.is_unavailable() {
            tracing::error!(%error, "database unavailable");
            Self::unavailable()
        } else {
            Self::internal(error)
        }
    }
}

impl From<people::accounts::AccountError> for Error {
    fn from(error: people::accounts::AccountError) -> Self {
        use people::accounts::AccountError as E;
        match error {
            E::Store(error) => error.into(),
            E::Busy(_) => Self::busy(),
            E::HandleTaken | E::EmailTaken => Self::conflict("taken", error.to_string()).about(error.field()),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<people::tokens::TokenError> for Error {
    fn from(error: people::tokens::TokenError) -> Self {
        use people::tokens::TokenError as E;
        match error {
            E::Store(error) => error.into(),
            E::TooMany => Self::conflict("too-many-tokens", error.to_string()),
            other => Self::invalid(Some("name"), other.to_string()),
        }
    }
}

impl From<live::shows::ShowError> for Error {
    fn from(error: live::shows::ShowError) -> Self {
        use live::shows::ShowError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::show_not_found(),
            E::Over => Self::conflict("show-over", error.to_string()),
            E::IsLive => Self::conflict("show-live", error.to_string()),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<live::groups::GroupError> for Error {
    fn from(error: live::groups::GroupError) -> Self {
        use live::groups::GroupError as E;
        match error {
            E::Store(error) => error.into(),
            E::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "group-not-found",
                "There is no such group.",
            ),
            E::NameTaken => Self::conflict("taken", error.to_string()).about(Some("name")),
            E::TooMany | E::Full => Self::conflict("too-many", error.to_string()),
            E::Owner => Self::invalid(Some("handle"), error.to_string()),
            other => Self::invalid(Some("name"), other.to_string()),
        }
    }
}

impl From<live::invitations::InvitationError> for Error {
    fn from(error: live::invitations::InvitationError) -> Self {
        use live::invitations::InvitationError as E;
        match error {
            E::Store(error) => error.into(),
            E::UnknownLink => Self::new(StatusCode::NOT_FOUND, "link-not-found", "There is no such link."),
            E::UsedUp => Self::new(StatusCode::GONE, "link-used-up", error.to_string()),
            E::TooMany => Self::conflict("too-many", error.to_string()),
            E::Uses => Self::invalid(Some("most_uses"), error.to_string()),
            other => Self::invalid(Some("groups"), other.to_string()),
        }
    }
}

impl From<live::room::ActError> for Error {
    fn from(error: live::room::ActError) -> Self {
        use live::room::ActError as E;
        match error {
            E::Store(error) => error.into(),
            E::NotAllowed => Self::forbidden("Only those who keep order here may do this."),
            E::Protected => Self::forbidden("This person keeps order here themselves."),
            E::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                "not-in-this-room",
                "There is no such message, question or person here.",
            ),
            E::NotLive => Self::conflict("not-live", "This show's room is not open in that way now."),
            E::Gone => Self::show_gone(),
            E::Invalid(why) => Self::invalid(None, why),
            E::Busy => Self::busy(),
            other => Self::internal(other),
        }
    }
}

impl From<live::pins::PinError> for Error {
    fn from(error: live::pins::PinError) -> Self {
        use live::pins::PinError as E;
        match error {
            E::Store(error) => error.into(),
            E::NotAllowed => Self::forbidden("Only those who sell in this show may do this."),
            E::Unknown => Self::product_not_found(),
            E::NotPinned => Self::new(
                StatusCode::NOT_FOUND,
                "not-pinned",
                "This product is not on the picture.",
            ),
            E::NotSold => Self::conflict("not-for-sale", "This product can't be bought at the moment."),
            E::Full => Self::conflict(
                "pins-full",
                "Three products are on the picture: take one down first.",
            ),
            E::RunOver => Self::conflict("run-over", "The run of show has no further product."),
            E::NotLive => Self::conflict("not-live", "This show is not live right now."),
            E::Over => Self::conflict("show-over", "This show is over."),
            E::Gone => Self::show_gone(),
            E::Invalid(why) => Self::invalid(None, why),
            E::Busy => Self::busy(),
            other => Self::internal(other),
        }
    }
}

impl From<live::shows::LifeError> for Error {
    fn from(error: live::shows::LifeError) -> Self {
        use live::shows::LifeError as E;
        match error {
            E::Store(error) => error.into(),
            E::Transition(step) => Self::conflict("show-state", step.to_string()),
            _ => Self::show_not_found(),
        }
    }
}

impl From<live::follows::FollowError> for Error {
    fn from(error: live::follows::FollowError) -> Self {
        use live::follows::FollowError as E;
        match error {
            E::Store(error) => error.into(),
            E::Blocked => Self::forbidden("You can't follow this person."),
            E::Yourself | E::BlockYourself => Self::conflict("yourself", error.to_string()),
            other => Self::conflict("too-many", other.to_string()),
        }
    }
}

impl From<live::reminders::ReminderError> for Error {
    fn from(error: live::reminders::ReminderError) -> Self {
        use live::reminders::ReminderError as E;
        match error {
            E::Store(error) => error.into(),
            E::NotAhead => Self::conflict("not-planned", error.to_string()),
            other => Self::conflict("too-many", other.to_string()),
        }
    }
}

impl From<live::notices::SettingsError> for Error {
    fn from(error: live::notices::SettingsError) -> Self {
        use live::notices::SettingsError as E;
        match error {
            E::Store(error) => error.into(),
            other => Self::invalid(other.field(), other.to_string()),
        }
    }
}

impl From<live::push::PushError> for Error {
    fn from(error: live::push::PushError) -> Self {
        use live::push::PushError as E;
        match error {
            E::Store(error) => error.into(),
            E::Auth => Self::invalid(Some("auth"), error.to_string()),
            other => Self::invalid(Some("p256dh"), other.to_string()),
        }
    }
}

impl From<media::MediaError> for Error {
    fn from(error: media::MediaError) -> Self {
        use media::MediaError as E;
        match error {
            E::BadOffer(why) => {
                Self::bad_request("bad-sdp", format!("The session description can't be used: {why}"))
            }
            E::NotAcceptable => Self::new(
                StatusCode::NOT_ACCEPTABLE,
                "no-common-codec",
                "Offer H.264 video and Opus audio over DTLS-SRTP.",
            ),
            E::Occupied => Self::conflict("occupied", "This show is being published already."),
            E::UnknownStream => {
                Self::conflict("not-publishing", "Nobody is publishing this show right now.").retry_after(2)
            }
            E::UnknownResource => Self::new(
                StatusCode::NOT_FOUND,
                "session-not-found",
                "There is no such media session.",
            ),
            E::Conflict => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "stale-session",
                "The session was restarted meanwhile: use its newest ETag.",
            ),
            E::TooMany | E::Busy | E::Closed => Self::busy(),
            other => Self::internal(other),
        }
    }
}
