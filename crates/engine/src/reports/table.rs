//! A report as a table to carry away: CSV with a byte order mark, which spreadsheets need to see that it is UTF-8, and
//! no cell that they would calculate. Money stands in a column for each currency, the workspace's first.

use super::Report;
use super::rates::Rates;
use crate::leads::csv_row;
use domain::money::{self, Currency};
use std::collections::BTreeSet;
use store::reports::{By, Figures};

/// What the file is called.
pub fn name(report: &Report) -> String {
    let days = report.overview.days;
    format!("overview-{}-{}-{}-{}.csv", report.by.as_str(), report.model.as_str(), days.first(), days.last())
}

/// A row for each line, and the totals last.
pub fn write(report: &Report) -> Vec<u8> {
    let overview = &report.overview;
    let all = || overview.lines.iter().map(|line| &line.figures).chain([&overview.totals]);
    let values = currencies(&report.currency, all().map(|figures| &figures.value));
    let costs = currencies(&report.currency, all().map(|figures| &figures.cost));
    let mut file = "\u{feff}".as_bytes().to_vec();
    csv_row::write(&mut file, &head(report, &values, &costs));
    for line in &overview.lines {
        let named = [line.key.clone(), line.name.clone().unwrap_or_default()];
        csv_row::write(&mut file, &row(named, &line.figures, report, &values, &costs));
    }
    let named = [String::new(), "total".to_owned()];
    csv_row::write(&mut file, &row(named, &overview.totals, report, &values, &costs));
    file
}

/// The workspace's own, then the others that occur.
fn currencies<'f>(own: &str, sums: impl Iterator<Item = &'f std::collections::BTreeMap<String, i64>>) -> Vec<String> {
    let others: BTreeSet<&String> = sums.flat_map(|sum| sum.keys()).filter(|currency| *currency != own).collect();
    std::iter::once(own.to_owned()).chain(others.into_iter().cloned()).collect()
}

const COUNTS: [&str; 15] = [
    "clicks",
    "scans",
    "leads",
    "with_data",
    "opened",
    "chats",
    "data_chats",
    "purchases",
    "filtered",
    "repeats",
    "leads_of_visits",
    "with_data_of_leads",
    "chats_of_leads",
    "chats_of_with_data",
    "purchases_of_leads",
];

fn head(report: &Report, values: &[String], costs: &[String]) -> Vec<String> {
    let by = match report.by {
        By::Ad => "ad_id",
        by => by.as_str(),
    };
    let mut head = vec![by.to_owned(), "name".to_owned()];
    head.extend(COUNTS.map(str::to_owned));
    head.extend(values.iter().map(|currency| format!("value_{currency}")));
    head.extend(costs.iter().map(|currency| format!("cost_{currency}")));
    head.extend([
        format!("cost_per_lead_{}", report.currency),
        format!("cost_per_purchase_{}", report.currency),
        "return".to_owned(),
    ]);
    head
}

fn row(named: [String; 2], figures: &Figures, report: &Report, values: &[String], costs: &[String]) -> Vec<String> {
    let rates = Rates::of(figures, &report.currency);
    let counts = &figures.counts;
    let share = |share: Option<f64>| share.map(|share| format!("{share:.4}")).unwrap_or_default();
    let amount = |minor: Option<i64>, currency: &str| {
        minor.zip(Currency::parse(currency)).map(|(minor, known)| money::format(minor, known)).unwrap_or_default()
    };
    let mut cells: Vec<String> = named.into();
    let numbers = [
        counts.clicks,
        counts.scans,
        counts.leads,
        figures.with_data,
        figures.opened,
        figures.chats,
        figures.data_chats,
        figures.purchases,
        counts.filtered,
        counts.repeats,
    ];
    cells.extend(numbers.map(|number| number.to_string()));
    cells.extend([rates.leads, rates.with_data, rates.chats, rates.data_chats, rates.purchases].map(share));
    cells.extend(
        values.iter().map(|currency| amount(Some(figures.value.get(currency).copied().unwrap_or(0)), currency)),
    );
    cells.extend(costs.iter().map(|currency| amount(figures.cost.get(currency).copied(), currency)));
    let own = &report.currency;
    cells.extend([amount(rates.cost_per_lead, own), amount(rates.cost_per_purchase, own), share(rates.returned)]);
    cells
}
