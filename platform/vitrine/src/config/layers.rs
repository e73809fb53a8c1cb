//! Laying one source of settings over another.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::{Table, Value};

/// `VITRINE_MEDIA__MAX_VIEWERS=100` is `media.max_viewers = 100`.
const PREFIX: &str = "VITRINE_";
const NESTING: &str = "__";

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("can't read {path}: {error}")]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("{path}: {error}")]
    Toml { path: PathBuf, error: toml::de::Error },
    #[error("{0}")]
    Setting(String),
    #[error("{key}: {why}")]
    Value { key: &'static str, why: String },
}

/// Settings gathered so far.
#[derive(Debug, Default)]
pub struct Layers(Table);

impl Layers {
    pub fn new() -> Self {
        Self::default()
    }

    /// `vitrine.toml`, or the file that was asked for.
    pub fn file(self, path: Option<&Path>) -> Result<Self, ConfigError> {
        let (path, required) = path.map_or((Path::new("vitrine.toml"), false), |path| (path, true));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if !required && error.kind() == std::io::ErrorKind::NotFound => return Ok(self),
            Err(error) => {
                return Err(ConfigError::Unreadable {
                    path: path.to_owned(),
                    error,
                });
            }
        };
        let table = text.parse().map_err(|error| ConfigError::Toml {
            path: path.to_owned(),
            error,
        })?;
        Ok(self.table(table))
    }

    /// Variables that begin with `VITRINE_`.
    pub fn environment(
        mut self,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        for (name, value) in variables {
            let Some(path) = name.strip_prefix(PREFIX) else {
                continue;
            };
            let path = path.to_ascii_lowercase();
            let mut keys: Vec<_> = path.split(NESTING).collect();
            let last = keys.pop().filter(|key| !key.is_empty());
            let last = last.ok_or_else(|| ConfigError::Setting(format!("{name} names no setting")))?;
            let mut table = &mut self.0;
            for key in keys {
                table = table
                    .entry(key)
                    .or_insert_with(|| Value::Table(Table::new()))
                    .as_table_mut()
                    .ok_or_else(|| {
                        ConfigError::Setting(format!("{name}: {key} is not a group of settings"))
                    })?;
            }
            table.insert(last.to_owned(), read_value(value));
        }
        Ok(self)
    }

    /// Anything else, over what is there.
    pub fn table(mut self, over: Table) -> Self {
        merge(&mut self.0, over);
        self
    }

    pub fn build<T: DeserializeOwned>(self) -> Result<T, ConfigError> {
        T::deserialize(Value::Table(self.0)).map_err(|error| {
            let words: Vec<_> = error.message().split_whitespace().collect();
            ConfigError::Setting(words.join(" "))
        })
    }
}

/// Numbers, booleans and lists as TOML writes them; everything else is text.
fn read_value(text: String) -> Value {
    match format!("value = {text}").parse::<Table>() {
        Ok(mut table) if table.len() == 1 => match table.remove("value") {
            Some(value @ (Value::Integer(_) | Value::Boolean(_) | Value::Array(_))) => value,
            _ => Value::String(text),
        },
        _ => Value::String(text),
    }
}

fn merge(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge(below, above),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn environment(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Layers::new().environment(pairs)?.build()
    }

    #[test]
    fn later_layers_win_and_groups_merge() {
        let file: Table = "listen = \"127.0.0.1:1\"\n[media]\nmax_viewers = 5\nadvertise = [\"192.0.2.1\"]"
            .parse()
            .unwrap();
        let flags: Table = "listen = \"127.0.0.1:3\"".parse().unwrap();
        let variables = [
            ("VITRINE_LISTEN", "127.0.0.1:2"),
            ("VITRINE_MEDIA__MAX_VIEWERS", "7"),
            ("HOME", "/"),
        ];
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let config: Config = Layers::new()
            .table(file)
            .environment(variables)
            .unwrap()
            .table(flags)
            .build()
            .unwrap();
        assert_eq!(config.listen.port(), 3);
        assert_eq!(config.media.max_viewers, 7);
        assert_eq!(config.media.advertise.len(), 1);
    }

    #[test]
    fn a_misspelt_setting_is_named() {
        let error = environment(&[("VITRINE_LISTNE", "127.0.0.1:2")]).unwrap_err();
        assert!(error.to_string().contains("listne"), "{error}");
        let error = environment(&[("VITRINE_REPLAY_TTL", "soon")]).unwrap_err();
        assert!(error.to_string().contains("write 90s, 15m or 24h"), "{error}");
    }
}
