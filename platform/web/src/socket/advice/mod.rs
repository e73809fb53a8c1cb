//! A socket in a session of advice: welcomes, tells what is said and how the other one
//! is there, and takes down what its own one says.
//!
//! What was said is read from where it is stored, after the last that was told: so
//! nothing is missed, however slow the line is and wherever one left off.

mod keeper;
mod pages;
pub(crate) mod rooms;
mod scene;
mod seat;
mod visit;
mod words;

use std::pin::pin;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use live::room::Close;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::end::{End, leave};
use super::frames::{self, Taken};
use super::handshake::Handshake;
use super::line::{Event, Line};
use super::sockets::Admission;
use super::watch::{LOOK_EVERY, Pace, Watch};
use crate::Shared;
use crate::error::Error;
use crate::routes::advice::Place;
pub use keeper::look_after_sessions;
use visit::Visit;
use words::Told;

/// The largest message a client may send, in bytes.
const LARGEST: usize = 4_096;
/// A ping every five seconds: its answer is the sign by which an advisor counts as there.
const PACE: Pace = Pace {
    ping_every: 2,
    pong_within: 4,
};

/// Who comes into which session.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub place: Place,
    /// By which they are known.
    pub headers: HeaderMap,
    /// The number they left off at.
    pub after: Option<i64>,
    pub admission: Admission,
}

/// Says yes to `handshake`, and runs the socket beside all others.
pub(crate) fn attend(app: &Shared, handshake: Handshake, arrival: Arrival) -> Response {
    let (answer, line) = handshake.accept(Taken {
        message: LARGEST,
        binary: false,
    });
    let shared = app.clone();
    app.sockets.spawn(async move {
        // An upgrade that never comes about ends with its connection.
        let Some(mut line) = line.await else { return };
        let end = sit(&shared, &mut line, arrival).await;
        if matches!(end, End::Close(Close::Lagged)) {
            shared.sockets.counts().lagged();
        }
        leave(line, end).await;
    });
    answer
}

/// Carries both ways until the end.
async fn sit(app: &Shared, line: &mut Line, arrival: Arrival) -> End {
    let Arrival {
        place,
        headers,
        after,
        admission: _admission,
    } = arrival;
    // Boxed is what is over soon: the task has no room for it while it runs.
    let mut visit = match Box::pin(Visit::begin(app, line, place, headers, after)).await {
        Ok(visit) => visit,
        Err(close) => return close.into(),
    };
    let counts = app.sockets.counts();
    let mut said = Vec::new();
    let mut watch = Watch::new(PACE);
    let mut looks = interval_at(Instant::now() + LOOK_EVERY, LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut dismissed = pin!(visit.seat.dismissed());
    loop {
        tokio::select! {
            biased;
            () = dismissed.as_mut() => {
                line.outgoing().extend(visit.farewell());
                return Close::Unauthorised.into();
            }
            () = app.sockets.stop().cancelled() => return Close::GoingAway.into(),
            // A line that is still sending is told no more: what changes meanwhile is
            // told as it is then.
            is_known = visit.news(), if !line.is_sending() => {
                if !is_known {
                    return Close::GoingAway.into();
                }
                let told = visit.tell(line.outgoing()).await;
                counts.sent(line.outgoing().iter().map(Bytes::len).sum());
                if let Err(close) = told {
                    return close.into();
                }
            }
            event = line.exchange(&mut said) => match event {
                Ok(Event::Sent) => watch.sent(),
                Ok(Event::Heard) => {
                    if !watch.heard(line.take_frame_count()) {
                        return Close::TooMany.into();
                    }
                    visit.seat.heard();
                    counts.heard(said.len());
                    if let Err(end) = visit.answer(line.outgoing(), &mut said).await {
                        return end;
                    }
                }
                Err(failure) => return failure.into(),
            },
            _ = looks.tick() => {
                visit.may_say_more();
                match watch.look(line.is_sending()) {
                    Ok(true) => line.outgoing().extend([frames::ping(), Told::Alive.frame()]),
                    Ok(false) => {}
                    Err(close) => return close.into(),
                }
            }
        }
    }
}

/// How a socket is closed that can't go on because of that.
fn close_for(error: &Error) -> Close {
    match error.status {
        StatusCode::GONE => Close::Ended,
        status if status.is_server_error() => Close::GoingAway,
        _ => Close::Unauthorised,
    }
}
