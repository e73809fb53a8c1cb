//! Where a page of followers ends.

use model::Timestamp;
use uuid::Uuid;

/// The last one of a page: since when, and who. It carries all it needs, as
/// the one it names may be gone by the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowCursor {
    pub(super) since: Timestamp,
    pub(super) id: Uuid,
}

impl std::fmt::Display for FollowCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.since.timestamp_micros(), self.id)
    }
}

impl std::str::FromStr for FollowCursor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "this is no cursor: pass `next` of the page before";
        let (micros, id) = text.split_once('.').ok_or(WRONG)?;
        let micros = micros.parse().map_err(|_| WRONG)?;
        Ok(Self {
            since: Timestamp::from_timestamp_micros(micros).ok_or(WRONG)?,
            id: id.parse().map_err(|_| WRONG)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::FollowCursor;

    #[test]
    fn a_cursor_survives_the_journey_and_nonsense_is_refused() {
        let text = "1795370400000000.01a20452-5a46-7646-9b61-aef688d805c6";
        assert_eq!(text.parse::<FollowCursor>().unwrap().to_string(), text);
        for bad in ["", ".", "x", "1.x", "x.01a20452-5a46-7646-9b61-aef688d805c6"] {
            assert!(bad.parse::<FollowCursor>().is_err(), "{bad:?}");
        }
    }
}
