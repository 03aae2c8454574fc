//! Weeks and four weeks beside the days: whatever period is asked for, a report says what its days say one by one.

use domain::attribution::Model;
use domain::id::{LeadId, WorkspaceId};
use domain::visit::{Visit, VisitLead};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::reports::days::number_of;
use store::reports::{Asked, By, Days, bring_up, overviews};
use store::testing::history::{Dice, House, house, mixed, project};
use store::testing::{Fixture, on_both};
use store::{Engine, Statement, Store};
use uuid::Uuid;

/// What has thousands of values a day.
const MANY: [By; 4] = [By::Campaign, By::Term, By::Content, By::Ad];
/// 2026-01-20 in UTC; the visits go on for so many days, over the ends of months and the beginning of summer time.
const START: i64 = 1_768_867_200_000_000;
const DAYS: i64 = 130;
const DAY: i64 = 86_400_000_000;
const FIRST: Date = Date::constant(2026, 1, 20);

/// Leads who come back by another ad: on the same day, on the other side of a Monday, much later.
fn past(store: &Store, house: &House) {
    let mut dice = Dice(3);
    let mut visits: Vec<Visit<'static>> = Vec::new();
    for n in 1..700 {
        let at = START + dice.below(DAYS.cast_unsigned() * 24).cast_signed() * DAY / 24;
        visits.push(mixed(house, &mut dice, LeadId(n), at));
        if dice.below(2) == 0 {
            let later = at + dice.of(&[1, 30, 200, 900]) * DAY / 24;
            let again = mixed(house, &mut dice, LeadId(n), later);
            visits.push(Visit { lead: Some(VisitLead { id: LeadId(n), is_new: false }), ..again });
        }
    }
    visits.sort_by_key(|visit| visit.at);
    for bite in visits.chunks(90) {
        project(store, bite.to_vec()).unwrap();
    }
}

/// Clicks and leads by what the line is of.
type Lines = BTreeMap<(&'static str, String), (i64, i64)>;

fn told(store: &Store, workspace: WorkspaceId, asked: Asked) -> Lines {
    let reports = store.read_blocking(move |tx| overviews(tx, workspace, asked, &MANY)).unwrap();
    let of = |(by, report): (By, store::reports::Overview)| {
        report.lines.into_iter().map(move |line| ((by.as_str(), line.key), line.figures.counts))
    };
    MANY.into_iter().zip(reports).flat_map(of).map(|(key, counts)| (key, (counts.clicks, counts.leads))).collect()
}

#[test]
fn a_period_says_what_its_days_say_one_by_one() {
    on_both(|fixture| {
        let store = fixture.store();
        bring_up(store).unwrap();
        let house = house(store, 1, "Europe/Madrid", 2, 3).unwrap();
        past(store, &house);
        let mut dice = Dice(8);
        for model in Model::ALL {
            for link in [None, Some(house.links[1])] {
                let ask = |first, last| {
                    told(store, house.workspace, Asked { days: Days::new(first, last).unwrap(), link, model })
                };
                // One day is never a whole week.
                let days: Vec<(Date, Lines)> =
                    FIRST.series(1.day()).take(DAYS as usize + 40).map(|day| (day, ask(day, day))).collect();
                let counted: i64 = days.iter().flat_map(|(_, lines)| lines.values()).map(|(clicks, _)| clicks).sum();
                assert!(counted > 1_000, "there is something to add up: {counted}");
                for _ in 0..25 {
                    let first = dice.below(days.len() as u64 - 1) as usize;
                    let count = 1 + dice.below((days.len() - first) as u64) as usize;
                    let within = &days[first..first + count];
                    let mut sums = Lines::new();
                    for (key, counts) in within.iter().flat_map(|(_, lines)| lines) {
                        let sum = sums.entry(key.clone()).or_default();
                        *sum = (sum.0 + counts.0, sum.1 + counts.1);
                    }
                    sums.retain(|_, sum| *sum != (0, 0));
                    let (from, to) = (within[0].0, within[count - 1].0);
                    assert_eq!(ask(from, to), sums, "{model:?} touch of {link:?}, {from} to {to}");
                }
            }
        }
    });
}

/// Each of some days, among them leap days, those that are none, and ends of years and centuries.
fn each_day() -> impl Iterator<Item = Date> {
    let from = |year, month, days| Date::constant(year, month, 1).series(1.day()).take(days);
    from(1999, 11, 500).chain(from(2023, 6, 1_000)).chain(from(2099, 12, 200))
}

/// A click of one campaign and a lead of one ad on each day, whose last touch was another; as V006 left them.
fn left_by_v006(facts: &str) -> String {
    let kept = include_str!("old/V001.sql").lines();
    let mut rows: Vec<String> = kept
        .filter(|line| !line.contains("INTO visit_days") && !line.contains("INTO links"))
        .filter(|line| !line.contains("INTO link_addresses") && !line.contains("INTO members"))
        .map(str::to_owned)
        .collect();
    let (workspace, all) = ("X'01a1fde0dd3f72c1b0f2833edae35e4e'", format!("X'{}'", "0".repeat(32)));
    for day in each_day().map(number_of) {
        rows.push(format!(
            "INSERT INTO visit_days (workspace_id, link_id, day, dimension, value, clicks, scans, leads, filtered, repeats)
             VALUES ({workspace}, {all}, {day}, 'campaign', 'c', 1, 0, 0, 0, 0);"
        ));
        for (ad, model, leads) in [("first", 0, 1), ("first", 1, -1), ("last", 1, 1)] {
            rows.push(format!(
                "INSERT INTO lead_days (workspace_id, link_id, dimension, day, value, model, leads, with_data, opened,
                 chats, data_chats) VALUES ({workspace}, {all}, 'ad', {day}, '{ad}', {model}, {leads}, 0, 0, 0, 0);"
            ));
        }
    }
    rows.push(facts.to_owned());
    rows.join("\n")
}

fn spans_of_visits(store: &Store) -> Vec<(i64, i64, i64)> {
    let spans = Statement::new("spans", "SELECT days, span, clicks FROM visit_spans ORDER BY days, span");
    store.read_blocking(move |tx| tx.query(&spans, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))).unwrap()
}

#[test]
fn the_days_of_the_sixth_schema_are_added_up_by_week_and_by_four_weeks() {
    let workspace = WorkspaceId(Uuid::from_u128(0x01a1_fde0_dd3f_72c1_b0f2_833e_dae3_5e4e));
    let known: Vec<Date> = each_day().collect();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let fixture =
            Fixture::left_by(engine, 6, &left_by_v006("INSERT INTO facts (name, value) VALUES ('rollups', '4');"));
        let store = fixture.store();
        let mut dice = Dice(2);
        for _ in 0..40 {
            let first = dice.of(&known);
            let days = Days::new(first, first.saturating_add((dice.below(400) as i32).days())).unwrap();
            let expected = known.iter().filter(|day| (days.first()..=days.last()).contains(day)).count() as i64;
            for (model, ad) in Model::ALL.into_iter().zip(["first", "last"]) {
                let lines = told(store, workspace, Asked { days, link: None, model });
                let wanted = [(("campaign", "c"), (expected, 0)), (("ad", ad), (0, expected))];
                let wanted = wanted.map(|((by, key), counts)| ((by, key.to_owned()), counts));
                assert_eq!(lines, Lines::from(wanted), "{engine:?} {model:?} {days:?}");
            }
        }
        // What a program makes anew of its days is what the migration made of them.
        let migrated = spans_of_visits(store);
        assert!(migrated.len() > 240 && migrated.iter().any(|(_, _, clicks)| *clicks == 28));
        let older = Fixture::left_by(engine, 6, &left_by_v006(""));
        bring_up(older.store()).unwrap();
        assert_eq!(spans_of_visits(older.store()), migrated, "{engine:?}");
    }
}
