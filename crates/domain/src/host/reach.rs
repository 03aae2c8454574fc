//! Which addresses may be called from here. A name is anybody's to point where they like, also at this machine, its
//! neighbours, or a cloud's metadata service; so the address is judged after the name was looked up, and the connection
//! goes to the very address that was judged. Sources: the IANA special-purpose address registries (RFC 6890 and its
//! updates).

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Answers machines of that cloud alone, though its number is a public one.
const AZURE_PLATFORM: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// Whether an address may be called: one of the public internet, or of a network that the operator allows.
pub fn allowed(address: IpAddr, also: &[IpNet]) -> bool {
    let address = address.to_canonical();
    is_public(address) || also.iter().any(|net| net.contains(&address))
}

/// The first address that may not be called. A name with one such among its addresses is refused whole: whoever says
/// where it leads may not choose which of them is taken.
pub fn first_forbidden(addresses: &[IpAddr], also: &[IpNet]) -> Option<IpAddr> {
    addresses.iter().copied().find(|address| !allowed(*address, also))
}

/// Whether an address is one of the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = a == 0                                 // this network
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()                       // metadata services among them
        || address == AZURE_PLATFORM
        || address.is_documentation()
        || (a == 100 && (64..128).contains(&b))          // shared by a carrier's customers
        || (a, b, c) == (192, 0, 0)                      // protocol assignments
        || (a, b, c) == (192, 88, 99)                    // 6to4 relays
        || (a == 198 && (18..20).contains(&b))           // benchmarks
        || a >= 224; // multicast, reserved, broadcast
    !special
}

/// Only what is handed out (2000::/3), without its special parts and without what only wraps an IPv4 address.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let handed_out = a & 0xe000 == 0x2000;
    let special = (a == 0x2001 && b < 0x0200)            // protocol assignments, Teredo, ORCHID
        || (a, b) == (0x2001, 0x0db8)                    // documentation
        || (a == 0x3fff && b < 0x1000)                   // documentation
        || a == 0x2002; // 6to4, which wraps an IPv4 address
    handed_out && !special
}

#[cfg(test)]
#[path = "reach_tests.rs"]
mod tests;
