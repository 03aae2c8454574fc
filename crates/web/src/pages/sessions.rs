//! Where one is signed in, and what was changed in the workspace by whom.

use super::address::{Address, Choice};
use super::cookie;
use super::desk::{Desk, Sent, redirect, show};
use super::history;
use super::settings::tabs;
use super::timeline::named;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::id::UserId;
use engine::{Engine, Rejection, audit, sessions};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

const PAGE: usize = 50;

struct Row {
    id: String,
    client: String,
    ip: String,
    here: bool,
    last_seen_at: i64,
}

#[derive(Template)]
#[template(path = "desk/sessions.html")]
struct Page {
    d: Desk,
    tabs: Vec<Choice>,
    sessions: Vec<Row>,
}

#[derive(Template)]
#[template(path = "desk/audit.html")]
struct AuditPage {
    d: Desk,
    tabs: Vec<Choice>,
    entries: Vec<history::Entry>,
    next: Option<String>,
}

/// `GET /app/settings/sessions`.
pub async fn list(State(engine): State<Arc<Engine>>, d: Desk) -> Result<Response, Response> {
    let open = sessions::list(&engine, &d.who, own(&d)?).await.map_err(|r| d.refuse(r))?;
    let rows = open.into_iter().map(|session| Row {
        id: sessions::id(&session),
        client: client(&d, &session.user_agent),
        here: session.token_hash == d.session,
        ip: session.ip,
        last_seen_at: session.last_seen_at,
    });
    Ok(show(&Page { tabs: tabs(&d), sessions: rows.collect(), d }))
}

fn own(d: &Desk) -> Result<UserId, Response> {
    d.who.user.ok_or_else(|| d.refuse(Rejection::Forbidden))
}

fn client(d: &Desk, user_agent: &str) -> String {
    let client = domain::user_agent::read(user_agent);
    let (browser, os) = (named(d, "browser", &client.browser), named(d, "os", &client.os));
    match (browser.is_empty(), os.is_empty()) {
        (true, _) => d.t("session-unknown"),
        (false, true) => browser,
        (false, false) => d.a("session-client").s("browser", browser).s("os", os).to_string(),
    }
}

/// `POST /app/settings/sessions/end`.
pub async fn end(State(engine): State<Arc<Engine>>, Sent { desk: d, form }: Sent) -> Result<Response, Response> {
    let id = form.value("session");
    let here: String = d.session.iter().map(|byte| format!("{byte:02x}")).collect();
    sessions::end(&engine, &d.who, own(&d)?, id).await.map_err(|r| d.refuse(r))?;
    if id == here {
        let mut answer = redirect("/app/sign-in", &d.t("signed-out"));
        cookie::set(answer.headers_mut(), &cookie::no_session());
        return Ok(answer);
    }
    Ok(redirect("/app/settings/sessions", &d.t("session-ended")))
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    before: Option<String>,
}

/// `GET /app/settings/audit`.
pub async fn changes(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let before = asked.before.as_deref().and_then(|text| Uuid::try_parse(text).ok());
    let found =
        audit::list(&engine, &d.who, store::audit::Filter::default(), before, PAGE).await.map_err(|r| d.refuse(r))?;
    let last = found.items.last().map(|entry| entry.id);
    let next = last
        .filter(|_| found.more)
        .map(|id| Address::new("/app/settings/audit").with("before", &id.to_string()).to_string());
    Ok(show(&AuditPage { tabs: tabs(&d), entries: history::entries(&engine, &d, &found.items).await, next, d }))
}
