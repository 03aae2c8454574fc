//! A change of one thing as it comes in: who asks, the ids of the path, the version that the change is based on, and
//! the body. The caller comes first, so that a stranger learns nothing of what a body should be.

use super::answer::{Ids, IfMatch};
use super::body::Body;
use super::caller::Caller;
use crate::problem::Problem;
use axum::extract::{FromRequest, FromRequestParts, Request};
use engine::Engine;
use serde_json::Value;
use std::sync::Arc;

pub struct Change {
    pub engine: Arc<Engine>,
    pub caller: Caller,
    pub ids: Ids,
    /// None: whatever stands.
    pub seen: Option<i64>,
    pub json: Value,
}

impl FromRequest<Arc<Engine>> for Change {
    type Rejection = Problem;

    async fn from_request(request: Request, engine: &Arc<Engine>) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, engine).await?;
        let ids = Ids::from_request_parts(&mut parts, engine).await?;
        let IfMatch(seen) = IfMatch::from_request_parts(&mut parts, engine).await?;
        let Body { json, .. } = Body::from_request(Request::from_parts(parts, body), engine).await?;
        Ok(Self { engine: Arc::clone(engine), caller, ids, seen, json })
    }
}
