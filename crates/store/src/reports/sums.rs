//! What a report reads: the sums of visits and those of leads, in all and in lines, of some days and of one link or all.

use super::by::By;
use super::days::{Days, date_of};
use super::lead_days::{self, LeadCounts, LeadDays};
use super::overview::{Asked, zone_of};
use super::recount;
use super::rollup::{ALL_LINKS, BROUGHT, Counts, Rollup};
use super::spans::Cut;
use super::up_to_date;
use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::attribution::Model;
use domain::id::{LinkId, WorkspaceId};
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use std::rc::Rc;

const TOTALS: Statement = Statement::new(
    "sums.totals",
    "SELECT CAST(coalesce(sum(clicks), 0) AS BIGINT), CAST(coalesce(sum(scans), 0) AS BIGINT), \
     CAST(coalesce(sum(leads), 0) AS BIGINT), CAST(coalesce(sum(filtered), 0) AS BIGINT), \
     CAST(coalesce(sum(repeats), 0) AS BIGINT) FROM visit_days \
     WHERE workspace_id = $1 AND link_id = $2 AND dimension = 'total' AND day >= $3 AND day <= $4",
);
const BY_DAY: Statement = Statement::new(
    "sums.by_day",
    "SELECT clicks, scans, leads, filtered, repeats, day FROM visit_days \
     WHERE workspace_id = $1 AND link_id = $2 AND dimension = 'total' AND day >= $3 AND day <= $4",
);

/// Sums of a dimension within one range of a [`Cut`].
macro_rules! visits_of {
    ("days") => {
        "SELECT clicks, scans, leads, filtered, repeats, value FROM visit_days \
         WHERE workspace_id = $1 AND link_id = $2 AND dimension = $3 AND "
    };
    ("spans") => {
        "SELECT clicks, scans, leads, filtered, repeats, value FROM visit_spans \
         WHERE workspace_id = $1 AND dimension = $3 AND "
    };
}
macro_rules! leads_of {
    ("days") => {
        "SELECT leads, with_data, opened, chats, data_chats, value FROM lead_days \
         WHERE workspace_id = $1 AND link_id = $2 AND dimension = $3 AND model <= $4 AND "
    };
    ("spans") => {
        "SELECT leads, with_data, opened, chats, data_chats, value FROM lead_spans \
         WHERE workspace_id = $1 AND dimension = $3 AND model <= $4 AND "
    };
}

const BY_VALUE: Statement = Statement::new(
    "sums.by_value",
    concat!(
        "SELECT CAST(sum(clicks) AS BIGINT), CAST(sum(scans) AS BIGINT), CAST(sum(leads) AS BIGINT), \
         CAST(sum(filtered) AS BIGINT), CAST(sum(repeats) AS BIGINT), value FROM (",
        visits_of!("days"),
        "day >= $4 AND day <= $5 UNION ALL ",
        visits_of!("days"),
        "day >= $6 AND day <= $7 UNION ALL ",
        visits_of!("spans"),
        "days = 7 AND span >= $8 AND span <= $9 UNION ALL ",
        visits_of!("spans"),
        "days = 7 AND span >= $10 AND span <= $11 UNION ALL ",
        visits_of!("spans"),
        "days = 28 AND span >= $12 AND span <= $13) AS sums GROUP BY value",
    ),
);
// By each link's own totals, which lie together in the order of the links, so that nothing is sorted: the same sums stand
// among all links' roll-ups under its id, day by day, and sorting those costs several times as much.
const BY_LINK: Statement = Statement::new(
    "sums.by_link",
    "SELECT CAST(sum(d.clicks) AS BIGINT), CAST(sum(d.scans) AS BIGINT), CAST(sum(d.leads) AS BIGINT), \
     CAST(sum(d.filtered) AS BIGINT), CAST(sum(d.repeats) AS BIGINT), l.id \
     FROM links l JOIN visit_days d ON d.workspace_id = l.workspace_id AND d.link_id = l.id \
       AND d.dimension = 'total' AND d.day >= $1 AND d.day <= $2 \
     WHERE l.workspace_id = $3 GROUP BY l.id",
);
// A hub's own visits stand beside the links': those whose entry led straight to a channel.
const BY_HUB: Statement = Statement::new(
    "sums.by_hub",
    "SELECT CAST(sum(d.clicks) AS BIGINT), CAST(sum(d.scans) AS BIGINT), CAST(sum(d.leads) AS BIGINT), \
     CAST(sum(d.filtered) AS BIGINT), CAST(sum(d.repeats) AS BIGINT), l.id \
     FROM hubs l JOIN visit_days d ON d.workspace_id = l.workspace_id AND d.link_id = l.id \
       AND d.dimension = 'total' AND d.day >= $1 AND d.day <= $2 \
     WHERE l.workspace_id = $3 GROUP BY l.id",
);

const LEADS: Statement = Statement::new(
    "sums.leads",
    "SELECT CAST(coalesce(sum(leads), 0) AS BIGINT), CAST(coalesce(sum(with_data), 0) AS BIGINT), \
     CAST(coalesce(sum(opened), 0) AS BIGINT), CAST(coalesce(sum(chats), 0) AS BIGINT), \
     CAST(coalesce(sum(data_chats), 0) AS BIGINT) FROM lead_days \
     WHERE workspace_id = $1 AND link_id = $2 AND dimension = 'total' AND day >= $3 AND day <= $4 AND model <= $5",
);
const LEADS_BY_DAY: Statement = Statement::new(
    "sums.leads_by_day",
    "SELECT CAST(sum(leads) AS BIGINT), CAST(sum(with_data) AS BIGINT), CAST(sum(opened) AS BIGINT), \
     CAST(sum(chats) AS BIGINT), CAST(sum(data_chats) AS BIGINT), day FROM lead_days WHERE workspace_id = $1 AND link_id = $2 \
     AND dimension = 'total' AND day >= $3 AND day <= $4 AND model <= $5 GROUP BY day",
);
const LEADS_BY_VALUE: Statement = Statement::new(
    "sums.leads_by_value",
    concat!(
        "SELECT CAST(sum(leads) AS BIGINT), CAST(sum(with_data) AS BIGINT), CAST(sum(opened) AS BIGINT), \
         CAST(sum(chats) AS BIGINT), CAST(sum(data_chats) AS BIGINT), value FROM (",
        leads_of!("days"),
        "day >= $5 AND day <= $6 UNION ALL ",
        leads_of!("days"),
        "day >= $7 AND day <= $8 UNION ALL ",
        leads_of!("spans"),
        "days = 7 AND span >= $9 AND span <= $10 UNION ALL ",
        leads_of!("spans"),
        "days = 7 AND span >= $11 AND span <= $12 UNION ALL ",
        leads_of!("spans"),
        "days = 28 AND span >= $13 AND span <= $14) AS sums GROUP BY value",
    ),
);
const LEADS_BY_LINK: Statement = Statement::new(
    "sums.leads_by_link",
    "SELECT CAST(sum(d.leads) AS BIGINT), CAST(sum(d.with_data) AS BIGINT), CAST(sum(d.opened) AS BIGINT), \
     CAST(sum(d.chats) AS BIGINT), CAST(sum(d.data_chats) AS BIGINT), l.id FROM links l JOIN lead_days d ON d.workspace_id = l.workspace_id \
       AND d.link_id = l.id AND d.dimension = 'total' AND d.day >= $1 AND d.day <= $2 AND d.model <= $3 \
     WHERE l.workspace_id = $4 GROUP BY l.id",
);
const LEADS_BY_HUB: Statement = Statement::new(
    "sums.leads_by_hub",
    "SELECT CAST(sum(d.leads) AS BIGINT), CAST(sum(d.with_data) AS BIGINT), CAST(sum(d.opened) AS BIGINT), \
     CAST(sum(d.chats) AS BIGINT), CAST(sum(d.data_chats) AS BIGINT), l.id FROM hubs l JOIN lead_days d ON d.workspace_id = l.workspace_id \
       AND d.link_id = l.id AND d.dimension = 'total' AND d.day >= $1 AND d.day <= $2 AND d.model <= $3 \
     WHERE l.workspace_id = $4 GROUP BY l.id",
);

pub(crate) const STATEMENTS: &[&Statement] = &[
    &TOTALS,
    &BY_DAY,
    &BY_VALUE,
    &BY_LINK,
    &BY_HUB,
    &LEADS,
    &LEADS_BY_DAY,
    &LEADS_BY_VALUE,
    &LEADS_BY_LINK,
    &LEADS_BY_HUB,
];

/// What is read.
#[derive(Clone)]
pub(super) struct Scope {
    pub(super) workspace: WorkspaceId,
    pub(super) days: Days,
    pub(super) link: Option<LinkId>,
    pub(super) model: Model,
    pub(super) zone: TimeZone,
    /// Everything counted from the rows, where sums are not kept yet.
    pub(super) rows: Option<Rc<FromRows>>,
}

/// Sums that were made of the rows for this report alone.
pub(super) struct FromRows {
    visits: Rollup,
    leads: LeadDays,
}

impl Scope {
    /// Errors: `Missing` when there is no such workspace.
    pub(super) fn of(tx: &mut Tx<'_>, workspace: WorkspaceId, asked: Asked) -> Result<Self, Error> {
        let zone = zone_of(tx, workspace)?;
        let rows = if up_to_date(tx)? { None } else { Some(Rc::new(FromRows::read(tx, workspace, &zone)?)) };
        Ok(Self { workspace, days: asked.days, link: asked.link, model: asked.model, zone, rows })
    }

    fn link(&self) -> [u8; 16] {
        self.link.map_or(ALL_LINKS, |link| *link.as_bytes())
    }

    fn model(&self) -> i64 {
        match self.model {
            Model::First => 0,
            Model::Last => 1,
        }
    }
}

impl FromRows {
    fn read(tx: &mut Tx<'_>, workspace: WorkspaceId, zone: &TimeZone) -> Result<Self, Error> {
        let there = recount::There::of(tx, workspace)?;
        let visits = recount::rollup(tx, workspace, zone, there)?;
        let mut leads = LeadDays::default();
        lead_days::each_lead(tx, workspace, |_, lead| leads.add(lead, zone))?;
        Ok(Self { visits, leads })
    }

    fn visits(&self, scope: &Scope, asked: &str) -> Vec<(String, Counts)> {
        let (first, last) = scope.days.numbers();
        let mut lines: FxHashMap<String, Counts> = FxHashMap::default();
        self.visits.each_of_links(|link, day, dimension, value, counts| {
            let is_of_link = scope.link.is_none_or(|asked| asked == link);
            if dimension == asked && is_of_link && (first..=last).contains(&day) {
                lines.entry(value.to_owned()).or_default().add(counts);
            }
        });
        lines.into_iter().collect()
    }

    /// By `line` of link, day and value.
    fn leads(
        &self,
        scope: &Scope,
        asked: &str,
        line: impl Fn(&[u8; 16], i32, &str) -> Option<String>,
    ) -> Vec<(String, LeadCounts)> {
        let (first, last) = scope.days.numbers();
        let mut lines: FxHashMap<String, LeadCounts> = FxHashMap::default();
        self.leads.each(|link, day, dimension, value, model, counts| {
            let is_asked = dimension == asked && model <= scope.model() && (first..=last).contains(&day);
            if let Some(key) = is_asked.then(|| line(link, day, value)).flatten() {
                *lines.entry(key).or_default() += counts;
            }
        });
        lines.into_iter().collect()
    }
}

pub(super) fn visits_in_all(tx: &mut Tx<'_>, scope: &Scope) -> Result<Counts, Error> {
    let (first, last) = scope.days.numbers();
    tx.one(&TOTALS, &[scope.workspace.into(), Value::Id(scope.link()), first.into(), last.into()], counts)
}

/// Visits by line; what is kept since the first day is always read from the sums.
pub(super) fn visits(tx: &mut Tx<'_>, scope: &Scope, by: By) -> Result<Vec<(String, Counts)>, Error> {
    let (first, last) = scope.days.numbers();
    if let Some(rows) = scope.rows.as_ref().filter(|_| BROUGHT.contains(&by.as_str())) {
        return Ok(rows.visits(scope, by.as_str()));
    }
    let of: [Value<'_>; 4] = [scope.workspace.into(), Value::Id(scope.link()), first.into(), last.into()];
    match (by, scope.link) {
        (By::Day, _) => tx.query(&BY_DAY, &of, |row| Ok((day(row.get(5)?)?, counts(row)?))),
        // One link's line among all is its total.
        (By::Link, Some(link)) => Ok(vec![(link.to_string(), tx.one(&TOTALS, &of, counts)?)]),
        (By::Link, None) => {
            let of = [first.into(), last.into(), scope.workspace.into()];
            let mut line = |row: &Row<'_>| Ok((row.get::<uuid::Uuid>(5)?.to_string(), counts(row)?));
            let mut lines = tx.query(&BY_LINK, &of, &mut line)?;
            lines.extend(tx.query(&BY_HUB, &of, &mut line)?);
            Ok(lines)
        }
        _ => {
            let mut of = vec![scope.workspace.into(), Value::Id(scope.link()), by.as_str().into()];
            of.extend(Cut::of(scope.days, by.as_str(), scope.link).bounds().map(Value::from));
            tx.query(&BY_VALUE, &of, |row| Ok((row.get(5)?, counts(row)?)))
        }
    }
}

pub(super) fn leads_in_all(tx: &mut Tx<'_>, scope: &Scope) -> Result<LeadCounts, Error> {
    if let Some(rows) = &scope.rows {
        let all = rows.leads(scope, "total", |link, _, _| (*link == scope.link()).then(String::new));
        return Ok(all.into_iter().map(|(_, counts)| counts).next().unwrap_or_default());
    }
    let (first, last) = scope.days.numbers();
    let of = [scope.workspace.into(), Value::Id(scope.link()), first.into(), last.into(), scope.model().into()];
    tx.one(&LEADS, &of, lead_counts)
}

/// Leads by line. By kind of visit there are none.
pub(super) fn leads(tx: &mut Tx<'_>, scope: &Scope, by: By) -> Result<Vec<(String, LeadCounts)>, Error> {
    let (first, last) = scope.days.numbers();
    let (link, model) = (scope.link(), scope.model());
    if let Some(rows) = &scope.rows {
        return Ok(match by {
            By::Kind => Vec::new(),
            By::Day => rows.leads(scope, "total", |of, number, _| (*of == link).then(|| day(number).ok()).flatten()),
            By::Link => rows.leads(scope, "total", |of, _, _| {
                let is_asked = scope.link.map_or(*of != ALL_LINKS, |asked| of == asked.as_bytes());
                is_asked.then(|| uuid::Uuid::from_bytes(*of).to_string())
            }),
            _ => rows.leads(scope, by.as_str(), |of, _, value| (*of == link).then(|| value.to_owned())),
        });
    }
    let of: [Value<'_>; 5] = [scope.workspace.into(), Value::Id(link), first.into(), last.into(), model.into()];
    match (by, scope.link) {
        (By::Kind, _) => Ok(Vec::new()),
        (By::Day, _) => tx.query(&LEADS_BY_DAY, &of, |row| Ok((day(row.get(5)?)?, lead_counts(row)?))),
        (By::Link, Some(link)) => Ok(vec![(link.to_string(), tx.one(&LEADS, &of, lead_counts)?)]),
        (By::Link, None) => {
            let of = [first.into(), last.into(), model.into(), scope.workspace.into()];
            let mut line = |row: &Row<'_>| Ok((row.get::<uuid::Uuid>(5)?.to_string(), lead_counts(row)?));
            let mut lines = tx.query(&LEADS_BY_LINK, &of, &mut line)?;
            lines.extend(tx.query(&LEADS_BY_HUB, &of, &mut line)?);
            Ok(lines)
        }
        _ => {
            let [workspace, link, _, _, model] = of;
            let mut of = vec![workspace, link, by.as_str().into(), model];
            of.extend(Cut::of(scope.days, by.as_str(), scope.link).bounds().map(Value::from));
            tx.query(&LEADS_BY_VALUE, &of, |row| Ok((row.get(5)?, lead_counts(row)?)))
        }
    }
}

fn day(number: i32) -> Result<String, Error> {
    let date = date_of(number).ok_or_else(|| Error::Damaged(format!("the day {number} of a roll-up")))?;
    Ok(date.to_string())
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

fn lead_counts(row: &Row<'_>) -> Result<LeadCounts, Error> {
    Ok(LeadCounts {
        leads: row.get(0)?,
        with_data: row.get(1)?,
        opened: row.get(2)?,
        chats: row.get(3)?,
        data_chats: row.get(4)?,
    })
}
