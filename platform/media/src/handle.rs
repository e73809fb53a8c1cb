//! [`Media`]: the handle by which the rest of the house reaches the media
//! thread. Knows the commands, nothing of packets.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::Duration;

use mio::Waker;
use tokio::sync::{mpsc, oneshot};

use crate::command::{Answer, Command, OwnerKey, PatchOutcome, Reply, ResourceId, Role, ViewerKey};
use crate::config::MediaConfig;
use crate::engine;
use crate::error::MediaError;
use crate::event::MediaEvent;
use crate::packet::StreamId;
use crate::recorders::Recorders;
use crate::snapshot::{EngineStats, StreamSnapshot};

/// The media thread answers within milliseconds; past this it is stuck or
/// swamped, and the caller's own client has better things to do than wait.
const REPLY_DEADLINE: Duration = Duration::from_secs(5);
/// A thread that takes longer to say that it lives is of no use to anyone.
const ALIVE_WITHIN: Duration = Duration::from_secs(1);

/// A handle to the running engine; clones are cheap and mean the same engine.
/// The engine stops when the last handle is dropped or at [`Media::shutdown`].
#[derive(Clone, Debug)]
pub struct Media {
    commands: SyncSender<Command>,
    waker: Arc<Waker>,
    local_addr: SocketAddr,
}

impl Media {
    /// Binds the UDP port and starts the engine's threads.
    ///
    /// # Errors
    /// The address is taken or not ours, or the system has no threads left.
    pub fn start(
        config: MediaConfig,
        entropy: Arc<dyn model::Entropy>,
        events: mpsc::Sender<MediaEvent>,
        recorders: Arc<dyn Recorders>,
    ) -> io::Result<Self> {
        let started = engine::start(config, entropy, events, recorders)?;
        Ok(Self {
            commands: started.commands,
            waker: started.waker,
            local_addr: started.local_addr,
        })
    }

    /// Where the engine listens, with the port that was picked.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Answers a publisher's offer. The stream exists from here on.
    ///
    /// # Errors
    /// [`BadOffer`](MediaError::BadOffer), [`NotAcceptable`](MediaError::NotAcceptable),
    /// [`Occupied`](MediaError::Occupied), [`TooMany`](MediaError::TooMany),
    /// [`Busy`](MediaError::Busy), [`Closed`](MediaError::Closed).
    pub async fn publish(
        &self,
        stream: StreamId,
        owner: OwnerKey,
        offer: String,
    ) -> Result<Answer, MediaError> {
        self.ask(|reply| Command::Publish {
            stream,
            owner,
            offer,
            reply,
        })
        .await?
    }

    /// Answers a viewer's offer, also while the stream's publisher is away.
    ///
    /// # Errors
    /// [`UnknownStream`](MediaError::UnknownStream) and those of [`Media::publish`].
    pub async fn watch(
        &self,
        stream: StreamId,
        viewer: ViewerKey,
        offer: String,
    ) -> Result<Answer, MediaError> {
        self.ask(|reply| Command::Watch {
            stream,
            viewer,
            offer,
            reply,
        })
        .await?
    }

    /// Takes in an ICE fragment (RFC 8840): candidates, or a restart. A restart
    /// that was done already gets the same answer again, under `*` or the
    /// entity-tag from before it: the first answer may have been lost.
    ///
    /// # Errors
    /// [`UnknownResource`](MediaError::UnknownResource), [`Conflict`](MediaError::Conflict)
    /// when `if_match` (without quotes; `*` matches any) is stale, or missing
    /// from a restart,
    /// [`BadOffer`](MediaError::BadOffer) when the fragment can't be read.
    pub async fn patch(
        &self,
        resource: ResourceId,
        if_match: Option<String>,
        fragment: String,
    ) -> Result<PatchOutcome, MediaError> {
        self.ask(|reply| Command::Patch {
            resource,
            if_match,
            fragment,
            reply,
        })
        .await?
    }

    /// Closes one session. A publisher's own close ends its stream.
    ///
    /// # Errors
    /// [`UnknownResource`](MediaError::UnknownResource).
    pub async fn close(&self, resource: ResourceId) -> Result<(), MediaError> {
        self.ask(|reply| Command::Close { resource, reply }).await?
    }

    /// Ends a stream with all its sessions.
    ///
    /// # Errors
    /// [`UnknownStream`](MediaError::UnknownStream).
    pub async fn end(&self, stream: StreamId) -> Result<(), MediaError> {
        self.ask(|reply| Command::End { stream, reply }).await?
    }

    /// As whom a stream is watched, each once; nobody for an unknown one.
    ///
    /// # Errors
    /// [`Busy`](MediaError::Busy), [`Closed`](MediaError::Closed).
    pub async fn viewers(&self, stream: StreamId) -> Result<Vec<ViewerKey>, MediaError> {
        self.ask(|reply| Command::Viewers { stream, reply }).await
    }

    /// Closes these viewers' sessions, those not yet connected too: for a
    /// stream that they may not watch any more.
    ///
    /// # Errors
    /// [`UnknownStream`](MediaError::UnknownStream).
    pub async fn dismiss_viewers(&self, stream: StreamId, viewers: Vec<ViewerKey>) -> Result<(), MediaError> {
        self.ask(|reply| Command::DismissViewers {
            stream,
            viewers,
            reply,
        })
        .await?
    }

    /// Closes the publisher's session, if there is one, without ending the
    /// stream: for a publisher whose key was changed. From its last packet on
    /// the stream counts as lost, and ends, as if it had fallen silent. A
    /// stream that has not started yet is forgotten.
    ///
    /// # Errors
    /// [`UnknownStream`](MediaError::UnknownStream).
    pub async fn dismiss_publisher(&self, stream: StreamId) -> Result<(), MediaError> {
        self.ask(|reply| Command::DismissPublisher { stream, reply })
            .await?
    }

    /// All streams the engine knows, in no order, those whose publisher is
    /// lost or not yet connected too.
    ///
    /// # Errors
    /// [`Busy`](MediaError::Busy), [`Closed`](MediaError::Closed).
    pub async fn streams(&self) -> Result<Vec<StreamId>, MediaError> {
        self.ask(|reply| Command::Streams { reply }).await
    }

    /// Whether the engine knows a stream.
    ///
    /// # Errors
    /// [`Busy`](MediaError::Busy), [`Closed`](MediaError::Closed): it can't say.
    pub async fn knows(&self, stream: StreamId) -> Result<bool, MediaError> {
        let snapshot = self.ask(|reply| Command::Snapshot { stream, reply }).await?;
        Ok(snapshot.is_some())
    }

    /// Which stream and side a session belongs to, so that a caller can
    /// authorise what is done to it; none if there is no such session.
    ///
    /// # Errors
    /// [`Busy`](MediaError::Busy), [`Closed`](MediaError::Closed): it can't say.
    pub async fn resource(&self, resource: ResourceId) -> Result<Option<(StreamId, Role)>, MediaError> {
        self.ask(|reply| Command::Resource { resource, reply }).await
    }

    /// Whether the media thread answers, within a second.
    pub async fn is_alive(&self) -> bool {
        let answer = self.ask(|reply| Command::Stats { reply });
        matches!(tokio::time::timeout(ALIVE_WITHIN, answer).await, Ok(Ok(_)))
    }

    /// One stream's health; none if the stream is unknown or the engine can't
    /// say now (see [`Media::knows`]).
    pub async fn snapshot(&self, stream: StreamId) -> Option<StreamSnapshot> {
        self.ask(|reply| Command::Snapshot { stream, reply })
            .await
            .ok()
            .flatten()
    }

    /// Counters and gauges; all zero if the engine can't say now (see
    /// [`Media::is_alive`]).
    pub async fn stats(&self) -> EngineStats {
        self.ask(|reply| Command::Stats { reply })
            .await
            .unwrap_or_default()
    }

    /// Ends all streams, says goodbye to all peers, and stops the threads.
    pub async fn shutdown(&self) {
        // Closed already, or about to be: either way there is nothing left to ask for.
        let _ = self.ask(|reply| Command::Shutdown { reply }).await;
    }

    async fn ask<T>(&self, command: impl FnOnce(Reply<T>) -> Command) -> Result<T, MediaError> {
        let (reply, answer) = oneshot::channel();
        self.commands
            .try_send(command(reply))
            .map_err(|refused| match refused {
                TrySendError::Full(_) => MediaError::Busy,
                TrySendError::Disconnected(_) => MediaError::Closed,
            })?;
        // A waker that can't wake means the poll is gone; the reply says so too.
        let _ = self.waker.wake();
        match tokio::time::timeout(REPLY_DEADLINE, answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(MediaError::Closed),
            Err(_) => Err(MediaError::Busy),
        }
    }
}
