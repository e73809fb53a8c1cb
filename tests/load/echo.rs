//! `load echo`: the server's WebSocket code on a socket that says back what it
//! hears, for conformance tests.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use web::serve::{self, Ceilings};
use web::socket::echo;

use crate::Outcome;

/// Echoes until it is killed.
pub(crate) async fn serve(listen: SocketAddr) -> Outcome<()> {
    let listener = TcpListener::bind(listen).await?;
    println!("ws://{}", listener.local_addr()?);
    let ceilings = Ceilings {
        connections: 100,
        per_address: 100,
        exempt: Vec::new(),
    };
    serve::run(listener, None, echo::router(), ceilings, CancellationToken::new()).await;
    Ok(())
}
