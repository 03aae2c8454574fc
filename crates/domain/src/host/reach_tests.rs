use super::*;
use proptest::prelude::*;

fn public(text: &str) -> bool {
    is_public(text.parse().expect("an address"))
}

#[test]
fn addresses_of_the_internet_are_public() {
    for text in [
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.0",
        "169.253.255.255",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:1.1.1.1",
        "2001:200::1",
        "2606:4700::1111",
        "2a00:1450::1",
        "3fff:1000::1",
    ] {
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
        "100.100.100.200",
        "127.0.0.1",
        "127.255.0.9",
        "168.63.129.16",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "100:0:0:1::1",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fd20:ce::254",
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
    assert!(!allowed("10.0.0.1") && !allowed("::1") && !allowed("::127.0.0.9"));
}

#[test]
fn one_forbidden_address_among_others_is_found_wherever_it_stands() {
    let read = |texts: &[&str]| texts.iter().map(|text| text.parse().expect("an address")).collect::<Vec<IpAddr>>();
    let also = ["10.0.0.0/8".parse().expect("a network")];
    assert_eq!(first_forbidden(&read(&["1.1.1.1", "2606:4700::1111", "10.0.0.1"]), &also), None);
    for texts in [["1.1.1.1", "10.0.0.1", "127.0.0.1"], ["127.0.0.1", "1.1.1.1", "::1"]] {
        assert_eq!(first_forbidden(&read(&texts), &also), Some("127.0.0.1".parse().expect("an address")));
    }
}

/// The IANA special-purpose registries once more, as they are written there: what is not globally reachable, and what
/// leads into an IPv4 network. <https://www.iana.org/assignments/iana-ipv4-special-registry>, `…/iana-ipv6-special-registry>`,
/// multicast and class E beside them.
const SPECIAL: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/3",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "4000::/2",
    "8000::/1",
];

fn special(address: IpAddr) -> bool {
    SPECIAL.iter().any(|net| net.parse::<IpNet>().expect("a network").contains(&address))
}

/// Addresses from everywhere, and many from the edges of the special networks.
fn addresses() -> impl Strategy<Value = IpAddr> {
    let edge = (prop::sample::select(SPECIAL), any::<bool>(), -2i8..=2).prop_map(|(net, is_last, step)| {
        let net: IpNet = net.parse().expect("a network");
        match if is_last { net.broadcast() } else { net.network() } {
            IpAddr::V4(edge) => IpAddr::from(edge.to_bits().wrapping_add_signed(step.into()).to_be_bytes()),
            IpAddr::V6(edge) => IpAddr::from(edge.to_bits().wrapping_add_signed(step.into()).to_be_bytes()),
        }
    });
    prop_oneof![
        any::<u32>().prop_map(|bits| Ipv4Addr::from_bits(bits).into()),
        any::<u128>().prop_map(|bits| Ipv6Addr::from_bits(bits).into()),
        any::<u128>().prop_map(|bits| Ipv6Addr::from_bits(bits >> 3 | 1 << 125).into()),
        edge,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_is_public_is_what_no_registry_sets_apart(address in addresses()) {
        let address = address.to_canonical();
        prop_assert_eq!(is_public(address), !special(address), "{}", address);
    }

    #[test]
    fn no_wrapping_of_an_address_makes_it_public(bits in any::<u32>()) {
        let inner = u128::from(bits);
        let mapped = Ipv6Addr::from_bits(0xffff << 32 | inner);
        prop_assert_eq!(is_public(mapped.into()), is_public(Ipv4Addr::from_bits(bits).into()));
        for wrapped in [
            inner,                                    // IPv4-compatible
            0xffff << 48 | inner,                     // IPv4-translated
            0x0064_ff9b << 96 | inner,                // NAT64
            0x0064_ff9b_0001 << 80 | inner,           // NAT64 of a network's own
            0x2002 << 112 | inner << 80,              // 6to4
            0x2001_0000 << 96 | inner << 64,          // a Teredo server
            0x2001_0000 << 96 | (inner ^ 0xffff_ffff), // behind Teredo
        ] {
            prop_assert!(!is_public(Ipv6Addr::from_bits(wrapped).into()), "{}", Ipv6Addr::from_bits(wrapped));
        }
    }
}
