#![allow(clippy::unwrap_used)]
use super::*;

fn chat(text: &str) -> engine::click::Chat {
    engine::click::Chat { digits: "6281234567890".into(), name: "Sari <b>".into(), text: text.into() }
}

fn page() -> OpenPage {
    OpenPage {
        locale: Locale::Id,
        business: "Toko & \"Co\"".into(),
        chat: chat("Halo Sari, 100% & #1\n[K-7H2KD4M]"),
        attempt: Attempt::Go,
        ticket: "1.ticket".into(),
        live: Live::Yes,
    }
}

const WA_ME: &str = "https://wa.me/6281234567890?text=Halo%20Sari%2C%20100%25%20%26%20%231%0A%5BK-7H2KD4M%5D";

#[test]
fn whom_one_writes_to_the_button_wa_me_and_the_number_stand_there_at_once() {
    let html = phone(&page());
    assert!(html.contains("<h1>Chat dengan Sari &#60;b&#62;</h1>"), "{html}");
    assert!(html.contains("Toko &#38; &#34;Co&#34; di WhatsApp"));
    let scheme = WA_ME.replace("https://wa.me/6281234567890?", "whatsapp://send?phone=6281234567890&#38;");
    assert!(html.contains(&format!("id=\"button\" href=\"{scheme}\"")), "{html}");
    assert!(html.contains(&format!("id=\"onward\" href=\"{WA_ME}\"")));
    assert!(html.contains("+62\u{a0}812\u{a0}3456\u{a0}7890") && html.contains("data-number=\"+6281234567890\""));
    assert!(html.contains("lang=\"id\"") && phone(&OpenPage { locale: Locale::En, ..page() }).contains("lang=\"en\""));
}

#[test]
fn without_a_script_the_page_carries_the_visitor_on_to_wa_me() {
    let html = phone(&page());
    let refresh = format!("<noscript><meta http-equiv=\"refresh\" content=\"2;url={WA_ME}\"></noscript>");
    assert!(html.contains(&refresh), "{html}");
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_outside() {
    for html in [phone(&page()), desktop(&page())] {
        assert_eq!(html.matches("<script").count(), 1);
        assert!(html.contains("<script src=\"/-/open.js?v="), "{html}");
        assert!(!html.contains("style=") && !html.contains("<style") && !html.contains(" on"), "{html}");
        for (at, _) in html.match_indices("src=\"") {
            assert!(html[at + 5..].starts_with('/'));
        }
    }
}

#[test]
fn the_page_stays_under_fifteen_kilobytes_with_all_that_it_loads() {
    let long = OpenPage { chat: chat(&"Halo kak, saya mau tanya promo yang di iklan. ".repeat(8)), ..page() };
    let loads = include_str!("../../static/visitor.css").len() + include_str!("../../static/open.js").len();
    assert!(phone(&page()).len() + loads < 15_000, "{} + {loads}", phone(&page()).len());
    assert!(phone(&long).len() + loads < 15_000, "{} + {loads}", phone(&long).len());
}

#[test]
fn a_picture_of_the_page_runs_nothing_and_goes_nowhere() {
    let picture = OpenPage { live: Live::Picture, ..page() };
    for html in [phone(&picture), desktop(&picture)] {
        assert!(!html.contains("<script") && !html.contains("refresh"));
    }
}

#[test]
fn the_code_on_a_desktop_is_the_very_address_of_the_button() {
    let html = desktop(&page());
    assert!(html.contains(&format!("id=\"button\" href=\"{WA_ME}\"")));
    let code = Code::new(WA_ME, &Look { size: QR_SIZE, level: Some(Level::M), ..Look::default() }).unwrap();
    assert!(html.contains(&code.svg(None)));
    assert!(!html.contains("whatsapp://") && !html.contains("refresh"));
}

#[test]
fn the_longest_message_still_becomes_a_code() {
    let html = desktop(&OpenPage { chat: chat(&"x".repeat(1_960)), ..page() });
    assert!(html.contains("<svg") && html.contains("qr--dense"));
}
