//! Addresses that visitors are sent on to.

use domain::url::parse_target;
use proptest::prelude::*;

fn code(text: &str) -> &'static str {
    parse_target(text).map_or_else(|fault| fault.code, |url| panic!("{text} was taken as {url}"))
}

#[test]
fn an_address_comes_back_as_a_browser_understands_it() {
    for (text, expected) in [
        ("https://example.com/contact", "https://example.com/contact"),
        (" HTTPS://Example.COM:443/A?b=c#d ", "https://example.com/A?b=c#d"),
        ("http://example.com:8080", "http://example.com:8080/"),
        ("https://example.com/../a/./b", "https://example.com/a/b"),
        ("https://example.com/é?q=ü", "https://example.com/%C3%A9?q=%C3%BC"),
        ("https://example.com/a@b?x=http://y", "https://example.com/a@b?x=http://y"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("http://localhost:3000/x", "http://localhost:3000/x"),
        ("http://[::1]/", "http://[::1]/"),
        ("https://example.com/%0d%0ax", "https://example.com/%0d%0ax"),
    ] {
        assert_eq!(parse_target(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn what_may_not_be_sent_to_says_why() {
    assert_eq!(code(""), "required");
    assert_eq!(code(&format!("https://example.com/{}", "a".repeat(2_048))), "too_long");
    assert_eq!(code(&format!("https://example.com/{}", "é".repeat(500))), "too_long", "once it is written in ASCII");
    for text in [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://x.example",
        "//example.com",
        "/a",
        "example.com",
        "https:example.com",
        "https:/example.com",
        "whatsapp://send",
        "ht\u{131}tp://x.example",
    ] {
        assert_eq!(code(text), "url_scheme", "{text}");
    }
    for text in [
        "https://exa mple.com",
        "https://example.com/\r\nX: y",
        "https://example.com\\@evil.example",
        "java\tscript://x",
        "https://a/\u{a0}b",
    ] {
        assert_eq!(code(text), "url_characters", "{text}");
    }
    for text in [
        "https://",
        "https:///example.com",
        "https://?x",
        "https://#x",
        "https://:80/",
        "https://bücher.example",
        "https://ex%61mple.com",
        "https://例え.jp",
        "https://a..b",
        "https://xn--a.example",
        "https://1.2.3.4.5",
        "https://ｅxample.com",
    ] {
        assert_eq!(code(text), "url_host", "{text}");
    }
    for text in ["https://user:pw@example.com", "https://good.example@evil.example", "https://@example.com"] {
        assert_eq!(code(text), "url_credentials", "{text}");
    }
    assert_eq!(code("https://example.com:99999/"), "url_invalid");
}

proptest! {
    #[test]
    fn an_accepted_address_is_safe_in_a_header_and_reads_back_as_itself(text in "https?://[a-zA-Z0-9.:@\\[\\]%\\-]{0,20}(/.{0,30})?|.*") {
        if let Ok(url) = parse_target(&text) {
            prop_assert!(url.starts_with("http://") || url.starts_with("https://"));
            prop_assert!(url.bytes().all(|b| (0x21..0x7f).contains(&b)) && !url.contains(['"', '<', '>', '\\']) , "{}", url);
            prop_assert_eq!(parse_target(&url), Ok(url));
        }
    }
}
