//! Strict fakes of the platforms that Giliran tells of conversions: each checks what the real one checks (and what it would
//! silently ignore), answers as it does, and can be told to stall, drop, refuse and babble. They are written from what the
//! platforms publish, not from Giliran's adapters, so that they catch the adapters' mistakes. For tests and benches alone:
//! nothing that is shipped depends on this crate.
//!
//! A fake listens on loopback from `start()` until it is dropped. What it knows of people ([`Fake::knows`]) it hashes
//! itself; a hash of anybody else is a fault. [`Fake::faults`] holds every violation as a sentence, [`Fake::counted`] what
//! was counted after the platform's own rules for duplicates, [`Fake::requests`] everything that came.

mod all;
mod answer;
mod behave;
mod fake;
pub mod ga4;
pub mod google;
pub mod linkedin;
mod look;
pub mod meta;
mod person;
mod proof;
mod request;
mod rules;
mod server;
pub mod tiktok;
pub mod webhook;

pub use all::All;
pub use behave::{Behave, Door, Refuse, Saying};
pub use fake::{Counted, Fake, Totals};
pub use ga4::Ga4;
pub use google::Google;
pub use linkedin::Linkedin;
pub use meta::Meta;
pub use person::Person;
pub use request::Request;
pub use tiktok::Tiktok;
pub use webhook::Webhook;
