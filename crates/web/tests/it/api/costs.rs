//! Costs by API: looked at, brought in, replaced, taken back; and what they make of the overview, also as a table.

use crate::house::{House, on_both};
use domain::scope::{Scope, Scopes};
use serde_json::{Value, json};

async fn import(house: &House, query: &str, file: &str) -> crate::house::Reply {
    let headers = [("content-type", "text/csv")];
    house.ask("POST", &format!("/api/v1/costs/import{query}"), &house.token, &headers, file).await
}

async fn report(house: &House, query: &str) -> Value {
    house.get(&format!("/api/v1/reports/overview?from=2026-11-01&to=2026-11-02&{query}")).await.ok(200)
}

fn line<'r>(report: &'r Value, key: &str) -> &'r Value {
    let lines = report["lines"].as_array().unwrap();
    &lines.iter().find(|line| line["key"] == key).unwrap_or_else(|| panic!("{key}: {report}"))["figures"]
}

#[test]
fn costs_stand_beside_the_campaigns_that_they_were_paid_for() {
    on_both(async |house| {
        house.promo().await;
        for campaign in ["gajian", "gajian", "sale"] {
            house.visit("promo", &format!("utm_source=ig&utm_campaign={campaign}")).await;
        }
        let leads = house.get("/api/v1/leads?utm_campaign=gajian").await.ok(200);
        let lead = format!("/api/v1/leads/{}", leads["items"][0]["id"].as_str().unwrap());
        let won = json!({"status": "won", "values": {"actual": {"amount": "90000", "currency": "IDR"}}});
        house.patch(&lead, won).await.ok(200);
        let file = "Tanggal;Kampanye;Biaya;Mata uang\n2026-11-01;gajian;20.000;\n2026-11-02;gajian;10.000,50;IDR\n\
                    2026-11-01;sale;3;USD\n2026-11-01;unseen;7;\n";
        let looked = import(house, "?dry_run=true", file).await.ok(200);
        assert_eq!(
            (&looked["applied"], &looked["created"], &looked["import_id"]),
            (&json!(false), &json!(4), &Value::Null)
        );
        assert_eq!(house.get("/api/v1/costs").await.ok(200)["items"], json!([]));
        let done = import(house, "?file_name=nov.csv", file).await.ok(200);
        let first = done["import_id"].as_str().unwrap().to_owned();
        assert_eq!(done["rows"][0]["cost"], json!({"amount": "20000", "currency": "IDR"}));

        let by_campaign = report(house, "by=campaign").await;
        let gajian = line(&by_campaign, "gajian");
        assert_eq!((&gajian["clicks"], &gajian["leads"], &gajian["purchases"]), (&json!(2), &json!(2), &json!(1)));
        assert_eq!(gajian["cost"], json!([{"amount": "30000.5", "currency": "IDR"}]));
        let rates = &gajian["rates"];
        assert_eq!(rates["cost_per_lead"], json!({"amount": "15000.25", "currency": "IDR"}));
        assert_eq!(rates["cost_per_purchase"], json!({"amount": "30000.5", "currency": "IDR"}));
        assert!((rates["return"].as_f64().unwrap() - 90_000.0 / 30_000.5).abs() < 1e-9);
        assert_eq!((&rates["leads"], &rates["purchases"]), (&json!(1.0), &json!(0.5)));
        // Another currency is shown apart and reckoned with nothing.
        let sale = line(&by_campaign, "sale");
        assert_eq!(sale["cost"], json!([{"amount": "3", "currency": "USD"}]));
        assert_eq!((&sale["rates"]["cost_per_lead"], &sale["rates"]["return"]), (&Value::Null, &Value::Null));
        // What was paid for and never clicked is there, too.
        assert_eq!(line(&by_campaign, "unseen")["clicks"], 0);
        let totals = json!([{"amount": "30007.5", "currency": "IDR"}, {"amount": "3", "currency": "USD"}]);
        assert_eq!(by_campaign["totals"]["cost"], totals);
        assert_eq!(line(&report(house, "by=day").await, "2026-11-02")["cost"][0]["amount"], "10000.5");
        assert_eq!(line(&report(house, "by=source").await, "ig")["cost"], json!([]));

        // The same campaign and day again replaces; what is the same is left alone.
        let again = "day,campaign,cost\n2026-11-01,gajian,25000\n2026-11-02,gajian,10000.5\n2026-11-03,gajian,1\n";
        let done = import(house, "?file_name=again.csv", again).await.ok(200);
        assert_eq!((&done["created"], &done["updated"], &done["skipped"]), (&json!(1), &json!(1), &json!(1)));
        assert_eq!(done["rows"][0]["before"], json!({"amount": "20000", "currency": "IDR"}));
        let imports = house.get("/api/v1/costs/imports").await.ok(200);
        let named: Vec<(&str, i64)> = imports["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["file_name"].as_str().unwrap(), one["rows"].as_i64().unwrap()))
            .collect();
        assert_eq!(named, [("again.csv", 2), ("nov.csv", 3)]);
        let second = done["import_id"].as_str().unwrap();
        assert_eq!(house.delete(&format!("/api/v1/costs/imports/{second}")).await.status, 204);
        assert_eq!(house.delete(&format!("/api/v1/costs/imports/{second}")).await.status, 404);
        let left = house.get("/api/v1/costs?from=2026-11-01&limit=2").await.ok(200);
        assert_eq!(left["items"][0]["campaign"], "gajian");
        assert_eq!((&left["items"][0]["day"], &left["items"][0]["import_id"]), (&json!("2026-11-02"), &json!(first)));
        let next = left["next_cursor"].as_str().unwrap();
        let rest = house.get(&format!("/api/v1/costs?from=2026-11-01&limit=2&cursor={next}")).await.ok(200);
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_cursor"]), (1, &Value::Null));
        let log = house.get("/api/v1/audit-log?noun=cost_import").await.ok(200);
        let deeds: Vec<&str> =
            log["items"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect();
        assert_eq!(deeds, ["costs.taken_back", "costs.imported", "costs.imported"]);
    });
}

#[test]
fn a_file_with_faults_changes_nothing_and_names_each_by_its_line() {
    on_both(async |house| {
        let reply = import(house, "", "day,campaign,cost\n2026-11-01,a,5\n2026-11-01,b,much\nsoon,c,1\n").await;
        assert_eq!(reply.status, 422);
        assert_eq!(reply.faults(), [("costs[1].cost", "not_a_cost"), ("costs[2].day", "not_a_cost_day")]);
        assert!(reply.json["errors"][0]["message"].as_str().unwrap().contains('3'), "{}", reply.text);
        assert_eq!(house.get("/api/v1/costs").await.ok(200)["items"], json!([]));
        assert_eq!(import(house, "", "hello").await.faults(), [("", "no_cost_columns")]);
        assert_eq!(import(house, "?dry_run=perhaps", "x").await.faults(), [("dry_run", "not_a_boolean")]);
        let reader = crate::house::token(&house.engine, &house.owner, Scopes::NONE.and(Scope::ReportsRead)).await;
        assert_eq!(house.ask("POST", "/api/v1/costs/import", &reader, &[], "x").await.status, 403);
        let nil = uuid::Uuid::nil();
        assert_eq!(house.ask("DELETE", &format!("/api/v1/costs/imports/{nil}"), &reader, &[], "").await.status, 403);
        assert_eq!(house.get("/api/v1/costs?from=2026-11-02&to=2026-11-01").await.faults(), [("to", "before_from")]);
    });
}

#[test]
fn a_report_is_a_table_for_who_asks_for_one_and_no_cell_of_it_is_a_formula() {
    on_both(async |house| {
        house.promo().await;
        house.visit("promo", "utm_source=ig&utm_campaign=%3D1%2B1&utm_id=ad-7&fbclid=x").await;
        import(house, "", "day,campaign,cost\n2026-11-01,=1+1,5\n").await.ok(200);
        let path = "/api/v1/reports/overview?from=2026-11-01&to=2026-11-01&by=campaign&model=last";
        let table = house.get(&format!("{path}&format=csv")).await;
        assert_eq!((table.status.as_u16(), table.header("content-type")), (200, "text/csv; charset=utf-8"));
        let disposition = table.header("content-disposition");
        assert!(disposition.contains("overview-campaign-last-2026-11-01-2026-11-01.csv"), "{disposition}");
        let rows: Vec<&str> = table.text.trim_start_matches('\u{feff}').lines().collect();
        assert!(rows[0].starts_with("campaign,name,clicks,scans,leads,with_data,"), "{}", rows[0]);
        assert!(rows[0].ends_with("value_IDR,cost_IDR,cost_per_lead_IDR,cost_per_purchase_IDR,return"), "{}", rows[0]);
        assert_eq!(rows[1], "'=1+1,,1,0,1,0,0,0,0,0,0,0,1.0000,0.0000,0.0000,,0.0000,0,5,5,,0.0000");
        assert!(rows[2].starts_with(",total,1,0,1,"), "{}", rows[2]);
        let wanted = house.ask("GET", path, &house.token, &[("accept", "text/csv")], "").await;
        assert_eq!(wanted.text, table.text);
        let both = house.ask("GET", path, &house.token, &[("accept", "application/json, text/csv")], "").await;
        assert_eq!(both.json["model"], "last");
        for by in
            ["hour", "link", "agent", "source", "medium", "term", "content", "ad", "platform", "country", "device"]
        {
            let told = report(house, &format!("by={by}&model=first")).await;
            let clicks: i64 =
                told["lines"].as_array().unwrap().iter().map(|line| line["figures"]["clicks"].as_i64().unwrap()).sum();
            assert_eq!((told["by"].as_str(), clicks), (Some(by), 1), "{told}");
        }
        assert_eq!(line(&report(house, "by=ad").await, "ad-7")["leads"], 1);
        assert_eq!(line(&report(house, "by=platform").await, "meta")["leads"], 1);
        let ours = house.get("/api/v1/leads?by=platform&key=meta&model=last").await.ok(200);
        assert_eq!(ours["items"].as_array().unwrap().len(), 1);
        for (query, fault) in [
            ("/api/v1/reports/overview?by=moon", ("by", "unknown_dimension")),
            ("/api/v1/reports/overview?model=middle", ("model", "unknown_model")),
            ("/api/v1/reports/overview?format=pdf", ("format", "unknown_report_format")),
            ("/api/v1/leads?by=day&key=2026-11-01", ("by", "unknown_lead_line")),
            ("/api/v1/leads?key=meta", ("by", "required")),
            ("/api/v1/leads?by=platform&key=myspace", ("key", "unknown_value")),
            ("/api/v1/leads?model=middle", ("model", "unknown_model")),
            ("/api/v1/visits?hour=24", ("hour", "not_an_hour")),
        ] {
            assert_eq!(house.get(query).await.faults(), [fault], "{query}");
        }
    });
}
