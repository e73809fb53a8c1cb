//! What looks at a message before it is said. The room's own filter is its
//! channel's word list; others are handed in. None of them holds up anyone but
//! the one who writes, and each has a deadline.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use model::AccountId;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::event::Kind;
use super::text::is_unseen;
use super::venue::Venue;

/// How long one filter may take.
const DEADLINE: Duration = Duration::from_millis(25);

/// Words on one list.
pub const WORDS_MAX: usize = 1_000;
/// Characters of one entry.
pub const WORD_LENGTH_MAX: usize = 60;

/// A message that is about to be said.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    pub venue: &'a Venue,
    pub account: AccountId,
    pub kind: Kind,
    pub text: &'a str,
}

/// What a filter thinks of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Allow,
    /// Say this instead.
    Rewrite(String),
    /// A moderator decides.
    Hold,
    Reject,
}

/// Looks at messages before they are said.
#[async_trait]
pub trait Filter: Send + Sync + std::fmt::Debug {
    /// For logs.
    fn name(&self) -> &str;

    /// What it thinks of `draft`. One that takes longer than 25 ms is not
    /// waited for, and its message passes.
    async fn check(&self, draft: &Draft<'_>) -> Verdict;
}

/// What `filters` make of `draft`, asked one after the other. A rewritten text
/// is what the next one sees.
pub(super) async fn judge(filters: &[Arc<dyn Filter>], draft: &Draft<'_>) -> Verdict {
    let mut rewritten: Option<String> = None;
    for filter in filters {
        let draft = Draft {
            text: rewritten.as_deref().unwrap_or(draft.text),
            ..draft.clone()
        };
        match tokio::time::timeout(DEADLINE, filter.check(&draft)).await {
            Ok(Verdict::Allow) => {}
            Ok(Verdict::Rewrite(text)) => rewritten = Some(text),
            Ok(verdict @ (Verdict::Hold | Verdict::Reject)) => return verdict,
            Err(_) => tracing::warn!(filter = filter.name(), "took too long to look at a message"),
        }
    }
    rewritten.map_or(Verdict::Allow, Verdict::Rewrite)
}

/// Words and phrases nobody is to write: whole words, whatever their case and
/// width.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct WordList {
    words: HashSet<String>,
    /// Entries of several words, with a space at each end.
    phrases: Vec<String>,
}

impl WordList {
    pub(super) fn new<'a>(entries: impl IntoIterator<Item = &'a str>) -> Self {
        let mut list = Self::default();
        for entry in entries {
            let folded = folded_words(entry);
            if folded.len() > 1 {
                list.phrases.push(spaced(&folded));
            } else {
                list.words.extend(folded);
            }
        }
        list
    }

    /// Whether one of the words is in `text`.
    pub(super) fn is_in(&self, text: &str) -> bool {
        if self.words.is_empty() && self.phrases.is_empty() {
            return false;
        }
        let folded = folded_words(text);
        let line = spaced(&folded);
        folded.iter().any(|word| self.words.contains(word))
            || self.phrases.iter().any(|phrase| line.contains(phrase))
    }
}

/// The words of `text` in the one spelling they are compared in.
pub(super) fn folded_words(text: &str) -> Vec<String> {
    let seen = text.chars().filter(|c| !is_unseen(*c));
    let folded: String = seen.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    let parts = folded.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn spaced(words: &[String]) -> String {
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ShowId;
    use uuid::Uuid;

    #[test]
    fn whole_words_are_found_whatever_their_shape() {
        let list = WordList::new(["Spam", "buy now", "ñoño", "  "]);
        for bad in [
            "SPAM!",
            "no spam.",
            "ｓｐａｍ",
            "Buy,  NOW",
            "ÑOÑO",
            "n\u{303}oño",
            "sp\u{200d}am",
            "spa\u{fe0f}m",
            "s\u{e0041}pam\u{e0100}",
        ] {
            assert!(list.is_in(bad), "{bad:?}");
        }
        for good in ["spammer", "antispam", "buy it now", "", "buynow"] {
            assert!(!list.is_in(good), "{good:?}");
        }
        assert!(!WordList::default().is_in("anything"));
    }

    #[derive(Debug)]
    struct Fixed(Verdict);

    #[async_trait]
    impl Filter for Fixed {
        fn name(&self) -> &str {
            "fixed"
        }
        async fn check(&self, _: &Draft<'_>) -> Verdict {
            self.0.clone()
        }
    }

    #[derive(Debug)]
    struct Shouting;

    #[async_trait]
    impl Filter for Shouting {
        fn name(&self) -> &str {
            "shouting"
        }
        async fn check(&self, draft: &Draft<'_>) -> Verdict {
            Verdict::Rewrite(draft.text.to_uppercase())
        }
    }

    #[derive(Debug)]
    struct Asleep;

    #[async_trait]
    impl Filter for Asleep {
        fn name(&self) -> &str {
            "asleep"
        }
        async fn check(&self, _: &Draft<'_>) -> Verdict {
            std::future::pending().await
        }
    }

    #[tokio::test]
    async fn the_first_no_counts_and_nobody_is_waited_for() {
        let venue = Venue {
            show: ShowId(Uuid::nil()),
            host: AccountId(Uuid::nil()),
            shop: None,
        };
        let draft = Draft {
            venue: &venue,
            account: venue.host,
            kind: Kind::Said,
            text: "hello",
        };
        let fixed = |verdict| Arc::new(Fixed(verdict)) as Arc<dyn Filter>;
        let (shouting, asleep) = (Arc::new(Shouting) as Arc<dyn Filter>, Arc::new(Asleep) as _);
        assert_eq!(judge(&[], &draft).await, Verdict::Allow);
        let both = [fixed(Verdict::Hold), fixed(Verdict::Reject)];
        assert_eq!(judge(&both, &draft).await, Verdict::Hold);
        let rewriting = [fixed(Verdict::Rewrite("bye".into())), shouting, asleep];
        assert_eq!(judge(&rewriting, &draft).await, Verdict::Rewrite("BYE".into()));
    }
}
