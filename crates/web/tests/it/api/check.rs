//! Check by the API: what is wrong with a link's rules, with sentences.

use crate::house::on_both;
use serde_json::json;

#[test]
fn check_names_what_is_shadowed_contradicts_itself_or_leads_nowhere() {
    on_both(async |house| {
        let link = house.promo().await;
        let link = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
        let check = format!("{link}/check");
        assert_eq!(house.get(&check).await.ok(200)["items"], json!([]));
        let page = json!({"kind": "website", "name": "Shop", "url": "https://example.com/shop", "status": "passive"});
        let page = house.post("/api/v1/channels", page).await.ok(201);
        let country = |codes: &[&str]| json!({"field": "country", "op": "in_list", "value": codes});
        let rules = json!({"rules": [
            {"name": "Iberia", "when": country(&["ES", "PT"]), "then": {"pool": true}},
            {"name": "Spain", "when": country(&["ES"]), "then": {"pool": true}},
            {"name": "Nobody", "when": {"all": [country(&["ES"]), country(&["ID"])]}, "then": {"pool": true}},
            {"name": "Shop", "when": country(&["FR"]), "then": {"channel_id": page["id"]}},
        ]});
        let saved = house.patch(&link, rules).await.ok(200);
        let found = house.get(&check).await.ok(200);
        let found = found["items"].as_array().unwrap();
        let codes: Vec<_> = found.iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["shadowed", "contradiction", "target"]);
        assert_eq!(
            (&found[0]["rule_id"], &found[0]["by"]),
            (&saved["rules"][1]["id"], &json!([saved["rules"][0]["id"]]))
        );
        assert_eq!(found[0]["while_on"], false);
        assert_eq!(found[1]["message"], "Rule 3 never holds: what it asks of the country can’t be at once.");
        assert_eq!(
            found[2]["message"],
            "Rule 4 leads to Shop, which is passive. Visitors are passed on to the next rule."
        );
        let headers = [("accept-language", "id")];
        let said = house.ask("GET", &check, &house.token, &headers, "").await.ok(200);
        assert!(said["items"][0]["message"].as_str().unwrap().starts_with("Aturan 2 tidak pernah tercapai"));
        assert_eq!(house.get(&format!("{check}?all=1")).await.faults(), [("all", "unknown_parameter")]);
    });
}
