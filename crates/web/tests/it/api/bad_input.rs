//! What is no request, no JSON, or not what it should be: an answer that names the field, never a 500.

use crate::house::{House, Reply, on_both};
use serde_json::json;

const LINKS: &str = "/api/v1/links";

async fn post(house: &House, body: &str) -> Reply {
    house.ask("POST", LINKS, &house.token, &[], body).await
}

#[test]
fn json_that_is_none_is_told_with_line_and_column() {
    on_both(async |house| {
        for body in
            ["{", "nonsense", "{\"slug\":}", "[1,]", "{\"a\":1}x", "\u{0}", "{\"a\":\"\\ud800\"}", "{\"n\":1e999}"]
        {
            let reply = post(house, body).await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (400, vec![("", "not_json")]), "{body}");
            assert!(reply.json["errors"][0]["message"].as_str().unwrap().contains("line 1"));
            assert_eq!(reply.header("content-type"), "application/problem+json");
        }
        assert_eq!(post(house, " ").await.status, 400);
    });
}

#[test]
fn json_that_is_too_deep_or_too_large_is_refused() {
    on_both(async |house| {
        let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
        let reply = post(house, &deep).await;
        assert_eq!((reply.status.as_u16(), reply.faults()), (400, vec![("", "too_deep")]));
        let large = format!("{{\"slug\":\"{}\"}}", "x".repeat(256 * 1024));
        let reply = post(house, &large).await;
        assert_eq!((reply.status.as_u16(), reply.json["type"].as_str()), (413, Some("/api/docs#too-large")));
    });
}

#[test]
fn wrong_types_and_unknown_fields_are_named_all_at_once() {
    on_both(async |house| {
        let reply = house
            .post(LINKS, json!({"slug": 7, "name": [], "sticky": "yes", "cookies": 1, "pool": {"members": {}}, "colour": "red", "preview": "x"}))
            .await;
        assert_eq!(reply.status, 422);
        let want = [
            ("slug", "not_text"),
            ("pool.members", "not_a_list"),
            ("name", "not_text"),
            ("sticky", "not_a_boolean"),
            ("cookies", "not_a_boolean"),
            ("preview", "not_an_object"),
            ("colour", "unknown_field"),
        ];
        assert_eq!(reply.faults(), want);
        for body in [json!([]), json!("x"), json!(null), json!(7)] {
            let reply = house.post(LINKS, body).await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (422, vec![("", "not_an_object")]));
        }
    });
}

#[test]
fn numbers_are_refused_for_what_is_wrong_with_them() {
    on_both(async |house| {
        for (number, code) in [
            ("12", "phone_too_short"),
            ("+62 812 3456 7890 1234 5678", "phone_too_long"),
            ("call me", "phone_not_a_number"),
            ("", "required"),
            ("+999 123 456 789", "phone_unknown_country"),
        ] {
            let body = json!({"slug": "promo", "pool": {"members": [{"name": "A", "number": number}]}});
            assert_eq!(house.post(LINKS, body).await.faults(), [("pool.members[0].number", code)], "{number}");
        }
    });
}

#[test]
fn slugs_are_refused_for_what_is_wrong_with_them() {
    on_both(async |house| {
        for slug in ["", "a b", "a/b", "ä", "a%20b", "../x", "a\u{0}b", "api", &"x".repeat(65)] {
            let reply = house.post(LINKS, json!({ "slug": slug })).await;
            assert_eq!((reply.status.as_u16(), reply.faults().first().map(|f| f.0)), (422, Some("slug")), "{slug}");
        }
    });
}

#[test]
fn a_body_must_say_that_it_is_json() {
    on_both(async |house| {
        for media in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
            let request = axum::http::Request::builder()
                .method("POST")
                .uri(LINKS)
                .header("authorization", format!("Bearer {}", house.token))
                .header("content-type", media)
                .body(axum::body::Body::from("{}"))
                .unwrap();
            assert_eq!(house.send(request).await.status, 415, "{media}");
        }
    });
}

#[test]
fn parameters_that_are_wrong_or_unknown_are_named() {
    on_both(async |house| {
        for (query, fault) in [
            ("cursor=%21", ("cursor", "bad_cursor")),
            ("cursor=bm90IGFuIGlk", ("cursor", "bad_cursor")),
            ("limit=0", ("limit", "bad_limit")),
            ("limit=201", ("limit", "bad_limit")),
            ("limit=ten", ("limit", "bad_limit")),
            ("archived=maybe", ("archived", "not_a_boolean")),
            ("archivd=true", ("archivd", "unknown_parameter")),
            ("q=%00", ("q", "control_characters")),
        ] {
            let reply = house.get(&format!("{LINKS}?{query}")).await;
            assert_eq!((reply.status.as_u16(), reply.faults()), (400, vec![fault]), "{query}");
        }
        assert_eq!(
            house.get(&format!("{LINKS}?q=%FF%FE")).await.status.as_u16() / 100,
            2,
            "bytes that are no UTF-8 are text all the same"
        );
    });
}

#[test]
fn unknown_addresses_and_methods_are_problems_too() {
    on_both(async |house| {
        for path in [
            "/api",
            "/api/v1/nothing",
            "/api/v1/links/not-an-id",
            "/api/v1/links/%FF",
            "/api/v1/links/0193e4a0-0000-7000-8000-000000000001",
        ] {
            let reply = house.get(path).await;
            assert_eq!(
                (reply.status.as_u16(), reply.header("content-type")),
                (404, "application/problem+json"),
                "{path}"
            );
            assert_eq!(reply.json["type"], "/api/docs#not-found");
        }
        let reply = house.delete(LINKS).await;
        assert_eq!((reply.status.as_u16(), reply.json["status"].as_u64()), (405, Some(405)));
        assert!(!reply.header("allow").is_empty());
    });
}

#[test]
fn a_problem_speaks_the_readers_language() {
    on_both(async |house| {
        let reply =
            house.ask("POST", LINKS, &house.token, &[("accept-language", "id-ID,id;q=0.9,en;q=0.5")], "{}").await;
        assert_eq!(reply.header("content-language"), "id");
        assert_eq!(reply.json["title"], "Masukan salah");
        assert_eq!(reply.json["errors"][0]["message"], "Ini wajib diisi.");
    });
}
