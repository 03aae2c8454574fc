//! Whom we tell: what each platform wants to hear of an event, and what its answer means. Every adapter is pure: it
//! builds a request as a value and reads a reply as a value. No socket, no clock, no store, no randomness; who sends,
//! when, and what comes of it is the engine's.

mod blame;
mod call;
pub mod echo;
mod event;
mod ga4;
mod google;
#[cfg(any(test, feature = "hostile"))]
pub mod hostile;
mod ip;
mod linkedin;
pub mod masked;
mod meta;
mod open;
mod said;
#[cfg(test)]
mod samples;
mod sound;
mod tiktok;
pub mod token;
pub mod webhook;
pub mod words;

pub use call::{Addresses, Method, Reply, Request};
pub use open::{Account, open};

use domain::conversion::Told;
use domain::outbox::{Answered, Reason, Said, Verdict};
use std::fmt::Debug;

/// One destination's account on its platform, with all that a request to it needs.
pub trait Adapter: Debug + Send + Sync {
    /// Why this event can't be sent, as far as it can be known here. `now` in microseconds UTC. What passes is not
    /// refused by the platform for its form.
    fn check(&self, told: &Told, now: i64) -> Result<(), Reason>;

    /// Events with the same word may share a request.
    fn group(&self, _told: &Told) -> String {
        String::new()
    }

    /// The request for some events of one group, at most as many as the platform takes; each has passed [`Adapter::check`].
    /// `access` is the token of [`Adapter::sign_in`], where that asks for one.
    fn build(&self, events: &[&Told], access: Option<&str>, now: i64) -> Request;

    /// What the reply to such a request says of the events.
    fn classify(&self, events: &[&Told], reply: &Reply) -> Answered;

    /// One event as it is told, for people to look at: see [`masked`].
    fn payload(&self, told: &Told) -> serde_json::Value;

    /// How to come by a token that goes with each request; none: the credentials are the token.
    fn sign_in(&self) -> Option<SignIn> {
        None
    }

    /// Asks what became of events that were accepted under a receipt.
    fn follow_up(&self, _receipt: &str, _access: Option<&str>) -> Option<Request> {
        None
    }

    /// What the reply to a [`Adapter::follow_up`] says of the `events` that share the receipt. `Wait`: not known yet, to be
    /// asked again then; `Retry` and [`Answered::Split`]: to be sent again.
    fn followed(&self, _events: usize, _reply: &Reply) -> Answered {
        Answered::All(Verdict::Refused, Said::default())
    }

    /// A request that changes nothing and shows whether ids and credentials are good; none where the platform has no
    /// such call.
    fn verify(&self, access: Option<&str>, now: i64) -> Option<Request>;

    /// What the reply to [`Adapter::verify`] says: `Sent` is good.
    fn verified(&self, reply: &Reply) -> (Verdict, Said);

    /// The day (`yyyy-mm-dd`) on which the version of the platform's interface that is used here ends, where it is known.
    fn ends_on(&self) -> Option<jiff::civil::Date> {
        None
    }
}

/// OAuth 2.0 in the two ways that servers have.
#[derive(Clone, PartialEq, Eq)]
pub enum SignIn {
    /// RFC 6749 section 6.
    Refresh { url: String, client_id: String, client_secret: String, refresh_token: String },
    /// RFC 7523 with RS256: the assertion's claims are made and signed by the engine.
    ServiceAccount { url: String, email: String, private_key_pem: String, scope: &'static str },
}

impl Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn(…)")
    }
}
