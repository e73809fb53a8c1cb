//! Stops transactions at named points, so that a race is run in the order the
//! test says, every time.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use shop::points::Points;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Far beyond what any step takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where whoever comes has to wait.
#[derive(Debug, Default)]
pub struct Stops {
    gates: Mutex<HashMap<&'static str, VecDeque<Gate>>>,
}

#[derive(Debug)]
struct Gate {
    reached: oneshot::Sender<()>,
    open: oneshot::Receiver<()>,
}

/// One who comes to a point is stopped there until [`Stop::go`], or until this
/// is dropped. On SQLite no other transaction can begin while one is stopped
/// within its own: stop it before (`….begin`) or after (`….committed`).
#[derive(Debug)]
pub struct Stop {
    point: &'static str,
    reached: Option<oneshot::Receiver<()>>,
    open: oneshot::Sender<()>,
}

impl Stops {
    /// Stops the next one that comes to `point` (and is not stopped by an earlier stop).
    pub fn at(&self, point: &'static str) -> Stop {
        let (reached, is_there) = oneshot::channel();
        let (open, opened) = oneshot::channel();
        let gate = Gate {
            reached,
            open: opened,
        };
        self.lock().entry(point).or_default().push_back(gate);
        Stop {
            point,
            reached: Some(is_there),
            open,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<&'static str, VecDeque<Gate>>> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stop {
    /// Waits until somebody stands there.
    ///
    /// # Panics
    /// When nobody comes.
    pub async fn reached(&mut self) {
        let reached = self.reached.take().expect("waited for once");
        match timeout(PATIENCE, reached).await {
            Ok(Ok(())) => {}
            _ => panic!("nobody came to {}", self.point),
        }
    }

    /// Lets them go on.
    pub fn go(self) {
        // Whoever stood there may have been dropped.
        let _ = self.open.send(());
    }
}

#[async_trait]
impl Points for Stops {
    async fn reach(&self, point: &'static str) {
        let gate = self.lock().get_mut(point).and_then(VecDeque::pop_front);
        if let Some(gate) = gate
            && gate.reached.send(()).is_ok()
        {
            // A dropped stop is an open one.
            let _ = gate.open.await;
        }
    }
}
