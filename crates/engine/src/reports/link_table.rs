//! A link's figures as a table to carry away: every day and every line of every breakdown, what each is of in the first
//! column. CSV with a byte order mark, and no cell that a spreadsheet would calculate.

use super::link::LinkReport;
use crate::leads::csv_row;
use std::collections::{BTreeMap, BTreeSet};
use store::reports::{Counts, days::number_of};

const HEAD: [&str; 10] =
    ["table", "key", "name", "clicks", "scans", "leads", "filtered", "repeats", "after_form", "visits"];

/// What the file is called; `slug` is the link's.
pub fn name(report: &LinkReport, slug: &str) -> String {
    let slug: String = slug.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    format!("link-{slug}-{}-{}.csv", report.days.first(), report.days.last())
}

/// `named`: what a line of a breakdown is called, by what it is of and its key.
pub fn write(report: &LinkReport, named: impl Fn(&str, &str) -> String) -> Vec<u8> {
    let figures = &report.figures;
    let mut file = "\u{feff}".as_bytes().to_vec();
    csv_row::write(&mut file, &HEAD.map(str::to_owned));
    csv_row::write(&mut file, &row(["total", "", ""], Some(&figures.totals), None, None));
    let counted: BTreeMap<i32, Counts> = figures.days.iter().copied().collect();
    for day in report.days.each() {
        let counts = counted.get(&number_of(day)).copied().unwrap_or_default();
        csv_row::write(&mut file, &row(["day", &day.to_string(), ""], Some(&counts), None, None));
    }
    let tables: BTreeSet<&str> = figures.lines.keys().chain(figures.form_lines.keys()).copied().collect();
    for table in tables {
        let lines = figures.lines.get(table).map_or(&[][..], Vec::as_slice);
        let after = figures.form_lines.get(table).map_or(&[][..], Vec::as_slice);
        let late = |key: &str| after.iter().find(|(known, _)| known == key).map(|(_, number)| *number);
        for (key, counts) in lines {
            let name = named(table, key);
            csv_row::write(&mut file, &row([table, key, &name], Some(counts), late(key), None));
        }
        for (key, number) in after.iter().filter(|(key, _)| !lines.iter().any(|(known, _)| known == key)) {
            let name = named(table, key);
            csv_row::write(&mut file, &row([table, key, &name], None, Some(*number), None));
        }
    }
    let happened = figures.happened.iter().map(|(what, number)| ("opening", what.as_str(), *number));
    let opened = figures.opened.iter().map(|(way, number)| ("opened_by", way.as_str(), *number));
    for (table, key, number) in happened.chain(opened).chain([("opening", "form_sent", figures.sent)]) {
        csv_row::write(&mut file, &row([table, key, ""], None, None, Some(number)));
    }
    file
}

fn row(line: [&str; 3], counts: Option<&Counts>, after_form: Option<i64>, visits: Option<i64>) -> Vec<String> {
    let text = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let of = |read: fn(&Counts) -> i64| text(counts.map(read));
    let mut cells: Vec<String> = line.map(str::to_owned).into();
    cells.extend([of(|c| c.clicks), of(|c| c.scans), of(|c| c.leads), of(|c| c.filtered), of(|c| c.repeats)]);
    cells.extend([text(after_form), text(visits)]);
    cells
}
