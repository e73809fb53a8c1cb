//! Who bought what, passing by: a few at a time, and never a queue.

use model::ProductId;

/// Lines of one tick.
const LINES: usize = 3;
/// Characters of a name.
const NAME: usize = 80;

/// Something was sold.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Sold {
    /// First name and initial; none for someone who would rather not be named,
    /// and for several people.
    pub who: Option<String>,
    pub what: String,
    pub product: ProductId,
    pub units: i64,
}

/// What was sold since the last tick.
#[derive(Debug, Default)]
pub(super) struct Ticker(Vec<Sold>);

impl Ticker {
    /// Adds a sale. Where there is no line left for it, it joins those who
    /// bought the same, or is not told.
    pub(super) fn add(&mut self, mut sold: Sold) {
        sold.what = shortened(&sold.what);
        sold.who = sold.who.as_deref().map(shortened);
        let same = |line: &&mut Sold| line.product == sold.product && line.who == sold.who;
        if let Some(line) = self.0.iter_mut().find(same) {
            line.units = line.units.saturating_add(sold.units);
        } else if self.0.len() < LINES {
            self.0.push(sold);
        } else if let Some(line) = self.0.iter_mut().find(|line| line.product == sold.product) {
            line.units = line.units.saturating_add(sold.units);
            line.who = None;
        }
    }

    pub(super) fn pour_into(self, other: &mut Self) {
        self.0.into_iter().for_each(|sold| other.add(sold));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn take(&mut self) -> Vec<Sold> {
        std::mem::take(&mut self.0)
    }
}

fn shortened(name: &str) -> String {
    name.chars().take(NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn sold(who: Option<&str>, product: u128, units: i64) -> Sold {
        Sold {
            who: who.map(str::to_owned),
            what: "Sage bowl".into(),
            product: ProductId(Uuid::from_u128(product)),
            units,
        }
    }

    #[test]
    fn a_rush_becomes_three_lines() {
        let mut ticker = Ticker::default();
        for (who, product) in [(Some("Ana B."), 1), (Some("Ana B."), 1), (None, 1), (None, 2)] {
            ticker.add(sold(who, product, 1));
        }
        assert_eq!(
            ticker.0,
            [sold(Some("Ana B."), 1, 2), sold(None, 1, 1), sold(None, 2, 1)]
        );
        ticker.add(sold(Some("Eva C."), 1, 4));
        ticker.add(sold(Some("Eva C."), 3, 1));
        assert_eq!(
            ticker.take(),
            [sold(None, 1, 6), sold(None, 1, 1), sold(None, 2, 1)]
        );
        assert!(ticker.is_empty());
    }

    #[test]
    fn long_names_are_cut() {
        let mut ticker = Ticker::default();
        ticker.add(sold(Some(&"ñ".repeat(500)), 1, 1));
        assert_eq!(
            ticker.take()[0].who.as_deref().map(|who| who.chars().count()),
            Some(NAME)
        );
    }
}
