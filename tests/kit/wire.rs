//! The way from a browser to the server, which can be cut and joined again:
//! HTTP and media both pass through here and nowhere else.
//!
//! It listens on a loopback address of its own. The server gives that address
//! to its peers, and the wire takes the server's UDP port there, because a
//! server can be told which addresses it is reached by, not which ports.

use std::collections::{HashMap, HashSet};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::Kit;

/// Loopback, but not where the server itself is.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
const LARGEST_DATAGRAM: usize = 2_048;
const PIECE: usize = 16 * 1_024;

/// A laid wire; dropped, it is gone with all that went through it.
#[derive(Debug)]
pub struct Wire {
    http: SocketAddr,
    is_cut: watch::Sender<bool>,
    senders: Arc<Senders>,
    _carriers: JoinSet<io::Result<()>>,
}

/// Who sends media through here.
#[derive(Debug, Default)]
struct Senders {
    present: Mutex<HashSet<SocketAddr>>,
    /// Those who are never cut off.
    spared: Mutex<HashSet<SocketAddr>>,
}

impl Wire {
    /// Starts the kit's server anew, so that its media is reached through a
    /// wire alone, and lays that.
    pub async fn lay(kit: &mut Kit) -> Self {
        kit.restart_with(|config, _| config.media.advertise = vec![HERE])
            .await;
        let media = kit.app().media.local_addr();
        let server = kit.guest().address();
        let listener = TcpListener::bind((HERE, 0))
            .await
            .expect("a second loopback address");
        let http = listener.local_addr().expect("bound");
        let socket = UdpSocket::bind((HERE, media.port()))
            .await
            .expect("the server's port, free on another address");
        let (is_cut, watched) = watch::channel(false);
        let senders = Arc::new(Senders::default());
        let mut carriers = JoinSet::new();
        carriers.spawn(carry_http(listener, server, watched.clone()));
        carriers.spawn(carry_media(socket, media, watched, senders.clone()));
        Self {
            http,
            is_cut,
            senders,
            _carriers: carriers,
        }
    }

    /// The server's address as it is seen from the wire's other end.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.http)
    }

    /// From now on nothing passes: datagrams are lost, bytes of connections
    /// wait, and new connections wait for their first.
    pub fn cut(&self) {
        self.is_cut.send_replace(true);
    }

    pub fn join(&self) {
        self.is_cut.send_replace(false);
    }

    /// Whoever has sent media until now has a way of their own, which is
    /// never cut.
    pub fn spare_those_present(&self) {
        let present = self
            .senders
            .present
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut spared = self.senders.spared.lock().unwrap_or_else(PoisonError::into_inner);
        spared.extend(present.iter());
    }
}

impl Senders {
    fn note(&self, sender: SocketAddr) {
        self.present
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(sender);
    }

    fn is_spared(&self, sender: SocketAddr) -> bool {
        self.spared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&sender)
    }
}

async fn carry_http(
    listener: TcpListener,
    server: SocketAddr,
    is_cut: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (browser, _) = accepted?;
                connections.spawn(carry_connection(browser, server, is_cut.clone()));
            }
            // Either end may break off a connection: nobody's business here.
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn carry_connection(
    mut browser: TcpStream,
    server: SocketAddr,
    mut is_cut: watch::Receiver<bool>,
) -> io::Result<()> {
    joined(&mut is_cut).await;
    let mut server = TcpStream::connect(server).await?;
    // As fast as without a wire.
    browser.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_browser, to_browser) = browser.split();
    let (from_server, to_server) = server.split();
    tokio::try_join!(
        carry_bytes(from_browser, to_server, is_cut.clone()),
        carry_bytes(from_server, to_browser, is_cut),
    )?;
    Ok(())
}

async fn carry_bytes(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut is_cut: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        let length = from.read(&mut piece).await?;
        joined(&mut is_cut).await;
        if length == 0 {
            return to.shutdown().await;
        }
        to.write_all(&piece[..length]).await?;
    }
}

/// Waits while the wire is cut. One that is taken away is not waited for: its
/// carriers end with it.
async fn joined(is_cut: &mut watch::Receiver<bool>) {
    let _ = is_cut.wait_for(|is_cut| !is_cut).await;
}

/// Each sender has a socket of its own towards the server, so that the server
/// can tell them apart.
async fn carry_media(
    socket: UdpSocket,
    server: SocketAddr,
    is_cut: watch::Receiver<bool>,
    senders: Arc<Senders>,
) -> io::Result<()> {
    let socket = Arc::new(socket);
    let mut lines: HashMap<SocketAddr, Arc<UdpSocket>> = HashMap::new();
    let mut backwards = JoinSet::new();
    let mut datagram = vec![0; LARGEST_DATAGRAM];
    loop {
        let (length, sender) = socket.recv_from(&mut datagram).await?;
        senders.note(sender);
        if *is_cut.borrow() && !senders.is_spared(sender) {
            continue;
        }
        let line = match lines.get(&sender) {
            Some(line) => line,
            None => {
                let line = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?);
                line.connect(server).await?;
                backwards.spawn(carry_back(
                    line.clone(),
                    socket.clone(),
                    sender,
                    is_cut.clone(),
                    senders.clone(),
                ));
                lines.entry(sender).or_insert(line)
            }
        };
        // A server that is gone is like a datagram that is lost.
        let _ = line.send(&datagram[..length]).await;
    }
}

async fn carry_back(
    line: Arc<UdpSocket>,
    socket: Arc<UdpSocket>,
    sender: SocketAddr,
    is_cut: watch::Receiver<bool>,
    senders: Arc<Senders>,
) {
    let mut datagram = vec![0; LARGEST_DATAGRAM];
    loop {
        // An error is the echo of a datagram nobody took.
        let Ok(length) = line.recv(&mut datagram).await else {
            continue;
        };
        if !*is_cut.borrow() || senders.is_spared(sender) {
            // What a browser that is gone doesn't take is lost, as on any wire.
            let _ = socket.send_to(&datagram[..length], sender).await;
        }
    }
}
