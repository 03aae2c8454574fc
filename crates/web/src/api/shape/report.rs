//! The overview as JSON.

use domain::money::{self, Currency};
use engine::reports::Report;
use engine::reports::rates::Rates;
use serde::Serialize;
use store::reports::{Days, Figures};
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
    /// Which touch leads and purchases are put down to: `first` or `last`.
    pub model: String,
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
    /// Made within the days, as they are now: by their first touch, or by their last so far.
    pub leads: i64,
    /// Of these leads: sent a form, or left a number.
    pub with_data: i64,
    /// Of these leads: a page on the phone told that the chat was opened. Nothing tells of chats that were opened
    /// without a page.
    pub opened: i64,
    /// Of these leads: wrote.
    pub chats: i64,
    /// Of these leads: left data and wrote.
    pub data_chats: i64,
    /// Previews, bots, prefetches and HEAD requests.
    pub filtered: i64,
    /// The same visitor again within ten seconds.
    pub repeats: i64,
    /// Leads that became a purchase within the days, each once: by their first touch, or by the last before it.
    pub purchases: i64,
    /// Of the purchases, one sum for each currency.
    pub value: Vec<AmountJson>,
    /// What was paid, one sum for each currency; of all links, days and campaigns alone.
    pub cost: Vec<AmountJson>,
    pub rates: RatesJson,
}

/// Figures beside each other; null where there is nothing to divide by. Money in the workspace's currency, others are
/// never added up.
#[derive(Serialize, ToSchema)]
#[schema(as = Rates)]
pub struct RatesJson {
    /// Of clicks and scans.
    pub leads: Option<f64>,
    /// Of leads.
    pub with_data: Option<f64>,
    /// Of leads.
    pub chats: Option<f64>,
    /// Those who left data and wrote, of those who left data.
    pub data_chats: Option<f64>,
    /// Of leads.
    pub purchases: Option<f64>,
    pub cost_per_lead: Option<AmountJson>,
    pub cost_per_purchase: Option<AmountJson>,
    /// Value by cost.
    #[serde(rename = "return")]
    pub returned: Option<f64>,
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
    pub fn new(report: Report) -> Self {
        let Report { overview, by, model, currency } = report;
        let (from, to) = ends(overview.days);
        let figures = |figures: &Figures| FiguresJson::new(figures, &currency);
        Self {
            from,
            to,
            by: by.as_str().to_owned(),
            model: model.as_str().to_owned(),
            totals: figures(&overview.totals),
            previous: overview.before.map(|(days, totals)| {
                let (from, to) = ends(days);
                PeriodJson { from, to, totals: figures(&totals) }
            }),
            lines: overview
                .lines
                .into_iter()
                .map(|line| LineJson { figures: figures(&line.figures), key: line.key, name: line.name })
                .collect(),
        }
    }
}

fn ends(days: Days) -> (String, String) {
    (days.first().to_string(), days.last().to_string())
}

/// None: a currency that is none.
fn amount(minor: i64, currency: &str) -> Option<AmountJson> {
    let known = Currency::parse(currency)?;
    Some(AmountJson { amount: money::format(minor, known), currency: currency.to_owned() })
}

impl AmountJson {
    /// A currency that is none is shown in its minor units.
    pub fn of(minor: i64, currency: &str) -> Self {
        amount(minor, currency).unwrap_or_else(|| Self { amount: minor.to_string(), currency: currency.to_owned() })
    }
}

impl FiguresJson {
    /// `currency`: what rates are reckoned in.
    fn new(figures: &Figures, currency: &str) -> Self {
        let rates = Rates::of(figures, currency);
        let own = |minor: Option<i64>| minor.and_then(|minor| amount(minor, currency));
        Self {
            clicks: figures.counts.clicks,
            scans: figures.counts.scans,
            leads: figures.counts.leads,
            with_data: figures.with_data,
            opened: figures.opened,
            chats: figures.chats,
            data_chats: figures.data_chats,
            filtered: figures.counts.filtered,
            repeats: figures.counts.repeats,
            purchases: figures.purchases,
            value: figures.value.iter().filter_map(|(currency, minor)| amount(*minor, currency)).collect(),
            cost: figures.cost.iter().filter_map(|(currency, minor)| amount(*minor, currency)).collect(),
            rates: RatesJson {
                leads: rates.leads,
                with_data: rates.with_data,
                chats: rates.chats,
                data_chats: rates.data_chats,
                purchases: rates.purchases,
                cost_per_lead: own(rates.cost_per_lead),
                cost_per_purchase: own(rates.cost_per_purchase),
                returned: rates.returned,
            },
        }
    }
}
