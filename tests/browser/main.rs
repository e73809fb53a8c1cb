//! The pages in a real browser, on a phone and at a desk. Pictures of what it
//! showed are left in `tests/screenshots`, to be looked at.

mod delay;
mod first_look;
mod host;
mod network;
mod room;
mod spine;
mod viewer;
