//! Who may ask, what, and how often.

use crate::house::{START, on, on_both, token};
use domain::draft::user::NewUser;
use domain::scope::{Scope, Scopes};
use engine::users;
use serde_json::json;
use web::api::limit::Limiter;

#[test]
fn nobody_gets_in_without_a_valid_token() {
    on_both(async |house| {
        let long = format!("gil_{}", "x".repeat(5_000));
        for token in ["", "nonsense", "gil_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &long] {
            let reply = house.ask("GET", "/api/v1/links", token, &[], "").await;
            assert_eq!((reply.status.as_u16(), reply.header("www-authenticate")), (401, "Bearer"));
            assert_eq!(reply.json["type"], "/api/docs#unauthorized");
        }
        let basic = house.ask("GET", "/api/v1/links", "", &[("authorization", "Basic Z2lsOmdpbA==")], "").await;
        assert_eq!(basic.status, 401);
    });
}

#[test]
fn a_token_opens_nothing_once_it_is_revoked_or_over() {
    on_both(async |house| {
        let body = json!({"name": "Short", "scopes": ["links:read"], "expires_at": "2026-11-01T00:01:00Z"});
        let made = house.post("/api/v1/tokens", body).await.ok(201);
        let secret = made["secret"].as_str().unwrap();
        assert!(secret.starts_with("gil_") && secret.len() == 47);
        let ask = async || house.ask("GET", "/api/v1/links", secret, &[], "").await.status.as_u16();
        assert_eq!(ask().await, 200);
        house.clock.turn_to(START + 60_000_000);
        assert_eq!(ask().await, 401);

        let made = house.post("/api/v1/tokens", json!({"name": "Long", "scopes": ["links:read"]})).await.ok(201);
        let (secret, path) =
            (made["secret"].as_str().unwrap(), format!("/api/v1/tokens/{}", made["id"].as_str().unwrap()));
        let shown = house.get(&path).await.ok(200);
        assert!(shown.get("secret").is_none());
        assert_eq!(house.ask("GET", "/api/v1/links", secret, &[], "").await.status, 200);
        assert_eq!(house.get(&path).await.ok(200)["last_used_at"], "2026-11-01T00:01:00Z");
        assert_eq!(house.delete(&path).await.status, 204);
        assert_eq!(house.ask("GET", "/api/v1/links", secret, &[], "").await.status, 401);
        assert_eq!(house.get(&path).await.status, 404);
    });
}

#[test]
fn a_token_may_only_what_its_scopes_say() {
    on_both(async |house| {
        let reader = token(&house.engine, &house.owner, Scopes::NONE.and(Scope::LinksRead)).await;
        assert_eq!(house.ask("GET", "/api/v1/links", &reader, &[], "").await.status, 200);
        for (method, path, body) in [
            ("POST", "/api/v1/links", r#"{"slug":"x"}"#),
            ("GET", "/api/v1/users", ""),
            ("GET", "/api/v1/tokens", ""),
            ("GET", "/api/v1/leads", ""),
            ("GET", "/api/v1/leads/export", ""),
            ("GET", "/api/v1/visits", ""),
            ("GET", "/api/v1/reports/overview", ""),
            ("GET", "/api/v1/audit-log", ""),
            ("GET", "/api/v1/destinations", ""),
            ("GET", "/api/v1/deliveries", ""),
            ("POST", "/api/v1/deliveries/replays", r#"{"dry_run":true}"#),
            ("PATCH", "/api/v1/workspace", "{}"),
            ("POST", "/api/v1/tokens", r#"{"name":"x","scopes":["links:read"]}"#),
        ] {
            let reply = house.ask(method, path, &reader, &[], body).await;
            assert_eq!(
                (reply.status.as_u16(), reply.json["type"].as_str()),
                (403, Some("/api/docs#forbidden")),
                "{method} {path}"
            );
        }
    });
}

#[test]
fn whether_one_may_is_settled_before_what_one_sent_is_judged() {
    on_both(async |house| {
        let reader = token(&house.engine, &house.owner, Scopes::NONE.and(Scope::LinksRead)).await;
        let nothing = uuid::Uuid::nil();
        for (method, path) in [
            ("POST", "/api/v1/links".to_owned()),
            ("PATCH", format!("/api/v1/links/{nothing}")),
            ("POST", format!("/api/v1/links/{nothing}/copies")),
            ("POST", format!("/api/v1/links/{nothing}/members")),
            ("PATCH", format!("/api/v1/links/{nothing}/members/{nothing}")),
            ("POST", "/api/v1/channels".to_owned()),
            ("PATCH", format!("/api/v1/channels/{nothing}")),
            ("PATCH", "/api/v1/leads/1".to_owned()),
            ("POST", "/api/v1/leads/1/notes".to_owned()),
            ("POST", "/api/v1/leads/bulk".to_owned()),
            ("POST", "/api/v1/leads/1/conversions".to_owned()),
            ("POST", "/api/v1/destinations".to_owned()),
            ("PATCH", format!("/api/v1/destinations/{nothing}")),
            ("POST", format!("/api/v1/destinations/{nothing}/test")),
            ("POST", format!("/api/v1/deliveries/{nothing}/replay")),
            ("POST", "/api/v1/deliveries/replays".to_owned()),
            ("POST", "/api/v1/users".to_owned()),
            ("PATCH", format!("/api/v1/users/{nothing}")),
            ("PATCH", format!("/api/v1/agents/{nothing}")),
            ("POST", "/api/v1/tokens".to_owned()),
            ("PATCH", "/api/v1/workspace".to_owned()),
        ] {
            for body in ["{}", r#"{"no_such_field": 1}"#, "[]"] {
                let reply = house.ask(method, &path, &reader, &[], body).await;
                assert_eq!(reply.status.as_u16(), 403, "{method} {path} {body}: {}", reply.text);
            }
        }
        let writer = token(&house.engine, &house.owner, Scopes::NONE.and(Scope::LeadsRead)).await;
        let reply = house.ask("POST", &format!("/api/v1/links/{nothing}/simulate"), &writer, &[], "[]").await;
        assert_eq!(reply.status, 403, "a simulation reads a link: {}", reply.text);
    });
}

#[test]
fn a_token_never_makes_one_that_may_more_than_itself() {
    on_both(async |house| {
        let scopes = Scopes::NONE.and(Scope::TokensWrite).and(Scope::LinksRead);
        let maker = token(&house.engine, &house.owner, scopes).await;
        for (scopes, status) in [(json!(["links:read"]), 201), (json!(["links:write"]), 422), (json!(["*"]), 422)] {
            let body = json!({"name": "x", "scopes": scopes}).to_string();
            let reply = house.ask("POST", "/api/v1/tokens", &maker, &[], &body).await;
            assert_eq!(reply.status.as_u16(), status, "{}", reply.text);
        }
    });
}

#[test]
fn a_token_goes_with_the_person_who_made_it() {
    on_both(async |house| {
        let body =
            json!({"email": "budi@example.com", "name": "Budi", "role": "admin", "password": "a long enough one"});
        let budi = users::create(&house.engine, &house.owner, NewUser::parse(&body).unwrap()).await.unwrap();
        let who = domain::actor::Who::person(house.owner.workspace, budi.id, "Budi", budi.role);
        let token = token(&house.engine, &who, Scopes::all()).await;
        let path = format!("/api/v1/users/{}", budi.id);
        assert_eq!(house.ask("GET", "/api/v1/tokens", &token, &[], "").await.status, 200);
        house.patch(&path, json!({"role": "supervisor"})).await.ok(200);
        assert_eq!(
            house.ask("GET", "/api/v1/tokens", &token, &[], "").await.status,
            403,
            "a lower role, a lower token"
        );
        house.delete(&path).await.ok(200);
        assert_eq!(house.ask("GET", "/api/v1/links", &token, &[], "").await.status, 401);
    });
}

#[test]
fn a_token_that_asks_too_often_waits_and_others_do_not() {
    on(store::Engine::Sqlite, Limiter::new(3), async |house| {
        for left in ["2", "1", "0"] {
            let reply = house.get("/api/v1/links").await;
            assert_eq!(reply.status, 200);
            assert_eq!((reply.header("ratelimit-limit"), reply.header("ratelimit-remaining")), ("3", left));
        }
        let reply = house.get("/api/v1/links").await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("retry-after"), reply.header("ratelimit-reset")),
            (429, "60", "60")
        );
        assert_eq!(reply.json["type"], "/api/docs#limited");
        let other = token(&house.engine, &house.owner, Scopes::all()).await;
        assert_eq!(house.ask("GET", "/api/v1/links", &other, &[], "").await.status, 200);
        house.clock.turn_to(START + 60_000_000);
        assert_eq!(house.get("/api/v1/links").await.status, 200);
    });
}

#[test]
fn every_answer_has_a_request_id_and_is_not_kept() {
    on_both(async |house| {
        let reply = house.ask("GET", "/api/v1/links", &house.token, &[("x-request-id", "abc-123")], "").await;
        assert_eq!((reply.header("x-request-id"), reply.header("cache-control")), ("abc-123", "no-store"));
        for bad in ["<script>", &"x".repeat(200)] {
            let reply = house.ask("GET", "/api/v1/nothing", "", &[("x-request-id", bad)], "").await;
            assert_eq!(reply.header("x-request-id").len(), 16, "a new one");
        }
    });
}
