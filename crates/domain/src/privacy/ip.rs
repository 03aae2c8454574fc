//! How much of a visitor's address is recorded. Decisions (country, limits, whose click it is) are made with the whole
//! one in memory; what goes into the journal, and so anywhere else, is what is left here. A network is written with its
//! prefix (`203.0.113.0/24`), so that nobody, neither a person nor a platform, takes it for somebody's address.

use crate::visit::{Entry, Facts, Text};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::net::IpAddr;

/// What is recorded of an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpKept {
    #[default]
    Full,
    /// The network: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one.
    Truncated,
    None,
}

impl IpKept {
    pub const WORDS: [&'static str; 3] = ["full", "truncated", "none"];
    pub const ALL: [Self; 3] = [Self::Full, Self::Truncated, Self::None];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Truncated => "truncated",
            Self::None => "none",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kept| kept.as_str() == word)
    }

    /// What is left of an address, or of what was left of one already. What is no address says nothing.
    pub fn of(self, address: &str) -> Cow<'static, str> {
        let network = || match address.parse::<IpAddr>() {
            Ok(address) => Some(network(address)),
            Err(_) => address.parse::<IpNet>().ok().filter(|net| *net == network(net.addr())),
        };
        match self {
            Self::Full => Cow::Owned(address.to_owned()),
            Self::Truncated => network().map_or(Cow::Borrowed(""), |network| Cow::Owned(network.to_string())),
            Self::None => Cow::Borrowed(""),
        }
    }
}

fn network(address: IpAddr) -> IpNet {
    let net = match address.to_canonical() {
        IpAddr::V4(v4) => Ipv4Net::new_assert(v4, 24).into(),
        // 6to4 carries a whole IPv4 address in the 32 bits behind its first 16.
        IpAddr::V6(v6) if v6.segments()[0] == 0x2002 => Ipv6Net::new_assert(v6, 40).into(),
        IpAddr::V6(v6) => Ipv6Net::new_assert(v6, 48).into(),
    };
    let net: IpNet = net;
    net.trunc()
}

/// Whether this is somebody's address, and not a network or nothing.
pub(crate) fn is_whole(address: &str) -> bool {
    address.parse::<IpAddr>().is_ok()
}

impl<'a> Entry<'a> {
    /// What is to be recorded under a workspace's rule.
    pub fn keep_address(&mut self, kept: IpKept) {
        if kept == IpKept::Full {
            return;
        }
        if let Some(facts) = self.facts_mut() {
            let left: Text<'a> = kept.of(&facts.ip);
            facts.ip = left;
        }
    }

    fn facts_mut(&mut self) -> Option<&mut Facts<'a>> {
        match self {
            Self::Visit(visit) => Some(&mut visit.facts),
            Self::LeftNumber(left) => Some(&mut left.facts),
            Self::FormSent(sent) => Some(&mut sent.visit.facts),
            Self::HubSeen(seen) => Some(&mut seen.facts),
            Self::Beacon(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    #[test]
    fn addresses_are_cut_to_their_networks() {
        for (whole, left) in [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
            ("2002:cb00:714d:1::1", "2002:cb00:7100::/40"),
            ("::1", "::/48"),
            ("", ""),
            ("unknown", ""),
            ("203.0.113.77/32", ""),
            ("203.0.113.0/24", "203.0.113.0/24"),
        ] {
            assert_eq!(IpKept::Truncated.of(whole), left, "{whole}");
            assert_eq!(IpKept::None.of(whole), "");
            assert_eq!(IpKept::Full.of(whole), whole);
        }
    }

    proptest! {
        #[test]
        fn whoever_shares_a_network_is_told_apart_by_nothing(a in any::<u32>(), b in any::<u8>()) {
            let (one, other) = (Ipv4Addr::from(a), Ipv4Addr::from((a & !0xff) | u32::from(b)));
            let left = IpKept::Truncated.of(&one.to_string());
            prop_assert_eq!(&left, &IpKept::Truncated.of(&other.to_string()));
            // A client of a proxy that speaks IPv6 is the same visitor.
            prop_assert_eq!(&left, &IpKept::Truncated.of(&one.to_ipv6_mapped().to_string()));
            let net: IpNet = left.parse().expect("a network");
            prop_assert!(net.prefix_len() == 24 && net.contains(&IpAddr::V4(one)));
        }

        #[test]
        fn nothing_below_the_48th_bit_of_an_ipv6_address_is_left(bits in any::<u128>(), other in any::<u128>()) {
            let low = u128::MAX >> 48;
            let (one, other) = (Ipv6Addr::from(bits), Ipv6Addr::from((bits & !low) | (other & low)));
            prop_assume!(one.to_ipv4_mapped().is_none() && other.to_ipv4_mapped().is_none());
            prop_assert_eq!(IpKept::Truncated.of(&one.to_string()), IpKept::Truncated.of(&other.to_string()));
        }

        #[test]
        fn what_was_cut_stays_as_it_is_and_is_nobodys_address(bits in any::<u128>(), short in any::<bool>()) {
            let whole = if short { Ipv4Addr::from(bits as u32).to_string() } else { Ipv6Addr::from(bits).to_string() };
            let left = IpKept::Truncated.of(&whole);
            prop_assert!(is_whole(&whole) && !is_whole(&left));
            prop_assert_eq!(IpKept::Truncated.of(&left), left.clone());
            prop_assert_eq!(IpKept::None.of(&left), "");
        }

        #[test]
        fn whatever_is_written_for_an_address_never_comes_through_whole(text in "\\PC{0,40}") {
            let left = IpKept::Truncated.of(&text);
            prop_assert!(left.is_empty() || left.parse::<IpNet>().is_ok());
        }
    }
}
