//! What a room's task is asked to do.

use std::sync::Arc;

use bytes::Bytes;
use model::{AccountId, ProductId};
use tokio::sync::oneshot;

use super::close::Close;
use super::event::{AnswerState, Event, Kind, Seq, StageState};
use super::message::Hello;
use super::seat::Inbox;
use super::standing::{Penalties, Rules, Ties};
use super::text::{Link, Mention};
use super::visitor::Face;
use super::window::Window;

/// A message that was looked at and may be said.
#[derive(Debug)]
pub(super) struct Words {
    pub kind: Kind,
    pub text: String,
    pub links: Vec<Link>,
    pub mentions: Vec<Mention>,
    pub mentioned: Vec<AccountId>,
}

/// Answered with the number of the event it became.
pub(super) type Answer = oneshot::Sender<Result<Seq, Stuck>>;

/// The database can't keep up: nothing was told.
#[derive(Debug)]
pub(super) struct Stuck;

pub(super) enum Command {
    Join {
        inbox: Arc<Inbox>,
        ties: Ties,
        hello: Hello,
        /// False when the room is full.
        admitted: oneshot::Sender<bool>,
    },
    Say {
        inbox: Arc<Inbox>,
        id: i64,
        words: Words,
    },
    Vote {
        inbox: Arc<Inbox>,
        id: i64,
        question: Seq,
        up: bool,
    },
    /// A message that a moderator let through.
    Release {
        account: AccountId,
        face: Face,
        words: Words,
        answer: Answer,
    },
    /// Messages the database has withdrawn.
    Delete(Vec<Event>),
    /// What the database has pinned.
    Pin(Option<Event>),
    /// What stands in the window, as the database has it.
    Window(Window),
    /// The products whose stock is told.
    Shelf(Vec<ProductId>),
    Answered {
        question: Seq,
        state: AnswerState,
        answer: Answer,
    },
    Rules(Rules),
    State(StageState),
    Penalties {
        account: AccountId,
        penalties: Penalties,
    },
    Moderator {
        account: AccountId,
        is: bool,
    },
    Ties {
        account: AccountId,
        ties: Ties,
    },
    /// A frame for those who keep order.
    ToModerators(Bytes),
    /// Answers once all that was told before is stored.
    Flush(oneshot::Sender<()>),
    /// Answers once all commands before it were obeyed.
    Obeyed(oneshot::Sender<()>),
    Close(Close),
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Command")
    }
}
