//! The page for a form that took too long to arrive.

use super::desk::{show, stranger};
use crate::deadline::{self, TooSlow};
use crate::view::reader::Reader;
use askama::Template;
use axum::body::HttpBody;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

#[derive(Template)]
#[template(path = "desk/slow.html")]
struct Slow {
    r: Reader,
}

/// Wraps the desk's routes: a form that trickles in is waited for no longer than [`deadline::BODY`].
pub async fn guard(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    // The page tells no time.
    let r = stranger(request.headers(), None, 0);
    let answer = deadline::keep(request, next).await;
    answer.unwrap_or_else(|TooSlow| deadline::hang_up((StatusCode::REQUEST_TIMEOUT, show(&Slow { r })).into_response()))
}
