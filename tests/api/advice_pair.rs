//! A shopper and an advisor in a session, each in a browser of their own.

use kit::{Answer, Browser, Kit, Method, Person, Shopfront, Socket};
use model::Role;
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// The two, their shop, and their session's id.
#[derive(Debug)]
pub(crate) struct Pair {
    pub shop: Shopfront,
    pub advisor: Person,
    pub shopper: Browser,
    /// By which the shopper is known where nobody is signed in.
    guest: Option<String>,
    pub ticket: String,
    pub session: String,
}

/// A line to a session that was opened, and what it was welcomed with.
#[derive(Debug)]
pub(crate) struct Line {
    said: mpsc::Sender<String>,
    heard: mpsc::Receiver<Heard>,
    pub welcome: Value,
}

/// A message, or how the server closed.
type Heard = Result<Value, (u16, String)>;

/// What a test may leave unread.
const UNREAD: usize = 4_096;

/// Carries both ways by itself: pings are answered whatever the test waits for.
async fn carry(mut socket: Socket, mut said: mpsc::Receiver<String>, heard: mpsc::Sender<Heard>) {
    loop {
        tokio::select! {
            biased;
            next = socket.next() => {
                if next.as_ref().is_ok_and(|message| message["type"] == "alive") {
                    continue;
                }
                let is_over = next.is_err();
                if heard.send(next).await.is_err() || is_over {
                    return;
                }
            }
            text = said.recv() => match text {
                Some(text) => socket.send_text(&text).await,
                None => return,
            }
        }
    }
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().expect("an id").to_owned()
}

/// Someone more who gives advice in that shop.
pub(crate) async fn advisor(kit: &Kit, shop: &Shopfront, handle: &str) -> Person {
    let person = kit.sign_up(handle).await;
    kit.employ_at(&shop.slug, &person, Role::Advisor).await;
    let form = json!({ "state": "on", "languages": ["en"], "skills": [] });
    let call = person.api(Method::PUT, &shop.path("/advice/me")).json(&form);
    call.send().await.expect(200);
    person
}

impl Pair {
    /// Ben advises Eva, who is a guest.
    pub(crate) async fn meet(kit: &Kit) -> Self {
        Self::meet_in(kit, kit.guest()).await
    }

    /// The same, with Eva in that browser.
    pub(crate) async fn meet_in(kit: &Kit, shopper: Browser) -> Self {
        let shop = kit.sign_up("ana").await.open_shop("casa").await;
        let ben = advisor(kit, &shop, "ben").await;
        let form = json!({ "name": "Eva", "language": "en" });
        let call = shopper
            .api(Method::POST, &shop.path("/advice/tickets"))
            .json(&form);
        let asked = call.send().await.expect(201);
        let guest = asked.cookie("vitrine_guest").split(';').next();
        let guest = guest.filter(|cookie| !cookie.is_empty()).map(str::to_owned);
        let ticket = id(&asked);
        let accept = format!("/advice/tickets/{ticket}/accept");
        let session = id(&ben.api(Method::POST, &accept).send().await.expect(200));
        Self {
            shop,
            advisor: ben,
            shopper,
            guest,
            ticket,
            session,
        }
    }

    pub(crate) fn whip(&self) -> String {
        format!("/whip/advice/{}", self.session)
    }

    pub(crate) fn whep(&self) -> String {
        format!("/whep/advice/{}", self.session)
    }

    pub(crate) fn socket(&self) -> String {
        format!("/live/advice/{}", self.session)
    }

    /// The shopper's line, from the beginning or from where `rest` says.
    pub(crate) async fn shopper_line(&self, rest: &str) -> Line {
        let cookie = self.guest.as_deref().map(|guest| ("cookie", guest));
        let headers: Vec<_> = cookie.into_iter().collect();
        let path = format!("{}{rest}", self.socket());
        let opened = self.shopper.open_socket(&path, &headers).await;
        Line::welcomed(opened.expect("let in")).await
    }

    /// The advisor's.
    pub(crate) async fn advisor_line(&self, rest: &str) -> Line {
        let opened = self
            .advisor
            .open_socket(&format!("{}{rest}", self.socket()), &[])
            .await;
        Line::welcomed(opened.expect("let in")).await
    }

    /// Ends the session, as the shopper does.
    pub(crate) async fn end(&self) {
        let path = format!("/advice/sessions/{}/end", self.session);
        self.shopper.api(Method::POST, &path).send().await.expect(200);
    }
}

impl Line {
    /// Somebody's, at any session's socket; a guest is known by that cookie.
    pub(crate) async fn of(browser: &Browser, path: &str, guest: Option<&str>) -> Self {
        let headers: Vec<_> = guest.map(|guest| ("cookie", guest)).into_iter().collect();
        let opened = browser.open_socket(path, &headers).await;
        Self::welcomed(opened.expect("let in")).await
    }

    async fn welcomed(socket: Socket) -> Self {
        let (said, saying) = mpsc::channel(UNREAD);
        let (hearing, heard) = mpsc::channel(UNREAD);
        tokio::spawn(carry(socket, saying, hearing));
        let mut line = Self {
            said,
            heard,
            welcome: Value::Null,
        };
        line.welcome = line.next().await.expect("a welcome");
        assert_eq!(line.welcome["type"], "welcome", "{}", line.welcome);
        line
    }

    /// The next message but for signs of life; or how the server closed.
    pub(crate) async fn next(&mut self) -> Heard {
        let next = tokio::time::timeout(kit::SOON, self.heard.recv()).await;
        next.expect("something comes")
            .unwrap_or(Err((1006, String::new())))
    }

    /// The next message of that type; others are passed over.
    pub(crate) async fn hear(&mut self, kind: &str) -> Value {
        self.find(kind, |_| true).await
    }

    /// The next message of that type for which `is_meant` holds.
    pub(crate) async fn find(&mut self, kind: &str, is_meant: impl Fn(&Value) -> bool) -> Value {
        loop {
            match self.next().await {
                Ok(message) if message["type"] == kind && is_meant(&message) => return message,
                Ok(_) => {}
                Err((code, reason)) => panic!("closed with {code} {reason} instead of {kind:?}"),
            }
        }
    }

    /// Waits until the server closes; gives code and reason.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Err(closed) = self.next().await {
                return closed;
            }
        }
    }

    pub(crate) async fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string()).await;
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        // A line that was closed meanwhile says so when it is listened to.
        let _ = self.said.send(text.to_owned()).await;
    }

    pub(crate) async fn say(&mut self, key: &str, text: &str) {
        self.send(&json!({ "type": "say", "key": key, "text": text }))
            .await;
    }

    /// Says it and waits until it is stored; gives the message's id.
    pub(crate) async fn has_said(&mut self, key: &str, text: &str) -> Value {
        self.say(key, text).await;
        let done = self.find("done", |message| message["key"] == key).await;
        done["id"].clone()
    }

    /// Says it, which is refused; gives why.
    pub(crate) async fn try_to_say(&mut self, key: &str, text: &str) -> Value {
        self.say(key, text).await;
        self.hear("refused").await["why"].clone()
    }
}
