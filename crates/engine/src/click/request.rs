//! What the web layer borrows from a request: the facts, before anything is made of them.

use domain::classify::{Headers, Method};
use domain::peer;
use domain::visit::Text;
use ipnet::IpNet;
use std::net::IpAddr;

/// Where the request came from, as the socket and the proxies say.
#[derive(Clone, Copy, Debug)]
pub struct Address<'r> {
    pub peer: IpAddr,
    pub x_forwarded_for: &'r str,
    pub forwarded: &'r str,
    /// A CDN's country header, `""` for none.
    pub country: &'r str,
}

#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    pub method: Method,
    /// The Host header, with or without a port.
    pub host: &'r str,
    /// The path after `/wa/` as it came, still encoded.
    pub slug: &'r str,
    /// Without the question mark, still encoded.
    pub query: &'r str,
    pub address: Address<'r>,
    pub headers: Headers<'r>,
    /// The raw Cookie header.
    pub cookie: &'r str,
}

impl<'r> Request<'r> {
    pub fn client_ip(&self, trusted: &[IpNet]) -> IpAddr {
        peer::client_ip(self.address.peer, self.address.x_forwarded_for, self.address.forwarded, trusted)
    }

    pub fn country(&self, trusted: &[IpNet]) -> Text<'r> {
        peer::country_header(self.address.peer, self.address.country, trusted)
    }

    /// The host's name in lower case, without port, trailing dot or brackets.
    pub fn host_name(&self) -> String {
        host_name(self.host)
    }
}

/// The name of a Host header in lower case, without port, trailing dot or brackets.
pub fn host_name(host: &str) -> String {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}
