//! The room of a live show: what is said, asked and felt in it, who may, and who
//! keeps order. One task owns a room (`task`); sockets hold a [`Seat`]; what
//! happened is stored behind the room's back (`keeper`). The protocol is in
//! `platform/docs/live-protocol.md`. Knows no socket and no HTTP.

mod acts;
mod audit;
mod circle;
mod close;
mod command;
mod course;
mod db;
mod event;
mod filter;
mod frame;
mod held;
mod house;
mod keeper;
mod limits;
mod log;
mod message;
mod messages;
mod moderation;
mod moderators;
mod owed;
mod presence;
mod questions;
mod recent;
mod reports;
mod rights;
mod ring;
mod rooms;
mod rules;
mod sanctions;
mod say;
mod seat;
mod shared;
mod standing;
mod tally;
mod task;
#[cfg(test)]
mod tests;
mod text;
mod timeline;
mod turns;
mod venue;
mod visitor;
mod word_enum;

pub use audit::{AuditLine, Verb};
pub use circle::Circle;
pub use close::Close;
pub(crate) use db::destroy;
pub use event::{AnswerState, Kind, Seq, StageState};
pub use filter::{Draft, Filter, Verdict, WORD_LENGTH_MAX, WORDS_MAX};
pub use held::HeldMessage;
pub use limits::{RoomRate, RoomRates};
pub use message::{Hello, VERSION};
pub use moderation::ActError;
pub use moderators::Moderator;
pub use reports::{Report, Reporter};
pub use rooms::{JoinError, RoomSetup, RoomStats, Rooms};
pub use sanctions::{Sanction, SanctionKind, Sanctioned};
pub use seat::Seat;
pub use standing::{Refusal, Rules, Ties, Why, Writers};
pub use task::Pace;
pub use text::{Link, Mention};
pub use timeline::{HeartSecond, Timeline, TimelineEvent};
pub use venue::{Channel, Venue};
pub use visitor::{Badge, Face, Person, Visitor};
