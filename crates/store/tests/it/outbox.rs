//! The outbox's promises: what a visit causes is queued with it, once; a lease is taken by one and runs out; what became
//! of it is written once; what is sent again keeps its id.

use crate::projector::count;
use domain::conversion::{Category, ConsentRule};
use domain::destination::{Platform, usual};
use domain::id::{DeliveryId, DestinationId, LeadId, LinkId};
use domain::outbox::{Reason, Said, Status};
use domain::visit::{Entry, FormSent, Kind};
use std::collections::BTreeMap;
use store::deliveries::lease::{self, Lease, due_destinations};
use store::deliveries::list::{Filter, page};
use store::deliveries::record::{Attempt, Called, Ended, record, tries};
use store::deliveries::replay::{self, Wish};
use store::deliveries::{Delivery, glance};
use store::destinations::{self, Destination, Health};
use store::testing::history::{House, house, id, project_entries, visit};
use store::testing::on_both;
use store::{Statement, Store};
use uuid::Uuid;

pub(crate) const START: i64 = 1_790_000_000_000_000;
pub(crate) const SECOND: i64 = 1_000_000;

pub(crate) fn destination(store: &Store, house: &House, number: u128, platform: Platform) -> DestinationId {
    let made = Destination {
        id: DestinationId(id(number)),
        workspace: house.workspace,
        platform,
        name: platform.as_str().into(),
        active: true,
        for_all_links: true,
        settings: BTreeMap::from([("dataset_id".to_owned(), "7".to_owned())]),
        credentials: vec![1, 2, 3],
        hints: BTreeMap::new(),
        events: usual(platform),
        consent: ConsentRule::ByRegion,
        archived_at: None,
        created_at: START,
        updated_at: START,
        version: 1,
    };
    let kept = made.clone();
    let workspace = house.workspace;
    store
        .write_blocking(move |tx| {
            destinations::insert(tx, &made)?;
            assert_eq!(destinations::get(tx, workspace, made.id)?.as_ref(), Some(&made));
            Ok(())
        })
        .unwrap();
    kept.id
}

pub(crate) fn project(store: &Store, entries: &[Entry<'static>]) {
    project_entries(store, 3, entries.to_vec()).unwrap();
}

pub(crate) fn queued(store: &Store, house: &House) -> Vec<Delivery> {
    let workspace = house.workspace;
    let mut all = store.read_blocking(move |tx| page(tx, workspace, &Filter::default(), None, 100)).unwrap();
    all.reverse();
    all
}

fn told(deliveries: &[Delivery]) -> Vec<String> {
    let mut told: Vec<_> = deliveries
        .iter()
        .map(|d| {
            format!(
                "{} {} {}",
                d.cause.as_str(),
                d.category.as_str(),
                d.reason.map_or(d.status.as_str(), Reason::as_str)
            )
        })
        .collect();
    told.sort();
    told
}

pub(crate) fn take(store: &Store, destination: DestinationId, now: i64, limit: usize) -> Lease {
    let token = Uuid::from_u128(now as u128);
    store.write_blocking(move |tx| lease::lease(tx, destination, now, now + 60 * SECOND, token, limit)).unwrap()
}

pub(crate) fn ended(delivery: &Delivery, status: Status) -> Ended {
    let said = Said { http: Some(200), words: "ok".into(), ..Said::default() };
    Ended {
        id: delivery.id,
        status,
        reason: None,
        attempt: Some(Attempt { nth: delivery.tries + 1, at: START, took: 5, said, batch: 1 }),
        next_at: None,
        batch_cap: None,
        receipt: None,
        name: delivery.name.clone(),
    }
}

#[test]
fn a_persons_visit_tells_the_links_event_and_its_own_platforms_click_once() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        destination(store, &house, 900, Platform::Meta);
        destination(store, &house, 901, Platform::Tiktok);
        let mut click = visit(&house, LeadId(1), START);
        click.facts.origin.click_ids = vec![("fbclid".into(), "IwAR1".into())];
        click.facts.place.country = "ID".into();
        let mut repeat = click.clone();
        repeat.repeat = true;
        let mut bot = click.clone();
        bot.kind = Kind::Preview;
        bot.lead = None;
        let mut again = click.clone();
        again.at = START + 3_600 * SECOND;
        again.lead.as_mut().unwrap().is_new = false;
        project(store, &[Entry::Visit(click), Entry::Visit(repeat), Entry::Visit(bot), Entry::Visit(again)]);
        let all = queued(store, &house);
        assert_eq!(
            told(&all),
            ["click view_content pending", "click view_content pending", "platform_click click pending"]
        );
        assert!(
            all.iter().all(|d| d.at == START && d.lead == Some(LeadId(1)) && d.next_at == Some(START + 3_600 * SECOND))
        );
        assert_eq!(
            all.iter()
                .filter(|d| d.category == Category::ViewContent)
                .map(|d| d.event_id)
                .collect::<std::collections::BTreeSet<_>>()
                .len(),
            1
        );
    });
}

#[test]
fn without_a_destination_nothing_is_queued_and_who_did_not_agree_is_kept_with_the_reason() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        project(store, &[Entry::Visit(visit(&house, LeadId(1), START))]);
        assert!(queued(store, &house).is_empty());
        destination(store, &house, 900, Platform::Meta);
        let mut german = visit(&house, LeadId(2), START + SECOND);
        german.facts.place.country = "DE".into();
        german.facts.origin.click_ids.clear();
        let mut form = german.clone();
        form.at += SECOND;
        form.lead.as_mut().unwrap().is_new = false;
        let sent = FormSent {
            shown_at: german.at,
            visit: form,
            name: "Ayu".into(),
            phone: "+4915112345678".into(),
            email: "".into(),
            answers: Vec::new(),
            consent: "Ich stimme zu".into(),
        };
        // The same form once more is the same event.
        let mut more = sent.clone();
        more.visit.at += SECOND;
        more.visit.repeat = true;
        // Apart from the click: what came in one bite with the consent would already know it.
        project(store, &[Entry::Visit(german)]);
        project(store, &[Entry::FormSent(sent), Entry::FormSent(more)]);
        let all = queued(store, &house);
        assert_eq!(told(&all), ["click view_content consent_region", "form lead pending"]);
        assert_eq!(count(store, "SELECT count(*) FROM lead_hashes WHERE hashes LIKE '%phone_e164%'"), 1);
        assert_eq!(
            count(store, "SELECT CAST(sum(deliveries) AS BIGINT) FROM delivery_hours WHERE outcome = 'skipped'"),
            1
        );
        assert_eq!(count(store, "SELECT count(*) FROM leads WHERE consent LIKE '%Ich stimme zu%'"), 1);
    });
}

#[test]
fn a_form_that_is_sent_again_with_the_consent_that_was_missing_is_told() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let mut click = visit(&house, LeadId(1), START);
        click.facts.place.country = "DE".into();
        project(store, &[Entry::Visit(click.clone())]);
        destination(store, &house, 900, Platform::Meta);
        let mut form = click.clone();
        form.lead.as_mut().unwrap().is_new = false;
        let sent = |at: i64, consent: &'static str| {
            let mut visit = form.clone();
            visit.at = at;
            visit.repeat = consent.is_empty();
            Entry::FormSent(FormSent {
                shown_at: START,
                visit,
                name: "Ayu".into(),
                phone: "+4915112345678".into(),
                email: "".into(),
                answers: Vec::new(),
                consent: consent.into(),
            })
        };
        project(store, &[sent(START + SECOND, "")]);
        project(store, &[sent(START + 2 * SECOND, "")]);
        assert_eq!(told(&queued(store, &house)), ["form lead consent_region"]);
        let skipped = "SELECT CAST(sum(deliveries) AS BIGINT) FROM delivery_hours WHERE outcome = 'skipped'";
        assert_eq!(count(store, skipped), 1, "the same form twice is left out once");
        project(store, &[sent(START + 3 * SECOND, "I agree")]);
        assert_eq!(told(&queued(store, &house)), ["form lead consent_region", "form lead pending"]);
    });
}

#[test]
fn what_waits_for_a_destination_that_is_put_away_is_told_to_nobody() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let meta = destination(store, &house, 900, Platform::Meta);
        project(store, &[Entry::Visit(visit(&house, LeadId(1), START))]);
        let taken = take(store, meta, START + SECOND, 1);
        let left = store.write_blocking(move |tx| replay::left_behind(tx, meta, START + 2 * SECOND)).unwrap();
        let all = queued(store, &house);
        assert!(
            left == all.len() as u64 && all.iter().all(|d| d.reason == Some(Reason::DestinationArchived)),
            "{all:?}"
        );
        // What was under way when it happened comes too late to be written down.
        let late: Vec<_> = taken.deliveries.iter().map(|d| ended(d, Status::Sent)).collect();
        let token = taken.token;
        assert_eq!(store.write_blocking(move |tx| record(tx, meta, token, &late, None, START)).unwrap().count, 0);
    });
}

#[test]
fn a_lease_is_one_nodes_until_it_runs_out_and_a_latecomer_changes_nothing() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let meta = destination(store, &house, 900, Platform::Meta);
        let visits: Vec<_> = (1..=3).map(|n| Entry::Visit(visit(&house, LeadId(n), START + n))).collect();
        project(store, &visits);
        let now = START + 10 * SECOND;
        assert_eq!(store.read_blocking(move |tx| due_destinations(tx, now)).unwrap(), [(meta, house.workspace)]);
        let due = queued(store, &house).iter().filter(|d| d.next_at.is_some()).count();
        let first = take(store, meta, now, 2);
        let second = take(store, meta, now + 1, 100);
        assert_eq!((first.deliveries.len(), second.deliveries.len()), (2, due - 2));
        assert!(first.deliveries.iter().all(|d| d.status == Status::Sending));
        assert!(take(store, meta, now + 2, 100).deliveries.is_empty());
        assert_eq!(store.read_blocking(move |tx| due_destinations(tx, now)).unwrap(), []);
        // The node died with the first; another takes it over and brings it home before the first comes back.
        let later = first.until + 1;
        let taken_over = take(store, meta, later, 2);
        let ids = |lease: &Lease| lease.deliveries.iter().map(|d| (d.id, d.event_id)).collect::<Vec<_>>();
        assert_eq!(ids(&taken_over), ids(&first), "under the same event ids");
        let sent: Vec<_> = taken_over.deliveries.iter().map(|d| ended(d, Status::Sent)).collect();
        let refused: Vec<_> = first.deliveries.iter().map(|d| ended(d, Status::Refused)).collect();
        let (mine, theirs) = (taken_over.token, first.token);
        let health = Health { sent_at: Some(later), ..Health::default() };
        let (kept, written) = (Called { health: health.clone(), version: 1 }, sent.clone());
        assert_eq!(
            store.write_blocking(move |tx| record(tx, meta, mine, &written, Some(&kept), later)).unwrap().count,
            2
        );
        assert_eq!(store.write_blocking(move |tx| record(tx, meta, theirs, &refused, None, later)).unwrap().count, 0);
        let all = queued(store, &house);
        assert_eq!(all.iter().filter(|d| d.status == Status::Sent && d.sent_at == Some(later)).count(), 2);
        assert_eq!(store.read_blocking(move |tx| destinations::health(tx, meta)).unwrap(), health);
        let one = sent[0].id;
        let story = store.read_blocking(move |tx| tries(tx, one)).unwrap();
        assert_eq!(story.iter().map(|line| (line.nth, line.outcome)).collect::<Vec<_>>(), [(1, Status::Sent)]);
        let workspace = house.workspace;
        let glance = store.read_blocking(move |tx| glance::glance(tx, workspace, meta, later)).unwrap();
        assert_eq!((glance.ended["sent"], glance.waiting), (2, due as i64 - 2));
    });
}

#[test]
fn a_node_that_is_back_lets_go_of_what_it_held_and_of_nothing_else() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let meta = destination(store, &house, 900, Platform::Meta);
        let visits: Vec<_> = (1..=4).map(|n| Entry::Visit(visit(&house, LeadId(n), START + n))).collect();
        project(store, &visits);
        let now = START + 10 * SECOND;
        let take = |node: i64, limit| {
            let token = lease::token(node, [node as u8; 8]);
            store.write_blocking(move |tx| lease::lease(tx, meta, now, now + 60 * SECOND, token, limit)).unwrap()
        };
        let (mine, theirs) = (take(1, 2), take(2, 2));
        assert_eq!((mine.deliveries.len(), theirs.deliveries.len()), (2, 2));
        assert_eq!(store.write_blocking(move |tx| lease::let_go(tx, 1, now + SECOND)).unwrap(), 2);
        let held = queued(store, &house).into_iter().filter(|d| d.status == Status::Sending).map(|d| d.id);
        assert_eq!(held.collect::<std::collections::BTreeSet<_>>(), theirs.deliveries.iter().map(|d| d.id).collect());
        assert_eq!(store.write_blocking(move |tx| lease::let_go(tx, 1, now)).unwrap(), 0);
    });
}

#[test]
fn those_that_share_a_receipt_are_asked_after_together() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let google = destination(store, &house, 900, Platform::Meta);
        let visits: Vec<_> = (1..=4).map(|n| Entry::Visit(visit(&house, LeadId(n), START + n))).collect();
        project(store, &visits);
        let now = START + 10 * SECOND;
        let taken = take(store, google, now, 100);
        let accepted: Vec<_> = taken
            .deliveries
            .iter()
            .map(|d| Ended { receipt: Some("r-1".into()), next_at: Some(now + SECOND), ..ended(d, Status::Accepted) })
            .collect();
        let token = taken.token;
        store.write_blocking(move |tx| record(tx, google, token, &accepted, None, now)).unwrap();
        let again = take(store, google, now + 2 * SECOND, 1);
        assert_eq!(again.deliveries.len(), taken.deliveries.len());
        assert!(again.deliveries.iter().all(|d| d.status == Status::Accepted && d.receipt.as_deref() == Some("r-1")));
    });
}

#[test]
fn what_is_sent_again_keeps_its_id_and_what_would_count_twice_or_is_too_old_is_left() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let meta = destination(store, &house, 900, Platform::Meta);
        let visits: Vec<_> = (1..=3).map(|n| Entry::Visit(visit(&house, LeadId(n), START + n))).collect();
        project(store, &visits);
        let now = START + 10 * SECOND;
        let taken = take(store, meta, now, 100);
        let mut fates: Vec<_> = taken.deliveries.iter().map(|d| ended(d, Status::Sent)).collect();
        fates[0].status = Status::Refused;
        let (refused, count_of) = (fates[0].id, fates.len() as i64);
        let token = taken.token;
        store.write_blocking(move |tx| record(tx, meta, token, &fates, None, now)).unwrap();
        let all = Wish { workspace: house.workspace, destination: meta, filter: Filter::default(), only: None };
        let scope = |wish: &Wish, before: i64, now: i64| {
            let wish = wish.clone();
            store.read_blocking(move |tx| replay::scope(tx, &wish, before, now)).unwrap()
        };
        let told = scope(&all, now + 1, now + SECOND);
        assert_eq!((told.found, told.would_repeat, told.too_old), (count_of, count_of - 1, 0));
        let week = 8 * 86_400 * SECOND;
        assert_eq!(scope(&all, now, now + week).too_old, count_of);
        let (wish, run) = (all.clone(), Uuid::from_u128(77));
        let moved = store.write_blocking(move |tx| replay::again(tx, &wish, now + 1, run, now + SECOND)).unwrap();
        assert_eq!(moved, 1, "those that were counted long ago stay where they are");
        let again = queued(store, &house).into_iter().find(|d| d.id == refused).unwrap();
        assert_eq!((again.status, again.tries, again.replay_id), (Status::Pending, 1, Some(run)));
        let workspace = house.workspace;
        let progress = store.read_blocking(move |tx| replay::progress(tx, workspace, run)).unwrap();
        assert_eq!(progress, BTreeMap::from([("pending".to_owned(), 1)]));
        let one = Wish { only: Some(DeliveryId(id(1))), ..all };
        assert_eq!(scope(&one, 0, now).found, 0);
    });
}

#[test]
fn lists_are_narrowed_by_each_filter_and_pages_meet() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let meta = destination(store, &house, 900, Platform::Meta);
        let tiktok = destination(store, &house, 901, Platform::Tiktok);
        let visits: Vec<_> = (1..=20).map(|n| Entry::Visit(visit(&house, LeadId(n), START + n * SECOND))).collect();
        project(store, &visits);
        let workspace = house.workspace;
        let list = |filter: Filter, before, limit| {
            store.read_blocking(move |tx| page(tx, workspace, &filter, before, limit)).unwrap()
        };
        let all = list(Filter::default(), None, 1_000);
        assert!(all.windows(2).all(|pair| pair[0].id > pair[1].id));
        let mut paged = Vec::new();
        while let Some(next) =
            Some(list(Filter::default(), paged.last().map(|d: &Delivery| d.id), 7)).filter(|n| !n.is_empty())
        {
            paged.extend(next);
        }
        assert_eq!(paged, all);
        let only = |keep: &dyn Fn(&Delivery) -> bool| all.iter().filter(|d| keep(d)).cloned().collect::<Vec<_>>();
        let of = |filter: Filter| list(filter, None, 1_000);
        assert_eq!(of(Filter { destination: Some(meta), ..Filter::default() }), only(&|d| d.destination == meta));
        assert_eq!(
            of(Filter { statuses: vec![Status::Pending], ..Filter::default() }),
            only(&|d| d.status == Status::Pending)
        );
        assert_eq!(
            of(Filter { category: Some(Category::Click), ..Filter::default() }),
            only(&|d| d.category == Category::Click)
        );
        let lead = Filter { lead: Some(LeadId(3)), destination: Some(tiktok), ..Filter::default() };
        assert_eq!(of(lead), only(&|d| d.lead == Some(LeadId(3)) && d.destination == tiktok));
        let (from, to) = (START + 5 * SECOND, START + 9 * SECOND);
        let between = Filter { from: Some(from), to: Some(to), ..Filter::default() };
        assert_eq!(of(between), only(&|d| d.at >= from && d.at < to));
        assert!(list(Filter { destination: Some(DestinationId(id(5))), ..Filter::default() }, None, 9).is_empty());
    });
}

#[test]
fn a_link_that_names_its_destinations_tells_no_other() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        destination(store, &house, 900, Platform::Meta);
        let tiktok = destination(store, &house, 901, Platform::Tiktok);
        let link: LinkId = house.links[0];
        let extras = format!(r#"{{"destinations":["{tiktok}"]}}"#);
        let set = Statement::new("set", "UPDATE links SET extras = $1, click_event = 'lead' WHERE id = $2");
        store.write_blocking(move |tx| tx.execute(&set, &[extras.into(), link.into()])).unwrap();
        let mut click = visit(&house, LeadId(1), START);
        click.facts.origin.click_ids.clear();
        project(store, &[Entry::Visit(click)]);
        let all = queued(store, &house);
        assert_eq!((told(&all), all[0].destination), (vec!["click lead pending".to_owned()], tiktok));
    });
}
