//! How chats are opened, from the tap to what the page tells of it.

use crate::house::{House, SECOND, by_phone, on_both};
use domain::deeplink::{Happening, LIFETIME, Way};
use domain::form::check::Typed;
use domain::language::Locale;
use domain::visit::{Entry, Step};
use engine::beacons::{self, Asked, Funnel};
use engine::click::{Answer, OpenApp, Request, SentForm};
use engine::visits::{After, Filter};
use serde_json::json;

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Mobile/15E148 Safari/604.1";
const TIKTOK: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 musical_ly_39.5.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en Region/US";
const DESKTOP: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Safari/537.36";

fn by<'r>(agent: &'r str, cookie: &'r str) -> Request<'r> {
    let mut request = by_phone("promo", "", cookie);
    request.headers.user_agent = agent;
    request
}

async fn promo(house: &House) -> engine::links::LinkView {
    let link = json!({
        "slug": "promo", "name": "Promo", "message": "Hi {{name}}, 100% & {{code}}",
        "pool": {"members": [{"name": "A", "number": "+6281234567800", "weight": 1, "active": true}]},
        "deeplink": {"enabled": true, "plain_in": ["tiktok"], "desktop_qr": true}
    });
    house.link(link).await
}

/// Taps, records, and answers with the page.
async fn page(house: &House, request: Request<'_>) -> OpenApp {
    let clicked = house.engine.click(&request).await;
    record(house, clicked.entry.as_ref().unwrap(), clicked.lead.map(|lead| lead.0)).await;
    match clicked.answer {
        Answer::OpenApp(open) => *open,
        other => panic!("{other:?} is no page"),
    }
}

async fn record(house: &House, entry: &Entry<'_>, lead: Option<i64>) {
    house.engine.journal.append(entry, lead, house.engine.journal.direct_lane()).await.unwrap();
}

async fn tell(house: &House, ticket: &str, what: &str) -> bool {
    match house.engine.hear(ticket, what) {
        Some(entry) => {
            record(house, &entry, None).await;
            true
        }
        None => false,
    }
}

async fn funnel(house: &House, link: domain::id::LinkId) -> Funnel {
    house.settle();
    beacons::opened(&house.engine, &house.who, link, Asked::default()).await.unwrap().funnel
}

#[test]
fn each_visitor_gets_their_way_to_the_same_person_with_the_same_message() {
    on_both(async |house| {
        promo(house).await;
        let chrome = house.tap(by_phone("promo", "", "")).await;
        assert!(chrome.location.starts_with("intent://send?phone=6281234567800&text=Hi%20A%2C%20100%25%20%26%20%5BK-"));
        let way = |steps: &[Step<'_>]| {
            steps.iter().find_map(|step| match step {
                Step::Opened { way } => Some(*way),
                _ => None,
            })
        };
        assert_eq!(way(&chrome.visit.unwrap().steps), Some(Way::Intent));
        let iphone = page(house, by(IPHONE, "")).await;
        assert_eq!((iphone.way, iphone.chat.name.as_str(), iphone.business.as_str()), (Way::Page, "A", "Toko Kopi"));
        assert!(iphone.chat.digits == "6281234567800" && iphone.chat.text.starts_with("Hi A, 100% & [K-"));
        assert!(iphone.cookie.is_some() && !iphone.ticket.is_empty());
        assert_eq!(page(house, by(DESKTOP, "")).await.way, Way::DesktopPage);
        let tiktok = house.tap(by(TIKTOK, "")).await;
        assert!(tiktok.location.starts_with("https://wa.me/6281234567800?text="), "{}", tiktok.location);
        let crawler = house.tap(by("Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Mobile/15E148 Safari/604.1 (compatible; AdsBot-Google-Mobile; +http://www.google.com/mobile/adsbot.html)", "")).await;
        assert_eq!(crawler.location, "https://wa.me/6281234567800?text=Hi%20A%2C%20100%25%20%26");
    });
}

#[test]
fn what_a_page_tells_is_counted_once_and_only_with_its_own_ticket() {
    on_both(async |house| {
        let link = promo(house).await.link.id;
        let open = page(house, by(IPHONE, "")).await;
        assert!(tell(house, &open.ticket, "shown").await);
        assert!(!tell(house, &open.ticket, "shown").await, "told before");
        assert!(tell(house, &open.ticket, "opened").await);
        for forged in ["", "1.x", &open.ticket[1..], &open.ticket.replace("1.", "2."), &format!("{}x", open.ticket)] {
            assert!(!tell(house, forged, "button").await, "{forged}");
        }
        assert!(!tell(house, &open.ticket, "paid").await);
        assert!(!tell(house, &open.ticket, "").await);
        let expected = Funnel { page: 1, shown: 1, opened: 1, ..Funnel::default() };
        assert_eq!(funnel(house, link).await, expected);
        house.later(LIFETIME + SECOND);
        assert!(!tell(house, &open.ticket, "copied").await, "two days later");
        // What is still in memory of it is gone; what is in the store is not.
        house.restart();
        assert_eq!(beacons::opened(&house.engine, &house.who, link, Asked::default()).await.unwrap().funnel, expected);
    });
}

#[test]
fn a_second_tap_within_ten_seconds_tells_of_the_first_visit() {
    on_both(async |house| {
        let link = promo(house).await.link.id;
        let first = page(house, by(IPHONE, "")).await;
        let cookie = format!("giliran_visitor={}", first.cookie.clone().unwrap());
        house.later(3 * SECOND);
        let again = page(house, by(IPHONE, &cookie)).await;
        assert_eq!(again.ticket, first.ticket);
        assert_eq!(again.chat, first.chat);
        assert!(tell(house, &again.ticket, "shown").await);
        house.later(30 * SECOND);
        let later = page(house, by(IPHONE, &cookie)).await;
        assert_ne!(later.ticket, first.ticket);
        assert!(tell(house, &later.ticket, "shown").await);
        assert_eq!(funnel(house, link).await, Funnel { page: 2, shown: 2, ..Funnel::default() });
    });
}

#[test]
fn the_rows_behind_a_figure_name_the_visitors() {
    on_both(async |house| {
        let link = promo(house).await.link.id;
        let open = page(house, by(IPHONE, "")).await;
        tell(house, &open.ticket, "fell_back").await;
        house.settle();
        let asked = Asked::default();
        let what = beacons::What::parse("fell_back").unwrap();
        let seen = beacons::visits(&house.engine, &house.who, link, what, asked, None, 10).await.unwrap();
        assert_eq!((seen.items.len(), seen.more), (1, false));
        let code = house.engine.code(seen.items[0].lead);
        assert!(open.chat.text.contains(&format!("[K-{code}]")));
        let opened = beacons::opened(&house.engine, &house.who, link, asked).await.unwrap();
        assert_eq!(opened.people, 1);
    });
}

#[test]
fn a_chat_that_is_opened_when_a_form_was_sent_is_told_of_the_visit_that_was_shown_the_form() {
    on_both(async |house| {
        let link = house
            .link(json!({
                "slug": "promo", "name": "Promo", "message": "Hi {{name}} {{code}}",
                "pool": {"members": [{"name": "A", "number": "+6281234567800"}]},
                "deeplink": {"enabled": true}, "form": {"enabled": true, "name": "required"}
            }))
            .await;
        let link = link.link.id;
        let mut shown = Vec::new();
        // One sends it at once, one taps twice and sends the second page, one lets it stand open for nearly a day.
        for waits in [2, 3, 23 * 3_600] {
            let mut clicked = house.engine.click(&by(IPHONE, "")).await;
            record(house, clicked.entry.as_ref().unwrap(), clicked.lead.map(|lead| lead.0)).await;
            let Some(Entry::Visit(visit)) = &clicked.entry else { panic!("{clicked:?}") };
            shown.push((visit.at, visit.lead.unwrap().id));
            let Answer::Form { view, cookie: Some(cookie), .. } = clicked.answer else { panic!("a form") };
            let (mut token, cookie) = (view.token, format!("giliran_visitor={cookie}"));
            if waits == 3 {
                house.later(4 * SECOND);
                clicked = house.engine.click(&by(IPHONE, &cookie)).await;
                record(house, clicked.entry.as_ref().unwrap(), clicked.lead.map(|lead| lead.0)).await;
                let Answer::Form { view, .. } = clicked.answer else { panic!("a form") };
                token = view.token;
            }
            house.later(waits * SECOND);
            for first in [true, false] {
                let typed = [("form", token.as_str()), ("name", "Dewi")];
                let typed = Typed(typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
                let request = by(IPHONE, &cookie);
                let sent = house.engine.send_form(&request, &typed, Locale::Id).await;
                let SentForm::Done { clicked, .. } = sent else { panic!("{sent:?}") };
                record(house, clicked.entry.as_ref().unwrap(), clicked.lead.map(|lead| lead.0)).await;
                let Answer::OpenApp(open) = clicked.answer else { panic!("{:?} is no page", clicked.answer) };
                house.later(20 * SECOND);
                // A second press is the same form, and tells nothing new of it.
                assert_eq!(tell(house, &open.ticket, "shown").await, first);
                assert_eq!(tell(house, &open.ticket, "opened").await, first);
            }
        }
        house.settle();
        // A restarted node remembers no telling, and its store keeps each once.
        let asked = engine::reports::link::Asked::default();
        let figures = engine::reports::link::link(&house.engine, &house.who, link, asked).await.unwrap().figures;
        let told = |what| figures.happened.iter().find(|(one, _)| *one == what).map(|(_, number)| *number);
        assert_eq!((figures.sent, told(Happening::Shown), told(Happening::Opened)), (3, Some(3), Some(3)));
        let ways: Vec<i64> =
            Way::ALL.iter().map(|way| figures.opened.iter().find(|o| o.0 == *way).unwrap().1).collect();
        assert_eq!(ways, [0, 0, 3, 0], "{:?}", Way::ALL);
        for after in [After::Happened(Happening::Opened), After::Opened(Way::Page), After::FormSent] {
            let filter = Filter { link: Some(link), after: Some(after.clone()), ..Filter::default() };
            let asked = engine::visits::Asked { filter, ..engine::visits::Asked::default() };
            let rows = engine::visits::list(&house.engine, &house.who, asked, None, 10).await.unwrap();
            let mut leads: Vec<_> = rows.items.iter().map(|row| row.visit().lead.unwrap().id).collect();
            leads.sort();
            assert_eq!(leads, shown.iter().map(|(_, lead)| *lead).collect::<Vec<_>>(), "{after:?}");
        }
        let expected = Funnel { page: 3, shown: 3, opened: 3, ..Funnel::default() };
        assert_eq!(funnel(house, link).await, expected);
    });
}
