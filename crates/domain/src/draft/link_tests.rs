use super::*;
use serde_json::json;

fn faults(body: Value) -> Vec<(String, &'static str)> {
    let faults = NewLink::parse(&body, "ID").expect_err("refused");
    faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
}

fn pool(method: &str, members: Value) -> Value {
    json!({"slug": "promo", "pool": {"method": method, "members": members}})
}

#[test]
fn the_contracts_own_example_is_taken_as_it_stands() {
    let body = json!({
        "slug": "promo", "domain": null, "name": "Promo", "message": "Hi {{name}}, I want the promo {{code}}",
        "pool": {"method": "weighted", "members": [
            {"name": "Sari", "number": "+6281234567890", "weight": 80, "active": true},
            {"name": "Budi", "number": "+6281234567891", "weight": 20, "active": true}]},
        "sticky": true, "deeplink": {"enabled": false}, "click_event": "view_content",
        "form": {"enabled": false, "fields": []}, "rules": [], "fallback": {"url": "https://example.com/contact"},
        "destination_ids": [], "preview": {"title": "…", "description": "…", "image_url": null}
    });
    let link = NewLink::parse(&body, "ID").expect("taken");
    assert_eq!(link.slug.as_str(), "promo");
    assert_eq!(link.method, Method::Weighted);
    assert_eq!(link.members[0].number.as_str(), "+6281234567890");
    assert_eq!(link.members[1].weight, 20);
    assert_eq!(link.fallback, Some(Target::Url("https://example.com/contact".into())));
    assert_eq!(link.preview.title, "…");
}

#[test]
fn a_slug_alone_is_a_link_and_an_empty_pool_is_allowed() {
    let link = NewLink::parse(&json!({"slug": "Promo"}), "ID").expect("taken");
    assert_eq!((link.slug.as_str(), link.name.as_str()), ("promo", "promo"));
    assert_eq!(link.message, DEFAULT_MESSAGE);
    assert!(link.members.is_empty() && link.sticky && link.cookies && link.fallback.is_none());
    assert!(NewLink::parse(&pool("weighted", json!([])), "ID").is_ok());
}

#[test]
fn numbers_are_read_as_people_write_them() {
    for number in ["081234567890", "+62 812-3456-7890", "00 62 812 3456 7890", "6281234567890"] {
        let body = pool("round_robin", json!([{"name": "Sari", "number": number}]));
        let link = NewLink::parse(&body, "ID").expect("taken");
        assert_eq!(link.members[0].number.as_str(), "+6281234567890", "{number}");
    }
}

#[test]
fn every_fault_of_a_pool_is_named_at_once_and_by_its_place() {
    let got = faults(pool(
        "weighted",
        json!([
            {"name": "Sari", "number": "081234567890", "weight": -1},
            {"name": "Budi", "number": "+62 812 3456 7890"},
            {"name": "", "number": "12"},
            {"number": "081234567892", "weight": 1.5},
            {"name": "Rina", "number": "081234567893", "weight": 1_000_001},
            {"name": "Tono", "number": 7, "colour": "red"},
            "nobody"
        ]),
    ));
    let want = [
        ("pool.members[0].weight", "out_of_range"),
        ("pool.members[1].number", "duplicate_number"),
        ("pool.members[2].name", "required"),
        ("pool.members[2].number", "phone_too_short"),
        ("pool.members[3].name", "required"),
        ("pool.members[3].weight", "not_a_whole_number"),
        ("pool.members[4].weight", "out_of_range"),
        ("pool.members[5].number", "not_text"),
        ("pool.members[5].colour", "unknown_field"),
        ("pool.members[6]", "not_an_object"),
    ];
    assert_eq!(got, want.map(|(field, code)| (field.to_owned(), code)));
}

#[test]
fn a_weight_of_zero_takes_no_turns_but_somebody_must() {
    let member = |name: &str, number: &str, weight: u32, active: bool| json!({"name": name, "number": number, "weight": weight, "active": active});
    let one_of_two = json!([member("A", "081234567890", 0, true), member("B", "081234567891", 5, true)]);
    assert!(NewLink::parse(&pool("weighted", one_of_two), "ID").is_ok());
    let nobody = json!([member("A", "081234567890", 0, true), member("B", "081234567891", 5, false)]);
    assert_eq!(faults(pool("weighted", nobody.clone())), [("pool.members".to_owned(), "no_weight")]);
    assert!(NewLink::parse(&pool("round_robin", nobody), "ID").is_ok(), "weights mean nothing in plain turn");
    let all_off = json!([member("A", "081234567890", 0, false)]);
    assert!(NewLink::parse(&pool("weighted", all_off), "ID").is_ok());
}

#[test]
fn destinations_are_ids() {
    let body = json!({"slug": "promo", "destination_ids": ["x"]});
    let got = faults(body);
    assert_eq!(got, [("destination_ids[0]".to_owned(), "not_an_id")]);
}

#[test]
fn a_domain_is_a_host_name_or_none() {
    let domain = |value: Value| NewLink::parse(&json!({"slug": "promo", "domain": value}), "ID").map(|new| new.domain);
    assert_eq!(NewLink::parse(&json!({"slug": "promo"}), "ID").expect("read").domain, None, "nothing is said");
    assert_eq!((domain(json!(null)), domain(json!(""))), (Ok(Some(None)), Ok(Some(None))));
    let host = domain(json!("Go.Brand.example")).expect("read").flatten().expect("a host");
    assert_eq!(host.as_str(), "go.brand.example");
    assert_eq!(faults(json!({"slug": "promo", "domain": "a.example/x"})), [("domain".to_owned(), "domain_path")]);
}

#[test]
fn a_fallback_is_an_address_or_a_channel_and_never_both() {
    for (fallback, field, code) in [
        (json!({}), "fallback", "url_or_channel"),
        (json!({"url": ""}), "fallback", "url_or_channel"),
        (json!({"url": "https://example.com/a\nb"}), "fallback.url", "control_characters"),
        (json!({"url": "https://example.com", "channel_id": "0193"}), "fallback", "url_or_channel"),
        (json!({"channel_id": "seven"}), "fallback.channel_id", "not_an_id"),
        (json!("https://example.com"), "fallback", "not_an_object"),
    ] {
        assert_eq!(faults(json!({"slug": "promo", "fallback": fallback})), [(field.to_owned(), code)]);
    }
    for url in ["javascript:alert(1)", "ftp://example.com", "example", "https://u:p@example.com"] {
        let got = faults(json!({"slug": "promo", "fallback": {"url": url}}));
        assert_eq!(got[0].0, "fallback.url", "{url}");
    }
}

#[test]
fn a_message_is_bounded_and_its_unknown_tokens_are_named_not_refused() {
    assert_eq!(faults(json!({"slug": "promo", "message": "x".repeat(2_001)})), [("message".to_owned(), "too_long")]);
    assert_eq!(faults(json!({"slug": "promo", "message": "a\u{0}b"})), [("message".to_owned(), "control_characters")]);
    assert!(NewLink::parse(&json!({"slug": "promo", "message": "Hi {{nmae}} {{code}}"}), "ID").is_ok());
    assert_eq!(unknown_tokens("Hi {{nmae}} {{code}}").len(), 1);
}

#[test]
fn a_change_touches_only_what_it_names() {
    let draft = LinkDraft::parse(&json!({"sticky": false}), "ID").expect("taken");
    assert_eq!(draft, LinkDraft { sticky: Some(false), ..LinkDraft::default() });
    let draft = LinkDraft::parse(&json!({"cookies": false}), "ID").expect("taken");
    assert_eq!(draft, LinkDraft { cookies: Some(false), ..LinkDraft::default() });
    let refused = LinkDraft::parse(&json!({"cookies": "no"}), "ID").expect_err("refused");
    assert_eq!((refused[0].field.as_str(), refused[0].code), ("cookies", "not_a_boolean"));
    let draft = LinkDraft::parse(&json!({"fallback": null}), "ID").expect("taken");
    assert_eq!(draft.fallback, Some(None));
    let id = "0193e4a0-0000-7000-8000-000000000001";
    let body = json!({"pool": {"members": [{"id": id, "weight": 5, "turns": 7}, {"weight": 5}]}});
    let got = LinkDraft::parse(&body, "ID").expect_err("refused");
    let got: Vec<_> = got.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
    assert_eq!(got, [("pool.members[1].name", "required"), ("pool.members[1].number", "required")]);
}

#[test]
fn a_pool_has_its_bounds() {
    let member = |n: usize| json!({"name": "A", "number": format!("+62812345{n:05}")});
    let many: Vec<_> = (0..501).map(member).collect();
    assert_eq!(faults(pool("round_robin", json!(many))), [("pool.members".to_owned(), "too_many")]);
}
