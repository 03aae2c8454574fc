//! Calendars are kept, listed for whom they belong to, saved once a version, and read whole for the answering path.

use domain::calendar::OwnDate;
use domain::id::{CalendarId, WorkspaceId};
use domain::schedule::{Holidays, day_number};
use jiff::civil::date;
use store::calendars::{self, Calendar};
use store::testing::history::house;
use store::testing::on_both;
use uuid::Uuid;

fn calendar(number: u128, workspace: WorkspaceId) -> Calendar {
    Calendar {
        id: CalendarId(Uuid::from_u128(number)),
        workspace,
        name: format!("Calendar {number}"),
        country: "ID".into(),
        dates: vec![OwnDate { date: date(2026, 12, 24), name: "Leave".into(), yearly: true, open: false }],
        created_at: 1,
        updated_at: 1,
        version: 1,
    }
}

#[test]
fn a_calendar_is_kept_changed_once_a_version_and_removed() {
    on_both(|fixture| {
        let store = fixture.store();
        let (ours, theirs) =
            (house(store, 1, "UTC", 1, 1).unwrap().workspace, house(store, 2, "UTC", 1, 1).unwrap().workspace);
        let (first, second, foreign) = (calendar(10, ours), calendar(11, ours), calendar(12, theirs));
        let all = [first.clone(), second.clone(), foreign.clone()];
        store.write_blocking(move |tx| all.iter().try_for_each(|one| calendars::insert(tx, one))).unwrap();
        let (id, listed) = (first.id, [first.clone(), second.clone()]);
        store
            .read_blocking(move |tx| {
                assert_eq!(calendars::page(tx, ours, None, 9)?, listed);
                assert_eq!(calendars::page(tx, ours, Some(id), 9)?, listed[1..]);
                assert_eq!(calendars::get(tx, theirs, id)?, None, "another workspace's");
                Ok(())
            })
            .unwrap();
        let changed = Calendar { name: "New name".into(), country: String::new(), dates: Vec::new(), ..first.clone() };
        store
            .write_blocking(move |tx| {
                assert!(calendars::update(tx, &changed)?);
                assert!(!calendars::update(tx, &changed)?, "that version is gone");
                assert!(!calendars::delete(tx, &changed)?, "that version is gone");
                let now = calendars::get(tx, ours, id)?.unwrap();
                assert_eq!((now.name.as_str(), now.country.as_str(), now.version), ("New name", "", 2));
                assert!(calendars::delete(tx, &now)?);
                assert_eq!(calendars::get(tx, ours, id)?, None);
                Ok(())
            })
            .unwrap();
        let counted = store.read_blocking(calendars::counted).unwrap();
        let closed = |id, day| counted.is_holiday(id, day_number(day));
        assert!(!closed(first.id, date(2026, 8, 17)), "removed");
        assert!(closed(second.id, date(2026, 8, 17)) && closed(foreign.id, date(2030, 12, 24)));
        assert!(!closed(second.id, date(2026, 8, 18)));
    });
}
