//! A visitor's socket in a room: says hello, then carries frames from the room
//! and messages to it until one side has enough.
//!
//! One task each, and small: while nobody speaks it holds a line, a seat and a
//! timer.

use std::pin::pin;
use std::time::Duration;

use axum::response::Response;
use bytes::Bytes;
use live::invitations::Caller;
use live::room::{Close, Hello, Seat, Visitor};
use live::shows::Show;
use model::Credential;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::frames::{self, Breach, Incoming, Taken};
use super::handshake::Handshake;
use super::line::{Event, Failure, Line};
use super::sockets::Admission;
use crate::Shared;

/// The largest message a client may send, in bytes.
const LARGEST: usize = 4_096;
/// A client speaks first, and soon.
const HELLO_WITHIN: Duration = Duration::from_secs(5);
/// Everything slower is counted in looks, so that a socket needs one timer and
/// sets it seldom.
const LOOK_EVERY: Duration = Duration::from_millis(2_500);
/// Looks between two pings: 25 seconds.
const PING_EVERY: u32 = 10;
/// Goes out with each ping: pages are told nothing of pings, and would not notice
/// that a line has died.
const ALIVE: &[u8] = br#"{"t":"alive"}"#;
/// Looks within which a ping is answered, by any frame: 10 seconds.
const PONG_WITHIN: u32 = 4;
/// Looks for the line to take what is to go out: 10 seconds.
const SEND_WITHIN: u32 = 4;
/// Frames a client may send at once; half as many are added with each look. The
/// room has limits of its own: this keeps fragments and pings from costing
/// anything.
const FRAMES: u32 = 200;

/// Who comes into which room.
#[derive(Debug)]
pub(crate) struct Attendance {
    pub show: Show,
    pub visitor: Visitor,
    pub admission: Admission,
}

/// Why a socket ends.
enum End {
    /// Ours.
    Close(Close),
    /// The peer said goodbye.
    TheirClose(Option<u16>),
    Breach(Breach),
    Gone,
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Breach(breach) => Self::Breach(breach),
            Failure::Gone => Self::Gone,
        }
    }
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// Says yes to `handshake`, and runs the socket beside all others.
pub(crate) fn attend(app: &Shared, handshake: Handshake, attendance: Attendance) -> Response {
    let (answer, line) = handshake.accept(Taken {
        message: LARGEST,
        binary: false,
    });
    let shared = app.clone();
    // Boxed are the parts that are over soon: the task has no room for them
    // while it runs.
    let coming = Box::pin(come_in(shared.clone(), line, attendance));
    app.sockets.spawn(async move {
        let Some((mut line, arrival)) = coming.await else {
            return;
        };
        let (end, _admission) = match arrival {
            Ok(Arrival {
                seat,
                said,
                admission,
            }) => (sit(&shared, &mut line, seat, said).await, Some(admission)),
            Err(end) => (end, None),
        };
        if matches!(end, End::Close(Close::Lagged)) {
            shared.sockets.counts().lagged();
        }
        Box::pin(leave(line, end)).await;
    });
    answer
}

/// Someone who has sat down.
struct Arrival {
    seat: Seat,
    /// What was said right behind the hello.
    said: Vec<Incoming>,
    admission: Admission,
}

/// Waits for the upgrade and for the visitor's hello, and shows them to a seat.
/// None if there is no line.
async fn come_in(
    app: Shared,
    line: impl Future<Output = Option<Line>>,
    attendance: Attendance,
) -> Option<(Line, Result<Arrival, End>)> {
    // An upgrade that never comes about ends with its connection.
    let mut line = line.await?;
    let arrival = enter(&app, &mut line, attendance).await;
    Some((line, arrival))
}

async fn enter(app: &Shared, line: &mut Line, attendance: Attendance) -> Result<Arrival, End> {
    let Attendance {
        show,
        visitor,
        admission,
    } = attendance;
    let mut said = Vec::new();
    let text = tokio::select! {
        heard = timeout(HELLO_WITHIN, first_text(line, &mut said)) => heard.map_err(|_| Close::Silent)??,
        () = app.sockets.stop().cancelled() => return Err(Close::GoingAway.into()),
    };
    let hello = Hello::parse(&text)?;
    let (caller, credential) = (visitor.caller(), visitor.credential);
    let joined = app.live.rooms.join(&show, visitor, hello).await;
    let seat = joined.map_err(|refused| refused.close())?;
    // From here on whoever loses their right is shown out of their seat; they
    // may have lost it since they knocked.
    check_again(app, &show, caller, credential).await?;
    Ok(Arrival {
        seat,
        said,
        admission,
    })
}

async fn check_again(
    app: &Shared,
    show: &Show,
    caller: Caller,
    credential: Option<Credential>,
) -> Result<(), Close> {
    if let (Some(account), Some(credential)) = (caller.account, credential) {
        let still_counts = match credential {
            Credential::Session(id) => app.people.has_session(account, id).await,
            Credential::Token(id) => app.people.has_token(account, id).await,
        };
        if !still_counts.map_err(|_| Close::GoingAway)? {
            return Err(Close::Unauthorised);
        }
    }
    match app.show_to_watch(show.id, caller).await {
        Ok(_) => Ok(()),
        Err(error) if error.status.is_server_error() => Err(Close::GoingAway),
        Err(_) => Err(Close::Unauthorised),
    }
}

async fn leave(line: Line, end: End) {
    match end {
        End::Close(close) => line.close(close.code(), close.reason()).await,
        End::TheirClose(code) => line.answer_close(code).await,
        End::Breach(breach) => line.fail(breach).await,
        End::Gone => {}
    }
}

/// The first message; what came behind it stays in `said`.
async fn first_text(line: &mut Line, said: &mut Vec<Incoming>) -> Result<String, End> {
    let mut frames = 0;
    loop {
        line.exchange(said).await?;
        frames += line.take_frame_count();
        if frames > FRAMES {
            return Err(Close::TooMany.into());
        }
        while !said.is_empty() {
            match said.remove(0) {
                Incoming::Text(text) => return Ok(text),
                Incoming::Ping(payload) => line.outgoing().push(frames::pong(&payload)),
                Incoming::Pong => {}
                Incoming::Binary(_) => return Err(Close::TextOnly.into()),
                Incoming::Close(code) => return Err(End::TheirClose(code)),
            }
        }
    }
}

/// Carries both ways until the end.
async fn sit(app: &Shared, line: &mut Line, seat: Seat, mut said: Vec<Incoming>) -> End {
    let counts = app.sockets.counts();
    counts.heard(said.len());
    if let Err(end) = answer(line, &seat, &mut said).await {
        return end;
    }
    let mut watch = Watch::default();
    let mut looks = interval_at(Instant::now() + LOOK_EVERY, LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut wake = pin!(seat.wake());
    loop {
        tokio::select! {
            biased;
            // A line that is still sending takes no more: the seat falls behind
            // for it, and the room knows what to do with that.
            () = wake.as_mut(), if !line.is_sending() => {
                wake.set(seat.wake());
                let outgoing = line.outgoing();
                seat.take(outgoing);
                counts.sent(outgoing.iter().map(Bytes::len).sum());
                if let Some(close) = seat.close_reason() {
                    return close.into();
                }
            }
            event = line.exchange(&mut said) => match event {
                Ok(Event::Sent) => watch.sent(),
                Ok(Event::Heard) => {
                    if !watch.heard(line.take_frame_count()) {
                        return Close::TooMany.into();
                    }
                    counts.heard(said.len());
                    if let Err(end) = answer(line, &seat, &mut said).await {
                        return end;
                    }
                }
                Err(failure) => return failure.into(),
            },
            _ = looks.tick() => {
                if let Some(close) = seat.close_reason() {
                    return close.into();
                }
                match watch.look(line.is_sending()) {
                    Ok(true) => line.outgoing().extend([frames::ping(), frames::text(ALIVE)]),
                    Ok(false) => {}
                    Err(close) => return close.into(),
                }
            }
        }
    }
}

async fn answer(line: &mut Line, seat: &Seat, said: &mut Vec<Incoming>) -> Result<(), End> {
    for incoming in said.drain(..) {
        match incoming {
            // Boxed, so that only those who speak have room for it.
            Incoming::Text(text) => Box::pin(seat.hear(&text)).await,
            Incoming::Ping(payload) => line.outgoing().push(frames::pong(&payload)),
            Incoming::Pong => {}
            Incoming::Binary(_) => return Err(Close::TextOnly.into()),
            Incoming::Close(code) => return Err(End::TheirClose(code)),
        }
    }
    Ok(())
}

/// What a socket's peer still owes, counted in looks.
#[derive(Debug)]
struct Watch {
    since_ping: u32,
    is_pong_due: bool,
    stalled: u32,
    frames_left: u32,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            since_ping: 0,
            is_pong_due: false,
            stalled: 0,
            frames_left: FRAMES,
        }
    }
}

impl Watch {
    /// All that was to go out has gone.
    fn sent(&mut self) {
        self.stalled = 0;
    }

    /// So many frames came in. False if they are too many.
    fn heard(&mut self, frames: u32) -> bool {
        self.is_pong_due = false;
        match self.frames_left.checked_sub(frames) {
            Some(left) => {
                self.frames_left = left;
                true
            }
            None => false,
        }
    }

    /// A look has passed. True if a ping is due.
    fn look(&mut self, is_sending: bool) -> Result<bool, Close> {
        self.frames_left = FRAMES.min(self.frames_left + FRAMES / 2);
        self.stalled = if is_sending { self.stalled + 1 } else { 0 };
        if self.stalled > SEND_WITHIN {
            return Err(Close::Lagged);
        }
        self.since_ping += 1;
        if self.is_pong_due && self.since_ping >= PONG_WITHIN {
            return Err(Close::Silent);
        }
        let is_ping_due = self.since_ping == PING_EVERY;
        if is_ping_due {
            self.since_ping = 0;
            self.is_pong_due = true;
        }
        Ok(is_ping_due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_answer_a_ping_is_silent() {
        let mut watch = Watch::default();
        let mut look = |heard: bool| {
            if heard {
                assert!(watch.heard(1));
            }
            watch.look(false)
        };
        for _ in 0..3 {
            for _ in 1..PING_EVERY {
                assert_eq!(look(true), Ok(false));
            }
            assert_eq!(look(false), Ok(true));
        }
        for _ in 1..PONG_WITHIN {
            assert_eq!(look(false), Ok(false));
        }
        assert_eq!(look(false), Err(Close::Silent));
    }

    #[test]
    fn who_takes_nothing_for_long_lags() {
        let mut watch = Watch::default();
        for _ in 0..3 {
            for _ in 0..SEND_WITHIN {
                assert!(watch.heard(1));
                assert!(watch.look(true).is_ok());
            }
            watch.sent();
        }
        for _ in 0..SEND_WITHIN {
            assert!(watch.heard(1));
            assert!(watch.look(true).is_ok());
        }
        assert_eq!(watch.look(true), Err(Close::Lagged));
    }

    #[test]
    fn a_flood_of_frames_is_too_many_and_a_steady_stream_is_not() {
        let mut watch = Watch::default();
        for _ in 0..100 {
            assert!(watch.heard(FRAMES / 2));
            assert!(watch.look(false).is_ok());
        }
        assert!(watch.heard(FRAMES));
        assert!(!watch.heard(1));
    }
}
