//! The body of a request as JSON, within bounds, and the key under which it may be sent twice.

use crate::deadline::{self, TooSlow};
use crate::problem::Problem;
use axum::body::Bytes;
use axum::body::HttpBody as _;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::problem::FieldError;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Bytes of a body at most.
pub const MOST: usize = 256 * 1024;

pub struct Body {
    pub json: Value,
    /// The `Idempotency-Key` with what identifies this request.
    pub once: Option<Once>,
}

pub struct Once {
    pub key: String,
    /// SHA-256 of method, path and body.
    pub hash: [u8; 32],
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media = request.headers().get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
        if !media.is_some_and(is_json) {
            return Err(Problem::NotJson);
        }
        let key = match request.headers().get("idempotency-key") {
            None => None,
            Some(value) => Some(read_key(value.to_str().unwrap_or_default())?),
        };
        let named = format!("{} {}\n", request.method(), request.uri().path());
        let bytes = Bytes::from_request(request, state).await.map_err(unread)?;
        let json = serde_json::from_slice(&bytes).map_err(|error| not_json(&error))?;
        let once = key.map(|key| {
            let mut hash = Sha256::new();
            hash.update(named.as_bytes());
            hash.update(&bytes);
            Once { key, hash: hash.finalize().into() }
        });
        Ok(Self { json, once })
    }
}

/// A body that trickles in is waited for no longer than [`deadline::BODY`].
pub async fn in_time(request: Request, next: Next) -> Response {
    let answer = deadline::keep(request, next).await;
    answer.unwrap_or_else(|TooSlow| deadline::hang_up(Problem::TooSlow.into_response()))
}

/// The same where nothing needs to be said: without a body it is an empty object.
pub struct BodyOrNone(pub Body);

impl<S: Send + Sync> FromRequest<S> for BodyOrNone {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_empty = request.body().is_end_stream();
        if !is_empty {
            return Body::from_request(request, state).await.map(Self);
        }
        let (mut parts, _) = request.into_parts();
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let request = Request::from_parts(parts, axum::body::Body::from("{}"));
        Body::from_request(request, state).await.map(Self)
    }
}

fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.starts_with("application/") && essence.ends_with("+json")
}

fn read_key(key: &str) -> Result<String, Problem> {
    let good = (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if good { Ok(key.to_owned()) } else { Err(Problem::unreadable(FieldError::new("Idempotency-Key", "bad_key"))) }
}

fn unread(rejection: BytesRejection) -> Problem {
    match rejection.status().as_u16() {
        413 => Problem::TooLarge,
        _ => Problem::unreadable(FieldError::new("", "body_cut_off")),
    }
}

fn not_json(error: &serde_json::Error) -> Problem {
    let deep = error.to_string().starts_with("recursion limit exceeded");
    let code = if deep { "too_deep" } else { "not_json" };
    let fault = FieldError::new("", code).with("line", error.line()).with("column", error.column());
    Problem::unreadable(fault)
}
