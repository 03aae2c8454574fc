//! What is kept of visitors, and for how long: addresses are cut before anything is recorded and after everything was
//! decided; what is over its days goes, told in the change history, by one node for all.

use crate::house::{House, SECOND, by_phone, on_both};
use domain::actor::ActorKind;
use domain::draft::workspace::WorkspacePatch;
use domain::id::LeadId;
use domain::privacy::Kept;
use engine::click::Request;
use engine::visits::Asked;
use engine::{leads, retention, workspace};
use serde_json::{Value, json};
use store::retention::lease;

use uuid::Uuid;

const DAY: i64 = 24 * 3600 * SECOND;

async fn set(house: &House, privacy: Value) {
    let patch = WorkspacePatch::parse(&json!({ "privacy": privacy })).unwrap();
    workspace::patch(&house.engine, &house.who, None, patch).await.unwrap();
}

fn from(last: u8, query: &str) -> Request<'_> {
    let mut request = by_phone("promo", query, "");
    request.address.peer = [203, 0, 113, last].into();
    request
}

async fn lead_of(house: &House, request: Request<'_>) -> LeadId {
    house.tap(request).await.visit.unwrap().lead.unwrap().id
}

/// The addresses of all visits, newest first.
async fn addresses(house: &House) -> Vec<String> {
    house.settle();
    let page = engine::visits::list(&house.engine, &house.who, Asked::default(), None, 100).await.unwrap();
    page.items.iter().map(|visit| visit.visit().facts.ip.to_string()).collect()
}

#[test]
fn an_address_is_cut_in_what_is_recorded_and_whole_in_what_is_decided() {
    on_both(async |house| {
        house.promo(&[1]).await;
        house.tap(from(7, "")).await;
        set(house, json!({"ip": "truncated"})).await;
        let first = lead_of(house, from(77, "fbclid=IwAR-Zebra")).await;
        house.later(60 * SECOND);
        assert_eq!(lead_of(house, from(77, "fbclid=IwAR-Zebra")).await, first, "the same click of the same address");
        house.later(60 * SECOND);
        assert_ne!(lead_of(house, from(78, "fbclid=IwAR-Zebra")).await, first, "a neighbour is somebody else");
        let network = "203.0.113.0/24".to_owned();
        assert_eq!(addresses(house).await, [network.clone(), network.clone(), network.clone(), "203.0.113.7".into()]);
        let lead = leads::get(&house.engine, &house.who, first).await.unwrap();
        assert_eq!(lead.ip, network);
        set(house, json!({"ip": "none"})).await;
        house.later(60 * SECOND);
        let nobody = lead_of(house, from(77, "")).await;
        assert_eq!(addresses(house).await[0], "");
        assert_eq!(leads::get(&house.engine, &house.who, nobody).await.unwrap().ip, "");
        // A change of something else leaves it as it is.
        set(house, json!({})).await;
        house.later(60 * SECOND);
        house.tap(from(99, "")).await;
        assert_eq!(addresses(house).await[0], "");
    });
}

#[test]
fn what_is_over_its_days_goes_and_the_history_tells_how_much() {
    on_both(async |house| {
        house.promo(&[1]).await;
        let old = house.tap(by_phone("promo", "", "")).await;
        house.settle();
        set(house, json!({"keep_days": {"visits": 1, "leads": 2}})).await;
        let swept = house.engine.sweep().await.unwrap();
        assert_eq!(swept, retention::Swept::default(), "nothing is so old");

        house.later(2 * DAY);
        let young = house.tap(by_phone("promo", "", "")).await;
        house.settle();
        let swept = house.engine.sweep().await.unwrap();
        assert_eq!((swept.of(Kept::Visits), swept.of(Kept::Leads)), (1, 0));
        assert_eq!(addresses(house).await.len(), 1);
        assert_eq!(house.engine.sweep().await.unwrap(), retention::Swept::default());
        house.later(DAY);
        let swept = house.engine.sweep().await.unwrap();
        assert_eq!((swept.of(Kept::Visits), swept.of(Kept::Leads)), (0, 1));
        let erased = leads::get(&house.engine, &house.who, old.visit.as_ref().unwrap().lead.unwrap().id).await.unwrap();
        assert!(erased.erased_at.is_some() && erased.ip.is_empty());
        let kinds = retention::kinds(&house.engine, &house.who).await.unwrap();
        let gone: Vec<_> = kinds.iter().map(|one| (one.kind, one.days, one.gone)).filter(|(.., n)| *n > 0).collect();
        assert_eq!(gone, [(Kept::Visits, Some(1), 1), (Kept::Leads, Some(2), 1)]);
        assert_eq!(house.engine.sweeper().gone(Kept::Visits), 1);

        let audit = engine::audit::list(&house.engine, &house.who, Default::default(), None, 20).await.unwrap().items;
        let told: Vec<_> = audit.iter().filter(|line| line.action == "workspace.swept").collect();
        assert!(told.iter().all(|line| line.actor_kind == ActorKind::System.as_str()));
        let counts: Vec<_> = told.iter().map(|line| line.after.as_deref().unwrap()).collect();
        assert_eq!(counts, [r#"{"leads":1}"#, r#"{"visits":1}"#]);

        // Whose lead was erased is nobody who is known.
        house.engine.live.changed(house.engine.now()).await.unwrap();
        house.later(60 * SECOND);
        let again = house.comes_back(&old.cookie).await.visit.unwrap().lead.unwrap();
        assert!(again.is_new);
        let known = house.comes_back(&young.cookie).await.visit.unwrap().lead.unwrap();
        assert_eq!(Some(known.id), young.visit.unwrap().lead.map(|lead| lead.id));
    });
}

#[test]
fn another_nodes_turn_is_waited_for_and_taken_when_it_is_over() {
    on_both(async |house| {
        house.promo(&[1]).await;
        house.tap(by_phone("promo", "", "")).await;
        house.settle();
        house.later(5 * DAY);
        set(house, json!({"keep_days": {"visits": 1}})).await;
        let now = house.engine.now();
        let other = Uuid::from_u128(7);
        let taken = house.engine.store.write(move |tx| lease::take(tx, "sweep", other, now, now + 60 * SECOND)).await;
        assert!(taken.unwrap());
        assert_eq!(house.engine.sweep().await.unwrap(), retention::Swept::default());
        assert_eq!(addresses(house).await.len(), 1, "it is the other's");
        house.later(61 * SECOND);
        assert_eq!(house.engine.sweep().await.unwrap().of(Kept::Visits), 1);
        // Who has swept lets the next one at once.
        let now = house.engine.now();
        let taken = house.engine.store.write(move |tx| lease::take(tx, "sweep", other, now, now + 1)).await;
        assert!(taken.unwrap());
    });
}

#[test]
fn how_much_would_go_is_told_before() {
    on_both(async |house| {
        house.promo(&[1]).await;
        for _ in 0..3 {
            house.tap(by_phone("promo", "", "")).await;
        }
        house.settle();
        house.later(10 * DAY);
        house.tap(by_phone("promo", "", "")).await;
        house.settle();
        let days = |days| vec![(Kept::Visits, Some(days)), (Kept::Leads, Some(days)), (Kept::Customers, None)];
        let told = async |house: &House, of| {
            let ahead = retention::ahead(&house.engine, &house.who, days(of)).await.unwrap();
            ahead.iter().map(|one| (one.kind, one.counted(), one.is_more())).collect::<Vec<_>>()
        };
        assert_eq!(told(house, 5).await, [(Kept::Visits, 3, false), (Kept::Leads, 3, false)]);
        assert_eq!(told(house, 30).await, [(Kept::Visits, 0, false), (Kept::Leads, 0, false)]);
        set(house, json!({"keep_days": {"visits": 5}})).await;
        assert_eq!(house.engine.sweep().await.unwrap().of(Kept::Visits), 3);
        assert_eq!(told(house, 5).await[0], (Kept::Visits, 0, false), "what is gone goes no more");
    });
}
