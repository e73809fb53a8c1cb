//! What the operator decides about HTTP.

use std::net::IpAddr;

use live::push::Reach;
use url::Url;

use crate::address::Network;
use crate::limits::Rates;
use crate::socket::SocketCeilings;

/// How this server is reached and what it trusts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address people use, if the `Host` header is not to be believed.
    pub public_url: Option<Url>,
    /// Whether browsers reach us over HTTPS, by our own TLS or a proxy's.
    pub https: bool,
    /// Proxies whose `X-Forwarded-*` headers count.
    pub trusted_proxies: Vec<Network>,
    /// Who may read `/metrics`: it counts private shows too.
    pub metrics_from: Vec<Network>,
    /// Says on every page that this is a demonstration.
    pub demo: bool,
    /// The demo world's sign-ins, login and password, for the sign-in page.
    pub demo_logins: Vec<(String, String)>,
    pub rates: Rates,
    pub sockets: SocketCeilings,
    /// `Link` headers for WHIP and WHEP clients: STUN and TURN servers.
    pub ice_servers: Vec<String>,
    /// Which push services browsers may name.
    pub push_reach: Reach,
}

impl Settings {
    /// Whether `peer` is a proxy we trust.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(peer))
    }
}
