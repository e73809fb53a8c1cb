//! The pages in a real browser, on a phone and at a desk. Pictures of what it
//! showed are left in `tests/screenshots`, to be looked at.

mod advice;
mod advice_people;
mod advised_sale;
mod after_talk;
mod attention;
mod basket;
mod booking;
mod buying;
mod client_card;
mod delay;
mod demo;
mod first_look;
mod host;
mod house_rules;
mod inbox;
mod line;
mod network;
mod push;
mod refunding;
mod replayed_goods;
mod room;
mod selling;
mod spine;
mod stall;
mod together;
mod troubles;
mod viewer;
