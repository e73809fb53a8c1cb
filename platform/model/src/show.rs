//! A show's life: scheduled, live, ended, expired. The one place that says
//! which step may follow which.

use crate::text_enum::text_enum;

text_enum! {
    /// Where a show stands in its life.
    ShowState {
        Scheduled = "scheduled",
        Live = "live",
        Ended = "ended",
        Expired = "expired",
    }
}

text_enum! {
    /// Who may know of a show.
    Visibility {
        /// Listed for everyone.
        Public = "public",
        /// Not listed; whoever has the link may watch.
        Unlisted = "unlisted",
        /// For the host, the shop's staff, and those it was opened to. To others it does not exist.
        Private = "private",
    }
}

text_enum! {
    /// How a live show came to its end.
    Ending {
        /// The host ended it.
        Host = "host",
        /// The publisher was away for too long.
        Silence = "silence",
        /// The server stopped while it was live.
        Restart = "restart",
    }
}

/// Something that happens to a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// A publisher is connected.
    GoLive,
    End(Ending),
    /// The replay's time is up.
    Expire,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a show that is {from} can't {step}")]
pub struct TransitionError {
    pub from: ShowState,
    step: &'static str,
}

impl ShowState {
    /// The state after `transition`.
    ///
    /// # Errors
    /// When that step may not follow this state.
    pub fn after(self, transition: Transition) -> Result<Self, TransitionError> {
        use Transition::{End, Expire, GoLive};
        match (self, transition) {
            (Self::Scheduled, GoLive) => Ok(Self::Live),
            (Self::Live, End(_)) => Ok(Self::Ended),
            (Self::Ended, Expire) => Ok(Self::Expired),
            (from, GoLive) => Err(TransitionError {
                from,
                step: "go live",
            }),
            (from, End(_)) => Err(TransitionError { from, step: "end" }),
            (from, Expire) => Err(TransitionError { from, step: "expire" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transition_from_every_state() {
        use ShowState::{Ended, Expired, Live, Scheduled};
        let end = Transition::End(Ending::Host);
        let table = [
            (Scheduled, Transition::GoLive, Some(Live)),
            (Scheduled, end, None),
            (Scheduled, Transition::Expire, None),
            (Live, Transition::GoLive, None),
            (Live, end, Some(Ended)),
            (Live, Transition::Expire, None),
            (Ended, Transition::GoLive, None),
            (Ended, end, None),
            (Ended, Transition::Expire, Some(Expired)),
            (Expired, Transition::GoLive, None),
            (Expired, end, None),
            (Expired, Transition::Expire, None),
        ];
        assert_eq!(
            table.len(),
            ShowState::ALL.len() * 3,
            "the table names every pair"
        );
        for (from, transition, to) in table {
            assert_eq!(from.after(transition).ok(), to, "{from} {transition:?}");
        }
    }

    #[test]
    fn a_refused_step_says_so_in_words() {
        let refused = ShowState::Expired.after(Transition::GoLive).expect_err("refused");
        assert_eq!(refused.to_string(), "a show that is expired can't go live");
    }
}
