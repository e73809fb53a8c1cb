//! A place in a room: what a socket's task holds. The room puts frames for one
//! visitor into its mailbox; what is for all is read from the ring. Dropping it
//! leaves the room.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use bytes::Bytes;
use futures_util::task::AtomicWaker;

use super::close::Close;
use super::limits::Bucket;
use super::ring::Reading;
use super::shared::Shared;
use super::standing::Standing;
use super::visitor::Visitor;

/// Frames for one visitor that may wait, besides what greets them; whoever lets
/// more wait is cut off.
const LETTERS: usize = 32;
/// Of those, places for what may be lost.
const SLIPS: usize = LETTERS / 2;
/// Chunks given to a socket at once.
const CHUNKS: usize = 32;

/// The room's half of a seat.
#[derive(Debug)]
pub(super) struct Inbox {
    pub id: u64,
    pub visitor: Visitor,
    standing: Mutex<Standing>,
    mail: Mutex<Mail>,
    waker: AtomicWaker,
    /// 0, or the reason for closing.
    closed: AtomicU8,
}

#[derive(Debug, Default)]
struct Mail {
    letters: VecDeque<Bytes>,
    /// How many of them were posted one by one, rather than placed together.
    singles: usize,
    /// Letters that ever came…
    posted: u64,
    /// …and those of them that had come when the room last looked.
    posted_at_look: u64,
    /// They were told what they came into.
    greeted: bool,
    /// The chunk of the ring to be read next.
    next: u64,
    /// Overrun: the room is asked for a `resync`, and the ring is not read
    /// until it comes.
    lost: bool,
}

impl Inbox {
    pub(super) fn new(id: u64, visitor: Visitor, standing: Standing) -> Self {
        Self {
            id,
            visitor,
            standing: Mutex::new(standing),
            mail: Mutex::default(),
            waker: AtomicWaker::new(),
            closed: AtomicU8::new(0),
        }
    }

    /// A frame for this visitor alone.
    pub(super) fn post(&self, frame: Bytes) {
        let mut mail = self.mail();
        if mail.singles >= LETTERS {
            drop(mail);
            return self.close(Close::Lagged);
        }
        mail.letters.push_back(frame);
        mail.singles += 1;
        mail.posted += 1;
        drop(mail);
        self.waker.wake();
    }

    /// A frame for this visitor alone that may be lost: it is, before they are
    /// greeted and while many others wait.
    pub(super) fn slip(&self, frame: Bytes) {
        let mut mail = self.mail();
        if !mail.greeted || mail.singles >= SLIPS {
            return;
        }
        mail.letters.push_back(frame);
        mail.singles += 1;
        mail.posted += 1;
        drop(mail);
        self.waker.wake();
    }

    /// Goes on in the ring at `next`, after `frames`, which say what was before.
    pub(super) fn place(&self, frames: impl IntoIterator<Item = Bytes>, next: u64) {
        let mut mail = self.mail();
        let before = mail.letters.len();
        mail.letters.extend(frames);
        mail.posted += (mail.letters.len() - before) as u64;
        mail.next = next;
        mail.lost = false;
        mail.greeted = true;
        drop(mail);
        self.waker.wake();
    }

    pub(super) fn wake(&self) {
        self.waker.wake();
    }

    /// The first reason counts.
    pub(super) fn close(&self, close: Close) {
        let first = self
            .closed
            .compare_exchange(0, close as u8, Ordering::AcqRel, Ordering::Acquire);
        if first.is_ok() {
            self.waker.wake();
        }
    }

    pub(super) fn close_reason(&self) -> Option<Close> {
        Close::from_number(self.closed.load(Ordering::Acquire))
    }

    pub(super) fn standing(&self) -> Standing {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_standing(&self, standing: Standing) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// Whether something waits that waited at the last look already, when the
    /// ring's head was `head`.
    pub(super) fn look(&self, head: u64) -> bool {
        let mut mail = self.mail();
        let taken = mail.posted - mail.letters.len() as u64;
        let behind = mail.lost || taken < mail.posted_at_look || mail.next < head;
        mail.posted_at_look = mail.posted;
        behind
    }

    fn mail(&self) -> MutexGuard<'_, Mail> {
        self.mail.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A visitor's place in a room.
#[derive(Debug)]
pub struct Seat {
    pub(super) room: Arc<Shared>,
    pub(super) inbox: Arc<Inbox>,
    /// What this socket has sent of late.
    pub(super) flood: Mutex<Bucket>,
    /// Messages that could not be read.
    pub(super) strikes: AtomicU8,
}

impl Seat {
    pub(super) fn new(room: Arc<Shared>, inbox: Arc<Inbox>) -> Self {
        room.house.seats.fetch_add(1, Ordering::Relaxed);
        room.house.presence.sit(&room, &inbox);
        Self {
            room,
            inbox,
            flood: Mutex::default(),
            strikes: AtomicU8::new(0),
        }
    }

    /// Waits until there is something to take, or the seat is closed. For one
    /// task at a time.
    pub async fn wake(&self) {
        poll_fn(|context| {
            self.inbox.waker.register(context.waker());
            if self.is_ready() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }

    fn is_ready(&self) -> bool {
        if self.inbox.closed.load(Ordering::Acquire) != 0 {
            return true;
        }
        let mail = self.inbox.mail();
        !mail.letters.is_empty() || (!mail.lost && mail.next < self.room.ring.head())
    }

    /// Appends what is to be written now to `out`: whole WebSocket frames, all
    /// of which are to be written before the next call. Nothing once the seat
    /// is closed.
    pub fn take(&self, out: &mut Vec<Bytes>) {
        if self.close_reason().is_some() {
            return;
        }
        let mut mail = self.inbox.mail();
        out.extend(mail.letters.drain(..));
        mail.singles = 0;
        // What a welcome took is not kept for the few letters after it.
        if mail.letters.capacity() > LETTERS {
            mail.letters.shrink_to(0);
        }
        if mail.lost {
            return;
        }
        match self.room.ring.read(mail.next, CHUNKS, out) {
            Reading::UpTo(next) => mail.next = next,
            Reading::Overrun => {
                mail.lost = true;
                drop(mail);
                self.room.overrun(self.inbox.id);
            }
        }
    }

    /// Why the socket is to be closed, once it is.
    pub fn close_reason(&self) -> Option<Close> {
        self.inbox.close_reason()
    }

    /// Closes the seat; the first reason counts.
    pub fn close(&self, close: Close) {
        self.inbox.close(close);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.room.house.seats.fetch_sub(1, Ordering::Relaxed);
        self.room.house.presence.leave(&self.room, &self.inbox);
        self.room.left(self.inbox.id);
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::shows::Viewer;

    #[test]
    fn what_greets_a_visitor_does_not_count_as_what_they_let_wait() {
        let visitor = Visitor {
            person: None,
            viewer: Viewer::default(),
            guest: None,
            credential: None,
            address: IpAddr::from([192, 0, 2, 1]),
        };
        let inbox = Inbox::new(1, visitor, Standing::default());
        inbox.place((0..40).map(|_| Bytes::from_static(b"missed")), 0);
        for _ in 0..LETTERS {
            inbox.post(Bytes::from_static(b"may"));
        }
        assert_eq!(inbox.close_reason(), None);
        inbox.post(Bytes::from_static(b"one too many"));
        assert_eq!(inbox.close_reason(), Some(Close::Lagged));
    }
}
