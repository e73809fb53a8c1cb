//! How long each answer took, and how many there were in a second.

use std::time::Duration;

/// The shortest first.
#[derive(Debug, Default)]
pub(super) struct Times(Vec<Duration>);

impl From<Vec<Duration>> for Times {
    fn from(mut took: Vec<Duration>) -> Self {
        took.sort_unstable();
        Self(took)
    }
}

impl Times {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// So many milliseconds at most, for this share of the answers.
    pub(super) fn at(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index of a list that fits in memory"
        )]
        let index = (last as f64 * share) as usize;
        self.0.get(index).map_or(0.0, |took| took.as_secs_f64() * 1_000.0)
    }
}

/// So many in a second.
pub(super) fn rate(number: usize, took: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count that is printed")]
    let number = number as f64;
    number / took.as_secs_f64()
}
