//! A talk whose server is killed (`kill -9`) in the middle of it, again and again, or
//! whose advisor's browser dies: the session, what was written and the basket outlive
//! the server, and the shopper is served next where the advisor does not come back.

use std::time::Duration;

use kit::{Browser, Goods, Installation, Kit, Method, Person, SOON, Shopfront, Socket, eventually, on_both};
use media::client::{WatchCounts, Watcher};
use model::{Entropy, SystemEntropy};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::advice_pair::{Pair, advisor};

/// How often the server is killed.
const KILLS: usize = 4;
/// What each of the two says between two kills, less than one may at once. What was on
/// its way when the server was killed is said again, and is part of it.
const SAYS: usize = 8;

/// A number below `bound`, by chance.
fn chance(bound: usize) -> usize {
    let mut bytes = [0; 8];
    SystemEntropy.fill(&mut bytes);
    usize::from_be_bytes(bytes) % bound
}

/// A shopper and an advisor, in a session on a server that may be killed.
struct Talk {
    casa: Shopfront,
    /// Advises in her own shop.
    ana: Person,
    eva: Browser,
    /// By which Eva, who is a guest, is known.
    guest: String,
    ticket: String,
    session: String,
}

/// One of the two, as their page is.
#[derive(Debug, Default)]
struct Side {
    /// The texts of both, in the order of their numbers.
    heard: Vec<String>,
    /// How much this one said.
    said: usize,
    /// Keys of what the server has not said yes to.
    unsure: Vec<String>,
}

fn id_of(told: &Value) -> String {
    told["id"].as_str().expect("an id").to_owned()
}

impl Talk {
    async fn begin(server: &Installation) -> Self {
        let ana = server.sign_up("ana").await;
        let casa = ana.open_shop("casa").await;
        let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
        casa.api(Method::PUT, "/advice/me")
            .json(&me)
            .send()
            .await
            .expect(200);
        let eva = server.guest();
        let form = json!({ "name": "Eva", "language": "en" });
        let asked = eva.api(Method::POST, &casa.path("/advice/tickets")).json(&form);
        let asked = asked.send().await.expect(201);
        let guest = asked.cookie("vitrine_guest").split(';').next();
        let guest = guest.expect("a guest's cookie").to_owned();
        let ticket = id_of(&asked.json());
        let accept = ana.api(Method::POST, &format!("/advice/tickets/{ticket}/accept"));
        let session = id_of(&accept.send().await.expect(200).json());
        Self {
            casa,
            ana,
            eva,
            guest,
            ticket,
            session,
        }
    }

    async fn socket(&self, browser: &Browser, after: usize) -> (Socket, Value) {
        let path = format!("/live/advice/{}?after={after}", self.session);
        let guest = [("cookie", self.guest.as_str())];
        let headers: &[_] = if browser.session_cookie().is_empty() {
            &guest
        } else {
            &[]
        };
        let mut socket = browser.open_socket(&path, headers).await.expect("let in");
        let welcome = socket.next().await.expect("a welcome");
        assert_eq!(
            (&welcome["type"], &welcome["session"]),
            (&json!("welcome"), &json!(self.session))
        );
        (socket, welcome)
    }

    /// The line of one side, from where they left off, and what they missed.
    async fn comes_back(&self, browser: &Browser, side: &mut Side) -> Socket {
        let (socket, welcome) = self.socket(browser, side.heard.len()).await;
        for message in welcome["messages"].as_array().expect("a list") {
            side.hear(message);
        }
        socket
    }

    /// Sets how many of it are in the basket, as one of the two.
    async fn put(&self, browser: &Browser, goods: &Goods, quantity: i64) {
        let path = format!(
            "/advice/sessions/{}/basket/lines/{}",
            self.session,
            goods.variant()
        );
        let form = json!({ "quantity": quantity });
        browser
            .api(Method::PUT, &path)
            .json(&form)
            .send()
            .await
            .expect(200);
    }

    /// How many of each line are in the basket, and whether the advisor did it.
    async fn basket(&self, browser: &Browser) -> Vec<(i64, bool)> {
        let path = format!("/advice/sessions/{}/basket", self.session);
        let told = browser.api(Method::GET, &path).send().await.expect(200).json();
        let lines = told["basket"]["lines"].as_array().expect("lines").iter();
        let line = |line: &Value| {
            (
                line["quantity"].as_i64().expect("a number"),
                line["advised"] == true,
            )
        };
        lines.map(line).collect()
    }

    /// Both find the session as it was.
    async fn goes_on(&self) {
        let path = format!("/advice/sessions/{}", self.session);
        for (browser, you) in [(&self.eva, "shopper"), (&self.ana.browser, "advisor")] {
            let found = browser.api(Method::GET, &path).send().await.expect(200).json();
            assert_eq!((&found["state"], &found["you"]), (&json!("open"), &json!(you)));
        }
        let path = format!("/advice/tickets/{}", self.ticket);
        let ticket = self.eva.api(Method::GET, &path).send().await.expect(200).json();
        assert_eq!(
            (&ticket["state"], &ticket["session"]),
            (&json!("accepted"), &json!(self.session))
        );
        let desk = self
            .casa
            .api(Method::GET, "/advice/desk")
            .send()
            .await
            .expect(200)
            .json();
        assert_eq!(desk["session"]["id"], self.session.as_str());
    }

    /// Each sends, and sees and hears the other; then both vanish.
    async fn see_each_other(&self) {
        let (whip, whep) = (
            format!("/whip/advice/{}", self.session),
            format!("/whep/advice/{}", self.session),
        );
        let eva_sends = self.eva.broadcast_at(&whip, None).await;
        let ana_sends = self.ana.broadcast_at(&whip, None).await;
        for browser in [&self.eva, &self.ana.browser] {
            let (mut watcher, _) = browser.watch_at(&whep).await;
            plays(&mut watcher).await;
        }
        eva_sends.vanish().await;
        ana_sends.vanish().await;
    }
}

/// Waits until ten pictures and sounds have come in.
async fn plays(watcher: &mut Watcher) {
    let enough = |counts: &WatchCounts| counts.frames > 10 && counts.audio_packets > 10;
    watcher.counted(SOON, enough).await.expect("pictures and sound");
}

/// Answers pings in the background, until the line is lost.
fn kept(mut socket: Socket) -> JoinHandle<()> {
    tokio::spawn(async move { while socket.next().await.is_ok() {} })
}

impl Side {
    /// Takes a message, which is the next one.
    fn hear(&mut self, message: &Value) {
        assert_eq!(
            message["seq"],
            self.heard.len() + 1,
            "no gap, and nothing twice: {message}"
        );
        let text = message["text"].as_str().expect("a text").to_owned();
        self.heard.push(text);
        self.is_sure_of(&message["key"]);
    }

    /// Takes whatever comes next.
    async fn listen(&mut self, socket: &mut Socket) {
        let told = timeout(SOON, socket.next())
            .await
            .expect("something comes")
            .expect("open");
        match told["type"].as_str().expect("a type") {
            "message" => self.hear(&told),
            "done" => self.is_sure_of(&told["key"]),
            "refused" => panic!("refused: {told}"),
            _ => {}
        }
    }

    /// What was said under that key, where it is one's own, is stored.
    fn is_sure_of(&mut self, key: &Value) {
        self.unsure.retain(|unsure| key != unsure);
    }

    /// Says as much as one may at once: first that of which it is not known whether it
    /// was taken down.
    async fn say(&mut self, socket: &mut Socket, name: &str) {
        while self.unsure.len() < SAYS {
            self.said += 1;
            self.unsure.push(format!("{name}-{}", self.said));
        }
        for key in &self.unsure {
            socket
                .send(&json!({ "type": "say", "key": key, "text": key }))
                .await;
        }
    }
}

on_both! {
    async fn a_talk_outlives_a_server_that_is_killed_in_mid_call(server: Installation) {
        server.serve().await;
        let talk = Talk::begin(server).await;
        let (bowl, lamp) = (talk.casa.bowl(90).await, talk.casa.bowl(90).await);
        let (mut eva, mut ana) = (Side::default(), Side::default());
        for kills in 0..=KILLS {
            let quantity = i64::try_from(kills).expect("few") + 1;
            let mut shoppers = talk.comes_back(&talk.eva, &mut eva).await;
            let mut advisors = talk.comes_back(&talk.ana, &mut ana).await;
            eva.say(&mut shoppers, "eva").await;
            ana.say(&mut advisors, "ana").await;
            talk.put(&talk.eva, &bowl, quantity).await;
            talk.put(&talk.ana, &lamp, quantity).await;
            if kills == KILLS {
                let all = eva.said + ana.said;
                for (side, socket) in [(&mut eva, &mut shoppers), (&mut ana, &mut advisors)] {
                    while side.heard.len() < all || !side.unsure.is_empty() {
                        side.listen(socket).await;
                    }
                }
                break;
            }
            // Killed while some of what was said, and of the answers, is on its way.
            for _ in 0..chance(2 * SAYS) {
                eva.listen(&mut shoppers).await;
                ana.listen(&mut advisors).await;
            }
            server.kill().await;
            server.serve().await;
            talk.goes_on().await;
            for browser in [&talk.eva, &talk.ana.browser] {
                assert_eq!(talk.basket(browser).await, [(quantity, false), (quantity, true)]);
            }
        }
        assert_eq!(eva.heard, ana.heard);
        let mut once = eva.heard.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), eva.said + ana.said, "nothing twice: {:?}", eva.heard);
    }

    async fn both_see_and_hear_each_other_again_after_the_server_was_killed(server: Installation) {
        server.serve().await;
        let talk = Talk::begin(server).await;
        let mut lines = Vec::new();
        for browser in [&talk.eva, &talk.ana.browser] {
            lines.push(kept(talk.socket(browser, 0).await.0));
        }
        let whip = format!("/whip/advice/{}", talk.session);
        let ana_sends = talk.ana.broadcast_at(&whip, None).await;
        let (mut eva_sees, _) = talk.eva.watch_at(&format!("/whep/advice/{}", talk.session)).await;
        plays(&mut eva_sees).await;
        server.kill().await;
        for line in lines {
            line.await.expect("the line is lost");
        }
        ana_sends.vanish().await;

        server.serve().await;
        let (advisors, welcome) = talk.socket(&talk.ana, 0).await;
        assert_eq!(welcome["you"], "advisor");
        let lines = [kept(advisors), kept(talk.socket(&talk.eva, 0).await.0)];
        talk.goes_on().await;
        talk.see_each_other().await;
        let end = format!("/advice/sessions/{}/end", talk.session);
        let ended = talk.ana.api(Method::POST, &end).send().await.expect(200).json();
        assert_eq!(ended["ended_by"], "advisor");
        for line in lines {
            line.await.expect("the line is closed");
        }
    }
}

/// The ticket that rings at `advisor`.
async fn rings_at(advisor: &Browser, shop: &Shopfront) -> Value {
    let desk = advisor.api(Method::GET, &shop.path("/advice/desk")).send().await;
    desk.expect(200).json()["ringing"].clone()
}

/// Waits until the pair's advisor was noted as there since `left_at`.
async fn last_sign_is_noted(kit: &Kit, pair: &Pair, left_at: model::Timestamp) {
    let id = pair.session.parse().expect("an id");
    let advice = &kit.app().advice;
    eventually("the advisor's last sign", async || {
        let session = advice.session(id).await.expect("an answer").expect("a session");
        let known = advice.advisor(session.shop_id, session.advisor_id).await;
        let known = known.expect("an answer").expect("an advisor");
        (known.seen_at >= left_at).then_some(())
    })
    .await;
}

on_both! {
    async fn an_advisor_whose_browser_dies_is_followed_by_a_colleague(kit) {
        let pair = Pair::meet(kit).await;
        let tom = advisor(kit, &pair.shop, "tom").await;
        // Whoever asked later waits behind one who was in a talk.
        let form = json!({ "name": "Zoe", "language": "en" });
        let zoe = kit.guest();
        let waits = zoe.api(Method::POST, &pair.shop.path("/advice/tickets")).json(&form).send().await;
        let waits = id_of(&waits.expect(201).json());
        assert_eq!(rings_at(&tom, &pair.shop).await, waits.as_str());
        let (mut eva, ben) = (pair.shopper_line("").await, pair.advisor_line("").await);
        eva.has_said("1", "Is it fit for the oven?").await;
        let left_at = kit.now();
        drop(ben);
        eva.find("presence", |presence| presence["here"] == false).await;
        last_sign_is_noted(kit, &pair, left_at).await;
        kit.advance(Duration::from_secs(10));
        assert_eq!(eva.hear("ended").await["by"], "lost");
        eventually("it to ring at the colleague", async || {
            (rings_at(&tom, &pair.shop).await == pair.ticket.as_str()).then_some(())
        })
        .await;
        let path = format!("/advice/tickets/{}", pair.ticket);
        let back = pair.shopper.api(Method::GET, &path).send().await.expect(200).json();
        assert_eq!((&back["state"], &back["position"]), (&json!("waiting"), &json!(1)));
        let accepted = tom.api(Method::POST, &format!("{path}/accept")).send().await.expect(200).json();
        assert_ne!(accepted["id"], pair.session.as_str());
        assert_eq!(rings_at(&tom, &pair.shop).await, Value::Null);
    }
}
