//! A link that goes without identifiers: it rotates and counts, and knows nobody.

use crate::house::{House, PHONE, SECOND, Tap, by_phone, name, on_both};
use domain::draft::destination::NewDestination;
use domain::draft::link::LinkDraft;
use domain::draft::replay::ReplayDraft;
use domain::draft::simulation::Simulation;
use domain::form::check::Typed;
use domain::id::{LeadId, LinkId};
use domain::language::Locale;
use domain::lead::Lead;
use domain::visit::{Entry, Step};
use engine::click::{Answer, Clicked, LeftNumberForm, NumberLeft, Request, SentForm};
use engine::conversions::{deliveries, destinations};
use engine::leads;
use engine::links::{self, LinkView};
use engine::replay::replay;
use engine::simulate::simulate;
use engine::visits::{self, Asked, Facet, Figure};
use serde_json::{Value, json};
use store::reports::{By, Days, overview, recount};
use store::visits::Filter;

const FROM: &str = "https://news.example/secret-page?mail=secret-mail";
const QUERY: &str = "utm_source=ig&utm_campaign=nov&fbclid=secret-click&k_budget=secret-key&size=secret-size\
                     &_p=https%3A%2F%2Fshop.example%2Fsecret-product";
const PIXEL: &str = "_fbp=fb.1.1.secret-pixel";

/// What must be nowhere.
const SECRETS: [&str; 5] = ["secret", "203.0.113.7", "SM-A546E", PHONE, "Ubud"];

async fn promo(house: &House, members: usize, more: Value) -> LinkView {
    let members: Vec<Value> = (0..members)
        .map(|n| json!({"name": char::from(b'A' + n as u8).to_string(), "number": format!("+62812345678{n:02}")}))
        .collect();
    let mut link = json!({
        "slug": "promo", "name": "Promo", "message": "Hi {{name}}, {{lead}} {{code}}", "cookies": false,
        "pool": {"method": "round_robin", "members": members}
    });
    link.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    house.link(link).await
}

fn request<'r>(query: &'r str, cookie: &'r str) -> Request<'r> {
    let mut request = by_phone("promo", query, cookie);
    request.headers.referer = FROM;
    request
}

fn nothing_of_a_person(what: &impl std::fmt::Debug) {
    let text = format!("{what:?}");
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

async fn keep(house: &House, clicked: &Clicked<'_>) {
    if let Some(entry) = &clicked.entry {
        let lead = clicked.lead.map(|lead| lead.0);
        house.engine.journal.append(entry, lead, house.engine.journal.direct_lane()).await.unwrap();
    }
}

async fn rows(house: &House, filter: Filter) -> Vec<store::visits::Visit> {
    house.settle();
    let asked = Asked { filter, ..Asked::default() };
    visits::list(&house.engine, &house.who, asked, None, 200).await.unwrap().items
}

async fn everybody(house: &House) -> Vec<Lead> {
    house.settle();
    leads::list(&house.engine, &house.who, Default::default(), None, 50).await.unwrap().items
}

#[test]
fn taps_take_turns_one_by_one_and_leave_nothing_that_tells_one_visitor_from_another() {
    on_both(async |house| {
        // Somebody whom another link knows.
        house.link(json!({"slug": "other", "name": "Other", "pool": {"members": [{"name": "Z", "number": "+628111111111"}]}})).await;
        let known = house.tap(by_phone("other", "fbclid=secret-click", "")).await;
        assert!(known.cookie.starts_with("giliran_visitor=") && known.visit.unwrap().lead.is_some());
        house.settle();
        promo(house, 2, json!({})).await;
        let body = json!({"platform": "meta", "name": "one", "settings": {"dataset_id": "123"},
            "credentials": {"access_token": "token-0123456789"}});
        destinations::create(&house.engine, &house.who, NewDestination::parse(&body).unwrap()).await.unwrap();
        let told = deliveries::page(&house.engine, &house.who, Default::default(), None, 50).await.unwrap().items.len();

        let cookie = format!("{}; {PIXEL}", known.cookie);
        let mut taps: Vec<Tap> = Vec::new();
        for _ in 0..5 {
            taps.push(house.tap(request(QUERY, &cookie)).await);
            house.later(SECOND);
        }
        assert_eq!(taps.iter().map(name).collect::<String>(), "ABABA", "two quick taps are two turns");
        for tap in &taps {
            let visit = tap.visit.as_ref().unwrap();
            assert_eq!((tap.cookie.as_str(), visit.lead, visit.repeat), ("", None, false));
            assert!(
                tap.location.ends_with("text=Hi%20A%2C") || tap.location.ends_with("text=Hi%20B%2C"),
                "{}",
                tap.location
            );
            assert!(visit.is_unidentified() && visit.turn.is_some() && visit.agent.is_some());
            assert!(
                !visit.steps.iter().any(|step| matches!(step, Step::Identified { .. } | Step::PixelCookies { .. }))
            );
            assert_eq!((&*visit.source, &*visit.facts.origin.referrer), ("ads", "https://shop.example/"));
            nothing_of_a_person(visit);
        }
        for visit in rows(house, Filter { figure: Some(Figure::Visits), ..Filter::default() }).await.iter().take(5) {
            nothing_of_a_person(&visit.visit());
            assert!(visit.visit().lead.is_none());
        }
        assert_eq!(everybody(house).await.len(), 1, "nobody but whom the other link knows");
        let now = deliveries::page(&house.engine, &house.who, Default::default(), None, 50).await.unwrap().items.len();
        assert_eq!(now, told, "no platform hears of a click");
        // The click that this link forgot is still that visitor's at the other one.
        house.later(60 * SECOND);
        let again = house.tap(by_phone("other", "fbclid=secret-click", "")).await;
        assert_eq!(again.visit.unwrap().lead.map(|lead| (lead.id, lead.is_new)), Some((LeadId(1), false)));
        // And one that only this link saw is nobody's.
        house.tap(request("fbclid=secret-other", "")).await;
        let fresh = house.tap(by_phone("other", "fbclid=secret-other", "")).await;
        assert!(fresh.visit.unwrap().lead.unwrap().is_new);
    });
}

#[test]
fn every_grouping_counts_the_taps_as_the_rows_recounted_do() {
    on_both(async |house| {
        promo(house, 2, json!({})).await;
        for query in [QUERY, QUERY, "utm_source=tt&utm_campaign=dec", ""] {
            house.tap(request(query, "")).await;
        }
        house.settle();
        let (workspace, days) = (house.who.workspace, Days::of_numbers(20261101, 20261102).unwrap());
        let figures = async |by: By| {
            let read = move |tx: &mut store::Tx<'_>| overview(tx, workspace, days, by, None);
            house.engine.store.read(read).await.unwrap()
        };
        for by in By::ALL {
            let told = figures(by).await;
            assert_eq!((told.totals.counts.clicks, told.totals.counts.leads), (4, 0), "{by:?}");
            assert_eq!(told.lines.iter().map(|line| line.figures.counts.clicks).sum::<i64>(), 4, "{by:?}");
        }
        for (by, key, clicks) in [
            (By::Source, "ads", 2),
            (By::Source, "tt", 1),
            (By::Source, "website", 1),
            (By::Campaign, "nov", 2),
            (By::Platform, "meta", 2),
            (By::Device, "mobile", 4),
        ] {
            let lines = figures(by).await.lines;
            let line = lines.iter().find(|line| line.key == key).unwrap_or_else(|| panic!("{by:?} {key}"));
            assert_eq!(line.figures.counts.clicks, clicks, "{by:?} {key}");
        }
        let agents = figures(By::Agent).await.lines;
        assert_eq!(agents.iter().map(|line| line.figures.counts.clicks).collect::<Vec<_>>(), [2, 2]);
        let mut before = Vec::new();
        for by in By::ALL {
            before.push(figures(by).await);
        }
        house.engine.store.write(move |tx| recount(tx, workspace)).await.unwrap();
        for (by, before) in By::ALL.into_iter().zip(before) {
            assert_eq!(figures(by).await, before, "{by:?}: what is kept is what the rows give");
        }
    });
}

#[test]
fn rules_see_neither_a_new_nor_a_returning_visitor_and_weights_and_caps_work() {
    on_both(async |house| {
        let ask = |value| json!({"field": "visitor", "op": "is", "value": value});
        let shop = |name: &str| json!({"name": name, "then": {"pool": true}});
        let rule = |name: &str, when: Value| {
            let mut rule = shop(name);
            rule["when"] = when;
            rule
        };
        let link = house
            .link(json!({
                "slug": "promo", "name": "Promo", "message": "Hi {{name}}", "cookies": false,
                "pool": {"method": "weighted", "members": [
                    {"name": "A", "number": "+6281234567800", "weight": 2},
                    {"name": "B", "number": "+6281234567801", "weight": 1, "daily_cap": 1}]},
                "rules": [rule("New", ask("new")), rule("Returning", ask("returning")),
                          rule("Size", json!({"field": "query", "key": "size", "op": "equal", "value": ["x"]})),
                          rule("Rest", json!({"all": []}))]
            }))
            .await;
        let mut names = String::new();
        for _ in 0..6 {
            let tap = house.tap(request(QUERY, "")).await;
            names.push(name(&tap));
            let visit = tap.visit.unwrap();
            let passed: Vec<(&str, &str)> = visit
                .steps
                .iter()
                .filter_map(|step| match step {
                    Step::RuleNotMet { name, seen, .. } => Some((&**name, &**seen)),
                    _ => None,
                })
                .collect();
            assert_eq!(passed, [("New", ""), ("Returning", ""), ("Size", domain::visit::UNKEPT)]);
            nothing_of_a_person(&visit);
        }
        assert_eq!(names.matches('B').count(), 1, "one a day: {names}");
        let found = engine::check::check(&house.engine, &house.who, link.link.id).unwrap().findings;
        let never = found.iter().filter(|f| f.what == domain::route::check::What::NobodyRecognised);
        assert_eq!(never.map(|f| f.rule).collect::<Vec<_>>(), [Some(0), Some(1)]);

        house.settle();
        let replayed = replay(&house.engine, &house.who, link.link.id, ReplayDraft::parse(&json!({})).unwrap()).await;
        let replayed = replayed.unwrap();
        assert_eq!((replayed.visits, replayed.unidentified, replayed.moved), (6, 6, 0));
        let wish = Simulation::parse(&json!({"returning": true, "query": "fbclid=x"})).unwrap();
        let imagined = simulate(&house.engine, &house.who, link.link.id, &wish).await.unwrap();
        assert!(imagined.steps.contains(&Step::WithoutIdentifiers), "{imagined:?}");
        let met = imagined.steps.iter().filter_map(|step| match step {
            Step::RuleMet { name, .. } => Some(&**name),
            _ => None,
        });
        assert_eq!(met.collect::<Vec<_>>(), ["Rest"]);
    });
}

#[test]
fn what_comes_before_and_after_the_switch_is_recognised_or_not_by_the_link_as_it_is_then() {
    on_both(async |house| {
        let link = house.promo(&[1, 1]).await;
        let known = house.new_visitor().await;
        let switch = async |cookies: bool| {
            let draft = LinkDraft::parse(&json!({ "cookies": cookies }), "ID").unwrap();
            links::patch(&house.engine, &house.who, link.link.id, None, draft).await.unwrap()
        };
        assert!(!switch(false).await.link.cookies);
        house.later(60 * SECOND);
        let tap = house.comes_back(&known.cookie).await;
        assert_eq!((name(&tap), tap.cookie.as_str()), ('B', ""), "not sticky, whoever it is");
        assert!(switch(true).await.link.cookies);
        house.later(60 * SECOND);
        let back = house.comes_back(&known.cookie).await;
        let lead = back.visit.unwrap().lead.unwrap();
        assert_eq!((lead.id, lead.is_new, everybody(house).await[0].visit_count), (LeadId(1), false, 2));
    });
}

#[test]
fn machines_are_answered_as_ever_and_kept_without_identifiers_too() {
    on_both(async |house| {
        promo(house, 1, json!({})).await;
        let mut prefetch = request(QUERY, PIXEL);
        prefetch.headers.sec_purpose = "prefetch";
        let clicked = house.engine.click(&prefetch).await;
        assert!(matches!(clicked.answer, Answer::ComeAgain) && clicked.lead.is_none());
        nothing_of_a_person(&clicked.entry);
        let mut crawler = request(QUERY, "");
        crawler.headers.user_agent = "WhatsApp/2.23.20.0 A";
        let clicked = house.engine.click(&crawler).await;
        assert!(matches!(clicked.answer, Answer::Preview { .. }));
        nothing_of_a_person(&clicked.entry);
    });
}

#[test]
fn the_page_that_opens_a_chat_tells_nothing_and_carries_no_code() {
    on_both(async |house| {
        promo(house, 1, json!({"deeplink": {"enabled": true}})).await;
        let mut tap = request(QUERY, "");
        tap.headers.user_agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
                                  (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        let clicked = house.engine.click(&tap).await;
        let Answer::OpenApp(page) = &clicked.answer else { panic!("{clicked:?}") };
        assert_eq!((page.ticket.as_str(), page.cookie.as_deref(), page.chat.text.as_str()), ("", None, "Hi A,"));
        nothing_of_a_person(&clicked.entry);
    });
}

/// A form that was shown: its word, and whether a cookie came with it.
async fn shown(house: &House) -> String {
    let clicked = house.engine.click(&request(QUERY, PIXEL)).await;
    keep(house, &clicked).await;
    let Some(Entry::Visit(visit)) = &clicked.entry else { panic!("{clicked:?}") };
    assert!(visit.lead.is_none() && visit.steps.contains(&Step::FormShown));
    nothing_of_a_person(visit);
    let Answer::Form { view, cookie: None, .. } = clicked.answer else { panic!("{clicked:?}") };
    view.token
}

async fn send(house: &House, token: &str, phone: &str) -> Clicked<'static> {
    let pairs = [("form", token), ("name", "Dewi"), ("phone", phone), ("website", ""), ("consent", "yes")];
    let typed = Typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
    let sent = house.engine.send_form(&request(QUERY, PIXEL), &typed, Locale::Id).await;
    let SentForm::Done { clicked, .. } = sent else { panic!("taken: {sent:?}") };
    keep(house, &clicked).await;
    *clicked
}

fn form() -> Value {
    json!({"form": {"enabled": true, "name": "required", "phone": "optional", "consent": {"text": "I agree"}}})
}

fn lead_of(clicked: &Clicked<'_>) -> LeadId {
    let Some(Entry::FormSent(sent)) = &clicked.entry else { panic!("{clicked:?}") };
    nothing_of_a_person(&sent.visit);
    assert!(sent.visit.is_unidentified());
    sent.visit.lead.unwrap().id
}

#[test]
fn a_form_makes_a_lead_when_it_is_sent_and_never_two_of_one() {
    on_both(async |house| {
        let link = promo(house, 2, form()).await;
        let body = json!({"platform": "meta", "name": "one", "settings": {"dataset_id": "123"},
            "credentials": {"access_token": "token-0123456789"}});
        destinations::create(&house.engine, &house.who, NewDestination::parse(&body).unwrap()).await.unwrap();
        let first = shown(house).await;
        house.later(SECOND);
        let second = shown(house).await;
        house.later(SECOND);
        let _never_sent = shown(house).await;
        assert_eq!(everybody(house).await, [], "a page that is open is nobody");
        // A number that a page was given is nobody else's, also after a crash.
        house.crash();
        house.later(60 * SECOND);
        let done = send(house, &first, "0812-3456-7890").await;
        let lead = lead_of(&done);
        let Answer::Redirect { location, cookie: None } = &done.answer else { panic!("{done:?}") };
        assert!(location.contains("Dewi%20%5BK-"), "who gave a name has one, and a code: {location}");
        house.later(SECOND);
        let again = send(house, &first, "0812-3456-7890").await;
        assert_eq!(lead_of(&again), lead, "pressed twice is sent once");
        let Answer::Redirect { location: same, .. } = &again.answer else { panic!("{again:?}") };
        assert_eq!(same, location, "and goes to whom it went");
        let other = lead_of(&send(house, &second, "0812-3456-7891").await);
        assert_ne!(other, lead);

        let mut all = everybody(house).await;
        all.sort_by_key(|lead| lead.id);
        let told = |lead: &Lead| (lead.name.clone().unwrap(), lead.phone.clone().unwrap(), lead.visit_count);
        let all_told: Vec<_> = all.iter().map(told).collect();
        assert_eq!(
            all_told,
            [("Dewi".into(), "+6281234567890".into(), 0), ("Dewi".into(), "+6281234567891".into(), 0)]
        );
        assert!(all.iter().all(|lead| lead.agent.is_some() && lead.consent.is_some()));
        nothing_of_a_person(&all);
        let sent = deliveries::page(&house.engine, &house.who, Default::default(), None, 50).await.unwrap().items;
        assert_eq!(sent.len(), 2, "a form each, no click: {sent:?}");

        // The figures of the link count the forms, and lead to the visits that showed them.
        let id = link.link.id;
        let figures = link_figures(house, id, Filter::default()).await;
        assert_eq!((figures.totals.clicks, figures.sent, figures.people), (3, 2, Some(0)));
        let narrowed = Filter { lines: vec![(Facet::Campaign, "nov".into())], ..Filter::default() };
        assert_eq!(link_figures(house, id, narrowed).await.sent, 2, "counted row by row it is the same");
        let after = store::visits::After::parse("form", "sent");
        assert_eq!(rows(house, Filter { link: Some(id), after, ..Filter::default() }).await.len(), 2);
        let replayed = replay(&house.engine, &house.who, id, ReplayDraft::parse(&json!({})).unwrap()).await.unwrap();
        assert_eq!((replayed.forms, replayed.not_sent, replayed.moved), (2, 1, 0), "{replayed:?}");
    });
}

async fn link_figures(house: &House, id: LinkId, narrow: Filter) -> store::reports::LinkFigures {
    let (workspace, days) = (house.who.workspace, Days::of_numbers(20261101, 20261102).unwrap());
    let read = move |tx: &mut store::Tx<'_>| store::reports::link_figures(tx, workspace, id, days, &narrow);
    house.engine.store.read(read).await.unwrap().unwrap()
}

#[test]
fn who_leaves_a_number_is_one_lead_with_the_form_they_sent_before_and_however_often_they_press() {
    on_both(async |house| {
        promo(house, 0, form()).await;
        let token = shown(house).await;
        house.later(60 * SECOND);
        let done = send(house, &token, "").await;
        let lead = lead_of(&done);
        let Answer::LeaveNumber { word, cookie: None, .. } = &done.answer else { panic!("{done:?}") };
        for _ in 0..2 {
            let typed =
                LeftNumberForm { phone: "0812-3456-7890".into(), page: word.clone(), ..LeftNumberForm::default() };
            let left = house.engine.leave_number(&request(QUERY, PIXEL), &typed);
            let NumberLeft::Thanks { entry, lead: of, cookie: None, .. } = left else { panic!("{left:?}") };
            assert_eq!(of, lead);
            let Entry::LeftNumber(number) = &*entry else { panic!("{entry:?}") };
            nothing_of_a_person(&number.facts);
            house.engine.journal.append(&entry, Some(of.0), house.engine.journal.direct_lane()).await.unwrap();
        }
        let all = everybody(house).await;
        assert_eq!(
            all.iter().map(|lead| (lead.id, lead.phone.as_deref())).collect::<Vec<_>>(),
            [(lead, Some("+6281234567890"))]
        );
        nothing_of_a_person(&all);
        // A word that is none, or another link's, names nobody.
        let typed = LeftNumberForm { phone: "0812-3456-7891".into(), page: "x".into(), ..LeftNumberForm::default() };
        let NumberLeft::Thanks { lead: of, .. } = house.engine.leave_number(&request("", ""), &typed) else { panic!() };
        assert_ne!(of, lead);
    });
}
