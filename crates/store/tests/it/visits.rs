//! Visits as they are listed: every one once, newest first, by each filter.

use domain::id::{LeadId, VisitId};
use domain::visit::{Kind, Visit, VisitLead};
use store::Store;
use store::testing::history::{Dice, House, filtered, house, mixed, project, project_of};
use store::testing::on_both;
use store::visits::{self, Cursor, Facet, Figure, Filter, page};

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
            assert_eq!(listed(store, &ours, &filter, 9), plain(&expected, &ours, &filter), "{filter:?}");
        }
    });
}

/// The times of all pages of a filter.
fn listed(store: &Store, house: &House, filter: &Filter, limit: usize) -> Vec<i64> {
    let mut got = Vec::new();
    let mut before = None;
    for _ in 0..2_000 {
        let (workspace, asked) = (house.workspace, filter.clone());
        let page = store.read_blocking(move |tx| page(tx, workspace, &asked, before.as_ref(), limit)).unwrap();
        assert!(page.items.len() <= limit);
        got.extend(page.items.iter().map(|visit| visit.at));
        // As the API hands it out and takes it back.
        before = page.next.map(|cursor| Cursor::parse(&cursor.to_string()).unwrap());
        if before.is_none() {
            return got;
        }
    }
    panic!("the list of {filter:?} has no end");
}

/// The same from every visit, read plainly.
fn plain(visits: &[Visit<'_>], house: &House, filter: &Filter) -> Vec<i64> {
    let counts = |figure: Figure, v: &Visit<'_>| match figure {
        Figure::Clicks => v.kind == Kind::Human && !v.repeat,
        Figure::Scans => v.kind == Kind::Scan && !v.repeat,
        Figure::Visits => matches!(v.kind, Kind::Human | Kind::Scan) && !v.repeat,
        Figure::Leads => v.lead.is_some_and(|lead| lead.is_new) && !v.repeat,
        Figure::Filtered => !matches!(v.kind, Kind::Human | Kind::Scan) && !v.repeat,
        Figure::Repeats => v.repeat,
        Figure::People => unreachable!("not asked for here"),
    };
    let key = |facet: Facet, v: &Visit<'_>| match facet {
        Facet::Agent => v.agent.map(|id| id.to_string()).unwrap_or_default(),
        Facet::Source => v.source.to_string(),
        Facet::Medium => v.facts.origin.utm.medium.to_string(),
        Facet::Campaign => v.facts.origin.utm.campaign.to_string(),
        Facet::Term => v.facts.origin.utm.term.to_string(),
        Facet::Content => v.facts.origin.utm.content.to_string(),
        Facet::Ad => v.facts.origin.utm.id.to_string(),
        Facet::Platform => domain::attribution::platform(&v.facts.origin.click_ids).to_owned(),
        Facet::Country => v.facts.place.country.to_string(),
        Facet::Device => v.facts.client.device.as_str().to_owned(),
        other => unreachable!("{other:?} is not asked for here"),
    };
    let rows = visits.iter().rev().filter(|v| v.workspace == house.workspace);
    rows.filter(|v| filter.link.is_none_or(|link| link == v.link))
        .filter(|v| filter.kind.is_none_or(|kind| kind == v.kind))
        .filter(|v| filter.lead.is_none_or(|lead| v.lead.is_some_and(|l| l.id == lead)))
        .filter(|v| filter.figure.is_none_or(|figure| counts(figure, v)))
        .filter(|v| filter.lines.iter().all(|(facet, asked)| key(*facet, v) == *asked))
        .filter(|v| filter.from.is_none_or(|from| v.at >= from) && filter.before.is_none_or(|before| v.at < before))
        .map(|v| v.at)
        .collect()
}

#[test]
fn a_period_and_a_figure_list_exactly_their_visits_also_where_numbers_and_times_are_not_in_step() {
    const STEP: i64 = 300_000_000;
    // Machines have a country and a device only.
    const FACETS: [Facet; 10] = [
        Facet::Agent,
        Facet::Source,
        Facet::Medium,
        Facet::Campaign,
        Facet::Term,
        Facet::Content,
        Facet::Ad,
        Facet::Platform,
        Facet::Country,
        Facet::Device,
    ];
    const HOUR: i64 = 3_600_000_000;
    on_both(|fixture| {
        let store = fixture.store();
        let (ours, theirs) = (house(store, 1, "UTC", 2, 3).unwrap(), house(store, 2, "UTC", 1, 1).unwrap());
        let mut dice = Dice(17);
        // A month of two nodes, whose numbers are halved to find a day; each visit up to half a day off its place.
        let mut visits: Vec<_> = (0..8_000)
            .map(|n| {
                let at = START + n * STEP + dice.below(43_200) as i64 * 1_000_000;
                let house = if n % 5 == 0 { &theirs } else { &ours };
                match dice.below(9) {
                    0 => filtered(house, dice.of(&[Kind::Bot, Kind::Preview, Kind::Prefetch, Kind::Head]), at),
                    1 => Visit { kind: Kind::Scan, ..mixed(house, &mut dice, LeadId(1 + n), at) },
                    2 => Visit { repeat: true, ..mixed(house, &mut dice, LeadId(1 + n), at) },
                    3 => Visit { agent: None, ..mixed(house, &mut dice, LeadId(1 + n), at) },
                    _ => mixed(house, &mut dice, LeadId(1 + n), at),
                }
            })
            .collect();
        for node in 0..2 {
            let own = visits.iter().enumerate().filter(|(n, _)| n % 2 == node).map(|(_, visit)| visit.clone());
            project_of(store, node as u8, own.collect()).unwrap();
        }
        visits.sort_by_key(|visit| visit.at);
        let end = START + 8_000 * STEP;
        let mut filters = vec![
            Filter { from: Some(end + 24 * HOUR), ..Filter::default() },
            Filter { before: Some(START), ..Filter::default() },
            Filter { from: Some(end - HOUR), ..Filter::default() },
            Filter { before: Some(START + 24 * HOUR), ..Filter::default() },
        ];
        for round in 0..60 {
            let from = START + dice.below(26 * 24) as i64 * HOUR;
            let days = Filter { from: Some(from), before: Some(from + 24 * HOUR), ..Filter::default() };
            let facet = FACETS[round % 10];
            let line = match facet {
                Facet::Agent => dice.of(&[None, Some(ours.agents[1])]).map(|id| id.to_string()).unwrap_or_default(),
                Facet::Source => "ads".to_owned(),
                Facet::Medium => dice.of(&["", "cpc"]).to_owned(),
                Facet::Campaign => dice.of(&["", "c7"]).to_owned(),
                Facet::Term => dice.of(&["", "batik"]).to_owned(),
                Facet::Content => dice.of(&["", "video 3"]).to_owned(),
                Facet::Ad => dice.of(&["", "ad-7"]).to_owned(),
                Facet::Platform => dice.of(&["meta", "tiktok", "none"]).to_owned(),
                Facet::Country => dice.of(&["ID", "NL", ""]).to_owned(),
                _ => "desktop".to_owned(),
            };
            filters.push(Filter {
                figure: Some(Figure::ALL[round % 6]),
                link: (round % 4 == 0).then_some(ours.links[1]),
                lines: (round % 3 == 0 && Figure::ALL[round % 6] != Figure::Filtered)
                    .then_some((facet, line))
                    .into_iter()
                    .collect(),
                ..days
            });
        }
        for filter in filters {
            let limit = if filter.figure.is_some() { 13 } else { 200 };
            let mut got = listed(store, &ours, &filter, limit);
            // Out of step, a node's visits come in the order of their numbers.
            got.sort_unstable_by(|a, b| b.cmp(a));
            assert_eq!(got, plain(&visits, &ours, &filter), "{filter:?}");
        }
        let day = Filter { from: Some(START + 240 * HOUR), before: Some(START + 264 * HOUR), ..Filter::default() };
        assert!(plain(&visits, &ours, &day).len() > 200, "there is something to find");
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
