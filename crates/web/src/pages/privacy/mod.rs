//! A lead's privacy at the desk: what the person said of being told of, whether no platform is told anything, everything
//! that is kept of them as a file, and their erasure. Who may do what is decided in the engine; a button that would be
//! refused is not shown.

mod consent;
mod erase;
mod off_limits;

pub use consent::save as consent;
pub use erase::{ask, erase};
pub use off_limits::switch;

use super::desk::Desk;
use super::lead;
use crate::outbox_words;
use crate::view::time;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::conversion::Consent;
use domain::conversion::consent::Record;
use domain::lead::Lead;
use domain::scope::Scope;
use engine::Engine;
use engine::conversions::suppressions::{self, Suppression};
use engine::leads::{dossier, waiting};
use http::header;
use std::sync::Arc;

/// What the lead's page shows of it.
pub struct Card {
    pub consent: Agreed,
    pub may_write: bool,
    /// What a withdrawal would do at once.
    pub withdraw: String,
    pub off_limits: OffLimits,
    pub may_export: bool,
    pub may_erase: bool,
    /// The latest that a person can have said something, as a date field writes it.
    pub latest: String,
}

/// What a lead agreed to.
pub struct Agreed {
    pub class: &'static str,
    pub state: String,
    /// What follows from it.
    pub means: String,
    pub at: Option<i64>,
    pub by: String,
    pub text: String,
    pub may_give: bool,
    pub may_withdraw: bool,
}

/// Whether no platform is told anything.
pub struct OffLimits {
    pub is_on: bool,
    pub class: &'static str,
    pub state: String,
    pub means: String,
    pub since: Option<i64>,
    pub by: String,
    pub may_switch: bool,
}

pub async fn card(engine: &Engine, d: &Desk, lead: &Lead) -> Result<Card, Response> {
    let lines = suppressions::of_lead(engine, &d.who, lead.id).await.map_err(|r| d.refuse(r))?;
    let waiting = waiting(engine, &d.who, lead.id).await.map_err(|r| d.refuse(r))?;
    Ok(Card {
        consent: agreed(d, lead.consent.as_ref()),
        may_write: d.may(Scope::LeadsWrite),
        withdraw: d.a("privacy-withdraw-help").n("count", waiting).to_string(),
        off_limits: off_limits(d, lead, &lines),
        may_export: d.may(Scope::LeadsExport),
        may_erase: d.may(Scope::LeadsWrite) && d.who.sees_all_leads(),
        latest: time::zoned(d.now, &d.zone).strftime("%Y-%m-%dT%H:%M").to_string(),
    })
}

fn agreed(d: &Desk, record: Option<&Record>) -> Agreed {
    let state = record.map_or(Consent::Unknown, |record| record.state);
    let (class, means) = match state {
        Consent::Given => ("badge--good", "privacy-means-given"),
        Consent::Refused => ("badge--bad", "privacy-means-refused"),
        Consent::Unknown => ("", "privacy-means-unknown"),
    };
    Agreed {
        class,
        state: outbox_words::consent(d.locale, state),
        means: d.t(means),
        at: record.map(|record| record.at),
        by: match record.map_or("", |record| record.by.as_str()) {
            "" => String::new(),
            Record::BY_FORM => d.t("conv-consent-by-form"),
            name => d.a("conv-consent-by").s("name", name).to_string(),
        },
        text: record.map(|record| record.text.clone()).unwrap_or_default(),
        may_give: state != Consent::Given,
        may_withdraw: state != Consent::Refused,
    }
}

fn off_limits(d: &Desk, lead: &Lead, lines: &[Suppression]) -> OffLimits {
    let first = lines.iter().min_by_key(|line| line.created_at);
    let has_contact = lead.phone.is_some() || lead.email.is_some();
    let is_on = first.is_some();
    let means = match (is_on, has_contact) {
        (true, _) => "privacy-off-limits-means",
        (false, true) => "privacy-not-off-limits-means",
        (false, false) => "privacy-no-contact",
    };
    OffLimits {
        is_on,
        class: if is_on { "badge--bad" } else { "" },
        state: d.t(if is_on { "privacy-off-limits" } else { "privacy-not-off-limits" }),
        means: d.t(means),
        since: first.map(|line| line.created_at),
        by: first
            .and_then(|line| line.by.as_deref())
            .map(|name| d.a("conv-consent-by").s("name", name).to_string())
            .unwrap_or_default(),
        may_switch: has_contact && d.may(Scope::DestinationsWrite),
    }
}

/// `GET /app/leads/{id}/everything.json`: all that is kept of the person, as a file.
pub async fn everything(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let lead = lead::find(&engine, &d, &id).await?;
    let document = dossier::dossier(&engine, &d.who, lead.id).await.map_err(|r| d.refuse(r))?;
    let code = engine.codes().encode(lead.id);
    let name = format!("attachment; filename=\"lead-{code}.json\"");
    Ok(([(header::CONTENT_DISPOSITION, name)], Json(document)).into_response())
}

fn back(id: &str) -> String {
    format!("/app/leads/{id}#privacy")
}
