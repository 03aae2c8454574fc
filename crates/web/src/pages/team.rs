//! The team: who may sign in and what for, and the people who answer on WhatsApp with the turns they were given.

use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::link_live::spaced;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::user::{NewUser, UserPatch};
use domain::id::{AgentId, LinkId, UserId};
use domain::problem::FieldError;
use domain::role::Role;
use domain::scope::Scope;
use engine::{Engine, Rejection, agents, channels, links, users};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::users::User;

const MOST: usize = 500;

struct Row {
    id: UserId,
    name: String,
    email: String,
    role: &'static str,
    locale: String,
    disabled: bool,
    me: bool,
    may_edit: bool,
    created_at: i64,
}

#[derive(Default)]
struct Agent {
    id: String,
    /// Whose sign-in it is; empty for nobody's.
    user: String,
    user_name: String,
    /// Who could be chosen: those who may sign in, and the one who is.
    users: Vec<(String, String)>,
    name: String,
    number: String,
    links: Vec<(LinkId, String)>,
    turns: i64,
    sticky: i64,
}

#[derive(Template)]
#[template(path = "desk/team.html")]
struct Page {
    d: Desk,
    may_write: bool,
    users: Vec<Row>,
    agents: Vec<Agent>,
}

#[derive(Template)]
#[template(path = "desk/user_form.html")]
struct Editor {
    d: Desk,
    form: Form,
    heading: String,
    action: String,
    roles: Vec<&'static str>,
    existing: bool,
    me: bool,
    disabled: bool,
}

/// `GET /app/team`.
pub async fn list(State(engine): State<Arc<Engine>>, d: Desk) -> Result<Response, Response> {
    let users = users::list(&engine, &d.who, None, MOST).await.map_err(|r| d.refuse(r))?;
    let mut agents = answering(&engine, &d).await.map_err(|r| d.refuse(r))?;
    for agent in &mut agents {
        let known = users.items.iter().map(|user| (user, user.id.to_string()));
        for (user, id) in known.filter(|(user, id)| user.disabled_at.is_none() || *id == agent.user) {
            if id == agent.user {
                agent.user_name.clone_from(&user.name);
            }
            agent.users.push((id, user.name.clone()));
        }
    }
    let rows = users.items.into_iter().map(|user| Row {
        may_edit: may_edit(&d, &user),
        me: d.who.user == Some(user.id),
        id: user.id,
        name: user.name,
        email: user.email,
        role: user.role.as_str(),
        locale: user.locale,
        disabled: user.disabled_at.is_some(),
        created_at: user.created_at,
    });
    Ok(show(&Page { may_write: d.may(Scope::UsersWrite), users: rows.collect(), agents, d }))
}

fn may_edit(d: &Desk, user: &User) -> bool {
    d.who.user == Some(user.id) || d.may(Scope::UsersWrite) && d.who.role.may_manage(user.role)
}

/// The agents with their numbers, the links they sit in and their turns over all of them.
async fn answering(engine: &Engine, d: &Desk) -> Result<Vec<Agent>, Rejection> {
    let all = agents::list(engine, &d.who, None, MOST).await?;
    let filter = store::channels::Filter::default();
    let channels = channels::list(engine, &d.who, filter, None, MOST).await?;
    let numbers: BTreeMap<_, _> = channels.items.into_iter().map(|c| (c.id, c.place)).collect();
    let mut agents: BTreeMap<AgentId, Agent> = all
        .items
        .into_iter()
        .map(|agent| {
            let number = numbers.get(&agent.channel).map(|n| spaced(n, &d.country)).unwrap_or_default();
            let user = agent.user.map(|id| id.to_string()).unwrap_or_default();
            (agent.id, Agent { id: agent.id.to_string(), name: agent.name, number, user, ..Agent::default() })
        })
        .collect();
    let links = links::list(engine, &d.who, store::links::Filter::default(), None, MOST).await?;
    for view in links.items {
        for seat in view.seats {
            if let Some(agent) = agents.get_mut(&seat.seat.member.agent) {
                agent.links.push((view.link.id, view.link.name.clone()));
                agent.turns += seat.seat.turns;
                agent.sticky += seat.seat.sticky;
            }
        }
    }
    let mut agents: Vec<Agent> = agents.into_values().collect();
    agents.sort_by_key(|agent| agent.name.to_lowercase());
    Ok(agents)
}

/// `GET /app/team/new`.
pub async fn new(d: Desk) -> Result<Response, Response> {
    let mut form = Form::new(d.locale, Vec::new());
    form.set("role", "supervisor");
    form.set("locale", d.lang());
    Ok(show(&editor(d, form, None)?))
}

/// `POST /app/team/new`.
pub async fn create(State(engine): State<Arc<Engine>>, Sent { desk: d, form }: Sent) -> Result<Response, Response> {
    let done = match NewUser::parse(&body(&form, true, false)) {
        Ok(new) => users::create(&engine, &d.who, new).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(user) => Ok(redirect("/app/team", &d.a("team-added").s("name", user.name).to_string())),
        Err(rejection) => wrong(d, form, None, rejection),
    }
}

/// `GET /app/team/{id}`.
pub async fn edit(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let user = find(&engine, &d, &id).await?;
    let mut form = Form::new(d.locale, Vec::new());
    for (name, value) in [
        ("name", user.name.as_str()),
        ("email", user.email.as_str()),
        ("role", user.role.as_str()),
        ("locale", user.locale.as_str()),
    ] {
        form.set(name, value);
    }
    form.set("version", user.version.to_string());
    Ok(show(&editor(d, form, Some(&user))?))
}

/// `POST /app/team/{id}`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let user = find(&engine, &d, &id).await?;
    let seen = form.trimmed("version").parse().ok();
    // Who may not change roles sends none.
    let own_only = !d.may(Scope::UsersWrite) || form.is("role", user.role.as_str());
    let done = match UserPatch::parse(&body(&form, !form.value("password").is_empty(), own_only)) {
        Ok(patch) => users::patch(&engine, &d.who, user.id, seen, patch).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(saved) => Ok(redirect("/app/team", &d.a("team-saved").s("name", saved.name).to_string())),
        Err(rejection) => wrong(d, form, Some(&user), rejection),
    }
}

/// `POST /app/team/{id}/access`.
pub async fn access(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let user = find(&engine, &d, &id).await?;
    let disabled = form.on("disabled");
    let patch = UserPatch { disabled: Some(disabled), ..UserPatch::default() };
    match users::patch(&engine, &d.who, user.id, None, patch).await {
        Ok(user) => {
            let key = if disabled { "team-is-disabled" } else { "team-is-enabled" };
            Ok(redirect("/app/team", &d.a(key).s("name", user.name).to_string()))
        }
        Err(Rejection::Conflict(faults)) => {
            let said: Vec<String> = faults.iter().map(|f| crate::i18n::fault(d.locale, f)).collect();
            Ok(redirect("/app/team", &said.join(" ")))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<User, Response> {
    let id = UserId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    let user = users::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))?;
    if may_edit(d, &user) { Ok(user) } else { Err(d.refuse(Rejection::Forbidden)) }
}

fn body(form: &Form, password: bool, own_only: bool) -> Value {
    form.json(|name| match name {
        "name" | "email" | "locale" => Some(Kind::Text),
        "role" if !own_only => Some(Kind::Text),
        "password" if password => Some(Kind::Text),
        _ => None,
    })
}

fn wrong(d: Desk, mut form: Form, user: Option<&User>, rejection: Rejection) -> Result<Response, Response> {
    form.faults = match rejection {
        Rejection::Invalid(faults) | Rejection::Conflict(faults) => faults,
        Rejection::Stale => {
            form.set("version", user.map(|u| u.version.to_string()).unwrap_or_default());
            vec![FieldError::new("", "desk_stale")]
        }
        other => return Err(d.refuse(other)),
    };
    form.set("password", "");
    Ok(again(&editor(d, form, user)?))
}

fn editor(d: Desk, form: Form, user: Option<&User>) -> Result<Editor, Response> {
    if user.is_none() && !d.may(Scope::UsersWrite) {
        return Err(d.refuse(Rejection::Forbidden));
    }
    let roles = match (user, d.may(Scope::UsersWrite)) {
        (Some(user), false) => vec![user.role.as_str()],
        _ => Role::ALL.into_iter().filter(|role| d.who.role.may_manage(*role)).map(Role::as_str).collect(),
    };
    Ok(Editor {
        heading: user.map_or_else(|| d.t("team-new-title"), |u| u.name.clone()),
        action: user.map_or_else(|| "/app/team/new".into(), |u| format!("/app/team/{}", u.id)),
        existing: user.is_some(),
        me: user.is_some_and(|u| d.who.user == Some(u.id)),
        disabled: user.is_some_and(|u| u.disabled_at.is_some()),
        roles,
        form,
        d,
    })
}
