//! Leads and purchases by first and last touch: whatever becomes of them, the sums are what the rows say, every line of
//! every dimension lists exactly the leads that it counts, and a small story comes to the numbers that one counts by hand.

use domain::actor::Actor;
use domain::attribution::{Dimension, Model};
use domain::deeplink::Happening;
use domain::id::{AgentId, LeadId, LinkId, WorkspaceId};
use domain::lead::draft::{LeadPatch, apply};
use domain::lead::filter::{BroughtBy, Filter, Hour, Purchased};
use domain::lead::{Keeper, Lead};
use domain::visit::{Beacon, Entry, FormSent, LeftNumber, Visit, VisitLead};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use store::leads::change::{Saved, hold, save};
use store::leads::{self, list};
use store::reports::days::{beginning, date_of, local};
use store::reports::{Asked, By, Days, Figures, Overview, bring_up, overviews, recount};
use store::testing::history::{Dice, House, house, id, mixed, project_entries, visit};
use store::testing::on_both;
use store::{Statement, Store};

/// 2026-10-24 23:00 in Madrid, an hour before the day on which its clocks go back.
const START: i64 = 1_792_875_600_000_000;
const HOUR: i64 = 3_600_000_000;
const ZONE: &str = "Europe/Madrid";
const LEADS: i64 = 160;

/// Bites of three nodes: new leads, some whose maker comes later than their return; other touches of the same ones; forms,
/// numbers that were left, pages that told.
fn story(house: &House, dice: &mut Dice) -> Vec<(u8, Vec<Entry<'static>>)> {
    let mut bites: Vec<(u8, Vec<Entry<'static>>)> = Vec::new();
    let made_at = |lead: i64| START + lead * HOUR / 3;
    let mut bite = Vec::new();
    for n in 1..=LEADS {
        let made = mixed(house, dice, LeadId(n), made_at(n));
        let back = |dice: &mut Dice, at: i64| {
            let again = mixed(house, dice, LeadId(n), at);
            Visit { lead: Some(VisitLead { id: LeadId(n), is_new: false }), ..again }
        };
        match dice.below(6) {
            // Another node brings the return before this one brings the beginning.
            0 => bites.push((2, vec![Entry::Visit(back(dice, made_at(n) + 5 * HOUR))])),
            1 => bite.push(Entry::Visit(back(dice, made_at(n) + HOUR / 100))),
            _ => {}
        }
        bite.push(Entry::Visit(made.clone()));
        if dice.below(3) == 0 {
            bite.push(Entry::Visit(back(dice, made_at(n) + HOUR)));
        }
        let mut later = Vec::new();
        match dice.below(5) {
            0 => later.push(form(&made)),
            1 => later.push(number(&made)),
            2 => later.push(Entry::Visit(back(dice, made_at(n) + 30 * HOUR))),
            _ => {}
        }
        if dice.below(3) == 0 {
            later.push(Entry::Beacon(told(&made, Happening::Opened)));
            later.push(Entry::Beacon(told(&made, Happening::Shown)));
        }
        if dice.below(2) == 0 {
            bite.append(&mut later);
        }
        if dice.below(9) == 0 {
            bites.push((1, std::mem::take(&mut bite)));
        }
        if !later.is_empty() {
            bites.push((3, later));
        }
    }
    bites.push((1, bite));
    bites
}

fn form(of: &Visit<'static>) -> Entry<'static> {
    let mut visit = of.clone();
    let shown_at = visit.at;
    visit.at += 1_000_000;
    visit.lead = visit.lead.map(|lead| VisitLead { is_new: false, ..lead });
    Entry::FormSent(FormSent {
        visit,
        shown_at,
        name: "Ayu".into(),
        phone: "+6281234567890".into(),
        email: "".into(),
        answers: Vec::new(),
        consent: "".into(),
    })
}

fn number(of: &Visit<'static>) -> Entry<'static> {
    Entry::LeftNumber(LeftNumber {
        at: of.at + 2_000_000,
        workspace: of.workspace,
        link: of.link,
        lead: VisitLead { is_new: false, ..of.lead.unwrap() },
        name: "Budi".into(),
        phone: "+6281234567891".into(),
        note: "".into(),
        source: of.source.clone(),
        facts: of.facts.clone(),
    })
}

fn told(of: &Visit<'_>, what: Happening) -> Beacon {
    let lead = of.lead.unwrap().id;
    Beacon { at: of.at + 3_000_000, workspace: of.workspace, link: of.link, lead, visit_at: of.at, what }
}

/// What a person decides.
fn decide(store: &Store, house: &House, number: u128, lead: i64, at: i64, change: impl Fn(&mut Lead) + Send + 'static) {
    let workspace = house.workspace;
    let saved = store.write_blocking(move |tx| {
        hold(tx, workspace, LeadId(lead))?;
        let before = leads::get(tx, workspace, LeadId(lead))?.unwrap();
        let mut wanted = before.clone();
        change(&mut wanted);
        let patch = LeadPatch { status: Some(wanted.status.clone()), ..LeadPatch::default() };
        let (mut after, changes) = apply(&before, &patch, None).unwrap();
        (after.actual_minor, after.currency, after.agent) = (wanted.actual_minor, wanted.currency, wanted.agent);
        let ids: Vec<_> = (0..changes.len() as u128).map(|n| id(5_000_000 + number * 10 + n)).collect();
        save(tx, &before, &after, &changes, &Actor::system(), at, &ids)
    });
    assert_eq!(saved, Ok(Saved::Done));
}

/// Statuses to and fro, values, other agents: on leads that bought and on others.
fn decisions(store: &Store, house: &House, dice: &mut Dice, round: u128) {
    for n in 0..60 {
        let lead = 1 + dice.below(LEADS as u64) as i64;
        let at = START + lead * HOUR / 3 + dice.below(60) as i64 * HOUR;
        let status = dice.of(&["purchase", "won", "lost", "hot", "won"]);
        let minor = dice.of(&[None, Some(500), Some(1_200)]);
        let currency = dice.of(&["IDR", "USD"]);
        let agent: AgentId = dice.of(&house.agents);
        let changes_agent = dice.below(3) == 0;
        decide(store, house, round * 1_000 + n, lead, at, move |lead| {
            lead.status = status.into();
            (lead.actual_minor, lead.currency) = (minor, minor.map(|_| currency.into()));
            if changes_agent {
                lead.agent = Some(Keeper { id: agent, name: "Agent".into() });
            }
        });
    }
}

/// Everything that is kept of leads and purchases.
fn kept(store: &Store) -> (BTreeMap<String, Vec<i64>>, Vec<String>) {
    let sums = Statement::new(
        "sums",
        "SELECT link_id, dimension, day, value, model, leads, with_data, opened, chats, data_chats FROM lead_days \
         UNION ALL SELECT workspace_id, dimension || ' of ' || CAST(days AS TEXT), span, value, model, leads, with_data, \
         opened, chats, data_chats FROM lead_spans",
    );
    let bought = Statement::new(
        "bought",
        "SELECT at, lead_id, agent_id, country, device, minor, currency, first_touch, last_touch FROM purchases \
         ORDER BY at, change_id",
    );
    let read = store.read_blocking(move |tx| {
        let sums = tx.query(&sums, &[], |row| {
            let key = (row.get::<Vec<u8>>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?);
            let key = format!("{key:?} {:?} {}", row.get::<String>(3)?, row.get::<i64>(4)?);
            Ok((key, (5..10).map(|at| row.get(at)).collect::<Result<Vec<i64>, _>>()?))
        })?;
        let bought = tx.query(&bought, &[], |row| {
            let who = (row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<Option<Vec<u8>>>(2)?);
            let what = (row.get::<String>(3)?, row.get::<String>(4)?, row.get::<Option<i64>>(5)?);
            let how = (row.get::<Option<String>>(6)?, row.get::<Vec<u8>>(7)?, row.get::<Vec<u8>>(8)?);
            Ok(format!("{who:?} {what:?} {how:?}"))
        })?;
        Ok((sums, bought))
    });
    let (sums, bought) = read.unwrap();
    // What was added and taken away again is as good as not there.
    (sums.into_iter().filter(|(_, counts)| counts.iter().any(|n| *n != 0)).collect(), bought)
}

fn told_of(store: &Store, workspace: WorkspaceId, days: Days, link: Option<LinkId>, model: Model) -> Vec<Overview> {
    let asked = Asked { days, link, model };
    store.read_blocking(move |tx| overviews(tx, workspace, asked, &By::ALL)).unwrap()
}

fn days() -> Days {
    Days::of_numbers(20261025, 20261027).unwrap()
}

#[test]
fn the_sums_of_leads_and_purchases_follow_whatever_becomes_of_them() {
    on_both(|fixture| {
        let store = fixture.store();
        bring_up(store).unwrap();
        let house = house(store, 1, ZONE, 3, 3).unwrap();
        let workspace = house.workspace;
        let mut dice = Dice(11);
        let bites = story(&house, &mut dice);
        let half = bites.len() / 2;
        for (round, bites) in [&bites[..half], &bites[half..]].into_iter().enumerate() {
            for (node, entries) in bites {
                project_entries(store, *node, entries.clone()).unwrap();
            }
            if round == 1 {
                decisions(store, &house, &mut dice, 1);
            }
            let projected = kept(store);
            store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
            assert_eq!(kept(store), projected, "round {round}");
        }
        // Late visits of leads that have bought since, from before and after they did.
        let late = (1..=LEADS).step_by(3).map(|n| {
            let at = START + n * HOUR / 3 + dice.below(70) as i64 * HOUR;
            let back = mixed(&house, &mut dice, LeadId(n), at);
            Entry::Visit(Visit { lead: Some(VisitLead { id: LeadId(n), is_new: false }), ..back })
        });
        let late = late.collect();
        project_entries(store, 2, late).unwrap();
        decisions(store, &house, &mut dice, 2);
        let projected = kept(store);
        assert!(projected.0.len() > 800 && projected.1.len() > 40, "there is something to compare");
        let model_of = |key: &str| key.ends_with(" 1");
        assert!(projected.0.keys().filter(|key| model_of(key)).count() > 200, "last touches differ from the first");
        let before: Vec<_> = Model::ALL.map(|model| told_of(store, workspace, days(), None, model)).into();
        store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
        assert_eq!(kept(store), projected);
        // Another zone has other days, and a report says the same from the sums as from the rows.
        let zone = Statement::new("zone", "UPDATE workspaces SET time_zone = 'Pacific/Auckland'");
        store.write_blocking(move |tx| tx.execute(&zone, &[]).and_then(|_| recount(tx, workspace))).unwrap();
        assert_ne!(kept(store).0, projected.0);
        let zone = Statement::new("zone", "UPDATE workspaces SET time_zone = 'Europe/Madrid'");
        store.write_blocking(move |tx| tx.execute(&zone, &[]).and_then(|_| recount(tx, workspace))).unwrap();
        assert_eq!(kept(store), projected);
        let forget = Statement::new("forget", "DELETE FROM facts WHERE name = 'rollups'");
        let links: Vec<Option<LinkId>> = [None].into_iter().chain(house.links.iter().copied().map(Some)).collect();
        let ask = |store: &Store| -> Vec<_> {
            let of = |link| Model::ALL.map(|model| told_of(store, workspace, days(), link, model));
            links.iter().copied().map(of).collect()
        };
        let summed = ask(store);
        assert_eq!(before, summed[0].to_vec());
        store.write_blocking(move |tx| tx.execute(&forget, &[])).unwrap();
        for (summed, counted) in summed.iter().flatten().flatten().zip(ask(store).iter().flatten().flatten()) {
            assert_eq!(summed, counted, "what is told while the sums are not made yet");
        }
        // And what a new program makes of what an older one left.
        for table in ["DELETE FROM lead_days", "DELETE FROM lead_spans", "DELETE FROM purchases"] {
            let nothing = Statement::new("nothing", table);
            store.write_blocking(move |tx| tx.execute(&nothing, &[])).unwrap();
        }
        bring_up(store).unwrap();
        assert_eq!(kept(store), projected);
        assert_eq!(ask(store), summed);
    });
}

/// How many leads a filter lists, page by page, each once; and the sum of their actual values by currency.
fn listed(store: &Store, workspace: WorkspaceId, filter: &Filter) -> (i64, BTreeMap<String, i64>) {
    let (mut number, mut value, mut before) = (0, BTreeMap::new(), None);
    loop {
        let asked = filter.clone();
        let page = store.read_blocking(move |tx| list::page(tx, workspace, &asked, before, 7)).unwrap();
        for lead in &page.items {
            number += 1;
            if let Some((currency, minor)) = lead.currency.clone().zip(lead.actual_minor) {
                *value.entry(currency).or_default() += minor;
            }
        }
        before = page.next;
        if before.is_none() {
            return (number, value);
        }
    }
}

/// The leads of a line, before it is asked which figure of theirs.
fn of_line(by: By, key: &str, model: Model, link: Option<LinkId>, madrid: &TimeZone) -> Option<Filter> {
    let mut filter = Filter::default();
    let mut brought = BroughtBy { model, link, lines: Vec::new() };
    match by {
        By::Kind => return None,
        By::Day => {}
        By::Hour => filter.hour = Some(Hour { hour: key.parse().unwrap(), zone: madrid.clone() }),
        By::Link => brought.link = LinkId::parse(key),
        By::Agent => (filter.agent, filter.unassigned) = (AgentId::parse(key), key.is_empty()),
        By::Country => filter.country = Some(key.to_owned()),
        By::Device => filter.device = Some(key.to_owned()),
        _ => brought.lines.push((Dimension::parse(by.as_str()).unwrap(), key.to_owned())),
    }
    filter.brought = Some(brought);
    Some(filter)
}

fn check_line(store: &Store, workspace: WorkspaceId, filter: &Filter, within: (i64, i64), since: i64, told: &Figures) {
    let (from, before) = within;
    let made = Filter { created_from: Some(from), created_before: Some(before), ..filter.clone() };
    let count = |filter: Filter| listed(store, workspace, &filter).0;
    assert_eq!(count(made.clone()), told.counts.leads, "leads of {filter:?}");
    assert_eq!(count(Filter { has_data: Some(true), ..made.clone() }), told.with_data, "with data of {filter:?}");
    assert_eq!(count(Filter { has_opened: Some(true), ..made.clone() }), told.opened, "opened of {filter:?}");
    assert_eq!(count(Filter { has_chat: Some(true), ..made.clone() }), told.chats, "chats of {filter:?}");
    let both = Filter { has_data: Some(true), has_chat: Some(true), ..made };
    assert_eq!(count(both), told.data_chats, "who left data and wrote of {filter:?}");
    let bought = Filter { purchased: Some(Purchased { since, from, before }), ..filter.clone() };
    assert_eq!(listed(store, workspace, &bought), (told.purchases, told.value.clone()), "purchases of {filter:?}");
}

#[test]
fn every_line_of_every_dimension_lists_exactly_the_leads_that_it_counts() {
    on_both(|fixture| {
        let store = fixture.store();
        bring_up(store).unwrap();
        let house = house(store, 1, ZONE, 2, 3).unwrap();
        let workspace = house.workspace;
        let mut dice = Dice(5);
        for (node, entries) in story(&house, &mut dice) {
            project_entries(store, node, entries).unwrap();
        }
        decisions(store, &house, &mut dice, 1);
        let chats = Statement::new("chats", "UPDATE leads SET chat_count = 2 WHERE id % 5 = 1");
        store.write_blocking(move |tx| tx.execute(&chats, &[]).and_then(|_| recount(tx, workspace))).unwrap();
        let madrid = TimeZone::get(ZONE).unwrap();
        let moment = |day| beginning(date_of(day).unwrap(), &madrid).unwrap();
        let all = (moment(20261025), moment(20261028));
        for model in Model::ALL {
            for link in [None, Some(house.links[1])] {
                let reports = told_of(store, workspace, days(), link, model);
                let totals = &reports[0].totals;
                assert!(totals.with_data > 5 && totals.opened > 5 && totals.chats > 5 && totals.purchases > 5);
                let whole = of_line(By::Day, "", model, link, &madrid).unwrap();
                check_line(store, workspace, &whole, all, all.0, totals);
                for (by, report) in By::ALL.into_iter().zip(&reports) {
                    let (mut leads, mut purchases) = (0, 0);
                    for line in &report.lines {
                        assert!(by.knows(&line.key), "{by:?} {:?}", line.key);
                        let Some(filter) = of_line(by, &line.key, model, link, &madrid) else { continue };
                        let within = match by {
                            By::Day => {
                                let day = line.key.parse().unwrap();
                                let from = beginning(day, &madrid).unwrap();
                                (from, beginning(day.tomorrow().unwrap(), &madrid).unwrap())
                            }
                            _ => all,
                        };
                        check_line(store, workspace, &filter, within, all.0, &line.figures);
                        (leads, purchases) = (leads + line.figures.counts.leads, purchases + line.figures.purchases);
                    }
                    if by != By::Kind {
                        assert_eq!((leads, purchases), (totals.counts.leads, totals.purchases), "{by:?} {model:?}");
                    }
                }
            }
        }
    });
}

#[test]
fn a_purchase_is_put_down_to_the_first_touch_or_to_the_last_before_it() {
    on_both(|fixture| {
        let store = fixture.store();
        bring_up(store).unwrap();
        let house = house(store, 1, ZONE, 2, 2).unwrap();
        let workspace = house.workspace;
        let tap = |hours: i64, is_new: bool, campaign: &'static str, link: usize, click_id: &'static str| {
            let mut made = visit(&house, LeadId(1), START + hours * HOUR);
            made.link = house.links[link];
            made.lead = Some(VisitLead { id: LeadId(1), is_new });
            made.facts.origin.utm.campaign = campaign.into();
            made.facts.origin.click_ids = vec![(click_id.into(), "1".into())];
            Entry::Visit(made)
        };
        project_entries(store, 1, vec![tap(2, true, "first", 0, "fbclid")]).unwrap();
        project_entries(store, 1, vec![tap(5, false, "second", 1, "gclid")]).unwrap();
        decide(store, &house, 1, 1, START + 6 * HOUR, |lead| {
            lead.status = "won".into();
            (lead.actual_minor, lead.currency) = (Some(900), Some("IDR".into()));
        });
        let campaign = |model, key: &str| {
            let report = told_of(store, workspace, days(), None, model);
            let by = By::ALL.iter().position(|by| *by == By::Campaign).unwrap();
            let line = report[by].lines.iter().find(|line| line.key == key).map(|line| line.figures.clone());
            let figures = line.unwrap_or_default();
            (figures.counts.clicks, figures.counts.leads, figures.purchases, figures.value.get("IDR").copied())
        };
        assert_eq!(campaign(Model::First, "first"), (1, 1, 1, Some(900)));
        assert_eq!(campaign(Model::First, "second"), (1, 0, 0, None));
        assert_eq!(campaign(Model::Last, "first"), (1, 0, 0, None));
        assert_eq!(campaign(Model::Last, "second"), (1, 1, 1, Some(900)));
        // A third touch after the purchase changes nothing of it, and the lead's last touch is it.
        project_entries(store, 1, vec![tap(9, false, "third", 0, "ttclid")]).unwrap();
        assert_eq!(campaign(Model::Last, "second"), (1, 0, 1, Some(900)));
        assert_eq!(campaign(Model::Last, "third"), (1, 1, 0, None));
        // A touch that another node brings late, from between: the purchase is its.
        project_entries(store, 2, vec![tap(5, false, "between", 1, "fbclid")]).unwrap();
        project_entries(store, 2, vec![tap(0, false, "before all", 1, "li_fat_id")]).unwrap();
        assert_eq!(campaign(Model::Last, "between"), (1, 0, 1, Some(900)));
        assert_eq!(campaign(Model::First, "before all"), (0, 0, 1, Some(900)), "yesterday, but for the purchase");
        // What it was worth is told later.
        decide(store, &house, 2, 1, START + 40 * HOUR, |lead| lead.actual_minor = Some(1_000));
        assert_eq!(campaign(Model::Last, "between").3, Some(1_000));
        let of_link = |model, link: usize| {
            let totals = told_of(store, workspace, days(), Some(house.links[link]), model)[0].totals.clone();
            (totals.counts.clicks, totals.purchases)
        };
        assert_eq!([of_link(Model::First, 0), of_link(Model::First, 1)], [(2, 0), (2, 1)]);
        assert_eq!([of_link(Model::Last, 0), of_link(Model::Last, 1)], [(2, 0), (2, 1)]);
        assert_eq!(local(START + 6 * HOUR, &TimeZone::get(ZONE).unwrap()).0, 20261025);
    });
}
