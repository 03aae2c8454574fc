//! Signing in and out. A wrong address and a wrong password are one answer; too many tries are told how long to
//! wait. Who was on the way to a page gets there.

use super::address::own;
use super::cookie;
use super::desk::{Sent, fields, show, stranger};
use super::form::Form;
use super::setup::with_lang;
use crate::session;
use crate::view::reader::Reader;
use askama::Template;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::problem::FieldError;
use engine::{Engine, Rejection, set_up};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    lang: Option<String>,
    #[serde(default)]
    to: String,
}

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct Page {
    r: Reader,
    form: Form,
    said: Option<String>,
}

/// `GET /app/sign-in`.
pub async fn ask(State(engine): State<Arc<Engine>>, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    match set_up::is_open(&engine).await {
        Ok(true) => Redirect::to("/app/setup").into_response(),
        Ok(false) => {
            let r = stranger(&headers, asked.lang.as_deref(), engine.now());
            let mut form = Form::new(r.locale, Vec::new());
            form.set("to", asked.to);
            let said = cookie::said_of(&headers);
            with_lang(show(&Page { r, form, said }), asked.lang.as_deref())
        }
        Err(rejection) => session::unavailable(&headers, &engine, rejection),
    }
}

/// `POST /app/sign-in`.
pub async fn enter(
    State(engine): State<Arc<Engine>>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Response> {
    let r = stranger(&headers, None, engine.now());
    let ip = session::address(&request, &engine);
    let mut form = fields(request, &engine, r.locale).await?;
    let to = own(form.value("to")).to_owned();
    let done = session::enter(&engine, &headers, ip, form.trimmed("email"), form.value("password"), &to).await;
    let (status, fault) = match done {
        Ok(answer) => return Ok(answer),
        Err(Rejection::Limited { after_seconds }) => {
            let minutes = after_seconds.div_ceil(60).max(1);
            (StatusCode::TOO_MANY_REQUESTS, FieldError::new("", "desk_too_many_tries").with("minutes", minutes))
        }
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) if !faults.is_empty() => {
            form.faults = faults;
            form.set("password", "");
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&Page { r, form, said: None })).into_response());
        }
        Err(rejection @ Rejection::Store(_)) => return Err(session::unavailable(&headers, &engine, rejection)),
        Err(_) => (StatusCode::UNPROCESSABLE_ENTITY, FieldError::new("email", "desk_wrong_sign_in")),
    };
    form.faults = vec![fault];
    form.set("password", "");
    Ok((status, show(&Page { r, form, said: None })).into_response())
}

/// `POST /app/sign-out`.
pub async fn leave(State(engine): State<Arc<Engine>>, Sent { desk: d, .. }: Sent) -> Result<Response, Response> {
    session::end(&engine, &d).await.map_err(|r| d.refuse(r))?;
    let mut answer = Redirect::to("/app/sign-in").into_response();
    cookie::set(answer.headers_mut(), &cookie::no_session());
    cookie::set(answer.headers_mut(), &cookie::said(&d.t("signed-out")));
    Ok(answer)
}
