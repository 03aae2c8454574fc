//! Leads: what visits make of them, what people change, and the history of it.

use domain::actor::Actor;
use domain::id::{LeadId, UserId, WorkspaceId};
use domain::lead::draft::{LeadPatch, Rules, apply};
use domain::lead::filter::{Filter, Search};
use domain::lead::{Keeper, Lead, Note};
use domain::visit::VisitLead;
use serde_json::json;
use store::leads::change::{Saved, save};
use store::leads::timeline::{Happening, timeline};
use store::leads::{self, list};
use store::testing::history::{House, house, id, project, visit};
use store::testing::on_both;
use store::{Error, Store};

const MINUTE: i64 = 60_000_000;
const START: i64 = 1_790_000_000_000_000;

fn get(store: &Store, workspace: WorkspaceId, lead: i64) -> Option<Lead> {
    store.read_blocking(move |tx| leads::get(tx, workspace, LeadId(lead))).unwrap()
}

fn patch(body: &serde_json::Value) -> LeadPatch {
    let statuses = domain::workspace::STATUSES.map(str::to_owned);
    LeadPatch::parse(body, Rules { country: "ID", currency: "IDR", statuses: &statuses }).unwrap()
}

/// Changes a lead as a person does; ids of history are numbered from `ids`.
fn change(store: &Store, house: &House, lead: i64, body: serde_json::Value, keeper: Option<usize>, at: i64) -> Lead {
    let before = get(store, house.workspace, lead).unwrap();
    let mut patch = patch(&body);
    let keeper = keeper.map(|n| Keeper { id: house.agents[n], name: format!("Agent {n}") });
    if keeper.is_some() {
        patch.agent = Some(keeper.as_ref().map(|keeper| keeper.id));
    }
    let (after, changes) = apply(&before, &patch, keeper).unwrap();
    let ids: Vec<_> = (0..changes.len()).map(|n| id((at - START) as u128 * 100 + n as u128)).collect();
    let saved = store
        .write_blocking(move |tx| save(tx, &before, &after, &changes, &Actor::user(UserId(id(42)), "Rina"), at, &ids));
    assert_eq!(saved, Ok(Saved::Done));
    get(store, house.workspace, lead).unwrap()
}

fn found(store: &Store, workspace: WorkspaceId, filter: Filter) -> Vec<i64> {
    let page = store.read_blocking(move |tx| list::page(tx, workspace, &filter, None, 50)).unwrap();
    page.items.into_iter().map(|lead| lead.id.0).collect()
}

#[test]
fn a_first_visit_makes_a_lead_and_later_ones_add_to_it() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Asia/Jakarta", 2, 1).unwrap();
        let mut second = visit(&house, LeadId(1), START + MINUTE);
        second.lead = Some(VisitLead { id: LeadId(1), is_new: false });
        second.link = house.links[1];
        second.facts.origin.utm.campaign = "later".into();
        second.facts.place.country = "MY".into();
        project(store, vec![visit(&house, LeadId(1), START), second]).unwrap();
        let lead = get(store, house.workspace, 1).unwrap();
        assert_eq!((lead.visit_count, lead.status.as_str(), lead.source.as_str()), (2, "new", "ads"));
        assert_eq!((lead.first_touch.at, lead.first_touch.link), (START, house.links[0]));
        assert_eq!((lead.last_touch().at, lead.last_touch().link), (START + MINUTE, house.links[1]));
        assert_eq!(lead.campaign, "promo", "the first touch's stays");
        assert_eq!(lead.whereabouts.country, "MY", "where they are now");
        assert_eq!(lead.agent.unwrap().name, "Agent 0");
        assert!(get(store, WorkspaceId(id(99)), 1).is_none(), "another workspace has no such lead");
    });
}

#[test]
fn a_change_keeps_who_when_before_and_after() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Asia/Jakarta", 1, 2).unwrap();
        project(store, vec![visit(&house, LeadId(1), START)]).unwrap();
        let body = json!({"name": "Siti", "status": "won", "values": {"actual": {"amount": "1500000"}},
                          "custom_fields": {"size": "XL"}, "tags": ["vip"]});
        let lead = change(store, &house, 1, body, Some(1), START + MINUTE);
        assert_eq!(lead.version, 2);
        assert_eq!(lead.actual_minor, Some(150_000_000));
        assert_eq!(lead.custom_fields["size"], "XL");
        assert_eq!(lead.agent.as_ref().unwrap().id, house.agents[1]);
        let story = store.read_blocking(|tx| timeline(tx, LeadId(1), None, 50)).unwrap();
        let changes: Vec<(String, Option<String>, Option<String>, String)> = story
            .items
            .iter()
            .filter_map(|item| match item {
                Happening::Change(c) => {
                    Some((c.field.clone(), c.before.clone(), c.after.clone(), c.actor_name.clone()))
                }
                _ => None,
            })
            .collect();
        assert_eq!(changes.len(), 6);
        assert!(changes.contains(&("status".into(), Some("new".into()), Some("won".into()), "Rina".into())));
        assert!(changes.contains(&("agent".into(), Some("Agent 0".into()), Some("Agent 1".into()), "Rina".into())));
        assert!(changes.contains(&("actual_value".into(), None, Some("1500000 IDR".into()), "Rina".into())));
        assert!(matches!(story.items.last(), Some(Happening::Visit(visit)) if visit.at == START));
    });
}

#[test]
fn a_save_made_from_an_older_version_changes_nothing() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Asia/Jakarta", 1, 1).unwrap();
        project(store, vec![visit(&house, LeadId(1), START)]).unwrap();
        let old = get(store, house.workspace, 1).unwrap();
        change(store, &house, 1, json!({"name": "Siti"}), None, START + MINUTE);
        let (after, changes) = apply(&old, &patch(&json!({"name": "Budi"})), None).unwrap();
        let late = store
            .write_blocking(move |tx| save(tx, &old, &after, &changes, &Actor::system(), START + 2 * MINUTE, &[id(1)]));
        assert_eq!(late, Ok(Saved::Stale));
        let lead = get(store, house.workspace, 1).unwrap();
        assert_eq!(lead.name.as_deref(), Some("Siti"));
        let story = store.read_blocking(|tx| timeline(tx, LeadId(1), None, 50)).unwrap();
        assert_eq!(story.items.len(), 2, "the visit and the one change");
    });
}

#[test]
fn a_visit_does_not_make_a_persons_page_stale_nor_take_back_their_choice_of_agent() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Asia/Jakarta", 1, 2).unwrap();
        project(store, vec![visit(&house, LeadId(1), START)]).unwrap();
        change(store, &house, 1, json!({}), Some(1), START + 2 * MINUTE);
        // Answered before the choice was made, projected after it.
        let mut late = visit(&house, LeadId(1), START + MINUTE);
        late.lead = Some(VisitLead { id: LeadId(1), is_new: false });
        project(store, vec![late]).unwrap();
        let lead = get(store, house.workspace, 1).unwrap();
        assert_eq!(lead.agent.unwrap().id, house.agents[1]);
        assert_eq!((lead.version, lead.visit_count), (2, 2));
    });
}

#[test]
fn leads_are_found_by_words_tags_numbers_and_code_as_they_stand_now() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Asia/Jakarta", 1, 1).unwrap();
        project(store, (1..=3).map(|n| visit(&house, LeadId(n), START + n)).collect()).unwrap();
        let of = |text: &str| {
            let codes = domain::code::Codes::new([1; 16]);
            found(store, house.workspace, Filter { search: Search::read(text, &codes, "ID"), ..Filter::default() })
        };
        let with_tag = |tag: &str| found(store, house.workspace, Filter { tag: Some(tag.into()), ..Filter::default() });
        let siti = json!({"name": "Siti Nurhaliza", "phone": "0812-3456-7890", "tags": ["Big spender"]});
        change(store, &house, 1, siti, None, START + MINUTE);
        let other = json!({"name": "Élodie", "email": "siti.other@toko.co.id", "phone": "+62 812 9999 0000"});
        change(store, &house, 2, other, None, START + 2 * MINUTE);
        assert_eq!(of("siti"), [2, 1]);
        assert_eq!(of("SITI nur"), [1]);
        assert_eq!(of("élo"), [2]);
        assert_eq!(of("0812"), [2, 1]);
        assert_eq!(of("62 812 3456"), [1]);
        assert_eq!(of("spender"), [1]);
        assert_eq!(with_tag("big SPENDER"), [1]);
        assert!(with_tag("big").is_empty(), "a tag is whole");
        let code = domain::code::Codes::new([1; 16]).encode(LeadId(3)).to_string();
        assert_eq!(of(&code.to_lowercase()), [3]);
        change(store, &house, 1, json!({"name": null, "tags": []}), None, START + 3 * MINUTE);
        assert_eq!(of("siti"), [2]);
        assert!(with_tag("big spender").is_empty());
        assert!(of("%").is_empty());
    });
}

#[test]
fn a_timeline_goes_on_where_the_page_ended_and_tears_no_moment_apart() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Asia/Jakarta", 1, 1).unwrap();
        let visits = (0..30).map(|n| {
            let mut one = visit(&house, LeadId(1), START + n * MINUTE);
            one.lead = Some(VisitLead { id: LeadId(1), is_new: n == 0 });
            one
        });
        project(store, visits.collect()).unwrap();
        let body = json!({"name": "A", "status": "hot", "priority": "high", "score": 3, "tags": ["x"]});
        change(store, &house, 1, body, None, START + 10 * MINUTE + 1);
        let note =
            Note { id: id(77), author: "Rina".into(), body: "Called".into(), created_at: START + 5 * MINUTE + 1 };
        store.write_blocking(move |tx| leads::notes::add(tx, LeadId(1), &note, &Actor::system())).unwrap();
        let mut all = Vec::new();
        let mut before = None;
        loop {
            let page = store.read_blocking(move |tx| timeline(tx, LeadId(1), before, 7)).unwrap();
            assert!(page.items.len() <= 7 + 5, "a page holds a few more at most");
            all.extend(page.items);
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(all.len(), 30 + 5 + 1);
        assert!(all.windows(2).all(|pair| pair[0].at() >= pair[1].at()));
    });
}

#[test]
fn what_is_kept_in_another_form_is_damaged_and_no_panic() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Asia/Jakarta", 1, 1).unwrap();
        project(store, vec![visit(&house, LeadId(1), START)]).unwrap();
        store
            .write_blocking(|tx| {
                tx.execute(
                    &store::Statement::new("spoil", "UPDATE leads SET first_touch = $1"),
                    &[vec![0xff_u8; 3].into()],
                )
            })
            .unwrap();
        let read = store.read_blocking(move |tx| leads::get(tx, house.workspace, LeadId(1)));
        assert!(matches!(read, Err(Error::Damaged(_))), "{read:?}");
    });
}
