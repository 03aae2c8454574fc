//! One domain: how it is proved and what the last look found; once it is proved, what happens on it; and giving it up.

use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use crate::findings;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::domain::DomainPatch;
use domain::host::proof::{self, Way};
use domain::host::readable;
use domain::id::DomainId;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::click::host_name;
use engine::domains::DomainView;
use engine::{Engine, Rejection, domains};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "desk/domain.html")]
struct Page {
    d: Desk,
    form: Form,
    may_write: bool,
    action: String,
    name: String,
    /// The name for machines, where it differs.
    host: Option<String>,
    primary: bool,
    /// Living links and hubs that stand on it.
    standing: i64,
    verified_at: Option<i64>,
    verified_by: &'static str,
    checked_at: Option<i64>,
    /// What the last look found instead of the proof.
    findings: Vec<String>,
    txt_name: String,
    file_url: String,
    value: String,
    /// Where the domain's own record leads.
    base: String,
    /// What stands on the domain and keeps it from being given up.
    in_use: Option<String>,
}

/// `GET /app/settings/domains/{id}`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let form = filled(&d, &view);
    Ok(show(&page(&engine, d, form, view, None)))
}

/// `POST /app/settings/domains/{id}`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let before = find(&engine, &d, &id).await?;
    let seen = form.trimmed("version").parse().ok();
    let body = form.json(|name| match name {
        "primary" => Some(Kind::Flag),
        "root_url" | "not_found.title" | "not_found.text" => Some(Kind::Optional),
        _ => None,
    });
    let done = match DomainPatch::parse(&body, &before.domain.host) {
        Ok(patch) => domains::patch(&engine, &d.who, before.domain.id, seen, patch).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(_) => Ok(redirect(&address(before.domain.id), &d.t("saved"))),
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            form.faults = faults;
            Ok(again(&page(&engine, d, form, before, None)))
        }
        Err(Rejection::Stale) => {
            // The form takes the version that is there now: saving again overwrites it knowingly.
            form.set("version", before.domain.version.to_string());
            form.faults = vec![FieldError::new("", "desk_stale")];
            Ok(again(&page(&engine, d, form, before, None)))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

/// `POST /app/settings/domains/{id}/verify`: looks now, and the page says what was found.
pub async fn verify(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    let before = find(&engine, &d, &id).await?;
    match domains::verify(&engine, &d.who, before.domain.id).await {
        Ok(view) => {
            let key = if view.domain.findings.is_empty() { "domain-is-verified" } else { "domain-not-proved" };
            let said = d.a(key).s("name", readable(&view.domain.host)).to_string();
            Ok(redirect(&address(view.domain.id), &said))
        }
        Err(Rejection::Conflict(faults)) => {
            let mut form = filled(&d, &before);
            form.faults = faults;
            Ok(again(&page(&engine, d, form, before, None)))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

/// `POST /app/settings/domains/{id}/remove`.
pub async fn remove(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, .. }: Sent,
) -> Result<Response, Response> {
    let before = find(&engine, &d, &id).await?;
    match domains::remove(&engine, &d.who, before.domain.id, None).await {
        Ok(()) => {
            let said = d.a("domain-is-removed").s("name", readable(&before.domain.host)).to_string();
            Ok(redirect("/app/settings/domains", &said))
        }
        Err(Rejection::Conflict(faults)) => {
            let form = filled(&d, &before);
            let why = faults.first().map(|fault| crate::i18n::fault(d.locale, fault));
            Ok(again(&page(&engine, d, form, before, why)))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<DomainView, Response> {
    let id = DomainId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    domains::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

fn address(id: DomainId) -> String {
    format!("/app/settings/domains/{id}")
}

fn filled(d: &Desk, view: &DomainView) -> Form {
    let domain = &view.domain;
    let mut form = Form::new(d.locale, Vec::new());
    for (name, value) in [
        ("version", domain.version.to_string()),
        ("primary", domain.is_primary.to_string()),
        ("root_url", domain.root_url.clone().unwrap_or_default()),
        ("not_found.title", domain.lost.title.clone()),
        ("not_found.text", domain.lost.text.clone()),
    ] {
        form.set(name, value);
    }
    form
}

fn page(engine: &Engine, d: Desk, form: Form, view: DomainView, in_use: Option<String>) -> Page {
    let domain = view.domain;
    let name = readable(&domain.host);
    Page {
        may_write: d.may(Scope::WorkspaceWrite),
        action: address(domain.id),
        primary: domain.is_primary,
        standing: view.links + view.hubs,
        verified_at: domain.verified_at,
        verified_by: domain.verified_by.map_or("", Way::as_str),
        checked_at: domain.checked_at,
        findings: domain.findings.iter().map(|finding| findings::said(d.locale, &domain.host, finding)).collect(),
        txt_name: proof::txt_name(&domain.host),
        file_url: format!("http://{}{}", domain.host, proof::file_path(&domain.token)),
        value: proof::value(&domain.token),
        // A record leads to a name; a port is none of it.
        base: host_name(engine.settings.base_host()),
        host: (name != domain.host).then_some(domain.host),
        in_use,
        name,
        form,
        d,
    }
}
