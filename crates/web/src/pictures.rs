//! `/-/pictures/{id}`: a picture that a preview, a hub or the desk shows, on every host. It never changes under its
//! address, so it may be kept for ever; it is told as what it was written as, and nothing that runs is among it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::id::PictureId;
use engine::{Engine, pictures};
use http::{HeaderValue, StatusCode, header};
use std::sync::Arc;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

pub fn routes() -> Router<Arc<Engine>> {
    Router::new().route("/-/pictures/{id}", get(see))
}

async fn see(State(engine): State<Arc<Engine>>, Path(id): Path<String>) -> Response {
    let Some(id) = PictureId::parse(&id) else { return nothing(StatusCode::NOT_FOUND) };
    match pictures::shown(&engine, id).await {
        Ok(Some((kind, bytes))) => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(kind.mime())),
                (header::CACHE_CONTROL, FOR_EVER),
                (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
                (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'")),
            ];
            (headers, bytes).into_response()
        }
        Ok(None) => nothing(StatusCode::NOT_FOUND),
        Err(rejection) => {
            tracing::warn!(?rejection, "a picture could not be shown");
            nothing(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

fn nothing(status: StatusCode) -> Response {
    (status, [(header::CACHE_CONTROL, NO_STORE)]).into_response()
}
