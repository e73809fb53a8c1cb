//! The pages in a real browser, on a phone and at a desk. Pictures of what it
//! showed are left in `tests/screenshots`, to be looked at.

mod attention;
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
mod room;
mod spine;
mod stall;
mod troubles;
mod viewer;
