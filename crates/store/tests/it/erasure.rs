//! Erasure's promises: what told of the person stands nowhere in the store afterwards, and nothing brings it back; every
//! figure is what it was, and what a recount of the rows gives.

use domain::actor::Actor;
use domain::attribution::Model;
use domain::conversion::ConsentRule;
use domain::destination::{Platform, usual};
use domain::id::{DestinationId, LeadId, UserId, WorkspaceId};
use domain::lead::draft::{LeadPatch, Rules, apply};
use domain::lead::{Lead, Note};
use domain::outbox::{Reason, Status};
use domain::visit::{Entry, FormSent, LeftNumber, Step, Visit, VisitLead};
use serde_json::json;
use std::collections::BTreeMap;
use store::deliveries::{list, stop};
use store::destinations::{self, Destination};
use store::leads::erase::{Erased, erase};
use store::leads::{change, notes};
use store::reports::{Asked, By, Days, Overview, overviews, recount};
use store::testing::history::{House, house, id, project_entries, visit};
use store::testing::on_both;
use store::{Cell, Engine, FromCell, Statement, Store, leads, visitors};

const START: i64 = 1_790_000_000_000_000;
const HOUR: i64 = 3_600_000_000;

/// What the person is known by, each unlike anything else that stands in the store.
const TRACES: [&str; 17] = [
    "203.0.113.77",
    "Zebra-Agent",
    "IwAR-Zebra",
    "zebra-key",
    "zebra.example/secret-page",
    "Zebra-Parameter",
    "fb.1.Zebra",
    "Ubud-Zebra",
    "Zebra Kusuma",
    "+628111111777",
    "zebra@example.com",
    "zebra size",
    "I, Zebra, agree",
    "zebra called",
    "zebra-tag",
    "zebra-city",
    "zebra note",
];

fn trace(house: &House, at: i64, is_new: bool) -> Visit<'static> {
    let mut made = visit(house, LeadId(1), at);
    made.lead = Some(VisitLead { id: LeadId(1), is_new });
    made.facts.ip = "203.0.113.77".into();
    made.facts.user_agent = "Zebra-Agent/1".into();
    made.facts.place.city = "Ubud-Zebra".into();
    made.facts.origin.click_ids = vec![("fbclid".into(), "IwAR-Zebra".into())];
    made.facts.origin.referrer = "https://zebra.example/secret-page?a=b".into();
    made.facts.keys = vec![("pet".into(), "zebra-key".into())];
    made.steps.push(Step::Parameters { pairs: vec![("q".into(), "Zebra-Parameter".into())] });
    made.steps.push(Step::PixelCookies { pairs: vec![("_fbp".into(), "fb.1.Zebra".into())] });
    made
}

fn form(house: &House, at: i64) -> FormSent<'static> {
    FormSent {
        visit: Visit { at, ..trace(house, at, false) },
        shown_at: at - HOUR,
        name: "Zebra Kusuma".into(),
        phone: "+628111111777".into(),
        email: "zebra@example.com".into(),
        answers: vec![("size".into(), "zebra size".into()), ("town".into(), "zebra-city".into())],
        consent: "I, Zebra, agree".into(),
    }
}

fn left(house: &House, at: i64) -> LeftNumber<'static> {
    LeftNumber {
        at,
        workspace: house.workspace,
        link: house.links[0],
        lead: VisitLead { id: LeadId(1), is_new: false },
        name: "Zebra Kusuma".into(),
        phone: "+628111111777".into(),
        note: "zebra note".into(),
        source: "ads".into(),
        facts: trace(house, at, false).facts,
    }
}

fn get(store: &Store, workspace: WorkspaceId) -> Lead {
    store.read_blocking(move |tx| leads::get(tx, workspace, LeadId(1))).unwrap().unwrap()
}

/// The person and, beside them, somebody else, with all that visits, forms and people make of them.
fn past(store: &Store) -> House {
    let house = house(store, 1, "Asia/Jakarta", 2, 1).unwrap();
    destination(store, &house);
    let mut other = visit(&house, LeadId(2), START + 5);
    other.facts.ip = "198.51.100.4".into();
    let mut second = trace(&house, START + 2 * HOUR, false);
    second.link = house.links[1];
    project_entries(
        store,
        3,
        vec![
            Entry::Visit(trace(&house, START, true)),
            Entry::Visit(other),
            Entry::Visit(second),
            Entry::FormSent(form(&house, START + HOUR)),
            Entry::LeftNumber(left(&house, START + 3 * HOUR)),
        ],
    )
    .unwrap();
    let body = json!({"status": "won", "tags": ["zebra-tag"], "values": {"actual": {"amount": "150000"}},
        "custom_fields": {"heard": "zebra called"}});
    let before = get(store, house.workspace);
    let statuses = domain::workspace::STATUSES.map(str::to_owned);
    let rules = Rules { country: "ID", currency: "IDR", statuses: &statuses };
    let (after, changes) = apply(&before, &LeadPatch::parse(&body, rules).unwrap(), None).unwrap();
    let ids: Vec<_> = (0..changes.len()).map(|n| id(4_000 + n as u128)).collect();
    let actor = Actor::user(UserId(id(42)), "Rina");
    store
        .write_blocking(move |tx| {
            let saved = change::save(tx, &before, &after, &changes, &actor, START + 4 * HOUR, &ids)?;
            assert_eq!(saved, change::Saved::Done);
            let note =
                Note { id: id(4_500), author: "Rina".into(), body: "zebra called".into(), created_at: START + 5 };
            notes::add(tx, LeadId(1), &note, &actor)
        })
        .unwrap();
    house
}

fn destination(store: &Store, house: &House) {
    let made = Destination {
        id: DestinationId(id(900)),
        workspace: house.workspace,
        platform: Platform::Meta,
        name: "Meta".into(),
        active: true,
        for_all_links: true,
        settings: BTreeMap::from([("dataset_id".to_owned(), "7".to_owned())]),
        credentials: vec![1, 2, 3],
        hints: BTreeMap::new(),
        events: usual(Platform::Meta),
        consent: ConsentRule::NotRequired,
        archived_at: None,
        created_at: START,
        updated_at: START,
        version: 1,
    };
    store.write_blocking(move |tx| destinations::insert(tx, &made)).unwrap();
}

fn erased(store: &Store, house: &House, at: i64) -> (usize, Erased) {
    let workspace = house.workspace;
    store
        .write_blocking(move |tx| {
            assert!(change::hold(tx, workspace, LeadId(1))?);
            let lead = leads::get(tx, workspace, LeadId(1))?.unwrap();
            Ok((stop::of_lead(tx, workspace, LeadId(1), Reason::Erased, at)?, erase(tx, &lead, at)?))
        })
        .unwrap()
}

/// Any cell as bytes.
struct Bytes(Vec<u8>);

impl FromCell<'_> for Bytes {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        Some(Self(match cell {
            Cell::Text(text) => text.as_bytes().to_vec(),
            Cell::Blob(bytes) => bytes.to_vec(),
            Cell::Null | Cell::Int(_) | Cell::Real(_) => Vec::new(),
        }))
    }
}

/// Which traces stand in which tables.
fn traces(store: &Store) -> BTreeMap<&'static str, Vec<String>> {
    let tables = match store.engine() {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        }
    };
    store
        .read_blocking(move |tx| {
            let tables: Vec<String> = tx.query(&Statement::new("tables", tables), &[], |row| row.get(0))?;
            assert!(tables.len() > 30, "{tables:?}");
            let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
            for table in tables.iter().filter(|table| *table != "refinery_schema_history") {
                let all = Statement::put_together("all", format!("SELECT * FROM {table}"));
                tx.each(&all, &[], |row| {
                    for Bytes(bytes) in (0..).map_while(|at| row.get::<Bytes>(at).ok()) {
                        let text = String::from_utf8_lossy(&bytes);
                        for trace in TRACES.iter().filter(|trace| text.contains(**trace)) {
                            found.entry(trace).or_default().push(table.clone());
                        }
                    }
                    Ok(())
                })?;
            }
            Ok(found)
        })
        .unwrap()
}

fn figures(store: &Store, workspace: WorkspaceId) -> Vec<Overview> {
    let days = Days::of_numbers(20260901, 20261130).unwrap();
    let told = |model| {
        let asked = Asked { days, link: None, model };
        store.read_blocking(move |tx| overviews(tx, workspace, asked, &By::ALL)).unwrap()
    };
    Model::ALL.into_iter().flat_map(told).collect()
}

#[test]
fn what_told_of_the_person_stands_nowhere_and_every_figure_is_what_it_was() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = past(store);
        let there = traces(store);
        assert_eq!(there.len(), TRACES.len(), "all of it is there before: {there:?}");
        let before = figures(store, house.workspace);
        assert_eq!((before[0].totals.purchases, before[0].totals.with_data), (1, 1));

        let (stopped, removed) = erased(store, &house, START + 9 * HOUR);
        assert_eq!(removed, Erased { visits: 2, forms: 1, notes: 2, changes: removed.changes });
        assert!(removed.changes >= 5 && stopped > 0, "{removed:?} {stopped}");
        assert_eq!(traces(store), BTreeMap::new());
        assert_eq!(figures(store, house.workspace), before);
        let workspace = house.workspace;
        store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
        assert_eq!(figures(store, house.workspace), before, "the rows say so too");

        let lead = get(store, house.workspace);
        assert_eq!(lead.erased_at, Some(START + 9 * HOUR));
        assert_eq!((lead.status.as_str(), lead.actual_minor, lead.visit_count), ("won", Some(15_000_000), 2));
        let deliveries = store.read_blocking(move |tx| list::of_lead(tx, workspace, LeadId(1), 50)).unwrap();
        assert!(!deliveries.is_empty());
        let over = |status: Status, reason| status == Status::Skipped && reason == Some(Reason::Erased);
        assert!(deliveries.iter().all(|one| over(one.status, one.reason)), "{deliveries:?}");

        // Somebody else is untouched, and a second time there is nothing left to remove.
        let kept = store.read_blocking(move |tx| leads::get(tx, workspace, LeadId(2))).unwrap().unwrap();
        assert_eq!((kept.ip.as_str(), kept.erased_at), ("198.51.100.4", None));
        let (stopped, again) = erased(store, &house, START + 10 * HOUR);
        assert_eq!((stopped, again.notes, again.changes), (0, 0, 0));
        assert_eq!(get(store, house.workspace).erased_at, Some(START + 9 * HOUR), "erased once");
    });
}

#[test]
fn what_the_journal_still_held_comes_into_the_store_without_the_person() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = past(store);
        let queued = {
            let workspace = house.workspace;
            move |store: &Store| {
                store.read_blocking(move |tx| list::of_lead(tx, workspace, LeadId(1), 50)).unwrap().len()
            }
        };
        let told = queued(store);
        erased(store, &house, START + 9 * HOUR);
        let at = START + 8 * HOUR;
        let again = trace(&house, at, false);
        let repeat = Visit { repeat: true, at: at + 5, ..again.clone() };
        // In bites of their own too: a repeat alone changes no lead.
        for entries in [
            vec![Entry::Visit(repeat.clone())],
            vec![
                Entry::Visit(again),
                Entry::Visit(repeat),
                Entry::FormSent(FormSent { shown_at: at, ..form(&house, at + HOUR) }),
                Entry::LeftNumber(left(&house, at + HOUR)),
            ],
            vec![Entry::LeftNumber(left(&house, at + 2 * HOUR))],
            vec![Entry::FormSent(FormSent { shown_at: at + 1, ..form(&house, at + HOUR) })],
        ] {
            project_entries(store, 3, entries).unwrap();
            assert_eq!(traces(store), BTreeMap::new());
        }
        let lead = get(store, house.workspace);
        assert_eq!((lead.visit_count, lead.name, lead.phone, lead.ip.as_str()), (3, None, None, ""));
        assert_eq!(queued(store), told, "nothing is told of them");
        let (before, workspace) = (figures(store, house.workspace), house.workspace);
        assert_eq!(before[0].totals.counts.clicks, 4);
        store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
        assert_eq!(figures(store, house.workspace), before);
    });
}

#[test]
fn whoever_comes_with_the_cookie_of_an_erased_person_is_nobody_who_is_known() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = past(store);
        let workspace = house.workspace;
        let known = move |store: &Store| {
            store
                .read_blocking(move |tx| {
                    let one = visitors::one(tx, workspace, LeadId(1))?.unwrap().0;
                    let agent = visitors::agent(tx, LeadId(1))?.unwrap();
                    Ok([one, agent, visitors::agents_after(tx, 0, 1)?[0].1])
                })
                .unwrap()
        };
        assert_eq!(known(store), [visitors::Keeper::Agent(house.agents[0]); 3]);
        erased(store, &house, START + 9 * HOUR);
        assert_eq!(known(store), [visitors::Keeper::Erased; 3]);
    });
}
