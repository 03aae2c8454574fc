//! The figures of a link are the same whether they are added up while visits are written, counted row by row, made for a
//! database that an older program left, or listed; on both stores.

use domain::deeplink::{Happening, Way};
use domain::id::{LeadId, LinkId, MemberId, RuleId, WorkspaceId};
use domain::visit::{Device, Kind, KindReason, OffReason, SkipReason, Step, Turn, Visit, VisitLead};
use std::collections::{BTreeMap, BTreeSet};
use store::reports::{Days, LinkFigures, bring_up, link_figures, recount};
use store::testing::history::{Dice, House, filtered, house, id, mixed, project_of};
use store::testing::{Fixture, on_both};
use store::visits::{self, After, Facet, Figure, Filter};
use store::{Engine, Statement, Store};

/// 2026-11-01 00:00 in Jakarta.
const START: i64 = 1_793_466_000_000_000;
const HOUR: i64 = 3_600_000_000;

fn member(n: u128) -> MemberId {
    MemberId(id(900 + n))
}

fn rule(n: u128) -> RuleId {
    RuleId(id(800 + n))
}

/// Ten days of people who came by rules, turns, pages and forms, and of machines with their reasons.
fn crowd(house: &House, dice: &mut Dice) -> Vec<Visit<'static>> {
    (0..700)
        .map(|n| {
            let at = START + n * HOUR / 3 + 12_345;
            if dice.below(6) == 0 {
                let (kind, reason, detail) = dice.of(&[
                    (Kind::Bot, KindReason::CrawlerAgent, "Googlebot"),
                    (Kind::Bot, KindReason::NoUserAgent, ""),
                    (Kind::Preview, KindReason::PreviewAgent, "WhatsApp"),
                    (Kind::Head, KindReason::HeadMethod, ""),
                ]);
                let link = dice.of(&house.links);
                let steps = vec![Step::Classified { kind, reason, detail: detail.into() }];
                return Visit { link, steps, ..filtered(house, kind, at) };
            }
            // Some come again and again.
            let mut visit = mixed(house, dice, LeadId(1 + n % 240), at);
            visit.lead = Some(VisitLead { id: LeadId(1 + n % 240), is_new: n < 240 });
            visit.kind = if dice.below(5) == 0 { Kind::Scan } else { Kind::Human };
            visit.repeat = dice.below(9) == 0;
            visit.facts.client.os = dice.of(&["android", "ios", ""]).into();
            visit.facts.client.browser = dice.of(&["chrome", "safari", "other"]).into();
            visit.facts.client.in_app = dice.of(&["", "instagram", "tiktok"]).into();
            visit.facts.language = dice.of(&["id", "id-ID", "es", ""]).into();
            match dice.below(4) {
                0 => visit.steps.push(Step::RuleMet { rule: rule(dice.below(2).into()), name: "A".into() }),
                1 => {
                    let why = SkipReason::ChannelPassive;
                    visit.steps.push(Step::RuleSkipped { rule: rule(0), name: "A".into(), why, detail: "".into() });
                    visit.steps.push(Step::RulesNotMet { count: 2 });
                }
                _ => {}
            }
            let whose = member(dice.below(3).into());
            match dice.below(3) {
                0 => visit.turn = Some(Turn { member: whose, epoch: 1, fingerprint: 7 }),
                1 => visit.steps.push(Step::Sticky { name: "Sari".into() }),
                _ => {
                    let why = dice.of(&OffReason::ALL);
                    visit.steps.push(Step::MemberOff { member: whose, name: "Budi".into(), why, until: None });
                }
            }
            visit.member = Some(whose);
            match dice.below(4) {
                0 => visit.steps.push(Step::FormShown),
                1 => visit.steps.push(Step::FormSkipped),
                _ => visit.steps.push(Step::Opened { way: dice.of(&Way::ALL) }),
            }
            visit
        })
        .collect()
}

/// Projected by two nodes, with pages that told of themselves.
fn past(store: &Store) -> (House, Vec<Visit<'static>>, Vec<(i64, LeadId, Happening)>) {
    let house = house(store, 1, "Asia/Jakarta", 2, 2).unwrap();
    let visits = crowd(&house, &mut Dice(11));
    for (n, bite) in visits.chunks(90).enumerate() {
        project_of(store, 8 + (n % 2) as u8, bite.to_vec()).unwrap();
    }
    let of_pages =
        visits.iter().filter(|v| !v.repeat && v.steps.iter().any(|s| matches!(s, Step::Opened { way: Way::Page })));
    let mut told = Vec::new();
    for (n, visit) in of_pages.enumerate() {
        for what in &Happening::ALL[..=n % 4] {
            told.push((visit.link, visit.at - visit.at % 100_000, visit.lead.unwrap().id, *what));
        }
    }
    let (workspace, rows) = (house.workspace, told.clone());
    let insert = Statement::new(
        "a beacon",
        "INSERT INTO beacons (link_id, visit_at, lead_id, what, workspace_id, seen_at) VALUES ($1, $2, $3, $4, $5, $6)",
    );
    store
        .write_blocking(move |tx| {
            for (link, at, lead, what) in rows {
                let of = [link.into(), at.into(), lead.into(), what.as_str().into(), workspace.into(), (at + 1).into()];
                tx.execute(&insert, &of)?;
            }
            Ok(())
        })
        .unwrap();
    let link = house.links[0];
    let told = told.into_iter().filter(|one| one.0 == link).map(|(_, at, lead, what)| (at, lead, what)).collect();
    (house, visits, told)
}

fn days() -> Days {
    Days::of_numbers(20261102, 20261108).unwrap()
}

fn figures(store: &Store, house: &House, narrow: Filter) -> LinkFigures {
    let (workspace, link) = (house.workspace, house.links[0]);
    store.read_blocking(move |tx| link_figures(tx, workspace, link, days(), &narrow)).unwrap().unwrap()
}

/// How many rows a list of visits has.
fn listed(store: &Store, house: &House, filter: &Filter) -> i64 {
    let (mut cursor, mut count) = (None, 0);
    loop {
        let (workspace, filter, from) = (house.workspace, filter.clone(), cursor.clone());
        let page = store.read_blocking(move |tx| visits::page(tx, workspace, &filter, from.as_ref(), 40)).unwrap();
        count += page.items.len() as i64;
        match page.next {
            Some(next) => cursor = Some(next),
            None => return count,
        }
    }
}

#[test]
fn sums_counts_and_lists_of_a_link_say_the_same() {
    on_both(|fixture| {
        let store = fixture.store();
        let (house, visits, told) = past(store);
        // Not brought up yet: counted row by row.
        let counted = figures(store, &house, Filter::default());
        bring_up(store).unwrap();
        let summed = figures(store, &house, Filter::default());
        assert_eq!(summed, counted);
        let lines: BTreeSet<&str> = summed.lines.keys().copied().collect();
        assert_eq!(lines.len(), 14, "{lines:?}");

        let jakarta = jiff::tz::TimeZone::get("Asia/Jakarta").unwrap();
        let (from, before) = (START + 24 * HOUR, START + 8 * 24 * HOUR);
        let base = Filter { link: Some(house.links[0]), from: Some(from), before: Some(before), ..Filter::default() };
        let of = |figure: Figure| Filter { figure: Some(figure), ..base.clone() };
        let totals = summed.totals;
        for (figure, number) in [
            (Figure::Clicks, totals.clicks),
            (Figure::Scans, totals.scans),
            (Figure::Leads, totals.leads),
            (Figure::Filtered, totals.filtered),
            (Figure::Repeats, totals.repeats),
            (Figure::People, summed.people.unwrap()),
        ] {
            assert!(number > 0, "{figure:?}");
            assert_eq!(listed(store, &house, &of(figure)), number, "{figure:?}");
        }
        let own = visits.iter().filter(|v| v.link == house.links[0] && (from..before).contains(&v.at));
        let people: BTreeSet<_> =
            own.clone().filter(|v| v.kind.is_person() && !v.repeat).filter_map(|v| v.lead).map(|l| l.id).collect();
        assert_eq!(summed.people, Some(people.len() as i64));
        assert_eq!(
            summed.days.iter().map(|(day, _)| *day).collect::<BTreeSet<_>>(),
            own.map(|v| store::reports::days::local(v.at, &jakarta).0).collect()
        );
        for facet in Facet::ALL.into_iter().filter(|facet| *facet != Facet::Agent) {
            for (key, counts) in &summed.lines[facet.as_str()] {
                assert!(facet.knows(key), "{facet:?} {key}");
                let line = Filter { lines: vec![(facet, key.clone())], ..of(Figure::Visits) };
                assert_eq!(listed(store, &house, &line), counts.clicks + counts.scans, "{facet:?} {key}");
                let line = Filter { lines: vec![(facet, key.clone())], ..of(Figure::Filtered) };
                assert_eq!(listed(store, &house, &line), counts.filtered, "{facet:?} {key}");
            }
        }
        for (what, number) in &summed.happened {
            let after = Filter { after: Some(After::Happened(*what)), ..base.clone() };
            let expected = told.iter().filter(|(at, _, w)| (from..before).contains(at) && w == what).count() as i64;
            assert_eq!((listed(store, &house, &after), *number), (expected, expected), "{what:?}");
        }
        // Narrowed, every number is one of the lists narrowed so.
        for narrow in [
            Filter { kind: Some(Kind::Scan), ..Filter::default() },
            Filter {
                lines: vec![(Facet::Device, "mobile".into()), (Facet::Country, "ID".into())],
                ..Filter::default()
            },
            Filter { lines: vec![(Facet::Rule, "|none".into())], ..Filter::default() },
        ] {
            let told = figures(store, &house, narrow.clone());
            let of = |figure| Filter { kind: narrow.kind, lines: narrow.lines.clone(), ..of(figure) };
            assert!(told.totals.clicks + told.totals.scans > 0);
            assert_eq!(listed(store, &house, &of(Figure::Clicks)), told.totals.clicks);
            assert_eq!(listed(store, &house, &of(Figure::People)), told.people.unwrap());
            for (key, counts) in &told.lines["in_app"] {
                let mut line = of(Figure::Visits);
                line.lines.push((Facet::InApp, key.clone()));
                assert_eq!(listed(store, &house, &line), counts.clicks + counts.scans, "{narrow:?} {key}");
            }
            let opened = told.happened.iter().find(|(what, _)| *what == Happening::Opened).unwrap().1;
            let after = Filter { after: Some(After::Happened(Happening::Opened)), ..of(Figure::Clicks) };
            let after = Filter { figure: None, ..after };
            assert_eq!(listed(store, &house, &after), opened);
        }
        assert_eq!(Device::parse("mobile"), Some(Device::Mobile));
    });
}

type Cells = BTreeMap<(Vec<u8>, i64, String, String), Vec<i64>>;

fn cells(store: &Store) -> Cells {
    let all = Statement::new(
        "all roll-ups",
        "SELECT link_id, day, dimension, value, clicks, scans, leads, filtered, repeats FROM visit_days",
    );
    let rows = store.read_blocking(move |tx| {
        tx.query(&all, &[], |row| {
            let counts = (4..9).map(|at| row.get(at)).collect::<Result<Vec<i64>, _>>()?;
            Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?), counts))
        })
    });
    rows.unwrap().into_iter().collect()
}

#[test]
fn what_an_older_program_did_not_sum_up_is_made_of_its_visits_once() {
    on_both(|fixture| {
        let store = fixture.store();
        let (house, ..) = past(store);
        let whole = cells(store);
        let forget = Statement::new(
            "as an older program left it",
            "DELETE FROM visit_days WHERE dimension IN ('client', 'language', 'reason', 'rule', 'member', 'way', 'form')",
        );
        store.write_blocking(move |tx| tx.execute(&forget, &[])).unwrap();
        assert!(cells(store).len() < whole.len());
        let before = figures(store, &house, Filter::default());
        bring_up(store).unwrap();
        assert_eq!(cells(store), whole);
        assert_eq!(figures(store, &house, Filter::default()), before);
        // Once is enough, and a recount says the same.
        bring_up(store).unwrap();
        let workspace = house.workspace;
        store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
        assert_eq!(cells(store), whole);
    });
}

#[test]
fn a_database_of_the_first_schema_has_every_figure_after_it_was_brought_up() {
    let workspace = WorkspaceId(uuid::Uuid::from_u128(0x01a1_fde0_dd3f_72c1_b0f2_833e_dae3_5e4e));
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let fixture = Fixture::left_by(engine, 1, include_str!("old/V001.sql"));
        let store = fixture.store();
        let one = Statement::new("its link", "SELECT id FROM links LIMIT 1");
        let link: LinkId = store.read_blocking(move |tx| tx.one(&one, &[], |row| row.get(0))).unwrap();
        let days = Days::of_numbers(20261101, 20261130).unwrap();
        let told = || {
            let read = store.read_blocking(move |tx| link_figures(tx, workspace, link, days, &Filter::default()));
            read.unwrap().unwrap()
        };
        let counted = told();
        bring_up(store).unwrap();
        assert_eq!(told(), counted, "{engine:?}");
        assert_eq!((counted.totals.clicks, counted.people, counted.totals.filtered), (3, Some(3), 1), "{engine:?}");
        let brought = cells(store);
        store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
        assert_eq!(cells(store), brought, "{engine:?}");
    }
}
