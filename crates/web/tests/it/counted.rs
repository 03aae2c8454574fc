//! Every number of the overview and of a link's page leads to exactly the rows that it counts, on both stores and in
//! both languages; and the API lists the same visits.

use crate::house::{House, PASSWORD, SECOND, START, on_both, promo};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use domain::classify::{Headers, Method};
use domain::deeplink::Way;
use domain::id::{AgentId, LeadId, LinkId, MemberId, RuleId};
use domain::visit::{Entry, Kind, KindReason, LeftNumber, OffReason, Step, Visit, VisitLead};
use engine::click::{Address, Answer, Request as Click};
use http_body_util::BodyExt;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::reports::bring_up;
use store::testing::history::{self, Dice, filtered, mixed, project_entries, project_of};
use tower::ServiceExt;

const PHONE: &str = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/130.0.0.0 Mobile Safari/537.36";
const HOUR: i64 = 3_600 * SECOND;
/// 2026-11-13 07:00 in Jakarta.
const END: i64 = START + 12 * 24 * HOUR;

/// Twelve days of two links: people of many places, repeats, scans, machines, and some leads that bought, one twice.
async fn busy(house: &House) -> (LinkId, Desk) {
    let mut links = Vec::new();
    for slug in ["promo", "bio"] {
        let made = house.post("/api/v1/links", promo(slug)).await.ok(201);
        links.push(LinkId::parse(made["id"].as_str().unwrap()).unwrap());
    }
    let pool = house.engine.live.now();
    let agents: Vec<AgentId> = pool.agent_names.keys().copied().collect();
    assert_eq!(agents.len(), 2);
    let past = history::House { workspace: house.owner.workspace, links: links.clone(), agents };
    let mut dice = Dice(3);
    let mut visits: Vec<Visit<'static>> = (0..420)
        .map(|n| {
            let at = END - (420 - n) * HOUR * 2 / 3;
            let visit = mixed(&past, &mut dice, LeadId(500_000 + n), at);
            let few = dice.of(&["", "promo", "november"]);
            let mut visit = match dice.below(9) {
                0 => {
                    let (kind, reason) = dice.of(&[
                        (Kind::Bot, KindReason::CrawlerAgent),
                        (Kind::Preview, KindReason::PreviewAgent),
                        (Kind::Prefetch, KindReason::PrefetchHeader),
                        (Kind::Head, KindReason::HeadMethod),
                    ]);
                    let steps = vec![Step::Classified { kind, reason, detail: "seen".into() }];
                    Visit { link: visit.link, steps, ..filtered(&past, kind, at) }
                }
                1 => Visit { kind: Kind::Scan, ..visit },
                2 => Visit { repeat: true, lead: None, ..visit },
                3 => Visit { agent: None, ..visit },
                // Somebody comes back, by what else ever.
                4 if n > 40 => Visit { lead: Some(VisitLead { id: LeadId(500_000 + n - 40), is_new: false }), ..visit },
                _ => visit,
            };
            visit.facts.origin.utm.campaign = few.into();
            visit.facts.client.os = dice.of(&["android", "ios", ""]).into();
            visit.facts.client.in_app = dice.of(&["", "instagram"]).into();
            if visit.kind.is_person() {
                let (rule, member) = (RuleId(history::id(7)), MemberId(history::id(8)));
                let why = dice.of(&OffReason::ALL);
                visit.steps.push(dice.of(&[Some(true), Some(false), None]).map_or(Step::FormShown, |met| match met {
                    true => Step::RuleMet { rule, name: "Spain".into() },
                    false => Step::RulesNotMet { count: 1 },
                }));
                visit.steps.push(Step::MemberOff { member, name: "Rina".into(), why, until: None });
                visit.steps.push(Step::Opened { way: dice.of(&Way::ALL) });
            }
            visit
        })
        .collect();
    // One whose first visit was taken for a machine's begins with the return.
    let mut met = BTreeSet::new();
    for lead in visits.iter_mut().filter(|v| !v.repeat).filter_map(|v| v.lead.as_mut()) {
        lead.is_new = met.insert(lead.id);
    }
    let made = || visits.iter().rev().filter(|v| v.lead.is_some_and(|lead| lead.is_new));
    let buyers: Vec<LeadId> = made().filter_map(|v| v.lead).step_by(9).map(|lead| lead.id).collect();
    let left: Vec<Entry<'static>> = made().step_by(7).map(left_number).collect();
    let store = house.engine.store.clone();
    let projected = move || {
        bring_up(&store).unwrap();
        project_of(&store, 9, visits).unwrap();
        project_entries(&store, 9, left).unwrap();
    };
    tokio::task::spawn_blocking(projected).await.unwrap();
    let stories = buyers.iter().take(20).enumerate().flat_map(|(n, lead)| {
        let at = END - (n as i64 % 6) * 24 * HOUR - 2 * HOUR;
        let bought = ["won", "purchase"][n % 2];
        match n % 5 {
            0 => vec![(at - 73 * HOUR, lead, "won"), (at - 48 * HOUR, lead, "lost"), (at, lead, "purchase")],
            _ => vec![(at, lead, bought)],
        }
    });
    let mut stories: Vec<_> = stories.collect();
    // A clock only goes forward.
    stories.sort();
    for (at, lead, status) in stories {
        house.clock.turn_to(at);
        house.patch(&format!("/api/v1/leads/{lead}"), json!({ "status": status })).await.ok(200);
    }
    house.clock.turn_to(END);
    // And as they come: two who take turns, one of them twice.
    let cookie = tap(house, "").await;
    tap(house, "").await;
    house.clock.turn_to(END + 60 * SECOND);
    tap(house, &cookie).await;
    (links[0], Desk::of(house).await)
}

fn left_number(of: &Visit<'static>) -> Entry<'static> {
    Entry::LeftNumber(LeftNumber {
        at: of.at + SECOND,
        workspace: of.workspace,
        link: of.link,
        lead: of.lead.unwrap(),
        name: "Ayu".into(),
        phone: "+6281234567890".into(),
        note: "".into(),
        source: of.source.clone(),
        facts: of.facts.clone(),
    })
}

/// One tap on the first link, projected; answers the visitor's cookie.
async fn tap(house: &House, cookie: &str) -> String {
    let request = Click {
        method: Method::Get,
        host: "localhost:8080",
        slug: "promo",
        query: "",
        address: Address { peer: [203, 0, 113, 7].into(), x_forwarded_for: "", forwarded: "", country: "ID" },
        headers: Headers { user_agent: PHONE, accept_language: "id-ID,id;q=0.9", ..Headers::default() },
        cookie,
    };
    let clicked = house.engine.click(&request).await;
    let (entry, lane) = (clicked.entry.unwrap(), house.engine.journal.direct_lane());
    house.engine.journal.append(&entry, clicked.lead.map(|lead| lead.0), lane).await.unwrap();
    while house.engine.projector.backlog() > 0 {
        tokio::task::yield_now().await;
    }
    let Answer::Redirect { cookie, .. } = clicked.answer else { panic!("a person is sent on") };
    cookie.map(|cookie| format!("{}={cookie}", domain::identity::cookie::NAME)).unwrap_or_default()
}

/// The desk, signed in.
struct Desk {
    router: Router,
    cookie: String,
}

impl Desk {
    async fn of(house: &House) -> Self {
        let router = web::pages::routes().with_state(Arc::clone(&house.engine));
        let form = format!("email=ani%40example.com&password={}&to=", PASSWORD.replace(' ', "+"));
        let request = Request::post("/app/sign-in").header("content-type", "application/x-www-form-urlencoded");
        let answer = router.clone().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap();
        let cookies = answer.headers().get_all("set-cookie").iter();
        let cookies = cookies.map(|set| set.to_str().unwrap().split(';').next().unwrap().to_owned());
        let cookie = cookies.collect::<Vec<_>>().join("; ");
        Self { router, cookie }
    }

    async fn get(&self, path: &str, locale: &str) -> String {
        let cookie = format!("{}; giliran_locale={locale}", self.cookie);
        let request = Request::get(path).header("cookie", cookie).header("host", "localhost:8080");
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let html = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        assert_eq!(parts.status, 200, "{path}: {html}");
        html
    }

    /// Rows of all pages of a list, each told by its address.
    async fn rows(&self, path: &str, locale: &str) -> usize {
        let mut rows = BTreeSet::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let html = self.get(&path, locale).await;
            let list = html.split("<tbody>").nth(1).map(|rest| rest.split("</tbody>").next().unwrap()).unwrap_or("");
            for row in list.split("<tr").skip(1) {
                let name = row.split("class=\"name").nth(1).unwrap_or(row);
                assert!(rows.insert(href(name)), "{path} lists a row twice");
            }
            let pager = html.find("rel=\"next\"").map(|at| html[..at].rfind("<a ").unwrap());
            next = pager.map(|at| href(&html[at..]));
        }
        rows.len()
    }
}

fn href(html: &str) -> String {
    let at = html.find("href=\"").unwrap() + 6;
    html[at..].split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

/// The numbers of a page that lead to a list: the address and the number.
fn numbers(html: &str) -> BTreeSet<(String, usize)> {
    let anchors = html.split("<a ").skip(1).map(|rest| rest.split("</a>").next().unwrap());
    let of_lists = anchors.filter(|a| a.contains("href=\"/app/visits?") || a.contains("href=\"/app/leads?"));
    of_lists
        .filter_map(|anchor| {
            let text = anchor.split_once('>').unwrap().1;
            let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
            // A name may begin with digits, too: `13:00`.
            text[digits.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric() && c != ':').then_some(())?;
            Some((href(anchor), digits.replace(['.', ','], "").parse().ok()?))
        })
        .collect()
}

#[test]
fn every_number_leads_to_exactly_the_rows_that_it_counts() {
    on_both(async |house| {
        let (link, desk) = busy(house).await;
        let pages = [
            ("/app?period=7d".to_owned(), "en"),
            (format!("/app?from=2026-11-08&to=2026-11-12&link={link}"), "id"),
            ("/app?period=today&show=purchases".to_owned(), "id"),
            ("/app?period=7d&model=last".to_owned(), "id"),
            (format!("/app?from=2026-11-05&to=2026-11-12&link={link}&model=last&by=content"), "en"),
            ("/app?period=7d&model=last&by=platform".to_owned(), "en"),
            ("/app?period=7d&model=last&by=ad".to_owned(), "id"),
            ("/app?period=7d&by=medium".to_owned(), "en"),
            ("/app?period=7d&model=last&by=term".to_owned(), "id"),
            ("/app?period=7d&model=last&by=hour".to_owned(), "en"),
            ("/app?period=7d&model=last&by=day".to_owned(), "en"),
            ("/app?period=7d&model=last&by=link".to_owned(), "id"),
            ("/app?period=7d&model=last&by=agent".to_owned(), "en"),
            ("/app?period=7d&model=last&by=country".to_owned(), "en"),
            ("/app?period=7d&by=device".to_owned(), "en"),
            (format!("/app/links/{link}"), "en"),
            (format!("/app/links/{link}?from=2026-11-07&to=2026-11-11&country=ID&os=android"), "id"),
            (format!("/app/links/{link}?period=30d&kind=human&rule=%7Cnone"), "en"),
        ];
        let mut seen = BTreeSet::new();
        for (page, locale) in pages {
            let found = numbers(&desk.get(&page, locale).await);
            assert!(found.len() > 12, "{page} has numbers: {found:?}");
            let purchases = found.iter().filter(|(path, _)| path.contains("purchased_from"));
            let narrowed = page.contains("os=") || page.contains("rule=");
            let purchases = purchases.map(|(_, number)| number).sum::<usize>();
            assert_eq!(purchases > 0, !narrowed, "{page} has purchases: {found:?}");
            for (path, number) in found {
                if seen.insert(path.clone()) {
                    assert_eq!(desk.rows(&path, locale).await, number, "{page} {path}");
                }
            }
        }
        for part in [
            "figure=clicks",
            "figure=scans",
            "figure=filtered",
            "figure=leads",
            "figure=people",
            "by=agent&key=",
            "by=reason&key=",
            "by=rule&key=",
            "by=member&key=",
            "by=opened&key=",
            "by=form&key=",
            "by=in_app&key=instagram",
            "by=language&key=",
            "data=yes",
            "hour=",
            "by=platform&key=",
            "by=ad&key=",
            "by=hour&key=",
            "model=last",
        ] {
            assert!(seen.iter().any(|path| path.contains(part)), "{part} of {seen:?}");
        }
        assert!(seen.iter().any(|path| path.ends_with("&by=campaign")), "visits without a campaign");
        let turns = numbers(&desk.get(&format!("/app/links/{link}"), "id").await);
        let of = |part: &str| turns.iter().filter(|(path, _)| path.contains(part)).map(|(_, n)| n).sum::<usize>();
        assert_eq!((of("turn_of="), of("back_to=")), (2, 1));
        let turn = turns.iter().find(|(path, n)| path.contains("back_to=") && *n == 1).map(|(path, _)| path);
        assert!(desk.get(turn.unwrap(), "id").await.contains("Kembali ke: A"));
        // What means nothing is left out, and said.
        let html = desk.get(&format!("/app/links/{link}?device=fridge&country=Spain&kind=human"), "en").await;
        for said in ["“fridge” is no device", "“Spain” is no country"] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(seen.iter().any(|path| path.contains("purchased_since=2026-11-0")), "a day within a report");
    });
}

#[test]
fn the_lists_say_what_they_are_narrowed_to_in_both_languages_and_let_go_of_it() {
    on_both(async |house| {
        let (_, desk) = busy(house).await;
        let path = "/app/visits?figure=visits&from=2026-11-12&to=2026-11-05&by=campaign";
        for (locale, said) in [
            ("en", ["Counted as: Visits", "From: Thu 5 Nov 2026", "To: Thu 12 Nov 2026", "Without a campaign"]),
            (
                "id",
                ["Dihitung sebagai: Kunjungan", "Dari: Kam 5 Nov 2026", "Sampai: Kam 12 Nov 2026", "Tanpa kampanye"],
            ),
        ] {
            let html = desk.get(path, locale).await;
            for said in said {
                assert!(html.contains(said), "{said}: {html}");
            }
            let html = html.replace("&#38;", "&");
            assert!(
                html.contains("href=\"/app/visits?figure=visits&by=campaign&to=2026-11-12\""),
                "without its first day"
            );
            assert!(html.contains("name=\"from\" value=\"2026-11-05\""), "the days stand in the form");
            assert!(html.contains("type=\"hidden\" name=\"figure\" value=\"visits\""), "the form keeps the rest");
        }
        let bought = "/app/leads?purchased_from=2026-11-12&purchased_to=2026-11-13&purchased_since=2026-11-07";
        let html = desk.get(bought, "id").await;
        for said in [
            "Membeli dari: Kam 12 Nov 2026",
            "Membeli sampai: Jum 13 Nov 2026",
            "Pertama membeli sejak: Sab 7 Nov 2026",
        ] {
            assert!(html.contains(said), "{said}");
        }
        assert!(desk.get(bought, "en").await.contains("First bought since: Sat 7 Nov 2026"));
        // Nonsense narrows nothing.
        let all = desk.rows("/app/visits", "en").await;
        assert_eq!(desk.rows("/app/visits?figure=x&by=moon&key=full&from=soon&to=9999-12-31", "en").await, all);
        assert_eq!(all, 420 + 3);
    });
}

#[test]
fn the_api_lists_visits_of_local_days_and_names_what_makes_no_sense() {
    on_both(async |house| {
        let (link, desk) = busy(house).await;
        let query = format!("from=2026-11-08&to=2026-11-09&link_id={link}&figure=clicks&by=country&key=ID&limit=200");
        let listed = house.get(&format!("/api/v1/visits?{query}")).await.ok(200);
        let listed = listed["items"].as_array().unwrap();
        let days = format!("/app/visits?figure=clicks&from=2026-11-08&to=2026-11-09&link={link}&by=country&key=ID");
        assert!(!listed.is_empty());
        assert_eq!(listed.len(), desk.rows(&days, "en").await);
        for visit in listed {
            let at = visit["at"].as_str().unwrap();
            // From midnight to midnight in Jakarta.
            assert!(("2026-11-07T17:00:00".."2026-11-09T17:00:00").contains(&at), "{at}");
        }
        let total = house.get("/api/v1/reports/overview?from=2026-11-01&to=2026-11-13").await.ok(200);
        let bought = "purchased_from=2026-11-01T00:00:00%2B07:00&purchased_before=2026-11-14T00:00:00%2B07:00";
        let leads = house.get(&format!("/api/v1/leads?{bought}&limit=200")).await.ok(200);
        let leads = leads["items"].as_array().unwrap().len() as i64;
        assert_eq!(Some(leads), total["totals"]["purchases"].as_i64());
        assert_eq!(leads, 20);

        for (query, status, fault) in [
            ("from=2026-13-01", 400, ("from", "not_a_day")),
            ("to=yesterday", 400, ("to", "not_a_day")),
            ("from=2026-11-14&to=2026-11-13", 422, ("to", "before_from")),
            ("figure=moons", 400, ("figure", "unknown_figure")),
            ("by=day&key=2026-11-13", 400, ("by", "unknown_facet")),
            ("key=ID", 400, ("by", "required")),
            ("turn_of=A", 400, ("turn_of", "not_an_id")),
            ("back_to=A", 400, ("back_to", "not_an_id")),
            ("device=fridge", 400, ("device", "unknown_value")),
            ("country=Spain", 400, ("country", "unknown_value")),
            ("by=way&key=teleport", 400, ("key", "unknown_value")),
        ] {
            let reply = house.get(&format!("/api/v1/visits?{query}")).await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (status, vec![fault]), "{query}");
        }
        let report = format!("/api/v1/reports/link/{link}");
        let told = house.get(&format!("{report}?from=2026-11-08&to=2026-11-09&country=ID&kind=human")).await.ok(200);
        let rows = format!("/app/visits?figure=people&from=2026-11-08&to=2026-11-09&link={link}&country=ID&kind=human");
        assert_eq!(told["people"].as_u64(), Some(desk.rows(&rows, "en").await as u64));
        assert_eq!(told["totals"]["scans"], 0);
        let lines = &told["lines"]["in_app"];
        assert!(lines.as_array().unwrap().iter().any(|line| line["key"] == "instagram"), "{lines}");
        for (query, fault) in [
            ("os=dos", ("os", "unknown_value")),
            ("figure=clicks", ("figure", "unknown_parameter")),
            ("from=2026-11-14&to=2026-11-13", ("to", "before_from")),
        ] {
            assert_eq!(house.get(&format!("{report}?{query}")).await.faults(), [fault], "{query}");
        }
        let reply = house.get("/api/v1/leads?purchased_since=once").await;
        assert_eq!(reply.faults(), [("purchased_since", "not_a_time")]);
    });
}
