//! Addresses: read back they give the exact message; they never are too long, and never lose the code.

use crate::template::{code, template};
use domain::address::{BUDGET, Longest, api_send, encoded_len, intent, longest, message, scheme, wa_me, whatsapp};
use domain::template::{Template, Values};
use domain::visit::{Pair, Utm};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

const DIGITS: &str = "6281234567890";

/// Another hand's decoder: strict, `+` stands for itself.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            out.push(u8::from_str_radix(std::str::from_utf8(&bytes[at + 1..at + 3]).unwrap(), 16).unwrap());
            at += 3;
        } else {
            assert!(
                bytes[at].is_ascii_alphanumeric() || b"-._~".contains(&bytes[at]),
                "{:?} is bare",
                bytes[at] as char
            );
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap()
}

fn text_of(url: &str) -> String {
    match url.strip_prefix(&format!("https://wa.me/{DIGITS}")).unwrap() {
        "" => String::new(),
        query => decoded(query.strip_prefix("?text=").unwrap()),
    }
}

#[test]
fn the_contract_s_example_byte_for_byte() {
    let template = Template::parse("Hi {{name}}, I want the promo {{code}}");
    let values = Values { name: "Sari", code: Some(code()), ..Values::default() };
    let address = whatsapp(DIGITS, &template, &values);
    let expected =
        format!("https://wa.me/6281234567890?text=Hi%20Sari%2C%20I%20want%20the%20promo%20%5BK-{}%5D", code());
    assert_eq!((address.url, address.shortened), (expected, false));
}

#[test]
fn spaces_pluses_and_line_ends_are_encoded_as_every_app_reads_them() {
    let template = Template::parse("C++ 1+1\n100% & #1 👍🏽 नमस्ते");
    let url = whatsapp(DIGITS, &template, &Values::default()).url;
    assert!(
        url.starts_with(
            "https://wa.me/6281234567890?text=C%2B%2B%201%2B1%0A100%25%20%26%20%231%20%F0%9F%91%8D%F0%9F%8F%BD%20%E0"
        ),
        "{url}"
    );
}

#[test]
fn without_a_message_there_is_only_the_number() {
    for text in ["", "{{lead}}", " {{lead}} "] {
        assert_eq!(whatsapp(DIGITS, &Template::parse(text), &Values::default()).url, "https://wa.me/6281234567890");
    }
    assert_eq!(wa_me(DIGITS, ""), "https://wa.me/6281234567890");
    assert_eq!(api_send(DIGITS, ""), "https://api.whatsapp.com/send?phone=6281234567890");
}

#[test]
fn the_other_forms_byte_for_byte() {
    let text = "a+b c\n&";
    assert_eq!(api_send(DIGITS, text), "https://api.whatsapp.com/send?phone=6281234567890&text=a%2Bb%20c%0A%26");
    assert_eq!(scheme(DIGITS, text), "whatsapp://send?phone=6281234567890&text=a%2Bb%20c%0A%26");
    assert_eq!(
        intent(DIGITS, text, &wa_me(DIGITS, text)),
        "intent://send?phone=6281234567890&text=a%2Bb%20c%0A%26#Intent;scheme=whatsapp;S.browser_fallback_url=\
         https%3A%2F%2Fwa.me%2F6281234567890%3Ftext%3Da%252Bb%2520c%250A%2526;end"
    );
}

#[test]
fn the_longest_value_gives_way_and_the_short_ones_stay_whole() {
    let long = "é".repeat(3_000);
    let utm = Utm { source: "ig".into(), campaign: long.as_str().into(), ..Utm::default() };
    let values = Values { name: "Sari", code: Some(code()), utm: &utm, ..Values::default() };
    let template = Template::parse("{{name}} {{utm_source}} {{utm_campaign}} {{code}}");
    let address = whatsapp(DIGITS, &template, &values);
    let text = text_of(&address.url);
    assert!(
        address.shortened && address.url.len() <= BUDGET && address.url.len() > BUDGET - 6,
        "{}",
        address.url.len()
    );
    assert!(text.starts_with("Sari ig éé") && text.ends_with(&format!("é [K-{}]", code())), "{text}");
}

#[test]
fn two_long_values_share_the_room() {
    let (one, two) = ("a".repeat(1_500), "b".repeat(5_000));
    let values = Values { name: &one, lead: &two, ..Values::default() };
    let text = text_of(&whatsapp(DIGITS, &Template::parse("{{name}}{{lead}}"), &values).url);
    let (a, b) = (text.matches('a').count(), text.matches('b').count());
    assert_eq!(a, b);
    assert_eq!(a + b, (BUDGET - "https://wa.me/6281234567890?text=".len()) / 2 * 2);
}

#[test]
fn a_family_is_kept_or_left_but_never_torn_apart() {
    let family = "👩‍👩‍👧‍👦".repeat(200);
    let values = Values { name: &family, ..Values::default() };
    let text = text_of(&whatsapp(DIGITS, &Template::parse("{{name}}"), &values).url);
    assert!(!text.is_empty() && text.graphemes(true).all(|g| g == "👩‍👩‍👧‍👦"));
}

#[test]
fn the_author_s_text_gives_way_last_and_from_its_end() {
    let template = Template::parse(&format!("start {{{{name}}}} {} {{{{code}}}} end", "x".repeat(4_000)));
    let values = Values { name: "Sari", code: Some(code()), ..Values::default() };
    let address = whatsapp(DIGITS, &template, &values);
    let text = text_of(&address.url);
    assert_eq!(address.url.len(), BUDGET);
    assert!(text.starts_with("start x") && text.ends_with(&format!("x[K-{}]", code())), "{text}");
    let codes = Template::parse(&"{{code}}".repeat(500));
    let address = whatsapp(DIGITS, &codes, &values);
    assert!(address.url.len() <= BUDGET && text_of(&address.url).starts_with(&format!("[K-{}]", code())));
}

#[test]
fn the_longest_address_is_reached_and_not_passed() {
    let template = Template::parse("Hi {{name}}, [k:budget]\n{{code}} {{utm_source}}{{lead}}{{link}}{{oops}}");
    let utm = Utm { source: "ü".repeat(10).into(), ..Utm::default() };
    let keys: [Pair<'_>; 1] = [("budget".into(), "5 jt".into())];
    let values =
        Values { name: "A B", code: Some(code()), lead: "C", link: "x/y", opening: "", utm: &utm, keys: &keys };
    let lengths = Longest { name: 5, lead: 1, link: 5, opening: 9, utm: 60, key: 6 };
    assert_eq!(longest(DIGITS, &template, &lengths), whatsapp(DIGITS, &template, &values).url.len());
}

proptest! {
    #[test]
    fn every_form_gives_the_exact_text_back(text in prop_oneof![".{0,60}", "[+%&#=?/ \\n\"'<>;]{0,40}", "\\PC{0,60}"]) {
        prop_assert_eq!(text_of(&wa_me(DIGITS, &text)), text.clone());
        let query = |url: &str, start: &str| decoded(url.strip_prefix(start).unwrap().strip_prefix("&text=").unwrap_or(""));
        prop_assert_eq!(query(&api_send(DIGITS, &text), "https://api.whatsapp.com/send?phone=6281234567890"), text.clone());
        prop_assert_eq!(query(&scheme(DIGITS, &text), "whatsapp://send?phone=6281234567890"), text.clone());
        let intent = intent(DIGITS, &text, &wa_me(DIGITS, &text));
        let (head, extras) = intent.split_once('#').unwrap();
        prop_assert_eq!(query(head, "intent://send?phone=6281234567890"), text.clone());
        let fallback = extras.strip_prefix("Intent;scheme=whatsapp;S.browser_fallback_url=").unwrap().strip_suffix(";end").unwrap();
        prop_assert_eq!(text_of(&decoded(fallback)), text.clone());
        prop_assert_eq!(encoded_len(&text), wa_me(DIGITS, &text).len().saturating_sub(if text.is_empty() { 27 } else { 33 }));
    }

    #[test]
    fn an_address_that_fits_says_what_the_template_renders(text in template(), name in "\\PC{0,20}", source in ".{0,20}") {
        let utm = Utm { source: source.into(), ..Utm::default() };
        let values = Values { name: &name, code: Some(code()), utm: &utm, ..Values::default() };
        let template = Template::parse(&text);
        let address = whatsapp(DIGITS, &template, &values);
        if !address.shortened {
            prop_assert_eq!(text_of(&address.url), template.render(&values));
        }
        prop_assert!(address.url.len() <= BUDGET);
    }

    #[test]
    fn no_values_make_it_too_long_or_lose_the_code(
        text in template(), name in "\\PC{0,900}", lead in ".{0,900}", key in "[a👍🏽é ]{0,900}", filler in 0..2_500_usize,
    ) {
        let keys: [Pair<'_>; 1] = [("budget".into(), key.into())];
        let values = Values { name: &name, lead: &lead, code: Some(code()), keys: &keys, ..Values::default() };
        let template = Template::parse(&format!("{text} {} {{{{code}}}}", "y".repeat(filler)));
        let address = whatsapp(DIGITS, &template, &values);
        let mark = format!("[K-{}]", code());
        prop_assert!(address.url.len() <= BUDGET);
        prop_assert!(text_of(&address.url).contains(&mark));
        let message = message(DIGITS, &template, &values);
        prop_assert!(message.text.contains(&mark));
        for url in [wa_me(DIGITS, &message.text), api_send(DIGITS, &message.text), scheme(DIGITS, &message.text)] {
            prop_assert!(url.len() <= BUDGET);
        }
        if !message.shortened {
            prop_assert_eq!(message.text, template.render(&values));
        }
    }
}
