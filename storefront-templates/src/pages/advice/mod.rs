//! Advice: the wait for an advisor, the talk with one, and the desk they sit at.

mod bookings;
mod bookings_desk;
mod call;
mod clients;
mod desk;
mod ended;
mod figures;
mod join;
mod summary;
mod templates;
mod wait;

pub use bookings::{AdvisorChoice, BookHidden, BookPage, BookingPage, DayChoice, Standing, TimeChoice};
pub use bookings_desk::{DeskBooking, DeskBookingsPage, DeskDay, OfferForm, TermsForm};
pub use call::{CallPage, Talker};
pub use clients::{ClientPage, ClientView, ClientsPage, MyCardPage, MyCardsPage, OwnCard};
pub use desk::{AdviceDeskPage, HoursForm, OpenSpan, QueueForm};
pub use ended::{Back, EndedPage, Ending, NotesView, RatingView, TemplateView};
pub use figures::{AdvisorFigures, FiguresPage, FiguresPart, SumsView};
pub use join::JoinTalkPage;
pub use summary::{SummaryLine, SummaryPage, SummaryProduct, SummaryView};
pub use templates::AdviceTemplatesPage;
pub use wait::WaitPage;

/// Somebody signed in, with nothing to be told.
#[cfg(any(test, feature = "samples"))]
fn sample_chrome() -> crate::chrome::Chrome {
    crate::chrome::Chrome {
        flash: None,
        ..crate::chrome::Chrome::sample()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use askama::Template;

    use super::*;

    /// The keys of the words that a script says.
    fn said(script: &str) -> Vec<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("assets/js/advice")
            .join(script);
        let source = fs::read_to_string(&path).expect("scripts are UTF-8");
        // What an element says in one of its places has a method of its own.
        let calls = source
            .match_indices("say(")
            .filter(|(at, _)| !source[..*at].ends_with('#'));
        let calls = calls.map(|(at, call)| {
            let rest = &source[at + call.len()..];
            &rest[..rest.find([',', ')', '`']).expect("calls are closed")]
        });
        calls
            .flat_map(|call| call.split('"').skip(1).step_by(2))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_word_that_the_scripts_of_advice_say_stands_on_their_page() {
        let pages = [
            (
                WaitPage::sample().render(),
                &[
                    "ask",
                    "ask-form",
                    "away-choice",
                    "bar",
                    "wait",
                    "wait-away",
                    "estimate",
                    "place-words",
                ][..],
            ),
            (
                AdviceDeskPage::sample().render(),
                &["desk", "desk-ticket", "desk-invitations", "me"][..],
            ),
            (
                CallPage::sample().render(),
                &[
                    "call",
                    "call-chat",
                    "people",
                    "people-tile",
                    "people-friend",
                    "people-colleague",
                    "goods",
                    "goods-basket",
                    "goods-compare",
                    "goods-find",
                    "goods-product",
                    "goods-wishes",
                    "chat-pictures",
                    "look-together",
                    "screen",
                ][..],
            ),
        ];
        let mut found = 0;
        for (page, scripts) in pages {
            let page = page.expect("rendering into memory can't fail");
            for script in scripts {
                for key in said(&format!("{script}.js")) {
                    assert!(
                        page.contains(&format!("data-key=\"{key}\"")),
                        "{script} says {key}"
                    );
                    found += 1;
                }
            }
        }
        assert!(
            found > 60,
            "only {found} were found: does the search still match?"
        );
    }
}
