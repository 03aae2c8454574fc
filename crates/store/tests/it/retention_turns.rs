//! The smaller things that retention sweeps, and who sweeps: the change history, and one node for all.

use crate::retention::{ahead_of, count, get, shop, sweep, totals};
use domain::actor::Actor;
use domain::id::LeadId;
use domain::privacy::Kept;
use domain::visit::{Entry, FormSent, Visit};
use store::retention::lease;
use store::retention::sweep::PIECE;
use store::testing::history::{house, project_entries, visit};
use store::testing::on_both;
use store::{Statement, Store, audit};
use uuid::Uuid;

const START: i64 = 1_790_787_600_000_000;
const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

#[test]
fn the_change_history_goes_by_its_age_in_its_own_workspace() {
    on_both(|fixture| {
        let store = fixture.store();
        let (one, other) = (house(store, 1, "UTC", 1, 1).unwrap(), house(store, 2, "UTC", 1, 1).unwrap());
        for house in [&one, &other] {
            let workspace = house.workspace;
            store
                .write_blocking(move |tx| {
                    for n in 0..PIECE + 200 {
                        let at = START + n * HOUR;
                        let entry = audit::Entry {
                            id: Uuid::from_u128(
                                (((at / 1_000) as u128) << 80)
                                    + 0x7000_0000_0000_0000_0000
                                    + n as u128
                                    + (workspace.0.as_u128() & 0xffff_ffff),
                            ),
                            at,
                            actor_kind: "user".into(),
                            actor_id: None,
                            actor_name: "Rina".into(),
                            action: "link.changed".into(),
                            noun: "link".into(),
                            noun_id: "7".into(),
                            before: None,
                            after: None,
                        };
                        audit::insert(tx, workspace, &Actor::cli(), &entry)?;
                    }
                    Ok(())
                })
                .unwrap();
        }
        let before = START + (PIECE + 100) * HOUR;
        assert_eq!(ahead_of(store, one.workspace, Kept::Audit, before), PIECE + 100);
        assert_eq!(sweep(store, one.workspace, Kept::Audit, before), PIECE.cast_unsigned() + 100);
        assert_eq!(count(store, "SELECT count(*) FROM audit_log"), 100 + PIECE + 200);
    });
}

#[test]
fn one_node_sweeps_for_all_until_its_lease_is_over() {
    on_both(|fixture| {
        let store = fixture.store();
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let take = |who, now| store.write_blocking(move |tx| lease::take(tx, "sweep", who, now, now + 60)).unwrap();
        assert!(take(one, 100) && !take(other, 159) && take(one, 159), "kept by renewing it");
        assert!(!take(other, 218) && take(other, 219) && !take(one, 230), "and lost by being away");
        store.write_blocking(move |tx| lease::leave(tx, "sweep", one)).unwrap();
        assert!(!take(one, 231), "who has lost it leaves nothing");
        store.write_blocking(move |tx| lease::leave(tx, "sweep", other)).unwrap();
        assert!(take(one, 232));
        // A node that is back is done with what it held.
        let of_node = |node| lease::token(node, [7; 8]);
        assert!(!take(of_node(3), 240) && take(of_node(3), 300) && !take(of_node(4), 301));
        store.write_blocking(|tx| lease::let_go(tx, "sweep", 4)).unwrap();
        assert!(!take(of_node(4), 301), "only of its own");
        store.write_blocking(|tx| lease::let_go(tx, "sweep", 3)).unwrap();
        assert!(take(of_node(4), 301));
    });
}

#[test]
fn what_a_page_told_and_a_browser_carried_goes_with_the_visits_and_a_forms_answers_stay() {
    on_both(|fixture| {
        let store = fixture.store();
        let house = shop(store, "Asia/Jakarta", 1, 1);
        let workspace = house.workspace;
        let mut shown = visit(&house, LeadId(1), START);
        shown.facts.user_agent = "Zebra-Agent/1".into();
        let sent = FormSent {
            visit: Visit { at: START + HOUR, ..shown.clone() },
            shown_at: START,
            name: "Ayu".into(),
            phone: "+628111111777".into(),
            email: "".into(),
            answers: vec![("size".into(), "large".into())],
            consent: "".into(),
        };
        let told = domain::visit::Beacon {
            at: START + 5,
            workspace,
            link: house.links[0],
            lead: LeadId(1),
            visit_at: START,
            what: domain::deeplink::Happening::Opened,
        };
        project_entries(store, 3, vec![Entry::Visit(shown), Entry::FormSent(sent), Entry::Beacon(told)]).unwrap();
        assert_eq!(count(store, "SELECT count(*) FROM beacons"), 1);
        assert_eq!(get(store, workspace, 1).ip, "203.0.113.7");
        let details = |store: &Store| -> Vec<u8> {
            let one = Statement::new("form", "SELECT details FROM form_answers");
            store.read_blocking(move |tx| tx.one(&one, &[], |row| row.get(0))).unwrap()
        };
        let has = |store: &Store, word: &str| String::from_utf8_lossy(&details(store)).contains(word);
        assert!(has(store, "Zebra-Agent") && has(store, "203.0.113.7"));
        sweep(store, workspace, Kept::Visits, START + 2 * DAY);
        assert_eq!(count(store, "SELECT count(*) FROM beacons"), 0);
        assert!(!has(store, "Zebra-Agent") && !has(store, "203.0.113.7"));
        assert!(has(store, "large") && has(store, "+628111111777"));
        let lead = get(store, workspace, 1);
        assert_eq!((lead.ip.as_str(), lead.erased_at, lead.phone.as_deref()), ("", None, Some("+628111111777")));
        assert_eq!(totals(store, workspace).opened, 1, "that the chat was opened is the lead's");
    });
}
