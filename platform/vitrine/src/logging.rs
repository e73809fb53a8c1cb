//! Logs, to standard error: text for people, JSON for collectors.

use tracing_subscriber::EnvFilter;

use crate::config::{Config, ConfigError, LogFormat};

/// Turns logging on for the process; a second call changes nothing.
pub(crate) fn start(config: &Config) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(&config.log.filter).map_err(|error| ConfigError::Value {
        key: "log.filter",
        why: error.to_string(),
    })?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Telling of a line that can't be written, on a full disk, would be a panic
        // of whoever wrote it.
        .log_internal_errors(false);
    // Fails only where a subscriber is set already: then that one is meant.
    let _ = match config.log.format {
        LogFormat::Text => builder
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    Ok(())
}
