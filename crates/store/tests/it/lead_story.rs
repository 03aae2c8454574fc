//! What platforms were told stands in a lead's story at the moment of what it tells of, and is paged with the rest.

use domain::conversion::ConsentRule;
use domain::destination::{Platform, usual};
use domain::id::{DestinationId, LeadId};
use domain::visit::Entry;
use std::collections::BTreeMap;
use store::Store;
use store::destinations::{self, Destination};
use store::leads::timeline::{Happening, Timeline, timeline};
use store::testing::history::{House, house, id, project_entries, visit};
use store::testing::on_both;

const START: i64 = 1_790_000_000_000_000;
const MINUTE: i64 = 60_000_000;

fn destination(store: &Store, house: &House, number: u128, platform: Platform) {
    let mut events = usual(platform);
    events.iter_mut().for_each(|mapping| mapping.every_time = true);
    let made = Destination {
        id: DestinationId(id(number)),
        workspace: house.workspace,
        platform,
        name: format!("Number {number}"),
        active: true,
        for_all_links: true,
        settings: BTreeMap::new(),
        credentials: Vec::new(),
        hints: BTreeMap::new(),
        events,
        consent: ConsentRule::NotRequired,
        archived_at: None,
        created_at: START,
        updated_at: START,
        version: 1,
    };
    store.write_blocking(move |tx| destinations::insert(tx, &made)).unwrap();
}

fn story(store: &Store, lead: i64, before: Option<i64>, limit: usize) -> Timeline {
    store.read_blocking(move |tx| timeline(tx, LeadId(lead), before, limit)).unwrap()
}

fn told(items: &[Happening]) -> Vec<String> {
    let minute = |item: &Happening| (item.at() - START) / MINUTE;
    items
        .iter()
        .map(|item| match item {
            Happening::Delivery(told) => {
                format!("{} told {} ({})", minute(item), told.destination, told.platform.as_str())
            }
            Happening::Visit(_) => format!("{} visit", minute(item)),
            _ => format!("{} else", minute(item)),
        })
        .collect()
}

#[test]
fn what_was_told_stands_above_what_it_tells_of_and_no_page_tears_a_moment_apart() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        destination(store, &house, 900, Platform::Meta);
        destination(store, &house, 901, Platform::Webhook);
        let mut entries = Vec::new();
        for minute in 0..3 {
            let mut again = visit(&house, LeadId(1), START + minute * MINUTE);
            again.lead.as_mut().unwrap().is_new = minute == 0;
            entries.push(Entry::Visit(again));
        }
        entries.push(Entry::Visit(visit(&house, LeadId(2), START + 2 * MINUTE)));
        project_entries(store, 3, entries).unwrap();

        let whole = story(store, 1, None, 50);
        assert_eq!(whole.next, None);
        let mut lines = told(&whole.items);
        for moment in lines.chunks_mut(3) {
            moment[..2].sort();
        }
        let expected: Vec<String> = (0..3)
            .rev()
            .flat_map(|minute| {
                [
                    format!("{minute} told Number 900 (meta)"),
                    format!("{minute} told Number 901 (webhook)"),
                    format!("{minute} visit"),
                ]
            })
            .collect();
        assert_eq!(lines, expected);
        assert_eq!(story(store, 2, None, 50).items.len(), 3, "each lead has its own");

        for limit in 1..=4 {
            let (mut items, mut before, mut pages) = (Vec::new(), None, 0);
            loop {
                let page = story(store, 1, before, limit);
                assert!(page.items.len() >= limit.min(3), "a page is never empty");
                items.extend(page.items);
                pages += 1;
                before = page.next;
                if before.is_none() {
                    break;
                }
            }
            assert_eq!(items, whole.items, "limit {limit}: each once, in the same order");
            assert_eq!(pages, if limit <= 3 { 3 } else { 2 }, "limit {limit}");
        }
    });
}
