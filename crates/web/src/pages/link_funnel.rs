//! From the tap on a link to the chat, step by step, where a form or a page stood between: one funnel of both, since a
//! chat that is opened when a form was sent is opened of the visit that was shown the form.

use super::address::Address;
use super::link_figures::Page;
use super::overview_parts::Cell;
use crate::view::html::{Html, column};
use domain::deeplink::Way;
use engine::visits::{Facet, Figure};
use store::reports::LinkFigures;

pub struct Step {
    pub name: String,
    /// What is counted here.
    pub means: String,
    pub cell: Cell,
    pub share: String,
    pub column: Html,
}

impl Page<'_> {
    /// Empty where visitors went straight to the chat.
    pub(super) fn funnel(&self, figures: &LinkFigures) -> Vec<Step> {
        let d = self.d;
        let lines = figures.lines.get("form").map_or(&[][..], Vec::as_slice);
        let of_form = |key: &str| lines.iter().find(|(k, _)| k == key).map_or(0, |(_, c)| c.clicks + c.scans);
        let (shown, skipped) = (of_form("shown"), of_form("skipped"));
        let has_form = shown + skipped + figures.sent > 0;
        let happened: i64 = figures.happened.iter().map(|(_, number)| number).sum();
        let has_page = happened > 0 || figures.opened.iter().any(|(way, number)| *way != Way::Plain && *number > 0);
        if !has_form && !has_page {
            return Vec::new();
        }
        let totals = &figures.totals;
        let people = totals.clicks + totals.scans;
        let requests = people + totals.filtered + totals.repeats;
        let step = |word: &str, number: i64, rows: &Address, whole: i64| Step {
            name: d.word("figures", word),
            means: d.word("figures-means", word),
            cell: self.cell(number, rows),
            share: if number == whole || whole == 0 { String::new() } else { d.share(number, whole) },
            column: column(number as f64, requests as f64),
        };
        let became = |by: &str, key: &str| self.rows().with("by", by).with("key", key);
        let mut steps = vec![
            step("requests", requests, &self.rows(), requests),
            step("hits", people, &self.figure(Figure::Visits), requests),
        ];
        if has_form {
            steps.push(step("form-shown", shown, &self.of(Facet::Form, "shown"), people));
            steps.push(step("form-sent", figures.sent, &became("form", "sent"), people));
        }
        if skipped > 0 {
            steps.push(step("form-skipped", skipped, &self.of(Facet::Form, "skipped"), people));
        }
        for (way, number) in figures.opened.iter().filter(|(_, number)| *number > 0) {
            let word = format!("way-{}", way.as_str());
            steps.push(step(&word, *number, &became("opened", way.as_str()), people));
        }
        for (what, number) in figures.happened.iter().filter(|_| has_page) {
            let word = format!("happened-{}", what.as_str());
            steps.push(step(&word, *number, &became("happened", what.as_str()), people));
        }
        steps
    }
}
