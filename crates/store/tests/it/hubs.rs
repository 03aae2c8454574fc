//! Hubs on both engines: kept as they are, one address one hub, and counted by the day as the journal tells.

use domain::colour::Colour;
use domain::hub::{Entry as Way, Icon, Theme, To};
use domain::id::{EntryId, HubId, LeadId, LinkId};
use domain::visit::{Entry, Facts, HubSeen, Kind, Step, VisitLead};
use store::hubs::{self, ADDRESS_TAKEN, Filter, Hub};
use store::testing::history::{House, house, id, project_entries, visit};
use store::testing::on_both;

const START: i64 = 1_790_000_000_000_000;
const HOUR: i64 = 3_600_000_000;

fn hub(house: &House, number: u128, slug: &str) -> Hub {
    Hub {
        id: HubId(id(number)),
        workspace: house.workspace,
        domain: String::new(),
        slug: slug.into(),
        name: format!("Hub {slug}"),
        title: "Toko".into(),
        text: "Two\nlines".into(),
        picture: None,
        theme: Theme::Paper,
        accent: Colour::new(1, 2, 3),
        entries: vec![Way {
            id: EntryId(id(number + 1)),
            label: "Sales".into(),
            label_id: String::new(),
            icon: Icon::Offer,
            to: To::LinkId(house.links[0]),
            message: String::new(),
            when: None,
        }],
        archived_at: None,
        created_at: START,
        updated_at: START,
        version: 1,
    }
}

#[test]
fn a_hub_is_kept_as_it_is_and_saved_over_its_version_only() {
    on_both(|fixture| {
        let store = fixture.store();
        let (ours, theirs) = (house(store, 1, "UTC", 1, 1).unwrap(), house(store, 2, "UTC", 1, 1).unwrap());
        let made = hub(&ours, 100, "toko");
        let kept = made.clone();
        let workspaces = (ours.workspace, theirs.workspace);
        store
            .write_blocking(move |tx| {
                hubs::insert(tx, &kept)?;
                assert_eq!(hubs::get(tx, workspaces.0, kept.id)?, Some(kept.clone()));
                assert_eq!(hubs::get(tx, workspaces.1, kept.id)?, None, "it is nobody else's");
                let changed = Hub { title: "Other".into(), archived_at: Some(START), ..kept.clone() };
                assert!(hubs::update(tx, &changed)?);
                assert!(!hubs::update(tx, &changed)?, "its version has gone on");
                let living = hubs::living_by_id(tx, kept.id)?.unwrap().hub;
                assert!(living.archived && living.entries == kept.entries && living.version == 2);
                let listed = |archived| Filter { q: "OK".into(), archived };
                assert_eq!(hubs::page(tx, workspaces.0, &listed(true), None, 9)?.len(), 1);
                assert_eq!(hubs::page(tx, workspaces.0, &listed(false), None, 9)?.len(), 0);
                assert_eq!(hubs::page(tx, workspaces.1, &listed(true), None, 9)?.len(), 0);
                assert_eq!((hubs::count(tx, workspaces.0, true)?, hubs::count(tx, workspaces.0, false)?), (1, 0));
                Ok(())
            })
            .unwrap();
        let twin = hub(&theirs, 200, "toko");
        let refused = store.write_blocking(move |tx| hubs::insert(tx, &twin)).unwrap_err();
        assert!(refused.is_conflict(ADDRESS_TAKEN), "{refused}");
    });
}

#[test]
fn an_address_stays_a_hubs_when_it_moves_on_and_may_become_its_own_again() {
    on_both(|fixture| {
        let store = fixture.store();
        let ours = house(store, 1, "UTC", 1, 1).unwrap();
        let (first, second) = (hub(&ours, 100, "toko"), hub(&ours, 200, "kios"));
        store
            .write_blocking(move |tx| {
                hubs::insert(tx, &first)?;
                hubs::insert(tx, &second)?;
                let moved = Hub { domain: "go.brand.example".into(), slug: "bio".into(), ..first.clone() };
                assert!(hubs::update(tx, &moved)?);
                assert_eq!(hubs::old_addresses(tx, first.id)?, [(String::new(), "toko".to_owned())]);
                for (domain, slug) in [("", "toko"), ("go.brand.example", "bio")] {
                    assert_eq!(hubs::holder(tx, domain, slug)?, Some(first.id));
                }
                let living = hubs::living_by_id(tx, first.id)?.unwrap();
                let all = hubs::living(tx)?;
                let same = all.iter().find(|one| one.hub.id == first.id).expect("it is there");
                assert_eq!((living.addresses.len(), same.addresses.len()), (2, 2));
                let current: Vec<_> = living.addresses.iter().filter(|a| a.current).collect();
                assert_eq!((current.len(), current[0].slug.as_str()), (1, "bio"));
                assert!(hubs::update(tx, &Hub { version: 2, ..first.clone() })?, "back to where it was");
                assert_eq!(hubs::old_addresses(tx, first.id)?, [("go.brand.example".to_owned(), "bio".to_owned())]);
                Ok(())
            })
            .unwrap();
        let theirs = Hub { domain: "go.brand.example".into(), slug: "bio".into(), ..hub(&ours, 200, "kios") };
        let refused = store.write_blocking(move |tx| hubs::update(tx, &theirs)).unwrap_err();
        assert!(refused.is_conflict(ADDRESS_TAKEN), "{refused}");
        let forgotten = store.write_blocking(|tx| store::domains::forget_addresses(tx, "go.brand.example")).unwrap();
        assert_eq!(forgotten, (Vec::new(), vec![HubId(id(100))]));
    });
}

#[test]
fn views_and_presses_are_counted_on_their_day_in_the_workspaces_zone() {
    on_both(|fixture| {
        let store = fixture.store();
        let ours = house(store, 1, "Asia/Jakarta", 1, 1).unwrap();
        let (hub, entry) = (HubId(id(100)), EntryId(id(101)));
        // 2026-09-21 14:13 UTC, which is 21:13 in Jakarta; three hours on it is the next day there.
        let seen =
            |kind, at| Entry::HubSeen(HubSeen { at, workspace: ours.workspace, hub, kind, facts: Facts::default() });
        let pressed = |number, at, is_new, repeat, kind| {
            let mut visit = visit(&ours, LeadId(number), at);
            visit.link = LinkId(hub.0);
            visit.kind = kind;
            visit.repeat = repeat;
            visit.lead = Some(VisitLead { id: LeadId(number), is_new }).filter(|_| kind == Kind::Human);
            visit.steps = vec![Step::Resolved { renamed: false }, Step::FromHub { hub, entry, name: "Sales".into() }];
            Entry::Visit(visit)
        };
        let told = vec![
            seen(Kind::Human, START),
            seen(Kind::Human, START + 1),
            seen(Kind::Preview, START + 2),
            pressed(1, START + 3, true, false, Kind::Human),
            pressed(1, START + 4, false, true, Kind::Human),
            pressed(2, START + 5, false, false, Kind::Bot),
            seen(Kind::Scan, START + 3 * HOUR),
            pressed(1, START + 3 * HOUR, false, false, Kind::Human),
        ];
        project_entries(store, 9, told).unwrap();
        let days = store.read_blocking(move |tx| hubs::days(tx, hub, (20_260_901, 20_260_930))).unwrap();
        let days: Vec<_> = days.iter().map(|one| (one.day, one.what.as_str(), one.count)).collect();
        let (press, lead) = (format!("press:{entry}"), format!("lead:{entry}"));
        let first = days[0].0;
        assert_eq!(
            days,
            [
                (first, "human", 2),
                (first, lead.as_str(), 1),
                (first, press.as_str(), 1),
                (first, "preview", 1),
                (first + 1, press.as_str(), 1),
                (first + 1, "scan", 1),
            ]
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
        );
        let none = store.read_blocking(move |tx| hubs::days(tx, hub, (20_250_101, 20_250_131))).unwrap();
        assert!(none.is_empty());
    });
}
