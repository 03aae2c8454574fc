//! Forms that trickle in. The clock of the runtime stands still and jumps to the next thing that is waited for.

use super::Browser;
use axum::body::{Body, Bytes};
use axum::http::Request;
use http_body_util::BodyExt;
use std::convert::Infallible;
use std::time::Duration;
use tokio_stream::StreamExt;
use tower::ServiceExt;

/// A form that begins and goes on for ever, a byte every few seconds.
fn endless() -> Body {
    Body::from_stream(tokio_stream::iter(b"email=".iter().cycle()).then(|byte| async move {
        tokio::time::sleep(Duration::from_secs(4)).await;
        Ok::<_, Infallible>(Bytes::from_static(std::slice::from_ref(byte)))
    }))
}

#[tokio::test]
async fn a_form_that_trickles_in_is_answered_with_a_plain_page_after_half_a_minute() {
    let browser = Browser::signed_in().await;
    browser.cookies.lock().unwrap().retain(|(name, _)| name != "giliran_locale");
    let jar = browser.cookies.lock().unwrap().iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
    tokio::time::pause();
    for path in ["/app/sign-in", "/app/settings", "/app/leads/bulk", "/app/links/new"] {
        for (language, title) in [("en", "Too slow"), ("id", "Terlalu lambat")] {
            let request = Request::post(path)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("cookie", format!("{jar}; giliran_locale={language}"))
                .header("sec-fetch-site", "same-origin");
            let began = tokio::time::Instant::now();
            let answer = browser.router.clone().oneshot(request.body(endless()).unwrap()).await.unwrap();
            let seconds = began.elapsed().as_secs_f64();
            assert!((30.0..31.0).contains(&seconds), "{path}: {seconds} s");
            assert_eq!((answer.status().as_u16(), &answer.headers()["connection"]), (408, &"close".parse().unwrap()));
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
            let html = answer.into_body().collect().await.unwrap().to_bytes();
            let html = String::from_utf8_lossy(&html);
            assert!(html.contains(title) && html.contains(&format!("lang=\"{language}\"")), "{path}: {html}");
        }
    }
}
