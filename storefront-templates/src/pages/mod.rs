//! One struct for each page. The noun names the file, the template's folder and the route.

mod api_docs;
mod error;
mod home;
mod profile;
mod replay;
mod room;
mod session;
mod settings;
mod shop;
mod shows;
mod studio;

pub use api_docs::{ApiDocsPage, ApiField, ApiKind, ApiOperation, ApiProse, ApiResponse, ApiSchema, ApiTag};
pub use error::ErrorPage;
pub use home::HomePage;
pub use profile::ProfilePage;
pub use replay::{GonePage, ReplayPage};
pub use room::RoomPage;
pub use session::{SignInPage, SignUpPage};
pub use settings::{FreshToken, ProfileForm, SessionView, SettingsPage, TokenView};
pub use shop::{ShopFace, ShopPage, StaffView};
pub use shows::ScheduledPage;
pub use studio::{NewShowPage, ShowForm, StudioPage, StudioShowPage};

#[cfg(test)]
mod tests;
