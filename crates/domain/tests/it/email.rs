//! E-mail addresses.

use domain::email::parse;
use proptest::prelude::*;

#[test]
fn usual_addresses_are_taken_with_their_domain_in_lower_case() {
    for (text, expected) in [
        (" Sari@Example.COM ", "Sari@example.com"),
        ("sari.w+promo@mail.example.co.id", "sari.w+promo@mail.example.co.id"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("józef@xn--bcher-kva.example", "józef@xn--bcher-kva.example"),
        ("1@2.example", "1@2.example"),
    ] {
        assert_eq!(parse(text).unwrap().as_str(), expected);
    }
    assert_eq!(parse("Sari@Example.com").unwrap().folded(), "sari@example.com");
}

#[test]
fn slips_of_the_hand_are_noticed() {
    for text in [
        "sari",
        "@example.com",
        "sari@",
        "sari@example",
        "sari@@example.com",
        "sari @example.com",
        "sari@exa mple.com",
        ".sari@example.com",
        "sari.@example.com",
        "sa..ri@example.com",
        "sari@.example.com",
        "sari@example.com.",
        "sari@-example.com",
        "sari@example-.com",
        "sari@example.123",
        "sari@[127.0.0.1]",
        "\"sa ri\"@example.com",
        "sari@exam_ple.com",
        "a,b@example.com",
        "<sari@example.com>",
        "sari@example.com\nbcc: x@y.example",
        "sari@bücher.example",
    ] {
        assert_eq!(parse(text).unwrap_err().code, "email_invalid", "{text}");
    }
    assert_eq!(parse(&format!("{}@example.com", "a".repeat(65))).unwrap_err().code, "email_invalid");
    assert_eq!(parse(&format!("a@{}.com", "a".repeat(300))).unwrap_err().code, "too_long");
    assert_eq!(parse(" ").unwrap_err().code, "required");
}

proptest! {
    #[test]
    fn an_accepted_address_has_no_blanks_and_reads_back_as_itself(text in "[ a-zA-Z0-9.@_+\\-\\r\\n\"<>]{0,40}|.*@.*") {
        if let Ok(email) = parse(&text) {
            prop_assert!(!email.as_str().contains(|c: char| c.is_whitespace() || c.is_control() || "<>\",;".contains(c)));
            prop_assert_eq!(parse(email.as_str()), Ok(email));
        }
    }
}
