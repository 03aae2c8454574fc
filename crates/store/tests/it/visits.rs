//! Visits as they are listed: every one once, newest first, by each filter.

use domain::id::{LeadId, VisitId};
use domain::visit::{Kind, VisitLead};
use store::testing::history::{Dice, filtered, house, mixed, project, project_of};
use store::testing::on_both;
use store::visits::{self, Cursor, Filter, page};

const START: i64 = 1_790_000_000_000_000;

#[test]
fn each_filter_lists_its_visits_page_by_page() {
    on_both(|fixture| {
        let store = fixture.store();
        let (ours, theirs) = (house(store, 1, "UTC", 2, 2).unwrap(), house(store, 2, "UTC", 1, 1).unwrap());
        let mut dice = Dice(5);
        let visits: Vec<_> = (0..600)
            .map(|n| {
                let at = START + n * 1_000_000;
                let house = if n % 5 == 0 { &theirs } else { &ours };
                match n % 7 {
                    3 => filtered(house, dice.of(&[Kind::Bot, Kind::Preview]), at),
                    4 => {
                        let mut back = mixed(house, &mut dice, LeadId(1 + n / 50), at);
                        back.lead = back.lead.map(|lead| VisitLead { is_new: false, ..lead });
                        back
                    }
                    _ => mixed(house, &mut dice, LeadId(1 + n), at),
                }
            })
            .collect();
        let expected = visits.clone();
        // Three nodes took them in turn, and project each for itself.
        for node in 0..3 {
            let own = visits.iter().enumerate().filter(|(n, _)| n % 3 == node).map(|(_, visit)| visit.clone());
            project_of(store, node as u8, own.collect()).unwrap();
        }
        let filters = [
            Filter::default(),
            Filter { link: Some(ours.links[0]), ..Filter::default() },
            Filter { kind: Some(Kind::Bot), ..Filter::default() },
            Filter { kind: Some(Kind::Human), ..Filter::default() },
            Filter { kind: Some(Kind::Preview), link: Some(ours.links[0]), ..Filter::default() },
            Filter { lead: Some(LeadId(2)), ..Filter::default() },
            Filter { lead: Some(LeadId(2)), kind: Some(Kind::Scan), ..Filter::default() },
            Filter { link: Some(theirs.links[0]), ..Filter::default() },
        ];
        for filter in filters {
            let wanted: Vec<i64> = expected
                .iter()
                .rev()
                .filter(|v| v.workspace == ours.workspace)
                .filter(|v| filter.link.is_none_or(|link| link == v.link))
                .filter(|v| filter.kind.is_none_or(|kind| kind == v.kind))
                .filter(|v| filter.lead.is_none_or(|lead| v.lead.is_some_and(|l| l.id == lead)))
                .map(|v| v.at)
                .collect();
            let mut got = Vec::new();
            let mut before = None;
            loop {
                let (workspace, asked) = (ours.workspace, filter.clone());
                let page = store.read_blocking(move |tx| page(tx, workspace, &asked, before.as_ref(), 9)).unwrap();
                assert!(page.items.len() <= 9);
                got.extend(page.items.iter().map(|visit| visit.at));
                // As the API hands it out and takes it back.
                before = page.next.map(|cursor| Cursor::parse(&cursor.to_string()).unwrap());
                if before.is_none() {
                    break;
                }
            }
            assert_eq!(got, wanted, "{filter:?}");
        }
    });
}

#[test]
fn a_visit_keeps_its_decision_word_for_word_and_belongs_to_one_workspace() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = house(store, 1, "UTC", 1, 1).unwrap();
        let made = mixed(&house, &mut Dice(2), LeadId(1), START);
        project(store, vec![made.clone()]).unwrap();
        let (workspace, other) = (house.workspace, domain::id::WorkspaceId(store::testing::history::id(5)));
        let all = store.read_blocking(move |tx| page(tx, workspace, &Filter::default(), None, 5)).unwrap();
        assert_eq!(all.items[0].visit(), made);
        let id: VisitId = all.items[0].id;
        assert!(store.read_blocking(move |tx| visits::get(tx, workspace, id)).unwrap().is_some());
        assert!(store.read_blocking(move |tx| visits::get(tx, other, id)).unwrap().is_none());
    });
}
