use super::*;

#[track_caller]
fn code(text: &str) -> &'static str {
    parse(text).expect_err(text).code
}

#[test]
fn a_name_is_kept_in_lower_case_without_its_last_dot() {
    for (text, host) in [
        ("go.brand.example", "go.brand.example"),
        (" Go.Brand.Example. ", "go.brand.example"),
        ("a-b.example", "a-b.example"),
        ("1.go.example", "1.go.example"),
        ("büro.example", "xn--bro-hoa.example"),
        ("BÜRO.example", "xn--bro-hoa.example"),
        ("xn--bro-hoa.example", "xn--bro-hoa.example"),
        ("go.москва.example", "go.xn--80adxhks.example"),
        ("日本語の店.example", "xn--u9jv30liuenlbk91h.example"),
    ] {
        assert_eq!(parse(text).map(Host::into_string).as_deref(), Ok(host), "{text}");
    }
}

#[test]
fn what_is_no_name_is_refused_with_its_own_reason() {
    for (text, expected) in [
        ("", "required"),
        ("  ", "required"),
        ("https://go.brand.example", "domain_path"),
        ("go.brand.example/wa", "domain_path"),
        ("go.brand.example?x", "domain_path"),
        ("go.brand.example#x", "domain_path"),
        ("go.brand.example\\x", "domain_path"),
        ("go.brand.example:8080", "domain_port"),
        ("go.brand.example:", "domain_port"),
        ("192.0.2.1", "domain_address"),
        ("192.0.2.1:80", "domain_address"),
        ("::1", "domain_address"),
        ("[::1]", "domain_address"),
        ("[::1]:80", "domain_address"),
        ("0x7f.1", "domain_address"),
        ("go.0x7f", "domain_address"),
        ("2130706433", "domain_address"),
        ("*.brand.example", "domain_wildcard"),
        ("brand", "domain_single_label"),
        ("localhost", "domain_single_label"),
        ("go.localhost", "domain_local"),
        ("printer.local", "domain_local"),
        ("1.0.0.127.in-addr.arpa", "domain_local"),
        ("go brand.example", "domain_characters"),
        ("go_brand.example", "domain_characters"),
        ("-go.example", "domain_characters"),
        ("go-.example", "domain_characters"),
        ("go..example", "domain_characters"),
        (".example", "domain_characters"),
        ("user@brand.example", "domain_characters"),
        ("go%2ebrand.example", "domain_characters"),
        ("go\u{0}.example", "domain_characters"),
        ("go\u{202e}.example", "domain_characters"),
        ("xn--a.example", "domain_characters"),
    ] {
        assert_eq!(code(text), expected, "{text:?}");
    }
    assert_eq!(code(&format!("{}.example", "a".repeat(64))), "domain_characters");
    assert_eq!(code(&format!("{}.example", ["a"; 150].join("."))), "domain_characters");
    assert_eq!(code(&"a".repeat(3_000)), "too_long");
}

#[test]
fn a_name_that_looks_like_another_one_is_refused_and_the_other_one_is_named() {
    for (text, like) in [
        ("аррӏе.example", "apple"),
        ("xn--80ak6aa92e.example", "apple"),
        ("brаnd.example", "brand"),
        ("ｂｒａｎｄ.example", "brand.example"),
    ] {
        let fault = parse(text).expect_err(text);
        assert_eq!((fault.code, fault.args[0].1.as_str()), ("domain_homograph", like), "{text}");
    }
}

#[test]
fn scripts_mixed_within_a_label_are_refused() {
    for text in ["brандж.example", "bränдж.example"] {
        assert_eq!(code(text), "domain_mixed_scripts", "{text}");
    }
}

#[test]
fn people_read_a_name_in_its_own_letters() {
    assert_eq!(readable("xn--bro-hoa.example"), "büro.example");
    assert_eq!(readable("go.brand.example"), "go.brand.example");
}

#[test]
fn an_own_domain_has_the_base_addresss_scheme_and_not_its_port() {
    assert_eq!(origin("https://go.example.com/", ""), "https://go.example.com");
    assert_eq!(origin("https://go.example.com", "go.brand.example"), "https://go.brand.example");
    assert_eq!(origin("http://localhost:8080", "go.brand.example"), "http://go.brand.example");
}
