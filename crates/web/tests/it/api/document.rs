//! The OpenAPI document and its page.

use crate::house::on_both;
use serde_json::Value;
use std::path::Path;

#[test]
fn the_document_is_the_one_that_is_checked_in() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, web::api::openapi()).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == web::api::openapi(),
        "the API and crates/web/openapi.json differ; if the change is meant: UPDATE_GOLDEN=1, and look at the difference"
    );
}

#[test]
fn every_reference_of_the_document_leads_somewhere_and_every_operation_says_what_it_does() {
    let document: Value = serde_json::from_str(web::api::openapi()).unwrap();
    assert_eq!(document["openapi"].as_str().map(|version| &version[..3]), Some("3.1"));
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for (at, _) in web::api::openapi().match_indices("#/components/schemas/") {
        let rest = &web::api::openapi()[at + "#/components/schemas/".len()..];
        let name = rest.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].as_str().is_some_and(|summary| summary.ends_with('.')), "{method} {path}");
            let named: Vec<_> = path.split('{').skip(1).map(|part| part.split('}').next().unwrap()).collect();
            for name in named {
                let parameters = operation["parameters"].as_array().unwrap();
                assert!(parameters.iter().any(|p| p["name"] == name && p["in"] == "path"), "{method} {path}: {name}");
            }
        }
    }
}

#[test]
fn the_documents_examples_are_taken_by_the_api() {
    on_both(async |house| {
        let document: Value = serde_json::from_str(web::api::openapi()).unwrap();
        let example = |name: &str| document["components"]["schemas"][name]["example"].clone();
        let link = house.post("/api/v1/links", example("LinkInput")).await.ok(201);
        let link = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        house.post(&format!("{link}/members"), example("MemberInput")).await.ok(201);
        house.post(&format!("{link}/copies"), example("CopyInput")).await.ok(201);
        house.post(&format!("{link}/simulate"), example("SimulationInput")).await.ok(200);
        house.post("/api/v1/channels", example("ChannelInput")).await.ok(201);
        house.post("/api/v1/calendars", example("CalendarInput")).await.ok(201);
        house.post("/api/v1/domains", example("DomainInput")).await.ok(201);
        house.post("/api/v1/hubs", example("HubInput")).await.ok(201);
        house.post("/api/v1/users", example("UserInput")).await.ok(201);
        house.post("/api/v1/tokens", example("TokenInput")).await.ok(201);
        house.patch("/api/v1/workspace", example("WorkspaceInput")).await.ok(200);
        house.visit("promo", "").await;
        let lead = house.get("/api/v1/leads").await.ok(200)["items"][0]["id"].as_str().unwrap().to_owned();
        house.patch(&format!("/api/v1/leads/{lead}"), example("LeadInput")).await.ok(200);
        house.post(&format!("/api/v1/leads/{lead}/notes"), example("NoteInput")).await.ok(201);
        let mut bulk = example("BulkInput");
        bulk["ids"] = serde_json::json!([lead]);
        assert_eq!(house.post("/api/v1/leads/bulk", bulk).await.ok(200)["changed"], serde_json::json!([lead]));
        house.post("/api/v1/leads/bulk", example("BulkInput")).await.ok(200);
        let destination = house.post("/api/v1/destinations", example("DestinationInput")).await.ok(201);
        let destination = format!("/api/v1/destinations/{}", destination["id"].as_str().unwrap());
        house.patch(&destination, example("DestinationInput")).await.ok(200);
        house.post(&format!("{destination}/test"), example("TestInput")).await.ok(202);
        let told = house.post(&format!("/api/v1/leads/{lead}/conversions"), example("ConversionInput")).await.ok(202);
        let told = format!("/api/v1/deliveries/{}/replay", told["items"][0]["id"].as_str().unwrap());
        assert_eq!(house.post(&told, example("AgainInput")).await.faults(), [("", "delivery_on_its_way")]);
        house.post("/api/v1/deliveries/replays", example("ManyAgainInput")).await.ok(200);
        let agent = house.get("/api/v1/agents").await.ok(200)["items"][0]["id"].as_str().unwrap().to_owned();
        house.patch(&format!("/api/v1/agents/{agent}"), example("AgentInput")).await.ok(200);
    });
}

#[test]
fn a_lead_has_exactly_the_fields_that_the_document_says() {
    on_both(async |house| {
        house.promo().await;
        house.visit("promo", "utm_source=ig&fbclid=x").await;
        let id = house.get("/api/v1/leads").await.ok(200)["items"][0]["id"].as_str().unwrap().to_owned();
        let lead = house.get(&format!("/api/v1/leads/{id}")).await.ok(200);
        let document: Value = serde_json::from_str(web::api::openapi()).unwrap();
        for (schema, value) in [
            ("Lead", &lead),
            ("Touch", &lead["first_touch"]),
            ("Utm", &lead["first_touch"]["utm"]),
            ("Location", &lead["location"]),
            ("Keeper", &lead["agent"]),
        ] {
            let said = document["components"]["schemas"][schema]["properties"].as_object().unwrap();
            let mut said: Vec<_> = said.keys().collect();
            let mut told: Vec<_> = value.as_object().unwrap().keys().collect();
            said.sort();
            told.sort();
            assert_eq!(told, said, "{schema}");
        }
    });
}

#[test]
fn the_page_is_made_from_the_document_and_asks_nobody_else() {
    on_both(async |house| {
        let page = house.ask("GET", "/api/docs", "", &[], "").await;
        assert_eq!(page.status, 200);
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
        assert!(!page.text.contains("<script") && !page.text.contains("style=\"") && !page.text.contains("://cdn"));
        let document: Value = serde_json::from_str(web::api::openapi()).unwrap();
        for path in document["paths"].as_object().unwrap().keys() {
            assert!(page.text.contains(path.as_str()), "{path}");
        }
        assert!(page.text.contains("id=\"stale\""));
        let style = house.ask("GET", "/api/docs.css", "", &[], "").await;
        assert_eq!((style.status.as_u16(), style.header("content-type")), (200, "text/css; charset=utf-8"));
        let served = house.ask("GET", "/api/openapi.json", "", &[], "").await;
        assert_eq!(served.text, web::api::openapi());
    });
}
