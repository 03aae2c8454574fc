//! The overview: what a period brought beside the one before, by day and by everything that visits are counted
//! by. What is asked for stands in the address; every number leads to its rows.

use super::address::{Address, Chip, Choice};
use super::counted::Rows;
use super::desk::{Desk, show};
use super::figures;
use super::overview_parts::{
    DayRow, Figure as Total, FunnelStep, Metric, breakdown, day_rows, draw, figures_of, funnel,
};
use super::overview_table::{self, Table};
use super::period::Period;
use crate::view::bar::Breakdown;
use crate::view::chart::Chart;
use crate::view::time;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use domain::attribution::Model;
use domain::id::LinkId;
use domain::scope::Scope;
use engine::{Engine, links};
use serde::Deserialize;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::links::Filter;
use store::reports::By;
use store::visits::Figure;

const BREAKDOWNS: &[By] = &[By::Link, By::Agent, By::Source, By::Campaign, By::Country, By::Device];
/// More waiting visits than this are worth a colour.
const ALARMING: i64 = 10_000;
/// Fewer are the ordinary breath of the projector.
const WORTH_SAYING: i64 = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub period: String,
    pub from: String,
    pub to: String,
    pub link: String,
    pub show: String,
    /// Which touch leads and purchases are put down to: `first` or `last`.
    pub model: String,
    /// What the lines of the table are.
    pub by: String,
}

impl Asked {
    fn model(&self) -> Model {
        Model::parse(&self.model).unwrap_or_default()
    }

    /// Campaigns, where nothing is asked.
    fn by(&self) -> By {
        By::parse(&self.by).filter(|by| overview_table::CHOICES.contains(by)).unwrap_or(By::Campaign)
    }
}

#[derive(Template)]
#[template(path = "desk/overview.html")]
struct Page {
    d: Desk,
    range: String,
    periods: Vec<Choice>,
    kept: Vec<(String, String)>,
    from: String,
    to: String,
    today: String,
    link_choices: Vec<Choice>,
    chips: Vec<Chip>,
    backlog: Option<String>,
    alarming: bool,
    no_links: bool,
    figures: Vec<Total>,
    chart: Chart,
    chart_unit: String,
    legend: Vec<(&'static str, String)>,
    days: Vec<DayRow>,
    funnel: Vec<FunnelStep>,
    breakdowns: Vec<Breakdown>,
    models: Vec<Choice>,
    table: Table,
    filtered: i64,
    filtered_href: String,
}

/// `GET /app`.
pub async fn see(State(engine): State<Arc<Engine>>, d: Desk, Query(asked): Query<Asked>) -> Result<Response, Response> {
    if !d.may(Scope::ReportsRead) {
        return Ok(Redirect::to("/app/leads").into_response());
    }
    let today = time::zoned(d.now, &d.zone).date();
    let period = Period::read(&asked.period, &asked.from, &asked.to, today);
    let link = LinkId::parse(&asked.link);
    let (model, by) = (asked.model(), asked.by());
    let of = (link, model);
    // No more than is shown: ads and contents are thousands of lines.
    let mut shown = vec![By::Day, by];
    shown.extend(BREAKDOWNS.iter().copied().filter(|one| *one != by));
    let reports = figures::reports(&engine, &d, period, &shown, of).await.map_err(|r| d.refuse(r))?;
    let links = links::list(&engine, &d.who, Filter::default(), None, 100).await.map_err(|r| d.refuse(r))?;
    let report = |by: By| shown.iter().position(|one| *one == by).and_then(|place| reports.get(place));
    let (Some(by_day), Some(lines)) = (report(By::Day), report(by)) else {
        return Err(d.refuse(engine::Rejection::NotFound));
    };
    let address = address(&asked);
    let metric = Metric::parse(&asked.show);
    let before = figures::reports(&engine, &d, period.before(), &[By::Day], of).await.map_err(|r| d.refuse(r))?;
    let before_days = before.first().map(|r| r.lines.as_slice()).unwrap_or_default();
    let (chart, chart_unit, legend) = draw(&d, metric, &by_day.lines, before_days, &address);
    let waiting = engine.projector.progress().waiting.load(Ordering::Relaxed);
    let backlog = engine.projector.backlog();
    let filtered = by_day.totals.counts.filtered;
    let rows = Rows::of(period, link).by(model);
    let page = Page {
        range: range(&d, period),
        periods: periods(&d, &asked, &address),
        kept: address.without("period").without("from").without("to").pairs().to_vec(),
        from: period.from.to_string(),
        to: period.to.to_string(),
        today: today.to_string(),
        chips: chips(&d, &links.items, link, &address),
        link_choices: choices(&d, &links.items, link, &address),
        alarming: waiting || backlog > ALARMING,
        backlog: (waiting && backlog > 0 || backlog > WORTH_SAYING).then(|| {
            let key = if waiting { "overview-backlog-away" } else { "overview-backlog" };
            d.a(key).n("count", backlog).to_string()
        }),
        no_links: links.items.is_empty() && by_day.totals.counts.clicks == 0,
        figures: figures_of(&d, by_day, metric, rows, &address),
        chart,
        chart_unit,
        legend,
        days: day_rows(&d, &by_day.lines, rows, &address),
        funnel: funnel(&d, &by_day.totals, rows),
        breakdowns: BREAKDOWNS
            .iter()
            .filter_map(|by| Some(breakdown(&d, *by, &report(*by)?.lines, rows, &address)))
            .collect(),
        models: overview_table::models(&d, model, &address),
        table: overview_table::table(&d, by, lines, rows, &address),
        filtered,
        filtered_href: rows.visits(Figure::Filtered).to_string(),
        d,
    };
    Ok(show(&page))
}

fn address(asked: &Asked) -> Address {
    let mut address = Address::new("/app");
    for (name, value) in [
        ("period", &asked.period),
        ("from", &asked.from),
        ("to", &asked.to),
        ("link", &asked.link),
        ("show", &asked.show),
        ("model", &asked.model),
        ("by", &asked.by),
    ] {
        address.set(name, value);
    }
    address
}

fn periods(d: &Desk, asked: &Asked, address: &Address) -> Vec<Choice> {
    let own = !asked.from.is_empty() && !asked.to.is_empty();
    let now = if asked.period.is_empty() { "30d" } else { &asked.period };
    let bare = address.without("from").without("to");
    let words = [
        ("today", d.t("overview-today")),
        ("7d", d.t("overview-7")),
        ("30d", d.t("overview-30")),
        ("90d", d.t("overview-90")),
        ("month", d.t("overview-month")),
    ];
    words
        .into_iter()
        .map(|(word, name)| Choice { name, href: bare.with("period", word).to_string(), here: !own && now == word })
        .collect()
}

fn range(d: &Desk, period: Period) -> String {
    let before = period.before();
    let day = |date| time::day(d.locale, date);
    if period.days() == 1 {
        return d
            .a("overview-range-day")
            .s("from", time::long_day(d.locale, period.from))
            .s("before", day(before.from))
            .to_string();
    }
    d.a("overview-range")
        .s("from", day(period.from))
        .s("to", day(period.to))
        .s("before", day(before.from))
        .s("until", day(before.to))
        .to_string()
}

fn choices(d: &Desk, links: &[engine::links::LinkView], here: Option<LinkId>, address: &Address) -> Vec<Choice> {
    if links.is_empty() {
        return Vec::new();
    }
    let all =
        Choice { name: d.t("overview-all-links"), href: address.without("link").to_string(), here: here.is_none() };
    let one = |view: &engine::links::LinkView| Choice {
        name: view.link.name.clone(),
        href: address.with("link", &view.link.id.to_string()).to_string(),
        here: here == Some(view.link.id),
    };
    std::iter::once(all).chain(links.iter().map(one)).collect()
}

fn chips(d: &Desk, links: &[engine::links::LinkView], link: Option<LinkId>, address: &Address) -> Vec<Chip> {
    let Some(id) = link else { return Vec::new() };
    let name = links.iter().find(|v| v.link.id == id).map_or_else(|| d.t("value-unknown"), |v| v.link.name.clone());
    let name = d.a("filter-is").s("name", d.t("overview-one-link")).s("value", name).to_string();
    vec![Chip { name, href: address.without("link").to_string() }]
}

/// `GET /app/overview.csv`: the table as it stands on the page, with every line.
pub async fn export(
    State(engine): State<Arc<Engine>>,
    d: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let today = time::zoned(d.now, &d.zone).date();
    let period = Period::read(&asked.period, &asked.from, &asked.to, today);
    let of = engine::reports::Asked {
        from: Some(period.from),
        to: Some(period.to),
        by: Some(asked.by()),
        link: LinkId::parse(&asked.link),
        model: asked.model(),
    };
    let report = engine::reports::overview(&engine, &d.who, of).await.map_err(|r| d.refuse(r))?;
    let name = format!("attachment; filename=\"{}\"", engine::reports::table::name(&report));
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, engine::reports::table::write(&report)).into_response())
}
