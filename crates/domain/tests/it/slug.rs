//! Slugs: what may be one, and what a visited path becomes.

use domain::slug::{MAX, RESERVED, parse, resolve};
use proptest::prelude::*;
use std::borrow::Cow;

fn code(text: &str) -> &'static str {
    parse(text).unwrap_err().code
}

#[test]
fn a_slug_is_kept_in_lower_case() {
    for (text, slug) in [("promo", "promo"), (" Promo_2026-x ", "promo_2026-x"), ("A", "a"), ("0", "0")] {
        assert_eq!(parse(text).unwrap().as_str(), slug);
    }
    assert!(parse(&"x".repeat(MAX)).is_ok());
}

#[test]
fn what_is_no_slug_says_why() {
    assert_eq!(code(" "), "required");
    assert_eq!(code(&"x".repeat(65)), "too_long");
    for text in ["a b", "a/b", "a.b", "café", "a%20b", "a\0", "😀"] {
        assert_eq!(code(text), "slug_characters", "{text}");
    }
    for word in RESERVED {
        assert_eq!(code(&word.to_uppercase()), "slug_reserved");
    }
    assert!(RESERVED.is_sorted());
}

#[test]
fn a_printed_address_is_read_without_copying() {
    assert!(matches!(resolve("promo-1_x"), Some(Cow::Borrowed("promo-1_x"))));
}

#[test]
fn a_visited_path_is_decoded_once_and_folded() {
    for (path, slug) in [("PROMO", "promo"), ("%70romo", "promo"), ("%50ROMO%2d1", "promo-1")] {
        assert_eq!(resolve(path).as_deref(), Some(slug));
    }
    for path in [
        "",
        "%",
        "%4",
        "%zz",
        "%00",
        "a%2Fb",
        "a/b",
        "..",
        "%2e%2e",
        "%2570romo",
        "%ff",
        "%c3%a9",
        "é",
        "a b",
        "a+b",
        "%+1",
        "\u{212a}",
    ] {
        assert_eq!(resolve(path), None, "{path}");
    }
    assert_eq!(resolve(&"%61".repeat(64)), Some("a".repeat(64).into()));
    assert_eq!(resolve(&"a".repeat(65)), None);
    assert_eq!(resolve(&"%61".repeat(65)), None);
}

proptest! {
    #[test]
    fn every_slug_is_found_by_its_address_in_any_case_and_encoding(slug in "[a-zA-Z0-9_-]{1,64}", encoded: u64) {
        if let Ok(parsed) = parse(&slug) {
            prop_assert_eq!(resolve(&slug), Some(Cow::from(parsed.as_str())));
            let path: String = slug.bytes().enumerate()
                .map(|(i, b)| if encoded >> (i % 64) & 1 == 1 { format!("%{b:02X}") } else { char::from(b).to_string() })
                .collect();
            prop_assert_eq!(resolve(&path), Some(Cow::from(parsed.as_str())));
        }
    }

    #[test]
    fn whatever_is_resolved_could_be_a_slug(path in "(.|%[0-9a-f]{2}){0,80}") {
        if let Some(slug) = resolve(&path) {
            prop_assert!((1..=64).contains(&slug.len()));
            prop_assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b)));
        }
    }
}
