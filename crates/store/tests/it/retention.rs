//! What retention promises: what is over its days goes, piece by piece and whatever happens between the pieces; nothing
//! else does; figures stay, and a recount of the rows that are there says the same.

use domain::actor::Actor;
use domain::attribution::Model;
use domain::conversion::ConsentRule;
use domain::destination::{Platform, usual};
use domain::id::{DestinationId, LeadId, LinkId, UserId, WorkspaceId};
use domain::lead::draft::{LeadPatch, Rules, apply};
use domain::lead::{Lead, Note};
use domain::outbox::{Said, Status};
use domain::privacy::Kept;
use domain::visit::{Kind, Visit, VisitLead};
use jiff::tz::TimeZone;
use serde_json::json;
use std::collections::BTreeMap;
use store::deliveries::record::{Attempt, Ended, record, tries};
use store::deliveries::{Delivery, lease as outbox, list};
use store::destinations::{self, Destination};
use store::leads::{change, notes};
use store::reports::{Asked, By, Days, bring_up, days, overviews, recount};
use store::retention::sweep::{PIECE, Pass};
use store::retention::{ahead, standing, tell};
use store::testing::history::{Dice, House, filtered, house, id, mixed, project_of, visit};
use store::testing::on_both;
use store::{Statement, Store, leads, workspaces};
use uuid::Uuid;

/// 2026-10-01 00:00 in Jakarta.
const START: i64 = 1_790_787_600_000_000;
const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

pub fn count(store: &Store, sql: &'static str) -> i64 {
    let all = Statement::new("a count", sql);
    store.read_blocking(move |tx| tx.one(&all, &[], |row| row.get(0))).unwrap()
}

/// A house whose figures are kept, as in every program that runs.
pub fn shop(store: &Store, zone: &'static str, links: usize, agents: usize) -> House {
    bring_up(store).unwrap();
    house(store, 1, zone, links, agents).unwrap()
}

fn day_of(at: i64) -> i32 {
    days::local(at, &TimeZone::get("Asia/Jakarta").unwrap()).0
}

/// The first piece of a pass that takes something away, begun for it as after a kill.
fn one_piece(store: &Store, workspace: WorkspaceId, kind: Kept, before: i64) -> (u64, bool) {
    let piece = store.write_blocking(move |tx| {
        let mut pass = Pass::begin(tx, workspace, kind, before, day_of(before))?;
        loop {
            let piece = pass.piece(tx, before + DAY)?;
            if piece.gone > 0 || piece.is_last {
                return Ok(piece);
            }
        }
    });
    let piece = piece.unwrap();
    (piece.gone, piece.is_last)
}

/// A pass to its end, each piece in a transaction of its own.
pub fn sweep(store: &Store, workspace: WorkspaceId, kind: Kept, before: i64) -> u64 {
    let mut pass = store.write_blocking(move |tx| Pass::begin(tx, workspace, kind, before, day_of(before))).unwrap();
    let mut gone = 0;
    loop {
        let (next, piece) =
            store.write_blocking(move |tx| pass.piece(tx, before + 400 * DAY).map(|piece| (pass, piece))).unwrap();
        gone += piece.gone;
        if piece.is_last {
            return gone;
        }
        pass = next;
    }
}

pub fn ahead_of(store: &Store, workspace: WorkspaceId, kind: Kept, before: i64) -> i64 {
    store.read_blocking(move |tx| ahead::rows(tx, workspace, kind, before, day_of(before))).unwrap()
}

type Cells = BTreeMap<(Vec<u8>, i64, String, String), Vec<i64>>;

/// Every roll-up of a workspace.
fn cells(store: &Store, workspace: WorkspaceId) -> Cells {
    let all = Statement::new(
        "all roll-ups",
        "SELECT link_id, day, dimension, value, clicks, scans, leads, filtered, repeats FROM visit_days \
         WHERE workspace_id = $1 UNION ALL SELECT workspace_id, span, dimension || ' of ' || CAST(days AS TEXT), value, \
         clicks, scans, leads, filtered, repeats FROM visit_spans WHERE workspace_id = $1",
    );
    let rows = store.read_blocking(move |tx| {
        tx.query(&all, &[workspace.into()], |row| {
            let counts = (4..9).map(|at| row.get(at)).collect::<Result<Vec<i64>, _>>()?;
            Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?), counts))
        })
    });
    rows.unwrap().into_iter().collect()
}

/// Every figure by its name: what is counted, by what, of which line.
type Figures = BTreeMap<String, String>;

fn figures(store: &Store, workspace: WorkspaceId) -> Figures {
    let days = Days::of_numbers(20260901, 20270228).unwrap();
    let mut all = Figures::new();
    for model in Model::ALL {
        let asked = Asked { days, link: None, model };
        let told = store.read_blocking(move |tx| overviews(tx, workspace, asked, &By::ALL)).unwrap();
        for (by, overview) in By::ALL.iter().zip(told) {
            all.insert(format!("{model:?}"), format!("{:?}", overview.totals));
            let lines = overview.lines.iter().map(|line| (format!("{model:?} {by:?} {}", line.key), &line.figures));
            all.extend(lines.map(|(name, figures)| (name, format!("{figures:?}"))));
        }
    }
    all
}

pub fn totals(store: &Store, workspace: WorkspaceId) -> store::reports::Figures {
    let days = Days::of_numbers(20260901, 20270228).unwrap();
    let asked = Asked { days, link: None, model: Model::First };
    store.read_blocking(move |tx| overviews(tx, workspace, asked, &[By::Day])).unwrap().remove(0).totals
}

/// Says only what is different.
fn same(now: &Figures, was: &Figures) {
    let other: Vec<_> = now.iter().filter(|(name, figures)| was.get(*name) != Some(figures)).collect();
    let gone: Vec<_> = was.iter().filter(|(name, _)| !now.contains_key(*name)).collect();
    assert!(other.is_empty() && gone.is_empty(), "now {other:#?}, gone {gone:#?}");
}

fn recounted(store: &Store, workspace: WorkspaceId) -> Cells {
    store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
    cells(store, workspace)
}

/// Forty days of visits, an hour apart in two journals, people and machines.
fn past(store: &Store, house: &House, first_lead: i64) {
    for node in [3, 4] {
        let mut dice = Dice(u64::from(node));
        let visits = (0..40 * 24 * 2).map(|n| {
            let at = START + n * HOUR / 2 + i64::from(node);
            let lead = LeadId(first_lead + i64::from(node) * 10_000 + n);
            match dice.below(4) {
                0 => filtered(house, dice.of(&[Kind::Bot, Kind::Preview, Kind::Head]), at),
                1 => Visit { kind: Kind::Scan, ..mixed(house, &mut dice, lead, at) },
                _ => mixed(house, &mut dice, lead, at),
            }
        });
        project_of(store, node, visits.collect()).unwrap();
    }
}

#[test]
fn visits_go_by_their_kind_in_pieces_and_figures_stay_whatever_happens_in_between() {
    on_both(|fixture| {
        let store = fixture.store();
        let (one, other) = (shop(store, "Asia/Jakarta", 3, 2), house(store, 2, "UTC", 1, 1).unwrap());
        past(store, &one, 0);
        past(store, &other, 500_000);
        let (workspace, before) = (one.workspace, START + 30 * DAY);
        let (was, others) = (figures(store, workspace), cells(store, other.workspace));
        let kept = cells(store, workspace);
        let people = ahead_of(store, workspace, Kept::Visits, before);
        let machines = ahead_of(store, workspace, Kept::FilteredVisits, before);
        assert!(people > 2 * PIECE && machines > 500, "{people} {machines}");

        // Killed after every piece, and a recount between any two.
        let (mut gone, mut pieces) = (0, 0);
        while gone < people.cast_unsigned() {
            let (more, is_last) = one_piece(store, workspace, Kept::Visits, before);
            assert!(more <= PIECE.cast_unsigned() && (pieces > 0 || !is_last));
            (gone, pieces) = (gone + more, pieces + 1);
            if pieces == 3 {
                assert_eq!(recounted(store, workspace), kept, "in the middle");
            }
            assert!(pieces < 100, "it comes to an end");
        }
        assert_eq!(gone, people.cast_unsigned(), "as many as were told ahead");
        assert_eq!(sweep(store, workspace, Kept::Visits, before), 0);
        let old = Statement::new("old", "SELECT count(*) FROM visits WHERE workspace_id = $1 AND at < $2");
        let left =
            store.read_blocking(move |tx| tx.one(&old, &[workspace.into(), before.into()], |row| row.get::<i64>(0)));
        assert_eq!(left.unwrap(), machines, "machines are kept");
        assert_eq!(ahead_of(store, workspace, Kept::Visits, before), 0);
        assert_eq!(cells(store, workspace), kept);
        same(&figures(store, workspace), &was);
        assert_eq!(recounted(store, workspace), kept);
        same(&figures(store, workspace), &was);

        // Machines for less long, people on from where it was; what is younger stays.
        let later = START + 35 * DAY;
        let machines = ahead_of(store, workspace, Kept::FilteredVisits, later);
        assert_eq!(sweep(store, workspace, Kept::FilteredVisits, later), machines.cast_unsigned());
        assert!(sweep(store, workspace, Kept::Visits, before + DAY) > 0);
        assert_eq!(recounted(store, workspace), kept);
        same(&figures(store, workspace), &was);
        assert!(count(store, "SELECT count(*) FROM visits WHERE kind IN ('human', 'scan')") > 0);
        assert_eq!(cells(store, other.workspace), others);
        assert_eq!(recounted(store, other.workspace), others, "another workspace has all of its rows");
        let all = store.read_blocking(move |tx| standing(tx, workspace)).unwrap();
        let known: Vec<_> = all.iter().map(|one| (one.kind, one.kept_from, one.done_to)).collect();
        assert_eq!(known, [(Kept::Visits, before + DAY, before + DAY), (Kept::FilteredVisits, later, later)]);
    });
}

#[test]
fn what_comes_late_into_days_that_are_gone_is_counted_and_goes_the_next_time() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = shop(store, "Asia/Jakarta", 1, 1);
        let workspace = house.workspace;
        project_of(store, 3, (0..5).map(|n| visit(&house, LeadId(1 + n), START + n * DAY)).collect()).unwrap();
        assert_eq!(sweep(store, workspace, Kept::Visits, START + 3 * DAY), 3);
        // Another node was away for days.
        project_of(store, 4, vec![visit(&house, LeadId(9), START + DAY), visit(&house, LeadId(10), START + 4 * DAY)])
            .unwrap();
        let (sums, was) = (cells(store, workspace), figures(store, workspace));
        assert_eq!(totals(store, workspace).counts.clicks, 7);
        assert_eq!(recounted(store, workspace), sums);
        same(&figures(store, workspace), &was);
        assert_eq!(sweep(store, workspace, Kept::Visits, START + 4 * DAY), 2, "the late one, and a day's");
        assert_eq!(recounted(store, workspace), sums);
    });
}

#[test]
fn a_workspace_that_moves_to_another_zone_keeps_the_sums_of_days_whose_rows_are_gone() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = shop(store, "Asia/Jakarta", 2, 1);
        past(store, &house, 0);
        let workspace = house.workspace;
        let was = totals(store, workspace).counts;
        sweep(store, workspace, Kept::Visits, START + 20 * DAY);
        sweep(store, workspace, Kept::FilteredVisits, START + 10 * DAY);
        for zone in ["America/Los_Angeles", "Pacific/Kiritimati", "UTC", "Asia/Jakarta"] {
            store
                .write_blocking(move |tx| {
                    let home = workspaces::get(tx, workspace)?.unwrap();
                    assert!(workspaces::update(tx, &workspaces::Workspace { time_zone: zone.into(), ..home })?);
                    recount(tx, workspace)
                })
                .unwrap();
            assert_eq!(totals(store, workspace).counts, was, "{zone}");
        }
    });
}

pub fn get(store: &Store, workspace: WorkspaceId, lead: i64) -> Lead {
    store.read_blocking(move |tx| leads::get(tx, workspace, LeadId(lead))).unwrap().unwrap()
}

fn patch(store: &Store, workspace: WorkspaceId, lead: i64, at: i64, body: serde_json::Value) {
    let before = get(store, workspace, lead);
    let statuses = domain::workspace::STATUSES.map(str::to_owned);
    let rules = Rules { country: "ID", currency: "IDR", statuses: &statuses };
    let (after, changes) = apply(&before, &LeadPatch::parse(&body, rules).unwrap(), None).unwrap();
    let ids: Vec<_> =
        (0..changes.len()).map(|n| id((at / HOUR) as u128 * 1_000 + lead as u128 * 100 + n as u128)).collect();
    let actor = Actor::user(UserId(id(42)), "Rina");
    let saved = store.write_blocking(move |tx| change::save(tx, &before, &after, &changes, &actor, at, &ids)).unwrap();
    assert_eq!(saved, change::Saved::Done);
}

fn destination(store: &Store, house: &House) -> DestinationId {
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
    let kept = made.id;
    store.write_blocking(move |tx| destinations::insert(tx, &made)).unwrap();
    kept
}

fn deliveries(store: &Store, workspace: WorkspaceId) -> Vec<Delivery> {
    store.read_blocking(move |tx| list::page(tx, workspace, &list::Filter::default(), None, 200)).unwrap()
}

/// Sends what is due, to this end.
fn end(store: &Store, destination: DestinationId, now: i64, status: Status) {
    store
        .write_blocking(move |tx| {
            let taken = outbox::lease(tx, destination, now, now + HOUR, Uuid::from_u128(now as u128), 100)?;
            let said = Said { http: Some(200), words: "Zebra said so".into(), ..Said::default() };
            let ended: Vec<_> = taken
                .deliveries
                .iter()
                .map(|one| Ended {
                    id: one.id,
                    status,
                    reason: None,
                    attempt: Some(Attempt { nth: one.tries + 1, at: now, took: 5, said: said.clone(), batch: 1 }),
                    next_at: (!status.is_final()).then_some(now + 2 * HOUR),
                    batch_cap: None,
                    receipt: None,
                    name: one.name.clone(),
                })
                .collect();
            assert_eq!(record(tx, destination, taken.token, &ended, None, now)?.count, ended.len());
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_deliverys_story_goes_but_nothing_that_waits_and_nothing_is_sent_a_second_time() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = shop(store, "Asia/Jakarta", 1, 1);
        let workspace = house.workspace;
        let destination = destination(store, &house);
        let mut click = visit(&house, LeadId(1), START);
        click.facts.origin.click_ids = vec![("fbclid".into(), "IwAR1".into())];
        project_of(store, 3, vec![click.clone()]).unwrap();
        end(store, destination, START + 2 * HOUR, Status::Sent);
        let mut second = click.clone();
        (second.at, second.lead) = (START + HOUR, Some(VisitLead { id: LeadId(2), is_new: true }));
        project_of(store, 3, vec![second]).unwrap();
        end(store, destination, START + 3 * HOUR, Status::Retrying);
        let all = deliveries(store, workspace);
        let (waiting, sent): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.status == Status::Retrying);
        assert!(!waiting.is_empty() && sent.iter().all(|one| one.said.is_some()), "{all:?}");
        assert_eq!(sweep(store, workspace, Kept::Deliveries, START), 0, "none is so old");

        let before = START + 2 * DAY;
        let told = ahead_of(store, workspace, Kept::Deliveries, before);
        assert_eq!(sweep(store, workspace, Kept::Deliveries, before), told.cast_unsigned());
        assert_eq!(told, sent.len() as i64);
        let left = deliveries(store, workspace);
        assert_eq!(left.iter().filter(|one| one.status == Status::Retrying).count(), waiting.len());
        assert!(waiting.iter().all(|one| left.contains(one)), "what waits is untouched");
        let bare: Vec<_> = left.iter().filter(|one| one.status == Status::Sent).collect();
        assert!(
            !bare.is_empty() && bare.iter().all(|one| one.said.is_none() && one.tries == 0 && one.sent_at.is_some())
        );
        for one in &left {
            let (id, waits) = (one.id, one.status == Status::Retrying);
            let tried = store.read_blocking(move |tx| tries(tx, id)).unwrap();
            assert_eq!(!tried.is_empty(), waits, "{one:?}");
        }

        // The person comes again: what is told once was told.
        let mut again = click;
        (again.at, again.lead) = (START + 3 * DAY, Some(VisitLead { id: LeadId(1), is_new: false }));
        again.facts.origin.click_ids.clear();
        project_of(store, 3, vec![again]).unwrap();
        let ids = |all: &[Delivery]| all.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(&deliveries(store, workspace)), ids(&left));

        // What waited has ended: its story goes with the next pass, old as it is.
        end(store, destination, START + 4 * DAY, Status::Refused);
        assert_eq!(sweep(store, workspace, Kept::Deliveries, before + DAY), waiting.len() as u64);
        assert_eq!(count(store, "SELECT count(*) FROM delivery_tries"), 0);
        assert_eq!(sweep(store, workspace, Kept::Deliveries, before + 2 * DAY), 0);
    });
}

#[test]
fn leads_that_nobody_touches_are_erased_and_whoever_is_in_use_or_bought_is_not() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = shop(store, "Asia/Jakarta", 1, 1);
        let workspace = house.workspace;
        let destination = destination(store, &house);
        project_of(store, 3, (1..=5).map(|n| visit(&house, LeadId(n), START + n * HOUR)).collect()).unwrap();
        end(store, destination, START + 6 * HOUR, Status::Sent);
        project_of(store, 3, vec![visit(&house, LeadId(6), START + 6 * HOUR)]).unwrap();
        // 1: untouched. 2: seen again. 3: changed. 4: a note. 5: bought. 6: something is on its way.
        let mut again = visit(&house, LeadId(2), START + 20 * DAY);
        again.lead = Some(VisitLead { id: LeadId(2), is_new: false });
        project_of(store, 3, vec![again]).unwrap();
        for lead in [1, 6] {
            patch(store, workspace, lead, START + DAY, json!({"name": "Zebra"}));
        }
        patch(store, workspace, 3, START + 20 * DAY, json!({"name": "Zebra"}));
        patch(store, workspace, 5, START + DAY, json!({"status": "won", "values": {"actual": {"amount": "150000"}}}));
        let note = Note { id: id(7), author: "Rina".into(), body: "calls back".into(), created_at: START + 20 * DAY };
        let actor = Actor::user(UserId(id(42)), "Rina");
        store.write_blocking(move |tx| notes::add(tx, LeadId(4), &note, &actor)).unwrap();

        let (was, before) = (figures(store, workspace), START + 10 * DAY);
        let on_its_way =
            deliveries(store, workspace).iter().any(|one| one.lead == Some(LeadId(6)) && !one.status.is_final());
        assert!(on_its_way);
        let erased = |store: &Store| -> Vec<i64> {
            (1..=6).filter(|lead| get(store, workspace, *lead).erased_at.is_some()).collect()
        };
        assert_eq!(ahead_of(store, workspace, Kept::Customers, before), 1);
        assert_eq!(sweep(store, workspace, Kept::Leads, before), 1);
        assert_eq!(erased(store), [1]);
        same(&figures(store, workspace), &was);
        end(store, destination, START + 2 * DAY, Status::Sent);
        assert_eq!(sweep(store, workspace, Kept::Leads, before + DAY), 1);
        assert_eq!(erased(store), [1, 6]);
        assert_eq!(sweep(store, workspace, Kept::Customers, before), 1);
        assert_eq!(erased(store), [1, 5, 6]);
        assert_eq!(sweep(store, workspace, Kept::Leads, START + 60 * DAY), 3);
        assert_eq!(erased(store), [1, 2, 3, 4, 5, 6]);
        same(&figures(store, workspace), &was);
        store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
        same(&figures(store, workspace), &was);
        let all = store.read_blocking(move |tx| standing(tx, workspace)).unwrap();
        assert_eq!(
            all.iter().map(|one| (one.kind, one.gone)).collect::<Vec<_>>(),
            [(Kept::Leads, 5), (Kept::Customers, 1)]
        );
        let told = |store: &Store| store.write_blocking(move |tx| tell(tx, workspace)).unwrap();
        assert_eq!(told(store), [(Kept::Leads, 5), (Kept::Customers, 1)]);
        assert_eq!(told(store), [], "once");
    });
}

#[test]
fn a_purchase_is_still_of_the_touch_before_it_when_the_visits_are_gone() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = shop(store, "Asia/Jakarta", 2, 1);
        let workspace = house.workspace;
        let touch = |lead: i64, link: LinkId, at: i64, is_new: bool, campaign: &'static str| {
            let mut made = visit(&house, LeadId(lead), at);
            (made.link, made.lead) = (link, Some(VisitLead { id: LeadId(lead), is_new }));
            made.facts.origin.utm.campaign = campaign.into();
            made
        };
        let (first, second) = (house.links[0], house.links[1]);
        project_of(
            store,
            3,
            vec![
                touch(1, first, START, true, "one"),
                touch(2, first, START + 1, true, "one"),
                touch(1, second, START + HOUR, false, "two"),
                touch(2, second, START + HOUR + 1, false, "two"),
            ],
        )
        .unwrap();
        patch(store, workspace, 1, START + 2 * HOUR, json!({"status": "won", "values": {"actual": {"amount": "10"}}}));
        project_of(store, 3, vec![touch(1, first, START + 3 * HOUR, false, "three")]).unwrap();
        let was = figures(store, workspace);
        sweep(store, workspace, Kept::Visits, START + DAY);
        assert_eq!(count(store, "SELECT count(*) FROM visits"), 0);
        // The lead changes, and its purchases are made anew; then all are.
        patch(store, workspace, 1, START + 2 * DAY, json!({"priority": "high"}));
        same(&figures(store, workspace), &was);
        store.write_blocking(move |tx| recount(tx, workspace)).unwrap();
        same(&figures(store, workspace), &was);
        // Who buys only now is of the last touch, which the lead has kept.
        patch(store, workspace, 2, START + 2 * DAY, json!({"status": "won"}));
        let days = Days::of_numbers(20260901, 20270228).unwrap();
        let asked = Asked { days, link: None, model: Model::Last };
        let told = store.read_blocking(move |tx| overviews(tx, workspace, asked, &[By::Campaign])).unwrap();
        let two = told[0].lines.iter().find(|line| line.key == "two").unwrap();
        assert_eq!(two.figures.purchases, 2, "{told:?}");
    });
}
