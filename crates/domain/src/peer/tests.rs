#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn ours() -> Vec<IpNet> {
    ["10.0.0.0/8", "127.0.0.1/32", "2001:db8:aaaa::/48"].map(|net| net.parse().unwrap()).to_vec()
}

fn client(peer: &str, x_forwarded_for: &str, forwarded: &str) -> String {
    client_ip(ip(peer), x_forwarded_for, forwarded, &ours()).to_string()
}

#[test]
fn a_stranger_is_believed_nothing() {
    assert_eq!(client("203.0.113.5", "1.2.3.4", "for=1.2.3.4"), "203.0.113.5");
    assert_eq!(client("::ffff:203.0.113.5", "1.2.3.4", ""), "203.0.113.5");
    assert_eq!(client_ip(ip("127.0.0.1"), "1.2.3.4", "", &[]), ip("127.0.0.1"));
}

#[test]
fn a_proxy_of_ours_speaks_for_its_visitor() {
    for (x_forwarded_for, expected) in [
        ("203.0.113.5", "203.0.113.5"),
        ("203.0.113.5:4711", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("  203.0.113.5  ", "203.0.113.5"),
        ("", "10.0.0.1"),
        (" ", "10.0.0.1"),
    ] {
        assert_eq!(client("10.0.0.1", x_forwarded_for, ""), expected, "{x_forwarded_for}");
        assert_eq!(client("::ffff:10.0.0.1", x_forwarded_for, ""), expected, "{x_forwarded_for}");
    }
}

#[test]
fn of_a_chain_the_rightmost_that_is_not_ours_counts() {
    for (x_forwarded_for, expected) in [
        ("6.6.6.6, 203.0.113.5", "203.0.113.5"),
        ("6.6.6.6, 203.0.113.5, 10.0.0.9, 2001:db8:aaaa::3", "203.0.113.5"),
        ("203.0.113.5,10.0.0.9", "203.0.113.5"),
        ("10.0.0.7, 10.0.0.8", "10.0.0.7"),
        ("6.6.6.6, rubbish, 10.0.0.9", "10.0.0.9"),
        ("6.6.6.6, unknown", "10.0.0.1"),
        ("6.6.6.6,", "10.0.0.1"),
        ("6.6.6.6, 999.1.1.1", "10.0.0.1"),
        ("6.6.6.6, 1.2.3.4:99999999", "10.0.0.1"),
    ] {
        assert_eq!(client("10.0.0.1", x_forwarded_for, ""), expected, "{x_forwarded_for}");
    }
}

#[test]
fn the_standard_header_is_read_by_its_grammar() {
    for (forwarded, expected) in [
        ("for=203.0.113.5", "203.0.113.5"),
        ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
        ("for=192.0.2.43, for=\"[2001:db8:cafe::17]\"", "2001:db8:cafe::17"),
        ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
        ("proto=http ; FOR = 192.0.2.60", "192.0.2.60"),
        ("for=6.6.6.6, for=203.0.113.5, for=10.0.0.2", "203.0.113.5"),
        ("for=\"203.0.113.5:47\\11\"", "203.0.113.5"),
        ("for=203.0.113.5;host=\"a,b;for=6.6.6.6\", for=10.0.0.4", "203.0.113.5"),
        ("for=\"203.0.113.5:_port\"", "203.0.113.5"),
        ("for=6.6.6.6, for=_hidden", "10.0.0.1"),
        ("for=6.6.6.6, for=unknown, for=10.0.0.5", "10.0.0.5"),
        ("for=6.6.6.6, proto=https", "10.0.0.1"),
        ("for=6.6.6.6, for=\"203.0.113.5", "10.0.0.1"),
        ("for", "10.0.0.1"),
        ("=;=,;,\"", "10.0.0.1"),
    ] {
        assert_eq!(client("10.0.0.1", "", forwarded), expected, "{forwarded}");
    }
}

#[test]
fn where_both_stand_the_standard_one_is_the_visitors_own_word() {
    assert_eq!(client("10.0.0.1", "203.0.113.5", "for=6.6.6.6"), "203.0.113.5");
}

#[test]
fn a_cdns_country_counts_only_from_a_proxy_of_ours() {
    let country = |peer: &str, value| country_header(ip(peer), value, &ours()).into_owned();
    for (value, expected) in [
        ("ID", "ID"),
        (" id ", "ID"),
        ("XX", ""),
        ("T1", ""),
        ("ZZ", ""),
        ("EU", ""),
        ("", ""),
        ("IDN", ""),
        ("é", ""),
        ("I1", ""),
    ] {
        assert_eq!(country("10.0.0.1", value), expected, "{value}");
        assert_eq!(country("203.0.113.5", value), "", "{value}");
    }
}

fn hop() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<[u8; 4]>().prop_map(|a| IpAddr::from(a).to_string()),
        any::<[u8; 3]>().prop_map(|a| format!("10.{}.{}.{}", a[0], a[1], a[2])),
        any::<[u8; 16]>().prop_map(|a| IpAddr::from(a).to_string()),
        Just("unknown".to_owned()),
    ]
}

proptest! {
    #[test]
    fn whatever_the_visitor_writes_in_front_changes_nothing(
        forged in prop::collection::vec(hop(), 0..5), real in any::<[u8; 4]>(), inner in prop::collection::vec(any::<u8>(), 0..3),
    ) {
        let real = IpAddr::from(real);
        prop_assume!(!is_trusted(real, &ours()));
        let mut chain = forged;
        chain.push(real.to_string());
        chain.extend(inner.iter().map(|n| format!("10.1.1.{n}")));
        prop_assert_eq!(client_ip(ip("10.0.0.1"), &chain.join(", "), "", &ours()), real);
        let forwarded = chain.iter().map(|hop| format!("for=\"{}\"", if hop.contains(':') { format!("[{hop}]") } else { hop.clone() }));
        prop_assert_eq!(client_ip(ip("10.0.0.1"), "", &forwarded.collect::<Vec<_>>().join(","), &ours()), real);
    }

    #[test]
    fn anything_gets_an_address(header in "[ -~]{0,200}", other in "(?s).{0,100}") {
        crate::hostile::forwarded(header.as_bytes());
        crate::hostile::forwarded(other.as_bytes());
    }
}
