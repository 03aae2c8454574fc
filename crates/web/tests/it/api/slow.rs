//! Bodies that trickle in. The clock of the runtime stands still and jumps to the next thing that is waited for.

use crate::house::{House, on_both};
use axum::body::{Body, Bytes};
use axum::http::Request;
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::StreamExt;

const LINK: &[u8] = br#"{"slug": "promo"}"#;

/// The body byte by byte, each after `pause`; then, where it says so, nothing more and no end either.
fn trickle(pause: Duration, whole: bool) -> Body {
    let rest = if whole { 0 } else { 1 };
    let bytes = tokio_stream::iter(&LINK[..LINK.len() - rest]).then(move |byte| async move {
        tokio::time::sleep(pause).await;
        Ok::<_, Infallible>(Bytes::from_static(std::slice::from_ref(byte)))
    });
    if whole { Body::from_stream(bytes) } else { Body::from_stream(bytes.chain(tokio_stream::pending())) }
}

async fn send(house: &House, token: &str, body: Body) -> (crate::house::Reply, Duration) {
    let request = Request::post("/api/v1/links").header("content-type", "application/json");
    let request = request.header("authorization", format!("Bearer {token}")).body(body).unwrap();
    tokio::time::pause();
    let began = tokio::time::Instant::now();
    let reply = house.send(request).await;
    let took = began.elapsed();
    tokio::time::resume();
    (reply, took)
}

#[test]
fn a_body_that_does_not_come_whole_in_half_a_minute_is_answered_408_however_it_trickles() {
    on_both(async |house| {
        for pause in [Duration::ZERO, Duration::from_millis(700), Duration::from_secs(7), Duration::from_secs(3_600)] {
            let (reply, took) = send(house, &house.token, trickle(pause, false)).await;
            assert_eq!((reply.status.as_u16(), reply.json["type"].as_str()), (408, Some("/api/docs#too-slow")));
            assert_eq!(
                (reply.header("content-type"), reply.header("connection")),
                ("application/problem+json", "close")
            );
            assert!(!reply.header("x-request-id").is_empty());
            let seconds = took.as_secs_f64();
            assert!((30.0..31.0).contains(&seconds), "{seconds} s with {pause:?} between the bytes");
        }
        assert_eq!(house.get("/api/v1/links").await.ok(200)["items"], serde_json::json!([]));
    });
}

#[test]
fn a_body_that_is_slow_and_comes_whole_in_time_is_taken() {
    on_both(async |house| {
        let (reply, _) = send(house, &house.token, trickle(Duration::from_millis(1_500), true)).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
    });
}

#[test]
fn who_may_not_in_is_told_at_once_and_no_body_is_waited_for() {
    on_both(async |house| {
        let (reply, took) = send(house, "nonsense", trickle(Duration::from_secs(3_600), false)).await;
        assert_eq!(reply.status, 401);
        assert!(took < Duration::from_secs(30), "{took:?}");
    });
}
