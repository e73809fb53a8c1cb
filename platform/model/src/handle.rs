//! Handles: the name after the @.

use serde::{Deserialize, Serialize};

/// 2 to 30 characters: a-z, 0-9 and single `_` between them. Lower case only,
/// so that no two people differ by case alone.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[sqlx(transparent)]
#[schema(value_type = String, min_length = 2, max_length = 30, pattern = "^[a-z0-9]+(_[a-z0-9]+)*$")]
pub struct Handle(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandleError {
    #[error("a handle has 2 to 30 characters")]
    Length,
    #[error("a handle is made of a-z, 0-9 and single underscores between them")]
    Characters,
    #[error("this handle is reserved")]
    Reserved,
}

/// Names that would pass for the house itself.
const RESERVED: [&str; 10] = [
    "admin",
    "administrator",
    "api",
    "help",
    "moderator",
    "root",
    "staff",
    "support",
    "system",
    "vitrine",
];

impl Handle {
    /// Reads a handle as typed: spaces around it and a leading `@` fall away,
    /// capitals become small.
    pub fn parse(typed: &str) -> Result<Self, HandleError> {
        let typed = typed.trim();
        let name = typed.strip_prefix('@').unwrap_or(typed).to_ascii_lowercase();
        if !(2..=30).contains(&name.chars().count()) {
            return Err(HandleError::Length);
        }
        let sound = name.split('_').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
        if !sound {
            return Err(HandleError::Characters);
        }
        if RESERVED.contains(&name.as_str()) {
            return Err(HandleError::Reserved);
        }
        Ok(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Handle {
    type Error = HandleError;
    fn try_from(typed: String) -> Result<Self, HandleError> {
        Self::parse(&typed)
    }
}

impl From<Handle> for String {
    fn from(handle: Handle) -> Self {
        handle.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_one_spelling() {
        assert_eq!(Handle::parse(" @Ana_Lume ").expect("valid").as_str(), "ana_lume");
    }

    #[test]
    fn odd_handles_are_refused_with_the_reason() {
        for (typed, why) in [
            ("a", HandleError::Length),
            (&"a".repeat(31), HandleError::Length),
            ("_ana", HandleError::Characters),
            ("ana__b", HandleError::Characters),
            ("аna", HandleError::Characters), // Cyrillic а
            ("ana b", HandleError::Characters),
            ("Admin", HandleError::Reserved),
        ] {
            assert_eq!(Handle::parse(typed), Err(why), "{typed:?}");
        }
    }
}
