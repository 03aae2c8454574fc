//! How chats were opened: a row a happening and visit, however often it is told, and figures by link and period.

use domain::deeplink::{Happening, Token, Way};
use domain::id::{LeadId, LinkId, WorkspaceId};
use domain::visit::{Beacon, Entry, Kind, Step, Visit};
use store::Store;
use store::beacons::{Funnel, Seen, What, funnel, rows};
use store::testing::history::{House, house, project_entries, visit};
use store::testing::on_both;

const START: i64 = 1_790_000_000_000_000;
const SECOND: i64 = 1_000_000;

fn opened(house: &House, lead: i64, at: i64, way: Way) -> Visit<'static> {
    let mut made = visit(house, LeadId(lead), at);
    made.steps.push(Step::Opened { way });
    made
}

fn told(house: &House, lead: i64, visit_at: i64, what: Happening) -> Entry<'static> {
    let (workspace, link) = (house.workspace, house.links[0]);
    let at = visit_at + 2 * SECOND;
    Entry::Beacon(Beacon { at, workspace, link, lead: LeadId(lead), visit_at: Token::moment(visit_at), what })
}

fn read(store: &Store, workspace: WorkspaceId, link: LinkId, from: i64, before: i64) -> Funnel {
    store.read_blocking(move |tx| funnel(tx, workspace, link, from, before)).unwrap()
}

#[test]
fn each_happening_counts_once_a_visit_however_often_and_wherever_it_is_told() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Asia/Jakarta", 2, 1).unwrap();
        let at = START + 123_456;
        let twice = vec![
            Entry::Visit(opened(&house, 1, at, Way::Page)),
            told(&house, 1, at, Happening::Shown),
            told(&house, 1, at, Happening::Shown),
        ];
        project_entries(store, 9, twice).unwrap();
        project_entries(store, 9, vec![told(&house, 1, at, Happening::Shown), told(&house, 1, at, Happening::Opened)])
            .unwrap();
        // Another node heard it as well.
        project_entries(store, 7, vec![told(&house, 1, at, Happening::Opened)]).unwrap();
        let expected = Funnel { page: 1, shown: 1, opened: 1, ..Funnel::default() };
        assert_eq!(read(store, house.workspace, house.links[0], START, START + SECOND), expected);
    });
}

#[test]
fn only_visits_of_people_that_count_and_got_more_than_wa_me_leave_a_row() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Asia/Jakarta", 1, 1).unwrap();
        let mut repeat = opened(&house, 2, START + SECOND, Way::Page);
        repeat.repeat = true;
        let mut machine = opened(&house, 3, START, Way::Intent);
        (machine.kind, machine.lead) = (Kind::Bot, None);
        let entries = [
            opened(&house, 1, START, Way::Plain),
            opened(&house, 2, START, Way::Intent),
            repeat,
            machine,
            opened(&house, 4, START, Way::DesktopPage),
            visit(&house, LeadId(5), START),
        ];
        project_entries(store, 9, entries.map(Entry::Visit).into()).unwrap();
        let expected = Funnel { intent: 1, desktop_page: 1, ..Funnel::default() };
        assert_eq!(read(store, house.workspace, house.links[0], START, START + 10 * SECOND), expected);
    });
}

#[test]
fn figures_are_of_one_link_one_period_and_one_business() {
    on_both(|fixture| {
        let store = fixture.store();
        let ours = house(store, 1, "Asia/Jakarta", 2, 1).unwrap();
        let theirs = house(store, 2, "Asia/Jakarta", 1, 1).unwrap();
        let visits = (0..6).map(|n| opened(&ours, n + 1, START + n * SECOND, Way::Page)).map(Entry::Visit).collect();
        project_entries(store, 9, visits).unwrap();
        let of = |workspace, link, from, before| read(store, workspace, link, from, before).page;
        let link = ours.links[0];
        assert_eq!(of(ours.workspace, link, START, START + 6 * SECOND), 6);
        assert_eq!(of(ours.workspace, link, START + 2 * SECOND, START + 4 * SECOND), 2);
        assert_eq!(of(ours.workspace, ours.links[1], START, START + 6 * SECOND), 0);
        assert_eq!(of(theirs.workspace, link, START, START + 6 * SECOND), 0);
    });
}

#[test]
fn the_rows_behind_a_figure_come_page_by_page_newest_first() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "Asia/Jakarta", 1, 1).unwrap();
        // Two of them in one tenth of a second.
        let times = [0, 1, 1, 2, 3].map(|second| START + second * SECOND);
        let entries = times.iter().zip(1..).flat_map(|(at, lead)| {
            [Entry::Visit(opened(&house, lead, *at, Way::Page)), told(&house, lead, *at, Happening::FellBack)]
        });
        project_entries(store, 9, entries.collect()).unwrap();
        let (workspace, link, period) = (house.workspace, house.links[0], (START, START + 10 * SECOND));
        let page = |after: Option<Seen>| {
            let (what, after) = (What::Told(Happening::FellBack), after.map(|seen| (seen.visit_at, seen.lead)));
            store.read_blocking(move |tx| rows(tx, workspace, link, what, period, after, 2)).unwrap()
        };
        let mut leads = Vec::new();
        let mut last = None;
        loop {
            let seen = page(last);
            let Some(end) = seen.last() else { break };
            last = Some(*end);
            leads.extend(seen.iter().map(|seen| seen.lead.0));
            assert!(seen.iter().all(|seen| seen.at == seen.visit_at + 2 * SECOND));
        }
        assert_eq!(leads, [5, 4, 3, 2, 1]);
    });
}
