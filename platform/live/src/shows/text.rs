//! What may be typed about a show.

use model::{Timestamp, is_unprintable};

use super::{ShowEdit, ShowError};

/// Plans are for the next year; it also keeps dates printable.
const FURTHEST: chrono::TimeDelta = chrono::TimeDelta::days(366);

/// `edit` tidied, or what is wrong with it.
pub(super) fn checked(edit: ShowEdit, now: Timestamp) -> Result<ShowEdit, ShowError> {
    let title = edit.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(1..=100).contains(&title.chars().count()) || title.chars().any(is_unprintable) {
        return Err(ShowError::Title);
    }
    let description = edit.description.trim().replace("\r\n", "\n");
    let too_long = description.chars().count() > 2_000;
    if too_long || description.chars().any(|c| c != '\n' && is_unprintable(c)) {
        return Err(ShowError::Description);
    }
    match edit.starts_at {
        Some(at) if at < now => return Err(ShowError::StartsInPast),
        Some(at) if at > now + FURTHEST => return Err(ShowError::StartsTooFar),
        _ => {}
    }
    Ok(ShowEdit {
        title,
        description,
        ..edit
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, ManualClock, Visibility};

    fn edit(title: &str) -> ShowEdit {
        ShowEdit {
            title: title.into(),
            description: String::new(),
            visibility: Visibility::Public,
            shop: None,
            starts_at: None,
            place: None,
            cover: None,
        }
    }

    #[test]
    fn titles_are_tidied_or_refused() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        assert_eq!(
            checked(edit("  New \t stoneware\n"), now).expect("valid").title,
            "New stoneware"
        );
        for bad in ["", "   ", "abc\u{202e}def", &"x".repeat(101)] {
            assert!(
                matches!(checked(edit(bad), now), Err(ShowError::Title)),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_start_lies_ahead_and_within_a_year() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let at = |starts_at| {
            checked(
                ShowEdit {
                    starts_at: Some(starts_at),
                    ..edit("Linen")
                },
                now,
            )
        };
        assert!(matches!(
            at(now - chrono::TimeDelta::minutes(1)),
            Err(ShowError::StartsInPast)
        ));
        assert!(matches!(
            at(now + chrono::TimeDelta::days(400)),
            Err(ShowError::StartsTooFar)
        ));
        assert!(at(now + chrono::TimeDelta::days(3)).is_ok());
    }
}
