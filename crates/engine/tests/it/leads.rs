//! Leads as people work with them: who sees which, what a change does to the next visit, and what is carried away.

use crate::house::{House, SECOND, by_phone, name, on_both};
use domain::actor::Who;
use domain::availability::Availability;
use domain::id::{LeadId, UserId, WorkspaceId};
use domain::lead::bulk::{Bulk, Change};
use domain::lead::draft::LeadPatch;
use domain::lead::filter::Filter;
use domain::problem::FieldError;
use domain::role::Role;
use domain::scope::{Scope, Scopes};
use engine::leads::export::{Export, Format};
use engine::leads::{self, json};
use engine::{Rejection, links};
use uuid::Uuid;

fn named(name: &str) -> LeadPatch {
    LeadPatch { name: Some(Some(name.into())), ..LeadPatch::default() }
}

/// A user whose sign-in is the agent of the link's member at `seat`.
async fn sign_in_of(house: &House, link: &links::LinkView, seat: usize) -> Who {
    let user = UserId(Uuid::from_u128(0xa0 + seat as u128));
    let workspace = house.who.workspace;
    let agent = link.seats[seat].seat.member.agent;
    house
        .engine
        .store
        .write(move |tx| {
            store::users::insert(
                tx,
                &store::users::User {
                    id: user,
                    workspace,
                    email: format!("agent{seat}@toko.example"),
                    name: "Agent".into(),
                    role: Role::Agent,
                    password_hash: String::new(),
                    locale: "en".into(),
                    availability: Availability::default(),
                    disabled_at: None,
                    created_at: 1,
                    updated_at: 1,
                    version: 1,
                },
            )?;
            let mut agent = store::agents::get(tx, workspace, agent)?.unwrap();
            agent.user = Some(user);
            store::agents::update(tx, &agent).map(drop)
        })
        .await
        .unwrap();
    Who::person(workspace, user, "Agent", Role::Agent)
}

async fn whole(house: &House, who: &Who, format: Format) -> Result<String, Rejection> {
    let mut export = Export::new(who, Filter::default(), format)?;
    let mut file = Vec::new();
    while let Some(piece) = export.next(&house.engine).await? {
        file.extend(piece);
    }
    Ok(String::from_utf8(file).unwrap())
}

#[test]
fn an_agent_sees_and_changes_their_own_leads_and_finds_no_others() {
    on_both(async |house| {
        let link = house.promo(&[1, 1]).await;
        for _ in 0..6 {
            house.new_visitor().await;
        }
        house.settle();
        let agent = sign_in_of(house, &link, 0).await;
        let all = leads::list(&house.engine, &house.who, Filter::default(), None, 50).await.unwrap().items;
        let own = leads::list(&house.engine, &agent, Filter::default(), None, 50).await.unwrap().items;
        assert_eq!((all.len(), own.len()), (6, 3));
        let theirs = all.iter().find(|lead| !own.contains(lead)).unwrap().id;
        for error in [
            leads::get(&house.engine, &agent, theirs).await.err(),
            leads::patch(&house.engine, &agent, theirs, None, named("X")).await.err(),
            leads::add_note(&house.engine, &agent, theirs, "hello").await.err(),
            leads::timeline(&house.engine, &agent, theirs, None, 5).await.err(),
        ] {
            assert_eq!(error, Some(Rejection::NotFound));
        }
        let change = Change { status: Some("hot".into()), ..Change::default() };
        let done = leads::bulk(&house.engine, &agent, Bulk { ids: vec![theirs, own[0].id], change }).await.unwrap();
        let refused = vec![(theirs, vec![FieldError::new("ids[0]", "not_found")])];
        assert_eq!(done, leads::Done { changed: vec![own[0].id], unchanged: vec![], refused });
        assert_eq!(leads::get(&house.engine, &house.who, theirs).await.unwrap().status, "new");
        let renamed = leads::patch(&house.engine, &agent, own[0].id, Some(2), named("Siti")).await.unwrap();
        assert_eq!((renamed.name.as_deref(), renamed.version), (Some("Siti"), 3));
        let nobody = Who { user: None, ..agent };
        assert!(leads::list(&house.engine, &nobody, Filter::default(), None, 50).await.unwrap().items.is_empty());
    });
}

#[test]
fn a_lead_that_is_given_to_another_agent_comes_to_them_at_the_next_visit() {
    on_both(async |house| {
        let link = house.promo(&[1, 1]).await;
        let first = house.new_visitor().await;
        assert_eq!(name(&first), 'A');
        house.settle();
        let other = link.seats[1].seat.member.agent;
        house.later(60 * SECOND);
        let give = LeadPatch { agent: Some(Some(other)), ..LeadPatch::default() };
        let lead = leads::patch(&house.engine, &house.who, LeadId(1), None, give).await.unwrap();
        assert_eq!(lead.agent.unwrap().id, other);
        house.later(60 * SECOND);
        assert_eq!(name(&house.comes_back(&first.cookie).await), 'B');
        house.settle();
        let lead = leads::get(&house.engine, &house.who, LeadId(1)).await.unwrap();
        assert_eq!(lead.agent.unwrap().id, other);
    });
}

#[test]
fn two_editors_at_once_do_not_overwrite_each_other() {
    on_both(async |house| {
        house.promo(&[1]).await;
        house.new_visitor().await;
        house.settle();
        leads::patch(&house.engine, &house.who, LeadId(1), Some(1), named("Siti")).await.unwrap();
        let late = leads::patch(&house.engine, &house.who, LeadId(1), Some(1), named("Budi")).await;
        assert_eq!(late.err(), Some(Rejection::Stale));
        let same = leads::patch(&house.engine, &house.who, LeadId(1), Some(2), named("Siti")).await.unwrap();
        assert_eq!(same.version, 2, "a change that changes nothing is none");
    });
}

#[test]
fn rights_are_asked_before_anything_is_read() {
    on_both(async |house| {
        house.promo(&[1]).await;
        house.new_visitor().await;
        house.settle();
        let reader = Who { scopes: Scopes::NONE.and(Scope::LeadsRead), ..house.who.clone() };
        let denied = leads::patch(&house.engine, &reader, LeadId(1), None, named("X")).await;
        assert_eq!(denied.err(), Some(Rejection::Forbidden));
        assert_eq!(whole(house, &reader, Format::Csv).await.err(), Some(Rejection::Forbidden));
        let foreign = Who { workspace: WorkspaceId(Uuid::from_u128(9)), ..house.who.clone() };
        assert_eq!(leads::get(&house.engine, &foreign, LeadId(1)).await.err(), Some(Rejection::NotFound));
        assert!(leads::list(&house.engine, &foreign, Filter::default(), None, 9).await.unwrap().items.is_empty());
        let no_agent = LeadPatch { agent: Some(Some(domain::id::AgentId(Uuid::nil()))), ..LeadPatch::default() };
        let unknown = leads::patch(&house.engine, &house.who, LeadId(1), None, no_agent).await;
        assert!(matches!(unknown, Err(Rejection::Invalid(faults)) if faults[0].field == "agent_id"));
    });
}

#[test]
fn an_export_holds_every_lead_once_and_no_formula() {
    on_both(async |house| {
        house.promo(&[1, 1]).await;
        let hostile = "utm_source=%3DHYPERLINK(1)&utm_campaign=%2B1%2B1&utm_term=%40SUM&utm_content=-2%2B3";
        for n in 0..620 {
            // A click id of its own each time: one that comes again is the same person.
            let query = format!("{hostile}&fbclid=%3D{n}");
            house.tap(by_phone("promo", if n % 3 == 0 { &query } else { "" }, "")).await;
        }
        house.settle();
        leads::patch(&house.engine, &house.who, LeadId(7), None, named("=cmd|'/c calc'!A0")).await.unwrap();
        let file = whole(house, &house.who, Format::Csv).await.unwrap();
        let mut reader = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
        assert_eq!(reader.headers().unwrap().get(0), Some("id"));
        let mut ids = std::collections::BTreeSet::new();
        for row in reader.records() {
            let row = row.unwrap();
            assert!(ids.insert(row[0].to_owned()), "{} twice", &row[0]);
            for cell in &row {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
            }
        }
        assert_eq!(ids.len(), 620);
        let lines = whole(house, &house.who, Format::JsonLines).await.unwrap();
        assert_eq!(lines.lines().count(), 620);
        let one: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
        let lead = leads::get(&house.engine, &house.who, LeadId(620)).await.unwrap();
        assert_eq!(one, json::lead(&lead, house.engine.codes(), &[]));
    });
}

#[test]
fn a_lead_as_json_has_every_field_of_the_contract() {
    on_both(async |house| {
        house.promo(&[1]).await;
        house.tap(by_phone("promo", "utm_source=ig&utm_campaign=lebaran&fbclid=IwAR1", "")).await;
        house.settle();
        let note = leads::add_note(&house.engine, &house.who, LeadId(1), " Called\r\nback ").await.unwrap();
        assert_eq!(note.body, "Called\nback");
        let lead = leads::get(&house.engine, &house.who, LeadId(1)).await.unwrap();
        let notes = leads::notes(&house.engine, &house.who, LeadId(1), 10).await.unwrap();
        let told = json::lead(&lead, house.engine.codes(), &notes);
        for field in [
            "id",
            "name",
            "auto_name",
            "visitor_code",
            "phone",
            "email",
            "status",
            "priority",
            "score",
            "source",
            "values",
            "tags",
            "notes",
            "custom_fields",
            "agent",
            "location",
            "consent",
            "language",
            "device",
            "first_touch",
            "last_touch",
            "visit_count",
            "chat_count",
            "created_at",
            "updated_at",
        ] {
            assert!(told.get(field).is_some(), "{field}");
        }
        assert_eq!(told["first_touch"]["utm"]["campaign"], "lebaran");
        assert_eq!(told["first_touch"]["click_ids"]["fbclid"], "IwAR1");
        assert_eq!(told["notes"][0]["body"], "Called\nback");
        assert_eq!(told["auto_name"], format!("Visitor [{}]", told["visitor_code"].as_str().unwrap()));
        for empty in ["", "  \n "] {
            let refused = leads::add_note(&house.engine, &house.who, LeadId(1), empty).await;
            assert!(matches!(refused, Err(Rejection::Invalid(faults)) if faults[0].code == "required"));
        }
    });
}
