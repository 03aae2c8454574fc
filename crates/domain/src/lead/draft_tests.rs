//! Tests of reading and applying a lead's patch.

use super::super::consent::Word;
use super::super::{Touch, Whereabouts};
use super::*;
use crate::conversion::Consent;
use crate::id::{LeadId, LinkId, WorkspaceId};
use crate::visit::Origin;
use serde_json::json;
use uuid::Uuid;

fn statuses() -> Vec<String> {
    crate::workspace::STATUSES.map(str::to_owned).to_vec()
}

fn read(body: Value) -> Result<LeadPatch, Vec<(String, &'static str)>> {
    let statuses = statuses();
    LeadPatch::parse(&body, Rules { country: "ID", currency: "IDR", statuses: &statuses })
        .map_err(|faults| faults.into_iter().map(|fault| (fault.field, fault.code)).collect())
}

fn lead() -> Lead {
    Lead {
        id: LeadId(1),
        workspace: WorkspaceId(Uuid::nil()),
        link: None,
        name: None,
        phone: None,
        email: None,
        status: "new".into(),
        priority: Priority::Medium,
        score: 0,
        source: "ads".into(),
        campaign: String::new(),
        expected_minor: None,
        actual_minor: None,
        currency: None,
        tags: vec![],
        custom_fields: Default::default(),
        agent: None,
        whereabouts: Whereabouts::default(),
        language: "id".into(),
        device: "mobile".into(),
        ip: "203.0.113.9".into(),
        first_touch: Touch { at: 1, link: LinkId(Uuid::nil()), origin: Origin::default() },
        last_touch: None,
        visit_count: 1,
        chat_count: 0,
        consent: None,
        erased_at: None,
        last_seen_at: 1,
        created_at: 1,
        updated_at: 1,
        version: 1,
    }
}

#[test]
fn a_patch_reads_every_field_into_its_own_kind() {
    let patch = read(json!({
        "name": " Siti ", "phone": "0812-3456-7890", "email": "Siti@Toko.CO.ID", "status": "hot", "priority": "high",
        "score": 7, "values": {"actual": {"amount": "1500000"}, "expected": null}, "tags": ["vip", "VIP", " "],
        "custom_fields": {"size": "XL", "old": null, "pairs": 2}, "agent_id": null
    }))
    .expect("reads");
    assert_eq!(patch.name, Some(Some("Siti".into())));
    assert_eq!(patch.phone.flatten().map(E164::into_string).as_deref(), Some("+6281234567890"));
    assert_eq!(patch.email.flatten().map(|e| e.to_string()).as_deref(), Some("Siti@toko.co.id"));
    assert_eq!(patch.actual.flatten().map(|m| m.minor), Some(150_000_000));
    assert_eq!(patch.expected, Some(None));
    assert_eq!(patch.tags, Some(vec!["vip".into()]));
    assert_eq!(
        patch.custom_fields,
        [("old".into(), None), ("pairs".into(), Some("2".into())), ("size".into(), Some("XL".into()))]
    );
    assert_eq!(patch.agent, Some(None));
}

#[test]
fn every_fault_is_named_at_once() {
    let mut faults = read(json!({
        "phone": "081", "email": "x", "status": "asleep", "values": {"actual": {"amount": "1,5", "currency": "IDR"}},
        "custom_fields": {"": "x", "deep": {}}, "agent_id": "me", "weight": 1
    }))
    .expect_err("faulty")
    .into_iter()
    .map(|(field, _)| field)
    .collect::<Vec<_>>();
    faults.sort();
    assert_eq!(
        faults,
        [
            "agent_id",
            "custom_fields.",
            "custom_fields.deep",
            "email",
            "phone",
            "status",
            "values.actual.amount",
            "weight"
        ]
    );
}

#[test]
fn what_the_server_tells_may_be_sent_back() {
    assert_eq!(
        read(json!({"id": "1", "auto_name": "Visitor [X]", "visit_count": 3, "notes": []})),
        Ok(LeadPatch::default())
    );
}

#[test]
fn applying_lists_exactly_what_is_different() {
    let patch = read(json!({
        "name": "Siti", "status": "new", "tags": ["vip"], "values": {"actual": {"amount": "10.5", "currency": "USD"}},
        "custom_fields": {"size": "XL"}
    }))
    .expect("reads");
    let (after, changes) = apply(&lead(), &patch, None).expect("applies");
    let fields: Vec<&str> = changes.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(fields, ["name", "actual_value", "tags", "custom_fields.size"]);
    assert_eq!(changes[1].after.as_deref(), Some("10.5 USD"));
    assert_eq!(after.currency.as_deref(), Some("USD"));
    let (again, none) = apply(&after, &patch, None).expect("applies");
    assert_eq!((again, none), (after, vec![]));
}

#[test]
fn two_currencies_in_one_lead_are_refused() {
    let usd = read(json!({"values": {"actual": {"amount": "1", "currency": "USD"}}})).expect("reads");
    let idr = read(json!({"values": {"expected": {"amount": "1", "currency": "IDR"}}})).expect("reads");
    let (lead, _) = apply(&lead(), &usd, None).expect("applies");
    let faults = apply(&lead, &idr, None).expect_err("two currencies");
    assert_eq!((faults[0].field.as_str(), faults[0].code), ("values.expected.currency", "currency_differs"));
    let both =
        read(json!({"values": {"actual": null, "expected": {"amount": "1", "currency": "IDR"}}})).expect("reads");
    assert_eq!(apply(&lead, &both, None).expect("applies").0.currency.as_deref(), Some("IDR"));
}

#[test]
fn taking_the_agent_away_is_a_change_and_saying_it_again_is_none() {
    let keeper = Keeper { id: AgentId(Uuid::from_u128(1)), name: "Sari".into() };
    let patch = LeadPatch { agent: Some(Some(keeper.id)), ..LeadPatch::default() };
    let (kept, changes) = apply(&lead(), &patch, Some(keeper.clone())).expect("applies");
    assert_eq!(changes, [Changed { field: "agent".into(), before: None, after: Some("Sari".into()) }]);
    assert_eq!(apply(&kept, &patch, Some(keeper)).expect("applies").1, []);
    let none = LeadPatch { agent: Some(None), ..LeadPatch::default() };
    assert_eq!(apply(&kept, &none, None).expect("applies").1.len(), 1);
}

#[test]
fn a_word_on_being_told_of_is_given_or_refused_and_null_says_nothing() {
    let consent = |body: serde_json::Value| read(json!({ "consent": body })).map(|patch| patch.consent);
    let word = |state, text: Option<&str>| Ok(Some(Word { state, text: text.map(str::to_owned), said_at: None }));
    assert_eq!(consent(json!(null)), Ok(None));
    assert_eq!(consent(json!({"state": "refused"})), word(Consent::Refused, None));
    assert_eq!(
        consent(json!({"state": "given", "text": "Yes", "at": 1, "by": "x"})),
        word(Consent::Given, Some("Yes"))
    );
    for (body, fault) in [
        (json!("given"), ("consent", "not_an_object")),
        (json!({}), ("consent.state", "required")),
        (json!({"state": "unknown"}), ("consent.state", "not_one_of")),
        (json!({"state": "given", "text": "x".repeat(2_001)}), ("consent.text", "too_long")),
        (json!({"state": "given", "who": "x"}), ("consent.who", "unknown_field")),
        (json!({"state": "given", "said_at": "yesterday"}), ("consent.said_at", "not_a_time")),
    ] {
        assert_eq!(consent(body), Err(vec![(fault.0.to_owned(), fault.1)]));
    }
}

#[test]
fn a_word_may_have_been_said_before_now_but_not_before_the_opposite_that_is_kept() {
    let said = |state, said_at| Word { state, text: None, said_at };
    let mut lead = lead();
    let code = |fault: FieldError| (fault.field, fault.code);
    let ahead = consent::apply(&mut lead, &said(Consent::Given, Some(101)), 100, "Ani").map_err(code);
    assert_eq!(ahead, Err(("consent.said_at".to_owned(), "in_the_future")));
    let given = consent::apply(&mut lead, &said(Consent::Given, Some(60)), 100, "Ani").expect("taken");
    assert_eq!(given.and_then(|changed| changed.after), Some("given".to_owned()));
    assert_eq!(lead.consent.as_ref().map(|record| record.at), Some(60));
    let older = consent::apply(&mut lead, &said(Consent::Refused, Some(59)), 100, "Ani").map_err(code);
    assert_eq!(older, Err(("consent.said_at".to_owned(), "consent_said_since")));
    assert_eq!(consent::apply(&mut lead, &said(Consent::Given, Some(60)), 100, "Ani"), Ok(None));
    // A wrong date is put right.
    assert!(consent::apply(&mut lead, &said(Consent::Given, Some(50)), 100, "Ani").expect("taken").is_some());
    assert!(consent::apply(&mut lead, &said(Consent::Refused, Some(59)), 100, "Ani").expect("taken").is_some());
    assert_eq!(lead.consent.as_ref().map(|record| (record.state, record.at)), Some((Consent::Refused, 59)));
}
