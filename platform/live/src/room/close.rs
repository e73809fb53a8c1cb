//! Why a socket is closed, with the code and the word that say so.

/// A way out of the room (RFC 6455 section 7.4; codes from 4000 on are ours).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Close {
    /// The server stops, or there is no seat to be had for the moment.
    GoingAway = 1,
    /// A binary message.
    TextOnly,
    /// A message larger than a client may send.
    TooBig,
    /// The show is over.
    Ended,
    /// This person may not be here any more.
    Unauthorised,
    /// Blocked by the host, and not allowed to watch any more either.
    Kicked,
    /// The line was too slow for too long.
    Lagged,
    /// No answer to a ping, or no `hello`.
    Silent,
    /// The show is gone.
    Expired,
    /// Too many messages, or sockets.
    TooMany,
    /// A version of the protocol that is not spoken here.
    Version,
    /// Not JSON, or not a message of the protocol, repeatedly.
    Unreadable,
}

impl Close {
    const ALL: [Self; 12] = [
        Self::GoingAway,
        Self::TextOnly,
        Self::TooBig,
        Self::Ended,
        Self::Unauthorised,
        Self::Kicked,
        Self::Lagged,
        Self::Silent,
        Self::Expired,
        Self::TooMany,
        Self::Version,
        Self::Unreadable,
    ];

    /// The status code of the close frame.
    pub fn code(self) -> u16 {
        match self {
            Self::GoingAway => 1001,
            Self::TextOnly => 1003,
            Self::TooBig => 1009,
            Self::Ended => 4000,
            Self::Unauthorised => 4001,
            Self::Kicked => 4002,
            Self::Lagged => 4003,
            Self::Silent => 4004,
            Self::Expired => 4005,
            Self::TooMany => 4006,
            Self::Version => 4007,
            Self::Unreadable => 4008,
        }
    }

    /// The reason in the close frame.
    pub fn reason(self) -> &'static str {
        match self {
            Self::GoingAway => "going_away",
            Self::TextOnly => "text_only",
            Self::TooBig => "too_big",
            Self::Ended => "ended",
            Self::Unauthorised => "unauthorised",
            Self::Kicked => "kicked",
            Self::Lagged => "lagged",
            Self::Silent => "silent",
            Self::Expired => "expired",
            Self::TooMany => "too_many",
            Self::Version => "version",
            Self::Unreadable => "unreadable",
        }
    }

    /// What [`Self`] `as u8` stood for; none for 0, an open seat.
    pub(super) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|close| *close as u8 == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_out_has_a_number_and_a_code_of_its_own() {
        let mut codes: Vec<_> = Close::ALL.iter().map(|close| close.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Close::ALL.len());
        for close in Close::ALL {
            assert_eq!(Close::from_number(close as u8), Some(close));
        }
        assert_eq!(Close::from_number(0), None);
    }
}
