//! What is kept of visitors, and for how long. Whoever shortens the days of something is first told how much goes with
//! it, and says so a second time; nothing that was typed is lost on the way.

use super::address::Choice;
use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::settings::tabs;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::draft::workspace::WorkspacePatch;
use domain::privacy::{IpKept, Kept, MOST_DAYS};
use domain::scope::Scope;
use engine::retention::{self, Ahead};
use engine::{Engine, Rejection, workspace};
use serde_json::{Value, json};
use std::sync::Arc;
use store::workspaces::Workspace;

const AT: &str = "/app/settings/privacy";

/// A kind of data with its field.
struct Row {
    /// The field's name, which is the API's path.
    field: &'static str,
    label: String,
    help: String,
    /// From when on it is all there, and how much went, where any did.
    kept: String,
}

/// What goes with shorter days.
struct Asked {
    lines: Vec<String>,
    /// Names exactly these days: whoever types others is asked again.
    confirm: String,
}

#[derive(Template)]
#[template(path = "desk/settings_privacy.html")]
struct Page {
    d: Desk,
    tabs: Vec<Choice>,
    form: Form,
    rows: Vec<Row>,
    ips: Vec<(&'static str, String, String)>,
    most: u16,
    asked: Option<Asked>,
}

/// `GET /app/settings/privacy`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk) -> Result<Response, Response> {
    allowed(&d)?;
    let workspace = workspace::get(&engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let form = filled(&d, &workspace);
    Ok(show(&page(&engine, d, form, None).await?))
}

/// `POST /app/settings/privacy`.
pub async fn save(State(engine): State<Arc<Engine>>, Sent { desk: d, mut form }: Sent) -> Result<Response, Response> {
    allowed(&d)?;
    let before = workspace::get(&engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let seen = form.trimmed("version").parse().ok();
    let patch = match WorkspacePatch::parse(&body(&form)) {
        Ok(patch) => patch,
        Err(faults) => {
            form.faults = faults;
            return Ok(again(&page(&engine, d, form, None).await?));
        }
    };
    let after = patch.privacy.onto(&before.settings.privacy);
    let shorter: Vec<_> =
        before.settings.privacy.keep.shorter_in(&after.keep).map(|kind| (kind, after.keep.days(kind))).collect();
    let confirm = confirmation(&shorter);
    if !shorter.is_empty() && form.value("confirm") != confirm {
        let ahead = retention::ahead(&engine, &d.who, shorter).await.map_err(|r| d.refuse(r))?;
        let lines = ahead.iter().map(|ahead| goes(&d, ahead)).collect();
        // Nothing was wrong and nothing is saved yet.
        return Ok(show(&page(&engine, d, form, Some(Asked { lines, confirm })).await?));
    }
    match workspace::patch(&engine, &d.who, seen, patch).await {
        Ok(_) => Ok(redirect(AT, &d.t("privacy-saved"))),
        Err(rejection) => {
            form.faults = d.faults(&mut form, Some(before.version), rejection)?;
            Ok(again(&page(&engine, d, form, None).await?))
        }
    }
}

fn allowed(d: &Desk) -> Result<(), Response> {
    if d.may(Scope::WorkspaceWrite) { Ok(()) } else { Err(d.refuse(Rejection::Forbidden)) }
}

async fn page(engine: &Engine, d: Desk, form: Form, asked: Option<Asked>) -> Result<Page, Response> {
    let kinds = retention::kinds(engine, &d.who).await.map_err(|r| d.refuse(r))?;
    let row = |kind: retention::Kind| Row {
        field: field(kind.kind),
        label: d.word("privacy", kind.kind.as_str()),
        help: d.word("privacy-help", kind.kind.as_str()),
        kept: match kind.kept_from {
            Some(from) => d.a("privacy-kept").s("day", d.day(day(&d, from))).n("count", kind.gone).to_string(),
            None => String::new(),
        },
    };
    Ok(Page {
        tabs: tabs(&d),
        rows: kinds.into_iter().map(row).collect(),
        ips: IpKept::WORDS.map(|word| (word, d.word("privacy-ip", word), d.word("privacy-ip-help", word))).to_vec(),
        most: MOST_DAYS,
        form,
        asked,
        d,
    })
}

/// The day of a moment, as the roll-ups number it.
fn day(d: &Desk, at: i64) -> i32 {
    store::reports::days::local(at, &d.zone).0
}

/// `12,340 visits of people before 1 May 2026 …`.
fn goes(d: &Desk, ahead: &Ahead) -> String {
    let key = if ahead.is_more() { "privacy-goes-more" } else { "privacy-goes" };
    d.a(key)
        .s("kind", d.word("privacy", ahead.kind.as_str()))
        .n("count", ahead.counted())
        .s("rows", d.num(ahead.counted()))
        .n("days", ahead.days)
        .s("day", d.day(day(d, ahead.before)))
        .to_string()
}

fn confirmation(shorter: &[(Kept, Option<u16>)]) -> String {
    let part = |(kind, days): &(Kept, Option<u16>)| format!("{}={}", kind.as_str(), days.unwrap_or_default());
    shorter.iter().map(part).collect::<Vec<_>>().join(";")
}

fn field(kind: Kept) -> &'static str {
    match kind {
        Kept::Visits => "privacy.keep_days.visits",
        Kept::FilteredVisits => "privacy.keep_days.filtered_visits",
        Kept::Deliveries => "privacy.keep_days.deliveries",
        Kept::Leads => "privacy.keep_days.leads",
        Kept::Customers => "privacy.keep_days.customers",
        Kept::Audit => "privacy.keep_days.audit",
    }
}

fn filled(d: &Desk, workspace: &Workspace) -> Form {
    let mut form = Form::new(d.locale, Vec::new());
    let privacy = &workspace.settings.privacy;
    form.set("version", workspace.version.to_string());
    form.set("privacy.ip", privacy.ip.as_str());
    for kind in Kept::ALL {
        form.set(field(kind), privacy.keep.days(kind).map(|days| days.to_string()).unwrap_or_default());
    }
    form
}

fn body(form: &Form) -> Value {
    let value = form.json(|name| match name {
        "privacy.ip" => Some(Kind::Text),
        name if Kept::ALL.iter().any(|kind| field(*kind) == name) => Some(Kind::OptionalNumber),
        _ => None,
    });
    if value.get("privacy").is_some() { value } else { json!({}) }
}
