//! Tests of reading a bulk edit and of what it is for one lead.

use super::*;
use crate::id::AgentId;
use serde_json::json;

fn read(body: Value) -> Result<Bulk, Vec<(String, &'static str)>> {
    let statuses = crate::workspace::STATUSES.map(str::to_owned).to_vec();
    Bulk::parse(&body, Rules { country: "ID", currency: "IDR", statuses: &statuses })
        .map_err(|faults| faults.into_iter().map(|fault| (fault.field, fault.code)).collect())
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn a_bulk_edit_reads_its_leads_and_every_field_of_its_change() {
    let agent = "0193e4a0-0000-7000-8000-000000000001";
    let body = json!({"ids": ["7", "3", "7"], "change": {
        "status": "hot", "priority": "urgent", "agent_id": agent, "add_tags": ["vip", "VIP", " "], "remove_tags": ["cold"]}});
    let change = Change {
        status: Some("hot".into()),
        priority: Some(Priority::Urgent),
        agent: Some(AgentId::parse(agent)),
        add_tags: texts(&["vip"]),
        remove_tags: texts(&["cold"]),
    };
    assert_eq!(read(body), Ok(Bulk { ids: vec![LeadId(7), LeadId(3), LeadId(7)], change }));
    let nobody = read(json!({"ids": ["1"], "change": {"agent_id": null}})).expect("taken");
    assert_eq!(nobody.change.agent, Some(None));
    assert!(!nobody.change.is_empty());
}

#[test]
fn every_fault_of_a_bulk_edit_has_its_field() {
    let many: Vec<_> = (1..=MOST + 1).map(|n| n.to_string()).collect();
    let tags: Vec<_> = (0..=MAX_TAGS).map(|n| n.to_string()).collect();
    let status = json!({"status": "hot"});
    for (body, faults) in [
        (json!({}), vec![("ids", "required"), ("change", "required")]),
        (json!({"ids": null, "change": null}), vec![("ids", "required"), ("change", "required")]),
        (json!({"ids": [], "change": status}), vec![("ids", "required")]),
        (json!({"ids": "all", "change": status}), vec![("ids", "not_a_list")]),
        (json!({"ids": many, "change": status}), vec![("ids", "too_many")]),
        (
            json!({"ids": [4, "1", "x", "0"], "change": status}),
            vec![("ids[0]", "not_an_id"), ("ids[2]", "not_an_id"), ("ids[3]", "not_an_id")],
        ),
        (
            json!({"ids": ["x"], "change": []}),
            vec![("change", "required"), ("ids[0]", "not_an_id"), ("change", "not_an_object")],
        ),
        (json!({"ids": ["1"], "change": {}}), vec![("change", "required")]),
        (json!({"ids": ["1"], "change": {"add_tags": [], "remove_tags": []}}), vec![("change", "required")]),
        (json!({"ids": ["1"], "change": {"status": "married"}}), vec![("change.status", "not_one_of")]),
        (json!({"ids": ["1"], "change": {"status": null}}), vec![("change.status", "required")]),
        (json!({"ids": ["1"], "change": {"priority": "max"}}), vec![("change.priority", "not_one_of")]),
        (json!({"ids": ["1"], "change": {"agent_id": "x"}}), vec![("change.agent_id", "not_found")]),
        (json!({"ids": ["1"], "change": {"add_tags": tags}}), vec![("change.add_tags", "too_many")]),
        (json!({"ids": ["1"], "change": {"remove_tags": [1]}}), vec![("change.remove_tags[0]", "not_text")]),
        (json!({"ids": ["1"], "change": {"name": "X"}}), vec![("change.name", "unknown_field")]),
        (json!({"ids": ["1"], "change": status, "dry_run": true}), vec![("dry_run", "unknown_field")]),
    ] {
        let faults: Vec<_> = faults.into_iter().map(|(field, code)| (field.to_owned(), code)).collect();
        assert_eq!(read(body.clone()), Err(faults), "{body}");
    }
}

#[test]
fn tags_come_and_go_and_each_lead_keeps_its_own() {
    for (own, add, remove, after) in [
        (&["a", "b"][..], &["c"][..], &[][..], &["a", "b", "c"][..]),
        (&["Vip"], &["vip"], &[], &["Vip"]),
        (&["Vip", "b"], &[], &["VIP"], &["b"]),
        (&["vip", "b"], &["VIP"], &["vip"], &["b", "VIP"]),
        (&[], &[], &["x"], &[]),
    ] {
        let change = Change { add_tags: texts(add), remove_tags: texts(remove), ..Change::default() };
        assert_eq!(change.tags(&texts(own)), Some(texts(after)), "{own:?} + {add:?} - {remove:?}");
    }
    let silent = Change { priority: Some(Priority::High), ..Change::default() };
    assert_eq!(silent.tags(&texts(&["a"])), None, "no word of tags, no change of them");
}
