//! The workspace's settings.

use super::address::Choice;
use super::conversions::status_table::{self, Choices, StatusRow};
use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::{channels, fallback, lists};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::draft::workspace::WorkspacePatch;
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::{Engine, Rejection, workspace};
use serde_json::{Value, json};
use std::sync::Arc;
use store::workspaces::Workspace;

#[derive(Template)]
#[template(path = "desk/settings.html")]
struct Page {
    d: Desk,
    tabs: Vec<Choice>,
    form: Form,
    may_write: bool,
    countries: Vec<(String, String)>,
    currencies: Vec<&'static str>,
    zones: Vec<&'static str>,
    channels: Vec<(String, String)>,
    may_add_channels: bool,
    means: Vec<StatusRow>,
    choices: Choices,
}

/// The only tab with pages below it.
const DOMAINS: &str = "/app/settings/domains";

/// The words above every page of the settings that this person may see.
pub fn tabs(d: &Desk) -> Vec<Choice> {
    let path = d.path.split('?').next().unwrap_or_default();
    [
        ("/app/settings", "settings-workspace", Scope::WorkspaceRead),
        ("/app/settings/calendars", "settings-calendars", Scope::LinksRead),
        (DOMAINS, "settings-domains", Scope::WorkspaceRead),
        ("/app/settings/privacy", "settings-privacy", Scope::WorkspaceWrite),
        ("/app/settings/tokens", "settings-tokens", Scope::TokensRead),
        ("/app/settings/pictures", "settings-pictures", Scope::LinksRead),
        ("/app/settings/sessions", "settings-sessions", Scope::WorkspaceRead),
        ("/app/settings/audit", "settings-audit", Scope::AuditRead),
    ]
    .into_iter()
    .filter(|(.., right)| d.may(*right))
    .map(|(href, key, _)| Choice {
        name: d.t(key),
        href: href.to_owned(),
        here: path == href || (href == DOMAINS && path.starts_with(DOMAINS)),
    })
    .collect()
}

/// `GET /app/settings`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk) -> Result<Response, Response> {
    let workspace = workspace::get(&engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let form = filled(&d, &workspace);
    Ok(show(&page(&engine, d, form).await?))
}

/// `POST /app/settings`.
pub async fn save(State(engine): State<Arc<Engine>>, Sent { desk: d, mut form }: Sent) -> Result<Response, Response> {
    let before = workspace::get(&engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let seen = form.trimmed("version").parse().ok();
    let done = match WorkspacePatch::parse(&body(&form)) {
        Ok(patch) => workspace::patch(&engine, &d.who, seen, patch).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(_) => Ok(redirect("/app/settings", &d.t("settings-saved"))),
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            form.faults = faults.into_iter().map(|fault| fallback::beside(&form, beside(fault))).collect();
            Ok(again(&page(&engine, d, form).await?))
        }
        Err(Rejection::Stale) => {
            form.faults = vec![FieldError::new("", "desk_stale")];
            form.set("version", before.version.to_string());
            Ok(again(&page(&engine, d, form).await?))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

async fn page(engine: &Engine, d: Desk, form: Form) -> Result<Page, Response> {
    let chosen = [form.trimmed("fallback.channel_id"), form.trimmed("catch_all_channel_id")];
    Ok(Page {
        tabs: tabs(&d),
        may_write: d.may(Scope::WorkspaceWrite),
        countries: lists::countries(d.locale),
        currencies: lists::currencies(),
        zones: lists::zones(),
        means: status_table::rows(&d, &form),
        choices: status_table::choices(&d),
        may_add_channels: d.may(Scope::ChannelsWrite),
        channels: channels::choices(engine, &d, &chosen).await.map_err(|r| d.refuse(r))?,
        form,
        d,
    })
}

fn filled(d: &Desk, workspace: &Workspace) -> Form {
    let mut form = Form::new(d.locale, Vec::new());
    let settings = &workspace.settings;
    for (name, value) in [
        ("version", workspace.version.to_string()),
        ("name", workspace.name.clone()),
        ("time_zone", workspace.time_zone.clone()),
        ("currency", workspace.currency.clone()),
        ("country", workspace.country.clone()),
        ("catch_all_channel_id", settings.catch_all.map(|id| id.to_string()).unwrap_or_default()),
        ("statuses", settings.statuses.join("\n")),
    ] {
        form.set(name, value);
    }
    status_table::fill(&mut form, &settings.statuses, &settings.conversions);
    fallback::fill(&mut form, settings.fallback.as_ref());
    form
}

fn body(form: &Form) -> Value {
    let mut value = form.json(|name| match name {
        "name" | "time_zone" | "currency" | "country" => Some(Kind::Text),
        "catch_all_channel_id" => Some(Kind::Optional),
        _ => None,
    });
    value["fallback"] = fallback::json(form);
    let statuses: Vec<&str> = form.value("statuses").lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    value["statuses"] = json!(statuses);
    // A form without the table leaves it as it is.
    if form.rows("conversions") > 0 {
        value["conversions"] = status_table::json(form, &statuses);
    }
    value
}

fn beside(mut fault: FieldError) -> FieldError {
    if fault.field.starts_with("statuses") {
        fault.field = "statuses".into();
    }
    fault
}
