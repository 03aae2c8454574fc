//! The client that calls out: the only sockets that are opened to anybody. It looks names up by the name server of
//! the settings, else by those of the machine, and goes to the address that it is told. It follows no redirect, keeps
//! no connection and no answer, and decides nothing.

mod dns;
mod fetch;

use engine::outside::{Asked, Call, CallFailure, Called, Fetched, Outside};
use std::net::{IpAddr, SocketAddr};

/// Where a name's own web server stands.
const HTTP: u16 = 80;

#[derive(Debug)]
pub struct Sockets {
    /// None: those of the machine.
    name_server: Option<SocketAddr>,
}

impl Sockets {
    pub fn new(name_server: Option<SocketAddr>) -> Self {
        Self { name_server }
    }
}

impl Outside for Sockets {
    fn txt<'a>(&'a self, name: &'a str) -> Asked<'a, Vec<String>> {
        Box::pin(dns::txt(self.name_server, name))
    }

    fn addresses<'a>(&'a self, host: &'a str) -> Asked<'a, Vec<IpAddr>> {
        Box::pin(dns::addresses(self.name_server, host))
    }

    fn fetch<'a>(&'a self, address: IpAddr, host: &'a str, path: &'a str) -> Asked<'a, Fetched> {
        Box::pin(fetch::get(SocketAddr::new(address, HTTP), host, path))
    }

    /// The client of whole calls comes with its own change; until then nobody calls.
    fn call<'a>(&'a self, _: Call) -> Called<'a> {
        Box::pin(std::future::ready(Err(CallFailure::Closed)))
    }
}
