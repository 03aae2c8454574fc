//! Where a link's visitors went: rule by rule, and member by member with the planned share beside the actual one and what
//! moved it.

use super::link_figures::Page;
use super::overview_parts::Cell;
use crate::view::time;
use domain::visit::OffReason;
use engine::reports::link::{LinkReport, Moved};
use engine::visits::Facet;
use std::collections::BTreeSet;
use store::reports::LinkFigures;
use store::reports::parts::seat;

pub struct RuleRow {
    pub name: String,
    pub met: Split,
    /// None: it was never passed over.
    pub skipped: Option<Split>,
}

pub struct MemberRow {
    pub name: String,
    pub planned: String,
    pub actual: String,
    pub turns: Split,
    pub back: Split,
    /// Passed over, by reason.
    pub off: Vec<(String, Split)>,
    /// What a person did.
    pub moved: Vec<String>,
}

/// A number whose rows are of two kinds: visits that were sent on at once, and visits whose form came first, where it was
/// decided when that was sent.
pub struct Split {
    /// None: a zero beside the other.
    pub at_once: Option<Cell>,
    pub after_form: Option<Cell>,
    is_none: bool,
}

impl Split {
    /// None where both are zero.
    fn some(self) -> Option<Self> {
        (!self.is_none).then_some(self)
    }
}

impl Page<'_> {
    fn split(&self, figures: &LinkFigures, facet: Facet, key: &str) -> Split {
        let (at_once, after) = (figures.at_once(facet.as_str(), key), figures.after_form(facet.as_str(), key));
        let rows = || self.rows().with("by", &format!("form_{}", facet.as_str())).with("key", key);
        Split {
            at_once: (at_once > 0 || after == 0).then(|| self.cell(at_once, &self.of(facet, key))),
            after_form: (after > 0).then(|| self.cell(after, &rows())),
            is_none: at_once + after == 0,
        }
    }

    /// The rules in their order, those that are gone by now, and the visits that no rule took.
    pub(super) fn rules(&self, figures: &LinkFigures) -> Vec<RuleRow> {
        let at_once = figures.lines.get("rule").into_iter().flatten().map(|(key, _)| key.as_str());
        let after = figures.form_lines.get("rule").into_iter().flatten().map(|(key, _)| key.as_str());
        let keys: Vec<&str> = at_once.chain(after).collect();
        if keys.is_empty() {
            return Vec::new();
        }
        let row = |name: String, id: &str| {
            let (met, skipped) = (format!("{id}|met"), format!("{id}|skipped"));
            let skipped = self.split(figures, Facet::Rule, &skipped);
            RuleRow { name, met: self.split(figures, Facet::Rule, &met), skipped: skipped.some() }
        };
        let rules = &self.view.link.extras.rules;
        let known: Vec<String> = rules.iter().map(|rule| rule.id.to_string()).collect();
        let mut rows: Vec<RuleRow> = rules.iter().zip(&known).map(|(rule, id)| row(rule.name.clone(), id)).collect();
        let mut gone: Vec<&str> = keys.into_iter().filter_map(|key| key.split('|').next()).collect();
        gone.retain(|id| !id.is_empty() && !known.iter().any(|known| known == id));
        gone.sort_unstable();
        gone.dedup();
        rows.extend(gone.into_iter().map(|id| row(self.d.t("figures-rule-gone"), id)));
        let met = self.split(figures, Facet::Rule, "|none");
        rows.push(RuleRow { name: self.d.t("figures-rule-none"), met, skipped: None });
        rows
    }

    pub(super) fn members(&self, report: &LinkReport) -> Vec<MemberRow> {
        let figures = &report.figures;
        let at_once = figures.lines.get("member").into_iter().flatten().map(|(key, _)| key.as_str());
        let after = figures.form_lines.get("member").into_iter().flatten().map(|(key, _)| key.as_str());
        let seats: BTreeSet<&str> =
            at_once.chain(after).filter_map(|key| seat(key).map(|(member, _)| member)).collect();
        let turns = |id: &str| {
            let key = format!("{id}|turn");
            figures.at_once("member", &key) + figures.after_form("member", &key)
        };
        let known: Vec<String> = self.view.seats.iter().map(|view| view.seat.member.id.to_string()).collect();
        let all: i64 = known.iter().map(|id| turns(id)).sum();
        let row = |name: String, id: &str, planned: String, moved: Option<&Moved>| {
            let split = |what: &str| self.split(figures, Facet::Member, &format!("{id}|{what}"));
            let off = OffReason::ALL.into_iter().filter_map(|why| {
                let number = split(&format!("off|{}", why.as_str())).some()?;
                Some((self.d.word("figures-off", why.as_str()), number))
            });
            MemberRow {
                planned,
                actual: if known.iter().any(|known| known == id) {
                    self.d.share(turns(id), all)
                } else {
                    "–".to_owned()
                },
                turns: split("turn"),
                back: split("back"),
                off: off.collect(),
                moved: moved.map(|moved| self.moved(moved)).unwrap_or_default(),
                name,
            }
        };
        let mut rows: Vec<MemberRow> = self
            .view
            .seats
            .iter()
            .zip(&known)
            .map(|(view, id)| {
                let planned = self.d.percent(view.planned_share * 100.0);
                row(view.seat.member.name.clone(), id, planned, report.moved.get(&view.seat.number))
            })
            .collect();
        let others = seats.iter().filter(|id| !known.iter().any(|known| known == *id));
        rows.extend(others.map(|id| row(self.d.t("figures-member-other"), id, "–".to_owned(), None)));
        rows
    }

    fn moved(&self, moved: &Moved) -> Vec<String> {
        let d = self.d;
        let mut said = Vec::new();
        let minutes = moved.off / 60_000_000;
        if minutes > 0 {
            let (hours, rest) = (minutes / 60, minutes % 60);
            let key = if hours > 0 { "figures-moved-off-hours" } else { "figures-moved-off" };
            said.push(d.a(key).n("hours", hours).n("minutes", rest).to_string());
        }
        for (at, before, after) in moved.weights.iter().take(3) {
            let day = time::exact(d.locale, *at, &d.zone);
            said.push(d.a("figures-moved-weight").s("day", day).n("before", before).n("after", after).to_string());
        }
        said
    }
}
