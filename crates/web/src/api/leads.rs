//! `/api/v1/leads`: the list and its filters, one lead with its notes and story, changes, and the export.

use super::answer::{Answer, Ids, created, list as page_of, one};
use super::body::Body;
use super::caller::Caller;
use super::change::Change;
use super::document::{LEADS, LeadPage, TimelinePage};
use super::params::{Params, cursor};
use super::shape::happening::HappeningJson;
use super::shape::input::{LeadInput, NoteInput};
use super::shape::lead::{LeadJson, NoteJson};
use axum::body::Body as Stream;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use domain::attribution::Model;
use domain::draft::token::read_time;
use domain::id::{AgentId, LeadId, LinkId};
use domain::lead::draft::{LeadPatch, Rules};
use domain::lead::filter::{Filter, Purchased, Search};
use domain::lead::{Lead, Priority};
use domain::problem::FieldError;
use domain::scope::Scope;
use engine::leads::export::{Export, Format};
use engine::leads::{self, json};
use engine::reports::rows;
use engine::{Engine, workspace};
use serde_json::Value;
use std::sync::Arc;
use store::reports::By;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Notes shown with a lead; the rest stand in its timeline.
const NOTES: usize = 20;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(export))
        .routes(routes!(get, patch))
        .routes(routes!(timeline))
        .routes(routes!(add_note))
}

/// Leads, newest first. A page may be short, even empty, and still have a `next_cursor`.
#[utoipa::path(get, path = "/api/v1/leads", tag = LEADS,
    params(("q" = Option<String>, Query, description = "A visitor code, the beginning of a number, or words of name, e-mail and tags"),
           ("status" = Option<String>, Query), ("agent_id" = Option<String>, Query),
           ("link_id" = Option<String>, Query), ("source" = Option<String>, Query),
           ("utm_campaign" = Option<String>, Query), ("country" = Option<String>, Query),
           ("tag" = Option<String>, Query), ("priority" = Option<String>, Query),
           ("device" = Option<String>, Query), ("has_phone" = Option<bool>, Query),
           ("created_from" = Option<String>, Query), ("created_before" = Option<String>, Query),
           ("purchased_from" = Option<String>, Query, description = "Became a purchase at or after"),
           ("purchased_before" = Option<String>, Query, description = "Became a purchase before"),
           ("purchased_since" = Option<String>, Query,
            description = "Only the first purchase at or after this moment counts for the other two"),
           ("by" = Option<String>, Query,
            description = "One line of a report by `hour`, `link`, `agent`, `source`, `medium`, `campaign`, `term`, `content`, `ad`, `platform`, `country` or `device`: the one of `key`"),
           ("key" = Option<String>, Query, description = "The line's key; empty is unknown or none"),
           ("model" = Option<String>, Query,
            description = "Whose line and whose link: of the `first` touch, or of the `last` (of purchases the last before)"),
           ("has_data" = Option<bool>, Query, description = "Sent a form, or left a number"),
           ("has_opened" = Option<bool>, Query, description = "A page on the phone told that the chat was opened"),
           ("has_chat" = Option<bool>, Query, description = "Wrote"),
           ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = LeadPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (before, limit) = params.paging(LeadId::parse);
    let filter = filter(&engine, &caller, &mut params);
    params.close()?;
    let page = leads::list(&engine, &caller.who, filter, before, limit).await?;
    page_of(page.items.iter().map(|lead| json::lead(lead, engine.codes(), &[])), page.next.map(cursor))
}

/// The leads of a filter as one file: `format=csv` (safe to open in a spreadsheet) or `format=jsonl`.
#[utoipa::path(get, path = "/api/v1/leads/export", tag = LEADS,
    params(("format" = Option<String>, Query, description = "`csv` or `jsonl`; csv when nothing is said"),
           ("q" = Option<String>, Query), ("status" = Option<String>, Query), ("agent_id" = Option<String>, Query),
           ("link_id" = Option<String>, Query), ("source" = Option<String>, Query),
           ("utm_campaign" = Option<String>, Query), ("country" = Option<String>, Query),
           ("tag" = Option<String>, Query), ("priority" = Option<String>, Query),
           ("device" = Option<String>, Query), ("has_phone" = Option<bool>, Query),
           ("created_from" = Option<String>, Query), ("created_before" = Option<String>, Query),
           ("purchased_from" = Option<String>, Query), ("purchased_before" = Option<String>, Query),
           ("purchased_since" = Option<String>, Query), ("by" = Option<String>, Query), ("key" = Option<String>, Query),
           ("model" = Option<String>, Query), ("has_data" = Option<bool>, Query),
           ("has_opened" = Option<bool>, Query), ("has_chat" = Option<bool>, Query)),
    responses((status = 200, content_type = "text/csv", body = String)))]
async fn export(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let format = params.read("format", "unknown_format", Format::parse).unwrap_or(Format::Csv);
    let filter = filter(&engine, &caller, &mut params);
    params.close()?;
    let name = match format {
        Format::Csv => "leads.csv",
        Format::JsonLines => "leads.jsonl",
    };
    let mut export = Export::new(&caller.who, filter, format)?;
    // The first piece is read before the answer begins, so that a store that is away is a 503 and not half a file.
    let first = export.next(&engine).await?.unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Stream::from_stream(pieces(engine, export, first))).into_response())
}

/// One piece after the other, each made when the one before it was taken.
fn pieces(
    engine: Arc<Engine>,
    mut export: Export,
    first: Vec<u8>,
) -> impl tokio_stream::Stream<Item = Result<Vec<u8>, std::io::Error>> + Send {
    let (send, receive) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let mut piece = Ok(Some(first));
        loop {
            match piece {
                Ok(Some(bytes)) => {
                    if send.send(Ok(bytes)).await.is_err() {
                        return;
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "an export was cut off");
                    send.send(Err(std::io::Error::other("the export was cut off"))).await.ok();
                    return;
                }
            }
            piece = export.next(&engine).await;
        }
    });
    tokio_stream::wrappers::ReceiverStream::new(receive)
}

/// One lead with its latest notes.
#[utoipa::path(get, path = "/api/v1/leads/{lead_id}", tag = LEADS, params(("lead_id" = String, Path)),
    responses((status = 200, body = LeadJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let lead = leads::get(&engine, &caller.who, ids.get("lead_id", LeadId::parse)?).await?;
    whole(&engine, &caller, &lead).await
}

/// Changes any part of a lead that people may change; each change stands in the timeline.
#[utoipa::path(patch, path = "/api/v1/leads/{lead_id}", tag = LEADS, request_body = LeadInput,
    params(("lead_id" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = LeadJson)))]
async fn patch(Change { engine, caller, ids, seen, json }: Change) -> Answer {
    caller.need(Scope::LeadsWrite)?;
    let id = ids.get("lead_id", LeadId::parse)?;
    // A lead that is not there is not found, whatever the body says.
    leads::get(&engine, &caller.who, id).await?;
    let home = workspace::rules(&engine, &caller.who).await?;
    let rules = Rules { country: &home.country, currency: &home.currency, statuses: &home.settings.statuses };
    let draft = LeadPatch::parse(&json, rules)?;
    let lead = leads::patch(&engine, &caller.who, id, seen, draft).await?;
    whole(&engine, &caller, &lead).await
}

/// What happened with a lead, newest first: visits, forms, changes, notes, and what platforms were told.
#[utoipa::path(get, path = "/api/v1/leads/{lead_id}/timeline", tag = LEADS,
    params(("lead_id" = String, Path), ("cursor" = Option<String>, Query),
           ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = TimelinePage)))]
async fn timeline(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, mut params: Params) -> Answer {
    let (before, limit) = params.paging(|text| text.parse::<i64>().ok());
    params.close()?;
    let story = leads::timeline(&engine, &caller.who, ids.get("lead_id", LeadId::parse)?, before, limit).await?;
    page_of(story.items.iter().map(|item| HappeningJson::new(item, caller.locale)), story.next.map(cursor))
}

/// A note on a lead.
#[utoipa::path(post, path = "/api/v1/leads/{lead_id}/notes", tag = LEADS, request_body = NoteInput,
    params(("lead_id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = NoteJson)))]
async fn add_note(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, Body { json, once }: Body) -> Answer {
    caller.need(Scope::LeadsWrite)?;
    let id = ids.get("lead_id", LeadId::parse)?;
    created(&engine, &caller, once, "", None, async {
        let text = domain::draft::note::parse(&json)?;
        Ok(json::note(&leads::add_note(&engine, &caller.who, id, &text).await?))
    })
    .await
}

/// The lead as the contract has it, with its version for the ETag.
async fn whole(engine: &Engine, caller: &Caller, lead: &Lead) -> Answer {
    let notes = leads::notes(engine, &caller.who, lead.id, NOTES).await?;
    let mut value = json::lead(lead, engine.codes(), &notes);
    if let Value::Object(fields) = &mut value {
        fields.insert("version".to_owned(), lead.version.into());
    }
    one(value)
}

fn filter(engine: &Engine, caller: &Caller, params: &mut Params) -> Filter {
    let country = super::country(engine, caller);
    let micros = |text: &str| read_time(text).ok();
    let mut filter = Filter {
        search: params.text("q").and_then(|text| Search::read(&text, engine.codes(), &country)),
        status: params.text("status"),
        agent: params.read("agent_id", "not_an_id", AgentId::parse),
        link: params.read("link_id", "not_an_id", LinkId::parse),
        source: params.text("source"),
        campaign: params.text("utm_campaign"),
        country: params.text("country").map(|country| country.to_ascii_uppercase()),
        tag: params.text("tag"),
        priority: params.read("priority", "unknown_priority", Priority::parse),
        device: params.text("device"),
        has_phone: params.flag("has_phone"),
        created_from: params.read("created_from", "not_a_time", micros),
        created_before: params.read("created_before", "not_a_time", micros),
        purchased: {
            let since = params.read("purchased_since", "not_a_time", micros);
            let from = params.read("purchased_from", "not_a_time", micros);
            Purchased::of(since, from, params.read("purchased_before", "not_a_time", micros))
        },
        has_data: params.flag("has_data"),
        has_opened: params.flag("has_opened"),
        has_chat: params.flag("has_chat"),
        ..Filter::default()
    };
    let model = params.read("model", "unknown_model", Model::parse).unwrap_or_default();
    let by = params.read("by", "unknown_lead_line", |text| By::parse(text).filter(|by| rows::is_line(*by)));
    let key = params.text("key");
    if key.is_some() && params.text("by").is_none() {
        params.fault(FieldError::new("by", "required"));
    }
    let key = key.unwrap_or_default();
    if by.is_some_and(|by| !by.knows(&key)) {
        params.fault(FieldError::new("key", "unknown_value"));
    }
    rows::narrow(&mut filter, model, by.map(|by| (by, key.as_str())), &super::zone(engine, caller));
    filter
}
