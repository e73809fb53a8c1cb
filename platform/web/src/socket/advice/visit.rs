//! Someone in a session, and what they were told of it. What was said is read from where
//! it is stored, after the last that was told: so nothing is missed.

use advisor::people_in::Side;
use advisor::sessions::Session;
use axum::http::HeaderMap;
use bytes::Bytes;
use live::room::Close;

use super::super::end::End;
use super::super::frames::{self, Incoming};
use super::super::line::Line;
use super::close_for;
use super::pages::is_of_shop;
use super::rooms::Sitter;
use super::scene::Scene;
use super::seat::Seat;
use super::words::{MessageJson, PersonJson, Said, Told, Why};
use crate::Shared;
use crate::error::Error;
use crate::routes::advice::{InSession, Place};

/// Messages told at one time.
const PAGE: i64 = 100;
/// What one may say at once…
const SAYS: u32 = 10;
/// …and so much more with each look.
const SAYS_ADDED: u32 = 5;
/// How often one may lead on, at once and with each look: ten times a second.
const LEADS: u32 = 25;
/// Messages nobody can read, after which a client is sent away.
const UNREADABLE: u32 = 3;

/// See the module.
pub(super) struct Visit<'a> {
    app: &'a Shared,
    pub(super) seat: Seat,
    /// The slug of the shop they talk about.
    shop: String,
    /// All who are in it, as they were told last.
    people: Vec<InSession>,
    /// The number of the last message told.
    told: i64,
    /// There are more than were told at one time.
    is_behind: bool,
    /// The scene as it was told last.
    shown: Scene,
    says_left: u32,
    leads_left: u32,
    unreadable: u32,
}

impl<'a> Visit<'a> {
    pub(super) async fn begin(
        app: &'a Shared,
        line: &mut Line,
        place: Place,
        headers: HeaderMap,
        after: Option<i64>,
    ) -> Result<Self, Close> {
        let Place {
            session,
            side,
            holder,
            visitor,
        } = place;
        let known_by = visitor
            .signed
            .map(|signed| (signed.account.id, signed.credential));
        let sitter = Sitter {
            side,
            holder,
            known_by,
        };
        let seat = app.advice_rooms.clone().sit(&session, sitter);
        // From here on whoever loses their right is shown out of their seat; they may
        // have lost it since they knocked.
        let known = app.place_in_session(session.id, &headers).await;
        let known = known.map_err(|refused| close_for(&refused))?;
        if (known.side, known.holder) != (side, holder) {
            return Err(Close::Unauthorised);
        }
        let session = known.session;
        let shop = app.people.shop(session.shop_id).await;
        let shop = shop.map_err(|error| close_for(&error.into()))?;
        let mut visit = Self {
            app,
            seat,
            shop: shop.map(|shop| shop.slug).unwrap_or_default(),
            people: Vec::new(),
            told: 0,
            is_behind: false,
            shown: Scene::default(),
            says_left: SAYS,
            leads_left: LEADS,
            unreadable: 0,
        };
        let welcome = visit.welcome(&session, after, line.outgoing()).await;
        welcome.map_err(|error| close_for(&error))?;
        Ok(visit)
    }

    /// The session as it stands.
    async fn welcome(
        &mut self,
        session: &Session,
        after: Option<i64>,
        outgoing: &mut Vec<Bytes>,
    ) -> Result<(), Error> {
        // First the scene: what is said from here on changes it.
        let scene = self.seat.look();
        let advice = &self.app.advice;
        let last = advice.last_said(session.id, PAGE).await?;
        let newest = last.last().map_or(0, |message| message.seq);
        let messages = match after {
            Some(seq) => advice.said_after(session.id, seq, PAGE).await?,
            None => last,
        };
        self.told = messages.last().map_or(newest, |message| message.seq);
        self.is_behind = self.told < newest;
        self.people = self.app.people_in_session(session).await?;
        self.shown = scene;
        let side = self.seat.side;
        let others = self.others();
        let other = others.iter().find(|person| person.side == side.other());
        let welcome = Told::Welcome {
            seq: self.told,
            you: side,
            session: session.id,
            other: other.cloned().ok_or_else(Error::advice_session_not_found)?,
            people: others,
            messages: messages
                .into_iter()
                .map(|message| MessageJson::new(message, side, self.own_name()))
                .collect(),
        };
        outgoing.push(welcome.frame());
        if let Some(look) = self.shown.look.as_ref().filter(|look| look.path.is_some()) {
            outgoing.push(Told::look(look).frame());
        }
        Ok(())
    }

    /// How whoever sits here is called.
    fn own_name(&self) -> &str {
        let own = self.people.iter().find(|person| person.side == self.seat.side);
        own.map_or("", |person| &person.name)
    }

    /// The others, each as they are there as far as was told.
    fn others(&self) -> Vec<PersonJson> {
        let others = self.people.iter().filter(|person| person.side != self.seat.side);
        others
            .map(|person| PersonJson::new(person, self.shown.of(person.side)))
            .collect()
    }

    /// Waits until there is something to tell; false when the session is forgotten.
    pub(super) async fn news(&mut self) -> bool {
        self.is_behind || self.seat.changed().await
    }

    /// Tells what has changed since it was told last.
    pub(super) async fn tell(&mut self, outgoing: &mut Vec<Bytes>) -> Result<(), Close> {
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
                let message = MessageJson::new(message, side, self.own_name());
                outgoing.push(Told::Message(message).frame());
            }
        }
        let seq = self.told;
        let before = std::mem::replace(&mut self.shown, scene);
        if self.shown.people != before.people && self.shown.ended.is_none() {
            self.look_who_is_in().await.map_err(|error| close_for(&error))?;
            let people = self.others();
            outgoing.push(Told::People { seq, people }.frame());
        }
        let scene = &self.shown;
        for side in Side::ALL.into_iter().filter(|&other| other != side) {
            let presence = scene.of(side);
            if presence != before.of(side) {
                outgoing.push(Told::Presence { seq, side, presence }.frame());
            }
        }
        if scene.basket != before.basket {
            outgoing.push(Told::Basket.frame());
        }
        if scene.products != before.products {
            outgoing.push(Told::Products.frame());
        }
        if scene.card != before.card && side != Side::Friend {
            let (_, asked) = scene.card;
            outgoing.push(Told::Client { asked }.frame());
        }
        if let Some(look) = scene
            .look
            .as_ref()
            .filter(|&look| Some(look) != before.look.as_ref())
        {
            outgoing.push(Told::look(look).frame());
        }
        match scene.ended {
            Some(by) => {
                outgoing.push(Told::Ended { seq, by }.frame());
                Err(Close::Ended)
            }
            None => Ok(()),
        }
    }

    /// What is told to whoever is shown out: nothing where they may come back as they were.
    pub(super) fn farewell(&self) -> Option<Bytes> {
        let now = self.seat.moved()?;
        Some(Told::Out { now }.frame())
    }

    async fn look_who_is_in(&mut self) -> Result<(), Error> {
        if let Some(session) = self.app.advice.session(self.seat.session).await? {
            self.people = self.app.people_in_session(&session).await?;
        }
        Ok(())
    }

    pub(super) async fn answer(
        &mut self,
        outgoing: &mut Vec<Bytes>,
        said: &mut Vec<Incoming>,
    ) -> Result<(), End> {
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

    /// Time has passed: as much more may be said.
    pub(super) fn may_say_more(&mut self) {
        self.says_left = SAYS.min(self.says_left + SAYS_ADDED);
        self.leads_left = LEADS;
    }

    async fn hear(&mut self, outgoing: &mut Vec<Bytes>, text: &str) -> Result<(), Close> {
        match serde_json::from_str(text) {
            Ok(Said::Say { key, text }) => outgoing.push(self.say(&key, &text).await),
            Ok(Said::State {
                muted,
                camera,
                screen,
            }) => self.seat.show(muted, camera, screen),
            Ok(Said::Look { path, y, begins }) => self.lead(path, y, begins),
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

    /// Where that is not theirs to say, or said too often, it is as if it were not said:
    /// the next place replaces it anyway.
    fn lead(&mut self, path: Option<String>, y: Option<f32>, begins: bool) {
        // An end is one for all, and ends the way there.
        if path.is_some() {
            let Some(left) = self.leads_left.checked_sub(1) else {
                return;
            };
            self.leads_left = left;
        }
        if path.as_deref().is_none_or(|path| is_of_shop(path, &self.shop)) {
            self.seat.lead(path, y.map(|y| y.clamp(0.0, 1.0)), begins);
        }
    }

    async fn say(&mut self, key: &str, text: &str) -> Bytes {
        let refused = |why| Told::Refused { key: Some(key), why }.frame();
        let Some(left) = self.says_left.checked_sub(1) else {
            return refused(Why::TooFast);
        };
        self.says_left = left;
        let (session, side) = (self.seat.session, self.seat.side);
        let name = self.own_name();
        match self.app.advice.say(session, side, name, key, text).await {
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
