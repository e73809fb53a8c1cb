//! Where mails go out.

use serde::{Deserialize, Serialize};

/// Mails to those who bought something. Without `smtp_url` they are kept and
/// not sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// `smtps://user:password@host` (TLS from the start), `smtp://…?tls=required`
    /// (STARTTLS), or `smtp://…` for a server on this machine.
    pub smtp_url: Option<String>,
    /// The address they come from, such as `shop@example.org`.
    pub from: Option<String>,
}

impl Mail {
    /// What can't be, in one line.
    pub(super) fn check(&self) -> Result<(), String> {
        let Some(url) = &self.smtp_url else { return Ok(()) };
        // Not shown: it may carry a password.
        let sound =
            url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "smtp" | "smtps") && url.has_host());
        if !sound {
            return Err("smtp_url is no smtp: or smtps: address".to_owned());
        }
        let from = self.from.as_deref().unwrap_or_default();
        if from.parse::<lettre::Address>().is_err() {
            return Err("from must be the address mails come from, such as shop@example.org".to_owned());
        }
        Ok(())
    }
}
