//! How much anyone may do, and how many connections there may be.

use std::time::Duration;

use live::room::{RoomRate, RoomRates};
use serde::{Deserialize, Serialize};
use web::serve::Ceilings;
use web::socket::SocketCeilings;

/// What one address may do, so many at once and one more after each pause, and
/// how many connections there may be.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Media sessions opened, publishing or watching.
    pub media_burst: u32,
    /// Milliseconds.
    pub media_pause: u64,
    /// Messages and questions of one account in one room.
    pub say_burst: u32,
    /// Milliseconds.
    pub say_pause: u64,
    /// Places in line for advice that are taken anew, and bookings: of one account, where
    /// there is one.
    pub ask_burst: u32,
    /// Milliseconds.
    pub ask_pause: u64,
    /// Connections at one time; the next ones wait.
    pub connections: usize,
    /// Connections of one address that is no trusted proxy.
    pub connections_per_address: usize,
    /// Sockets in live rooms at one time.
    pub sockets: usize,
    pub sockets_per_address: usize,
    pub sockets_per_account: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let web::Rates { media, ask, .. } = web::Rates::default();
        let say = RoomRates::default().say;
        let sockets = SocketCeilings::default();
        Self {
            media_burst: media.burst,
            media_pause: u64::try_from(media.every.as_millis()).unwrap_or(u64::MAX),
            say_burst: say.burst,
            say_pause: u64::try_from(say.every.as_millis()).unwrap_or(u64::MAX),
            ask_burst: ask.burst,
            ask_pause: u64::try_from(ask.every.as_millis()).unwrap_or(u64::MAX),
            connections: 20_000,
            connections_per_address: 512,
            sockets: sockets.all,
            sockets_per_address: sockets.per_address,
            sockets_per_account: sockets.per_account,
        }
    }
}

impl Limits {
    /// These limits over the rooms' defaults.
    pub(crate) fn room_rates(self) -> RoomRates {
        RoomRates {
            say: RoomRate {
                burst: self.say_burst,
                every: Duration::from_millis(self.say_pause),
            },
            ..RoomRates::default()
        }
    }

    pub(crate) fn connections(self, settings: &web::Settings) -> Ceilings {
        Ceilings {
            connections: self.connections,
            per_address: self.connections_per_address,
            exempt: settings.trusted_proxies.clone(),
        }
    }

    pub(crate) fn sockets(self) -> SocketCeilings {
        SocketCeilings {
            all: self.sockets,
            per_address: self.sockets_per_address,
            per_account: self.sockets_per_account,
        }
    }

    /// These limits over the others' defaults.
    pub fn rates(self) -> web::Rates {
        let media = web::Rate {
            burst: self.media_burst,
            every: Duration::from_millis(self.media_pause),
        };
        let ask = web::Rate {
            burst: self.ask_burst,
            every: Duration::from_millis(self.ask_pause),
        };
        let defaults = web::Rates::default();
        let enter = web::Rate {
            burst: u32::try_from(self.sockets_per_address.saturating_mul(2)).unwrap_or(u32::MAX),
            ..defaults.enter
        };
        web::Rates {
            media,
            enter,
            ask,
            ..defaults
        }
    }
}
