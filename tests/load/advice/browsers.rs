//! Two real browsers with cameras that are not real: from the press on Accept at the
//! desk until both show the other one's picture. Nobody thinks in the lobby: whoever
//! comes there goes in at once.

use std::path::Path;
use std::time::Duration;

use kit::webdriver::{Driver, Screen, Window};
use model::{Entropy, SystemEntropy};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::figures::{print_goal, print_times};
use crate::Outcome;
use crate::server::Server;
use crate::times::Times;

const NOTES: &str = include_str!("together.js");
const SHOP: &str = "casa";
const DESK: &str = "/studio/shops/casa/advice";
const GOAL_MS: f64 = 1_500.0;
/// Somebody presses at some moment within it: pages look every so often, and nobody
/// keeps their time.
const PRESSES_WITHIN_MS: u64 = 2_000;

/// Says where it comes from, as a proxy does: one address may ask for advice a few
/// times in a minute.
const SETTINGS: [(&str, &str); 1] = [("VITRINE_TRUSTED_PROXIES", "[\"127.0.0.1\"]")];

/// What a page notes, in its order, and what that is.
const STEPS: [(&str, &str); 5] = [
    ("came", "page is asked for"),
    ("ready", "page stands"),
    ("sends", "offer to send goes out"),
    ("watches", "offer to watch goes out"),
    ("saw", "first picture of the other"),
];

/// What both pages noted in one talk, each step in milliseconds since the press.
struct Talk {
    advisor: [f64; STEPS.len()],
    shopper: [f64; STEPS.len()],
}

pub(super) async fn run(program: &Path, talks: u32) -> Outcome<()> {
    let server = Server::start_with(program, &SETTINGS).await?;
    server.sign_up_host().await?;
    server
        .post("/shops", &json!({ "slug": SHOP, "name": "Casa" }))
        .await?;
    let driver = Driver::start().await;
    let advisor = open(&driver, Screen::Desktop).await;
    let shopper = open(&driver, Screen::Phone).await;
    sits_down(&advisor, &server).await;
    shopper.goto(&format!("{}/shops/{SHOP}", server.url)).await;
    println!("browsers: {talks} talks, one after the other; milliseconds since the press on Accept");
    let mut seen = Vec::new();
    for number in 0..talks {
        comes_from(&shopper, &format!("198.51.100.{}", number + 1)).await;
        seen.push(talk(&server, &advisor, &shopper).await?);
    }
    for window in [advisor, shopper] {
        window.close().await;
    }
    driver.stop().await;
    server.stop().await?;
    print(&seen);
    Ok(())
}

async fn open(driver: &Driver, screen: Screen) -> Window {
    let window = Window::open(driver, screen).await;
    let notes = json!({ "source": NOTES });
    window
        .devtools("Page.addScriptToEvaluateOnNewDocument", &notes)
        .await;
    window
}

/// From now on the window's requests are from that address.
async fn comes_from(window: &Window, address: &str) {
    window.devtools("Network.enable", &json!({})).await;
    let headers = json!({ "headers": { "x-forwarded-for": address } });
    window.devtools("Network.setExtraHTTPHeaders", &headers).await;
}

/// Signs the host in, who advises in their own shop.
async fn sits_down(advisor: &Window, server: &Server) {
    advisor.goto(&format!("{}/signin?next={DESK}", server.url)).await;
    advisor.fill("form[action='/signin'] [name=login]", "host").await;
    advisor
        .fill("form[action='/signin'] [name=password]", "correct horse battery")
        .await;
    advisor.click("form[action='/signin'] button[type=submit]").await;
    advisor.arrives_at(DESK).await;
    let me = json!({ "state": "on", "languages": ["en"], "skills": [] });
    ask(advisor, "PUT", &format!("/api/v1/shops/{SHOP}/advice/me"), &me).await;
}

/// Asks the server for something, as a page does.
async fn ask(window: &Window, method: &str, path: &str, body: &Value) -> Value {
    let script = "const [method, path, body] = arguments;
        const headers = { 'content-type': 'application/json' };
        return fetch(path, { method, headers, body: JSON.stringify(body) }).then((answer) => answer.json());";
    let arguments = vec![json!(method), json!(path), body.clone()];
    window.run_with(script, arguments).await
}

async fn talk(server: &Server, advisor: &Window, shopper: &Window) -> Outcome<Talk> {
    let form = json!({ "name": "Eva", "language": "en" });
    let tickets = format!("/api/v1/shops/{SHOP}/advice/tickets");
    let ticket = ask(shopper, "POST", &tickets, &form).await;
    let id = ticket["id"].as_str().ok_or("nobody could ask")?;
    shopper.goto(&format!("{}/advice/{id}", server.url)).await;
    shopper
        .until("document.querySelector('vitrine-advice-wait')?.dataset.state === 'ringing'")
        .await;
    advisor.goto(&format!("{}{DESK}", server.url)).await;
    advisor.find(".desk-ticket[data-rings] .button-accent").await;
    sleep(some_time()).await;
    advisor.click(".desk-ticket[data-rings] .button-accent").await;
    for window in [advisor, shopper] {
        window.until("window.together").await;
    }
    let [advisors, shoppers] = [
        advisor.run("return window.together;").await,
        shopper.run("return window.together;").await,
    ];
    let path = advisor.path().await;
    server.post(&format!("{path}/end"), &json!({})).await?;
    for window in [advisor, shopper] {
        window.until("document.querySelector('.ended-card')").await;
    }
    let pressed = advisors["pressed"].as_f64().ok_or("a desk that noted no press")?;
    let since =
        |noted: &Value| STEPS.map(|(step, _)| noted[step].as_f64().map_or(f64::NAN, |then| then - pressed));
    Ok(Talk {
        advisor: since(&advisors),
        shopper: since(&shoppers),
    })
}

fn some_time() -> Duration {
    let mut bytes = [0; 8];
    SystemEntropy.fill(&mut bytes);
    Duration::from_millis(u64::from_be_bytes(bytes) % PRESSES_WITHIN_MS)
}

fn print(talks: &[Talk]) {
    let times = |time: &dyn Fn(&Talk) -> f64| -> Times {
        // What was not noted is as if it never came.
        let each = talks
            .iter()
            .map(|talk| Duration::try_from_secs_f64(time(talk) / 1e3));
        each.map(|time| time.unwrap_or(Duration::MAX))
            .collect::<Vec<_>>()
            .into()
    };
    for (step, (_, what)) in STEPS.iter().enumerate() {
        let advisors = times(&|talk| talk.advisor[step]);
        let shoppers = times(&|talk| talk.shopper[step]);
        print_times(&format!("advisor: {what}"), [&advisors].into_iter());
        print_times(&format!("shopper: {what}"), [&shoppers].into_iter());
    }
    let last = STEPS.len() - 1;
    let both = times(&|talk| talk.advisor[last].max(talk.shopper[last]));
    print_times("both see", [&both].into_iter());
    print_goal(
        "Accept pressed, until both see",
        GOAL_MS,
        [both.at(0.5)].into_iter(),
    );
}
