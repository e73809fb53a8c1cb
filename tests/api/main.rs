//! The server over HTTP, one file for each noun. What touches the database is
//! tried on both engines.

mod accounts;
mod acme;
mod authorisation;
mod bell;
mod calendar;
mod command;
mod connections;
mod encoder;
mod errors;
mod follows;
mod friends;
mod ipv6;
mod killed;
mod listings;
mod live_show;
mod moderation;
mod notices;
mod operations;
mod outages;
mod outbox;
mod page_routes;
mod pages;
mod pictures;
mod proxies;
mod push;
mod replays;
mod sent_out;
mod session;
mod shows;
mod signalling;
mod sockets;
mod timeline;
mod tls;
mod tokens;
mod visibility;
