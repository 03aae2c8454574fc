//! What must hold of every parser of outside bytes, whatever the bytes: it answers, and its answer keeps its promises.
//! The bodies stand here once; the fuzz targets in `fuzz/` drive them for hours, the tests with each run. Nothing of
//! the product calls them.

mod drafts;
mod sent;

pub use drafts::{host_proof, rules, schedule, telegram_start, template};
pub use sent::{beacon_token, form, form_token};

use crate::code::Codes;
use crate::id::WorkspaceId;
use crate::identity::cookie::{self, CookieKey, Secure};
use crate::visit::{Device, Text};
use std::net::IpAddr;
use uuid::Uuid;

/// Query strings: bounded values without control characters, each name once.
pub fn query(bytes: &[u8]) {
    let raw = String::from_utf8_lossy(bytes);
    let query = crate::query::read(&raw);
    let utm = &query.utm;
    for value in [&utm.source, &utm.medium, &utm.campaign, &utm.term, &utm.content, &utm.id] {
        is_clean(value, 256);
    }
    for (place, (name, value)) in query.click_ids.iter().enumerate() {
        assert!(crate::query::CLICK_IDS.contains(&&**name) && !value.is_empty());
        assert!(query.click_ids[..place].iter().all(|(before, _)| before != name));
        is_clean(value, 512);
    }
    assert!(query.keys.len() <= 20);
    for (place, (name, value)) in query.keys.iter().enumerate() {
        assert!(!name.is_empty() && !value.is_empty());
        assert!(query.keys[..place].iter().all(|(before, _)| before != name));
        is_clean(name, 64);
        is_clean(value, 500);
    }
}

fn is_clean(value: &Text<'_>, limit: usize) {
    assert!(value.chars().count() <= limit, "{value:?} is longer than {limit}");
    assert!(!value.chars().any(char::is_control), "{value:?} holds a control character");
    assert_eq!(value.trim(), &**value);
}

/// `Cookie` headers: nobody without the key makes one that is believed.
pub fn cookie(bytes: &[u8]) {
    let header = String::from_utf8_lossy(bytes);
    let (key, codes) = (CookieKey::new(&[1; 32]), Codes::new([2; 16]));
    let workspace = WorkspaceId(Uuid::from_u128(3));
    assert_eq!(cookie::find(&key, workspace, &header, &codes), None);
    assert_eq!(cookie::open(&key, workspace, &header, &codes), None);
    for value in cookie::values(&header) {
        assert!(!value.is_empty() && !value.contains(';'));
        assert!(cookie::set_cookie(value, Secure::Https).starts_with(cookie::NAME));
    }
}

/// Slugs: what is taken is a slug, and is taken again as it is.
pub fn slug(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(slug) = crate::slug::parse(&text) {
        let slug = slug.as_str();
        assert!((1..=64).contains(&slug.len()));
        assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b)), "{slug}");
        assert_eq!(crate::slug::parse(slug).as_ref().map(|again| again.as_str()).ok(), Some(slug));
    }
}

/// Domains: what is taken is a name in ASCII that no browser reads as an address, and is taken again, also as people
/// read it.
pub fn host(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(host) = crate::host::parse(&text) {
        let name = host.as_str();
        assert!(name.len() <= crate::host::MAX && name.split('.').count() >= 2, "{name}");
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b)), "{name}");
        assert!(matches!(::url::Host::parse(name), Ok(::url::Host::Domain(same)) if same == name), "{name}");
        for again in [name, &crate::host::readable(name)] {
            assert_eq!(crate::host::parse(again).as_ref().map(crate::host::Host::as_str).ok(), Some(name), "{again}");
        }
    }
}

/// Addresses that are called: what is taken is read the same by whoever reads it next, shows no secret, and is no name
/// that is an address in disguise.
pub fn endpoint(bytes: &[u8]) {
    use crate::host::endpoint::{MAX_URL, Place, parse};
    let text = String::from_utf8_lossy(bytes);
    let Ok(endpoint) = parse(&text) else { return };
    let url = endpoint.url();
    assert!(url.len() <= MAX_URL && endpoint.port > 0 && endpoint.path.starts_with('/'), "{url}");
    assert!(url.is_ascii() && !url.bytes().any(|b| b.is_ascii_control() || b == b' '), "{url}");
    assert_eq!(parse(&url).as_ref(), Ok(&endpoint), "{url}");
    let read = ::url::Url::parse(&url).expect("a normal form");
    let host = match read.host().expect("a host") {
        ::url::Host::Domain(name) => Place::Name(name.to_owned()),
        ::url::Host::Ipv4(address) => Place::Address(address.into()),
        ::url::Host::Ipv6(address) => Place::Address(address.into()),
    };
    assert_eq!(host, endpoint.place, "{url}");
    assert_eq!((read.port_or_known_default(), read.username()), (Some(endpoint.port), ""), "{url}");
    if let Place::Name(name) = &endpoint.place {
        assert!(name.parse::<IpAddr>().is_err() && !name.ends_with('.'), "{name}");
        assert!(matches!(::url::Host::parse(name), Ok(::url::Host::Domain(same)) if same == *name), "{name}");
    }
    for address in endpoint.known().unwrap_or_default() {
        assert_eq!(crate::host::reach::is_public(address), crate::host::reach::allowed(address, &[]));
    }
}

/// `X-Forwarded-For` and `Forwarded`: a stranger's word changes nothing, and what comes out is no mapped address.
pub fn forwarded(bytes: &[u8]) {
    let header = String::from_utf8_lossy(bytes);
    let (stranger, proxy) = (IpAddr::from([203, 0, 113, 9]), IpAddr::from([10, 0, 0, 1]));
    let ours = [ipnet::IpNet::from(proxy)];
    assert_eq!(crate::peer::client_ip(stranger, &header, &header, &ours), stranger);
    for (x_forwarded_for, forwarded) in [(&*header, ""), ("", &*header), (&*header, &*header)] {
        let address = crate::peer::client_ip(proxy, x_forwarded_for, forwarded, &ours);
        assert_eq!(address, address.to_canonical());
    }
    assert_eq!(crate::peer::country_header(stranger, &header, &ours), "");
    let country = crate::peer::country_header(proxy, &header, &ours);
    assert!(country.is_empty() || country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()));
}

/// User agents: only the fixed words come out, and a verdict always does.
pub fn user_agent(bytes: &[u8]) {
    use crate::classify::{Headers, Method, classify};
    use crate::user_agent::{BROWSERS, IN_APPS, SYSTEMS, read};
    let agent = String::from_utf8_lossy(bytes);
    let client = read(&agent);
    let lists: [(&Text<'_>, &[&str]); 3] =
        [(&client.os, &SYSTEMS), (&client.browser, &BROWSERS), (&client.in_app, &IN_APPS)];
    for (word, list) in lists {
        assert!(word.is_empty() || list.contains(&&**word), "{word}");
    }
    assert!(Device::parse(client.device.as_str()) == Some(client.device));
    let headers = Headers { user_agent: &agent, ..Headers::default() };
    let verdict = classify(Method::Get, &headers, false);
    assert_eq!(classify(Method::Get, &headers, true).kind.is_person(), verdict.kind.is_person());
}

/// `Accept-Language`: what is preferred is a tag, is preferred again, and lies within itself.
pub fn language(bytes: &[u8]) {
    use crate::language::{matches, page, preferred};
    let header = String::from_utf8_lossy(bytes);
    let language = preferred(&header);
    assert!(language.len() <= 35 && language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    assert_eq!(preferred(&language), language);
    assert_eq!(matches(&language, &header), !language.is_empty());
    assert_eq!(matches("*", &header), !language.is_empty());
    page(&header);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bytes as they come, and bytes that look a little like what the parsers expect.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..600),
            "(utm_(source|id)|gclid|fbclid|k_[a-c]|_s|giliran_visitor|for|id|en|zh-hant|Mozilla/5[.]0 [(]|; wv[)]|iPhone|Chrome/|[%=&;,.\"\\\\ +-]|[0-9a-fé💬]|q=0[.]){0,60}"
                .prop_map(String::into_bytes),
            "([a-z0-9éßжжа日本-]{1,4}|xn--[a-z0-9-]{1,12}|[.]){1,9}[.](example|[a-z0-9]{1,3})".prop_map(String::into_bytes),
            "https?:(//|\\\\\\\\)?(user(:pw)?@)?(0x|0|%3[0-9]|[0-9]{1,10}|[a-z１۱é]{1,3}|\\[|\\]|::|ffff:|[.。:@\\\\/?#%_ \t-]){1,12}(:[0-9]{1,5})?(/[ -~é]{0,20})?"
                .prop_map(String::into_bytes),
        ]
    }

    /// JSON of the words that rules and hours are made of, whole or not.
    fn documents() -> impl Strategy<Value = Vec<u8>> {
        let test = prop_oneof![
            "\\{\"field\":\"(country|device|utm_source|os|in_app|visitor|language)\",\"op\":\"(is|in_list|equal|contains|starts_with)\",\"value\":(\\[\"(ID|es|mobile|ig|new)\"(,\"x\")?\\]|\"new\")\\}",
            "\\{\"field\":\"schedule\",\"op\":\"(within|outside)\",\"value\":\\{\"time_zone\":\"(Asia/Jakarta|Europe/Madrid|Nowhere)\",\"days\":\\[\"(mon|sun)\"\\],\"from\":\"[0-2][0-9]:[0-5][0-9]\",\"to\":\"[0-2][0-9]:[0-5][0-9]\"\\}\\}",
        ];
        let hours = "\\{\"time_zone\":\"(Asia/Jakarta|Europe/Madrid)\",\"days\":\\[\"(mon|sat)\",\"sun\"\\],\"from\":\"[0-2][0-9]:[0-5][0-9]\",\"to\":\"[0-2][0-9]:[0-5][0-9]\"\\}";
        let rules = prop::collection::vec(test, 0..4)
            .prop_map(|tests| format!("[{{\"when\":{{\"all\":[{}]}},\"then\":{{\"pool\":true}}}}]", tests.join(",")));
        let whole = prop_oneof![rules, hours.prop_map(String::from)];
        (whole, any::<prop::sample::Index>(), prop::bool::weighted(0.3)).prop_map(|(text, cut, is_cut)| {
            let bytes = text.into_bytes();
            let end = if is_cut { cut.index(bytes.len()) } else { bytes.len() };
            bytes[..end].to_vec()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn no_bytes_break_a_parser(bytes in bytes()) {
            query(&bytes);
            cookie(&bytes);
            slug(&bytes);
            host(&bytes);
            endpoint(&bytes);
            forwarded(&bytes);
            user_agent(&bytes);
            language(&bytes);
            form(&bytes);
            form_token(&bytes);
            beacon_token(&bytes);
            template(&bytes);
            telegram_start(&bytes);
            host_proof(&bytes);
        }

        #[test]
        fn no_json_breaks_a_reader(bytes in documents()) {
            rules(&bytes);
            schedule(&bytes);
        }
    }
}
