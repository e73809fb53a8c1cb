//! Whether a library peer's other side said goodbye. The library follows the
//! letter of the API: a peer whose DTLS was closed stays "connected".

use rtc::peer_connection::RTCPeerConnection;
use rtc::peer_connection::transport::RTCDtlsTransportState;

/// True once the other side's close_notify (RFC 5246 section 7.2.1) was read.
pub(crate) fn said_goodbye(peer: &mut RTCPeerConnection) -> bool {
    let closed = Some(RTCDtlsTransportState::Closed);
    // Everything is in one bundle: any sender or receiver has the transport.
    let receiver = peer.get_receivers().next();
    if let Some(id) = receiver {
        let receiver = peer.rtp_receiver(id);
        return receiver.and_then(|receiver| Some(receiver.transport()?.state())) == closed;
    }
    let sender = peer.get_senders().next();
    let sender = sender.and_then(|id| peer.rtp_sender(id));
    sender.and_then(|sender| Some(sender.transport()?.state())) == closed
}
