//! Which addresses may be called from here. A name is anybody's to point where they like, also at this machine, its
//! neighbours, or a cloud's metadata service; so the address is judged after the name was looked up, and the connection
//! goes to the very address that was judged. Sources: the IANA special-purpose address registries (RFC 6890 and its
//! updates).

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address may be called: one of the public internet, or of a network that the operator allows.
pub fn allowed(address: IpAddr, also: &[IpNet]) -> bool {
    let address = address.to_canonical();
    is_public(address) || also.iter().any(|net| net.contains(&address))
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
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().expect("an address"))
    }

    #[test]
    fn addresses_of_the_internet_are_public() {
        for text in ["1.1.1.1", "8.8.8.8", "100.63.0.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]
        {
            assert!(public(text), "{text}");
        }
    }

    #[test]
    fn no_address_within_reach_of_this_machine_alone_is_public() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.0.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!public(text), "{text}");
        }
    }

    #[test]
    fn what_the_operator_allows_may_be_called_and_nothing_beside_it() {
        let also = ["127.0.0.0/8".parse().expect("a network")];
        let allowed = |text: &str| allowed(text.parse().expect("an address"), &also);
        assert!(allowed("127.0.0.9") && allowed("::ffff:127.0.0.9") && allowed("1.1.1.1"));
        assert!(!allowed("10.0.0.1") && !allowed("::1"));
    }
}
