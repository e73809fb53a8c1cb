//! From glass to glass: how late a page shows what a camera drew, by the bar
//! code the demo burns into its picture.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::Window;
use crate::eventually_within;

/// Looks at pictures as they are shown.
const LOOK: &str = include_str!("glass.js");
/// Notes when the first picture of a page is shown.
const AWAIT_FIRST: &str = "addEventListener('DOMContentLoaded', () => {
    const video = document.querySelector('vitrine-player video');
    video?.requestVideoFrameCallback((_, { expectedDisplayTime }) => { window.firstPicture = expectedDisplayTime; });
});";
/// Far below the pace of any picture, that a busy machine still gets through.
const SLOWEST: Duration = Duration::from_millis(400);
/// The bar code's time wraps at this many milliseconds.
const WRAP: f64 = (1u32 << 24) as f64;
const DAY: f64 = 86_400_000.0;

/// What was seen.
#[derive(Debug)]
pub struct Glass {
    pub seen: Vec<Sighting>,
    /// Pictures that made way for the next one before they could be read.
    pub overtaken: u64,
    /// The delays the player itself gave in the last third, in milliseconds.
    pub claims: Vec<f64>,
}

/// One picture. All but the code are milliseconds since 1970 by this machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct Sighting {
    /// When its drawing began, if that can be read: milliseconds since midnight modulo 2^24,
    /// rounded down.
    pub code: Option<u32>,
    /// When its last packet came to the browser.
    pub received: Option<f64>,
    /// When the browser handed it to its compositor.
    pub presented: f64,
    /// When the page was told of it.
    pub told: f64,
    /// When the browser expects it to be visible.
    pub expected: f64,
}

/// When the first picture of a page was visible, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct FirstPicture {
    /// Since the page was asked for.
    pub after_opening: f64,
    /// Since the player asked for the stream.
    pub after_asking: f64,
}

/// The order of some delays, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    pub min: f64,
    pub p50: f64,
    pub p95: f64,
    pub max: f64,
}

impl Window {
    /// Lets the pages opened from now on note when their first picture is shown.
    pub async fn time_first_picture(&self) {
        let script = json!({ "source": AWAIT_FIRST });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &script)
            .await;
    }

    /// When the first picture of the page was visible, waited for.
    pub async fn first_picture(&self) -> FirstPicture {
        self.until("window.firstPicture").await;
        let times = "const asked = performance.getEntriesByType('resource').find((entry) => entry.name.includes('/whep/'));
            return [window.firstPicture, asked.startTime];";
        let times = self.run(times).await;
        let time = |index: usize| times[index].as_f64().expect("a time");
        FirstPicture {
            after_opening: time(0),
            after_asking: time(0) - time(1),
        }
    }

    /// Looks at the pictures of the page's player, which plays, until so many codes are read.
    ///
    /// # Panics
    /// When they don't come, or carry no code.
    pub async fn look_through_glass(&self, pictures: u32) -> Glass {
        self.run_with(LOOK, vec![json!(pictures)]).await;
        let enough = format!("return window.glass.read >= {pictures};");
        eventually_within(SLOWEST * pictures, "pictures with a bar code", async || {
            (self.run(&enough).await == true).then_some(())
        })
        .await;
        Glass::from(&self.run("return window.glass;").await)
    }
}

impl From<&Value> for Glass {
    /// As the script leaves it.
    fn from(found: &Value) -> Self {
        let list = |name: &str| found[name].as_array().expect("a list").iter();
        Self {
            seen: list("seen").map(Sighting::from).collect(),
            overtaken: found["overtaken"].as_u64().expect("a count"),
            claims: list("claims").filter_map(Value::as_f64).collect(),
        }
    }
}

impl From<&Value> for Sighting {
    fn from(found: &Value) -> Self {
        let time = |name: &str| found[name].as_f64().expect("a time");
        let code = found["code"].as_u64();
        Self {
            code: code.map(|code| u32::try_from(code).expect("24 bits")),
            received: found["received"].as_f64(),
            presented: time("presented"),
            told: time("told"),
            expected: time("expected"),
        }
    }
}

impl Sighting {
    /// Milliseconds from the drawing of the picture until `moment`, which is
    /// less than two hours away; none where no code was read.
    pub fn since_drawn(&self, moment: f64) -> Option<f64> {
        let behind = (moment % DAY - f64::from(self.code?)).rem_euclid(WRAP);
        Some(if behind > WRAP / 2.0 {
            behind - WRAP
        } else {
            behind
        })
    }

    /// Milliseconds from the drawing until the browser expects the picture to be visible.
    pub fn to_screen(&self) -> Option<f64> {
        self.since_drawn(self.expected)
    }

    /// The part of that which the browser knows of.
    pub fn within_browser(&self) -> Option<f64> {
        self.received.map(|received| self.expected - received)
    }
}

impl Glass {
    /// The order of what `delay` says of each picture.
    ///
    /// # Panics
    /// When it says nothing of any.
    pub fn spread(&self, delay: impl Fn(&Sighting) -> Option<f64>) -> Spread {
        Spread::of(self.seen.iter().filter_map(delay).collect())
    }
}

/// A table: each line is measured from the moment the drawing of a picture began.
impl fmt::Display for Glass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = self.seen.iter().filter(|seen| seen.code.is_some()).count();
        let (shown, overtaken) = (self.seen.len(), self.overtaken);
        writeln!(
            f,
            "{read} of {shown} pictures read, {overtaken} overtaken by the next one; ms since drawn:"
        )?;
        let received = |seen: &Sighting| seen.received.and_then(|moment| seen.since_drawn(moment));
        writeln!(f, "  received by the browser  {}", self.spread(received))?;
        let presented = self.spread(|seen| seen.since_drawn(seen.presented));
        writeln!(f, "  given to its compositor  {presented}")?;
        let told = self.spread(|seen| seen.since_drawn(seen.told));
        writeln!(f, "  the page told of it      {told}")?;
        writeln!(
            f,
            "  expected to be visible   {}",
            self.spread(Sighting::to_screen)
        )?;
        writeln!(
            f,
            "within the browser         {}",
            self.spread(Sighting::within_browser)
        )?;
        if self.claims.is_empty() {
            write!(f, "the player says nothing")
        } else {
            write!(
                f,
                "the player says            {}",
                Spread::of(self.claims.clone())
            )
        }
    }
}

impl Spread {
    /// The order of these delays.
    ///
    /// # Panics
    /// When there is none.
    pub fn of(mut delays: Vec<f64>) -> Self {
        delays.sort_by(f64::total_cmp);
        let at = |hundredth: usize| delays[(delays.len() - 1) * hundredth / 100];
        Self {
            min: at(0),
            p50: at(50),
            p95: at(95),
            max: at(100),
        }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            min, p50, p95, max, ..
        } = self;
        write!(f, "p50 {p50:5.1}  p95 {p95:5.1}  min {min:5.1}  max {max:5.1}")
    }
}
