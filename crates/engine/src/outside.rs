//! What is asked of the world outside: the one door through which anything is called, so that where it leads is
//! decided in one place. `server` injects the one that opens sockets; where nothing may be called, [`Closed`] stands.
//! Which address may be called is judged after its name was looked up, and the connection goes to the very address that
//! was judged: in the engine where a domain's file is looked for, in the client for a whole [`Call`], by the one rule of
//! `domain::host::reach`.

mod call;

pub use call::{Call, CallFailure, MAX_BODY, MAX_HEAD, MAX_HEADERS, Method, Reach, Reply};

use std::fmt::Debug;
use std::net::IpAddr;
use std::pin::Pin;

/// An answer on its way.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, Silence>> + Send + 'a>>;

/// A call's answer on its way.
pub type Called<'a> = Pin<Box<dyn Future<Output = Result<Reply, CallFailure>> + Send + 'a>>;

/// Nobody answered in time, or not in a way that can be understood; the reason is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Silence(pub String);

/// What an address answered. Redirects are not followed; of the text no more is read than the client's limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    pub status: u16,
    pub text: String,
}

/// The door. Every call has its own time limit and comes back.
pub trait Outside: Debug + Send + Sync {
    /// The TXT records of a name, each with its parts joined; empty when it has none.
    fn txt<'a>(&'a self, name: &'a str) -> Asked<'a, Vec<String>>;
    /// The addresses of a name; empty when it has none.
    fn addresses<'a>(&'a self, host: &'a str) -> Asked<'a, Vec<IpAddr>>;
    /// `GET http://{host}{path}` on port 80 of exactly this address.
    fn fetch<'a>(&'a self, address: IpAddr, host: &'a str, path: &'a str) -> Asked<'a, Fetched>;
    /// One request and its answer, over HTTP or HTTPS.
    fn call<'a>(&'a self, call: Call) -> Called<'a>;
}

/// Calls nobody.
#[derive(Debug)]
pub struct Closed;

impl Closed {
    fn silent<'a, T: Send + 'a>() -> Asked<'a, T> {
        Box::pin(std::future::ready(Err(Silence("nothing is called from here".to_owned()))))
    }
}

impl Outside for Closed {
    fn txt<'a>(&'a self, _: &'a str) -> Asked<'a, Vec<String>> {
        Self::silent()
    }

    fn addresses<'a>(&'a self, _: &'a str) -> Asked<'a, Vec<IpAddr>> {
        Self::silent()
    }

    fn fetch<'a>(&'a self, _: IpAddr, _: &'a str, _: &'a str) -> Asked<'a, Fetched> {
        Self::silent()
    }

    fn call<'a>(&'a self, _: Call) -> Called<'a> {
        Box::pin(std::future::ready(Err(CallFailure::Closed)))
    }
}
