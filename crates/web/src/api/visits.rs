//! `/api/v1/visits`, `/api/v1/reports/overview` and `/api/v1/reports/link/{link_id}`.

use super::answer::{Answer, Ids, list as page_of, one};
use super::caller::Caller;
use super::document::{FIGURES, VisitPage};
use super::params::{Params, cursor};
use super::shape::VisitJson;
use super::shape::link_report::LinkReportJson;
use super::shape::report::OverviewJson;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use domain::attribution::Model;
use domain::id::{EntryId, HubId, LeadId, LinkId, MemberId, VisitId};
use domain::problem::FieldError;
use domain::visit::Kind;
use engine::reports::Asked;
use engine::visits::{After, Cursor, Facet, Figure, Filter};
use engine::{Engine, links, reports, visits};
use std::sync::Arc;
use store::reports::By;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get)).routes(routes!(overview)).routes(routes!(link))
}

/// Visits with the kept decision, newest first. A page may come short, even empty, and still have a `next_cursor`.
#[utoipa::path(get, path = "/api/v1/visits", tag = FIGURES,
    params(("link_id" = Option<String>, Query), ("lead_id" = Option<String>, Query),
           ("kind" = Option<String>, Query, description = "`human`, `scan`, `preview`, `bot`, `prefetch` or `head`"),
           ("from" = Option<String>, Query, description = "The first day in the workspace's zone, as `2026-11-01`"),
           ("to" = Option<String>, Query, description = "The last day"),
           ("figure" = Option<String>, Query,
            description = "What a figure of a report counts: `clicks`, `scans`, `visits` (both), `leads` (those that made one), `filtered`, `repeats` or `people` (of each visitor the latest)"),
           ("by" = Option<String>, Query,
            description = "One line of a report by `agent`, `source`, `medium`, `campaign`, `term`, `content`, `ad`, `platform`, `country`, `device`, `os`, `browser`, `in_app`, `language`, `reason`, `rule`, `member`, `way` or `form`: the one of `key`; or what became of it: `happened` (`shown`, `opened`, `fell_back`, `button`, `copied`), `form` (`sent`), `form_rule` and `form_member` (a key of `rule` and `member`, as it was decided when its form was sent), `opened` (`plain`, `intent`, `page`, `desktop_page`: at once or when its form was sent)"),
           ("key" = Option<String>, Query, description = "The line's key; empty is unknown or none"),
           ("turn_of" = Option<String>, Query, description = "Visits that took this member's turn"),
           ("back_to" = Option<String>, Query, description = "Visits that came back to this member"),
           ("country" = Option<String>, Query, description = "As each of these: a line by its own name, several together"),
           ("device" = Option<String>, Query), ("os" = Option<String>, Query), ("browser" = Option<String>, Query),
           ("in_app" = Option<String>, Query), ("language" = Option<String>, Query), ("source" = Option<String>, Query),
           ("campaign" = Option<String>, Query), ("agent" = Option<String>, Query), ("reason" = Option<String>, Query),
           ("rule" = Option<String>, Query), ("member" = Option<String>, Query), ("way" = Option<String>, Query),
           ("form" = Option<String>, Query),
           ("medium" = Option<String>, Query), ("term" = Option<String>, Query), ("content" = Option<String>, Query),
           ("ad" = Option<String>, Query), ("platform" = Option<String>, Query),
           ("hour" = Option<u8>, Query, description = "Of each day only this hour, 0 to 23, of the workspace's zone"),
           ("hub_id" = Option<String>, Query, description = "Visits that came by an entry of this hub"),
           ("entry_id" = Option<String>, Query, description = "Visits that came by this entry of a hub"),
           ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query, maximum = 200)),
    responses((status = 200, body = VisitPage)))]
async fn list(State(engine): State<Arc<Engine>>, caller: Caller, mut params: Params) -> Answer {
    let (after, limit) = params.paging(Cursor::parse);
    let filter = Filter {
        link: params.read("link_id", "not_an_id", LinkId::parse),
        lead: params.read("lead_id", "not_an_id", LeadId::parse),
        kind: params.read("kind", "unknown_kind", Kind::parse),
        figure: params.read("figure", "unknown_figure", Figure::parse),
        after: became(&mut params),
        lines: lines(&mut params),
        turn_of: params.read("turn_of", "not_an_id", MemberId::parse),
        back_to: params.read("back_to", "not_an_id", MemberId::parse),
        hub: params.read("hub_id", "not_an_id", HubId::parse),
        entry: params.read("entry_id", "not_an_id", EntryId::parse),
        ..Filter::default()
    };
    let asked = visits::Asked {
        filter,
        from: params.read("from", "not_a_day", |text| text.parse().ok()),
        to: params.read("to", "not_a_day", |text| text.parse().ok()),
        hour: params.read("hour", "not_an_hour", |text| text.parse().ok().filter(|hour| (0..24).contains(hour))),
    };
    params.close()?;
    let page = visits::list(&engine, &caller.who, asked, after, limit).await?;
    page_of(page.items.iter().map(|visit| VisitJson::new(visit, caller.locale)), page.next.map(cursor))
}

/// Conditions by their own names, and the line that `by` and `key` say.
fn lines(params: &mut Params) -> Vec<(Facet, String)> {
    let mut lines = named(params);
    lines.extend(line(params));
    lines
}

/// `country=ID`, `device=mobile`, …: each line by its own name.
fn named(params: &mut Params) -> Vec<(Facet, String)> {
    let read = |facet: Facet| {
        let value = params.read(facet.as_str(), "unknown_value", |text| facet.knows(text).then(|| text.to_owned()));
        value.map(|value| (facet, value))
    };
    Facet::ALL.into_iter().filter_map(read).collect()
}

/// What became of a visit, where `by` says so.
fn became(params: &mut Params) -> Option<After> {
    let (by, key) = (params.text("by")?, params.text("key").unwrap_or_default());
    After::parse(&by, &key)
}

/// `by` and `key`; a key alone is the key of nothing.
fn line(params: &mut Params) -> Option<(Facet, String)> {
    if became(params).is_some() {
        return None;
    }
    let by = params.read("by", "unknown_facet", Facet::parse);
    let key = params.text("key");
    if key.is_some() && params.text("by").is_none() {
        params.fault(FieldError::new("by", "required"));
    }
    let key = key.unwrap_or_default();
    if by.is_some_and(|by| !key.is_empty() && !by.knows(&key)) {
        params.fault(FieldError::new("key", "unknown_value"));
    }
    by.map(|by| (by, key))
}

/// One visit.
#[utoipa::path(get, path = "/api/v1/visits/{visit_id}", tag = FIGURES, params(("visit_id" = String, Path)),
    responses((status = 200, body = VisitJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids) -> Answer {
    let (visit, sent) = visits::whole(&engine, &caller.who, ids.get("visit_id", VisitId::parse)?).await?;
    one(VisitJson::whole(&visit, sent.as_ref(), caller.locale))
}

/// Clicks, scans, leads and purchases; the last 30 days when nothing is said.
#[utoipa::path(get, path = "/api/v1/reports/overview", tag = FIGURES,
    params(("from" = Option<String>, Query, description = "The first day, as `2026-11-01`"),
           ("to" = Option<String>, Query, description = "The last day"),
           ("by" = Option<String>, Query,
            description = "`day`, `hour`, `link`, `agent`, `source`, `medium`, `campaign`, `term`, `content`, `ad` (utm_id), `platform` (whose click id), `country`, `device` or `kind`"),
           ("model" = Option<String>, Query,
            description = "Which touch leads and purchases are put down to: `first` (when nothing is said) or `last`"),
           ("link_id" = Option<String>, Query),
           ("format" = Option<String>, Query,
            description = "`json` (when nothing is said) or `csv`: the lines as a table; also by `Accept: text/csv`")),
    responses((status = 200, content((OverviewJson = "application/json"), (String = "text/csv")))))]
async fn overview(State(engine): State<Arc<Engine>>, caller: Caller, headers: HeaderMap, mut params: Params) -> Answer {
    let format = params.read("format", "unknown_report_format", Shape::parse);
    let format = format.unwrap_or_else(|| Shape::accepted(&headers));
    let by = params.read("by", "unknown_dimension", By::parse).unwrap_or(By::Day);
    let asked = Asked {
        from: params.read("from", "not_a_day", |text| text.parse().ok()),
        to: params.read("to", "not_a_day", |text| text.parse().ok()),
        by: Some(by),
        link: params.read("link_id", "not_an_id", LinkId::parse),
        model: params.read("model", "unknown_model", Model::parse).unwrap_or_default(),
    };
    params.close()?;
    let report = reports::overview(&engine, &caller.who, asked).await?;
    match format {
        Shape::Json => one(OverviewJson::new(report)),
        Shape::Csv => Ok(file(reports::table::name(&report), reports::table::write(&report))),
    }
}

/// How a report is answered.
#[derive(Clone, Copy)]
enum Shape {
    Json,
    Csv,
}

impl Shape {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// What the caller would rather have; JSON unless CSV stands before it.
    fn accepted(headers: &HeaderMap) -> Self {
        let asked = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let of = |kind: &str| asked.split(',').position(|one| one.split(';').next().unwrap_or_default().trim() == kind);
        match (of("text/csv"), of("application/json")) {
            (Some(_), None) => Self::Csv,
            (Some(csv), Some(json)) if csv < json => Self::Csv,
            _ => Self::Json,
        }
    }
}

/// A table to save.
fn file(name: String, bytes: Vec<u8>) -> axum::response::Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}

/// The figures of one link: what came and why some was filtered, rule by rule and member by member, what visitors came
/// with, how the chat was opened and what became of the form. The last 30 days when nothing is said. Every number counts
/// the visits that `/api/v1/visits` lists with the same conditions.
#[utoipa::path(get, path = "/api/v1/reports/link/{link_id}", tag = FIGURES,
    params(("link_id" = String, Path),
           ("from" = Option<String>, Query, description = "The first day, as `2026-11-01`"),
           ("to" = Option<String>, Query, description = "The last day"),
           ("kind" = Option<String>, Query, description = "`human`, `scan`, `preview`, `bot`, `prefetch` or `head`"),
           ("country" = Option<String>, Query, description = "As each of these: a line by its own name, several together"),
           ("device" = Option<String>, Query), ("os" = Option<String>, Query), ("browser" = Option<String>, Query),
           ("in_app" = Option<String>, Query), ("language" = Option<String>, Query), ("source" = Option<String>, Query),
           ("campaign" = Option<String>, Query), ("agent" = Option<String>, Query), ("reason" = Option<String>, Query),
           ("rule" = Option<String>, Query), ("member" = Option<String>, Query), ("way" = Option<String>, Query),
           ("form" = Option<String>, Query), ("medium" = Option<String>, Query), ("term" = Option<String>, Query),
           ("content" = Option<String>, Query), ("ad" = Option<String>, Query), ("platform" = Option<String>, Query)),
    responses((status = 200, body = LinkReportJson)))]
async fn link(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, mut params: Params) -> Answer {
    let id = ids.get("link_id", LinkId::parse)?;
    let kind = params.read("kind", "unknown_kind", Kind::parse);
    let narrow = Filter { kind, lines: named(&mut params), ..Filter::default() };
    let asked = reports::link::Asked {
        from: params.read("from", "not_a_day", |text| text.parse().ok()),
        to: params.read("to", "not_a_day", |text| text.parse().ok()),
        narrow,
    };
    params.close()?;
    let view = links::get(&engine, &caller.who, id).await?;
    one(LinkReportJson::new(&view, reports::link::link(&engine, &caller.who, id, asked).await?))
}
