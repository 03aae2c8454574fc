#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

fn pairs<'a>(pairs: &'a [Pair<'_>]) -> Vec<(&'a str, &'a str)> {
    pairs.iter().map(|(name, value)| (&**name, &**value)).collect()
}

fn campaign(value: &str) -> String {
    read(&format!("utm_campaign={value}")).utm.campaign.into_owned()
}

#[test]
fn everything_that_is_known_is_read_and_the_rest_is_left() {
    let query = read(
        "?utm_source=ig&utm_medium=paid_social&utm_campaign=promo+juli&utm_term=a&utm_content=b%20c&utm_id=7\
         &fbclid=IwAR1&gclid=Cj0&k_budget=500%20ribu&k_kota=Bandung&other=1&_s=qr&utm_other=x",
    );
    let utm = &query.utm;
    assert_eq!(
        [&utm.source, &utm.medium, &utm.campaign, &utm.term, &utm.content, &utm.id],
        ["ig", "paid_social", "promo juli", "a", "b c", "7"]
    );
    assert_eq!(pairs(&query.click_ids), [("fbclid", "IwAR1"), ("gclid", "Cj0")]);
    assert_eq!(pairs(&query.keys), [("budget", "500 ribu"), ("kota", "Bandung")]);
    assert!(query.scan);
}

#[test]
fn nothing_is_copied_when_nothing_is_encoded() {
    let query = read("utm_source=ig&fbclid=IwAR1&k_budget=500");
    assert!(matches!(query.utm.source, Text::Borrowed("ig")));
    assert!(matches!(query.click_ids[0], (Text::Borrowed("fbclid"), Text::Borrowed("IwAR1"))));
    assert!(matches!(query.keys[0], (Text::Borrowed("budget"), Text::Borrowed("500"))));
}

#[test]
fn an_empty_query_is_empty() {
    for raw in ["", "?", "&", "?&&=&=x&", "utm_source", "utm_source=", "utm_source=%20", "k_=1", "fbclid=%00"] {
        assert_eq!(read(raw), Query::default(), "{raw}");
    }
}

#[test]
fn of_a_repeated_parameter_the_first_that_says_something_wins() {
    let query = read("utm_source=&utm_source=a&UTM_Source=b&gclid=1&gclid=2&GCLID=3&k_a=x&k_a=y&k_A=z");
    assert_eq!(query.utm.source, "a");
    assert_eq!(pairs(&query.click_ids), [("gclid", "1")]);
    assert_eq!(pairs(&query.keys), [("a", "x"), ("A", "z")]);
}

#[test]
fn names_may_be_in_capitals_and_encoded() {
    let query = read("UTM_SOURCE=a&%75tm_medium=b&FBCLID=c&%6B_x=d&K_y=e");
    assert_eq!((&*query.utm.source, &*query.utm.medium), ("a", "b"));
    assert_eq!(pairs(&query.click_ids), [("fbclid", "c")]);
    assert_eq!(pairs(&query.keys), [("x", "d"), ("y", "e")]);
}

#[test]
fn only_the_mark_itself_is_a_scan() {
    for (raw, scan) in [
        ("_s=qr", true),
        ("a=b&_s=qr", true),
        ("_s=%71r", true),
        ("_s=q", false),
        ("_s=qrx", false),
        ("_S=qr", false),
        ("s=qr", false),
    ] {
        assert_eq!(read(raw).scan, scan, "{raw}");
    }
}

#[test]
fn what_would_break_out_stays_text() {
    assert_eq!(campaign("a%26phone=1"), "a&phone=1");
    assert_eq!(campaign("a%0A%0Db%00c"), "abc");
    assert_eq!(campaign("%3Cimg%20onerror%3Dalert(1)%3E"), "<img onerror=alert(1)>");
    assert_eq!(campaign("%7B%7Bcode%7D%7D[k:x]"), "{{code}}[k:x]");
    assert_eq!(campaign("%E2%80%AEevil%E2%81%A6%E2%80%A8"), "evil");
}

#[test]
fn what_is_badly_encoded_is_read_as_far_as_it_goes() {
    assert_eq!(campaign("100%25"), "100%");
    assert_eq!(campaign("100%"), "100%");
    assert_eq!(campaign("%"), "%");
    assert_eq!(campaign("%4"), "%4");
    assert_eq!(campaign("%zz%41"), "%zzA");
    assert_eq!(campaign("%ff%fe"), "\u{fffd}\u{fffd}");
    assert_eq!(campaign("%C3"), "\u{fffd}");
    assert_eq!(campaign("caf%C3%A9"), "café");
    assert_eq!(campaign("%F0%9F%92%AC%2B1+2"), "💬+1 2");
    assert_eq!(campaign("a=b=c"), "a=b=c");
}

#[test]
fn values_are_cut_at_a_character() {
    assert_eq!(campaign(&"é".repeat(300)).chars().count(), 256);
    assert_eq!(campaign(&"%F0%9F%92%AC".repeat(300)), "💬".repeat(256));
    let id = "x".repeat(512);
    let raw = format!("fbclid={id}&gclid={id}more&k_{}={}", "n".repeat(80), "v".repeat(600));
    let query = read(&raw);
    assert_eq!(pairs(&query.click_ids), [("fbclid", &*id), ("gclid", &*id)]);
    assert_eq!(pairs(&query.keys), [(&*"n".repeat(64), &*"v".repeat(500))]);
}

#[test]
fn at_most_twenty_keys_are_taken() {
    let raw = (0..50).map(|n| format!("k_{n}={n}")).collect::<Vec<_>>().join("&");
    let query = read(&raw);
    assert_eq!(query.keys.len(), 20);
    assert_eq!(query.keys[19], ("19".into(), "19".into()));
}

#[test]
fn of_an_endless_query_whole_parameters_are_read() {
    let start = "utm_source=ig&x=";
    let end = "&fbclid=whole&gclid=cut";
    // The `&` before gclid stands exactly at the limit; one more and fbclid is cut through.
    let fits = 16 * 1024 - start.len() - "&fbclid=whole".len();
    for (filling, found) in [(fits, vec![("fbclid", "whole")]), (fits + 1, vec![])] {
        let raw = format!("{start}{}{end}", "y".repeat(filling));
        let query = read(&raw);
        assert_eq!(query.utm.source, "ig");
        assert_eq!(pairs(&query.click_ids), found);
    }
    assert_eq!(read(&"x".repeat(20_000)), Query::default());
    assert_eq!(read(&"é".repeat(20_000)), Query::default());
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

proptest! {
    #[test]
    fn what_was_encoded_comes_back(text in "[^\\p{C}\\p{Z}]{1,200}") {
        prop_assert_eq!(campaign(&encoded(&text)), text);
    }

    #[test]
    fn anything_is_read_within_the_limits(raw in "(?s).{0,400}", tail in "[%&=+k_a-f0-9é]{0,400}") {
        crate::hostile::query(format!("{raw}&{tail}").as_bytes());
    }
}

#[test]
fn plain_text_has_no_control_character_and_turns_nothing_around() {
    assert!(matches!(plain("Mozilla/5.0 (téléphone)"), std::borrow::Cow::Borrowed(_)));
    assert_eq!(plain("a\r\nb\t\u{0}c"), "abc");
    assert_eq!(plain("https://e.example/\u{202e}drow\u{2066}s\u{2028}"), "https://e.example/drows");
}
