//! Searching: case and accents don't count, and a word is found by how it begins.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words looked for at one time; more are not read.
pub(super) const WORDS: usize = 5;
/// What is kept of a product's words, in bytes.
const KEPT: usize = 8_192;

/// The words of `text`, folded.
fn words(text: &str) -> Vec<String> {
    let folded: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .collect();
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What is stored of these texts: each of their words once, a blank before each.
pub(super) fn indexed<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut index = String::new();
    let mut seen = std::collections::HashSet::new();
    for word in texts.into_iter().flat_map(words) {
        if index.len() + word.len() < KEPT && seen.insert(word.clone()) {
            index.push(' ');
            index.push_str(&word);
        }
    }
    index
}

/// What a stored text must be like to be found by `asked`: always as many
/// patterns, of which those left over fit everything.
pub(super) fn patterns(asked: &str) -> [String; WORDS] {
    // A word has no sign that means something in a pattern: they are all letters and digits.
    let mut words = words(asked).into_iter();
    std::array::from_fn(|_| {
        words
            .next()
            .map_or_else(|| "%".to_owned(), |word| format!("% {word}%"))
    })
}

/// An address made of a name: its words with hyphens between them.
pub(super) fn slug(name: &str) -> String {
    let ascii = words(name)
        .into_iter()
        .map(|word| word.replace(|c: char| !c.is_ascii_alphanumeric(), ""));
    let mut slug = ascii
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    slug.truncate(70);
    let slug = slug.trim_end_matches('-');
    super::draft::checked_slug(slug).unwrap_or_else(|| "product".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As both engines' LIKE does it, for patterns of ours.
    fn is_found(asked: &str, texts: &[&str]) -> bool {
        let index = indexed(texts.iter().copied());
        let fits = |pattern: &String| index.contains(pattern.trim_matches('%'));
        patterns(asked).iter().all(fits)
    }

    #[test]
    fn case_and_accents_do_not_count_and_words_are_found_by_how_they_begin() {
        let texts = ["Tigela de Grés, Sálvia", "Stoneware bowl: ø 16 cm", "BWL-16/S"];
        for asked in [
            "",
            "tigela",
            "TIG",
            "gres",
            "grés",
            "salvia tigela",
            "16 cm",
            "bwl-16",
            "STONE bowl",
            "%",
        ] {
            assert!(is_found(asked, &texts), "{asked:?}");
        }
        for asked in ["igela", "ware", "plate", "tigela prato", "b_wl"] {
            assert!(!is_found(asked, &texts), "{asked:?}");
        }
    }

    #[test]
    fn a_name_becomes_an_address() {
        for (name, address) in [
            ("Sage bowl", "sage-bowl"),
            ("  Jarrón «Ñandú» 2 ", "jarron-nandu-2"),
            ("陶器", "product"),
            ("", "product"),
        ] {
            assert_eq!(slug(name), address);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_makes_sound_patterns_and_addresses(text in "\\PC{0,120}") {
            for pattern in patterns(&text) {
                let word = pattern.trim_start_matches('%').trim_end_matches('%').trim_start();
                prop_assert!(word.chars().all(char::is_alphanumeric), "{pattern:?}");
            }
            prop_assert!(super::super::draft::checked_slug(&slug(&text)).is_some());
            prop_assert!(indexed([text.as_str()]).len() <= KEPT);
        }

        #[test]
        fn a_text_is_found_by_each_of_its_own_words(text in "[ a-zÀ-ž0-9]{0,60}") {
            for word in text.split(' ') {
                prop_assert!(is_found(word, &[&text]), "{word:?}");
            }
        }
    }
}
