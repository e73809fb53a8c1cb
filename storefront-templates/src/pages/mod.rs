//! One struct for each page. The noun names the file, the template's folder and the route.

pub mod advice;
mod api_docs;
mod buying;
mod error;
mod friends;
mod home;
mod inbox;
mod join;
mod people;
mod profile;
mod replay;
mod room;
pub mod selling;
mod session;
mod settings;
mod shop;
mod shows;
mod studio;
mod unsubscribe;

pub use api_docs::{ApiDocsPage, ApiField, ApiKind, ApiOperation, ApiProse, ApiResponse, ApiSchema, ApiTag};
pub use buying::{
    AddressForm, AddressView, AddressesPage, BasketLineView, BasketPage, BasketView, ChallengePage,
    CheckoutPage, CollectionChoice, MailState, MailView, MomentView, OrderLineView, OrderPage,
    OrderRefundView, OrderReturnView, OrderStage, OrderSummary, OrderView, OrdersPage, OutboxPage, PayPage,
    PictureView, ProductPage, ProductTile, ProductView, VariantView, WishView, WishesPage,
};
pub use error::ErrorPage;
pub use friends::{FriendsPage, GroupView};
pub use home::HomePage;
pub use inbox::{InboxPage, NoticeForm, NoticeKind, NoticeView};
pub use join::JoinPage;
pub use people::{Entry as PeopleEntry, PeoplePage};
pub use profile::ProfilePage;
pub use replay::{GonePage, ReplayPage};
pub use room::RoomPage;
pub use session::{SignInPage, SignUpPage};
pub use settings::{FreshToken, ProfileForm, SessionView, SettingsPage, TokenView};
pub use shop::{ShopFace, ShopPage, StaffView};
pub use shows::ScheduledPage;
pub use studio::{AudienceView, InvitedGroup, LinkView, NewShowPage, ShowForm, StudioPage, StudioShowPage};
pub use unsubscribe::{UnsubscribePage, UnsubscribeView};

#[cfg(test)]
mod tests;
