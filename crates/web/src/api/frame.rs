//! What every answer of the API has: a request id, where the token stands with its limit, `no-store`, and, where it is
//! a problem, its words in the reader's language.

use super::caller::{Told, locale};
use crate::problem::render;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn frame(mut request: Request, next: Next) -> Response {
    let id = request_id(&request);
    let locale = locale(request.headers());
    let told = Told::default();
    request.extensions_mut().insert(told.clone());
    let span = tracing::info_span!("api", request_id = id.to_str().unwrap_or_default(), method = %request.method());
    let response = next.run(request).instrument(span).await;
    let mut response = render(response, locale);
    let headers = response.headers_mut();
    if let Some(standing) = told.0.get() {
        standing.write(headers);
    }
    headers.insert(REQUEST_ID, id);
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The proxy's, where it gives one that is fit for a log; else a new one.
#[allow(clippy::disallowed_methods)] // It names a request in the logs; nothing is decided by its time.
fn request_id(request: &Request) -> HeaderValue {
    let given = request.headers().get(REQUEST_ID).filter(|value| {
        let bytes = value.as_bytes();
        (1..=100).contains(&bytes.len()) && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
    });
    given.cloned().unwrap_or_else(|| {
        HeaderValue::try_from(format!("{:016x}", drawn())).unwrap_or(HeaderValue::from_static("unknown"))
    })
}

/// A number that no other request of this process has, under a key that no other process has. It only has to find a
/// line of the log again.
fn drawn() -> u64 {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static NEXT: AtomicU64 = AtomicU64::new(0);
    KEY.hash_one(NEXT.fetch_add(1, Ordering::Relaxed))
}
