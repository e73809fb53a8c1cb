//! The words every room shares: ids, money, time, chance, roles, states,
//! events. Does no I/O and knows no feature.

mod chance;
mod credential;
mod event;
mod handle;
mod id;
mod money;
mod notice;
mod place;
mod role;
mod show;
mod text_enum;
mod time;
mod unprintable;

pub use chance::{Entropy, SeededEntropy, SystemEntropy};
pub use credential::Credential;
pub use event::Event;
pub use handle::{Handle, HandleError};
pub use id::{
    AccountId, EventId, GroupId, GuestId, LinkId, SessionId, ShopId, ShowId, SubscriptionId, TokenId,
};
pub use money::{Currency, Money, MoneyError};
pub use notice::{NoticeKind, TargetKind};
pub use place::{Place, PlaceError};
pub use role::Role;
pub use show::{Ending, ShowState, Transition, TransitionError, Visibility};
pub use time::{Clock, ManualClock, SystemClock, Timestamp, truncated};
pub use unprintable::is_unprintable;
