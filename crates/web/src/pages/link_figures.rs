//! The figures of one link on its page: what came and why some was filtered, rule by rule and member by member, with what
//! visitors came with, and what became of the chat. Everything that it is narrowed to stands in the address; every number
//! leads to exactly the rows that it counts.

use super::address::{Address, Chip, Choice};
use super::counted::Rows;
use super::desk::Desk;
use super::figures;
use super::gone;
use super::link_funnel::Step;
use super::link_share::{MemberRow, RuleRow};
use super::narrowed::{self, Narrowed};
use super::overview_parts::{Cell, DayRow, Metric};
use super::period::Period;
use crate::view::bar::{Bar, Breakdown};
use crate::view::chart::{self, Chart, Point};
use crate::view::time;
use axum::response::Response;
use domain::attribution::Model;
use domain::problem::FieldError;
use domain::scope::Scope;
use domain::visit::Kind;
use engine::links::LinkView;
use engine::reports::link::{Asked, LinkReport};
use engine::visits::{Facet, Figure};
use engine::{Engine, Rejection};
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::reports::{By, Counts, LinkFigures};

/// What stands in the address beside the days.
pub type Pairs = Vec<(String, String)>;

pub struct Number {
    pub name: String,
    pub value: String,
    pub rows: String,
}

/// A kind of request, with the reasons for which it was taken for that.
pub struct KindRow {
    pub name: String,
    pub cell: Cell,
    pub reasons: Vec<(String, Cell)>,
}

#[derive(Default)]
pub struct Section {
    pub periods: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub chips: Vec<Chip>,
    pub kept: Pairs,
    pub from: String,
    pub to: String,
    pub today: String,
    /// Where the file of these figures is.
    pub export: String,
    /// What was asked for and means nothing, or is too much.
    pub wrong: Vec<String>,
    pub numbers: Vec<Number>,
    pub definitions: Vec<(String, String)>,
    pub chart: Chart,
    pub days: Vec<DayRow>,
    /// What of the days asked for is kept no more.
    pub gone: Vec<String>,
    pub by_kind: Vec<KindRow>,
    pub rules: Vec<RuleRow>,
    pub members: Vec<MemberRow>,
    /// From the tap to the chat, where something stood between.
    pub funnel: Vec<Step>,
    pub breakdowns: Vec<Breakdown>,
}

/// The section for what the address asks; none for one who may not see reports.
pub async fn section(engine: &Engine, d: &Desk, view: &LinkView, pairs: &Pairs) -> Result<Option<Section>, Response> {
    if !d.may(Scope::ReportsRead) {
        return Ok(None);
    }
    let given = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str());
    let today = time::zoned(d.now, &d.zone).date();
    let period = Period::read(given("period"), given("from"), given("to"), today);
    let narrowed = Narrowed::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let page = Page { d, view, period, narrowed: &narrowed };
    let mut section = Section {
        periods: page.periods(given("period"), !given("from").is_empty() && !given("to").is_empty()),
        kinds: page.kinds(),
        chips: narrowed.chips(engine, d, Some(view), &page.address()).await?,
        kept: page.address().without("from").without("to").pairs().to_vec(),
        from: period.from.to_string(),
        to: period.to.to_string(),
        today: today.to_string(),
        export: page.address().at(&format!("/app/links/{}/figures.csv", view.link.id)).to_string(),
        wrong: narrowed.said(d),
        gone: gone::said_of_link(engine, d, period.from).await?,
        ..Section::default()
    };
    let asked = Asked { from: Some(period.from), to: Some(period.to), narrow: narrowed.filter() };
    match engine::reports::link::link(engine, &d.who, view.link.id, asked).await {
        Ok(report) => {
            page.fill(&mut section, &report);
            if narrowed.is_nothing() {
                section.numbers.push(page.purchases(engine).await?);
            }
        }
        Err(Rejection::Invalid(faults)) => {
            section.wrong.extend(faults.iter().map(|fault: &FieldError| crate::i18n::fault(d.locale, fault)));
        }
        Err(other) => return Err(d.refuse(other)),
    }
    Ok(Some(section))
}

pub(super) struct Page<'a> {
    pub(super) d: &'a Desk,
    pub(super) view: &'a LinkView,
    period: Period,
    narrowed: &'a Narrowed,
}

impl Page<'_> {
    /// This page as it is asked for.
    fn address(&self) -> Address {
        let mut address = Address::new(format!("/app/links/{}", self.view.link.id));
        address.set("from", &self.period.from.to_string()).set("to", &self.period.to.to_string());
        self.narrowed.put(&mut address);
        address
    }

    /// The list of visits, narrowed as this page is.
    pub(super) fn rows(&self) -> Address {
        let mut address = Address::new("/app/visits");
        address.set("link", &self.view.link.id.to_string());
        address.set("from", &self.period.from.to_string()).set("to", &self.period.to.to_string());
        self.narrowed.put(&mut address);
        address
    }

    pub(super) fn cell(&self, number: i64, rows: &Address) -> Cell {
        Cell { text: self.d.num(number), rows: rows.to_string() }
    }

    pub(super) fn figure(&self, figure: Figure) -> Address {
        self.rows().with("figure", figure.as_str())
    }

    /// Clicks and scans of one line.
    pub(super) fn of(&self, facet: Facet, key: &str) -> Address {
        self.figure(Figure::Visits).with("by", facet.as_str()).with("key", key)
    }

    fn periods(&self, word: &str, own: bool) -> Vec<Choice> {
        let mut bare = Address::new(format!("/app/links/{}", self.view.link.id));
        self.narrowed.put(&mut bare);
        let now = if word.is_empty() { "30d" } else { word };
        ["today", "7d", "30d", "90d", "month"]
            .into_iter()
            .map(|word| Choice {
                name: self.d.t(&format!("overview-{}", word.trim_end_matches('d'))),
                href: bare.with("period", word).to_string(),
                here: !own && word == now,
            })
            .collect()
    }

    fn kinds(&self) -> Vec<Choice> {
        let bare = self.address().without("kind");
        let here = self.narrowed.kind;
        let all = Choice { name: self.d.t("visits-all"), href: bare.to_string(), here: here.is_none() };
        let one = |kind: Kind| Choice {
            name: self.d.word("kind", kind.as_str()),
            href: bare.with("kind", kind.as_str()).to_string(),
            here: here == Some(kind),
        };
        std::iter::once(all).chain(Kind::ALL.map(one)).collect()
    }

    fn fill(&self, section: &mut Section, report: &LinkReport) {
        let figures = &report.figures;
        section.numbers = self.numbers(figures);
        section.definitions = ["clicks", "scans", "people", "leads", "filtered", "repeats", "turns"]
            .into_iter()
            .map(|word| (self.d.t(&format!("figures-name-{word}")), self.d.t(&format!("figures-means-{word}"))))
            .collect();
        (section.chart, section.days) = self.days(figures);
        section.by_kind = self.by_kind(figures);
        section.rules = self.rules(figures);
        section.members = self.members(report);
        section.funnel = self.funnel(figures);
        section.breakdowns = [
            (Facet::Device, "overview-devices"),
            (Facet::Os, "figures-systems"),
            (Facet::Browser, "figures-browsers"),
            (Facet::InApp, "figures-apps"),
            (Facet::Country, "overview-countries"),
            (Facet::Language, "figures-languages"),
            (Facet::Source, "overview-sources"),
            (Facet::Campaign, "overview-campaigns"),
        ]
        .into_iter()
        .map(|(facet, title)| self.breakdown(figures, facet, title))
        .collect();
    }

    fn numbers(&self, figures: &LinkFigures) -> Vec<Number> {
        let counts = &figures.totals;
        let number = |word: &str, value: i64, figure| Number {
            name: self.d.t(&format!("figures-name-{word}")),
            value: self.d.num(value),
            rows: self.figure(figure).to_string(),
        };
        let people = match figures.people {
            Some(people) => number("people", people, Figure::People),
            None => Number {
                name: self.d.t("figures-name-people"),
                value: self.d.t("figures-people-too-many"),
                rows: self.figure(Figure::People).to_string(),
            },
        };
        vec![
            number("clicks", counts.clicks, Figure::Clicks),
            number("scans", counts.scans, Figure::Scans),
            people,
            number("leads", counts.leads, Figure::Leads),
            number("filtered", counts.filtered, Figure::Filtered),
            number("repeats", counts.repeats, Figure::Repeats),
        ]
    }

    /// Leads of this link that became a purchase: theirs is another story than that of the visits, so it is told only
    /// where nothing else is asked for.
    async fn purchases(&self, engine: &Engine) -> Result<Number, Response> {
        let link = Some(self.view.link.id);
        let reports = figures::reports(engine, self.d, self.period, &[By::Day], (link, Model::First)).await;
        let reports = reports.map_err(|r| self.d.refuse(r))?;
        let purchases = reports.first().map_or(0, |report| report.totals.purchases);
        let rows = Rows::of(self.period, link).metric(Metric::Purchases);
        Ok(Number { name: self.d.t("figure-purchases"), value: self.d.num(purchases), rows })
    }

    fn days(&self, figures: &LinkFigures) -> (Chart, Vec<DayRow>) {
        let d = self.d;
        let counted: BTreeMap<i32, Counts> = figures.days.iter().copied().collect();
        let Some(days) = store::reports::Days::new(self.period.from, self.period.to) else {
            return (Chart::default(), Vec::new());
        };
        let of = |date: Date| {
            let day = store::reports::days::number_of(date);
            let rows = move |figure: Figure| {
                let day = date.to_string();
                self.figure(figure).with("from", &day).with("to", &day)
            };
            (counted.get(&day).copied().unwrap_or_default(), rows(Figure::Visits), rows)
        };
        let points: Vec<Point> = days
            .each()
            .map(|date| {
                let (counts, visits, _) = of(date);
                let title = d.a("chart-title-visits").s("day", time::long_day(d.locale, date));
                let title = title.s("clicks", d.num(counts.clicks)).s("scans", d.num(counts.scans)).to_string();
                let parts = vec![counts.clicks, counts.scans];
                Point { label: time::day(d.locale, date), title, parts, before: None, href: visits.to_string() }
            })
            .collect();
        let chart = chart::draw(&points, &d.t("chart-visits-by-day"), |value| chart::short(d.locale, value));
        let all: Vec<Date> = days.each().collect();
        let rows = all.into_iter().rev().map(|date| {
            let (counts, _, rows) = of(date);
            let cells = [
                (Figure::Clicks, counts.clicks),
                (Figure::Scans, counts.scans),
                (Figure::Leads, counts.leads),
                (Figure::Filtered, counts.filtered),
            ];
            let cells = cells.map(|(figure, number)| self.cell(number, &rows(figure))).into();
            DayRow { day: time::long_day(d.locale, date), href: String::new(), cells }
        });
        (chart, rows.collect())
    }

    /// Every kind that is asked for, without repeats; the filtered ones with their reasons.
    fn by_kind(&self, figures: &LinkFigures) -> Vec<KindRow> {
        let lines = |dimension: &str| figures.lines.get(dimension).map_or(&[][..], Vec::as_slice);
        Kind::ALL
            .into_iter()
            .filter(|kind| self.narrowed.kind.is_none_or(|only| only == *kind))
            .map(|kind| {
                let counts = lines("kind").iter().find(|(key, _)| key == kind.as_str()).map(|(_, counts)| *counts);
                let counts = counts.unwrap_or_default();
                let (figure, number) = match kind {
                    Kind::Human => (Figure::Clicks, counts.clicks),
                    Kind::Scan => (Figure::Scans, counts.scans),
                    _ => (Figure::Filtered, counts.filtered),
                };
                let of_kind = |reason: &str| match kind {
                    Kind::Preview => reason == "preview_agent",
                    Kind::Bot => matches!(reason, "crawler_agent" | "no_user_agent"),
                    Kind::Prefetch => reason == "prefetch_header",
                    Kind::Head => reason == "head_method",
                    Kind::Human | Kind::Scan => false,
                };
                let rows = self.figure(figure).with("kind", kind.as_str());
                let reasons = lines("reason")
                    .iter()
                    .filter(|(key, _)| of_kind(key.split('|').next().unwrap_or_default()))
                    .map(|(key, counts)| {
                        let rows = rows.with("by", Facet::Reason.as_str()).with("key", key);
                        (narrowed::word(self.d, Facet::Reason, key), self.cell(counts.filtered, &rows))
                    })
                    .collect();
                KindRow { name: self.d.word("kind", kind.as_str()), cell: self.cell(number, &rows), reasons }
            })
            .collect()
    }

    /// A name narrows this page to its line; the numbers lead to the rows.
    fn breakdown(&self, figures: &LinkFigures, facet: Facet, title: &str) -> Breakdown {
        let address = self.address();
        let lines = figures.lines.get(facet.as_str()).map_or(&[][..], Vec::as_slice);
        let bars = lines
            .iter()
            .map(|(key, counts)| {
                let second = self.figure(Figure::Leads).with("by", facet.as_str()).with("key", key);
                let main_rows = self.of(facet, key).to_string();
                Bar {
                    name: narrowed::word(self.d, facet, key),
                    // What is unknown can't stand in an address under its own name.
                    href: if key.is_empty() {
                        main_rows.clone()
                    } else {
                        address.with(facet.as_str(), key).to_string()
                    },
                    main: counts.clicks + counts.scans,
                    main_rows,
                    second: counts.leads,
                    second_rows: second.to_string(),
                    ..Bar::default()
                }
            })
            .filter(|bar| bar.main + bar.second > 0)
            .collect();
        Breakdown::new(self.d.t(title), self.d.t("funnel-clicks"), self.d.t("figure-leads"), bars, 8)
    }
}
