//! The client that calls out: the only sockets that are opened to anybody. It looks names up by the name server of
//! the settings, else by those of the machine, and follows no redirect. Where a look for a domain's file may go the engine
//! decides; where a whole call may go is decided in `dial`, between the look-up and the connection.

mod client;
mod dial;
mod dns;
mod fetch;
mod lane;
mod line;
#[cfg(test)]
mod listener;
mod tls;

pub use client::{Patience, Terms};
pub use tls::Roots;

use client::Client;
use engine::outside::{Asked, Call, CallFailure, Called, Fetched, Outside};
use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;

/// Where a name's own web server stands.
const HTTP: u16 = 80;

#[derive(Debug)]
pub struct Sockets {
    terms: Terms,
    /// Opened by the first call; none when the machine gave no thread.
    client: OnceLock<Option<Client>>,
}

impl Sockets {
    pub fn new(terms: Terms) -> Self {
        Self { terms, client: OnceLock::new() }
    }

    fn client(&self) -> Option<&Client> {
        let open = || Client::open(&self.terms).inspect_err(|error| tracing::error!(%error, "nothing can be called"));
        self.client.get_or_init(|| open().ok()).as_ref()
    }
}

impl Outside for Sockets {
    fn txt<'a>(&'a self, name: &'a str) -> Asked<'a, Vec<String>> {
        Box::pin(dns::txt(self.terms.name_server, name))
    }

    fn addresses<'a>(&'a self, host: &'a str) -> Asked<'a, Vec<IpAddr>> {
        Box::pin(dns::addresses(self.terms.name_server, host))
    }

    fn fetch<'a>(&'a self, address: IpAddr, host: &'a str, path: &'a str) -> Asked<'a, Fetched> {
        Box::pin(fetch::get(SocketAddr::new(address, HTTP), host, path))
    }

    fn call<'a>(&'a self, call: Call) -> Called<'a> {
        Box::pin(async move {
            match self.client() {
                Some(client) => client.call(call).await,
                None => Err(CallFailure::Closed),
            }
        })
    }
}
