//! A socket in a session of advice: welcomes, tells what is said and how the other one
//! is there, and takes down what its own one says.
//!
//! What was said is read from where it is stored, after the last that was told: so
//! nothing is missed, however slow the line is and wherever one left off.

mod keeper;
pub(crate) mod rooms;
mod words;

use std::pin::pin;

use advisor::people_in::Side;
use advisor::sessions::Session;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use live::room::Close;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::end::{End, leave};
use super::frames::{self, Incoming, Taken};
use super::handshake::Handshake;
use super::line::{Event, Line};
use super::sockets::Admission;
use super::watch::{LOOK_EVERY, Pace, Watch};
use crate::error::Error;
use crate::routes::advice::Place;
use crate::{Shared, urls};
pub use keeper::look_after_sessions;
use rooms::{Scene, Seat};
use words::{MessageJson, Other, Said, Told, Why};

/// The largest message a client may send, in bytes.
const LARGEST: usize = 4_096;
/// A ping every five seconds: its answer is the sign by which an advisor counts as there.
const PACE: Pace = Pace {
    ping_every: 2,
    pong_within: 4,
};
/// Messages told at one time.
const PAGE: i64 = 100;
/// What one may say at once…
const SAYS: u32 = 10;
/// …and so much more with each look.
const SAYS_ADDED: u32 = 5;
/// Messages nobody can read, after which a client is sent away.
const UNREADABLE: u32 = 3;

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
            () = dismissed.as_mut() => return Close::Unauthorised.into(),
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
                visit.says_left = SAYS.min(visit.says_left + SAYS_ADDED);
                match watch.look(line.is_sending()) {
                    Ok(true) => line.outgoing().extend([frames::ping(), Told::Alive.frame()]),
                    Ok(false) => {}
                    Err(close) => return close.into(),
                }
            }
        }
    }
}

/// Someone in a session, and what they were told of it.
struct Visit<'a> {
    app: &'a Shared,
    seat: Seat,
    /// The number of the last message told.
    told: i64,
    /// There are more than were told at one time.
    is_behind: bool,
    /// The scene as it was told last.
    shown: Scene,
    says_left: u32,
    unreadable: u32,
}

impl<'a> Visit<'a> {
    async fn begin(
        app: &'a Shared,
        line: &mut Line,
        place: Place,
        headers: HeaderMap,
        after: Option<i64>,
    ) -> Result<Self, Close> {
        let Place {
            session,
            side,
            visitor,
        } = place;
        let known_by = visitor
            .signed
            .map(|signed| (signed.account.id, signed.credential));
        let seat = app.advice_rooms.clone().sit(&session, side, known_by);
        // From here on whoever loses their right is shown out of their seat; they may
        // have lost it since they knocked.
        if let Err(refused) = app.place_in_session(session.id, &headers).await {
            return Err(close_for(&refused));
        }
        let mut visit = Self {
            app,
            seat,
            told: 0,
            is_behind: false,
            shown: Scene::default(),
            says_left: SAYS,
            unreadable: 0,
        };
        let welcome = visit
            .welcome(&session, after)
            .await
            .map_err(|error| close_for(&error))?;
        line.outgoing().push(welcome);
        Ok(visit)
    }

    /// The session as it stands.
    async fn welcome(&mut self, session: &Session, after: Option<i64>) -> Result<Bytes, Error> {
        // First the scene: what is said from here on changes it.
        let scene = self.seat.look();
        let (side, advice) = (self.seat.side, &self.app.advice);
        let presence = scene.of(side.other());
        self.shown = scene;
        let last = advice.last_said(session.id, PAGE).await?;
        let newest = last.last().map_or(0, |message| message.seq);
        let messages = match after {
            Some(seq) => advice.said_after(session.id, seq, PAGE).await?,
            None => last,
        };
        self.told = messages.last().map_or(newest, |message| message.seq);
        self.is_behind = self.told < newest;
        let (name, avatar) = self.other_person(session).await?;
        let welcome = Told::Welcome {
            seq: self.told,
            you: side,
            session: session.id,
            other: Other {
                name: &name,
                avatar_url: avatar.as_deref(),
                presence,
            },
            messages: messages
                .into_iter()
                .map(|message| MessageJson::new(message, side))
                .collect(),
        };
        Ok(welcome.frame())
    }

    /// The name and the picture of the other one.
    async fn other_person(&self, session: &Session) -> Result<(String, Option<String>), Error> {
        let (account, name) = match self.seat.side.other() {
            Side::Advisor => (Some(session.advisor_id), None),
            Side::Shopper => {
                let ticket = self.app.advice.ticket(session.ticket_id).await?;
                let ticket = ticket.ok_or_else(Error::advice_session_not_found)?;
                (ticket.account_id, Some(ticket.name))
            }
        };
        let account = match account {
            Some(id) => self.app.people.account(id).await?,
            None => None,
        };
        let picture = account
            .as_ref()
            .and_then(|account| account.avatar.as_deref())
            .map(urls::picture);
        let name = name.or(account.map(|account| account.name));
        Ok((name.unwrap_or_default(), picture))
    }

    /// Waits until there is something to tell; false when the session is forgotten.
    async fn news(&mut self) -> bool {
        self.is_behind || self.seat.changed().await
    }

    /// Tells what has changed since it was told last.
    async fn tell(&mut self, outgoing: &mut Vec<Bytes>) -> Result<(), Close> {
        let scene = self.seat.look();
        let side = self.seat.side;
        if self.is_behind || scene.said > self.told {
            let read = self
                .app
                .advice
                .said_after(self.seat.session, self.told, PAGE)
                .await;
            let page = read.map_err(|error| close_for(&error.into()))?;
            self.is_behind = page.len() as i64 == PAGE;
            for message in page {
                self.told = message.seq;
                outgoing.push(Told::Message(MessageJson::new(message, side)).frame());
            }
        }
        let presence = scene.of(side.other());
        let seq = self.told;
        if presence != self.shown.of(side.other()) {
            outgoing.push(Told::Presence { seq, presence }.frame());
        }
        if scene.basket != self.shown.basket {
            outgoing.push(Told::Basket.frame());
        }
        if scene.products != self.shown.products {
            outgoing.push(Told::Products.frame());
        }
        let ended = scene.ended;
        self.shown = scene;
        match ended {
            Some(by) => {
                outgoing.push(Told::Ended { seq, by }.frame());
                Err(Close::Ended)
            }
            None => Ok(()),
        }
    }

    async fn answer(&mut self, outgoing: &mut Vec<Bytes>, said: &mut Vec<Incoming>) -> Result<(), End> {
        for incoming in said.drain(..) {
            match incoming {
                Incoming::Text(text) => self.hear(outgoing, &text).await?,
                Incoming::Ping(payload) => outgoing.push(frames::pong(&payload)),
                Incoming::Pong => {}
                Incoming::Binary(_) => return Err(Close::TextOnly.into()),
                Incoming::Close(code) => return Err(End::TheirClose(code)),
            }
        }
        Ok(())
    }

    async fn hear(&mut self, outgoing: &mut Vec<Bytes>, text: &str) -> Result<(), Close> {
        match serde_json::from_str(text) {
            Ok(Said::Say { key, text }) => outgoing.push(self.say(&key, &text).await),
            Ok(Said::State { muted, camera }) => self.seat.show(muted, camera),
            Ok(Said::Here) => {}
            Err(_) => {
                self.unreadable += 1;
                if self.unreadable == UNREADABLE {
                    return Err(Close::Unreadable);
                }
                let why = Why::Unreadable;
                outgoing.push(Told::Refused { key: None, why }.frame());
            }
        }
        Ok(())
    }

    async fn say(&mut self, key: &str, text: &str) -> Bytes {
        let refused = |why| Told::Refused { key: Some(key), why }.frame();
        let Some(left) = self.says_left.checked_sub(1) else {
            return refused(Why::TooFast);
        };
        self.says_left = left;
        let (session, side) = (self.seat.session, self.seat.side);
        match self.app.advice.say(session, side, key, text).await {
            Ok(message) => {
                self.seat.said(message.seq);
                Told::Done { key, id: message.id }.frame()
            }
            Err(error) => {
                tracing::debug!(%session, %error, "not said");
                refused(Why::from(&error))
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
