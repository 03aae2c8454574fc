#![allow(clippy::unwrap_used)]
use super::samples::{MACHINES, PEOPLE, PREVIEWS};
use super::*;
use proptest::prelude::*;

fn by(user_agent: &str) -> Verdict {
    classify(Method::Get, &Headers { user_agent, ..Headers::default() }, false)
}

#[test]
fn a_person_is_never_taken_for_a_machine() {
    let wrong: Vec<_> = PEOPLE.iter().map(|p| (p.agent, by(p.agent))).filter(|(_, v)| v.kind != Kind::Human).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn preview_fetchers_are_previews_by_name() {
    for agent in PREVIEWS {
        let verdict = by(agent);
        assert_eq!((verdict.kind, verdict.reason), (Kind::Preview, KindReason::PreviewAgent), "{agent}: {verdict:?}");
        assert!(!verdict.detail.is_empty());
    }
}

#[test]
fn crawlers_and_scripts_are_bots_by_name() {
    for agent in MACHINES {
        let verdict = by(agent);
        assert_eq!((verdict.kind, verdict.reason), (Kind::Bot, KindReason::CrawlerAgent), "{agent}: {verdict:?}");
        assert!(!verdict.detail.is_empty());
    }
}

#[test]
fn the_names_of_apps_do_not_make_bots() {
    // Each stands in the user agents of people; a pattern of the list may hold it.
    let phone = "Mozilla/5.0 (Linux; Android 13; SM-A145F; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 \
                 Chrome/121.0.0.0 Mobile Safari/537.36";
    for app in [
        "TikTok",
        "Snapchat",
        "Pinterest",
        "Google/google",
        "Viber",
        "WhatsApp",
        "Tumblr/34",
        "PayPal/8",
        "Notion/3",
        "Asana/7",
        "Bluesky/1.9",
        "Grammarly/2",
        "Goodreads",
        "HubSpot",
        "Feedly",
        "Instapaper/8",
        "Code/1.96",
        "Sogou",
        "SogouMobileBrowser/5.2",
        "Podimo",
        "Chirp",
        "Hatena",
        "Yeti",
        "Speedy",
        "Sonic",
        "Fluid",
        "Stripe/1",
        "axios",
        "Operator/1",
        "Devin",
        "Magellan",
        "okhttp/4.9",
        "Butterfly",
        "Charlotte",
        "RED/2",
        "mail.ru/14",
        "Webflow",
    ] {
        let agent = format!("{phone} {app}");
        assert_eq!(by(&agent).kind, Kind::Human, "{app}");
    }
}

#[test]
fn no_user_agent_is_a_bot() {
    for agent in ["", " ", "\t"] {
        assert_eq!(by(agent).reason, KindReason::NoUserAgent);
    }
}

#[test]
fn a_user_agent_without_a_letter_is_none_and_one_with_a_letter_is_somebodys() {
    let cases = [
        ("-", KindReason::NoUserAgent),
        ("--", KindReason::NoUserAgent),
        ("\"\"", KindReason::NoUserAgent),
        ("?", KindReason::NoUserAgent),
        ("()", KindReason::NoUserAgent),
        ("/5.0 (; )", KindReason::NoUserAgent),
        ("1.0", KindReason::NoUserAgent),
        ("192.0.2.1", KindReason::NoUserAgent),
        (" * ", KindReason::NoUserAgent),
        ("\u{fffd}", KindReason::NoUserAgent),
        ("x", KindReason::Person),
        ("-a-", KindReason::Person),
        ("我的浏览器", KindReason::Person),
        ("Браузер/1.0", KindReason::Person),
        // Short names that apps with a browser inside open a page with.
        ("Instagram 330.0.0.28.90 Android", KindReason::Person),
        ("[FBAN/FBIOS;FBAV/440.0.0.0]", KindReason::Person),
        ("musical_ly_33.0.0", KindReason::Person),
        ("Line/14.0.0", KindReason::Person),
    ];
    for (agent, reason) in cases {
        assert_eq!(by(agent).reason, reason, "{agent:?}");
    }
    let marked = Headers { user_agent: "-", ..Headers::default() };
    assert_eq!(
        classify(Method::Get, &marked, true).reason,
        KindReason::NoUserAgent,
        "a QR code's mark changes nothing"
    );
    assert_eq!(classify(Method::Head, &marked, false).reason, KindReason::HeadMethod);
}

#[test]
fn a_prefetch_is_told_by_its_header_whoever_it_says_it_is() {
    let person = Headers { user_agent: PEOPLE[0].agent, ..Headers::default() };
    let cases = [
        (Headers { sec_purpose: "prefetch", ..person }, "Sec-Purpose"),
        (Headers { sec_purpose: "prefetch;prerender", ..person }, "Sec-Purpose"),
        (Headers { sec_purpose: "prefetch;anonymous-client-ip", ..person }, "Sec-Purpose"),
        (Headers { purpose: "prefetch", ..person }, "Purpose"),
        (Headers { purpose: "preview", ..person }, "Purpose"),
        (Headers { x_purpose: "preview", ..person }, "X-Purpose"),
        (Headers { x_purpose: "Preview", ..person }, "X-Purpose"),
        (Headers { x_moz: "prefetch", ..person }, "X-Moz"),
        (Headers { user_agent: "", x_moz: "prefetch", ..person }, "X-Moz"),
        (Headers { user_agent: "WhatsApp/2.24", sec_purpose: "prefetch", ..person }, "Sec-Purpose"),
    ];
    for (headers, header) in cases {
        let verdict = classify(Method::Get, &headers, true);
        assert_eq!((verdict.kind, &*verdict.detail), (Kind::Prefetch, header), "{headers:?}");
    }
    let others = Headers { sec_purpose: "navigate", purpose: "x", x_purpose: "é", x_moz: "microsummary", ..person };
    assert_eq!(classify(Method::Get, &others, false).kind, Kind::Human);
}

#[test]
fn head_goes_before_everything() {
    let headers = Headers { user_agent: "curl/8", sec_purpose: "prefetch", ..Headers::default() };
    assert_eq!(classify(Method::Head, &headers, true).kind, Kind::Head);
    assert_eq!(classify(Method::Head, &Headers::default(), false).reason, KindReason::HeadMethod);
}

#[test]
fn the_mark_of_a_qr_code_makes_a_scan_of_a_person_and_of_nobody_else() {
    let scan = |user_agent| classify(Method::Get, &Headers { user_agent, ..Headers::default() }, true).kind;
    assert_eq!(scan(PEOPLE[0].agent), Kind::Scan);
    assert_eq!(scan("WhatsApp/2.24.6.77 A"), Kind::Preview);
    assert_eq!(scan("curl/8.5.0"), Kind::Bot);
    assert_eq!(scan(""), Kind::Bot);
}

#[test]
fn the_published_list_is_whole_and_every_plain_name_of_it_is_found() {
    let list: Vec<_> = include_str!("../../../../data/crawlers/crawler-user-agents.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once('\t').unwrap().0)
        .collect();
    assert_eq!(list.len(), 1500);
    for pattern in list {
        if let Some(name) = super::crawlers::plain_text(pattern) {
            assert!(super::crawlers::find(&name).is_some(), "{pattern}");
        }
    }
}

#[test]
fn a_name_far_behind_is_not_looked_for() {
    let agent = format!("{}{} Googlebot/2.1", PEOPLE[0].agent, " x".repeat(8_000));
    assert_eq!(by(&agent).kind, Kind::Human);
}

proptest! {
    #[test]
    fn anything_gets_an_answer(agent in ".{0,3000}", purpose in ".{0,20}", scan: bool) {
        let headers = Headers { user_agent: &agent, purpose: &purpose, ..Headers::default() };
        let verdict = classify(Method::Get, &headers, scan);
        prop_assert_eq!(verdict.kind == Kind::Human, verdict.reason == KindReason::Person);
    }
}
