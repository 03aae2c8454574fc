//! Figures equal the rows they count, in every dimension, and purchases count each lead once.

use domain::actor::Actor;
use domain::attribution::platform;
use domain::id::LeadId;
use domain::lead::draft::{Changed, LeadPatch, apply};
use domain::lead::filter::{Filter, Purchased};
use domain::visit::{Kind, Visit, VisitLead};
use std::collections::BTreeMap;
use store::leads;
use store::leads::change::save;
use store::reports::{By, Counts, Days, overview, recount};
use store::testing::history::{Dice, House, filtered, house, id, mixed, project};
use store::testing::on_both;
use store::{Statement, Store};

/// 2026-10-24 23:00 in Madrid, an hour before the day on which its clocks go back.
const START: i64 = 1_792_875_600_000_000;
const HOUR: i64 = 3_600_000_000;

fn crowd(house: &House, dice: &mut Dice) -> Vec<Visit<'static>> {
    (0..900)
        .map(|n| {
            let at = START + n * HOUR / 9;
            match dice.below(8) {
                0 => filtered(house, dice.of(&[Kind::Bot, Kind::Preview, Kind::Prefetch, Kind::Head]), at),
                1 => {
                    let mut again = mixed(house, dice, LeadId(1 + n), at);
                    again.repeat = true;
                    again.lead = again.lead.map(|lead| VisitLead { is_new: false, ..lead });
                    again
                }
                2 => Visit { kind: Kind::Scan, ..mixed(house, dice, LeadId(1 + n), at) },
                _ => mixed(house, dice, LeadId(1 + n), at),
            }
        })
        .collect()
}

type Cells = BTreeMap<(Vec<u8>, i64, String, String), Vec<i64>>;

fn cells(store: &Store) -> Cells {
    let all = Statement::new(
        "all roll-ups",
        "SELECT link_id, day, dimension, value, clicks, scans, leads, filtered, repeats FROM visit_days \
         UNION ALL SELECT workspace_id, span, dimension || ' of ' || CAST(days AS TEXT), value, clicks, scans, leads, \
         filtered, repeats FROM visit_spans",
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
fn the_roll_ups_of_many_bites_are_what_a_recount_of_the_rows_gives() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Europe/Madrid", 3, 3).unwrap();
        let mut dice = Dice(9);
        let mut visits = crowd(&house, &mut dice);
        while !visits.is_empty() {
            let rest = visits.split_off(visits.len().min(1 + dice.below(120) as usize));
            project(store, std::mem::replace(&mut visits, rest)).unwrap();
        }
        let projected = cells(store);
        assert!(projected.len() > 500);
        let workspace = house.workspace;
        store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
        assert_eq!(cells(store), projected);
        // In another zone the days are others, and the sums the same.
        let zone = Statement::new("zone", "UPDATE workspaces SET time_zone = 'Pacific/Auckland'");
        store.write_blocking(move |tx| tx.execute(&zone, &[])).unwrap();
        store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
        let moved = cells(store);
        assert_ne!(moved, projected);
        let sum = |cells: &Cells, at: usize| -> i64 {
            cells.iter().filter(|((_, _, d, _), _)| d == "total").map(|(_, counts)| counts[at]).sum()
        };
        for at in 0..5 {
            assert_eq!(sum(&moved, at), sum(&projected, at));
        }
    });
}

#[test]
fn every_line_of_the_overview_is_a_count_of_its_visits() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Europe/Madrid", 3, 3).unwrap();
        let visits = crowd(&house, &mut Dice(4));
        project(store, visits.clone()).unwrap();
        let days = Days::of_numbers(20261025, 20261027).unwrap();
        let madrid = jiff::tz::TimeZone::get("Europe/Madrid").unwrap();
        let within = |v: &&Visit<'_>| {
            let day = store::reports::days::local(v.at, &madrid).0;
            (20261025..=20261027).contains(&day)
        };
        let clicks = |fits: &dyn Fn(&Visit<'_>) -> bool| {
            visits.iter().filter(within).filter(|v| v.kind == Kind::Human && !v.repeat && fits(v)).count() as i64
        };
        for by in By::ALL {
            for link in [None, Some(house.links[1])] {
                let workspace = house.workspace;
                let told = store.read_blocking(move |tx| overview(tx, workspace, days, by, link)).unwrap();
                let of_link = |v: &Visit<'_>| link.is_none_or(|link| link == v.link);
                assert_eq!(told.totals.counts.clicks, clicks(&of_link), "{by:?}");
                for line in &told.lines {
                    let key = |v: &Visit<'_>| {
                        let (day, hour) = store::reports::days::local(v.at, &madrid);
                        match by {
                            By::Day => store::reports::days::date_of(day).unwrap().to_string(),
                            By::Hour => format!("{hour:02}"),
                            By::Link => v.link.to_string(),
                            By::Agent => v.agent.map(|id| id.to_string()).unwrap_or_default(),
                            By::Source => v.source.to_string(),
                            By::Medium => v.facts.origin.utm.medium.to_string(),
                            By::Campaign => v.facts.origin.utm.campaign.to_string(),
                            By::Term => v.facts.origin.utm.term.to_string(),
                            By::Content => v.facts.origin.utm.content.to_string(),
                            By::Ad => v.facts.origin.utm.id.to_string(),
                            By::Platform => platform(&v.facts.origin.click_ids).to_owned(),
                            By::Country => v.facts.place.country.to_string(),
                            By::Device => v.facts.client.device.as_str().to_owned(),
                            By::Kind => v.kind.as_str().to_owned(),
                        }
                    };
                    let expected = clicks(&|v| of_link(v) && key(v) == line.key);
                    assert_eq!(line.figures.counts.clicks, expected, "{by:?} {}", line.key);
                }
                let sum: i64 = told.lines.iter().map(|line| line.figures.counts.clicks).sum();
                assert_eq!(sum, told.totals.counts.clicks, "{by:?}");
            }
        }
        let workspace = house.workspace;
        let told = store.read_blocking(move |tx| overview(tx, workspace, days, By::Link, None)).unwrap();
        assert!(told.lines.iter().all(|line| line.name.as_ref().is_some_and(|name| name.starts_with("Link "))));
        let empty = Days::of_numbers(20200101, 20200103).unwrap();
        let told = store.read_blocking(move |tx| overview(tx, workspace, empty, By::Day, None)).unwrap();
        assert_eq!((told.totals.counts, told.lines.len()), (Counts::default(), 3));
    });
}

#[test]
fn the_period_before_stands_beside_it() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Europe/Madrid", 1, 1).unwrap();
        project(store, crowd(&house, &mut Dice(4))).unwrap();
        let workspace = house.workspace;
        let of = |first, last| {
            let days = Days::of_numbers(first, last).unwrap();
            store.read_blocking(move |tx| overview(tx, workspace, days, By::Day, None)).unwrap()
        };
        let (now, before) = (of(20261027, 20261028), of(20261025, 20261026));
        assert_eq!(now.before, Some((before.days, before.totals)));
    });
}

#[test]
fn a_lead_is_one_purchase_however_often_it_is_won_and_its_value_counts_once() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Europe/Madrid", 2, 2).unwrap();
        let mut dice = Dice(1);
        project(store, (1..=3).map(|n| mixed(&house, &mut dice, LeadId(n), START + 2 * HOUR)).collect()).unwrap();
        let workspace = house.workspace;
        let mut ids = 0;
        let mut become_ = |lead: i64, status: &'static str, minor: Option<i64>, at: i64| {
            ids += 1;
            let id = id(ids);
            let saved = store.write_blocking(move |tx| {
                let before = leads::get(tx, workspace, LeadId(lead))?.unwrap();
                let patch = LeadPatch { status: Some(status.into()), ..LeadPatch::default() };
                let (mut after, changes): (_, Vec<Changed>) = apply(&before, &patch, None).unwrap();
                after.actual_minor = minor.or(before.actual_minor);
                after.currency = after.actual_minor.map(|_| "IDR".into());
                save(tx, &before, &after, &changes, &Actor::system(), at, &[id])
            });
            assert_eq!(saved, Ok(leads::change::Saved::Done));
        };
        become_(1, "purchase", Some(500), START + 3 * HOUR);
        become_(1, "lost", None, START + 4 * HOUR);
        become_(1, "won", None, START + 5 * HOUR);
        become_(2, "won", Some(700), START + 6 * HOUR);
        become_(3, "hot", Some(900), START + 6 * HOUR);
        // The next day: outside.
        become_(3, "won", None, START + 30 * HOUR);
        become_(1, "lost", None, START + 31 * HOUR);
        become_(1, "purchase", None, START + 32 * HOUR);
        let midnight = START + HOUR;
        // The 25th is an hour longer in Madrid.
        let (day, next) = (25 * HOUR, 24 * HOUR);
        let rows = |purchased, link| {
            let filter = Filter { purchased: Some(purchased), link, ..Filter::default() };
            let page = store.read_blocking(move |tx| leads::list::page(tx, workspace, &filter, None, 50)).unwrap();
            assert!(page.next.is_none());
            page.items.iter().map(|lead| lead.id.0).collect::<Vec<_>>()
        };
        let count = |first, last, link| {
            let days = Days::of_numbers(first, last).unwrap();
            store.read_blocking(move |tx| overview(tx, workspace, days, By::Day, link)).unwrap()
        };
        let within = |from, before| Purchased { since: from, from, before };
        assert_eq!(rows(within(midnight, midnight + day), None), [2, 1]);
        assert_eq!(rows(within(midnight + day, midnight + day + next), None), [3, 1]);
        // In a report of both days the first is the day of the lead that was won twice.
        let told = count(20261025, 20261026, None);
        assert_eq!(rows(within(midnight, midnight + day + next), None).len() as i64, told.totals.purchases);
        for (line, (from, before)) in
            told.lines.iter().zip([(midnight, midnight + day), (midnight + day, midnight + day + next)])
        {
            let counted = rows(Purchased { since: midnight, from, before }, None);
            assert_eq!(counted.len() as i64, line.figures.purchases, "{} {counted:?}", line.key);
        }
        for link in &house.links {
            let told = count(20261025, 20261026, Some(*link));
            let counted = rows(within(midnight, midnight + day + next), Some(*link));
            assert_eq!(counted.len() as i64, told.totals.purchases);
        }
        let days = Days::of_numbers(20261025, 20261025).unwrap();
        for by in By::ALL {
            let told = store.read_blocking(move |tx| overview(tx, workspace, days, by, None)).unwrap();
            assert_eq!(told.totals.purchases, 2, "{by:?}");
            assert_eq!(told.totals.value, BTreeMap::from([("IDR".to_owned(), 1_200)]));
            if by != By::Kind {
                assert_eq!(told.lines.iter().map(|line| line.figures.purchases).sum::<i64>(), 2, "{by:?}");
            }
        }
    });
}
