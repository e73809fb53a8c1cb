//! The words every room shares: ids, money, time, chance, roles, states,
//! events. Does no I/O and knows no feature.

mod chance;
mod commerce;
pub mod content_line;
mod credential;
mod event;
mod handle;
mod holder;
mod id;
mod money;
mod notice;
mod place;
mod public_url;
mod role;
mod show;
mod text_enum;
mod time;
mod unprintable;

pub use chance::{Entropy, SeededEntropy, SystemEntropy};
pub use commerce::{
    CheckoutState, DeliveryState, DiscountKind, HoldState, LedgerKind, OrderState, PaymentState,
    ProductState, RefundState, ReturnState, TaxClass, WaitState,
};
pub use credential::Credential;
pub use event::Event;
pub use handle::{Handle, HandleError};
pub use holder::Holder;
pub use id::{
    AccountId, AddressId, BasketId, CheckoutId, CollectionId, DeliveryId, EndpointId, EventId, GroupId,
    GuestId, HoldId, LedgerId, LinkId, MailId, OfferId, OrderId, PaymentId, ProductId, RefundId, ReturnId,
    SessionId, ShippingRateId, ShopId, ShowId, SubscriptionId, TokenId, VariantId, VoucherId, WaitId,
};
pub use money::{Currency, Money, MoneyError};
pub use notice::{NoticeKind, TargetKind};
pub use place::{Place, PlaceError};
pub use public_url::{PublicUrl, PublicUrlError, Reach, is_public};
pub use role::Role;
pub use show::{Ending, ShowState, Transition, TransitionError, Visibility};
pub use time::{Clock, ManualClock, SystemClock, Timestamp, truncated};
pub use unprintable::is_unprintable;
