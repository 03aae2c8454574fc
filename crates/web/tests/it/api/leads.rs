//! Leads, visits and figures, as they follow from visits.

use crate::house::on_both;
use serde_json::json;

#[test]
fn a_visit_makes_a_lead_that_remembers_its_ad() {
    on_both(async |house| {
        let link = house.promo().await;
        house.visit("promo", "utm_source=ig&utm_campaign=nov&fbclid=abc123").await;
        let page = house.get("/api/v1/leads?utm_campaign=nov").await.ok(200);
        let lead = &page["items"][0];
        assert_eq!(
            lead["auto_name"].as_str(),
            Some(format!("Visitor [{}]", lead["visitor_code"].as_str().unwrap()).as_str())
        );
        assert_eq!(
            (lead["status"].as_str(), lead["source"].as_str(), lead["name"].is_null()),
            (Some("new"), Some("ads"), true)
        );
        assert_eq!(lead["first_touch"]["click_ids"]["fbclid"], "abc123");
        assert_eq!(lead["first_touch"]["utm"]["source"], "ig");
        assert_eq!(lead["agent"]["name"], "A");
        assert_eq!(house.get("/api/v1/leads?utm_campaign=dec").await.ok(200)["items"], json!([]));

        let visits =
            house.get(&format!("/api/v1/visits?link_id={}&kind=human", link["id"].as_str().unwrap())).await.ok(200);
        let visit = &visits["items"][0];
        assert_eq!(visit["lead_id"], lead["id"]);
        assert!(visit["steps"].as_array().unwrap().len() >= 5);
        let path = format!("/api/v1/visits/{}", visit["id"].as_str().unwrap());
        assert_eq!(&house.get(&path).await.ok(200), visit);

        let report = house.get("/api/v1/reports/overview?by=campaign").await.ok(200);
        assert_eq!((report["totals"]["clicks"].as_i64(), report["totals"]["leads"].as_i64()), (Some(1), Some(1)));
        assert_eq!(report["lines"][0]["key"], "nov");
        assert_eq!((report["from"].as_str(), report["to"].as_str()), (Some("2026-10-03"), Some("2026-11-01")));
    });
}

#[test]
fn a_lead_is_changed_with_history_and_noted_on() {
    on_both(async |house| {
        house.promo().await;
        house.visit("promo", "").await;
        let id = house.get("/api/v1/leads").await.ok(200)["items"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/leads/{id}");
        let read = house.get(&path).await;
        let tag = read.header("etag").to_owned();
        assert!(!tag.is_empty());
        let body =
            json!({"status": "hot", "name": "Siti", "values": {"expected": {"amount": "1500000", "currency": "IDR"}}});
        let changed = house.patch_if(&path, &tag, body).await.ok(200);
        assert_eq!((changed["status"].as_str(), changed["name"].as_str()), (Some("hot"), Some("Siti")));
        assert_eq!(changed["values"]["expected"], json!({"amount": "1500000", "currency": "IDR"}));
        assert_eq!(house.patch_if(&path, &tag, json!({"status": "lost"})).await.status, 412);
        assert_eq!(house.patch(&path, json!({"status": "married"})).await.faults(), [("status", "not_one_of")]);
        let note = house.post(&format!("{path}/notes"), json!({"body": "Called\nwants two"})).await.ok(201);
        assert_eq!(note["body"], "Called\nwants two");
        assert_eq!(house.post(&format!("{path}/notes"), json!({"body": " "})).await.faults(), [("body", "required")]);
        let story = house.get(&format!("{path}/timeline")).await.ok(200);
        let kinds: Vec<_> =
            story["items"].as_array().unwrap().iter().map(|item| item["what"].as_str().unwrap()).collect();
        assert!(kinds.contains(&"visit") && kinds.contains(&"change") && kinds.contains(&"note"), "{kinds:?}");
        assert_eq!(house.get(&path).await.ok(200)["notes"][0]["id"], note["id"]);
    });
}

#[test]
fn leads_are_carried_away_as_a_file() {
    on_both(async |house| {
        house.promo().await;
        house.visit("promo", "utm_source=ig").await;
        let csv = house.get("/api/v1/leads/export").await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(csv.text.lines().count(), 2);
        let lines = house.get("/api/v1/leads/export?format=jsonl").await;
        assert_eq!(lines.text.lines().count(), 1);
        assert_eq!(house.get("/api/v1/leads/export?format=xls").await.faults(), [("format", "unknown_format")]);
    });
}

#[test]
fn filters_of_leads_and_reports_that_make_no_sense_are_named() {
    on_both(async |house| {
        for (path, fault) in [
            ("/api/v1/leads?agent_id=x", ("agent_id", "not_an_id")),
            ("/api/v1/leads?priority=max", ("priority", "unknown_priority")),
            ("/api/v1/leads?created_from=today", ("created_from", "not_a_time")),
            ("/api/v1/leads?cursor=eHg", ("cursor", "bad_cursor")),
            ("/api/v1/visits?kind=ghost", ("kind", "unknown_kind")),
            ("/api/v1/reports/overview?by=moon", ("by", "unknown_dimension")),
            ("/api/v1/reports/overview?from=2026-13-01", ("from", "not_a_day")),
        ] {
            let reply = house.get(path).await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (400, vec![fault]), "{path}");
        }
        let reply = house.get("/api/v1/reports/overview?from=2026-11-02&to=2026-11-01").await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![("to", "before_from")]));
        let reply = house.get("/api/v1/reports/overview?from=2001-01-01").await;
        assert_eq!(reply.faults(), [("from", "too_many_days")]);
    });
}
