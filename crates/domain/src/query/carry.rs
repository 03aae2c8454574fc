//! Handing on what an address carried: a hub's entries lead to addresses that say what brought the visitor to the hub,
//! so that the visit which counts still knows its campaign and its click.

use super::{PAGE, Query, REFERRER};
use crate::address::encoded;
use std::fmt::Write;

/// The query that says the same again, without its question mark, at most `most` bytes long: what matters most stands
/// first, and what has no more room is left out whole. `referrer` is the request's own, for a query that names none.
pub fn carried(query: &Query<'_>, referrer: &str, most: usize) -> String {
    let utm = &query.utm;
    let referrer = if query.referrer.is_empty() { referrer } else { &query.referrer };
    let named = [
        ("utm_source", &utm.source),
        ("utm_medium", &utm.medium),
        ("utm_campaign", &utm.campaign),
        ("utm_id", &utm.id),
        ("utm_term", &utm.term),
        ("utm_content", &utm.content),
    ];
    let scan = query.scan.then_some(("_s", super::SCAN));
    let all = scan
        .into_iter()
        .map(|(name, value)| (String::from(name), value))
        .chain(query.click_ids.iter().map(|(name, value)| (name.to_string(), value.as_ref())))
        .chain(named.into_iter().map(|(name, value)| (String::from(name), value.as_ref())))
        .chain(query.keys.iter().map(|(name, value)| (format!("k_{name}"), value.as_ref())))
        .chain([(String::from(REFERRER), referrer), (String::from(PAGE), query.page.as_ref())]);
    let mut text = String::new();
    for (name, value) in all.filter(|(_, value)| !value.is_empty()) {
        let before = text.len();
        let and = if text.is_empty() { "" } else { "&" };
        write!(text, "{and}{}={}", encoded(&name), encoded(value)).expect("a String takes all that is written");
        if text.len() > most {
            text.truncate(before);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::read;

    #[test]
    fn what_is_handed_on_reads_back_as_what_came() {
        let raw = "?utm_source=ig&utm_campaign=Hari%20Raya%20%26%20more&fbclid=Ab-1_2&k_size=XL%3D1&_s=qr&x=y\
                   &_p=https%3A%2F%2Fshop.example%2Fp&_r=https%3A%2F%2Fgoogle.com%2F";
        let query = read(raw);
        let carried = carried(&query, "https://not.this.example/", 2_000);
        assert_eq!(read(&carried), query);
        assert!(!carried.contains("x=y") && !carried.contains(' '));
    }

    #[test]
    fn the_requests_own_referrer_serves_where_none_is_named() {
        let carried = carried(&read("utm_source=ig"), "https://l.instagram.com/", 2_000);
        assert_eq!(carried, "utm_source=ig&_r=https%3A%2F%2Fl.instagram.com%2F");
    }

    #[test]
    fn what_has_no_room_is_left_out_whole() {
        let long = format!("fbclid=abc&utm_campaign={}&k_a=1", "x".repeat(200));
        assert_eq!(carried(&read(&long), "", 100), "fbclid=abc&k_a=1");
        assert_eq!(carried(&read(&long), "", 0), "");
    }
}
