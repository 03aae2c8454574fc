//! The projector's promises: in order and exactly once, through crashes, locks and damaged bytes; the journal
//! lets go of nothing that the store could still lose; a lead is what its visits and forms made of it.

use domain::id::{LeadId, MemberId};
use domain::visit::{Device, Entry, LeftNumber, Turn, VisitLead};
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};
use store::journal::{Batch, Journal, WhenRefused};
use store::leads::timeline::{Happening, timeline};
use store::projector::{Node, Projector, register};
use store::testing::history::{House, house, id, project_of, visit};
use store::testing::{Fixture, on_both};
use store::{Engine, Location, Statement, Store};

const START: i64 = 1_790_000_000_000_000;
const SECOND: i64 = 1_000_000;

/// A journal in a folder of its own and the node that it is to the store.
pub struct Desk {
    pub journal: Journal,
    pub node: Node,
}

pub fn open(store: &Store, folder: &Path) -> Desk {
    let (journal, _) = Journal::open(folder, [3; 16], WhenRefused::Answer).unwrap();
    let identity = journal.identity();
    let node = store.write_blocking(move |tx| register(tx, identity, START)).unwrap();
    Desk { journal, node }
}

impl Desk {
    pub fn project(&self, store: &Store) -> Projector {
        Projector::start(store.clone(), self.journal.clone(), self.node).unwrap()
    }
}

/// Queues them as one batch or a few, and waits until they are on disk.
pub fn append(journal: &Journal, entries: &[Entry<'_>]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let lead = |entry: &Entry<'_>| match entry {
            Entry::Visit(visit) => visit.lead.map(|lead| lead.id.0),
            Entry::LeftNumber(left) => Some(left.lead.id.0),
            Entry::FormSent(sent) => sent.visit.lead.map(|lead| lead.id.0),
            Entry::Beacon(beacon) => Some(beacon.lead.0),
            Entry::HubSeen(_) => None,
        };
        let receipts: Vec<_> =
            entries.iter().map(|entry| journal.append(entry, lead(entry), journal.direct_lane())).collect();
        for receipt in receipts {
            assert_eq!(receipt.await, Ok(()));
        }
    });
}

fn until(what: &str, so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(25);
    while !so() {
        assert!(Instant::now() < end, "{what}: not so after twenty-five seconds");
        std::thread::yield_now();
    }
}

pub fn drained(projector: &Projector) {
    until("everything is projected", || projector.backlog() == 0);
}

pub fn count(store: &Store, sql: &'static str) -> i64 {
    let statement = Statement::new("count", sql);
    store.read_blocking(move |tx| tx.one(&statement, &[], |row| row.get(0))).unwrap()
}

pub fn visits(store: &Store) -> i64 {
    count(store, "SELECT count(*) FROM visits")
}

pub fn lead(store: &Store, house: &House, number: i64) -> domain::lead::Lead {
    let workspace = house.workspace;
    store.read_blocking(move |tx| store::leads::get(tx, workspace, LeadId(number))).unwrap().expect("the lead is there")
}

pub fn history(store: &Store, number: i64) -> Vec<Happening> {
    store.read_blocking(move |tx| timeline(tx, LeadId(number), None, 100)).unwrap().items
}

#[test]
fn each_entry_is_applied_once_through_restarts_at_any_point() {
    for mut fixture in [Fixture::sqlite(), Fixture::postgres()] {
        let folder = tempfile::tempdir().unwrap();
        let house = house(fixture.store(), 1, "Asia/Jakarta", 1, 2).unwrap();
        let member = MemberId(id(77));
        let mut expected = 0;
        for round in 0..8 {
            let desk = open(fixture.store(), folder.path());
            let projector = desk.project(fixture.store());
            for _ in 0..5 {
                expected += 1;
                let mut made = visit(&house, LeadId(1 + expected % 10), START + expected * SECOND);
                made.facts.origin.utm.content = format!("visit {expected}").into();
                made.turn = Some(Turn { member, epoch: 1, fingerprint: 5 });
                // So large that a bite holds few of them, and the end comes between two bites.
                made.facts.user_agent = "x".repeat(300_000).into();
                append(&desk.journal, &[Entry::Visit(made)]);
            }
            // The projector ends wherever it just is; what it has not applied waits in the journal.
            if round % 2 == 0 {
                projector.finish(Duration::ZERO);
                desk.journal.close();
            } else {
                desk.journal.close();
                projector.finish(Duration::from_millis(30));
            }
            drop(projector);
            fixture.reopen();
        }
        let store = fixture.store();
        let desk = open(store, folder.path());
        let projector = desk.project(store);
        drained(&projector);
        assert_eq!(visits(store), expected, "{:?}", store.engine());
        assert_eq!(count(store, "SELECT CAST(sum(visit_count) AS BIGINT) FROM leads"), expected);
        assert_eq!(count(store, "SELECT CAST(sum(turns) AS BIGINT) FROM member_turns"), expected);
        let workspace = house.workspace;
        let filter = store::visits::Filter::default();
        let page = store.read_blocking(move |tx| store::visits::page(tx, workspace, &filter, None, 200)).unwrap();
        let words: Vec<String> =
            page.items.iter().rev().map(|v| v.visit().facts.origin.utm.content.to_string()).collect();
        assert_eq!(words, (1..=expected).map(|n| format!("visit {n}")).collect::<Vec<_>>(), "in the order of coming");
        projector.finish(Duration::ZERO);
        desk.journal.close();
    }
}

/// Somebody who holds the store's tables for themselves until dropped or let go.
enum Holder {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>),
}

impl Holder {
    fn lock(at: &Location) -> Self {
        match at {
            Location::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                connection.busy_timeout(Duration::from_secs(10)).unwrap();
                connection.execute_batch("BEGIN IMMEDIATE").unwrap();
                Self::Sqlite(connection)
            }
            Location::Postgres(url) => {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                client.batch_execute("BEGIN; LOCK TABLE visits, leads, nodes IN ACCESS EXCLUSIVE MODE").unwrap();
                Self::Postgres(Box::new(client))
            }
        }
    }

    /// Reads, and goes on standing at that moment.
    fn read(at: &Location) -> Self {
        match at {
            Location::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                connection.execute_batch("BEGIN; SELECT count(*) FROM visits").unwrap();
                Self::Sqlite(connection)
            }
            Location::Postgres(url) => {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM visits").unwrap();
                Self::Postgres(Box::new(client))
            }
        }
    }

    fn let_go(self) {
        match self {
            Self::Sqlite(connection) => connection.execute_batch("ROLLBACK").unwrap(),
            Self::Postgres(mut client) => client.batch_execute("ROLLBACK").unwrap(),
        }
    }
}

#[test]
fn a_locked_store_slows_no_visit_and_is_brought_up_to_date_when_it_is_free() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let desk = open(store, folder.path());
        let projector = desk.project(store);
        append(&desk.journal, &[Entry::Visit(visit(&house, LeadId(1), START))]);
        drained(&projector);

        let holder = Holder::lock(&fixture.location());
        let mut slowest = Duration::ZERO;
        for n in 0..200 {
            let started = Instant::now();
            append(&desk.journal, &[Entry::Visit(visit(&house, LeadId(2 + n), START + n * SECOND))]);
            slowest = slowest.max(started.elapsed());
        }
        assert_eq!(projector.backlog(), 200, "the journal's length tells what waits");
        assert!(slowest < Duration::from_secs(2), "a visit waited {slowest:?} for a store that it does not need");
        holder.let_go();
        drained(&projector);
        assert_eq!(visits(store), 201);
        assert_eq!(count(store, "SELECT count(*) FROM leads"), 201);
        projector.finish(Duration::ZERO);
        desk.journal.close();
    });
}

#[test]
fn a_cursor_that_somebody_else_moved_stops_the_projection_and_doubles_nothing() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let desk = open(store, folder.path());
        append(&desk.journal, &[Entry::Visit(visit(&house, LeadId(1), START))]);
        let first = desk.project(store);
        drained(&first);
        first.finish(Duration::ZERO);
        // `desk.node` still stands where it stood before: as a second process would that knows nothing of the first.
        let second = desk.project(store);
        until("it notices", || second.progress().waiting.load(Relaxed));
        second.finish(Duration::ZERO);
        assert_eq!(visits(store), 1);
        assert_eq!(lead(store, &house, 1).visit_count, 1);

        let desk = Desk { node: open_node(store, &desk.journal), ..desk };
        let third = desk.project(store);
        moved(store, 7);
        append(&desk.journal, &[Entry::Visit(visit(&house, LeadId(2), START))]);
        until("it notices", || third.progress().waiting.load(Relaxed));
        assert_eq!(visits(store), 1);
        moved(store, -7);
        drained(&third);
        assert!(!third.progress().waiting.load(Relaxed));
        assert_eq!(visits(store), 2);
        third.finish(Duration::ZERO);
        desk.journal.close();
    });
}

fn open_node(store: &Store, journal: &Journal) -> Node {
    let identity = journal.identity();
    store.write_blocking(move |tx| register(tx, identity, START)).unwrap()
}

fn moved(store: &Store, by: i64) {
    let statement = Statement::new("move", "UPDATE nodes SET cursor = cursor + $1");
    store.write_blocking(move |tx| tx.execute(&statement, &[by.into()])).unwrap();
}

#[test]
fn the_journal_lets_go_of_rows_only_when_the_store_can_no_longer_lose_them() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let desk = open(store, folder.path());
        // On SQLite a reader keeps the log from being copied into the file: nothing is settled while it reads.
        let reader = Holder::read(&fixture.location());
        let projector = desk.project(store);
        for n in 0..20 {
            append(&desk.journal, &[Entry::Visit(visit(&house, LeadId(1 + n), START + n))]);
        }
        drained(&projector);
        projector.finish(Duration::ZERO);
        let held = |journal: &Journal| -> i64 {
            journal.read_after(0, usize::MAX).unwrap().iter().map(|batch: &Batch| batch.count).sum()
        };
        if store.engine() == Engine::Sqlite {
            assert_eq!(held(&desk.journal), 20, "applied, but not settled: the journal keeps them");
        }
        reader.let_go();
        let desk = Desk { node: open_node(store, &desk.journal), ..desk };
        let projector = desk.project(store);
        append(&desk.journal, &[Entry::Visit(visit(&house, LeadId(21), START + 21))]);
        drained(&projector);
        projector.finish(Duration::ZERO);
        until("what is settled is dropped", || held(&desk.journal) == 1);
        assert_eq!(visits(store), 21);
        desk.journal.close();
    });
}

#[test]
fn a_damaged_batch_is_passed_over_counted_and_holds_nobody_up() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let desk = open(store, folder.path());
        for n in 1..=4 {
            append(&desk.journal, &[Entry::Visit(visit(&house, LeadId(n), START + n))]);
        }
        let disk = rusqlite::Connection::open(folder.path().join("journal.db")).unwrap();
        disk.execute_batch(
            "UPDATE batches SET body = x'ff00' WHERE seq = 2; UPDATE batches SET body = substr(body, 1, 30) WHERE seq = 3",
        )
        .unwrap();
        let projector = desk.project(store);
        drained(&projector);
        assert_eq!(projector.progress().damaged.load(Relaxed), 2);
        assert_eq!(visits(store), 2);
        let ordinals = "SELECT CAST(sum(id % 1099511627776) AS BIGINT) FROM visits";
        assert_eq!(count(store, ordinals), 1 + 4, "those after it keep their places");
        append(&desk.journal, &[Entry::Visit(visit(&house, LeadId(5), START + 5))]);
        drained(&projector);
        assert_eq!(visits(store), 3);
        projector.finish(Duration::ZERO);
        desk.journal.close();
    });
}

#[test]
fn a_visit_that_another_node_brings_late_changes_nothing_newer() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 2).unwrap();
        let mut newer = visit(&house, LeadId(1), START + 100 * SECOND);
        newer.agent = Some(house.agents[1]);
        newer.facts.place.country = "SG".into();
        newer.facts.client.device = Device::Desktop;
        newer.facts.ip = "198.51.100.9".into();
        newer.facts.origin.utm.campaign = "newer".into();
        project_of(store, 1, vec![newer]).unwrap();
        let mut late = visit(&house, LeadId(1), START);
        late.facts.origin.utm.campaign = "older".into();
        project_of(store, 2, vec![late]).unwrap();

        let lead = lead(store, &house, 1);
        assert_eq!(lead.visit_count, 2);
        assert_eq!((lead.created_at, lead.last_seen_at), (START, START + 100 * SECOND));
        assert_eq!(lead.first_touch.origin.utm.campaign, "older", "the first touch is the oldest");
        assert_eq!(lead.last_touch().at, START + 100 * SECOND);
        assert_eq!(lead.last_touch().origin.utm.campaign, "newer", "the last touch is the newest");
        assert_eq!(lead.agent.unwrap().id, house.agents[1], "the agent is whom the newest visit came to");
        let seen = (lead.whereabouts.country.as_str(), lead.device.as_str(), lead.ip.as_str());
        assert_eq!(seen, ("SG", "desktop", "198.51.100.9"), "where it was seen last");
    });
}

#[test]
fn a_lead_belongs_to_its_workspace_whatever_an_entry_says() {
    on_both(|fixture| {
        let store = fixture.store();
        let (ours, theirs) = (house(store, 1, "UTC", 1, 1).unwrap(), house(store, 2, "UTC", 1, 1).unwrap());
        project_of(store, 1, vec![visit(&ours, LeadId(1), START)]).unwrap();
        project_of(store, 1, vec![visit(&theirs, LeadId(1), START + SECOND)]).unwrap();
        assert_eq!(lead(store, &ours, 1).visit_count, 1);
        let (workspace, number) = (theirs.workspace, LeadId(1));
        assert!(store.read_blocking(move |tx| store::leads::get(tx, workspace, number)).unwrap().is_none());
    });
}

fn left(house: &House, number: i64, at: i64) -> LeftNumber<'static> {
    let visit = visit(house, LeadId(number), at);
    LeftNumber {
        at,
        workspace: house.workspace,
        link: house.links[0],
        lead: VisitLead { id: LeadId(number), is_new: true },
        name: "Ayu".into(),
        phone: "+6281234567890".into(),
        note: "Please call <b>after</b> five".into(),
        source: "ads".into(),
        facts: visit.facts,
    }
}

#[test]
fn a_number_that_was_left_makes_a_lead_with_its_history_and_note() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let desk = open(store, folder.path());
        let projector = desk.project(store);
        append(&desk.journal, &[Entry::LeftNumber(left(&house, 1, START))]);
        drained(&projector);
        projector.finish(Duration::ZERO);
        desk.journal.close();

        let lead = lead(store, &house, 1);
        assert_eq!((lead.name.as_deref(), lead.phone.as_deref()), (Some("Ayu"), Some("+6281234567890")));
        assert_eq!((lead.source.as_str(), lead.first_touch.origin.utm.campaign.as_ref()), ("ads", "promo"));
        assert_eq!(visits(store), 0, "a form is no visit");
        let story = history(store, 1);
        let changes: Vec<(&str, Option<&str>, &str)> = story
            .iter()
            .filter_map(|item| match item {
                Happening::Change(change) => {
                    Some((change.field.as_str(), change.after.as_deref(), change.actor_kind.as_str()))
                }
                _ => None,
            })
            .collect();
        for expected in [("phone", Some("+6281234567890"), "visitor"), ("name", Some("Ayu"), "visitor")] {
            assert!(changes.contains(&expected), "{expected:?} is not in {changes:?}");
        }
        assert_eq!(changes.len(), 2);
        let notes: Vec<&str> = story
            .iter()
            .filter_map(|item| match item {
                Happening::Note(note) => Some(note.body.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(notes, ["Please call <b>after</b> five"]);
    });
}

#[test]
fn a_name_that_somebody_gave_is_kept_when_a_form_brings_another_and_the_history_says_what_happened() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let desk = open(store, folder.path());
        let projector = desk.project(store);
        append(&desk.journal, &[Entry::Visit(visit(&house, LeadId(1), START))]);
        drained(&projector);
        let named = Statement::new("named", "UPDATE leads SET name = 'Ibu Ayu' WHERE id = 1");
        store.write_blocking(move |tx| tx.execute(&named, &[])).unwrap();
        append(&desk.journal, &[Entry::LeftNumber(left(&house, 1, START + SECOND))]);
        drained(&projector);
        projector.finish(Duration::ZERO);
        desk.journal.close();

        let lead = lead(store, &house, 1);
        assert_eq!(lead.name.as_deref(), Some("Ibu Ayu"));
        assert_eq!(lead.phone.as_deref(), Some("+6281234567890"));
        assert_eq!(lead.visit_count, 1);
        let fields: Vec<String> = history(store, 1)
            .into_iter()
            .filter_map(|item| match item {
                Happening::Change(change) => Some(change.field),
                _ => None,
            })
            .collect();
        assert_eq!(fields, ["phone"], "a name that was not taken is no change");
    });
}
