//! What may be said: text tidied, its length, the addresses in it and the
//! people named. Plain text in, plain text out; markup means nothing here.

use model::Handle;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;
use url::{Host, Url};

use super::standing::Why;

/// The longest message, in what people take for characters…
const GRAPHEMES: usize = 300;
/// …and in bytes.
const BYTES: usize = 1_200;
/// Marks on one letter. More of them only climb over the lines above.
const MARKS: usize = 5;
/// People that count as named in one message.
const MENTIONS: usize = 5;
/// What closes a sentence around an address, and is not part of it.
const AFTER_LINK: &[char] = &[
    '.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '"', '>', '»', '”', '’',
];

/// An address in a text, counted in UTF-16 code units as JavaScript does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub start: usize,
    pub end: usize,
    /// Where it leads, so that it can be shown: in ASCII, whatever it looked like.
    pub host: String,
}

/// Someone named in a text, counted like [`Link`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
    pub handle: String,
}

/// `typed` as it will be shown.
///
/// # Errors
/// When nothing is left, or too much.
pub(super) fn tidied(typed: &str) -> Result<String, Why> {
    let mut kept = String::with_capacity(typed.len().min(BYTES));
    let mut marks = 0;
    // What falls away does so first: then what stood around it may compose.
    for c in without_tricks(typed).nfc() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        let second_blank = c == ' ' && (kept.is_empty() || kept.ends_with(' '));
        if marks <= MARKS && !second_blank {
            kept.push(c);
        }
    }
    kept.truncate(kept.trim_end_matches(' ').len());
    if !kept.chars().any(is_seen) {
        return Err(Why::Empty);
    }
    if kept.len() > BYTES || kept.graphemes(true).count() > GRAPHEMES {
        return Err(Why::TooLong);
    }
    Ok(kept)
}

/// The characters that stay, blanks of all kinds as spaces.
fn without_tricks(typed: &str) -> impl Iterator<Item = char> {
    let mut in_flag = false;
    let mut joined = false;
    typed.chars().filter(|c| !is_left_out(*c)).filter_map(move |c| {
        // Tags make flags of a black flag, and could hide a text anywhere else.
        in_flag = c == '\u{1f3f4}' || (in_flag && is_tag(c));
        // Two joiners join no better than one.
        let joins_again = is_joiner(c) && joined;
        let hidden = joins_again || (is_tag(c) && !in_flag);
        joined = is_joiner(c) || (hidden && joined);
        let shown = if is_blank(c) { ' ' } else { c };
        (!hidden).then_some(shown)
    })
}

/// White space, and what looks like it.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{115f}' | '\u{1160}')
}

/// Characters that control, that turn the direction of writing, or that are
/// there without being seen (Unicode 16, UAX #9 and the Default_Ignorable list).
fn is_left_out(c: char) -> bool {
    let controls = c.is_control() && !c.is_whitespace();
    controls
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{17b4}' | '\u{17b5}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e001f}' | '\u{e0080}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Characters that stay for what they do to their neighbours, and are not seen
/// themselves: joiners, tags and those that choose a variant.
pub(super) fn is_unseen(c: char) -> bool {
    let selects = matches!(c,
        '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    selects || is_joiner(c) || is_tag(c) || is_left_out(c)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

/// Whether `c` alone shows anything.
fn is_seen(c: char) -> bool {
    !is_blank(c) && !is_joiner(c) && !is_tag(c) && !is_combining_mark(c)
}

/// The addresses in `text`: `http://`, `https://` and bare `www.`, no others.
pub(super) fn links(text: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_link(text, from) {
        let word = text[start..].split(' ').next().unwrap_or_default();
        let word = word.trim_end_matches(AFTER_LINK);
        from = start + word.len().max(1);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        if let Some(host) = host_of(word) {
            found.push(Link {
                start: utf16(&text[..start]),
                end: utf16(&text[..start + word.len()]),
                host,
            });
        }
    }
    found
}

/// Where the next thing that may be an address begins.
fn next_link(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    rest.char_indices().map(|(at, _)| from + at).find(|&at| {
        let begins = ["http://", "https://", "www."]
            .iter()
            .any(|start| starts_with_ignoring_case(&text[at..], start));
        begins && !text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
    })
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.as_bytes()
        .get(..start.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()))
}

/// Where an address leads, as browsers read it (the URL standard). One with a
/// name before an `@` shows one place and leads to another: it is no link.
fn host_of(word: &str) -> Option<String> {
    let url = if starts_with_ignoring_case(word, "www.") {
        Url::parse(&format!("https://{word}")).ok()?
    } else {
        Url::parse(word).ok()?
    };
    let plain = url.username().is_empty() && url.password().is_none();
    let named = match url.host()? {
        Host::Domain(name) => name.trim_end_matches('.').contains('.'),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    };
    (plain && named)
        .then(|| url.host_str().map(str::to_owned))
        .flatten()
}

/// What looks like a person's name after an `@`; who of them exists is for
/// others to say.
pub(super) fn mentions(text: &str) -> Vec<(Mention, Handle)> {
    let links = links(text);
    let mut found: Vec<(Mention, Handle)> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | '.' | '/')) {
            continue;
        }
        let rest = &text[at + 1..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches('_');
        if rest[end..].starts_with(char::is_alphanumeric) {
            continue;
        }
        let Ok(handle) = Handle::parse(name) else { continue };
        let start = utf16(&text[..at]);
        if links.iter().any(|link| (link.start..link.end).contains(&start)) {
            continue;
        }
        let mention = Mention {
            start,
            end: start + 1 + name.len(),
            handle: handle.as_str().to_owned(),
        };
        found.push((mention, handle));
        if found.len() == MENTIONS {
            break;
        }
    }
    found
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_tidied() {
        for (typed, shown) in [
            ("  Hello \t\r\n there ", "Hello there"),
            ("e\u{301}", "é"),
            ("abc\u{202e}def\u{2066}g\u{200f}", "abcdefg"),
            ("a\u{0}b\u{1b}[31mc\u{7f}", "ab[31mc"),
            ("zero\u{200b}width\u{feff}", "zerowidth"),
            ("one\u{2028}two\u{85}three", "one two three"),
            ("<b>&amp;</b>", "<b>&amp;</b>"),
            ("👩\u{200d}👩\u{200d}👧", "👩\u{200d}👩\u{200d}👧"),
            ("x\u{e0041}\u{e0042}y", "xy"),
            ("🏴\u{e0067}\u{e0062}\u{e007f}", "🏴\u{e0067}\u{e0062}\u{e007f}"),
        ] {
            assert_eq!(tidied(typed).as_deref(), Ok(shown), "{typed:?}");
        }
        let tower = format!("Z{}", "\u{0335}".repeat(60));
        assert_eq!(tidied(&tower).unwrap().chars().count(), 1 + MARKS);
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        for nothing in [
            "",
            " \n",
            "\u{200d}\u{200d}",
            "\u{202e}",
            "\u{3164}\u{2800}",
            "\u{301}",
            "\u{fff5}\u{1bca0}",
            "\u{e0080}\u{e01f0}\u{e0fff}",
        ] {
            assert_eq!(tidied(nothing), Err(Why::Empty), "{nothing:?}");
        }
        assert!(tidied(&"x".repeat(300)).is_ok());
        assert_eq!(tidied(&"x".repeat(301)), Err(Why::TooLong));
        // 60 families are 60 characters to people, and more bytes than are kept.
        assert!(tidied(&"👩\u{200d}👩\u{200d}👧".repeat(60)).is_ok());
        assert_eq!(tidied(&"👩\u{200d}👩\u{200d}👧".repeat(70)), Err(Why::TooLong));
    }

    fn found(text: &str) -> Vec<(String, String)> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let cut = |link: &Link| String::from_utf16(&units[link.start..link.end]).unwrap();
        links(text)
            .iter()
            .map(|link| (cut(link), link.host.clone()))
            .collect()
    }

    #[test]
    fn only_plain_web_addresses_are_links() {
        let one = |text: &str| match &found(text)[..] {
            [(shown, host)] => (shown.clone(), host.clone()),
            other => panic!("{text:?}: {other:?}"),
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            one("👋 see https://Example.org/a?b#c."),
            pair("https://Example.org/a?b#c", "example.org")
        );
        assert_eq!(
            one("(www.example.org)"),
            pair("www.example.org", "www.example.org")
        );
        assert_eq!(
            one("HTTP://example.org:8080,"),
            pair("HTTP://example.org:8080", "example.org")
        );
        // Looks like a Latin name, and is shown for what it is.
        assert_eq!(one("https://аpple.com").1, "xn--pple-43d.com");
        for none in [
            "javascript:alert(1)",
            "ftp://example.org",
            "data:text/html,x",
            "https://bank.example@evil.example/",
            "https://user:pass@evil.example/",
            "https://",
            "http://localhost/",
            "www.",
            "xhttps://example.org",
            "example.org",
        ] {
            assert_eq!(found(none), [], "{none:?}");
        }
        assert_eq!(found("www.a.example www.b.example").len(), 2);
    }

    #[test]
    fn people_are_named_by_their_handle() {
        let names = |text: &str| {
            let units: Vec<u16> = text.encode_utf16().collect();
            mentions(text)
                .into_iter()
                .map(|(mention, handle)| {
                    assert_eq!(mention.handle, handle.as_str());
                    let shown = String::from_utf16(&units[mention.start..mention.end]).unwrap();
                    assert_eq!(shown.to_ascii_lowercase(), format!("@{handle}"));
                    mention.handle
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(names("🎉 @ana, thanks! (@Ben_2)"), ["ana", "ben_2"]);
        assert_eq!(names("@ana_ and @ana"), ["ana", "ana"]);
        for none in [
            "ana@example.org",
            "@",
            "@a",
            "@@ana",
            "@año",
            "@admin",
            "https://example.org/@ana",
        ] {
            assert!(names(none).is_empty(), "{none:?}");
        }
        assert_eq!(names(&"@ana ".repeat(20)).len(), MENTIONS);
    }

    /// Text with more than a fair share of what makes trouble.
    fn odd_text() -> impl Strategy<Value = String> {
        let odd = prop_oneof![
            4 => any::<char>(),
            2 => prop::char::range(' ', '~'),
            1 => prop::sample::select(vec![
                '\u{202e}', '\u{200d}', '\u{301}', '\u{323}', '\u{e0041}', '\u{1f3f4}', '\u{1100}', '\u{1161}',
                '\u{11a8}', '@', '\u{9c7}', '\u{9be}', '\n', '\u{ad}', '\u{2800}',
            ]),
        ];
        prop::collection::vec(odd, 0..120).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn tidying_twice_changes_nothing(typed in odd_text()) {
            if let Ok(once) = tidied(&typed) {
                prop_assert_eq!(tidied(&once), Ok(once.clone()));
                prop_assert!(!once.chars().any(is_left_out));
                prop_assert!(!once.contains("  ") && once.trim() == once);
                prop_assert!(once.len() <= BYTES);
            }
        }

        #[test]
        fn places_lie_within_the_text(typed in "[@wh. :/a-zé👋]{0,60}|(https?://|www\\.|@)[a-z👋@.]{0,20}") {
            let length = utf16(&typed);
            let mut before = 0;
            for link in links(&typed) {
                prop_assert!(before <= link.start && link.start < link.end && link.end <= length);
                before = link.end;
            }
            for (mention, _) in mentions(&typed) {
                prop_assert!(mention.start < mention.end && mention.end <= length);
            }
        }
    }
}
