//! Lists of leads against a plain reading of every lead: the same leads in the same order, whatever the filter and
//! however it is cut into pages.

use domain::id::{LeadId, WorkspaceId};
use domain::lead::filter::{Filter, Purchased};
use domain::lead::{Lead, Priority};
use store::leads::{self, list};
use store::testing::history::{Dice, House, house, id, mixed, project};
use store::testing::on_both;
use store::{Statement, Store};

const START: i64 = 1_790_000_000_000_000;
const HOUR: i64 = 3_600_000_000;
const LEADS: i64 = 1_500;

/// Two workspaces whose leads lie among each other; some leads changed afterwards.
fn crowd(store: &Store) -> House {
    let (ours, theirs) = (house(store, 1, "Asia/Jakarta", 3, 4).unwrap(), house(store, 2, "UTC", 1, 1).unwrap());
    let mut dice = Dice(7);
    for bite in 0..(LEADS / 500) {
        let visits = (1..=500).map(|n| {
            let lead = LeadId(bite * 500 + n);
            let house = if dice.below(3) == 0 { &theirs } else { &ours };
            mixed(house, &mut dice, lead, START + lead.0 * HOUR / 7)
        });
        project(store, visits.collect()).unwrap();
    }
    for (name, sql) in [
        ("statuses", "UPDATE leads SET status = CASE id % 11 WHEN 1 THEN 'hot' WHEN 2 THEN 'won' ELSE 'new' END"),
        ("priorities", "UPDATE leads SET priority = 'urgent' WHERE id % 13 = 5"),
        ("phones", "UPDATE leads SET phone = '+62812' || CAST(100000 + id AS TEXT) WHERE id % 4 = 1"),
    ] {
        store.write_blocking(move |tx| tx.execute(&Statement::new(name, sql), &[])).unwrap();
    }
    let change = Statement::new(
        "purchases",
        "INSERT INTO lead_changes \
         (id, workspace_id, lead_id, at, field, before_value, after_value, actor_kind, actor_name) \
         VALUES ($1, $2, $3, $4, 'status', 'new', 'won', 'user', 'Ani')",
    );
    let workspace = ours.workspace;
    let bought = all(store, workspace).into_iter().flat_map(|lead| bought(lead.id).map(move |at| (lead.id, at)));
    let bought: Vec<_> = bought.enumerate().collect();
    let written = store.write_blocking(move |tx| {
        for (n, (lead, at)) in &bought {
            let params = [id(90_000_000 + *n as u128).into(), workspace.into(), lead.into(), (*at).into()];
            tx.execute(&change, &params)?;
        }
        Ok(())
    });
    written.unwrap();
    ours
}

/// When a lead became a purchase: most never, some twice.
fn bought(lead: LeadId) -> impl Iterator<Item = i64> {
    let made = START + lead.0 * HOUR / 7;
    let once = (lead.0 % 11 == 2).then_some(made + 5 * HOUR);
    once.into_iter().chain((lead.0 % 33 == 2).then_some(made + 45 * HOUR))
}

fn all(store: &Store, workspace: WorkspaceId) -> Vec<Lead> {
    let read = store.read_blocking(move |tx| {
        let mut all = Vec::new();
        for id in (1..=LEADS).rev() {
            all.extend(leads::get(tx, workspace, LeadId(id))?);
        }
        Ok(all)
    });
    read.unwrap()
}

fn fits(lead: &Lead, filter: &Filter) -> bool {
    let agent = lead.agent.as_ref().map(|agent| agent.id);
    filter.status.as_ref().is_none_or(|v| *v == lead.status)
        && filter.agent.is_none_or(|v| Some(v) == agent)
        && filter.link.is_none_or(|v| Some(v) == lead.link)
        && filter.source.as_ref().is_none_or(|v| *v == lead.source)
        && filter.country.as_ref().is_none_or(|v| *v == lead.whereabouts.country)
        && filter.campaign.as_ref().is_none_or(|v| *v == lead.campaign)
        && filter.device.as_ref().is_none_or(|v| *v == lead.device)
        && filter.priority.is_none_or(|v| v == lead.priority)
        && filter.created_from.is_none_or(|v| lead.created_at >= v)
        && filter.created_before.is_none_or(|v| lead.created_at < v)
        && filter
            .purchased
            .is_none_or(|v| bought(lead.id).find(|at| *at >= v.since).is_some_and(|at| at >= v.from && at < v.before))
        && filter.has_phone.is_none_or(|v| lead.phone.is_some() == v)
        && filter.keepers.as_ref().is_none_or(|v| agent.is_some_and(|agent| v.contains(&agent)))
}

/// All pages of a filter; every page keeps its bound and the cursor always moves.
fn paged(store: &Store, workspace: WorkspaceId, filter: &Filter, limit: usize) -> Vec<i64> {
    let mut ids = Vec::new();
    let mut before = None;
    for _ in 0..1_000 {
        let filter = filter.clone();
        let page = store.read_blocking(move |tx| list::page(tx, workspace, &filter, before, limit)).unwrap();
        assert!(page.items.len() <= limit);
        ids.extend(page.items.iter().map(|lead| lead.id.0));
        match page.next {
            None => return ids,
            Some(next) => {
                assert!(before.is_none_or(|before| next < before), "the cursor moves");
                before = Some(next);
            }
        }
    }
    panic!("the list of {filter:?} has no end");
}

fn random(dice: &mut Dice, house: &House) -> Filter {
    let mut filter = Filter::default();
    for _ in 0..=dice.below(3) {
        match dice.below(12) {
            0 => filter.status = Some(dice.of(&["new", "hot", "won", "lost"]).into()),
            1 => filter.agent = Some(dice.of(&house.agents)),
            2 => filter.source = Some(dice.of(&["ads", "website", "direct", "tiktok"]).into()),
            3 => filter.country = Some(dice.of(&["ID", "MY", "ES", "", "FR"]).into()),
            4 => filter.campaign = Some(format!("c{}", dice.below(400))),
            5 => filter.device = Some(dice.of(&["mobile", "tablet", "desktop"]).into()),
            6 => filter.priority = Some(dice.of(&[Priority::Medium, Priority::Urgent, Priority::Low])),
            7 => filter.has_phone = Some(dice.below(2) == 0),
            8 => filter.link = Some(dice.of(&house.links)),
            9 => {
                let from = START + dice.below(LEADS as u64) as i64 * HOUR / 7;
                let since = from - dice.below(3) as i64 * 24 * HOUR;
                filter.purchased = Some(Purchased { since, from, before: from + 72 * HOUR });
            }
            10 => filter.keepers = Some((0..dice.below(3)).map(|_| dice.of(&house.agents)).collect()),
            _ => {
                let from = START + dice.below(LEADS as u64) as i64 * HOUR / 7;
                filter.created_from = (dice.below(2) == 0).then_some(from);
                filter.created_before = (dice.below(2) == 0).then_some(from + dice.below(90) as i64 * HOUR);
            }
        }
    }
    filter
}

#[test]
fn every_filter_lists_exactly_the_leads_that_fit() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = crowd(store);
        let all = all(store, house.workspace);
        assert!(all.len() > 800 && all.len() < LEADS as usize);
        let mut dice = Dice(11);
        for round in 0..150 {
            let filter = random(&mut dice, &house);
            let expected: Vec<i64> = all.iter().filter(|lead| fits(lead, &filter)).map(|lead| lead.id.0).collect();
            let limit = [7, 50, 200][round % 3];
            assert_eq!(paged(store, house.workspace, &filter, limit), expected, "{filter:?}");
        }
    });
}

#[test]
fn a_lead_that_moved_is_found_where_it_is_and_no_more_where_it_was() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let mut dice = Dice(1);
        let mut first = mixed(&house, &mut dice, LeadId(1), START);
        first.facts.place.country = "NL".into();
        let mut again = first.clone();
        again.at += HOUR;
        again.lead = Some(domain::visit::VisitLead { id: LeadId(1), is_new: false });
        again.facts.place.country = "BE".into();
        project(store, vec![first]).unwrap();
        project(store, vec![again]).unwrap();
        let of = |country: &str| {
            let filter = Filter { country: Some(country.into()), ..Filter::default() };
            paged(store, house.workspace, &filter, 50)
        };
        assert_eq!(of("BE"), [1]);
        assert!(of("NL").is_empty());
    });
}
