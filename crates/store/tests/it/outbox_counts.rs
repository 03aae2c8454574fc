//! Every count of the last day equals the rows that one opens with it, whatever became of them meanwhile; and rows are
//! found by several statuses, by when they ended and by the replay that they were a part of.

use crate::outbox::{SECOND, START, destination, ended, project, queued, take};
use domain::destination::Platform;
use domain::id::{DestinationId, LeadId};
use domain::outbox::{Reason, Status};
use domain::visit::Entry;
use std::collections::BTreeMap;
use store::Store;
use store::deliveries::list::{Filter, page};
use store::deliveries::record::{Ended, record};
use store::deliveries::replay::{self, Wish};
use store::deliveries::{glance, stop};
use store::testing::history::{House, house, visit};
use store::testing::on_both;
use uuid::Uuid;

const HOUR: i64 = 3_600 * SECOND;

fn rows(store: &Store, house: &House, filter: Filter) -> usize {
    let workspace = house.workspace;
    store.read_blocking(move |tx| page(tx, workspace, &filter, None, 1_000)).unwrap().len()
}

/// The counts, after each was compared with its rows.
#[track_caller]
fn counts(store: &Store, house: &House, destination: DestinationId, now: i64) -> (BTreeMap<String, i64>, i64) {
    let workspace = house.workspace;
    let seen = store.read_blocking(move |tx| glance::glance(tx, workspace, destination, now)).unwrap();
    let of = |statuses: Vec<Status>, ended_from| {
        let filter = Filter { statuses, destination: Some(destination), ended_from, ..Filter::default() };
        rows(store, house, filter) as i64
    };
    for status in Status::ALL.into_iter().filter(|status| status.is_final()) {
        let counted = seen.ended.get(status.as_str()).copied().unwrap_or_default();
        assert_eq!(counted, of(vec![status], Some(seen.since)), "{}", status.as_str());
    }
    let open: Vec<_> = Status::ALL.into_iter().filter(|status| !status.is_final()).collect();
    assert_eq!(seen.waiting, of(open, None), "waiting");
    assert_eq!(seen.ended.values().sum::<i64>(), of(Vec::new(), Some(seen.since)), "all that ended");
    (seen.ended, seen.waiting)
}

fn end(store: &Store, destination: DestinationId, now: i64, outcomes: &[(Status, Option<Reason>)]) {
    let taken = take(store, destination, now, outcomes.len());
    assert_eq!(taken.deliveries.len(), outcomes.len());
    let all: Vec<Ended> = taken
        .deliveries
        .iter()
        .zip(outcomes)
        .map(|(delivery, (status, reason))| Ended { reason: *reason, ..ended(delivery, *status) })
        .collect();
    let token = taken.token;
    store.write_blocking(move |tx| record(tx, destination, token, &all, None, now)).unwrap();
}

#[test]
fn a_days_counts_equal_their_rows_through_replays_withdrawals_and_archives() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let meta = destination(store, &house, 900, Platform::Meta);
        let other = destination(store, &house, 901, Platform::Tiktok);
        let visits: Vec<_> = (1..=8).map(|n| Entry::Visit(visit(&house, LeadId(n), START + n * SECOND))).collect();
        project(store, &visits);
        let (workspace, mut now) = (house.workspace, START + 2 * HOUR);
        let due = counts(store, &house, meta, now).1;
        assert!(due >= 8, "{due}");
        let no_value = Some(Reason::NoValue);
        let outcomes = [
            (Status::Sent, None),
            (Status::Sent, None),
            (Status::Refused, None),
            (Status::Skipped, no_value),
            (Status::Paused, None),
            (Status::Duplicate, None),
        ];
        end(store, meta, now, &outcomes);
        let (seen, waiting) = counts(store, &house, meta, now);
        assert_eq!((seen["sent"], seen["refused"], seen["skipped"], waiting), (2, 1, 1, due - 5));

        // Sent again: counted no more where it ended first, and once where it ends anew.
        now += HOUR;
        let run = Uuid::from_u128(77);
        let filter = Filter {
            statuses: vec![Status::Sent, Status::Refused],
            ended_from: Some(START + 2 * HOUR),
            ..Filter::default()
        };
        let wish = Wish { workspace, destination: meta, filter: filter.clone(), only: None };
        let (asked, looked) = (wish.clone(), now);
        let found = store.read_blocking(move |tx| replay::scope(tx, &asked, i64::MIN, looked)).unwrap();
        assert_eq!((found.found, found.too_old), (3, 0));
        let moved = store.write_blocking(move |tx| replay::again(tx, &wish, i64::MIN, run, looked)).unwrap();
        assert_eq!(moved, 3);
        let (seen, waiting) = counts(store, &house, meta, now);
        assert_eq!((seen.get("sent"), seen.get("refused"), waiting), (None, None, due - 2));
        let of_replay = |filter: Filter| rows(store, &house, Filter { replay: Some(run), ..filter });
        assert_eq!(of_replay(Filter::default()), 3);
        assert_eq!(of_replay(Filter { statuses: vec![Status::Pending, Status::Sent], ..Filter::default() }), 3);
        assert_eq!(of_replay(Filter { destination: Some(other), ..Filter::default() }), 0);

        // Its value is there now, and somebody withdraws what waits.
        let lead = queued(store, &house).into_iter().find(|d| d.reason == no_value).unwrap().lead.unwrap();
        let valued = store.write_blocking(move |tx| replay::valued(tx, workspace, lead, looked)).unwrap();
        assert_eq!(valued, 1);
        assert_eq!(counts(store, &house, meta, now).0.get("skipped"), None);
        let stopped =
            store.write_blocking(move |tx| stop::of_lead(tx, workspace, lead, Reason::ConsentRefused, looked)).unwrap();
        assert!(stopped > 0);
        counts(store, &house, meta, now);
        counts(store, &house, other, now);

        // A day on only what ended since is counted, and what is left behind is counted too.
        now += 24 * HOUR;
        let gone = now;
        assert_eq!(counts(store, &house, other, now + HOUR).0.get("skipped"), None);
        let left = store.write_blocking(move |tx| replay::left_behind(tx, meta, gone)).unwrap();
        let (seen, waiting) = counts(store, &house, meta, now);
        assert_eq!((seen["skipped"], waiting), (left as i64, 0));
    });
}

#[test]
fn several_statuses_are_one_list_whose_pages_meet() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let meta = destination(store, &house, 900, Platform::Meta);
        let visits: Vec<_> = (1..=9).map(|n| Entry::Visit(visit(&house, LeadId(n), START + n * SECOND))).collect();
        project(store, &visits);
        let outcomes = [Status::Sent, Status::Refused, Status::Sent, Status::Paused, Status::Expired];
        end(store, meta, START + 2 * HOUR, &outcomes.map(|status| (status, None)));
        let all = queued(store, &house);
        for statuses in [
            vec![Status::Sent, Status::Paused],
            vec![Status::Pending, Status::Refused, Status::Expired],
            vec![Status::Throttled, Status::Sent],
            vec![Status::Throttled],
        ] {
            let mut wanted: Vec<_> = all.iter().filter(|d| statuses.contains(&d.status)).map(|d| d.id).collect();
            wanted.reverse();
            for destination in [None, Some(meta)] {
                let filter = Filter { statuses: statuses.clone(), destination, ..Filter::default() };
                let mut found = Vec::new();
                loop {
                    let (filter, last, workspace) = (filter.clone(), found.last().copied(), house.workspace);
                    let next = store.read_blocking(move |tx| page(tx, workspace, &filter, last, 2)).unwrap();
                    if next.is_empty() {
                        break;
                    }
                    assert!(next.len() <= 2);
                    found.extend(next.into_iter().map(|d| d.id));
                }
                assert_eq!(found, wanted, "{statuses:?} {destination:?}");
            }
        }
    });
}
