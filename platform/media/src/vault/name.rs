//! What a stream's files are called, in playlists and in the vault.

use std::fmt;
use std::str::FromStr;

/// A file of a stream by kind and number: `init-{n}.mp4` or `seg-{n}.m4s`.
///
/// Parsing is strict: exactly what is printed is read, so that a name from
/// outside can never reach another file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SegmentName {
    /// An init section.
    Init(u32),
    /// A media segment.
    Media(u32),
}

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Init(index) => write!(f, "init-{index}.mp4"),
            Self::Media(index) => write!(f, "seg-{index}.m4s"),
        }
    }
}

/// No file of a stream is called that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a segment")]
pub struct NotASegment;

impl FromStr for SegmentName {
    type Err = NotASegment;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let number = |digits: &str| {
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            let shortest = digits == "0" || !digits.starts_with('0');
            if plain && shortest {
                digits.parse::<u32>().ok()
            } else {
                None
            }
        };
        let parsed = if let Some(rest) = name.strip_prefix("init-") {
            rest.strip_suffix(".mp4").and_then(number).map(Self::Init)
        } else if let Some(rest) = name.strip_prefix("seg-") {
            rest.strip_suffix(".m4s").and_then(number).map(Self::Media)
        } else {
            None
        };
        parsed.ok_or(NotASegment)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_read_strictly() {
        assert_eq!("init-3.mp4".parse(), Ok(SegmentName::Init(3)));
        assert_eq!("seg-12.m4s".parse(), Ok(SegmentName::Media(12)));
        assert_eq!("seg-4294967295.m4s".parse(), Ok(SegmentName::Media(u32::MAX)));
        for wrong in [
            "",
            "seg-.m4s",
            "seg-012.m4s",
            "seg-+1.m4s",
            "seg--1.m4s",
            "seg-1.mp4",
            "init-1.m4s",
            "seg-1.m4s ",
            " seg-1.m4s",
            "seg-1.m4s/",
            "../seg-1.m4s",
            "seg-1/../2.m4s",
            "seg-%31.m4s",
            "seg-\u{0661}.m4s",
            "seg-4294967296.m4s",
            "SEG-1.m4s",
            "seg-1.m4s\0",
        ] {
            assert_eq!(wrong.parse::<SegmentName>(), Err(NotASegment), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(index in any::<u32>(), init in any::<bool>()) {
            let name = if init { SegmentName::Init(index) } else { SegmentName::Media(index) };
            prop_assert_eq!(name.to_string().parse(), Ok(name));
        }

        #[test]
        fn nothing_else_is(text in "(seg-|init-)?[0-9./+ a-z-]{0,12}(\\.m4s|\\.mp4)?") {
            if let Ok(name) = text.parse::<SegmentName>() {
                prop_assert_eq!(name.to_string(), text);
            }
        }
    }
}
