//! A creation sent twice under one key.

use crate::house::{START, on_both, promo};
use serde_json::json;

#[test]
fn a_creation_sent_twice_happens_once_and_is_answered_alike() {
    on_both(async |house| {
        let key = [("idempotency-key", "order-7")];
        let body = promo("promo").to_string();
        let first = house.ask("POST", "/api/v1/links", &house.token, &key, &body).await;
        let second = house.ask("POST", "/api/v1/links", &house.token, &key, &body).await;
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
        assert_eq!(second.header("idempotency-replayed"), "true");
        assert_eq!(
            (second.header("etag"), second.header("location")),
            (first.header("etag"), first.header("location"))
        );
        assert_eq!(first.json, second.json);
        assert_eq!(house.get("/api/v1/links").await.ok(200)["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_key_belongs_to_one_request_and_one_workspace() {
    on_both(async |house| {
        let key = [("idempotency-key", "order-7")];
        house.ask("POST", "/api/v1/links", &house.token, &key, &promo("promo").to_string()).await.ok(201);
        let other = house.ask("POST", "/api/v1/links", &house.token, &key, &promo("other").to_string()).await;
        assert_eq!((other.status.as_u16(), other.json["type"].as_str()), (422, Some("/api/docs#key-reused")));
        let stranger = house.stranger().await;
        let theirs = house.ask("POST", "/api/v1/links", &stranger, &key, &promo("theirs").to_string()).await;
        assert_eq!(theirs.status, 201);
        for bad in ["a b", &"x".repeat(256)] {
            let reply = house.ask("POST", "/api/v1/links", &house.token, &[("idempotency-key", bad)], "{}").await;
            assert_eq!(reply.faults(), [("Idempotency-Key", "bad_key")]);
        }
    });
}

#[test]
fn a_key_whose_request_came_to_nothing_is_free_again_and_all_are_after_a_day() {
    on_both(async |house| {
        let key = [("idempotency-key", "order-7")];
        let bad = house.ask("POST", "/api/v1/links", &house.token, &key, r#"{"slug":"a b"}"#).await;
        assert_eq!(bad.status, 422);
        house.ask("POST", "/api/v1/links", &house.token, &key, r#"{"slug":"ab"}"#).await.ok(201);
        house.clock.turn_to(START + 25 * 3_600 * 1_000_000);
        house.ask("POST", "/api/v1/links", &house.token, &key, r#"{"slug":"cd"}"#).await.ok(201);
    });
}

#[test]
fn a_secret_is_shown_by_the_first_answer_only() {
    on_both(async |house| {
        let key = [("idempotency-key", "token-1")];
        let body = json!({"name": "T", "scopes": ["links:read"]}).to_string();
        let first = house.ask("POST", "/api/v1/tokens", &house.token, &key, &body).await.ok(201);
        let second = house.ask("POST", "/api/v1/tokens", &house.token, &key, &body).await.ok(201);
        assert!(first["secret"].is_string());
        assert!(second["secret"].is_null());
        assert_eq!(first["id"], second["id"]);
    });
}
