//! People and their faces.

use askama::Template;
use askama::filters::HtmlSafe;

/// A person, as others see them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PersonView {
    /// Unique name without the `@`.
    pub handle: String,
    /// The name to show.
    pub name: String,
    /// Address of their picture; without one, initials on a colour of their own.
    pub avatar_url: Option<String>,
}

impl PersonView {
    /// Address of their page.
    pub fn url(&self) -> String {
        format!("/@{}", self.handle)
    }

    /// Up to two letters that stand for the name.
    pub fn initials(&self) -> String {
        let mut words = self
            .name
            .split_whitespace()
            .filter_map(|word| word.chars().next());
        let first = words.next();
        let last = words.next_back();
        first
            .into_iter()
            .chain(last)
            .flat_map(char::to_uppercase)
            .collect()
    }

    /// One of twelve hues, always the same for the same handle.
    pub fn hue(&self) -> u32 {
        self.handle.bytes().fold(7, |hash: u32, byte| {
            hash.wrapping_mul(31).wrapping_add(u32::from(byte))
        }) % 12
    }

    /// Their face; `size` is `s` (28 px), `m` (44 px) or `l` (112 px).
    pub fn avatar(&self, size: &'static str) -> Avatar<'_> {
        Avatar { person: self, size }
    }
}

/// A person's picture, or their initials. Decorative: the name stands beside it.
#[derive(Debug, Template)]
#[template(path = "people/avatar.html")]
pub struct Avatar<'a> {
    person: &'a PersonView,
    size: &'static str,
}

impl HtmlSafe for Avatar<'_> {}

#[cfg(any(test, feature = "samples"))]
impl PersonView {
    /// A host.
    pub fn sample() -> Self {
        Self {
            handle: "ana".to_owned(),
            name: "Ana Ruiz".to_owned(),
            avatar_url: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, expected) in [
            ("Ana Ruiz", "AR"),
            ("ana", "A"),
            ("Ana de la Paz", "AP"),
            ("", ""),
            ("ßeta x", "SSX"),
        ] {
            let person = PersonView {
                name: name.to_owned(),
                ..PersonView::sample()
            };
            assert_eq!(person.initials(), expected);
        }
    }

    #[test]
    fn a_hue_stays_and_is_one_of_twelve() {
        for handle in ["", "ana", "a-very-long-handle-that-overflows-thirty-two-bits"] {
            let person = PersonView {
                handle: handle.to_owned(),
                ..PersonView::sample()
            };
            assert!(person.hue() < 12);
            assert_eq!(person.hue(), person.clone().hue());
        }
    }
}
