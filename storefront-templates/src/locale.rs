//! The languages of the pages, and their words from `locales/<language>/*.ftl` by Fluent.
//!
//! A message that is asked for and does not exist shows its own key; a test holds both files equal
//! and finds every key that a template uses. Knows no page.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language the pages speak.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Locale {
    /// All of them, in the order a choice shows them.
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// The language tag (BCP 47), as for the `lang` attribute.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// What the language calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// The language of a tag such as `es` or `es-MX`, if it is one of ours.
    pub fn from_code(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|locale| locale.code().eq_ignore_ascii_case(primary))
    }

    /// The language of ours that an `Accept-Language` header prefers (RFC 9110, section 12.5.4);
    /// English where it names none.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',').take(20) {
            let mut pieces = part.split(';');
            let Some(locale) = pieces.next().and_then(Self::from_code) else {
                continue;
            };
            let quality = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            if quality > 0.0 && best.is_none_or(|(known, _)| quality > known) {
                best = Some((quality, locale));
            }
        }
        best.map_or(Self::En, |(_, locale)| locale)
    }

    /// The message `key` without arguments.
    pub fn text(self, key: &str) -> String {
        self.format(key, None)
    }

    /// The message `key` with named arguments.
    pub fn text_with(self, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.format(key, Some(&args))
    }

    /// A whole number with its groups set apart: `12,345` or `12.345`.
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        // Spanish leaves four digits together.
        if digits.len() <= 3 || (self == Self::Es && digits.len() == 4) {
            return digits;
        }
        let separator = match self {
            Self::En => ',',
            Self::Es => '.',
        };
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A count that fits a badge: `847`, `1.2k`, `31k`, `1.4M` (with a comma in Spanish).
    pub fn short_count(self, count: u64) -> String {
        let (unit, suffix) = match count {
            0..=999 => return count.to_string(),
            1_000..=999_999 => (1_000, "k"),
            _ => (1_000_000, "M"),
        };
        let whole = count / unit;
        let tenth = count % unit * 10 / unit;
        if whole >= 10 || tenth == 0 {
            return format!("{whole}{suffix}");
        }
        let point = match self {
            Self::En => '.',
            Self::Es => ',',
        };
        format!("{whole}{point}{tenth}{suffix}")
    }

    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        bundle.format_pattern(pattern, args, &mut errors).into_owned()
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        static EN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load(Locale::En));
        static ES: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load(Locale::Es));
        match self {
            Self::En => &EN,
            Self::Es => &ES,
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::En => words!("en"),
            Self::Es => words!("es"),
        }
    }
}

/// A language's files as one.
macro_rules! words {
    ($code:literal) => {
        concat!(
            include_str!(concat!("../locales/", $code, "/pages.ftl")),
            "\n",
            include_str!(concat!("../locales/", $code, "/buying.ftl")),
            "\n",
            include_str!(concat!("../locales/", $code, "/paying.ftl")),
            "\n",
            include_str!(concat!("../locales/", $code, "/selling.ftl")),
            "\n",
            include_str!(concat!("../locales/", $code, "/mails.ftl")),
            "\n",
            include_str!(concat!("../locales/", $code, "/advice.ftl")),
            "\n",
            include_str!(concat!("../locales/", $code, "/bookings.ftl")),
            "\n",
            include_str!(concat!("../locales/", $code, "/clients.ftl")),
            "\n",
            include_str!(concat!("../locales/", $code, "/advice-people.ftl")),
            "\n",
            include_str!(concat!("../locales/", $code, "/advice-after.ftl")),
            "\n",
            include_str!(concat!("../locales/", $code, "/together.ftl")),
        )
    };
}
use words;

fn load(locale: Locale) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = locale.code().parse().expect("our codes are language tags");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks would end up in attributes and in copied text.
    bundle.set_use_isolating(false);
    match locale {
        Locale::En => bundle.set_formatter(Some(number_en)),
        Locale::Es => bundle.set_formatter(Some(number_es)),
    }
    let resource = FluentResource::try_new(locale.source().to_owned())
        .unwrap_or_else(|(_, errors)| panic!("the words in {} don't parse: {errors:?}", locale.code()));
    bundle
        .add_resource(resource)
        .unwrap_or_else(|errors| panic!("the words in {} repeat a message: {errors:?}", locale.code()));
    bundle
}

fn number_en<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    whole_number(value).map(|number| Locale::En.number(number))
}

fn number_es<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    whole_number(value).map(|number| Locale::Es.number(number))
}

/// The value, where it is a count; anything else is left to Fluent.
fn whole_number(value: &FluentValue<'_>) -> Option<u64> {
    match value {
        FluentValue::Number(number) if number.value >= 0.0 && number.value.fract() == 0.0 => {
            Some(number.value as u64)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn the_header_decides_by_quality_then_by_order() {
        for (header, expected) in [
            ("", Locale::En),
            ("es", Locale::Es),
            ("es-MX,es;q=0.9,en;q=0.8", Locale::Es),
            ("en-GB,en;q=0.9,es;q=0.8", Locale::En),
            ("fr,de;q=0.9", Locale::En),
            ("fr,es;q=0.3", Locale::Es),
            ("en;q=0.2, es;q=0.7", Locale::Es),
            ("es;q=0, en;q=0.1", Locale::En),
            ("es;q=banana", Locale::En),
            (";;;,,,=q", Locale::En),
        ] {
            assert_eq!(Locale::from_accept_language(header), expected, "{header}");
        }
    }

    #[test]
    fn counts_are_written_as_the_language_does() {
        assert_eq!(Locale::En.number(1_234_567), "1,234,567");
        assert_eq!(Locale::Es.number(1_234_567), "1.234.567");
        assert_eq!(Locale::En.number(1_234), "1,234");
        assert_eq!(Locale::Es.number(1_234), "1234");
        assert_eq!(Locale::En.short_count(999), "999");
        assert_eq!(Locale::En.short_count(1_249), "1.2k");
        assert_eq!(Locale::Es.short_count(1_249), "1,2k");
        assert_eq!(Locale::En.short_count(31_900), "31k");
        assert_eq!(Locale::En.short_count(2_000_000), "2M");
        let one = Locale::En.text_with("viewers", &[("n", 1_u64.into())]);
        let many = Locale::En.text_with("viewers", &[("n", 1_200_u64.into())]);
        assert_eq!((one.as_str(), many.as_str()), ("1 watching", "1,200 watching"));
    }

    /// Message keys of a file with the names of their arguments.
    fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut current = String::new();
        for line in source.lines() {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                current = line
                    .split_once(" =")
                    .expect("a message has an equals sign")
                    .0
                    .to_owned();
                found.insert(current.clone(), BTreeSet::new());
            }
            for (at, _) in line.match_indices('$') {
                let name: String = line[at + 1..]
                    .chars()
                    .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
                    .collect();
                found
                    .get_mut(&current)
                    .expect("arguments are inside messages")
                    .insert(name);
            }
        }
        found
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_arguments() {
        assert_eq!(messages(Locale::En.source()), messages(Locale::Es.source()));
    }

    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("folder is readable") {
            let path = entry.expect("entry is readable").path();
            if path.is_dir() {
                files(&path, found);
            } else {
                found.push(path);
            }
        }
    }

    /// Keys of complaints and of messages after an action, as the pages' caller sends them.
    fn sent_keys() -> BTreeSet<String> {
        let mut sources = Vec::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../platform/web/src");
        files(&root, &mut sources);
        let mut sent = BTreeSet::new();
        for path in sources {
            let source = fs::read_to_string(&path).expect("source is UTF-8");
            for piece in source.split('"') {
                let about = piece.starts_with("error-") || piece.starts_with("flash-");
                let key = piece.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
                if about && key && !piece.ends_with('-') {
                    sent.insert(piece.to_owned());
                }
            }
        }
        sent
    }

    #[test]
    fn every_message_that_the_server_sends_exists_and_no_other_is_kept() {
        let sent = sent_keys();
        assert!(
            sent.len() > 20,
            "only {sent:?} were found: does the search still match?"
        );
        let known: BTreeSet<String> = messages(Locale::En.source())
            .into_keys()
            .filter(|key| key.starts_with("error-") || key.starts_with("flash-"))
            .filter(|key| !key.starts_with("error-page-"))
            .collect();
        assert_eq!(sent, known);
    }

    #[test]
    fn every_message_that_a_page_uses_exists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let known = messages(Locale::En.source());
        let mut sources = Vec::new();
        files(&root.join("templates"), &mut sources);
        let mut used = 0;
        for path in sources {
            let source = fs::read_to_string(&path).expect("template is UTF-8");
            // chrome.t("key"), chrome.t1("key", …), chrome.t2("key", …), chrome.countdown(at, "key")
            for call in ["chrome.t(\"", "chrome.t1(\"", "chrome.t2(\""] {
                for (at, _) in source.match_indices(call) {
                    let key = source[at + call.len()..]
                        .split('"')
                        .next()
                        .expect("closing quote");
                    assert!(known.contains_key(key), "{} uses {key}", path.display());
                    used += 1;
                }
            }
            for (at, _) in source.match_indices("chrome.countdown(") {
                for key in source[at..].split('"').skip(1).step_by(2).take(2) {
                    assert!(known.contains_key(key), "{} uses {key}", path.display());
                }
            }
        }
        assert!(
            used > 100,
            "only {used} uses were found: does the search still match?"
        );
    }
}
