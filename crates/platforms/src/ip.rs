//! A browser's address, where it can tell a platform anything.

use std::net::IpAddr;

/// The address; none where it is none, or one that only this machine or its own network knows.
pub(crate) fn told(text: &str) -> Option<IpAddr> {
    let address = text.parse::<IpAddr>().ok()?.to_canonical();
    let is_near = match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let is_shared = a == 100 && (64..128).contains(&b);
            a == 0 || v4.is_private() || v4.is_loopback() || v4.is_link_local() || is_shared || a >= 224
        }
        IpAddr::V6(v6) => v6.segments()[0] & 0xe000 != 0x2000,
    };
    (!is_near).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_house_tell_nothing() {
        for text in ["", "unknown", "10.0.0.7", "192.168.1.4", "127.0.0.1", "::1", "fe80::1", "fd00::2", "100.64.3.2"] {
            assert_eq!(told(text), None, "{text}");
        }
        for (text, address) in
            [("203.0.113.5", "203.0.113.5"), ("::ffff:203.0.113.5", "203.0.113.5"), ("2001:db8::1", "2001:db8::1")]
        {
            assert_eq!(told(text).map(|told| told.to_string()).as_deref(), Some(address));
        }
    }
}
