//! A handle's hold on its peer: what the peer reports, offers and answers, and
//! the task that sees to its end. Knows nothing of what is sent or received.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rtc::peer_connection::configuration::RTCOfferOptions;
use rtc::peer_connection::transport::RTCDtlsTransportState;
use rtc::shared::error::Error;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use webrtc::media_stream::track_remote::TrackRemote;
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionEventHandler, RTCIceGatheringState, RTCPeerConnectionState,
    RTCSessionDescription,
};

use super::ClientError;

/// How long a caller waits for the library.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// Between two looks for the other side's goodbye, of which the library tells
/// nobody.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Tracks that may come; we offer to receive two.
const TRACKS: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Connecting,
    Connected,
    Closed,
}

/// What the peer reports.
#[derive(Clone)]
pub(super) struct Events {
    state: watch::Sender<State>,
    gathered: Arc<Notify>,
    tracks: mpsc::Sender<Arc<dyn TrackRemote>>,
}

/// The other side's tracks, each once its first packet is there.
pub(super) type Tracks = mpsc::Receiver<Arc<dyn TrackRemote>>;

impl Events {
    pub(super) fn new() -> (Self, Tracks) {
        let (tracks, opened) = mpsc::channel(TRACKS);
        let events = Self {
            state: watch::Sender::new(State::Connecting),
            gathered: Arc::default(),
            tracks,
        };
        (events, opened)
    }
}

#[async_trait]
impl PeerConnectionEventHandler for Events {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.gathered.notify_one();
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        let state = match state {
            RTCPeerConnectionState::Connected => State::Connected,
            RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed => State::Closed,
            _ => return,
        };
        self.state.send_replace(state);
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        // What doesn't fit was not asked for.
        let _ = self.tracks.try_send(track);
    }
}

/// The handle's end.
pub(super) struct Link {
    pub(super) peer: Arc<dyn PeerConnection>,
    gathered: Arc<Notify>,
    state: watch::Receiver<State>,
    /// Dropped with the handle, which ends the task.
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut link = f.debug_struct("Link");
        link.field("state", &self.state()).finish_non_exhaustive()
    }
}

impl Link {
    /// Sees to `peer`'s end and, until then, to `receive`.
    pub(super) fn start(
        peer: Arc<dyn PeerConnection>,
        events: Events,
        receive: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        let (stop, stopped) = oneshot::channel();
        Self {
            peer: peer.clone(),
            gathered: events.gathered,
            state: events.state.subscribe(),
            stop,
            task: tokio::spawn(attend(peer, events.state, stopped, receive)),
        }
    }

    /// Makes an offer, all our candidates in it, and commits to it.
    pub(super) async fn offer(&self, ice_restart: bool) -> Result<String, ClientError> {
        let offering = async {
            let options = RTCOfferOptions { ice_restart };
            let offer = self.peer.create_offer(Some(options)).await?;
            self.peer.set_local_description(offer).await?;
            self.gathered.notified().await;
            let complete = self.peer.local_description().await;
            complete.ok_or(Error::ErrConnectionClosed)
        };
        asked(offering).await.map(|offer| offer.sdp)
    }

    pub(super) async fn accept(&self, answer: &str) -> Result<(), ClientError> {
        let accepting = async {
            let answer = RTCSessionDescription::answer(answer.to_owned())?;
            self.peer.set_remote_description(answer).await
        };
        asked(accepting).await
    }

    pub(super) async fn connected(&mut self, within: Duration) -> Result<(), ClientError> {
        let waited = self.state.wait_for(|state| *state != State::Connecting);
        match timeout(within, waited).await {
            Ok(Ok(state)) if *state == State::Connected => Ok(()),
            Ok(_) => Err(ClientError::Closed),
            Err(_) => Err(ClientError::Timeout),
        }
    }

    pub(super) fn state(&self) -> State {
        *self.state.borrow()
    }

    pub(super) async fn close(self) {
        drop(self.stop);
        // It has a deadline of its own.
        let _ = self.task.await;
    }
}

/// Asks something of the library.
pub(super) async fn asked<T>(asking: impl Future<Output = Result<T, Error>>) -> Result<T, ClientError> {
    match timeout(PATIENCE, asking).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(Error::ErrConnectionClosed)) => Err(ClientError::Closed),
        Ok(Err(error)) => Err(ClientError::Refused(error.to_string())),
        Err(_) => Err(ClientError::Timeout),
    }
}

/// Waits for any reason to end, then says goodbye: a peer of the library's
/// that is merely dropped runs on.
async fn attend(
    peer: Arc<dyn PeerConnection>,
    state: watch::Sender<State>,
    stopped: oneshot::Receiver<()>,
    receive: impl Future<Output = ()>,
) {
    let mut watched = state.subscribe();
    tokio::select! {
        _ = stopped => {}
        _ = watched.wait_for(|state| *state == State::Closed) => {}
        () = goodbye(&*peer) => {}
        () = receive => {}
    }
    // What can't be closed in time is beyond help.
    let _ = timeout(PATIENCE, peer.close()).await;
    state.send_replace(State::Closed);
}

/// Waits for the other side's close_notify (RFC 5246 section 7.2.1). By the
/// letter of the API a peer whose DTLS was closed stays "connected". One that
/// only receives shows its transport from the first packet on; before that ICE
/// notices.
async fn goodbye(peer: &dyn PeerConnection) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    loop {
        looks.tick().await;
        // Everything is in one bundle: any sender or receiver will do.
        let transport = if let Some(receiver) = peer.get_receivers().await.pop() {
            receiver.transport().await
        } else if let Some(sender) = peer.get_senders().await.pop() {
            sender.transport().await
        } else {
            continue;
        };
        if let Ok(Some(transport)) = transport
            && matches!(transport.state().await, Ok(RTCDtlsTransportState::Closed))
        {
            return;
        }
    }
}
