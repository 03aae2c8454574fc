//! One link: its pool, its figures, the message on the phone, "try it", and what was changed by whom.

use super::counted::Rows;
use super::desk::{Desk, Sent, redirect, show, wants_fragment};
use super::history;
use super::link_live::{self, Phone};
use super::links::without_scheme;
use super::overview_parts::{Cell, DayRow, Metric};
use super::period::Period;
use super::pool::{self, Pool};
use super::{figures, link_tabs, lists, tried};
use crate::view::chart::{self, Chart, Point};
use crate::view::time;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::draft::link::LinkDraft;
use domain::id::LinkId;
use domain::link::Target;
use domain::scope::Scope;
use domain::template::Template as Message;
use engine::links::{self, LinkView};
use engine::{Engine, Rejection};
use http::HeaderMap;
use jiff::civil::Date;
use std::sync::Arc;
use store::reports::{By, Overview};
use store::visits::Figure;

struct Shown {
    id: LinkId,
    name: String,
    url: String,
    address: String,
    archived: bool,
    method: &'static str,
    sticky: bool,
    fallback: String,
    click_event: &'static str,
    created_at: i64,
}

pub struct Number {
    pub name: String,
    pub value: String,
    pub rows: String,
}

#[derive(Template)]
#[template(path = "desk/link.html")]
struct Page {
    d: Desk,
    tabs: Vec<link_tabs::Tab>,
    link: Shown,
    pool: Pool,
    may_write: bool,
    figures: Vec<Number>,
    chart: Chart,
    days: Vec<DayRow>,
    phone: Phone,
    countries: Vec<(String, String)>,
    tried: Option<tried::Tried>,
    history: Vec<history::Entry>,
}

#[derive(Template)]
#[template(path = "desk/tried_fragment.html")]
struct TriedFragment {
    d: Desk,
    tried: Result<tried::Tried, Vec<String>>,
}

/// `GET /app/links/{id}`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk, Path(id): Path<String>) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    Ok(show(&page(&engine, d, view, None).await?))
}

/// `GET /app/links/{id}/try`: the fragment for htmx, the whole page without a script.
pub async fn try_it(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(wish): Query<tried::Wish>,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let tried = tried::tried(&engine, &d, &view, &wish).await?;
    if wants_fragment(&headers) {
        return Ok(show(&TriedFragment { d, tried }));
    }
    Ok(show(&page(&engine, d, view, tried.ok()).await?))
}

/// `POST /app/links/{id}/archive`.
pub async fn archive(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let view = find(&engine, &d, &id).await?;
    let archived = form.on("archived");
    let draft = LinkDraft { archived: Some(archived), ..LinkDraft::default() };
    links::patch(&engine, &d.who, view.link.id, None, draft).await.map_err(|r| d.refuse(r))?;
    let key = if archived { "link-archived" } else { "link-restored" };
    Ok(redirect(&format!("/app/links/{id}"), &d.a(key).s("name", &view.link.name).to_string()))
}

async fn find(engine: &Engine, d: &Desk, id: &str) -> Result<LinkView, Response> {
    let id = LinkId::parse(id).ok_or_else(|| d.refuse(Rejection::NotFound))?;
    links::get(engine, &d.who, id).await.map_err(|r| d.refuse(r))
}

async fn page(engine: &Engine, d: Desk, view: LinkView, tried: Option<tried::Tried>) -> Result<Page, Response> {
    let link = &view.link;
    let report = match d.may(Scope::ReportsRead) {
        true => figures::reports(engine, &d, figures::last_thirty(&d), &[By::Day], Some(link.id))
            .await
            .map_err(|r| d.refuse(r))?
            .pop(),
        false => None,
    };
    let (numbers, chart, days) = report.map(|r| drawn(&d, &r, link.id)).unwrap_or_default();
    let filter = store::audit::Filter { noun: "link".into(), noun_id: link.id.to_string() };
    let history = match d.may(Scope::AuditRead) {
        true => engine::audit::list(engine, &d.who, filter, None, 20).await.map_err(|r| d.refuse(r))?.items,
        false => Vec::new(),
    };
    let first = view.seats.iter().find(|s| s.planned_share > 0.0).or(view.seats.first());
    let name = first.map(|s| s.seat.member.name.clone()).unwrap_or_default();
    let phone = link_live::phone(&d, engine, &Message::parse(&link.message), &name, without_scheme(&view.url));
    Ok(Page {
        tabs: link_tabs::tabs(&d, link.id, ""),
        may_write: d.may(Scope::LinksWrite),
        pool: pool::pool(&d, &view),
        figures: numbers,
        chart,
        days,
        phone,
        countries: lists::countries(d.locale),
        tried,
        history: history::entries(engine, &d, &history).await,
        link: Shown {
            id: link.id,
            name: link.name.clone(),
            address: without_scheme(&view.url).to_owned(),
            url: view.url.clone(),
            archived: link.archived_at.is_some(),
            method: link.method.as_str(),
            sticky: link.sticky,
            fallback: fallback(engine, &d, link.fallback.as_ref()).await,
            click_event: link.click_event.as_str(),
            created_at: link.created_at,
        },
        d,
    })
}

async fn fallback(engine: &Engine, d: &Desk, target: Option<&Target>) -> String {
    match target {
        None => d.t("link-fallback-workspace"),
        Some(Target::Url(url)) => url.clone(),
        Some(Target::ChannelId(id)) => {
            let channel = engine::channels::get(engine, &d.who, *id).await;
            channel.map_or_else(|_| d.t("value-unknown"), |c| c.name)
        }
    }
}

fn drawn(d: &Desk, report: &Overview, link: LinkId) -> (Vec<Number>, Chart, Vec<DayRow>) {
    let period = Period { from: report.days.first(), to: report.days.last() };
    let rows = Rows::of(period, Some(link));
    let points: Vec<Point> = report
        .lines
        .iter()
        .map(|line| {
            let date = line.key.parse::<Date>().unwrap_or_default();
            let counts = &line.figures.counts;
            let title = d
                .a("chart-title-visits")
                .s("day", time::long_day(d.locale, date))
                .s("clicks", d.num(counts.clicks))
                .s("scans", d.num(counts.scans))
                .to_string();
            let href = rows.on(date).visits(Figure::Visits).to_string();
            Point {
                label: time::day(d.locale, date),
                title,
                parts: vec![counts.clicks, counts.scans],
                before: None,
                href,
            }
        })
        .collect();
    let chart = chart::draw(&points, &d.t("chart-visits-by-day"), |value| chart::short(d.locale, value));
    let days = report.lines.iter().rev().map(|line| {
        let date = line.key.parse::<Date>().unwrap_or_default();
        let counts = &line.figures.counts;
        let cell = |(metric, n): (Metric, i64)| Cell { text: d.num(n), rows: rows.on(date).metric(metric) };
        let cells = [(Metric::Visits, counts.clicks), (Metric::Scans, counts.scans), (Metric::Leads, counts.leads)];
        let cells = cells.map(cell).into();
        DayRow { day: time::long_day(d.locale, date), href: String::new(), cells }
    });
    let counts = &report.totals.counts;
    let number =
        |key: &str, value: i64, metric| Number { name: d.t(key), value: d.num(value), rows: rows.metric(metric) };
    let numbers = vec![
        number("figure-clicks", counts.clicks, Metric::Visits),
        number("figure-scans", counts.scans, Metric::Scans),
        number("figure-leads", counts.leads, Metric::Leads),
        number("figure-purchases", report.totals.purchases, Metric::Purchases),
    ];
    (numbers, chart, days.collect())
}
