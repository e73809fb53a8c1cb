//! One browser window: a profile of its own, a screen of a known size.

use std::fmt::Debug;
use std::path::Path;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::Driver;
use crate::eventually;

/// How long an element may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the page is shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Phone,
    Desktop,
}

impl Screen {
    pub const ALL: [Self; 2] = [Self::Phone, Self::Desktop];

    pub fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Desktop => "desktop",
        }
    }

    /// Width and height in CSS pixels.
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Phone => (390, 844),
            Self::Desktop => (1_280, 800),
        }
    }

    fn metrics(self) -> Value {
        let ((width, height), phone) = (self.size(), self == Self::Phone);
        let ratio = if phone { 2.0 } else { 1.0 };
        json!({ "width": width, "height": height, "pixelRatio": ratio, "touch": phone, "mobile": phone })
    }
}

/// A window with a camera and a microphone that are not real, and permission
/// to use them.
#[derive(Debug)]
pub struct Window {
    client: Client,
    driver_url: String,
    session: String,
    screen: Screen,
    /// For what WebDriver itself does not speak of.
    http: reqwest::Client,
    /// Its profile, as long as it is open.
    _profile: TempDir,
}

/// One of a window's tabs.
#[derive(Debug, Clone)]
pub struct Tab(WindowHandle);

impl Window {
    /// Opens a window on that screen.
    pub async fn open(driver: &Driver, screen: Screen) -> Self {
        Self::open_with(driver, screen, &[]).await
    }

    /// With further flags, such as `--lang=es`.
    pub async fn open_with(driver: &Driver, screen: Screen, flags: &[&str]) -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            // Several browsers encode at once on a machine that may have two cores.
            "--use-fake-device-for-media-stream=fps=12",
            "--use-fake-ui-for-media-stream",
            "--autoplay-policy=no-user-gesture-required",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        arguments.extend(flags.iter().map(|flag| (*flag).to_owned()));
        let capabilities = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "args": arguments, "mobileEmulation": { "deviceMetrics": screen.metrics() } },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("written as an object")
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url)
            .await
            .unwrap_or_else(|error| panic!("no browser: {error}"));
        let session = done(client.session_id().await).expect("an open window has a session");
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .build()
            .expect("a plain client");
        Self {
            client,
            driver_url: driver.url.clone(),
            session,
            screen,
            http,
            _profile: profile,
        }
    }

    pub async fn goto(&self, url: &str) {
        done(self.client.goto(url).await);
    }

    /// Path and query of the page shown.
    pub async fn path(&self) -> String {
        let url = done(self.client.current_url().await);
        url.query().map_or_else(
            || url.path().to_owned(),
            |query| format!("{}?{query}", url.path()),
        )
    }

    /// Waits until the page at `path` is shown.
    pub async fn arrives_at(&self, path: &str) {
        eventually(&format!("the page {path}"), async || {
            (self.path().await == path).then_some(())
        })
        .await;
    }

    /// The first element that matches, once there is one.
    pub async fn find(&self, css: &str) -> Element {
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await;
        found.unwrap_or_else(|error| panic!("no {css}: {error}"))
    }

    /// Whether something that matches is on the page now.
    pub async fn has(&self, css: &str) -> bool {
        !done(self.client.find_all(Locator::Css(css)).await).is_empty()
    }

    pub async fn click(&self, css: &str) {
        let found = self.find(css).await;
        // In the middle: bars that stay in place lie over the edges.
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
        let element = serde_json::to_value(&found).expect("an element has a reference");
        done(self.client.execute(script, vec![element]).await);
        self.stands_still(css).await;
        done(found.click().await);
    }

    /// Waits until the first element that matches no longer moves: a press on what
    /// slides in falls beside it.
    async fn stands_still(&self, css: &str) {
        let place = "const box = document.querySelector(arguments[0])?.getBoundingClientRect();
            return box ? [box.x, box.y, box.width, box.height].join() : '';";
        let mut before = Value::Null;
        eventually(&format!("{css} to stand still"), async || {
            let now = self.run_with(place, vec![Value::from(css)]).await;
            let stands = now == before;
            before = now;
            stands.then_some(())
        })
        .await;
    }

    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        done(field.clear().await);
        done(field.send_keys(text).await);
    }

    /// What can be read in the first element that matches, once something can: what
    /// fades in is there before it is seen.
    pub async fn text(&self, css: &str) -> String {
        let found = self.find(css).await;
        eventually(&format!("{css} to be read"), async || {
            let text = done(found.text().await);
            (!text.is_empty()).then_some(text)
        })
        .await
    }

    /// What a function body gives, run in the page.
    pub async fn run(&self, script: &str) -> Value {
        self.run_with(script, Vec::new()).await
    }

    /// The same with its `arguments`.
    pub async fn run_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        done(self.client.execute(script, arguments).await)
    }

    /// Waits until a JavaScript expression is true.
    pub async fn until(&self, expression: &str) {
        let script = format!("return Boolean({expression});");
        eventually(expression, async || {
            (self.run(&script).await == true).then_some(())
        })
        .await;
    }

    /// Leaves a picture of what is shown as `tests/screenshots/<name>-<screen>.png`.
    pub async fn screenshot(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let picture = done(self.client.screenshot().await);
        let file = folder.join(format!("{name}-{}.png", self.screen.name()));
        std::fs::write(&file, picture).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }

    /// What the console was told since the last look, warnings and worse.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.command("se/log", &json!({ "type": "browser" })).await;
        let entries = log.as_array().expect("a log is a list");
        let bad = entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        bad.map(|entry| format!("{}: {}", entry["level"], entry["message"]))
            .collect()
    }

    /// Fails when the console was told of something bad.
    pub async fn has_no_complaints(&self) {
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "{}: {complaints:#?}", self.path().await);
    }

    /// Fails when the page is wider than its screen, so that it can be pushed sideways.
    pub async fn fits(&self) {
        let widths = "const page = document.documentElement; return [page.scrollWidth, page.clientWidth];";
        let widths = self.run(widths).await;
        let (path, screen) = (self.path().await, self.screen.name());
        assert_eq!(widths[0], widths[1], "{path} is too wide for a {screen}");
    }

    /// A command of the browser's own protocol, such as `Network.emulateNetworkConditions`.
    pub async fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.command(
            "goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
        .await
    }

    async fn command(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}/session/{}/{path}", self.driver_url, self.session);
        let answer = done(self.http.post(&url).json(body).send().await);
        let answer: Value = done(answer.json().await);
        assert!(answer["value"].get("error").is_none(), "{path}: {answer}");
        answer["value"].clone()
    }

    /// The tab that is driven.
    pub async fn tab(&self) -> Tab {
        Tab(done(self.client.window().await))
    }

    /// Opens another tab, of the same profile, and goes on there.
    pub async fn open_tab(&self) -> Tab {
        let tab = Tab(done(self.client.new_window(true).await).handle);
        self.turn_to(&tab).await;
        tab
    }

    /// Goes on in that tab; the others stay as they are.
    pub async fn turn_to(&self, tab: &Tab) {
        done(self.client.switch_to_window(tab.0.clone()).await);
    }

    pub async fn close(self) {
        done(self.client.close().await);
    }
}

/// What an order gave; the browser refuses none that makes sense.
#[track_caller]
fn done<T, E: Debug>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("the browser refused: {error:?}"))
}
