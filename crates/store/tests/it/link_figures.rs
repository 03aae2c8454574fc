//! The figures of a link are the same whether they are added up while visits are written, counted row by row, made for a
//! database that an older program left, or listed; on both stores.

use domain::deeplink::{Happening, Token, Way};
use domain::id::{LeadId, LinkId, MemberId, RuleId, WorkspaceId};
use domain::visit::{Device, Entry, FormSent, Kind, KindReason, OffReason, SkipReason, Step, Turn, Visit, VisitLead};
use std::collections::{BTreeMap, BTreeSet};
use store::reports::{Days, LinkFigures, bring_up, link_figures, parts, recount};
use store::testing::history::{Dice, House, filtered, house, id, mixed, project_entries, project_of};
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

/// Of those who were shown a form two in three sent it, sooner or later, and went on to a chat.
fn sent(visits: &[Visit<'static>], dice: &mut Dice) -> Vec<FormSent<'static>> {
    let shown = visits.iter().filter(|visit| visit.kind.is_person() && visit.steps.contains(&Step::FormShown));
    let shown: Vec<_> = shown.collect();
    let mut forms = Vec::new();
    for visit in shown {
        if dice.below(3) == 0 {
            continue;
        }
        let at = visit.at + dice.of(&[2_345_678, HOUR]);
        let whose = member(dice.below(3).into());
        let turn = (dice.below(2) == 0).then_some(Turn { member: whose, epoch: 1, fingerprint: 7 });
        let mut steps = vec![Step::FormSent, Step::Opened { way: dice.of(&Way::ALL) }];
        steps.push(match dice.below(4) {
            0 => Step::RuleMet { rule: rule(dice.below(2).into()), name: "A".into() },
            1 => Step::RulesNotMet { count: 2 },
            2 => Step::MemberOff { member: whose, name: "Budi".into(), why: dice.of(&OffReason::ALL), until: None },
            _ => Step::Sticky { name: "Sari".into() },
        });
        let visit_sent = Visit { at, turn, member: Some(whose), steps, repeat: false, ..visit.clone() };
        forms.push(FormSent {
            visit: visit_sent,
            shown_at: visit.at,
            name: "Dewi".into(),
            phone: "".into(),
            email: "".into(),
            answers: Vec::new(),
            consent: "".into(),
        });
    }
    forms
}

fn way(visit: &Visit<'_>) -> Option<Way> {
    visit.steps.iter().find_map(|step| match step {
        Step::Opened { way } => Some(*way),
        _ => None,
    })
}

struct Past {
    house: House,
    visits: Vec<Visit<'static>>,
    forms: Vec<FormSent<'static>>,
    /// What was told of the first link's visits.
    told: Vec<(i64, LeadId, Happening)>,
}

/// Projected by two nodes, with forms that were sent and pages that told of themselves.
fn past(store: &Store) -> Past {
    let house = house(store, 1, "Asia/Jakarta", 2, 2).unwrap();
    let visits = crowd(&house, &mut Dice(11));
    for (n, bite) in visits.chunks(90).enumerate() {
        project_of(store, 8 + (n % 2) as u8, bite.to_vec()).unwrap();
    }
    let forms = sent(&visits, &mut Dice(12));
    for (n, bite) in forms.chunks(40).enumerate() {
        project_entries(store, 8 + (n % 2) as u8, bite.iter().cloned().map(Entry::FormSent).collect()).unwrap();
    }
    let at_once = visits.iter().filter(|v| !v.repeat && way(v) == Some(Way::Page)).map(|v| (v, v.at));
    let of_forms = forms.iter().filter(|f| way(&f.visit) == Some(Way::Page)).map(|f| (&f.visit, f.shown_at));
    let mut told = Vec::new();
    for (n, (visit, at)) in at_once.chain(of_forms).enumerate() {
        for what in &Happening::ALL[..=n % 4] {
            told.push((visit.link, at - at % 100_000, visit.lead.unwrap().id, *what));
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
    Past { house, visits, forms, told }
}

/// Whether this was decided when the form was sent.
fn line_of(form: &FormSent<'_>, facet: Facet, key: &str) -> bool {
    let mut found = false;
    parts::each(&form.visit, &mut String::new(), |part, value| {
        found |= part.as_str() == facet.as_str() && value == key
    });
    found
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
        let Past { house, visits, forms, told } = past(store);
        // Not brought up yet: counted row by row.
        let counted = figures(store, &house, Filter::default());
        bring_up(store).unwrap();
        let summed = figures(store, &house, Filter::default());
        assert_eq!(summed, counted);
        let lines: BTreeSet<&str> = summed.lines.keys().copied().collect();
        assert_eq!(lines.len(), 19, "{lines:?}");

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
        // The forms, and the chats that were opened at once or by them, counted once more by hand.
        let fitting = |filter: After| listed(store, &house, &Filter { after: Some(filter), ..base.clone() });
        let within = |at: i64, link| link == house.links[0] && (from..before).contains(&at);
        let own: Vec<_> = visits.iter().filter(|v| within(v.at, v.link) && v.kind.is_person()).collect();
        let forms: Vec<_> = forms.iter().filter(|form| within(form.shown_at, form.visit.link)).collect();
        assert!(forms.len() > 20 && forms.iter().any(|form| own.iter().any(|v| v.at == form.shown_at && v.repeat)));
        assert_eq!((summed.sent, fitting(After::FormSent)), (forms.len() as i64, forms.len() as i64));
        for (opened, number) in &summed.opened {
            let at_once = own.iter().filter(|v| !v.repeat && way(v) == Some(*opened)).count();
            let of_forms = forms.iter().filter(|form| way(&form.visit) == Some(*opened)).count();
            assert!(at_once > 0 && of_forms > 0, "{opened:?}");
            let whole = (at_once + of_forms) as i64;
            assert_eq!((*number, fitting(After::Opened(*opened))), (whole, whole), "{opened:?}");
        }
        let turns: i64 = forms.iter().filter(|form| form.visit.turn.is_some()).count() as i64;
        let member = &summed.form_lines["member"];
        assert_eq!(member.iter().filter(|(key, _)| key.ends_with("|turn")).map(|(_, n)| n).sum::<i64>(), turns);
        for facet in [Facet::Rule, Facet::Member] {
            for (key, number) in &summed.form_lines[facet.as_str()] {
                let by_hand = forms.iter().filter(|form| line_of(form, facet, key)).count() as i64;
                assert!(by_hand > 0, "{facet:?} {key}");
                assert_eq!(
                    (*number, fitting(After::FormLine(facet, key.clone()))),
                    (by_hand, by_hand),
                    "{facet:?} {key}"
                );
            }
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
            for (way, number) in &told.opened {
                let after = Filter { after: Some(After::Opened(*way)), ..after.clone() };
                assert_eq!(listed(store, &house, &after), *number, "{narrow:?} {way:?}");
            }
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
        let Past { house, .. } = past(store);
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

type Told = Vec<(Vec<u8>, i64, i64, String, i64)>;

fn tellings(store: &Store) -> Told {
    let all = Statement::new("tellings", "SELECT link_id, visit_at, lead_id, what, seen_at FROM beacons");
    let mut rows: Told = store
        .read_blocking(move |tx| {
            tx.query(&all, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        })
        .unwrap();
    rows.sort();
    rows
}

#[test]
fn what_an_older_program_told_of_forms_by_the_moment_of_sending_comes_to_their_visits() {
    on_both(|fixture| {
        let store = fixture.store();
        let Past { house, forms, .. } = past(store);
        bring_up(store).unwrap();
        let (whole, rows) = (figures(store, &house, Filter::default()), tellings(store));
        let back = Statement::new(
            "as an older program named it",
            "UPDATE beacons SET visit_at = $1 WHERE link_id = $2 AND visit_at = $3 AND lead_id = $4",
        );
        let older = Statement::new("as of the older program", "UPDATE facts SET value = '2' WHERE name = 'rollups'");
        let moved = store.write_blocking(move |tx| {
            tx.execute(&older, &[])?;
            let mut moved = 0;
            for form in &forms {
                let (to, from) = (Token::moment(form.visit.at), Token::moment(form.shown_at));
                let lead = form.visit.lead.unwrap().id;
                moved += tx.execute(&back, &[to.into(), form.visit.link.into(), from.into(), lead.into()])?;
            }
            Ok(moved)
        });
        assert!(moved.unwrap() > 50);
        assert_ne!(tellings(store), rows);
        for _ in 0..2 {
            bring_up(store).unwrap();
            assert_eq!(tellings(store), rows);
            assert_eq!(figures(store, &house, Filter::default()), whole);
        }
    });
}
