//! Configuration: defaults < `vitrine.toml` < `VITRINE_*` < flags.

mod layers;
mod limits;
mod mail;
mod span;
mod stripe;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use live::push::Reach;
use serde::{Deserialize, Serialize};
use web::address::Network;

pub use layers::{ConfigError, Layers};
pub use limits::Limits;
pub use mail::Mail;
pub use span::Span;
pub use stripe::Stripe;

/// Everything an operator can set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where HTTP listens, such as `0.0.0.0:8080`.
    pub listen: SocketAddr,
    /// The address people use, such as `https://live.example.org`.
    pub public_url: Option<String>,
    /// Where the embedded database and the recordings are.
    pub data_dir: PathBuf,
    /// `postgres://…`; without it, SQLite in the data folder.
    pub database_url: Option<String>,
    /// Addresses or networks of proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<String>,
    /// Addresses or networks that may read `/metrics`.
    pub metrics_from: Vec<String>,
    /// How long a replay lives, at most `24h`.
    pub replay_ttl: Span,
    /// How often expired replays are destroyed.
    pub sweep_every: Span,
    pub log: Log,
    pub tls: Tls,
    pub media: Media,
    pub push: Push,
    pub mail: Mail,
    pub stripe: Stripe,
    pub limits: Limits,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug`, or a filter such as `web=debug,info`.
    pub filter: String,
    pub format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum TlsMode {
    /// Plain HTTP: for this machine alone, or behind a proxy that does TLS.
    Off,
    /// A certificate of our own making: for the local network.
    SelfSigned,
    /// `certificate` and `key`, PEM.
    Files,
    /// Certificates by ACME for `domains`; port 443 must reach us.
    Acme,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tls {
    pub mode: TlsMode,
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
    pub domains: Vec<String>,
    /// E-mail address for the certificate authority.
    pub contact: Option<String>,
    /// The authority's directory; Let's Encrypt if not set.
    pub directory: Option<String>,
    /// PEM, for a directory whose own certificate is from a private authority.
    pub directory_ca: Option<PathBuf>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Media {
    /// The UDP address of all media. Port 0 means that of `listen`, if it is free.
    pub listen: Option<SocketAddr>,
    /// Addresses browsers can reach us at, where they can't be found out: behind NAT.
    pub advertise: Vec<IpAddr>,
    /// STUN and TURN servers given to browsers.
    pub ice_servers: Vec<IceServer>,
    /// Streams that come in at a time: a show is one, a session of advice has one of each of its people.
    pub max_streams: usize,
    /// The same of one host.
    pub max_streams_per_owner: usize,
    /// In bit/s; a publisher that sends more for some seconds is cut off.
    pub max_bitrate: u64,
    pub max_viewers: usize,
    /// How long a publisher may be away before its show ends.
    pub away: Span,
}

/// Notices to browsers whose tab is closed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Push {
    /// Whom push services may write to about our pushes: `mailto:…` or
    /// `https://…`. Without it, `public_url`.
    pub contact: Option<String>,
    /// Lets a push service be on this machine and without TLS: for tests.
    pub allow_insecure: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IceServer {
    /// `stun:` or `turn:` and so on (RFC 7064, RFC 7065).
    pub url: String,
    pub username: Option<String>,
    pub credential: Option<String>,
}

impl IceServer {
    /// Whether nothing in it would break the `Link` header.
    fn is_sound(&self) -> bool {
        let is_quotable = |text: &String| {
            text.chars()
                .all(|c| c == ' ' || (c.is_ascii_graphic() && !matches!(c, '"' | '\\')))
        };
        let is_url = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>');
        self.url.chars().all(is_url)
            && [&self.username, &self.credential]
                .into_iter()
                .flatten()
                .all(is_quotable)
    }

    /// As a `Link` header says it (RFC 9725 section 4.6).
    pub fn link(&self) -> String {
        let mut link = format!("<{}>; rel=\"ice-server\"", self.url);
        if let (Some(username), Some(credential)) = (&self.username, &self.credential) {
            link += &format!(
                "; username=\"{username}\"; credential=\"{credential}\"; credential-type=\"password\""
            );
        }
        link
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            data_dir: PathBuf::from("vitrine-data"),
            database_url: None,
            trusted_proxies: Vec::new(),
            metrics_from: vec!["127.0.0.0/8".to_owned(), "::1".to_owned()],
            replay_ttl: Span::hours(24),
            sweep_every: Span::seconds(60),
            log: Log::default(),
            tls: Tls::default(),
            media: Media::default(),
            push: Push::default(),
            mail: Mail::default(),
            stripe: Stripe::default(),
            limits: Limits::default(),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            format: LogFormat::Text,
        }
    }
}

impl Default for Tls {
    fn default() -> Self {
        Self {
            mode: TlsMode::Off,
            certificate: None,
            key: None,
            domains: Vec::new(),
            contact: None,
            directory: None,
            directory_ca: None,
        }
    }
}

impl Default for Media {
    fn default() -> Self {
        Self {
            listen: None,
            advertise: Vec::new(),
            ice_servers: Vec::new(),
            max_streams: 1_000,
            max_streams_per_owner: 4,
            max_bitrate: 20_000_000,
            max_viewers: 5_000,
            away: Span::seconds(60),
        }
    }
}

impl Config {
    /// What can't be, said in one line each.
    pub fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key: &'static str, why: String| Err(ConfigError::Value { key, why });
        if self.replay_ttl.0 > live::REPLAY_TTL_MAX {
            return wrong(
                "replay_ttl",
                "a replay lives 24h at most; it can only be shortened".to_owned(),
            );
        }
        if self.sweep_every.0.is_zero() {
            return wrong("sweep_every", "must be longer than 0s".to_owned());
        }
        if self.media.away.0.is_zero() {
            return wrong("media.away", "must be longer than 0s".to_owned());
        }
        if let Some(server) = self.media.ice_servers.iter().find(|server| !server.is_sound()) {
            return wrong(
                "media.ice_servers",
                format!("{:?} can't stand in a header", server.url),
            );
        }
        if let Some(url) = &self.public_url {
            let sound = url::Url::parse(url)
                .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            if !sound {
                return wrong("public_url", format!("{url:?} is no http(s) address"));
            }
        }
        for (key, networks) in [
            ("trusted_proxies", &self.trusted_proxies),
            ("metrics_from", &self.metrics_from),
        ] {
            if let Err(why) = networks_of(networks) {
                return wrong(key, why);
            }
        }
        let quoted = |text: &Option<String>| text.as_deref().is_some_and(|text| text.contains(['"', '\\']));
        if self
            .media
            .ice_servers
            .iter()
            .any(|ice| ice.url.contains('>') || quoted(&ice.username) || quoted(&ice.credential))
        {
            return wrong(
                "media.ice_servers",
                "no quotes, backslashes or angle brackets".to_owned(),
            );
        }
        if let Some(contact) = &self.push.contact
            && !contact.starts_with("mailto:")
            && !contact.starts_with("https://")
        {
            return wrong(
                "push.contact",
                format!("{contact:?} is no mailto: or https: address"),
            );
        }
        if let Err(why) = self.mail.check() {
            return wrong("mail", why);
        }
        if let Err(why) = self.stripe.check() {
            return wrong("stripe", why);
        }
        match self.tls.mode {
            TlsMode::Files if self.tls.certificate.is_none() || self.tls.key.is_none() => {
                wrong("tls", "mode \"files\" needs certificate and key".to_owned())
            }
            TlsMode::Acme if self.tls.domains.is_empty() => {
                wrong("tls", "mode \"acme\" needs domains".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// Who answers for our pushes.
    pub(crate) fn push_contact(&self) -> Option<String> {
        let public = self.public_url.clone().filter(|url| url.starts_with("https://"));
        self.push.contact.clone().or(public)
    }

    /// How far pushes go.
    pub(crate) fn push_reach(&self) -> Reach {
        if self.push.allow_insecure {
            Reach::Loopback
        } else {
            Reach::Public
        }
    }

    /// The database to open.
    pub fn database(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.data_dir.join("vitrine.db").display()))
    }

    /// Where recordings and pictures rest.
    pub fn blobs(&self) -> PathBuf {
        self.data_dir.join("blobs")
    }

    /// The same with secrets masked, for printing.
    pub fn masked(&self) -> Self {
        let mut masked = self.clone();
        for url in [&mut masked.database_url, &mut masked.mail.smtp_url]
            .into_iter()
            .flatten()
        {
            *url = masked_url(url);
        }
        masked.stripe = masked.stripe.masked();
        for credential in masked
            .media
            .ice_servers
            .iter_mut()
            .filter_map(|server| server.credential.as_mut())
        {
            "***".clone_into(credential);
        }
        masked
    }

    /// As `vitrine.toml` would say it.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).expect("a configuration is a TOML table")
    }

    /// Reads `file` over the defaults, then the environment, then `flags`.
    pub fn load(file: Option<&Path>, flags: toml::Table) -> Result<Self, ConfigError> {
        let config: Self = Layers::new()
            .file(file)?
            .environment(std::env::vars())?
            .table(flags)
            .build()?;
        config.check()?;
        Ok(config)
    }
}

/// `url` without its password, which may stand in more than one place of it.
fn masked_url(url: &str) -> String {
    let sound = url::Url::parse(url)
        .ok()
        .filter(|parsed| parsed.query().is_none_or(|query| query == "tls=required"));
    let masked = sound.and_then(|mut parsed| {
        let hidden = parsed.password().map(|_| "***");
        parsed.set_password(hidden).ok().map(|()| parsed)
    });
    masked.map_or_else(|| "***".to_owned(), |parsed| parsed.to_string())
}

/// Addresses and networks, read.
pub(crate) fn networks_of(texts: &[String]) -> Result<Vec<Network>, String> {
    texts.iter().map(|text| text.parse()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_printed() {
        let config = Config {
            database_url: Some("postgres://vitrine:hunter2@db/vitrine".to_owned()),
            media: Media {
                ice_servers: vec![IceServer {
                    url: "turn:turn.example.org".to_owned(),
                    username: Some("ana".to_owned()),
                    credential: Some("hunter2".to_owned()),
                }],
                ..Media::default()
            },
            mail: Mail {
                smtp_url: Some("smtps://shop:hunter2@mail.example.org".to_owned()),
                from: Some("shop@example.org".to_owned()),
            },
            ..Config::default()
        };
        let printed = config.masked().to_toml();
        assert!(printed.contains("smtps://shop:***@mail.example.org"), "{printed}");
        assert!(printed.contains("postgres://vitrine:***@db/vitrine"), "{printed}");
        assert!(!printed.contains("hunter2"));
    }

    #[test]
    fn what_is_printed_can_be_read_again() {
        let printed = Config::default().to_toml();
        let again: Config = toml::from_str(&printed).unwrap();
        assert_eq!(again.to_toml(), printed);
    }

    #[test]
    fn a_replay_cannot_be_made_to_live_longer() {
        let longer = Config {
            replay_ttl: Span::hours(25),
            ..Config::default()
        };
        assert!(longer.check().unwrap_err().to_string().contains("24h at most"));
        assert!(
            Config {
                replay_ttl: Span::seconds(1),
                ..Config::default()
            }
            .check()
            .is_ok()
        );
    }
}
