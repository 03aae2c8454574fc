//! The parts of the overview: totals with their change, the chart with the period before, the funnel, the
//! breakdowns, the table behind the chart.

use super::address::Address;
use super::counted::{Of, Rows};
use super::desk::Desk;
use super::overview_table;
use crate::view::bar::{Bar, Breakdown};
use crate::view::chart::{self, Chart, Point};
use crate::view::html::{Html, column};
use crate::view::time;
use domain::money::Currency;
use jiff::civil::Date;
use store::reports::{By, Figures, Line, Overview};
use store::visits::Figure as Counted;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Metric {
    #[default]
    Visits,
    Scans,
    Leads,
    Purchases,
    Value,
}

impl Metric {
    const ALL: [Self; 5] = [Self::Visits, Self::Scans, Self::Leads, Self::Purchases, Self::Value];

    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|m| m.as_str() == text).unwrap_or_default()
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "clicks",
            Self::Scans => "scans",
            Self::Leads => "leads",
            Self::Purchases => "purchases",
            Self::Value => "value",
        }
    }

    fn name(self, d: &Desk) -> String {
        match self {
            Self::Visits => d.t("figure-clicks"),
            Self::Scans => d.t("figure-scans"),
            Self::Leads => d.t("figure-leads"),
            Self::Purchases => d.t("figure-purchases"),
            Self::Value => d.t("figure-value"),
        }
    }

    fn of(self, figures: &Figures, currency: &str) -> i64 {
        match self {
            Self::Visits => figures.counts.clicks,
            Self::Scans => figures.counts.scans,
            Self::Leads => figures.counts.leads,
            Self::Purchases => figures.purchases,
            Self::Value => figures.value.get(currency).copied().unwrap_or(0),
        }
    }
}

pub struct Figure {
    pub name: String,
    pub value: String,
    /// Shows it in the chart.
    pub show: String,
    /// The rows that it counts.
    pub rows: String,
    pub here: bool,
    pub change: Change,
}

#[derive(Default)]
pub struct Change {
    pub class: &'static str,
    pub icon: &'static str,
    pub text: String,
    pub title: String,
}

pub struct DayRow {
    pub day: String,
    pub href: String,
    pub cells: Vec<Cell>,
}

/// A number and the rows that it counts.
pub struct Cell {
    pub text: String,
    pub rows: String,
}

pub struct FunnelStep {
    pub name: String,
    pub value: String,
    pub share: String,
    pub href: String,
    pub column: Html,
}

pub fn figures_of(d: &Desk, report: &Overview, metric: Metric, rows: Rows, address: &Address) -> Vec<Figure> {
    Metric::ALL
        .into_iter()
        .map(|one| {
            let now = one.of(&report.totals, &d.currency);
            let before = report.before.as_ref().map_or(0, |(_, figures)| one.of(figures, &d.currency));
            Figure {
                name: one.name(d),
                value: written(d, one, &report.totals),
                show: address.with("show", one.as_str()).to_string(),
                rows: rows.metric(one),
                here: one == metric,
                change: change(d, now, before, &plain(d, one, before)),
            }
        })
        .collect()
}

fn plain(d: &Desk, metric: Metric, value: i64) -> String {
    if metric == Metric::Value { d.money(value, &d.currency) } else { d.num(value) }
}

/// The workspace's currency first, others beside it.
fn written(d: &Desk, metric: Metric, figures: &Figures) -> String {
    let own = plain(d, metric, metric.of(figures, &d.currency));
    if metric != Metric::Value {
        return own;
    }
    let others = figures.value.iter().filter(|(currency, minor)| **currency != d.currency && **minor != 0);
    others.fold(own, |text, (currency, minor)| format!("{text} + {}", d.money(*minor, currency)))
}

fn change(d: &Desk, now: i64, before: i64, shown: &str) -> Change {
    let title = d.a("change-title").s("before", shown).to_string();
    if before == 0 {
        let text = if now == 0 { d.t("change-same") } else { d.t("change-none") };
        return Change { text, title, ..Change::default() };
    }
    let percent = (now - before) as f64 / before as f64 * 100.0;
    let (class, icon) = match now.cmp(&before) {
        std::cmp::Ordering::Greater => (" change--up", "trending-up"),
        std::cmp::Ordering::Less => (" change--down", "trending-down"),
        std::cmp::Ordering::Equal => return Change { text: d.t("change-same"), title, ..Change::default() },
    };
    let rounded = if percent.abs() >= 10.0 { percent.round() } else { percent };
    Change { class, icon, text: d.percent(rounded.abs()), title }
}

/// The chart, its unit and its legend.
pub fn draw(
    d: &Desk,
    metric: Metric,
    now: &[Line],
    before: &[Line],
    address: &Address,
) -> (Chart, String, Vec<(&'static str, String)>) {
    let points: Vec<Point> = now
        .iter()
        .enumerate()
        .map(|(i, line)| {
            let date = line.key.parse::<Date>().unwrap_or_default();
            let value = |line: &Line| match metric {
                Metric::Visits => line.figures.counts.clicks + line.figures.counts.scans,
                other => other.of(&line.figures, &d.currency),
            };
            let before = before.get(i).map(value);
            let parts = match metric {
                Metric::Visits => vec![line.figures.counts.clicks, line.figures.counts.scans],
                _ => vec![value(line)],
            };
            let day = time::long_day(d.locale, date);
            let said = match metric {
                Metric::Visits => d
                    .a("chart-title-visits")
                    .s("day", day)
                    .s("clicks", d.num(parts[0]))
                    .s("scans", d.num(parts[1]))
                    .to_string(),
                _ => d
                    .a("chart-title-one")
                    .s("day", day)
                    .s("value", plain(d, metric, parts[0]))
                    .s("name", metric.name(d).to_lowercase())
                    .to_string(),
            };
            let title = match before {
                Some(before) => {
                    d.a("chart-title-before").s("said", said).s("before", plain(d, metric, before)).to_string()
                }
                None => said,
            };
            let href = address.without("period").with("from", &line.key).with("to", &line.key).to_string();
            Point { label: time::day(d.locale, date), title, parts, before, href }
        })
        .collect();
    let unit = match metric {
        Metric::Visits => d.t("chart-visits-by-day"),
        Metric::Scans => d.a("chart-of-by-day").s("name", d.t("figure-scans")).to_string(),
        Metric::Leads => d.t("chart-leads-by-day"),
        Metric::Purchases => d.t("chart-purchases-by-day"),
        Metric::Value => d.a("chart-value-by-day").s("currency", &d.currency).to_string(),
    };
    let places = Currency::parse(&d.currency).map_or(2, |c| u32::from(c.exponent()));
    let drawn = chart::draw(&points, &unit, |value| match metric {
        Metric::Value => chart::short(d.locale, value / 10_i64.pow(places)),
        _ => chart::short(d.locale, value),
    });
    let mut legend = match metric {
        Metric::Visits => vec![("", d.t("figure-clicks")), ("k-part", d.t("figure-scans"))],
        other => vec![("", other.name(d))],
    };
    if points.iter().any(|point| point.before.unwrap_or(0) > 0) {
        legend.push(("k-before", d.t("chart-before")));
    }
    (drawn, unit, legend)
}

pub fn day_rows(d: &Desk, lines: &[Line], rows: Rows, address: &Address) -> Vec<DayRow> {
    let row = |line: &Line| {
        let date = line.key.parse::<Date>().unwrap_or_default();
        let cell = |metric| Cell { text: written(d, metric, &line.figures), rows: rows.on(date).metric(metric) };
        DayRow {
            day: time::long_day(d.locale, date),
            href: address.without("period").with("from", &line.key).with("to", &line.key).to_string(),
            cells: Metric::ALL.into_iter().map(cell).collect(),
        }
    };
    lines.iter().rev().map(row).collect()
}

pub fn funnel(d: &Desk, totals: &Figures, rows: Rows) -> Vec<FunnelStep> {
    let visits = totals.counts.clicks + totals.counts.scans;
    let step = |name: String, value: i64, href: String| FunnelStep {
        share: if value == visits {
            String::new()
        } else {
            d.a("funnel-of").s("share", d.share(value, visits)).to_string()
        },
        column: column(value as f64, visits as f64),
        value: d.num(value),
        name,
        href,
    };
    let leads = |of| rows.leads(of).to_string();
    vec![
        step(d.t("funnel-clicks"), visits, rows.visits(Counted::Visits).to_string()),
        step(d.t("figure-leads"), totals.counts.leads, leads(Of::All)),
        step(d.t("figure-with-data"), totals.with_data, leads(Of::WithData)),
        step(d.t("figure-opened"), totals.opened, leads(Of::Opened)),
        step(d.t("figure-chats"), totals.chats, leads(Of::Chats)),
        step(d.t("figure-purchases"), totals.purchases, rows.metric(Metric::Purchases)),
    ]
}

/// Each line leads to its visits and to its leads. A link's name leads to the overview of it.
pub fn breakdown(d: &Desk, by: By, lines: &[Line], rows: Rows, address: &Address) -> Breakdown {
    let bars = lines
        .iter()
        .map(|line| {
            let name = overview_table::name_of(d, by, line);
            let main_rows = overview_table::visits_of(rows, by, &line.key, Counted::Visits);
            let href = match by {
                By::Link => address.with("link", &line.key).to_string(),
                _ => main_rows.clone(),
            };
            let second_rows = Rows::of_line(rows.leads(Of::All), by, &line.key).to_string();
            let counts = &line.figures.counts;
            let main = counts.clicks + counts.scans;
            Bar { name, href, main, main_rows, second: counts.leads, second_rows, ..Bar::default() }
        })
        .filter(|bar| bar.main + bar.second > 0)
        .collect();
    let title = match by {
        By::Link => d.t("overview-links"),
        By::Agent => d.t("overview-agents"),
        By::Source => d.t("overview-sources"),
        By::Campaign => d.t("overview-campaigns"),
        By::Country => d.t("overview-countries"),
        By::Device => d.t("overview-devices"),
        other => d.t(overview_table::label(other)),
    };
    let all = address.with("by", by.as_str()).to_string();
    Breakdown {
        all: format!("{all}#lines"),
        ..Breakdown::new(title, d.t("funnel-clicks"), d.t("figure-leads"), bars, 8)
    }
}
