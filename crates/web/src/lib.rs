//! What Giliran shows: the visitor's answers, the desk's pages, the API. HTTP and HTML live here and nowhere else; what
//! is decided is decided in the engine.

pub mod api;
mod button;
pub mod changes;
mod checked;
mod deadline;
mod destination_changes;
pub mod explain;
mod findings;
mod hub;
pub mod i18n;
mod operation;
pub mod outbox_words;
pub mod own_domain;
pub mod pages;
mod pictures;
pub mod problem;
pub mod qr;
pub mod router;
pub mod scan;
pub mod sentence;
mod serve;
pub mod session;
pub mod view;
pub mod visit;

pub use serve::{Serving, serve};
