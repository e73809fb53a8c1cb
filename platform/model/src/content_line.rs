//! Content lines of iCalendar: escaped, and folded at 75 octets (RFC 5545 section 3.1).

use crate::Timestamp;

/// The longest line, in octets, without its end.
const LONGEST: usize = 75;

/// `text` as a TEXT value (RFC 5545 section 3.3.11). Control characters have
/// no place in one: they fall away.
pub fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' => value.push_str("\\n"),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// Adds the line `name:value`, folded; never within a character.
pub fn push_line(calendar: &mut String, name: &str, value: &str) {
    let line = format!("{name}:{value}");
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LONGEST {
            calendar.push_str("\r\n ");
            length = 1;
        }
        calendar.push(c);
        length += c.len_utf8();
    }
    calendar.push_str("\r\n");
}

/// A time in UTC (RFC 5545 section 3.3.5, form 2).
pub fn utc(at: Timestamp) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a reader makes of it (RFC 5545 sections 3.1 and 3.3.11).
    fn read(calendar: &str) -> Vec<String> {
        let unfolded = calendar.replace("\r\n ", "");
        let lines = unfolded.split_terminator("\r\n");
        lines
            .map(|line| {
                let mut chars = line.chars();
                let mut text = String::new();
                while let Some(c) = chars.next() {
                    match (c, c == '\\') {
                        (_, true) => text.push(match chars.next() {
                            Some('n' | 'N') => '\n',
                            Some(c) => c,
                            None => panic!("a backslash at the end: {line:?}"),
                        }),
                        (c, _) => text.push(c),
                    }
                }
                text
            })
            .collect()
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_it_was_and_no_line_is_too_long(text in any::<String>()) {
            let mut calendar = String::new();
            push_line(&mut calendar, "SUMMARY", &escaped(&text));
            let printable: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            prop_assert_eq!(read(&calendar), vec![format!("SUMMARY:{printable}")]);
            prop_assert!(calendar.split("\r\n").all(|line| line.len() <= LONGEST));
        }
    }
}
