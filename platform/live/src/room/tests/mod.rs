//! A room as its visitors know it, on a database of its own.

mod chat;
mod leaving;
mod letters;
mod next;
mod order;
mod pressure;
mod replay;
mod returning;
mod stalled;
mod stalled_room;
mod stock;
mod store_front;
mod telling;
mod window;
mod world;
