//! Addresses that come from whoever is signed in, and that we send requests to:
//! none may lead into the operator's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// How far such requests may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// HTTPS, public addresses.
    #[default]
    Public,
    /// Also plain HTTP to this machine: for what tests put there.
    Loopback,
}

/// The address of somebody else's server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(Url);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicUrlError {
    #[error("this is no web address")]
    NoUrl,
    #[error("a web address has at most {LENGTH} bytes")]
    Long,
    #[error("the address must be https")]
    NotHttps,
    #[error("the address must be a public one")]
    NotPublic,
}

/// Those of the known services stay below 500.
const LENGTH: usize = 2_000;

impl PublicUrl {
    /// Reads an address, and refuses what may not be reached. A name is looked
    /// up when it is sent to: then whoever connects asks [`is_public`] again.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, PublicUrlError> {
        if text.len() > LENGTH {
            return Err(PublicUrlError::Long);
        }
        let url = Url::parse(text).map_err(|_| PublicUrlError::NoUrl)?;
        let has_password = !url.username().is_empty() || url.password().is_some();
        let address = match url.host().ok_or(PublicUrlError::NoUrl)? {
            _ if has_password => return Err(PublicUrlError::NoUrl),
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
            Host::Domain("localhost") => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            Host::Domain(_) => None,
        };
        if reach == Reach::Loopback && address.is_some_and(|address| address.is_loopback()) {
            return match url.scheme() {
                "http" | "https" => Ok(Self(url)),
                _ => Err(PublicUrlError::NotHttps),
            };
        }
        if url.scheme() != "https" {
            return Err(PublicUrlError::NotHttps);
        }
        if address.is_some_and(|address| !is_public(address)) {
            return Err(PublicUrlError::NotPublic);
        }
        Ok(Self(url))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Scheme, host and port (RFC 6454 section 6.2).
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

/// Whether `address` is one that anyone on the internet could be meant by: not
/// of this machine, this network, or set aside (RFC 6890 and its successors).
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        // This network; shared by carriers (RFC 6598); protocols; benchmarks (RFC 2544); reserved.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, ..] = address.segments();
    // Only global unicast is handed out at all (RFC 4291 section 2.4).
    let is_global = a & 0xe000 == 0x2000;
    let embedded = match (a, b) {
        // 6to4 (RFC 3056): the IPv4 address it leads to follows.
        (0x2002, _) => {
            let [b1, b2] = b.to_be_bytes();
            let [c1, c2] = c.to_be_bytes();
            Some(Ipv4Addr::new(b1, b2, c1, c2))
        }
        _ => None,
    };
    // Teredo, ORCHID and others of 2001::/23; documentation.
    let is_special = (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || (a == 0x3fff && b < 0x1000);
    is_global && !is_special && embedded.is_none_or(is_public_v4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_is_reached() {
        let refused = |text: &str| PublicUrl::parse(text, Reach::Public).err();
        assert_eq!(refused("https://push.example.org/send/abc"), None);
        assert_eq!(refused("https://[2606:4700::1]/x"), None);
        assert_eq!(refused("nonsense"), Some(PublicUrlError::NoUrl));
        assert_eq!(
            refused("https://ana@push.example.org/"),
            Some(PublicUrlError::NoUrl)
        );
        assert_eq!(
            refused("http://push.example.org/"),
            Some(PublicUrlError::NotHttps)
        );
        assert_eq!(refused("file:///etc/passwd"), Some(PublicUrlError::NoUrl));
        assert_eq!(
            refused(&format!("https://x.org/{}", "a".repeat(LENGTH))),
            Some(PublicUrlError::Long)
        );
        for host in [
            "localhost",
            "127.0.0.1",
            "0x7f.1",
            "2130706433",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "[fe80::1]",
            "[fd00::1]",
            "[2002:7f00:1::]",
            "[2001:db8::1]",
            "[64:ff9b::7f00:1]",
        ] {
            assert_eq!(
                refused(&format!("https://{host}/")),
                Some(PublicUrlError::NotPublic),
                "{host}"
            );
        }
    }

    #[test]
    fn a_test_service_is_on_this_machine_and_nowhere_else() {
        let reached = |text: &str| PublicUrl::parse(text, Reach::Loopback).is_ok();
        assert!(reached("http://127.0.0.1:8123/1"));
        assert!(reached("https://push.example.org/1"));
        assert!(!reached("http://push.example.org/1"));
        assert!(!reached("http://10.0.0.1/1"));
        assert!(!reached("https://10.0.0.1/1"));
        assert!(!reached("ftp://127.0.0.1/1"));
    }
}
