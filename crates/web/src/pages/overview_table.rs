//! The table of the overview: one line for each of what one asks for, from clicks to what came back, each number with
//! the rows that it counts. What it is by stands in the address, and so does the touch that counts.

use super::address::{Address, Choice};
use super::counted::{Of, Rows};
use super::desk::Desk;
use super::narrowed;
use super::overview_parts::Metric;
use crate::view::time;
use axum::response::Response;
use domain::attribution::Model;
use domain::id::LinkId;
use engine::Engine;
use engine::reports::rates::Rates;
use engine::visits::Facet;
use store::reports::{By, Figures, Line, Overview};
use store::visits::Figure;

/// What the lines may be, in the order of the choices.
pub const CHOICES: [By; 13] = [
    By::Campaign,
    By::Source,
    By::Medium,
    By::Term,
    By::Content,
    By::Ad,
    By::Platform,
    By::Link,
    By::Agent,
    By::Country,
    By::Device,
    By::Day,
    By::Hour,
];

/// Lines that are shown; the file has all.
const SHOWN: usize = 100;

pub struct Table {
    pub by: Vec<Choice>,
    /// What the lines are.
    pub title: String,
    pub heads: Vec<String>,
    pub rows: Vec<Row>,
    pub totals: Row,
    pub more: usize,
    pub export: String,
}

pub struct Row {
    pub name: String,
    pub href: String,
    pub cells: Vec<Cell>,
}

/// A number, the rows that it counts (none: it is reckoned), and what it is of another.
#[derive(Default)]
pub struct Cell {
    pub text: String,
    pub rows: String,
    pub sub: String,
}

pub fn models(d: &Desk, here: Model, address: &Address) -> Vec<Choice> {
    let one = |model: Model| Choice {
        name: d.word("overview-model", model.as_str()),
        href: address.with("model", if model == Model::First { "" } else { model.as_str() }).to_string(),
        here: model == here,
    };
    Model::ALL.map(one).into()
}

pub fn table(d: &Desk, by: By, report: &Overview, rows: Rows, address: &Address) -> Table {
    let has_cost = rows.link.is_none() && matches!(by, By::Campaign | By::Day);
    let mut heads: Vec<String> = [
        "figure-clicks",
        "figure-scans",
        "figure-leads",
        "figure-with-data",
        "figure-opened",
        "figure-chats",
        "figure-data-chats",
        "figure-purchases",
        "figure-value",
    ]
    .map(|key| d.t(key))
    .into();
    if has_cost {
        heads.extend(
            ["figure-cost", "figure-cost-per-lead", "figure-cost-per-purchase", "figure-return"].map(|key| d.t(key)),
        );
    }
    let row = |line: &Line| {
        let within = match (by, line.key.parse()) {
            (By::Day, Ok(day)) => rows.on(day),
            _ => rows,
        };
        let of = |address: Address| match by {
            By::Day => address.to_string(),
            _ => Rows::of_line(address, by, &line.key).to_string(),
        };
        let visits = |figure| visits_of(within, by, &line.key, figure);
        Row {
            name: name_of(d, by, line),
            href: match by {
                By::Link => address.with("link", &line.key).to_string(),
                By::Day => address.without("period").with("from", &line.key).with("to", &line.key).to_string(),
                _ => visits(Figure::Visits),
            },
            cells: cells(
                d,
                &line.figures,
                has_cost,
                visits,
                |of_leads| of(within.leads(of_leads)),
                of(within.purchases()),
            ),
        }
    };
    let lines: Box<dyn Iterator<Item = &Line>> = match by {
        By::Day => Box::new(report.lines.iter().rev()),
        _ => Box::new(report.lines.iter()),
    };
    let total = &report.totals;
    Table {
        by: CHOICES
            .map(|one| Choice {
                name: d.t(label(one)),
                href: format!("{}#lines", address.with("by", one.as_str())),
                here: one == by,
            })
            .into(),
        title: d.t(label(by)),
        rows: lines.take(SHOWN).map(row).collect(),
        more: report.lines.len().saturating_sub(SHOWN),
        totals: Row {
            name: d.t("overview-total"),
            href: String::new(),
            cells: cells(
                d,
                total,
                has_cost,
                |figure| rows.visits(figure).to_string(),
                |of_leads| rows.leads(of_leads).to_string(),
                rows.metric(Metric::Purchases),
            ),
        },
        export: address.at("/app/overview.csv").with("by", by.as_str()).to_string(),
        heads,
    }
}

fn cells(
    d: &Desk,
    figures: &Figures,
    has_cost: bool,
    visits: impl Fn(Figure) -> String,
    leads: impl Fn(Of) -> String,
    purchases: String,
) -> Vec<Cell> {
    let counts = &figures.counts;
    let rates = Rates::of(figures, &d.currency);
    let of = |key: &str, share: Option<f64>| {
        share.map(|share| d.a(key).s("share", d.percent(share * 100.0)).to_string()).unwrap_or_default()
    };
    let of_leads = |share| of("overview-of-leads", share);
    let number = |number: i64, rows: String, sub: String| Cell { text: d.num(number), rows, sub };
    let mut cells = vec![
        number(counts.clicks, visits(Figure::Clicks), String::new()),
        number(counts.scans, visits(Figure::Scans), String::new()),
        number(counts.leads, leads(Of::All), of("funnel-of", rates.leads)),
        number(figures.with_data, leads(Of::WithData), of_leads(rates.with_data)),
        number(figures.opened, leads(Of::Opened), String::new()),
        number(figures.chats, leads(Of::Chats), of_leads(rates.chats)),
        number(figures.data_chats, leads(Of::DataChats), of("overview-of-data", rates.data_chats)),
        number(figures.purchases, purchases.clone(), of_leads(rates.purchases)),
        Cell { text: money(d, &figures.value), rows: purchases, sub: String::new() },
    ];
    if has_cost {
        let own = |minor: Option<i64>| Cell {
            text: minor.map_or_else(|| "–".to_owned(), |minor| d.money(minor, &d.currency)),
            ..Cell::default()
        };
        let cost = if figures.cost.is_empty() { "–".to_owned() } else { money(d, &figures.cost) };
        let returned = rates.returned.map_or_else(|| "–".to_owned(), |times| d.times(times));
        cells.extend([
            Cell { text: cost, ..Cell::default() },
            own(rates.cost_per_lead),
            own(rates.cost_per_purchase),
            Cell { text: returned, ..Cell::default() },
        ]);
    }
    cells
}

/// The workspace's currency first, others beside it and never added up.
fn money(d: &Desk, sums: &std::collections::BTreeMap<String, i64>) -> String {
    let others = sums.iter().filter(|(currency, minor)| **currency != d.currency && **minor != 0);
    let mut parts: Vec<String> = sums.get(&d.currency).map(|minor| d.money(*minor, &d.currency)).into_iter().collect();
    parts.extend(others.map(|(currency, minor)| d.money(*minor, currency)));
    if parts.is_empty() { d.money(0, &d.currency) } else { parts.join(" + ") }
}

/// Where the visits of a line stand.
pub fn visits_of(rows: Rows, by: By, key: &str, figure: Figure) -> String {
    let address = rows.visits(figure);
    match by {
        By::Day => address,
        By::Link => address.with("link", key),
        By::Hour => address.with("hour", key),
        _ => Rows::of_line(address, by, key),
    }
    .to_string()
}

pub fn label(by: By) -> &'static str {
    match by {
        By::Day => "figure-day",
        By::Hour => "figure-hour",
        By::Link => "overview-one-link",
        By::Agent => "lead-agent",
        By::Source => "lead-source",
        By::Medium => "figure-medium",
        By::Campaign => "lead-campaign",
        By::Term => "figure-term",
        By::Content => "figure-content",
        By::Ad => "figure-ad",
        By::Platform => "figure-platform",
        By::Country => "lead-country",
        By::Device => "lead-device",
        By::Kind => "visits-figure",
    }
}

/// What a line is called.
pub fn name_of(d: &Desk, by: By, line: &Line) -> String {
    let name = match (by, Facet::parse(by.as_str())) {
        (By::Day, _) => line.key.parse().map(|date| time::long_day(d.locale, date)).unwrap_or_default(),
        (By::Hour, _) => format!("{}:00", line.key),
        (By::Agent, _) if line.key.is_empty() => d.t("overview-none-agent"),
        (By::Link | By::Agent, _) => line.name.clone().unwrap_or_default(),
        (_, Some(facet)) => narrowed::word(d, facet, &line.key),
        (_, None) => line.key.clone(),
    };
    if name.is_empty() { d.t("value-unknown") } else { name }
}

/// The same where only the key is known.
pub async fn line_name(engine: &Engine, d: &Desk, by: By, key: &str) -> Result<String, Response> {
    match (by, Facet::parse(by.as_str())) {
        (By::Link, _) => match LinkId::parse(key) {
            Some(id) => Ok(super::link_names::of(engine, d, id).await.name),
            None => Ok(d.t("value-unknown")),
        },
        (_, Some(facet)) => narrowed::name_of(engine, d, None, facet, key).await,
        _ => Ok(name_of(d, by, &Line { key: key.to_owned(), name: None, figures: Figures::default() })),
    }
}
