//! One change for many leads.

use crate::house::{House, on_both, token};
use domain::actor::Who;
use domain::draft::user::NewUser;
use domain::role::Role;
use domain::scope::{Scope, Scopes};
use engine::users;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/leads/bulk";

/// Three leads, of the agents A, A and B or whom the rotation chose; oldest first.
async fn three(house: &House) -> Vec<String> {
    house.promo().await;
    for _ in 0..3 {
        house.visit("promo", "").await;
    }
    let page = house.get("/api/v1/leads").await.ok(200);
    let mut ids: Vec<_> =
        page["items"].as_array().unwrap().iter().map(|lead| lead["id"].as_str().unwrap().to_owned()).collect();
    ids.reverse();
    ids
}

async fn lead(house: &House, id: &str) -> Value {
    house.get(&format!("/api/v1/leads/{id}")).await.ok(200)
}

#[test]
fn every_lead_is_told_to_be_changed_unchanged_or_refused() {
    on_both(async |house| {
        let ids = three(house).await;
        house.patch(&format!("/api/v1/leads/{}", ids[1]), json!({"status": "hot", "tags": ["Vip"]})).await.ok(200);
        let body = json!({
            "ids": [ids[2], "999999", ids[1], ids[0], ids[0]],
            "change": {"status": "hot", "add_tags": ["vip"], "remove_tags": ["cold"]}
        });
        let reply = house.post(PATH, body.clone()).await.ok(200);
        assert_eq!(reply["changed"], json!([ids[0], ids[2]]));
        assert_eq!(reply["unchanged"], json!([ids[1]]));
        let why = json!({"field": "ids[1]", "code": "not_found", "message": "There is nothing under this id."});
        assert_eq!(reply["refused"], json!([{"id": "999999", "errors": [why]}]));
        for (id, tag) in [(&ids[0], "vip"), (&ids[1], "Vip"), (&ids[2], "vip")] {
            let lead = lead(house, id).await;
            assert_eq!((lead["status"].as_str(), &lead["tags"]), (Some("hot"), &json!([tag])));
        }
        let story = house.get(&format!("/api/v1/leads/{}/timeline", ids[0])).await.ok(200);
        let changes = story["items"].as_array().unwrap().iter().filter(|item| item["what"] == "change").count();
        assert_eq!(changes, 2, "status and tags stand in the timeline, once");

        let indonesian = house.ask("POST", PATH, &house.token, &[("accept-language", "id")], &body.to_string()).await;
        assert_eq!(indonesian.json["refused"][0]["errors"][0]["message"], "Tidak ada apa-apa dengan id ini.");
    });
}

#[test]
fn a_lead_that_would_have_too_many_tags_is_left_alone_and_the_others_change() {
    on_both(async |house| {
        let ids = three(house).await;
        let many: Vec<_> = (0..50).map(|n| n.to_string()).collect();
        house.patch(&format!("/api/v1/leads/{}", ids[0]), json!({"tags": many})).await.ok(200);
        let change = json!({"priority": "urgent", "add_tags": ["one more"]});
        let reply = house.post(PATH, json!({"ids": ids, "change": change})).await.ok(200);
        assert_eq!(reply["changed"], json!([ids[1], ids[2]]));
        let why = &reply["refused"][0];
        assert_eq!((&why["id"], &why["errors"][0]["field"]), (&json!(ids[0]), &json!("change.add_tags")));
        let full = lead(house, &ids[0]).await;
        assert_eq!((full["priority"].as_str(), full["tags"].as_array().unwrap().len()), (Some("medium"), 50));
        let swap = json!({"add_tags": ["one more"], "remove_tags": ["0"]});
        let reply = house.post(PATH, json!({"ids": [ids[0]], "change": swap})).await.ok(200);
        assert_eq!(reply["changed"], json!([ids[0]]), "one goes, one comes");
    });
}

#[test]
fn leads_are_given_to_an_agent_of_this_workspace_or_to_nobody() {
    on_both(async |house| {
        let ids = three(house).await;
        let agents = house.get("/api/v1/agents").await.ok(200);
        let give = |agent: Value| json!({"ids": ids, "change": {"agent_id": agent}});
        house.post(PATH, give(agents["items"][1]["id"].clone())).await.ok(200);
        for id in &ids {
            assert_eq!(lead(house, id).await["agent"]["id"], agents["items"][1]["id"]);
        }
        for nobody in ["0193e4a0-0000-7000-8000-000000000001", "x"] {
            let reply = house.post(PATH, give(json!(nobody))).await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![("change.agent_id", "not_found")]));
        }
        assert_eq!(house.post(PATH, give(Value::Null)).await.ok(200)["changed"], json!(ids));
        assert_eq!(lead(house, &ids[0]).await["agent"], Value::Null);
    });
}

#[test]
fn a_bulk_edit_that_makes_no_sense_names_every_field_and_changes_nothing() {
    on_both(async |house| {
        let ids = three(house).await;
        let many: Vec<_> = (1..=1_001).map(|n| n.to_string()).collect();
        for (body, faults) in [
            (json!({}), vec![("ids", "required"), ("change", "required")]),
            (json!({"ids": [], "change": {}}), vec![("ids", "required"), ("change", "required")]),
            (json!({"ids": many, "change": {"status": "hot"}}), vec![("ids", "too_many")]),
            (
                json!({"ids": [ids[0], "x"], "change": {"status": "married", "name": "X"}}),
                vec![("ids[1]", "not_an_id"), ("change.status", "not_one_of"), ("change.name", "unknown_field")],
            ),
        ] {
            let reply = house.post(PATH, body.clone()).await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (422, faults), "{body}");
        }
        assert_eq!(lead(house, &ids[0]).await["version"], 1);
    });
}

#[test]
fn a_bulk_edit_takes_the_rights_of_changing_one_lead() {
    on_both(async |house| {
        let ids = three(house).await;
        let body = json!({"ids": ids, "change": {"status": "hot"}});
        let ask = async |token: &str| house.ask("POST", PATH, token, &[], &body.to_string()).await;
        let reader = token(&house.engine, &house.owner, Scopes::NONE.and(Scope::LeadsRead)).await;
        assert_eq!(ask(&reader).await.status, 403);
        assert_eq!(ask("").await.status, 401);

        // Who signs in as an agent changes their own leads; of the others nothing is told, not even that they are.
        let new = json!({"email": "b@example.com", "name": "B", "role": "admin", "password": "a long enough one"});
        let user = users::create(&house.engine, &house.owner, NewUser::parse(&new).unwrap()).await.unwrap();
        let own = lead(house, &ids[0]).await["agent"]["id"].clone();
        let agent = format!("/api/v1/agents/{}", own.as_str().unwrap());
        house.patch(&agent, json!({"user_id": user.id.to_string()})).await.ok(200);
        // Only who manages the house makes tokens; a token goes down with its maker.
        let who = Who::person(house.owner.workspace, user.id, "B", Role::Admin);
        let agents = token(&house.engine, &who, Scopes::all()).await;
        house.patch(&format!("/api/v1/users/{}", user.id), json!({"role": "agent"})).await.ok(200);
        let reply = ask(&agents).await.ok(200);
        for id in &ids {
            let (is_own, is_hot) = {
                let lead = lead(house, id).await;
                (lead["agent"]["id"] == own, lead["status"] == "hot")
            };
            assert_eq!(is_own, is_hot, "{id}");
            assert_eq!(is_own, reply["changed"].as_array().unwrap().contains(&json!(id)), "{reply}");
        }
        assert!(!reply["refused"].as_array().unwrap().is_empty(), "B has leads too");
    });
}

#[test]
fn a_bulk_edit_under_a_key_happens_once_and_is_answered_alike() {
    on_both(async |house| {
        let ids = three(house).await;
        let key = [("idempotency-key", "bulk-1")];
        let body = json!({"ids": ids, "change": {"status": "hot"}}).to_string();
        let first = house.ask("POST", PATH, &house.token, &key, &body).await;
        house.patch(&format!("/api/v1/leads/{}", ids[0]), json!({"status": "lost"})).await.ok(200);
        let second = house.ask("POST", PATH, &house.token, &key, &body).await;
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (200, 200));
        assert_eq!((first.header("idempotency-replayed"), second.header("idempotency-replayed")), ("", "true"));
        assert_eq!(first.json, second.json);
        assert_eq!(lead(house, &ids[0]).await["status"], "lost", "the second did nothing");
        let other = json!({"ids": ids, "change": {"status": "new"}}).to_string();
        assert_eq!(house.ask("POST", PATH, &house.token, &key, &other).await.json["type"], "/api/docs#key-reused");
    });
}
