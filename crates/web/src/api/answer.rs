//! The shapes of answers: a thing with its ETag, a page of a list, a creation that may be asked for twice, and the
//! version that a change says it is based on.

use super::body::Once;
use super::caller::Caller;
use super::params::cursor;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::problem::FieldError;
use engine::once::{self, Turn};
use engine::{Engine, Page};
use serde::Serialize;
use serde_json::Value;
use std::future::Future;

pub type Answer = Result<Response, Problem>;

/// One thing; its version, where it has one, is the ETag.
pub fn one(thing: impl Serialize) -> Answer {
    let value = json(thing)?;
    Ok(with_tag(StatusCode::OK, &value))
}

/// A page; `id` names the item that the next page comes after.
pub fn page<T, J: Serialize>(page: Page<T>, id: impl Fn(&T) -> String, shape: impl Fn(T) -> J) -> Answer {
    let next = page.items.last().filter(|_| page.more).map(|last| cursor(id(last)));
    list(page.items.into_iter().map(shape), next)
}

/// A page whose cursor is known.
pub fn list<J: Serialize>(items: impl Iterator<Item = J>, next_cursor: Option<String>) -> Answer {
    let items = items.map(json).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(serde_json::json!({ "items": items, "next_cursor": next_cursor })).into_response())
}

pub fn nothing() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A creation: 201 with the thing and, where it has an address, the address. Under an `Idempotency-Key` it happens
/// once and is answered again; `hide` is a secret's field, which only the first answer shows.
pub async fn created<T: Serialize>(
    engine: &Engine,
    caller: &Caller,
    once: Option<Once>,
    path: &str,
    hide: Option<&str>,
    make: impl Future<Output = Result<T, Problem>>,
) -> Answer {
    at_most_once(engine, caller, once, Manner { status: StatusCode::CREATED, path, hide }, make).await
}

/// A deed that makes nothing new: 200 with what it came to, and once under an `Idempotency-Key`.
pub async fn done<T: Serialize>(
    engine: &Engine,
    caller: &Caller,
    once: Option<Once>,
    make: impl Future<Output = Result<T, Problem>>,
) -> Answer {
    at_most_once(engine, caller, once, Manner { status: StatusCode::OK, path: "", hide: None }, make).await
}

/// A deed that goes on after the answer: 202 with what there is of it now, and once under an `Idempotency-Key`.
pub async fn accepted<T: Serialize>(
    engine: &Engine,
    caller: &Caller,
    once: Option<Once>,
    make: impl Future<Output = Result<T, Problem>>,
) -> Answer {
    at_most_once(engine, caller, once, Manner { status: StatusCode::ACCEPTED, path: "", hide: None }, make).await
}

/// How a deed is answered.
struct Manner<'a> {
    status: StatusCode,
    /// The list that the new thing is in; empty where nothing is made that has an address.
    path: &'a str,
    hide: Option<&'a str>,
}

async fn at_most_once<T: Serialize>(
    engine: &Engine,
    caller: &Caller,
    once: Option<Once>,
    manner: Manner<'_>,
    make: impl Future<Output = Result<T, Problem>>,
) -> Answer {
    let workspace = caller.who.workspace;
    if let Some(Once { key, hash }) = &once {
        match once::claim(engine, workspace, key, *hash).await? {
            Turn::Do => {}
            Turn::Again { status, body } => return again(status, &body, &manner),
            Turn::Other => return Err(Problem::KeyReused),
            Turn::Wait => return Err(Problem::KeyAtWork),
        }
    }
    let made = match make.await {
        Ok(made) => json(made)?,
        Err(problem) => {
            if let Some(Once { key, .. }) = &once {
                once::release(engine, workspace, key).await?;
            }
            return Err(problem);
        }
    };
    if let Some(Once { key, .. }) = &once {
        let mut kept = made.clone();
        if let (Some(field), Some(object)) = (manner.hide, kept.as_object_mut()) {
            object.insert(field.to_owned(), Value::Null);
        }
        // It is done: an answer that could not be kept must not make it look as if it were not.
        if let Err(error) = once::keep(engine, workspace, key, manner.status.as_u16(), &kept.to_string()).await {
            tracing::warn!(%error, "an answer could not be kept under its key");
        }
    }
    Ok(made_at(manner.status, manner.path, &made))
}

fn again(status: u16, body: &str, manner: &Manner<'_>) -> Answer {
    let value: Value = serde_json::from_str(body).map_err(|error| damaged(&error))?;
    let mut response = made_at(StatusCode::from_u16(status).unwrap_or(manner.status), manner.path, &value);
    response.headers_mut().insert(HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));
    Ok(response)
}

fn made_at(status: StatusCode, path: &str, value: &Value) -> Response {
    let mut response = with_tag(status, value);
    let id = value.get("id").and_then(Value::as_str).unwrap_or_default();
    if let Ok(location) = HeaderValue::try_from(format!("{path}/{id}"))
        && !path.is_empty()
    {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn with_tag(status: StatusCode, value: &Value) -> Response {
    let mut response = (status, Json(value)).into_response();
    if let Some(version) = value.get("version").and_then(Value::as_i64)
        && let Ok(tag) = HeaderValue::try_from(format!("\"{version}\""))
    {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn json(thing: impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(thing).map_err(|error| damaged(&error))
}

fn damaged(error: &serde_json::Error) -> Problem {
    engine::Rejection::Store(store::Error::Failed(error.to_string())).into()
}

/// The version that a change is based on, from `If-Match`. None: whatever is there, also for `*`.
pub struct IfMatch(pub Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let tag = value.to_str().unwrap_or_default().trim();
        if tag == "*" {
            return Ok(Self(None));
        }
        if tag.contains(',') {
            return Err(Problem::unreadable(FieldError::new("If-Match", "one_tag_only")));
        }
        // A proxy that compresses makes tags weak; ours name a version either way. What is no tag of ours matches none.
        let version = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"').parse().unwrap_or(-1);
        Ok(Self(Some(version)))
    }
}

/// The ids in the path. One that is no id is an id of nothing.
pub struct Ids(Vec<(String, String)>);

impl Ids {
    pub fn get<T>(&self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
        let text = self.0.iter().find(|(given, _)| given == name).map(|(_, text)| text.as_str());
        text.and_then(parse).ok_or(Problem::NOT_FOUND)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ids {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Problem::NOT_FOUND)?;
        Ok(Self(params.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()))
    }
}
