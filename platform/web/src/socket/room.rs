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

use super::end::{End, leave};
use super::frames::{self, Incoming, Taken};
use super::handshake::Handshake;
use super::line::{Event, Line};
use super::sockets::Admission;
use super::watch::{FRAMES, LOOK_EVERY, Pace, Watch};
use crate::Shared;

/// The largest message a client may send, in bytes.
const LARGEST: usize = 4_096;
/// A client speaks first, and soon.
const HELLO_WITHIN: Duration = Duration::from_secs(5);
/// A ping every 25 seconds, answered within 10.
const PACE: Pace = Pace {
    ping_every: 10,
    pong_within: 4,
};
/// Goes out with each ping: pages are told nothing of pings, and would not notice
/// that a line has died.
const ALIVE: &[u8] = br#"{"t":"alive"}"#;

/// Who comes into which room.
#[derive(Debug)]
pub(crate) struct Attendance {
    pub show: Show,
    pub visitor: Visitor,
    pub admission: Admission,
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
    let mut watch = Watch::new(PACE);
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
