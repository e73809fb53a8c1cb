//! What shoppers see: a product, their basket, the way to pay, their orders.

mod addresses;
mod basket;
mod checkout;
mod order;
mod outbox;
mod pay;
mod product;
mod sandbox;
mod wishes;

pub use addresses::{AddressForm, AddressView, AddressesPage};
pub use basket::{BasketLineView, BasketPage, BasketView};
pub use checkout::CheckoutPage;
pub use order::{
    OrderLineView, OrderPage, OrderRefundView, OrderReturnView, OrderStage, OrderSummary, OrderView,
    OrdersPage,
};
pub use outbox::{MailState, MailView, OutboxPage};
pub use pay::PayPage;
pub use product::{
    CollectionChoice, MomentView, PictureView, ProductPage, ProductTile, ProductView, VariantView,
};
pub use sandbox::ChallengePage;
pub use wishes::{WishView, WishesPage};
