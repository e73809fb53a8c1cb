//! The storefront's pages: one struct for each page with what it shows, an askama template that
//! lays it out, and the style sheets, ES modules, icons and words they share.
//!
//! A page is filled by the caller and turned into HTML; it may know neither the database, nor
//! HTTP, nor any rule of a feature. Everything a page shows is in its struct, the time included.
//! Templates carry no inline script and no inline style, so that a strict content security policy
//! holds: whatever a page runs comes from [`assets`].

pub mod assets;
pub mod chrome;
pub mod forms;
pub mod icon;
pub mod local_time;
pub mod locale;
pub mod mails;
pub mod pages;
pub mod time;
pub mod views;

pub use askama::Template;
