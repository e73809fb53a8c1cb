//! Advice: the wait for an advisor, the talk with one, and the desk they sit at.

mod call;
mod desk;
mod wait;

pub use call::{Back, CallPage, EndedPage};
pub use desk::{AdviceDeskPage, HoursForm, OpenSpan};
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
                &["ask", "ask-form", "bar", "wait", "estimate", "place-words"][..],
            ),
            (
                AdviceDeskPage::sample().render(),
                &["desk", "desk-ticket", "me"][..],
            ),
            (
                CallPage::sample().render(),
                &[
                    "call",
                    "call-chat",
                    "goods",
                    "goods-basket",
                    "goods-compare",
                    "goods-find",
                    "goods-product",
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
