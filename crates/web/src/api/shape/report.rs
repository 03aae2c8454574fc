//! The overview as JSON.

use serde::Serialize;
use store::reports::{Days, Figures, Line, Overview};
use utoipa::ToSchema;

/// Clicks, scans, leads and purchases of some days.
#[derive(Serialize, ToSchema)]
#[schema(as = Overview)]
pub struct OverviewJson {
    /// The first day, of the workspace's zone.
    #[schema(example = "2026-11-01")]
    pub from: String,
    /// The last day.
    pub to: String,
    pub by: String,
    pub totals: FiguresJson,
    /// As many days right before.
    pub previous: Option<PeriodJson>,
    pub lines: Vec<LineJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Period)]
pub struct PeriodJson {
    pub from: String,
    pub to: String,
    pub totals: FiguresJson,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Line)]
pub struct LineJson {
    /// A day, an hour, an id, a word; empty is unknown or none.
    pub key: String,
    /// Of links and agents.
    pub name: Option<String>,
    pub figures: FiguresJson,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Figures)]
pub struct FiguresJson {
    /// Of people, without repeats.
    pub clicks: i64,
    pub scans: i64,
    /// New ones.
    pub leads: i64,
    /// Previews, bots, prefetches and HEAD requests.
    pub filtered: i64,
    /// The same visitor again within ten seconds.
    pub repeats: i64,
    pub purchases: i64,
    /// Of the purchases, one sum for each currency.
    pub value: Vec<AmountJson>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Amount)]
pub struct AmountJson {
    /// A decimal text.
    #[schema(example = "1500000")]
    pub amount: String,
    pub currency: String,
}

impl OverviewJson {
    pub fn new(overview: Overview, by: &str) -> Self {
        let (from, to) = ends(overview.days);
        Self {
            from,
            to,
            by: by.to_owned(),
            totals: overview.totals.into(),
            previous: overview.before.map(|(days, totals)| {
                let (from, to) = ends(days);
                PeriodJson { from, to, totals: totals.into() }
            }),
            lines: overview.lines.into_iter().map(LineJson::from).collect(),
        }
    }
}

fn ends(days: Days) -> (String, String) {
    (days.first().to_string(), days.last().to_string())
}

impl From<Line> for LineJson {
    fn from(line: Line) -> Self {
        Self { key: line.key, name: line.name, figures: line.figures.into() }
    }
}

impl From<Figures> for FiguresJson {
    fn from(figures: Figures) -> Self {
        let amount = |(currency, minor): (&String, &i64)| {
            let known = domain::money::Currency::parse(currency)?;
            Some(AmountJson { amount: domain::money::format(*minor, known), currency: currency.clone() })
        };
        Self {
            clicks: figures.counts.clicks,
            scans: figures.counts.scans,
            leads: figures.counts.leads,
            filtered: figures.counts.filtered,
            repeats: figures.counts.repeats,
            purchases: figures.purchases,
            value: figures.value.iter().filter_map(amount).collect(),
        }
    }
}
