//! Whose address a request came from. A socket's peer may be a proxy of ours, which says in a header whom it speaks
//! for; anybody else may write that header too. So headers count only when the peer is a trusted proxy, and are read
//! from the right, where the nearest proxy wrote, up to the first address that is not one of ours: what stands left
//! of it, the visitor wrote.
//!
//! `X-Forwarded-For` and `Forwarded` together: `X-Forwarded-For` is read and `Forwarded` is not. Caddy, nginx,
//! HAProxy and the CDNs append to the former and let the latter through untouched, so there it is the visitor's own
//! word. A proxy that writes `Forwarded` alone has to take `X-Forwarded-For` away.

use crate::visit::Text;
use ipnet::IpNet;
use std::borrow::Cow;
use std::net::IpAddr;

mod forwarded;

/// The visitor's address, IPv4 in IPv6 unwrapped. Repeated headers are given joined by commas, absent ones as `""`.
pub fn client_ip(peer: IpAddr, x_forwarded_for: &str, forwarded: &str, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_trusted(peer, trusted) {
        return peer;
    }
    if !x_forwarded_for.trim().is_empty() {
        rightmost_untrusted(peer, x_forwarded_for.rsplit(',').map(|hop| forwarded::address(hop.trim())), trusted)
    } else if !forwarded.trim().is_empty() {
        rightmost_untrusted(peer, forwarded::hops(forwarded).into_iter().rev(), trusted)
    } else {
        peer
    }
}

/// A CDN's country header (`CF-IPCountry`, `CloudFront-Viewer-Country`): ISO 3166 alpha-2 in capitals, or `""` when the
/// peer is no trusted proxy or the CDN does not know (`XX`, `T1` for Tor, `ZZ`) or says no country (`EU`, `AP`).
pub fn country_header<'a>(peer: IpAddr, value: &'a str, trusted: &[IpNet]) -> Text<'a> {
    let value = value.trim();
    let is_code = value.len() == 2 && value.bytes().all(|b| b.is_ascii_alphabetic());
    let unknown = ["XX", "ZZ", "EU", "AP"].iter().any(|word| value.eq_ignore_ascii_case(word));
    if !is_code || unknown || !is_trusted(peer.to_canonical(), trusted) {
        Cow::Borrowed("")
    } else if value.bytes().all(|b| b.is_ascii_uppercase()) {
        Cow::Borrowed(value)
    } else {
        Cow::Owned(value.to_ascii_uppercase())
    }
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|net| net.contains(&address))
}

/// Walks from the nearest hop outwards. A hop that names no address (`unknown`, an obfuscated name, rubbish) ends the
/// walk at the last address that a trusted proxy vouched for; when all are ours, the outermost is the visitor.
fn rightmost_untrusted(peer: IpAddr, hops: impl Iterator<Item = Option<IpAddr>>, trusted: &[IpNet]) -> IpAddr {
    let mut nearest = peer;
    for hop in hops {
        let Some(address) = hop else { break };
        nearest = address;
        if !is_trusted(address, trusted) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests;
