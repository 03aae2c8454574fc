//! The workspace's own domains: which there are, how each stands, and a new one.

use super::address::Choice;
use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::settings::tabs;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::draft::domain::NewDomain;
use domain::host::readable;
use domain::id::DomainId;
use domain::scope::Scope;
use engine::{Engine, Rejection, domains};
use std::sync::Arc;

struct Row {
    id: DomainId,
    name: String,
    /// The name for machines, where it differs.
    host: Option<String>,
    verified: bool,
    /// It was looked for in vain.
    failed: bool,
    primary: bool,
    links: i64,
    hubs: i64,
    checked_at: Option<i64>,
}

#[derive(Template)]
#[template(path = "desk/domains.html")]
struct Page {
    d: Desk,
    tabs: Vec<Choice>,
    form: Form,
    rows: Vec<Row>,
    may_write: bool,
    /// What links stand on without a domain of one's own.
    base: String,
}

/// `GET /app/settings/domains`.
pub async fn list(State(engine): State<Arc<Engine>>, d: Desk) -> Result<Response, Response> {
    let form = Form::new(d.locale, Vec::new());
    Ok(show(&page(&engine, d, form).await?))
}

/// `POST /app/settings/domains`.
pub async fn add(State(engine): State<Arc<Engine>>, Sent { desk: d, mut form }: Sent) -> Result<Response, Response> {
    let body = form.json(|name| (name == "host").then_some(Kind::Text));
    let done = match NewDomain::parse(&body) {
        Ok(new) => domains::create(&engine, &d.who, new).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(made) => {
            let said = d.a("domain-added").s("name", readable(&made.domain.host)).to_string();
            Ok(redirect(&format!("/app/settings/domains/{}", made.domain.id), &said))
        }
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            form.faults = faults;
            Ok(again(&page(&engine, d, form).await?))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

async fn page(engine: &Engine, d: Desk, form: Form) -> Result<Page, Response> {
    let found = domains::list(engine, &d.who, None, domain::draft::domain::MOST).await.map_err(|r| d.refuse(r))?;
    let rows = found.items.into_iter().map(|view| {
        let domain = view.domain;
        let name = readable(&domain.host);
        Row {
            id: domain.id,
            host: (name != domain.host).then_some(domain.host),
            verified: domain.verified_at.is_some(),
            failed: !domain.findings.is_empty(),
            primary: domain.is_primary,
            links: view.links,
            hubs: view.hubs,
            checked_at: domain.checked_at,
            name,
        }
    });
    Ok(Page {
        tabs: tabs(&d),
        rows: rows.collect(),
        may_write: d.may(Scope::WorkspaceWrite),
        base: engine.settings.base_host().to_owned(),
        form,
        d,
    })
}
