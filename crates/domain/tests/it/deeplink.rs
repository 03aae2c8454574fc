//! What phones say of themselves, and how a chat is opened on each: `phones.tsv`, read as a table.

use domain::deeplink::{Deeplink, Way, way};
use domain::user_agent;
use domain::visit::{Client, Device};
use std::collections::BTreeMap;

struct Phone {
    in_app: &'static str,
    os: &'static str,
    device: &'static str,
    browser: &'static str,
    way: &'static str,
    agent: &'static str,
}

fn phones() -> Vec<Phone> {
    let word = |word: &'static str| if word == "-" { "" } else { word };
    let lines = include_str!("phones.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let [in_app, os, device, browser, way, agent]: [&'static str; 6] =
                line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            Phone { in_app: word(in_app), os: word(os), device, browser: word(browser), way, agent }
        })
        .collect()
}

fn enabled() -> Deeplink {
    Deeplink { enabled: true, ..Deeplink::default() }
}

#[test]
fn every_phone_is_read_as_what_it_is_and_its_chat_is_opened_its_way() {
    let wrong: Vec<String> = phones()
        .iter()
        .filter_map(|phone| {
            let client = user_agent::read(phone.agent);
            let way = way(&client, phone.agent, &enabled()).as_str();
            let Client { device, os, browser, in_app } = &client;
            let told = [in_app, os, device.as_str(), browser, way];
            let meant = [phone.in_app, phone.os, phone.device, phone.browser, phone.way];
            (told != meant).then(|| format!("{told:?}, not {meant:?}: {}", phone.agent))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_app_is_met_in_three_versions_at_least_on_both_systems() {
    let mut met: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for phone in phones() {
        *met.entry((phone.in_app, phone.os)).or_default() += 1;
    }
    let apps =
        ["facebook", "instagram", "tiktok", "line", "x", "linkedin", "telegram", "snapchat", "whatsapp", "webview"];
    for app in apps {
        for os in ["android", "ios"] {
            assert!(met.get(&(app, os)).is_some_and(|count| *count >= 3), "{app} on {os}");
        }
    }
}

#[test]
fn a_link_that_does_not_want_it_sends_everybody_to_wa_me() {
    for phone in phones() {
        let client = user_agent::read(phone.agent);
        assert_eq!(way(&client, phone.agent, &Deeplink::default()), Way::Plain, "{}", phone.agent);
    }
}

#[test]
fn an_app_that_is_listed_keeps_wa_me_and_no_other_does() {
    let settings = Deeplink { plain_in: vec!["tiktok".into(), "webview".into()], ..enabled() };
    for phone in phones() {
        let client = user_agent::read(phone.agent);
        let listed = ["tiktok", "webview"].contains(&phone.in_app);
        let meant = if listed { "plain" } else { phone.way };
        assert_eq!(way(&client, phone.agent, &settings).as_str(), meant, "{}", phone.agent);
    }
}

#[test]
fn the_page_with_the_code_is_for_desktops_whether_or_not_phones_get_deeplinks() {
    for enabled in [false, true] {
        let settings = Deeplink { enabled, desktop_qr: true, ..Deeplink::default() };
        for phone in phones() {
            let client = user_agent::read(phone.agent);
            let way = way(&client, phone.agent, &settings);
            assert_eq!(way == Way::DesktopPage, phone.device == "desktop", "{}", phone.agent);
        }
    }
}

#[test]
fn whoever_says_nothing_of_themselves_gets_wa_me() {
    let settings = Deeplink { desktop_qr: true, ..enabled() };
    for agent in ["", "💬", "curl/8.5.0"] {
        assert_eq!(way(&user_agent::read(agent), agent, &settings), Way::Plain, "{agent:?}");
    }
    let watch = Client { device: Device::Mobile, ..Client::default() };
    assert_eq!(way(&watch, "", &settings), Way::Plain);
}
