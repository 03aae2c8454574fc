//! What visitors see of a hub: its page and its stylesheet. Who looked is recorded, and a press is a visit; both are
//! answered in [`crate::visit`], where answers wait for the record.

pub mod look;
pub mod page;

use axum::Router;
use axum::routing::get;
use engine::Engine;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Engine>> {
    Router::new().route("/-/hub.css", get(look::get))
}
