//! Holiday calendars by the API.

use crate::house::on_both;
use serde_json::{Value, json};

fn jakarta() -> Value {
    json!({"name": "Jakarta office", "country": "ID", "dates": [
        {"date": "2026-12-24", "name": "Leave", "yearly": true}, {"date": "2026-06-01", "open": true}]})
}

#[test]
fn a_calendar_is_made_read_changed_and_removed() {
    on_both(async |house| {
        let made = house.post("/api/v1/calendars", jakarta()).await.ok(201);
        assert_eq!((made["country"].as_str(), made["version"].as_i64()), (Some("ID"), Some(1)));
        assert_eq!(made["dates"][0], json!({"date": "2026-06-01", "name": "", "yearly": false, "open": true}));
        let path = format!("/api/v1/calendars/{}", made["id"].as_str().unwrap());
        assert_eq!(house.get(&path).await.ok(200), made);
        assert_eq!(house.get("/api/v1/calendars").await.ok(200)["items"], json!([made]));

        let days = house.get(&format!("{path}/days?year=2027")).await.ok(200);
        let days = days["items"].as_array().unwrap();
        let on = |date: &str| days.iter().find(|day| day["date"] == date);
        assert_eq!(on("2027-08-17").unwrap()["name"], "Independence Day");
        assert_eq!(
            on("2027-12-24").unwrap(),
            &json!({"date": "2027-12-24", "name": "Leave", "local_name": "", "own": true})
        );
        assert!(house.get(&format!("{path}/days")).await.ok(200)["items"].as_array().unwrap().len() > 10);

        let changed = house.patch_if(&path, "\"1\"", json!({"country": null, "dates": []})).await.ok(200);
        assert_eq!(
            (&changed["country"], &changed["dates"], &changed["version"]),
            (&json!(null), &json!([]), &json!(2))
        );
        assert_eq!(house.patch_if(&path, "\"1\"", json!({"name": "N"})).await.status, 412);
        assert_eq!(house.delete(&path).await.status, 204);
        assert_eq!(house.get(&path).await.status, 404);
        let history = house.get("/api/v1/audit-log?noun=calendar").await.ok(200);
        let actions: Vec<_> = history["items"].as_array().unwrap().iter().map(|item| item["action"].clone()).collect();
        assert_eq!(actions, ["calendar.removed", "calendar.changed", "calendar.created"]);
    });
}

#[test]
fn what_is_wrong_is_named_and_nothing_is_saved() {
    on_both(async |house| {
        let body = json!({"name": "", "country": "XX", "dates": [{"date": "2026-13-01"}], "color": "red"});
        let reply = house.post("/api/v1/calendars", body).await;
        let wanted = [
            ("name", "required"),
            ("country", "unknown_country"),
            ("dates[0].date", "not_a_day"),
            ("color", "unknown_field"),
        ];
        assert_eq!((reply.status.as_u16(), reply.faults()), (422, wanted.to_vec()));
        assert_eq!(house.get("/api/v1/calendars").await.ok(200)["items"], json!([]));
        assert_eq!(house.get("/api/v1/public-holidays?country=XX").await.faults(), [("country", "no_holidays")]);
        assert_eq!(house.get("/api/v1/public-holidays?year=12").await.faults(), [("year", "not_a_year")]);
    });
}

#[test]
fn the_public_holidays_of_a_country_are_told() {
    on_both(async |house| {
        let ours = house.get("/api/v1/public-holidays?year=2026").await.ok(200);
        assert!(ours["items"].as_array().unwrap().iter().any(|day| day["date"] == "2026-08-17"), "the workspace's");
        let spain = house.get("/api/v1/public-holidays?year=2026&country=es").await.ok(200);
        let day = spain["items"].as_array().unwrap().iter().find(|day| day["date"] == "2026-10-12").unwrap();
        assert_eq!(day["local_name"], "Fiesta Nacional de España");
    });
}

#[test]
fn a_calendar_that_a_rule_or_somebodys_hours_name_counts_at_once_and_is_not_removed() {
    on_both(async |house| {
        let calendar = house.post("/api/v1/calendars", json!({"name": "Ours"})).await.ok(201);
        let path = format!("/api/v1/calendars/{}", calendar["id"].as_str().unwrap());
        let link = house.promo().await;
        let link = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let always = json!({"time_zone": "Asia/Jakarta", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
                            "from": "00:00", "to": "24:00", "calendar_ids": [calendar["id"]]});
        let page = json!({"kind": "website", "name": "Shop", "url": "https://example.com/shop"});
        let page = house.post("/api/v1/channels", page).await.ok(201);
        let rule = json!({"name": "Open", "when": {"field": "schedule", "op": "within", "value": always},
                          "then": {"channel_id": page["id"]}});
        house.patch(&link, json!({"rules": [rule]})).await.ok(200);
        let goes = async || {
            let went = house.post(&format!("{link}/simulate"), json!({"at": "2026-11-02T05:00:00Z"})).await.ok(200);
            went["location"].as_str().unwrap().to_owned()
        };
        assert_eq!(goes().await, "https://example.com/shop");
        house.patch(&path, json!({"dates": [{"date": "2026-11-02"}]})).await.ok(200);
        assert!(goes().await.starts_with("https://wa.me/"), "closed from the very next visit on");

        let kept = house.delete(&path).await;
        assert_eq!((kept.status.as_u16(), kept.faults()), (409, vec![("", "calendar_in_use")]));
        assert!(kept.json["errors"][0]["message"].as_str().unwrap().contains("Promo"));
        house.patch(&link, json!({"rules": []})).await.ok(200);
        let member = house.get(&link).await.ok(200)["pool"]["members"][0]["id"].as_str().unwrap().to_owned();
        let member = format!("{link}/members/{member}");
        house.patch(&member, json!({"hours": always})).await.ok(200);
        assert_eq!(house.delete(&path).await.status, 409);
        house.patch(&member, json!({"hours": null})).await.ok(200);
        assert_eq!(house.delete(&path).await.status, 204);

        let gone = json!({"rules": [{"when": {"any": [{"field": "schedule", "op": "within", "value": always}]},
                                     "then": {"pool": true}}]});
        let wanted = [("rules[0].when.any[0].value.calendar_ids[0]", "no_such_calendar")];
        assert_eq!(house.patch(&link, gone).await.faults(), wanted);
        let (alone, whole) = ("hours.calendar_ids[0]", "pool.members[1].hours.calendar_ids[0]");
        let refused = house.patch(&member, json!({"hours": always})).await;
        assert_eq!(refused.faults(), [(alone, "no_such_calendar")]);
        let somebody = json!({"name": "Dewi", "number": "+6281234567899", "hours": always});
        let refused = house.post(&format!("{link}/members"), somebody.clone()).await;
        assert_eq!(refused.faults(), [(alone, "no_such_calendar")]);
        let there = house.get(&link).await.ok(200)["pool"]["members"].clone();
        let first = there[0].clone();
        let refused = house.patch(&link, json!({"pool": {"members": [first, somebody]}})).await;
        assert_eq!(refused.faults(), [(whole, "no_such_calendar")]);
        assert_eq!(house.get(&link).await.ok(200)["pool"]["members"], there, "nothing is half-saved");
    });
}
