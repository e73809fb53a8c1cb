//! The front: connections have threads of their own. Where thousands ask at once
//! they queue up there, and what was begun goes on behind without queueing up
//! again before each of its steps.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// Threads for connections. Dropped, whatever still runs there is cut off where it
/// waits, and nobody waits for it.
#[derive(Debug)]
pub(crate) struct Front(Option<Runtime>);

impl Front {
    pub(crate) fn open() -> io::Result<Self> {
        let mut threads = Builder::new_multi_thread();
        Ok(Self(Some(threads.thread_name("front").enable_all().build()?)))
    }

    /// Listens for what comes to `address`: to be accepted here.
    pub(crate) async fn listen(&self, address: SocketAddr) -> io::Result<TcpListener> {
        let listening = self.spawn(TcpListener::bind(address)).await;
        listening.map_err(io::Error::other)?
    }

    /// How much still runs there.
    pub(crate) fn tasks(&self) -> usize {
        self.runtime().metrics().num_alive_tasks()
    }

    pub(crate) fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        self.runtime().spawn(work)
    }

    fn runtime(&self) -> &Runtime {
        self.0.as_ref().expect("it is there until it is dropped")
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            // Waiting is not for whoever drops it, which may be a task.
            runtime.shutdown_background();
        }
    }
}
