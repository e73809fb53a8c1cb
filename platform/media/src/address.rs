//! Which addresses peers may reach us by. Knows the machine's interfaces and
//! the configuration, nothing of ICE.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use nix::ifaddrs::getifaddrs;
use nix::net::if_::InterfaceFlags;

/// A bound on the candidates of an answer: browsers check every pair.
const MOST_ADDRESSES: usize = 8;

/// The addresses to advertise for a socket bound to `bound`, in order of
/// preference: those configured, else the bound one, else the machine's own.
pub(crate) fn advertised(configured: &[IpAddr], bound: SocketAddr, dual_stack: bool) -> Vec<IpAddr> {
    let reachable = |ip: &IpAddr| dual_stack || ip.is_ipv4() == bound.is_ipv4();
    if !configured.is_empty() {
        return configured.iter().copied().filter(reachable).collect();
    }
    let bound_ip = bound.ip().to_canonical();
    if !bound_ip.is_unspecified() {
        return vec![bound_ip];
    }
    let mut found: Vec<IpAddr> = local_unicast().into_iter().filter(reachable).collect();
    found.sort_by_key(rank);
    found.dedup();
    found.truncate(MOST_ADDRESSES);
    found
}

/// The machine's own addresses, those of wide reach first, loopback last.
pub fn local_addresses() -> Vec<IpAddr> {
    advertised(&[], SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)), true)
}

/// Wide reach first, loopback last; IPv4 before IPv6 within the same reach,
/// since it is the one more often open on home networks.
fn rank(ip: &IpAddr) -> (u8, IpAddr) {
    let reach = match ip {
        IpAddr::V4(v4) if v4.is_loopback() => 4,
        IpAddr::V4(_) => 0,
        IpAddr::V6(v6) if v6.is_loopback() => 5,
        IpAddr::V6(v6) if v6.is_unique_local() => 2,
        IpAddr::V6(_) => 1,
    };
    (reach, *ip)
}

fn local_unicast() -> Vec<IpAddr> {
    let Ok(interfaces) = getifaddrs() else {
        return vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    };
    interfaces
        .filter(|interface| interface.flags.contains(InterfaceFlags::IFF_UP))
        .filter_map(|interface| interface.address)
        .filter_map(|address| {
            let v4 = address.as_sockaddr_in().map(|v4| IpAddr::V4(v4.ip()));
            v4.or_else(|| address.as_sockaddr_in6().map(|v6| IpAddr::V6(v6.ip())))
        })
        .filter(|ip| match ip {
            IpAddr::V4(v4) => !v4.is_link_local() && !v4.is_unspecified(),
            // A link-local address means nothing without a zone, and SDP has none.
            IpAddr::V6(v6) => !v6.is_unicast_link_local() && !v6.is_unspecified(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_advertises_itself_alone() {
        let bound = SocketAddr::from(([127, 0, 0, 1], 9));
        assert_eq!(
            advertised(&[], bound, false),
            vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]
        );
    }

    #[test]
    fn an_unspecified_address_finds_loopback_last_and_nothing_twice() {
        let bound = SocketAddr::from((Ipv6Addr::UNSPECIFIED, 9));
        let found = advertised(&[], bound, true);
        assert!(found.iter().any(IpAddr::is_loopback));
        let first_loopback = found.iter().position(IpAddr::is_loopback);
        let last_other = found.iter().rposition(|ip| !ip.is_loopback());
        assert!(last_other.is_none() || last_other < first_loopback);
        let mut unique = found.clone();
        unique.dedup();
        assert_eq!(unique, found);
    }

    #[test]
    fn configured_addresses_of_a_family_the_socket_lacks_are_left_out() {
        let bound = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 9));
        let configured = ["203.0.113.7".parse().unwrap(), "2001:db8::7".parse().unwrap()];
        assert_eq!(advertised(&configured, bound, false), configured[..1]);
        assert_eq!(advertised(&configured, bound, true), configured);
    }
}
