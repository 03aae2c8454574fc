use super::*;
use domain::user_agent;

const WA_ME: &str = "https://wa.me/6281234567890?text=Hi%20Sari%20%5BK-7H2KD4M%5D";
const TEXT: &str = "Hi Sari [K-7H2KD4M]";
const CHROME: &str =
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Mobile Safari/537.36";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Mobile/15E148 Safari/604.1";
const DESKTOP: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Safari/537.36";

fn chat(text: &str) -> Chat {
    Chat { digits: "6281234567890".to_owned(), name: "Sari".to_owned(), text: text.to_owned() }
}

fn opened(settings: &Deeplink, agent: &str, location: &str, chat: Option<Chat>) -> (Opening, Option<Way>) {
    let facts = Facts { user_agent: agent.into(), client: user_agent::read(agent), ..Facts::default() };
    let mut steps = Vec::new();
    let opening = opening(settings, &facts, location.to_owned(), chat, &mut steps);
    let way = steps.iter().find_map(|step| match step {
        Step::Opened { way } => Some(*way),
        _ => None,
    });
    (opening, way)
}

fn on() -> Deeplink {
    Deeplink { enabled: true, desktop_qr: true, ..Deeplink::default() }
}

#[test]
fn where_the_link_wants_nothing_of_it_nothing_is_said_of_it() {
    for agent in [CHROME, IPHONE, DESKTOP] {
        let plain = (Opening::Redirect(WA_ME.to_owned()), None);
        assert_eq!(opened(&Deeplink::default(), agent, WA_ME, Some(chat(TEXT))), plain);
    }
}

#[test]
fn the_same_message_goes_each_way() {
    let (opening, way) = opened(&on(), CHROME, WA_ME, Some(chat(TEXT)));
    let intent = "intent://send?phone=6281234567890&text=Hi%20Sari%20%5BK-7H2KD4M%5D#Intent;scheme=whatsapp;S.browser_fallback_url=https%3A%2F%2Fwa.me%2F6281234567890%3Ftext%3DHi%2520Sari%2520%255BK-7H2KD4M%255D;end";
    assert_eq!((opening, way), (Opening::Redirect(intent.to_owned()), Some(Way::Intent)));
    for (agent, meant) in [(IPHONE, Way::Page), (DESKTOP, Way::DesktopPage)] {
        let page = Opening::Page { way: meant, chat: chat(TEXT) };
        assert_eq!(opened(&on(), agent, WA_ME, Some(chat(TEXT))), (page, Some(meant)));
    }
}

#[test]
fn an_intent_that_a_proxy_might_refuse_is_left_for_wa_me() {
    let text = "é".repeat(320);
    let long = address::wa_me("6281234567890", &text);
    assert!(long.len() <= address::BUDGET);
    let plain = (Opening::Redirect(long.clone()), Some(Way::Plain));
    assert_eq!(opened(&on(), CHROME, &long, Some(chat(&text))), plain);
}

#[test]
fn what_is_no_chat_is_gone_to_as_ever() {
    for location in ["https://example.com/contact", "https://t.me/toko?start=7H2KD4M"] {
        assert_eq!(opened(&on(), IPHONE, location, None), (Opening::Redirect(location.to_owned()), None));
    }
}
