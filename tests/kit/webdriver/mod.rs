//! A real browser, driven over WebDriver: Chromium and its chromedriver.

mod driver;
mod window;

pub use driver::Driver;
pub use window::{Screen, Window};
