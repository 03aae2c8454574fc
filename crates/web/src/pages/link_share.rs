//! Where a link's visitors went: rule by rule, and member by member with the planned share beside the actual one and what
//! moved it.

use super::link_figures::Page;
use super::overview_parts::Cell;
use crate::view::time;
use domain::visit::OffReason;
use engine::reports::link::{LinkReport, Moved};
use engine::visits::Facet;
use std::collections::BTreeMap;
use store::reports::LinkFigures;
use store::reports::parts::{Seat, seat};

pub struct RuleRow {
    pub name: String,
    pub met: Cell,
    /// None: it was never passed over.
    pub skipped: Option<Cell>,
}

pub struct MemberRow {
    pub name: String,
    pub planned: String,
    pub actual: String,
    pub turns: Cell,
    pub back: Cell,
    /// Turns after a form.
    pub form: Option<Cell>,
    /// Passed over, by reason.
    pub off: Vec<(String, Cell)>,
    /// What a person did.
    pub moved: Vec<String>,
}

impl Page<'_> {
    /// The rules in their order, those that are gone by now, and the visits that no rule took.
    pub(super) fn rules(&self, figures: &LinkFigures) -> Vec<RuleRow> {
        let Some(lines) = figures.lines.get("rule").filter(|lines| !lines.is_empty()) else { return Vec::new() };
        let number =
            |key: &str| lines.iter().find(|(k, _)| k == key).map_or(0, |(_, counts)| counts.clicks + counts.scans);
        let row = |name: String, id: &str| {
            let (met, skipped) = (format!("{id}|met"), format!("{id}|skipped"));
            let passed = number(&skipped);
            RuleRow {
                name,
                met: self.cell(number(&met), &self.of(Facet::Rule, &met)),
                skipped: (passed > 0).then(|| self.cell(passed, &self.of(Facet::Rule, &skipped))),
            }
        };
        let rules = &self.view.link.extras.rules;
        let known: Vec<String> = rules.iter().map(|rule| rule.id.to_string()).collect();
        let mut rows: Vec<RuleRow> = rules.iter().zip(&known).map(|(rule, id)| row(rule.name.clone(), id)).collect();
        let mut gone: Vec<&str> = lines.iter().filter_map(|(key, _)| key.split('|').next()).collect();
        gone.retain(|id| !id.is_empty() && !known.iter().any(|known| known == id));
        gone.sort_unstable();
        gone.dedup();
        rows.extend(gone.into_iter().map(|id| row(self.d.t("figures-rule-gone"), id)));
        let met = self.cell(number("|none"), &self.of(Facet::Rule, "|none"));
        rows.push(RuleRow { name: self.d.t("figures-rule-none"), met, skipped: None });
        rows
    }

    pub(super) fn members(&self, report: &LinkReport) -> Vec<MemberRow> {
        let mut seats: BTreeMap<&str, Vec<(Seat, i64, &str)>> = BTreeMap::new();
        for (key, counts) in report.figures.lines.get("member").into_iter().flatten() {
            if let Some((member, what)) = seat(key) {
                seats.entry(member).or_default().push((what, counts.clicks + counts.scans, key));
            }
        }
        let form = |id: &str| {
            let turns = report.figures.form_turns.iter().find(|(member, _)| member.to_string() == id);
            turns.map_or(0, |(_, turns)| *turns)
        };
        let turns = |id: &str| {
            let own = seats.get(id).into_iter().flatten().filter(|(what, ..)| *what == Seat::Turn);
            own.map(|(_, number, _)| number).sum::<i64>() + form(id)
        };
        let known: Vec<String> = self.view.seats.iter().map(|view| view.seat.member.id.to_string()).collect();
        let all: i64 = known.iter().map(|id| turns(id)).sum();
        let row = |name: String, id: &str, planned: String, moved: Option<&Moved>| {
            let count = |what: Seat| {
                let found = seats.get(id).into_iter().flatten().find(|(seat, ..)| *seat == what);
                found.map_or(0, |(_, number, _)| *number)
            };
            let off = OffReason::ALL.into_iter().filter_map(|why| {
                let number = count(Seat::Off(why));
                let rows = self.of(Facet::Member, &format!("{id}|off|{}", why.as_str()));
                (number > 0).then(|| (self.d.word("figures-off", why.as_str()), self.cell(number, &rows)))
            });
            let after = self.rows().with("by", "form_turn").with("key", id);
            MemberRow {
                planned,
                actual: if known.iter().any(|known| known == id) {
                    self.d.share(turns(id), all)
                } else {
                    "–".to_owned()
                },
                turns: self.cell(count(Seat::Turn), &self.of(Facet::Member, &format!("{id}|turn"))),
                back: self.cell(count(Seat::Back), &self.of(Facet::Member, &format!("{id}|back"))),
                form: (form(id) > 0).then(|| self.cell(form(id), &after)),
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
        let others = seats.keys().filter(|id| !known.iter().any(|known| known == *id));
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
