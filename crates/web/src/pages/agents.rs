//! The agents, one by one: renamed, and told whose sign-in each is. The same as choices, id and name.

use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::link_live::spaced;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::agent::AgentPatch;
use domain::id::AgentId;
use domain::scope::Scope;
use engine::{Engine, Rejection, agents, channels, users};
use std::sync::Arc;
use store::agents::Agent;

/// More than these nobody chooses from a list.
const MOST: usize = 500;

#[derive(Template)]
#[template(path = "desk/agent_form.html")]
struct Page {
    d: Desk,
    form: Form,
    heading: String,
    action: String,
    number: String,
    /// Who could be chosen: those who may sign in, and the one who is.
    users: Vec<(String, String)>,
}

pub async fn choices(engine: &Engine, d: &Desk) -> Result<Vec<(String, String)>, Rejection> {
    let page = agents::list(engine, &d.who, None, MOST).await?;
    let mut all: Vec<_> = page.items.into_iter().map(|a| (a.id.to_string(), a.name)).collect();
    all.sort_by_key(|(_, name)| name.to_lowercase());
    Ok(all)
}

/// `GET /app/team/agents/{id}`.
pub async fn edit(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let agent = find(&engine, &d, &id).await?;
    let mut form = Form::new(d.locale, Vec::new());
    form.set("name", &agent.name);
    form.set("user_id", agent.user.map(|id| id.to_string()).unwrap_or_default());
    Ok(show(&page(&engine, d, form, &agent).await?))
}

/// `POST /app/team/agents/{id}`: from their own form, or from the list, which only says whose sign-in they are.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let agent = find(&engine, &d, &id).await?;
    let body = form.json(|name| match name {
        "name" => Some(Kind::Text),
        "user_id" => Some(Kind::Optional),
        _ => None,
    });
    let done = match AgentPatch::parse(&body) {
        Ok(patch) => agents::patch(&engine, &d.who, agent.id, patch).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(saved) => Ok(redirect("/app/team", &d.a("team-saved").s("name", saved.name).to_string())),
        Err(Rejection::Invalid(faults)) if body.get("name").is_some() => {
            form.faults = faults;
            Ok(again(&page(&engine, d, form, &agent).await?))
        }
        Err(Rejection::Invalid(faults)) => {
            let said: Vec<String> = faults.iter().map(|f| crate::i18n::fault(d.locale, f)).collect();
            Ok(redirect("/app/team", &said.join(" ")))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<Agent, Response> {
    if !d.may(Scope::UsersWrite) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    let id = AgentId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    agents::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

async fn page(engine: &Engine, d: Desk, form: Form, agent: &Agent) -> Result<Page, Response> {
    let known = users::list(engine, &d.who, None, MOST).await.map_err(|r| d.refuse(r))?;
    let users = known.items.into_iter().filter(|user| user.disabled_at.is_none() || agent.user == Some(user.id));
    let channel = channels::get(engine, &d.who, agent.channel).await.map_err(|r| d.refuse(r))?;
    Ok(Page {
        heading: agent.name.clone(),
        action: format!("/app/team/agents/{}", agent.id),
        number: spaced(&channel.place, &d.country),
        users: users.map(|user| (user.id.to_string(), user.name)).collect(),
        form,
        d,
    })
}
