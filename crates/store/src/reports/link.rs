//! The figures of one link: what came, from whom, why it was filtered, where it went, and what became of it. Without a
//! further condition they are read from the roll-ups; narrowed to a kind, a country, a device and the like, the rows
//! themselves are counted, by the same names, so that both ways say the same (a test holds them together).

use super::days::{self, Days};
use super::overview::zone_of;
use super::parts::Part;
use super::rollup::{Counts, Rollup};
use super::up_to_date;
use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use crate::visits::again::Sent;
use crate::visits::{self, Filter};
use domain::deeplink::{Happening, Token, Way};
use domain::id::{LinkId, WorkspaceId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Rows that are counted one by one at most; beyond that the days must be fewer.
pub const MOST_ROWS: i64 = 1_000_000;

/// What the lines are of: the words of the roll-ups' dimensions, and what [`Part::Client`] comes apart into.
pub type Lines = BTreeMap<&'static str, Vec<(String, Counts)>>;

/// The dimensions that have lines, in the roll-ups' words.
const DIMENSIONS: [&str; 19] = [
    "kind", "reason", "device", "os", "browser", "in_app", "country", "language", "source", "medium", "campaign",
    "term", "content", "ad", "platform", "rule", "member", "way", "form",
];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkFigures {
    pub totals: Counts,
    /// Different leads among clicks and scans. None: there are more rows than are counted one by one.
    pub people: Option<i64>,
    /// Each day of the period, yyyymmdd; days without a visit are left out.
    pub days: Vec<(i32, Counts)>,
    /// By dimension; the most clicks and scans first, then the most of all else.
    pub lines: Lines,
    /// What pages on the visitors' phones told: of how many visits.
    pub happened: Vec<(Happening, i64)>,
    /// Forms that were sent, of those that were shown within the days.
    pub sent: i64,
    /// What was decided when they were sent: the dimensions `rule` and `member` with the keys that [`LinkFigures::lines`]
    /// has of visits that were sent on at once; the most first.
    pub form_lines: BTreeMap<&'static str, Vec<(String, i64)>>,
    /// How chats were opened, at once or when a form was sent; every way.
    pub opened: Vec<(Way, i64)>,
}

impl LinkFigures {
    /// Clicks and scans of a line, of those that were sent on at once.
    pub fn at_once(&self, dimension: &str, key: &str) -> i64 {
        let found = self.lines.get(dimension).into_iter().flatten().find(|(known, _)| known == key);
        found.map_or(0, |(_, counts)| counts.clicks + counts.scans)
    }

    /// Forms of a line: what was decided when they were sent.
    pub fn after_form(&self, dimension: &str, key: &str) -> i64 {
        let found = self.form_lines.get(dimension).into_iter().flatten().find(|(known, _)| known == key);
        found.map_or(0, |(_, number)| *number)
    }
}

const SUMS: Statement = Statement::new(
    "link_figures.sums",
    "SELECT CAST(sum(clicks) AS BIGINT), CAST(sum(scans) AS BIGINT), CAST(sum(leads) AS BIGINT), \
     CAST(sum(filtered) AS BIGINT), CAST(sum(repeats) AS BIGINT), dimension, value FROM visit_days \
     WHERE workspace_id = $1 AND link_id = $2 AND day >= $3 AND day <= $4 AND dimension <> 'total' \
     GROUP BY dimension, value",
);
const DAYS: Statement = Statement::new(
    "link_figures.days",
    "SELECT clicks, scans, leads, filtered, repeats, day FROM visit_days \
     WHERE workspace_id = $1 AND link_id = $2 AND dimension = 'total' AND day >= $3 AND day <= $4 ORDER BY day",
);
// Only what a visit that is listed came to: so many rows are behind the number. A repetition comes to something where
// it showed the form that was sent.
const HAPPENED: Statement = Statement::new(
    "link_figures.happened",
    "SELECT b.visit_at, b.lead_id, b.what FROM beacons b \
     WHERE b.link_id = $1 AND b.visit_at >= $2 AND b.visit_at < $3 \
     AND EXISTS (SELECT 1 FROM visits v WHERE v.lead_id = b.lead_id AND v.link_id = b.link_id \
         AND v.at - v.at % 100000 = b.visit_at AND (v.repeated = 0 OR EXISTS (SELECT 1 FROM form_answers f \
             WHERE f.lead_id = v.lead_id AND f.link_id = v.link_id AND f.shown_at = v.at)))",
);
const SENT: Statement = Statement::new(
    "link_figures.sent",
    "SELECT f.shown_at, f.lead_id, f.details, CASE WHEN EXISTS (SELECT 1 FROM visits v \
         WHERE v.lead_id = f.lead_id AND v.link_id = f.link_id AND v.at = f.shown_at) THEN 1 ELSE 0 END \
     FROM form_answers f WHERE f.link_id = $1 AND f.shown_at >= $2 AND f.shown_at < $3",
);

pub const STATEMENTS: &[&Statement] = &[&SUMS, &DAYS, &HAPPENED, &SENT];

/// Why figures are not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// So many rows would have to be counted one by one.
    TooMany(i64),
}

/// The figures of some days. `narrow`: further conditions of a list of visits; its link and days are not read. Errors:
/// `Missing` when there is no such workspace.
pub fn link_figures(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    link: LinkId,
    days: Days,
    narrow: &Filter,
) -> Result<Result<LinkFigures, Refused>, Error> {
    let zone = zone_of(tx, workspace)?;
    let (from, before) = days.moments(&zone)?;
    let filter = Filter { link: Some(link), from: Some(from), before: Some(before), ..narrow.clone() };
    let (first, last) = days.numbers();
    let of: [Value<'_>; 4] = [workspace.into(), link.into(), first.into(), last.into()];
    let by_day = tx.query(&DAYS, &of, |row| Ok((row.get::<i32>(5)?, counts(row)?)))?;
    let rows: i64 = by_day.iter().map(|(_, c)| c.clicks + c.scans + c.filtered + c.repeats).sum();
    let is_bare = *narrow == Filter::default();
    if is_bare && up_to_date(tx)? {
        let mut found = Found { days: by_day.into_iter().collect(), ..Found::default() };
        tx.each(&SUMS, &of, |row| {
            found.add(row.get(5)?, row.get(6)?, &counts(row)?);
            Ok(())
        })?;
        let people = match rows <= MOST_ROWS {
            true => Some(visits::people(tx, &filter)?),
            false => None,
        };
        let mut figures = found.figures(people);
        let mut happened: FxHashMap<Happening, i64> = FxHashMap::default();
        each_beacon(tx, &filter, |_, what| *happened.entry(what).or_default() += 1)?;
        figures.happened = in_order(&happened);
        let mut forms = Forms::default();
        each_sent(tx, &filter, |_, sent| forms.add(&sent))?;
        return Ok(Ok(forms.of(figures)));
    }
    if rows > MOST_ROWS {
        return Ok(Err(Refused::TooMany(rows)));
    }
    counted(tx, workspace, &filter, &zone).map(Ok)
}

/// No lead has this number.
const NOBODY: i64 = 0;

/// The rows counted one by one.
fn counted(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    zone: &jiff::tz::TimeZone,
) -> Result<LinkFigures, Error> {
    /// A visit as pages and forms name it: when, and whose.
    type Named = (i64, i64);
    let mut beacons: FxHashMap<Named, Vec<Happening>> = FxHashMap::default();
    each_beacon(tx, filter, |visit, what| beacons.entry(visit).or_default().push(what))?;
    // Of nobody who is recognised there may be several at one moment.
    let mut forms: FxHashMap<Named, Vec<Sent>> = FxHashMap::default();
    each_sent(tx, filter, |visit, sent| forms.entry(visit).or_default().push(sent))?;
    let mut rollup = Rollup::new();
    let mut people: FxHashSet<i64> = FxHashSet::default();
    let mut happened: FxHashMap<Happening, i64> = FxHashMap::default();
    let mut counted = Forms::default();
    visits::each_fitting(tx, workspace, filter, |visit| {
        let (day, hour) = days::local(visit.at, zone);
        rollup.visit(visit, day, hour);
        let lead = match visit.lead {
            Some(lead) => lead.id.0,
            None if visit.is_unidentified() => NOBODY,
            None => return,
        };
        if lead != NOBODY && visit.kind.is_person() && !visit.repeat {
            people.insert(lead);
        }
        let sent = forms.get_mut(&(visit.at, lead)).and_then(Vec::pop);
        let told = beacons.get(&(Token::moment(visit.at), lead)).filter(|_| !visit.repeat || sent.is_some());
        for what in told.into_iter().flatten() {
            *happened.entry(*what).or_default() += 1;
        }
        sent.iter().for_each(|sent| counted.add(sent));
    })?;
    let mut found = Found::default();
    rollup.each_of_links(|_, day, dimension, value, counts| match dimension {
        "total" => found.days.entry(day).or_default().add(counts),
        _ => found.add(dimension, value, counts),
    });
    let mut figures = found.figures(Some(people.len() as i64));
    figures.happened = in_order(&happened);
    Ok(counted.of(figures))
}

/// What sent forms came to, added up.
#[derive(Default)]
struct Forms {
    sent: i64,
    lines: FxHashMap<(&'static str, String), i64>,
    ways: FxHashMap<Way, i64>,
}

impl Forms {
    fn add(&mut self, sent: &Sent) {
        self.sent += 1;
        for (facet, key) in &sent.lines {
            *self.lines.entry((facet.as_str(), key.clone())).or_default() += 1;
        }
        sent.way.into_iter().for_each(|way| *self.ways.entry(way).or_default() += 1);
    }

    /// The figures of everything else with these.
    fn of(self, figures: LinkFigures) -> LinkFigures {
        let at_once = figures.lines.get(Part::Way.as_str()).map_or(&[][..], Vec::as_slice);
        let at_once =
            |way: Way| at_once.iter().find(|(key, _)| key == way.as_str()).map_or(0, |(_, c)| c.clicks + c.scans);
        let opened = Way::ALL.map(|way| (way, at_once(way) + self.ways.get(&way).copied().unwrap_or_default()));
        let mut form_lines: BTreeMap<&'static str, Vec<(String, i64)>> = BTreeMap::new();
        for ((dimension, key), number) in self.lines {
            form_lines.entry(dimension).or_default().push((key, number));
        }
        for lines in form_lines.values_mut() {
            lines.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
        }
        LinkFigures { opened: opened.to_vec(), sent: self.sent, form_lines, ..figures }
    }
}

fn each_beacon(tx: &mut Tx<'_>, filter: &Filter, mut each: impl FnMut((i64, i64), Happening)) -> Result<(), Error> {
    tx.each(&HAPPENED, &[filter.link.into(), filter.from.into(), filter.before.into()], |row| {
        if let Some(what) = Happening::parse(row.get(2)?) {
            each((row.get(0)?, row.get(1)?), what);
        }
        Ok(())
    })
}

/// Forms whose visit is listed: it has the lead of the form, or it is of nobody who is recognised.
fn each_sent(tx: &mut Tx<'_>, filter: &Filter, mut each: impl FnMut((i64, i64), Sent)) -> Result<(), Error> {
    tx.each(&SENT, &[filter.link.into(), filter.from.into(), filter.before.into()], |row| {
        let (at, lead, has_visit): (i64, i64, bool) = (row.get(0)?, row.get(1)?, row.get(3)?);
        let sent = Sent::read(row.get(2)?);
        match (has_visit, sent.is_unidentified) {
            (true, _) => each((at, lead), sent),
            (false, true) => each((at, NOBODY), sent),
            (false, false) => {}
        }
        Ok(())
    })
}

fn in_order(happened: &FxHashMap<Happening, i64>) -> Vec<(Happening, i64)> {
    Happening::ALL.into_iter().map(|what| (what, happened.get(&what).copied().unwrap_or_default())).collect()
}

/// Sums on their way to be lines.
#[derive(Default)]
struct Found {
    days: BTreeMap<i32, Counts>,
    lines: FxHashMap<&'static str, FxHashMap<String, Counts>>,
}

impl Found {
    fn add(&mut self, dimension: &str, value: &str, counts: &Counts) {
        if dimension == Part::Client.as_str() {
            for (dimension, value) in ["os", "browser", "in_app"].into_iter().zip(value.splitn(3, '|')) {
                self.put(dimension, value, counts);
            }
        } else if let Some(dimension) = DIMENSIONS.into_iter().find(|known| *known == dimension) {
            self.put(dimension, value, counts);
        }
    }

    fn put(&mut self, dimension: &'static str, value: &str, counts: &Counts) {
        let lines = self.lines.entry(dimension).or_default();
        match lines.get_mut(value) {
            Some(sum) => sum.add(counts),
            None => drop(lines.insert(value.to_owned(), *counts)),
        }
    }

    fn figures(self, people: Option<i64>) -> LinkFigures {
        let mut totals = Counts::default();
        self.days.values().for_each(|counts| totals.add(counts));
        let weight = |counts: &Counts| (counts.clicks + counts.scans, counts.filtered + counts.repeats);
        let lines = self.lines.into_iter().map(|(dimension, lines)| {
            let mut lines: Vec<_> = lines.into_iter().filter(|(_, counts)| !counts.is_zero()).collect();
            lines.sort_by(|(a, x), (b, y)| weight(y).cmp(&weight(x)).then_with(|| a.cmp(b)));
            (dimension, lines)
        });
        let days = self.days.into_iter().filter(|(_, counts)| !counts.is_zero()).collect();
        LinkFigures { totals, people, days, lines: lines.collect(), happened: Vec::new(), ..LinkFigures::default() }
    }
}

fn counts(row: &Row<'_>) -> Result<Counts, Error> {
    Ok(Counts {
        clicks: row.get(0)?,
        scans: row.get(1)?,
        leads: row.get(2)?,
        filtered: row.get(3)?,
        repeats: row.get(4)?,
    })
}
