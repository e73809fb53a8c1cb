//! A real browser, driven over WebDriver: Chromium and its chromedriver.

mod driver;
mod glass;
mod window;

pub use driver::Driver;
pub use glass::{FirstPicture, Glass, Sighting, Spread};
pub use window::{Screen, Tab, Window};
