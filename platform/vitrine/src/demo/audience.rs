//! The demo's audience: those of its world who sit in the rooms of its shows,
//! talk, ask and send hearts, by a script. They come in by the same door as
//! anybody's socket.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use live::room::{AnswerState, Hello, Person, Seat, Seq, Visitor};
use live::shows::{Show, Viewer};
use model::ShowId;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use web::Shared;

use super::world;

/// Until a show that is about to be live is asked for again.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// Far longer than the room takes to answer.
const ANSWERED_WITHIN: Duration = Duration::from_secs(5);
/// Between the hearts of those who stay when all is said.
const LINGERING: Duration = Duration::from_secs(25);

/// What someone does, so long after what was done before.
pub(super) struct Line {
    after: u64,
    who: &'static str,
    act: Act,
}

enum Act {
    Say(&'static str),
    Ask(&'static str),
    Hearts(u8),
    /// The host takes the question that was asked last on screen.
    Answer,
    /// The host is done with it.
    Done,
}

use Act::{Answer, Ask, Done, Hearts, Say};

const fn line(after: u64, who: &'static str, act: Act) -> Line {
    Line { after, who, act }
}

/// To the live show, whose pieces turn one after the other.
pub(super) const GLAZE: &[Line] = &[
    line(1, "hanna", Say("Good evening from the loom!")),
    line(
        2,
        "kofi",
        Say("Evening all. Is that the vase from Thursday's kiln?"),
    ),
    line(3, "ines", Say("@kofi it is. It was still warm at noon.")),
    line(2, "kofi", Hearts(6)),
    line(4, "ravi", Say("The leaves on it are lovely")),
    line(1, "hanna", Hearts(9)),
    line(5, "ravi", Ask("Is the glaze safe for hot tea?")),
    line(6, "ines", Answer),
    line(
        2,
        "ines",
        Say("@ravi yes. No lead, fired at 1240 degrees, and it likes tea."),
    ),
    line(3, "ravi", Hearts(8)),
    line(8, "ines", Done),
    line(6, "hanna", Say("How heavy is the bowl in the hand?")),
    line(5, "ines", Say("@hanna about 600 grams. You feel the foot first.")),
    line(4, "hanna", Hearts(5)),
    line(10, "kofi", Ask("Do you ship to Ghana?")),
    line(9, "ines", Answer),
    line(
        3,
        "ines",
        Say("@kofi we do, packed in our own linen offcuts. It takes about nine days."),
    ),
    line(2, "kofi", Say("Then I have no excuse left")),
    line(2, "ravi", Hearts(10)),
    line(9, "ines", Done),
    line(12, "ravi", Say("The three sweeps of ink. Was that one brush?")),
    line(
        6,
        "ines",
        Say("@ravi one brush, one breath. I broke four bottles learning it."),
    ),
    line(3, "hanna", Hearts(10)),
    line(2, "kofi", Hearts(7)),
    line(15, "hanna", Ask("Will there be more of the midnight blue?")),
    line(8, "ines", Answer),
    line(
        4,
        "ines",
        Say("@hanna the next kiln opens in two weeks, eight jars in it."),
    ),
    line(12, "ines", Done),
    line(6, "ravi", Say("Putting the kettle on. Lovely evening, everyone.")),
];

/// To the short show that becomes the replay.
pub(super) const BOWL: &[Line] = &[
    line(3, "ravi", Say("First time I see it from the start")),
    line(3, "hanna", Hearts(6)),
    line(3, "hanna", Say("That light on the clay!")),
    line(3, "ravi", Ask("How thick is the wall meant to be?")),
    line(4, "ines", Answer),
    line(
        2,
        "ines",
        Say("@ravi four millimetres here, a little more at the foot."),
    ),
    line(2, "ravi", Hearts(8)),
    line(5, "ines", Done),
    line(3, "kofi", Say("Four minutes for her. It took me a winter.")),
    line(2, "kofi", Hearts(9)),
];

/// Who sits there.
struct Sitter {
    handle: &'static str,
    viewer: Viewer,
    seat: Seat,
}

/// Plays `script` in the room of `show` once it is live, and stays with a heart
/// now and then until it is over or `stop` says so.
pub(super) async fn attend(app: Shared, show: ShowId, script: &'static [Line], stop: CancellationToken) {
    let sitting = async {
        let Some((show, sitters)) = come_in(&app, show, script).await else {
            return;
        };
        play(&app, &show, &sitters, script).await;
    };
    tokio::select! {
        () = sitting => {}
        () = stop.cancelled() => {}
    }
}

async fn come_in(app: &Shared, show: ShowId, script: &[Line]) -> Option<(Show, Vec<Sitter>)> {
    let mut handles: Vec<&str> = script.iter().map(|line| line.who).collect();
    handles.sort_unstable();
    handles.dedup();
    let show = loop {
        let found = app.live.show(show).await.ok()??;
        match found.state {
            model::ShowState::Live => break found,
            model::ShowState::Scheduled => tokio::time::sleep(LOOK_AGAIN).await,
            _ => return None,
        }
    };
    let mut sitters = Vec::new();
    for handle in handles {
        match sit(app, &show, handle).await {
            Ok(sitter) => sitters.push(sitter),
            Err(error) => tracing::warn!(handle, %error, "demo: somebody can't come in"),
        }
    }
    Some((show, sitters))
}

async fn sit(
    app: &Shared,
    show: &Show,
    handle: &'static str,
) -> Result<Sitter, Box<dyn std::error::Error + Send + Sync>> {
    let account = world::account(app, handle).await?.ok_or("no such person")?;
    let viewer = Viewer {
        account: Some(account.id),
        ..Viewer::default()
    };
    let visitor = Visitor {
        person: Some(Person {
            id: account.id,
            handle: account.handle,
            name: account.name,
            avatar: account.avatar.map(|name| web::picture_url(&name)),
        }),
        viewer,
        guest: None,
        credential: None,
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
    };
    let seat = app.live.rooms.join(show, visitor, Hello::default()).await?;
    Ok(Sitter { handle, viewer, seat })
}

async fn play(app: &Shared, show: &Show, sitters: &[Sitter], script: &[Line]) {
    let mut asked = None;
    for (number, line) in (0i64..).zip(script) {
        if !pause(sitters, Duration::from_secs(line.after)).await {
            return;
        }
        let Some(sitter) = sitters.iter().find(|sitter| sitter.handle == line.who) else {
            continue;
        };
        match line.act {
            Say(text) => sitter.say("say", number, text).await,
            Ask(text) => {
                sitter.say("ask", number, text).await;
                asked = sitter.told_number(number).await;
            }
            Hearts(n) => {
                sitter
                    .seat
                    .hear(&json!({ "t": "heart", "n": n }).to_string())
                    .await
            }
            Answer => answer(app, show, sitter, asked, AnswerState::Now).await,
            Done => answer(app, show, sitter, asked.take(), AnswerState::Done).await,
        }
    }
    for sitter in sitters.iter().cycle() {
        if !pause(sitters, LINGERING).await {
            return;
        }
        sitter
            .seat
            .hear(&json!({ "t": "heart", "n": 3 }).to_string())
            .await;
    }
}

async fn answer(app: &Shared, show: &Show, host: &Sitter, asked: Option<Seq>, state: AnswerState) {
    let Some(question) = asked else {
        return;
    };
    if let Err(error) = app.live.rooms.answer(show, host.viewer, question, state).await {
        tracing::debug!(%error, "demo: a question is left as it is");
    }
}

/// Lets time go by, and what is said in the room past everybody: whoever leaves
/// it unread is shown out. False once nobody sits there any more.
async fn pause(sitters: &[Sitter], time: Duration) -> bool {
    let listening = sitters.iter().map(|sitter| async {
        loop {
            sitter.seat.wake().await;
            sitter.seat.take(&mut Vec::new());
            if sitter.seat.close_reason().is_some() {
                return;
            }
        }
    });
    tokio::time::timeout(time, futures_util::future::join_all(listening))
        .await
        .is_err()
}

impl Sitter {
    async fn say(&self, kind: &str, number: i64, text: &str) {
        let message = json!({ "t": kind, "id": number, "text": text });
        self.seat.hear(&message.to_string()).await;
    }

    /// The number the room gave to what was sent as `number`.
    async fn told_number(&self, number: i64) -> Option<Seq> {
        let answer = format!(r#""t":"done","id":{number},"seq":"#);
        let reading = async {
            while self.seat.close_reason().is_none() {
                self.seat.wake().await;
                let mut frames = Vec::new();
                self.seat.take(&mut frames);
                for frame in frames {
                    let text = String::from_utf8_lossy(&frame);
                    if let Some((_, rest)) = text.split_once(&answer) {
                        let end = rest
                            .find(|letter: char| !letter.is_ascii_digit())
                            .unwrap_or(rest.len());
                        return rest[..end].parse().ok();
                    }
                }
            }
            None
        };
        tokio::time::timeout(ANSWERED_WITHIN, reading)
            .await
            .ok()
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_answered_by_the_host_while_the_show_runs() {
        for (script, longest) in [(GLAZE, 600), (BOWL, 38)] {
            assert!(script.iter().map(|line| line.after).sum::<u64>() < longest);
            let mut open = false;
            for line in script {
                match line.act {
                    Ask(_) => {
                        assert!(!open, "one at a time");
                        open = true;
                    }
                    Answer => assert!(open && line.who == "ines"),
                    Done => {
                        assert!(open && line.who == "ines");
                        open = false;
                    }
                    Say(_) | Hearts(_) => {}
                }
            }
            assert!(!open);
        }
    }
}
