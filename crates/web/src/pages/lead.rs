//! One lead: what is known, what the team decided, and everything that happened, each visit with its decision as
//! sentences.

use super::agents;
use super::conversions::of_lead::{self, Card};
use super::desk::{Desk, Sent, again, redirect, show};
use super::form::{Form, Kind};
use super::lead_words::{campaign, place, status_class};
use super::privacy;
use super::timeline::{self, Entry};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::id::LeadId;
use domain::lead::Lead;
use domain::lead::draft::{LeadPatch, Rules};
use domain::money::{self, Currency};
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::{Engine, Rejection, leads};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

const TIMELINE: usize = 50;

struct Shown {
    id: LeadId,
    name: String,
    auto_name: String,
    code: String,
    status: String,
    status_class: &'static str,
    agent: String,
    /// The chat with this person, where the number is known.
    chat: String,
    created_at: i64,
    last_seen_at: i64,
}

#[derive(Template)]
#[template(path = "desk/lead.html")]
struct Page {
    d: Desk,
    form: Form,
    lead: Shown,
    may_write: bool,
    statuses: Vec<String>,
    agents: Vec<(String, String)>,
    custom: Vec<(String, String)>,
    facts: Vec<(String, String)>,
    timeline: Vec<Entry>,
    older: Option<String>,
    card: Card,
    /// None of one whose person was erased.
    privacy: Option<privacy::Card>,
    erased_at: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    before: Option<i64>,
}

/// `GET /app/leads/{id}`.
pub async fn see(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let lead = find(&engine, &d, &id).await?;
    let form = filled(&d, &lead);
    Ok(show(&page(d, &engine, lead, form, asked.before).await?))
}

/// `POST /app/leads/{id}`.
pub async fn save(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, mut form }: Sent,
) -> Result<Response, Response> {
    let lead = find(&engine, &d, &id).await?;
    let rules = Rules { country: &d.country, currency: &d.currency, statuses: &d.statuses };
    let seen = form.trimmed("version").parse().ok();
    let done = match LeadPatch::parse(&body(&form, &lead, &d.currency), rules) {
        Ok(patch) => leads::patch(&engine, &d.who, lead.id, seen, patch).await,
        Err(faults) => Err(faults.into()),
    };
    match done {
        Ok(lead) => {
            let code = engine.codes().encode(lead.id).to_string();
            let said = d.a("lead-saved").s("name", lead.display_name(&code)).to_string();
            Ok(redirect(&format!("/app/leads/{id}"), &said))
        }
        Err(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
            form.faults = faults.into_iter().map(beside).collect();
            Ok(again(&page(d, &engine, lead, form, None).await?))
        }
        Err(Rejection::Stale) => {
            form.faults = vec![FieldError::new("", "desk_stale")];
            form.set("version", lead.version.to_string());
            Ok(again(&page(d, &engine, lead, form, None).await?))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

/// `POST /app/leads/{id}/notes`.
pub async fn note(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let lead = find(&engine, &d, &id).await?;
    match leads::add_note(&engine, &d.who, lead.id, form.value("body")).await {
        Ok(_) => Ok(redirect(&format!("/app/leads/{id}"), &d.t("note-kept"))),
        Err(Rejection::Invalid(faults)) => {
            let mut again_form = filled(&d, &lead);
            again_form.set("body", form.value("body"));
            again_form.faults = faults;
            Ok(again(&page(d, &engine, lead, again_form, None).await?))
        }
        Err(rejection) => Err(d.refuse(rejection)),
    }
}

/// The page again, where something else of it could not be done: what was typed there, and what was wrong.
pub async fn wrong(
    engine: &Engine,
    d: Desk,
    lead: Lead,
    typed: Form,
    rejection: Rejection,
    beside: impl Fn(FieldError) -> FieldError,
) -> Result<Response, Response> {
    let mut form = filled(&d, &lead);
    form.values.extend(typed.values.into_iter().filter(|(name, _)| name != "csrf"));
    let faults = d.faults(&mut form, None, rejection)?;
    form.faults = faults.into_iter().map(beside).collect();
    Ok(again(&page(d, engine, lead, form, None).await?))
}

pub async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<Lead, Response> {
    let id = LeadId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    leads::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

async fn page(d: Desk, engine: &Engine, lead: Lead, form: Form, before: Option<i64>) -> Result<Page, Response> {
    let history = leads::timeline(engine, &d.who, lead.id, before, TIMELINE).await.map_err(|r| d.refuse(r))?;
    let card = of_lead::card(engine, &d, &lead).await?;
    let privacy = match lead.erased_at {
        None => Some(privacy::card(engine, &d, &lead).await?),
        Some(_) => None,
    };
    let agents = agents::choices(engine, &d).await.map_err(|r| d.refuse(r))?;
    let older = history.next.map(|at| format!("/app/leads/{}?before={at}", lead.id));
    let timeline = timeline::entries(engine, &d, &lead, history.items, older.is_none()).await;
    let code = engine.codes().encode(lead.id).to_string();
    let mut custom: Vec<(String, String)> = match form.all("custom_name").next() {
        Some(_) => form.all("custom_name").zip(form.all("custom_value")).map(|(n, v)| (n.into(), v.into())).collect(),
        None => lead.custom_fields.clone().into_iter().collect(),
    };
    custom.retain(|(name, value)| !name.is_empty() || !value.is_empty());
    custom.push((String::new(), String::new()));
    Ok(Page {
        may_write: d.may(Scope::LeadsWrite) && lead.erased_at.is_none(),
        statuses: statuses(&d, &lead),
        facts: facts(engine, &d, &lead).await,
        lead: Shown {
            id: lead.id,
            name: lead.display_name(&code),
            auto_name: Lead::auto_name(&code),
            status_class: status_class(&lead.status),
            status: lead.status.clone(),
            agent: lead.agent.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
            chat: lead
                .phone
                .as_deref()
                .map(|p| format!("https://wa.me/{}", p.trim_start_matches('+')))
                .unwrap_or_default(),
            created_at: lead.created_at,
            last_seen_at: lead.last_seen_at,
            code,
        },
        custom,
        agents,
        timeline,
        older,
        card,
        privacy,
        erased_at: lead.erased_at,
        form,
        d,
    })
}

/// The workspace's, and the lead's own where it is no longer among them.
fn statuses(d: &Desk, lead: &Lead) -> Vec<String> {
    let mut all = d.statuses.clone();
    if !all.contains(&lead.status) {
        all.push(lead.status.clone());
    }
    all
}

fn filled(d: &Desk, lead: &Lead) -> Form {
    let amount = |minor: Option<i64>| {
        let currency = lead.currency.as_deref().or(Some(&d.currency)).and_then(Currency::parse);
        minor.zip(currency).map(|(minor, currency)| money::format(minor, currency)).unwrap_or_default()
    };
    let mut form = Form::new(d.locale, Vec::new());
    for (name, value) in [
        ("version", lead.version.to_string()),
        ("name", lead.name.clone().unwrap_or_default()),
        ("phone", lead.phone.clone().unwrap_or_default()),
        ("email", lead.email.clone().unwrap_or_default()),
        ("status", lead.status.clone()),
        ("priority", lead.priority.as_str().to_owned()),
        ("score", lead.score.to_string()),
        ("agent_id", lead.agent.as_ref().map(|a| a.id.to_string()).unwrap_or_default()),
        ("values.expected", amount(lead.expected_minor)),
        ("values.actual", amount(lead.actual_minor)),
        ("tags", lead.tags.join(", ")),
    ] {
        form.set(name, value);
    }
    form
}

/// The API's JSON. Amounts are in the lead's currency, else the workspace's; a custom field whose row was emptied
/// is taken away.
fn body(form: &Form, lead: &Lead, currency: &str) -> Value {
    let mut value = form.json(|name| match name {
        "name" | "phone" | "email" | "agent_id" => Some(Kind::Optional),
        "status" | "priority" => Some(Kind::Text),
        "score" => Some(Kind::Number),
        _ => None,
    });
    // A status that the workspace has since dropped stays as it is unless another is chosen.
    if form.is("status", &lead.status)
        && let Some(map) = value.as_object_mut()
    {
        map.remove("status");
    }
    let currency = lead.currency.as_deref().unwrap_or(currency);
    let amount = |name: &str| match form.trimmed(name) {
        "" => Value::Null,
        text => json!({ "amount": plain_amount(text), "currency": currency }),
    };
    value["values"] = json!({ "expected": amount("values.expected"), "actual": amount("values.actual") });
    let tags: Vec<&str> = form.value("tags").split(',').map(str::trim).filter(|t| !t.is_empty()).collect();
    value["tags"] = json!(tags);
    let mut fields: Map<String, Value> = lead.custom_fields.keys().map(|name| (name.clone(), Value::Null)).collect();
    for (name, text) in form.all("custom_name").zip(form.all("custom_value")) {
        let name = name.trim();
        if !name.is_empty() || !text.trim().is_empty() {
            fields.insert(name.to_owned(), json!(text));
        }
    }
    value["custom_fields"] = Value::Object(fields);
    value
}

/// An amount as people type it: `Rp 1.500.000`, `1,500,000.50`. A currency may stand before or behind it. The last mark
/// with one or two digits behind it is the decimal point; marks before three digits group. What is still no amount, such as
/// `1e30`, is left as it was for the draft to refuse: it must never become another number.
pub fn plain_amount(text: &str) -> String {
    let text = text.trim();
    let is_unit = |c: char| c.is_alphabetic() || c.is_whitespace() || c == '$' || !c.is_ascii();
    let bare = text.trim_start_matches(is_unit);
    // `Rp. 5`, and the dash that stands for no cents: `Rp 5,-`.
    let bare = if bare.len() < text.len() { bare.strip_prefix('.').unwrap_or(bare) } else { bare };
    let bare = bare.trim_end_matches(is_unit).trim_end_matches(",-");
    let bare: String = bare.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    if bare.is_empty() || bare.contains(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-')) {
        return text.to_owned();
    }
    let Some(at) = bare.rfind(['.', ',']) else { return bare };
    let (whole, decimals) = (&bare[..at], &bare[at + 1..]);
    let whole: String = whole.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    match decimals.len() {
        3 => format!("{whole}{decimals}"),
        _ => format!("{whole}.{decimals}"),
    }
}

/// The draft names `values.actual.amount`; the form has one field for it.
fn beside(mut fault: FieldError) -> FieldError {
    for field in ["values.expected", "values.actual", "tags", "custom_fields"] {
        if fault.field.starts_with(field) {
            fault.field = field.to_owned();
        }
    }
    fault
}

async fn facts(engine: &Engine, d: &Desk, lead: &Lead) -> Vec<(String, String)> {
    let link = match lead.link {
        Some(id) => {
            Some(super::link_names::of(engine, d, id).await).filter(|link| !link.href.is_empty()).map(|link| link.name)
        }
        None => None,
    };
    let ids = |touch: &domain::lead::Touch<'_>| {
        touch.origin.click_ids.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
    };
    let language = |tag: &str| if tag.is_empty() { String::new() } else { tag.to_owned() };
    let mut facts = vec![
        ("lead-source", d.word("source", &lead.source)),
        ("lead-link", link.unwrap_or_default()),
        ("lead-first-touch", campaign(&lead.first_touch)),
        ("lead-click-ids", ids(&lead.first_touch)),
        ("lead-referrer", lead.first_touch.origin.referrer.to_string()),
        ("lead-last-touch", lead.last_touch.as_ref().map(campaign).unwrap_or_default()),
        ("lead-place", place(d, &lead.whereabouts)),
        ("lead-time-zone", lead.whereabouts.time_zone.replace('_', " ")),
        ("lead-language", language(&lead.language)),
        ("lead-device", d.word("device", &lead.device)),
        ("lead-ip", lead.ip.clone()),
        ("lead-visits", d.num(lead.visit_count)),
        ("lead-chats", d.num(lead.chat_count)),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts.into_iter().map(|(key, value)| (d.t(key), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::plain_amount;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (typed, plain) in [
            ("1500000", "1500000"),
            ("Rp 1.500.000", "1500000"),
            ("1,500,000.50", "1500000.50"),
            ("1.500.000,5", "1500000.5"),
            ("12.50", "12.50"),
            ("1,500", "1500"),
            ("Rp. 1.500.000,-", "1500000"),
            ("1 500 000 €", "1500000"),
            ("IDR 2'500", "2500"),
            ("-5", "-5"),
            ("0.123456789012", "0.123456789012"),
            // No number of another kind is made of what is none.
            ("abc", "abc"),
            ("NaN", "NaN"),
            ("1e30", "1e30"),
            ("12 apples 5", "12 apples 5"),
            (".5", ".5"),
            ("", ""),
        ] {
            assert_eq!(plain_amount(typed), plain, "{typed}");
        }
    }
}
