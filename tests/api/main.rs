//! The server over HTTP, one file for each noun. What touches the database is
//! tried on both engines.

mod accounts;
mod authorisation;
mod command;
mod encoder;
mod errors;
mod live_show;
mod operations;
mod outbox;
mod pages;
mod pictures;
mod proxies;
mod replays;
mod session;
mod shows;
mod signalling;
mod tls;
mod tokens;
mod visibility;
