//! The four addresses that open a chat, read back by other hands: the WHATWG parser of the url crate, as browsers do
//! it, and Android's own reading of an intent. What was written must come out byte for byte.

use crate::template::{code, template};
use domain::address::{self, BUDGET, INTENT_BUDGET, message};
use domain::template::{Template, Values};
use domain::visit::{Pair, Utm};
use proptest::prelude::*;
use url::Url;

/// Number and text, as whoever takes the address reads them.
type Told = (String, String);

fn query(url: &Url, key: &str) -> String {
    url.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn of_wa_me(address: &str) -> Told {
    let url = Url::parse(address).unwrap();
    assert_eq!((url.scheme(), url.host_str(), url.fragment()), ("https", Some("wa.me"), None), "{address}");
    let mut path = url.path_segments().unwrap();
    let digits = path.next().unwrap().to_owned();
    assert_eq!(path.next(), None);
    (digits, query(&url, "text"))
}

fn of_send(address: &str, scheme: &str, host: &str, path: &str) -> Told {
    let url = Url::parse(address).unwrap();
    let parts = (url.scheme(), url.host_str(), url.path(), url.fragment());
    assert_eq!(parts, (scheme, Some(host), path, None), "{address}");
    assert!(url.query_pairs().count() <= 2, "a text that opens another parameter: {address}");
    (query(&url, "phone"), query(&url, "text"))
}

/// As `Intent.parseUri` of Android reads it: the data before the last `#`, then `key=value;` until `end`, values
/// decoded. Answers the data under the intent's scheme, and the fallback.
fn of_intent(address: &str) -> (String, String) {
    let data = address.strip_prefix("intent:").unwrap();
    let (data, intent) = data.rsplit_once('#').unwrap();
    assert!(!data.contains('#'), "{address}");
    let mut parts = intent.strip_prefix("Intent;").unwrap().split(';');
    let (mut scheme, mut fallback) = (None, None);
    loop {
        match parts.next().unwrap() {
            "end" => break,
            part => match part.split_once('=').unwrap() {
                ("scheme", value) => scheme = Some(value.to_owned()),
                ("S.browser_fallback_url", value) => fallback = Some(decoded(value)),
                other => panic!("{other:?} is not ours: no package may be pinned"),
            },
        }
    }
    assert_eq!(parts.next(), None);
    (format!("{}:{data}", scheme.unwrap()), fallback.unwrap())
}

/// `Uri.decode`: percent-encoding alone, a plus is a plus.
fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next().unwrap()).to_digit(16).unwrap() as u8;
                digit() << 4 | digit()
            }
            byte => byte,
        });
    }
    String::from_utf8(out).unwrap()
}

/// Reads all four back; each must say the same.
fn all_say(digits: &str, text: &str) {
    let chat = (digits.to_owned(), text.to_owned());
    let wa_me = address::wa_me(digits, text);
    assert_eq!(of_wa_me(&wa_me), chat);
    assert_eq!(of_send(&address::api_send(digits, text), "https", "api.whatsapp.com", "/send"), chat);
    let scheme = address::scheme(digits, text);
    assert_eq!(of_send(&scheme, "whatsapp", "send", ""), chat);
    let intent = address::intent(digits, text, &wa_me);
    let (data, fallback) = of_intent(&intent);
    assert_eq!((data, fallback), (scheme, wa_me));
    for address in [address::wa_me(digits, text), address::scheme(digits, text), intent] {
        // Nothing that a header, an attribute or a parser could stumble over, and no plus that is read as a space.
        assert!(address.bytes().all(|b| b.is_ascii_graphic() && !b"+\"'<>\\^`{|}".contains(&b)), "{address}");
    }
}

#[test]
fn what_people_write_comes_out_as_it_was_written() {
    for text in [
        "Halo kak, saya mau pesan 2 kotak ya [K-7H2KD4M]",
        "C++ 1+1 = 2?",
        "diskon 100% ya & ongkir #gratis; \"beli\" 'dua' <b>=</b> \\ / ? @ : ,",
        "baris satu\nbaris dua\r\n\tlekuk",
        "👍🏽 👩‍👩‍👧‍👦 🇮🇩 ❤️",
        "مرحبا، أريد العرض ١١٫١١",
        "שלום, אני רוצה את המבצע 50% + משלוח",
        "नमस्ते สวัสดี 你好 こんにちは 안녕하세요 Здравствуйте Ꭰ 𐐷 ꧋ꦲꦭꦺꦴ",
        "#Intent;scheme=http;package=x;S.browser_fallback_url=https://evil.example;end",
        "%20%0A%2B already+encoded %",
        "e\u{301} \u{200f}\u{202e}rtl\u{202c} \u{feff}\u{0}\u{7f}",
        "",
    ] {
        all_say("6281234567890", text);
    }
}

#[test]
fn an_intent_is_left_out_when_it_is_too_long_for_a_proxy() {
    let fits = |count: usize| {
        let text = "é".repeat(count);
        address::intent_within("6281234567890", &text, &address::wa_me("6281234567890", &text))
    };
    let most = (0..400).take_while(|count| fits(*count).is_some()).count() - 1;
    assert!(fits(most).is_some_and(|url| (INTENT_BUDGET - 16..=INTENT_BUDGET).contains(&url.len())));
    assert_eq!(fits(most + 1), None);
}

proptest! {
    #[test]
    fn any_text_comes_out_of_all_four(
        digits in "[1-9][0-9]{6,14}",
        text in prop_oneof![
            ".{0,80}",
            "\\PC{0,80}",
            "[+%&#=?;/\\\\ \\n\\t\"'<>@:,.~-]{0,60}",
            "[\u{0590}-\u{08ff}\u{200e}\u{200f}\u{202a}-\u{202e} ]{0,60}",
            "[👍🏽👩‍👧🇮🇩❤️é ]{0,40}",
            proptest::collection::vec(proptest::char::any(), 0..60).prop_map(String::from_iter),
        ],
    ) {
        all_say(&digits, &text);
    }

    #[test]
    fn a_message_with_its_values_comes_out_of_all_four_and_within_the_budget(
        text in template(),
        name in "\\PC{0,40}",
        lead in ".{0,700}",
        source in prop_oneof!["[a-z]{0,12}", "[+%&# é👍]{0,300}"],
        key in ".{0,300}",
        filler in 0..1_500_usize,
    ) {
        let keys: [Pair<'_>; 1] = [("budget".into(), key.into())];
        let utm = Utm { source: source.into(), ..Utm::default() };
        let values = Values { name: &name, lead: &lead, code: Some(code()), utm: &utm, keys: &keys, link: "go.example/wa/x", opening: "Monday" };
        let template = Template::parse(&format!("{text} {} {{{{code}}}}", "é".repeat(filler)));
        let message = message("6281234567890", &template, &values).text;
        let mark = format!("[K-{}]", code());
        prop_assert!(message.contains(&mark));
        all_say("6281234567890", &message);
        for form in [address::wa_me, address::api_send, address::scheme] {
            prop_assert!(form("6281234567890", &message).len() <= BUDGET);
        }
    }
}
