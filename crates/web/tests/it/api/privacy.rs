//! What people may ask of a business about themselves: consent, nothing told of them, being forgotten.

use crate::house::{House, on_both, token};
use domain::actor::Who;
use domain::id::LeadId;
use domain::role::Role;
use domain::scope::{Scope, Scopes};
use serde_json::{Value, json};

async fn lead(house: &House) -> String {
    house.promo().await;
    house.visit("promo", "utm_source=ig&fbclid=IwAR-Secret").await;
    house.get("/api/v1/leads").await.ok(200)["items"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_word_on_being_told_of_is_written_down_with_every_fault_named() {
    on_both(async |house| {
        let path = format!("/api/v1/leads/{}", lead(house).await);
        house.patch(&path, json!({"consent": {"state": "given", "text": "Yes"}})).await.ok(200);
        let story = house.get(&format!("{path}/timeline")).await.ok(200);
        let mut lines = story["items"].as_array().unwrap().iter().map(|item| &item["change"]);
        let line = lines.find(|change| change["field"] == "consent").unwrap();
        assert_eq!((&line["before"], &line["after"]), (&Value::Null, &json!("given: Yes")));
        for (body, fault) in [
            (json!({"state": "perhaps"}), ("consent.state", "not_one_of")),
            (json!({"text": "Yes"}), ("consent.state", "required")),
            (json!("given"), ("consent", "not_an_object")),
            (json!({"state": "given", "said_at": "2030-01-01T00:00:00Z"}), ("consent.said_at", "in_the_future")),
            (json!({"state": "refused", "said_at": "2026-10-01T00:00:00Z"}), ("consent.said_at", "consent_said_since")),
        ] {
            assert_eq!(house.patch(&path, json!({ "consent": body })).await.faults(), [fault]);
        }
        let log = house.get("/api/v1/audit-log").await.ok(200);
        assert!(log["items"].as_array().unwrap().iter().any(|line| line["action"] == "lead.consent_given"));
    });
}

#[test]
fn the_list_of_those_of_whom_nothing_is_told_takes_numbers_and_shows_none() {
    on_both(async |house| {
        let one = house.post("/api/v1/suppressions", json!({"phone": "0812-3456-7890"})).await.ok(200);
        let again = house.post("/api/v1/suppressions", json!({"phone": "+6281234567890"})).await.ok(200);
        assert_eq!(one, again, "the same number however it is written, and once");
        let by_mail = house.post("/api/v1/suppressions", json!({"email": "Ani@Example.com"})).await.ok(200);
        assert_eq!(by_mail["items"][0]["kind"], "email");
        let list = house.get("/api/v1/suppressions").await;
        assert!(!list.text.contains("8123456") && !list.text.to_lowercase().contains("example.com"), "{}", list.text);
        let list = list.ok(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert_eq!((&list["items"][0]["why"], list["items"][0].as_object().unwrap().len()), (&json!("asked"), 5));
        assert!(list["items"][0]["by"].is_string(), "who put them there");
        let first = house.get("/api/v1/suppressions?limit=1").await.ok(200);
        let next = first["next_cursor"].as_str().unwrap();
        let second = house.get(&format!("/api/v1/suppressions?limit=1&cursor={next}")).await.ok(200);
        assert_eq!(json!([first["items"][0], second["items"][0]]), list["items"]);
        assert_eq!(second["next_cursor"], Value::Null);

        let path = format!("/api/v1/suppressions/{}", one["items"][0]["fingerprint"].as_str().unwrap());
        let stranger = house.stranger().await;
        assert_eq!(house.ask("DELETE", &path, &stranger, &[], "").await.status, 404);
        assert_eq!(house.ask("GET", "/api/v1/suppressions", &stranger, &[], "").await.ok(200)["items"], json!([]));
        assert_eq!(house.delete(&path).await.status, 204);
        assert_eq!(house.delete(&path).await.status, 404);
        assert_eq!(house.delete("/api/v1/suppressions/zz").await.status, 404);
        assert_eq!(house.get("/api/v1/suppressions").await.ok(200)["items"].as_array().unwrap().len(), 1);
        for (body, field) in [(json!({}), ""), (json!({"phone": "12"}), "phone"), (json!({"lead_id": "9"}), "lead_id")]
        {
            assert_eq!(house.post("/api/v1/suppressions", body).await.faults()[0].0, field);
        }
        let reader = token(&house.engine, &house.owner, Scopes::NONE.and(Scope::DestinationsRead)).await;
        assert_eq!(house.ask("GET", "/api/v1/suppressions", &reader, &[], "").await.status, 200);
        let body = r#"{"phone":"+6281234567890"}"#;
        assert_eq!(house.ask("POST", "/api/v1/suppressions", &reader, &[], body).await.status, 403);
    });
}

#[test]
fn a_lead_is_put_on_the_list_with_all_that_it_is_known_by() {
    on_both(async |house| {
        let id = lead(house).await;
        let nothing = house.post("/api/v1/suppressions", json!({ "lead_id": id })).await;
        assert_eq!((nothing.status.as_u16(), nothing.faults()), (409, vec![("lead_id", "no_contact")]));
        let path = format!("/api/v1/leads/{id}");
        house.patch(&path, json!({"phone": "+6281234567890", "email": "Siti@Example.com"})).await.ok(200);
        let put = house.post("/api/v1/suppressions", json!({ "lead_id": id })).await.ok(200);
        let kinds: Vec<_> = put["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str()).collect();
        assert_eq!(kinds, [Some("phone"), Some("email")]);
        let by_mail = house.post("/api/v1/suppressions", json!({"email": "siti@example.com"})).await.ok(200);
        assert_eq!(by_mail["items"][0], put["items"][1], "the address is the same person's whatever its capitals");
    });
}

#[test]
fn a_person_is_erased_once_and_what_was_removed_is_answered() {
    on_both(async |house| {
        let id = lead(house).await;
        let path = format!("/api/v1/leads/{id}");
        house.patch(&path, json!({"phone": "+6281234567890", "name": "Siti"})).await.ok(200);
        house.post(&format!("{path}/notes"), json!({"body": "Called Siti"})).await.ok(201);
        let agent = Who { role: Role::Agent, ..house.owner.clone() };
        let refused = engine::leads::erase::erase(&house.engine, &agent, LeadId::parse(&id).unwrap(), false).await;
        assert_eq!(refused, Err(engine::Rejection::Forbidden), "whoever sees only their own leads erases none");
        let reader = token(&house.engine, &house.owner, Scopes::NONE.and(Scope::LeadsRead)).await;
        let erasure = format!("{path}/erasure");
        assert_eq!(house.ask("POST", &erasure, &reader, &[], "{}").await.status, 403);
        assert_eq!(house.post(&erasure, json!({"suppress": "yes"})).await.faults(), [("suppress", "not_a_boolean")]);
        assert_eq!(house.post("/api/v1/leads/99/erasure", json!({})).await.status, 404);
        let stranger = house.stranger().await;
        assert_eq!(house.ask("POST", &erasure, &stranger, &[], "{}").await.status, 404);

        let done = house.post(&erasure, json!({"suppress": true})).await.ok(200);
        assert_eq!((&done["visits"], &done["notes"], &done["suppressed"]), (&json!(1), &json!(1), &json!(1)));
        let stone = house.get(&path).await;
        for gone in ["Siti", "8123456", "IwAR-Secret"] {
            assert!(!stone.text.contains(gone), "{gone}: {}", stone.text);
        }
        let stone = stone.ok(200);
        assert_eq!((&stone["erased_at"], &stone["source"]), (&done["erased_at"], &json!("ads")));
        for path in [format!("{path}/timeline"), format!("/api/v1/visits?lead_id={id}"), "/api/v1/audit-log".into()] {
            let text = house.get(&path).await.text;
            assert!(!text.contains("Siti") && !text.contains("203.0.113") && !text.contains("IwAR-Secret"), "{text}");
        }
        assert_eq!(house.get("/api/v1/leads?q=siti").await.ok(200)["items"], json!([]));
        let changed = house.patch(&path, json!({"name": "Siti"})).await;
        assert_eq!((changed.status.as_u16(), changed.faults()), (409, vec![("", "lead_erased")]));
        let again = house.post(&erasure, json!({})).await.ok(200);
        assert_eq!((&again["erased_at"], &again["notes"]), (&done["erased_at"], &json!(0)));
    });
}

#[test]
fn everything_that_is_kept_of_a_person_is_one_file() {
    on_both(async |house| {
        let id = lead(house).await;
        let path = format!("/api/v1/leads/{id}");
        let body = json!({"phone": "+6281234567890", "name": "Siti", "consent": {"state": "refused", "text": "No"}});
        house.patch(&path, body).await.ok(200);
        house.post(&format!("{path}/notes"), json!({"body": "Called her"})).await.ok(201);
        house.post("/api/v1/suppressions", json!({ "lead_id": id })).await.ok(200);
        let export = format!("{path}/export");
        let reader = token(&house.engine, &house.owner, Scopes::NONE.and(Scope::LeadsRead)).await;
        assert_eq!(house.ask("GET", &export, &reader, &[], "").await.status, 403);
        let stranger = house.stranger().await;
        assert_eq!(house.ask("GET", &export, &stranger, &[], "").await.status, 404);
        let reply = house.get(&export).await;
        assert_eq!(reply.header("content-disposition"), format!("attachment; filename=\"lead-{id}.json\""));
        let whole = reply.ok(200);
        assert_eq!((&whole["lead"]["id"], &whole["lead"]["phone"]), (&json!(id), &json!("+6281234567890")));
        assert_eq!(
            (&whole["lead"]["ip"], &whole["lead"]["notes"][0]["body"]),
            (&json!("203.0.113.7"), &json!("Called her"))
        );
        assert_eq!((&whole["consent"]["state"], &whole["consent"]["text"]), (&json!("refused"), &json!("No")));
        let facts = &whole["visits"][0]["recorded"]["facts"];
        assert_eq!(facts["origin"]["click_ids"], json!([["fbclid", "IwAR-Secret"]]));
        assert!(facts["user_agent"].as_str().unwrap().contains("Mozilla"));
        let fields: Vec<_> = whole["history"].as_array().unwrap().iter().map(|line| line["field"].as_str()).collect();
        assert!(fields.contains(&Some("phone")) && fields.contains(&Some("consent")), "{fields:?}");
        assert_eq!(whole["suppressions"][0]["kind"], "phone");
        assert!(whole["hashes"].is_object());
        house.post(&format!("{path}/erasure"), json!({})).await.ok(200);
        let after = house.get(&export).await.text;
        for gone in ["Siti", "8123456", "203.0.113", "IwAR-Secret", "Mozilla", "Called"] {
            assert!(!after.contains(gone), "{gone}: {after}");
        }
    });
}
