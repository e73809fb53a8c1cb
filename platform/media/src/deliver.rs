//! Lets chosen RTCP through to us: the library keeps it to itself unless an
//! interceptor marks it.

use rtc::interceptor::{Attribute, Interceptor, Packet, TaggedPacket};

use crate::passing::Passing;

/// Behind every interceptor of the library's own.
pub(crate) const SLOT: usize = 14_000;

/// Marks compound packets in which something is `wanted`.
pub(crate) fn deliver(wanted: fn(&dyn rtc::rtcp::Packet) -> bool) -> impl Interceptor {
    Passing::new(move |packet: &mut TaggedPacket| {
        if let Packet::Rtcp(packets) = &packet.message.packet
            && packets.iter().any(|packet| wanted(packet.as_ref()))
        {
            packet.message.add(Attribute::DeliverToApplication);
        }
    })
}
