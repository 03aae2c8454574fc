//! The journal's promises: what was told to be kept is there once and in order after a restart; a disk that refuses or
//! stalls stops nobody; bytes that can't be read never become an entry that was not written.

use domain::id::{LeadId, LinkId, WorkspaceId};
use domain::visit::{Entry, Visit};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};
use store::Error;
use store::journal::{Batch, Held, Journal, Lane, NotKept, WhenRefused};
use store::testing::history::{House, id, visit};

const FRESH: [u8; 16] = [7; 16];

/// An entry that its word tells from all others.
fn entry(word: &str) -> Entry<'static> {
    let house = House { workspace: WorkspaceId(id(1)), links: vec![LinkId(id(2))], agents: Vec::new() };
    let mut made: Visit<'static> = visit(&house, LeadId(1), 1_790_000_000_000_000);
    made.facts.origin.utm.content = word.to_owned().into();
    Entry::Visit(made)
}

fn word(entry: &Entry<'_>) -> String {
    match entry {
        Entry::Visit(visit) => visit.facts.origin.utm.content.to_string(),
        Entry::LeftNumber(left) => left.name.to_string(),
        Entry::FormSent(_) | Entry::Beacon(_) | Entry::HubSeen(_) => String::new(),
    }
}

fn open(folder: &Path, when_refused: WhenRefused) -> (Journal, Held) {
    Journal::open(folder, FRESH, when_refused).unwrap()
}

fn on_a_runtime<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, work)
}

fn append(journal: &Journal, word: &str) -> Result<(), NotKept> {
    on_a_runtime(async { journal.append(&entry(word), None, journal.direct_lane()).await })
}

fn batches(journal: &Journal) -> Vec<Batch> {
    let mut all: Vec<Batch> = Vec::new();
    loop {
        let more = journal.read_after(all.last().map_or(0, |batch| batch.seq), 1 << 16).unwrap();
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}

/// Ordinals and words of all that it holds.
fn held(journal: &Journal) -> Vec<(i64, String)> {
    let all = batches(journal);
    all.iter().flat_map(Batch::entries).map(|(ordinal, _, entry)| (ordinal, word(&entry.unwrap()))).collect()
}

fn words(journal: &Journal) -> Vec<String> {
    held(journal).into_iter().map(|(_, word)| word).collect()
}

fn until(what: &str, so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !so() {
        assert!(Instant::now() < end, "{what}: not so after twenty seconds");
        std::thread::yield_now();
    }
}

/// Somebody else's connection to the journal's file, for what only a bad disk does by itself.
fn intruder(folder: &Path) -> Connection {
    let connection = Connection::open(folder.join("journal.db")).unwrap();
    connection.busy_timeout(Duration::from_secs(10)).unwrap();
    connection
}

/// From here on every write into the file fails, as on a full disk.
fn fill_up(disk: &Connection) {
    disk.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON batches BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
    )
    .unwrap();
}

fn make_room(disk: &Connection) {
    disk.execute_batch("DROP TRIGGER full").unwrap();
}

#[test]
fn what_many_threads_append_is_there_once_and_in_each_threads_order_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, held_first) = open(folder.path(), WhenRefused::Answer);
    assert_eq!(held_first, Held { newest: 0, next_ordinal: 1, next_lead: 1 });
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let journal = &journal;
            scope.spawn(move || {
                on_a_runtime(async {
                    for wave in 0..25 {
                        let receipts: Vec<_> = (0..50)
                            .map(|n| {
                                let nth = wave * 50 + n;
                                let lead = i64::from(thread * 10_000 + nth);
                                journal.append(&entry(&format!("{thread}-{nth}")), Some(lead), journal.direct_lane())
                            })
                            .collect();
                        for receipt in receipts {
                            assert_eq!(receipt.await, Ok(()));
                        }
                    }
                });
            });
        }
    });
    let figures = journal.figures();
    assert_eq!((figures.kept.load(Relaxed), figures.lost.load(Relaxed)), (10_000, 0));
    assert!(figures.commits.load(Relaxed) < 2_500, "entries share their commits: {figures:?}");
    journal.close();

    let (journal, after) = open(folder.path(), WhenRefused::Answer);
    assert_eq!((after.next_ordinal, after.next_lead), (10_001, 7 * 10_000 + 1_249 + 1));
    let found = held(&journal);
    assert!(found.iter().map(|(ordinal, _)| *ordinal).eq(1..=10_000), "the ordinals have no gap and no repeat");
    for thread in 0..8 {
        let of_thread = found.iter().filter_map(|(_, word)| word.strip_prefix(&format!("{thread}-")));
        assert!(
            of_thread.map(|nth| nth.parse::<i32>().unwrap()).eq(0..1_250),
            "thread {thread}: each once, in its order"
        );
    }
    journal.close();
}

#[test]
fn a_receipt_that_nobody_waits_for_takes_nothing_back_and_closing_writes_what_is_queued() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    let expected: Vec<String> = (0..500).map(|n| n.to_string()).collect();
    for word in &expected {
        drop(journal.append(&entry(word), None, journal.direct_lane()));
    }
    journal.close();
    assert!(journal.has_ended());
    assert_eq!(append(&journal, "too late"), Err(NotKept::Refused));
    assert_eq!(journal.figures().lost.load(Relaxed), 1);
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    assert_eq!(words(&journal), expected);
    journal.close();
}

#[test]
fn numbers_and_identity_go_on_when_everything_old_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    for n in 0..5 {
        on_a_runtime(async { journal.append(&entry("x"), Some(40 + n), journal.direct_lane()).await }).unwrap();
    }
    let newest = batches(&journal).last().unwrap().seq;
    journal.drop_through(newest);
    journal.close();
    let (journal, after) = Journal::open(folder.path(), [9; 16], WhenRefused::Answer).unwrap();
    assert_eq!(after, Held { newest, next_ordinal: 6, next_lead: 45 });
    assert_eq!(batches(&journal).len(), 1, "only the newest stays, for its numbers");
    assert_eq!(journal.identity(), FRESH, "a file keeps the identity it was made with");
    append(&journal, "next").unwrap();
    assert_eq!(held(&journal).last().unwrap(), &(6, "next".to_owned()));
    journal.close();
}

#[test]
fn a_journal_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path(), WhenRefused::Answer).0.close();
    intruder(folder.path()).execute_batch("PRAGMA user_version = 99").unwrap();
    let refused = Journal::open(folder.path(), FRESH, WhenRefused::Answer).err().unwrap();
    assert!(matches!(refused, Error::Newer { found: 99, .. }), "{refused:?}");
    assert!(refused.to_string().contains("99"), "{refused}");
}

/// A batch of several entries as it stands in the file, and their words.
fn full_batch() -> (Batch, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    let disk = intruder(folder.path());
    // The writer waits for the lock with what it has taken so far; the others gather in one batch behind it.
    disk.execute_batch("BEGIN IMMEDIATE").unwrap();
    for n in 0..12 {
        drop(journal.append(&entry(&n.to_string()), None, journal.direct_lane()));
    }
    disk.execute_batch("ROLLBACK").unwrap();
    journal.close();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    let batch = batches(&journal).into_iter().max_by_key(|batch| batch.count).unwrap();
    journal.close();
    assert!(batch.count >= 6, "{}", batch.count);
    let words = (batch.first - 1..).take(batch.count as usize).map(|n| n.to_string()).collect();
    (batch, words)
}

#[test]
fn a_body_that_is_cut_off_gives_what_is_whole_and_then_an_error() {
    let (batch, expected) = full_batch();
    assert_eq!(batch.entries().map(|(_, _, e)| word(&e.unwrap())).collect::<Vec<_>>(), expected);
    for cut in 0..batch.body.len() {
        let short = Batch { body: batch.body[..cut].to_vec(), ..batch.clone() };
        let found: Vec<_> = short.entries().collect();
        let whole: Vec<String> = found.iter().filter_map(|(_, _, entry)| entry.as_ref().ok().map(word)).collect();
        assert!(expected.starts_with(&whole) && whole.len() < expected.len(), "cut at {cut}: {whole:?}");
        assert!(matches!(found.last(), Some((_, _, Err(Error::Damaged(_))))), "cut at {cut}: nothing says so");
        assert_eq!(found.iter().filter(|(_, _, entry)| entry.is_err()).count(), 1, "cut at {cut}");
        let ordinals: Vec<i64> = found.iter().map(|(ordinal, _, _)| *ordinal).collect();
        assert_eq!(ordinals, (batch.first..).take(found.len()).collect::<Vec<_>>(), "cut at {cut}");
    }
}

#[test]
fn a_body_of_an_unknown_version_is_an_error_and_not_an_entry() {
    let (mut batch, _) = full_batch();
    for version in (0..=255).filter(|version| *version != batch.body[0]).collect::<Vec<u8>>() {
        batch.body[0] = version;
        let found: Vec<_> = batch.entries().collect();
        assert!(matches!(found[..], [(_, _, Err(Error::Damaged(_)))]), "version {version}: {found:?}");
    }
}

#[test]
fn no_flipped_byte_makes_the_reader_fall_over() {
    let (batch, words) = full_batch();
    for at in 0..batch.body.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut other = batch.clone();
            other.body[at] ^= flip;
            // What matters is that it ends, without a panic and with no more entries than were written.
            assert!(other.entries().filter(|(_, _, entry)| entry.is_ok()).count() <= words.len(), "byte {at}");
        }
    }
}

#[test]
fn entries_that_a_full_disk_refuses_wait_in_memory_and_are_written_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    append(&journal, "before").unwrap();
    let disk = intruder(folder.path());
    fill_up(&disk);
    for n in 0..5 {
        assert_eq!(append(&journal, &format!("held {n}")), Err(NotKept::Refused));
    }
    until("all five are held", || journal.figures().held.load(Relaxed) == 5);
    assert_ne!(journal.figures().refused_since.load(Relaxed), 0);
    assert_eq!(journal.figures().kept.load(Relaxed), 1);
    make_room(&disk);
    // Nothing new comes: what is held is tried again by itself.
    until("they are written", || journal.figures().kept.load(Relaxed) == 6);
    let figures = journal.figures();
    assert_eq!([&figures.lost, &figures.held].map(|figure| figure.load(Relaxed)), [0, 0]);
    assert_eq!(figures.refused_since.load(Relaxed), 0);
    append(&journal, "after").unwrap();
    journal.close();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    let expected: Vec<(i64, String)> = ["before", "held 0", "held 1", "held 2", "held 3", "held 4", "after"]
        .iter()
        .zip(1..)
        .map(|(word, ordinal)| (ordinal, (*word).to_owned()))
        .collect();
    assert_eq!(held(&journal), expected);
    journal.close();
}

#[test]
fn where_the_setting_is_to_refuse_a_full_disk_keeps_nothing_of_what_it_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path(), WhenRefused::Refuse);
    let disk = intruder(folder.path());
    fill_up(&disk);
    for n in 0..3 {
        assert_eq!(append(&journal, &format!("refused {n}")), Err(NotKept::Refused));
    }
    make_room(&disk);
    append(&journal, "after").unwrap();
    let figures = journal.figures();
    assert_eq!([&figures.lost, &figures.held, &figures.kept].map(|figure| figure.load(Relaxed)), [3, 0, 1]);
    journal.close();
    let (journal, _) = open(folder.path(), WhenRefused::Refuse);
    assert_eq!(held(&journal), [(1, "after".to_owned())], "told to come again, so it must not count as well");
    journal.close();
}

#[test]
fn a_journal_that_ends_on_a_full_disk_ends_and_says_what_it_lost() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    append(&journal, "kept").unwrap();
    let disk = intruder(folder.path());
    fill_up(&disk);
    assert_eq!(append(&journal, "held"), Err(NotKept::Refused));
    journal.close();
    assert_eq!(journal.figures().lost.load(Relaxed), 1);
    make_room(&disk);
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    assert_eq!(words(&journal), ["kept"]);
    journal.close();
}

#[test]
fn waiters_whom_a_stalled_disk_keeps_waiting_are_let_go_and_the_entry_is_written_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    let disk = intruder(folder.path());
    disk.execute_batch("BEGIN IMMEDIATE").unwrap();
    on_a_runtime(async {
        let lane = attended_lane(&journal);
        let started = Instant::now();
        // All wait from the beginning, as requests do.
        let waiting: Vec<_> =
            (0..3).map(|n| tokio::task::spawn_local(journal.append(&entry(&format!("{n}")), None, &lane))).collect();
        for receipt in waiting {
            assert_eq!(receipt.await.unwrap(), Err(NotKept::Overdue));
        }
        let waited = started.elapsed();
        assert!(waited >= Duration::from_millis(900) && waited < Duration::from_secs(4), "{waited:?}");
        disk.execute_batch("ROLLBACK").unwrap();
        // The stall is over: the next one gets its receipt again.
        assert_eq!(journal.append(&entry("3"), None, &lane).await, Ok(()));
    });
    journal.close();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    assert_eq!(words(&journal), ["0", "1", "2", "3"]);
    journal.close();
}

/// A lane as an answering thread has one.
fn attended_lane(journal: &Journal) -> Arc<Lane> {
    let lane = journal.lane();
    let (dispatched, gathered, journal) = (Arc::clone(&lane), Arc::clone(&lane), journal.clone());
    tokio::task::spawn_local(async move { dispatched.dispatch().await });
    tokio::task::spawn_local(async move { journal.gather(&gathered).await });
    lane
}

#[test]
fn what_a_thread_appends_in_one_go_is_committed_together() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    on_a_runtime(async {
        let lane = attended_lane(&journal);
        let requests: Vec<_> = (0..50)
            .map(|n| {
                let (journal, lane) = (journal.clone(), Arc::clone(&lane));
                tokio::task::spawn_local(async move { journal.append(&entry(&n.to_string()), None, &lane).await })
            })
            .collect();
        for request in requests {
            assert_eq!(request.await.unwrap(), Ok(()));
        }
    });
    assert_eq!(journal.figures().kept.load(Relaxed), 50);
    // One; two if the writer looked up from its idleness just then.
    assert!(journal.figures().commits.load(Relaxed) <= 2);
    journal.close();
}

#[test]
fn a_batch_that_nobody_calls_ready_is_written_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    on_a_runtime(async {
        let lane = journal.lane();
        let dispatched = Arc::clone(&lane);
        tokio::task::spawn_local(async move { dispatched.dispatch().await });
        assert_eq!(journal.append(&entry("alone"), None, &lane).await, Ok(()));
    });
    journal.close();
}

#[test]
fn every_lane_wakes_its_waiters_however_many_lanes_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path(), WhenRefused::Answer);
    on_a_runtime(async {
        let lanes: Vec<_> = (0..80).map(|_| attended_lane(&journal)).collect();
        for round in 0..10 {
            let receipts: Vec<_> =
                lanes.iter().map(|lane| journal.append(&entry(&round.to_string()), None, lane)).collect();
            for receipt in receipts {
                let told = tokio::time::timeout(Duration::from_secs(10), receipt).await;
                assert_eq!(told.expect("woken"), Ok(()));
            }
        }
    });
    assert_eq!(journal.figures().kept.load(Relaxed), 800);
    journal.close();
}
