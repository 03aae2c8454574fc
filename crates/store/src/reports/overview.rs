//! The overview: clicks, scans, leads and purchases of some days, in lines by what one asks, with the period before
//! beside them. Visits come from the roll-ups, purchases from the leads' own history.

use super::days::{Days, date_of};
use super::purchases::{self, Purchases};
use super::rollup::{ALL_LINKS, Counts};
use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::id::{LinkId, WorkspaceId};
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What the lines of a report are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    Day,
    Hour,
    Link,
    Agent,
    Source,
    Campaign,
    Country,
    Device,
    Kind,
}

impl By {
    pub const ALL: [Self; 9] = [
        Self::Day,
        Self::Hour,
        Self::Link,
        Self::Agent,
        Self::Source,
        Self::Campaign,
        Self::Country,
        Self::Device,
        Self::Kind,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Link => "link",
            Self::Agent => "agent",
            Self::Source => "source",
            Self::Campaign => "campaign",
            Self::Country => "country",
            Self::Device => "device",
            Self::Kind => "kind",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == text)
    }
}

/// What is told of a period or a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub counts: Counts,
    /// Leads whose status became a purchase within the days, each once.
    pub purchases: i64,
    /// Their actual values, summed by currency, in minor units.
    pub value: BTreeMap<String, i64>,
}

impl Figures {
    fn is_empty(&self) -> bool {
        self.counts.is_zero() && self.purchases == 0
    }
}

/// A line: its key as it is kept (a day is `yyyy-mm-dd`; empty is unknown or none) and, for links and agents, its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub key: String,
    pub name: Option<String>,
    pub figures: Figures,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    pub days: Days,
    pub totals: Figures,
    /// As many days right before, and their totals.
    pub before: Option<(Days, Figures)>,
    /// Days and hours in their order, each there also when empty; everything else by clicks, the most first.
    pub lines: Vec<Line>,
}

const ZONE: Statement = Statement::new("overview.zone", "SELECT time_zone FROM workspaces WHERE id = $1");
const TOTALS: Statement = Statement::new(
    "overview.totals",
    "SELECT CAST(coalesce(sum(clicks), 0) AS BIGINT), CAST(coalesce(sum(scans), 0) AS BIGINT), \
     CAST(coalesce(sum(leads), 0) AS BIGINT), CAST(coalesce(sum(filtered), 0) AS BIGINT), \
     CAST(coalesce(sum(repeats), 0) AS BIGINT) FROM visit_days \
     WHERE workspace_id = $1 AND link_id = $2 AND dimension = 'total' AND day >= $3 AND day <= $4",
);
const BY_DAY: Statement = Statement::new(
    "overview.by_day",
    "SELECT clicks, scans, leads, filtered, repeats, day FROM visit_days \
     WHERE workspace_id = $1 AND link_id = $2 AND dimension = 'total' AND day >= $3 AND day <= $4",
);
const BY_VALUE: Statement = Statement::new(
    "overview.by_value",
    "SELECT CAST(sum(clicks) AS BIGINT), CAST(sum(scans) AS BIGINT), CAST(sum(leads) AS BIGINT), \
     CAST(sum(filtered) AS BIGINT), CAST(sum(repeats) AS BIGINT), value FROM visit_days \
     WHERE workspace_id = $1 AND link_id = $2 AND dimension = $3 AND day >= $4 AND day <= $5 GROUP BY value",
);
// By each link's own totals, which lie together in the order of the links, so that nothing is sorted: the same sums stand
// among all links' roll-ups under its id, day by day, and sorting those costs several times as much.
const BY_LINK: Statement = Statement::new(
    "overview.by_link",
    "SELECT CAST(sum(d.clicks) AS BIGINT), CAST(sum(d.scans) AS BIGINT), CAST(sum(d.leads) AS BIGINT), \
     CAST(sum(d.filtered) AS BIGINT), CAST(sum(d.repeats) AS BIGINT), l.id \
     FROM links l JOIN visit_days d ON d.workspace_id = l.workspace_id AND d.link_id = l.id \
       AND d.dimension = 'total' AND d.day >= $1 AND d.day <= $2 \
     WHERE l.workspace_id = $3 GROUP BY l.id",
);
// A hub's own visits stand beside the links': those whose entry led straight to a channel.
const BY_HUB: Statement = Statement::new(
    "overview.by_hub",
    "SELECT CAST(sum(d.clicks) AS BIGINT), CAST(sum(d.scans) AS BIGINT), CAST(sum(d.leads) AS BIGINT), \
     CAST(sum(d.filtered) AS BIGINT), CAST(sum(d.repeats) AS BIGINT), l.id \
     FROM hubs l JOIN visit_days d ON d.workspace_id = l.workspace_id AND d.link_id = l.id \
       AND d.dimension = 'total' AND d.day >= $1 AND d.day <= $2 \
     WHERE l.workspace_id = $3 GROUP BY l.id",
);
// The one link that was asked for is not a dimension of its own roll-ups.
const LINK_NAMES: Statement =
    Statement::new("overview.link_names", "SELECT id, name FROM links WHERE workspace_id = $1");
const HUB_NAMES: Statement = Statement::new("overview.hub_names", "SELECT id, name FROM hubs WHERE workspace_id = $1");
const AGENT_NAMES: Statement =
    Statement::new("overview.agent_names", "SELECT id, name FROM agents WHERE workspace_id = $1");

pub const STATEMENTS: &[&Statement] =
    &[&ZONE, &TOTALS, &BY_DAY, &BY_VALUE, &BY_LINK, &BY_HUB, &LINK_NAMES, &HUB_NAMES, &AGENT_NAMES];

/// The figures of some days, of one link or of all. Errors: `Missing` when there is no such workspace.
pub fn overview(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    days: Days,
    by: By,
    link: Option<LinkId>,
) -> Result<Overview, Error> {
    let zone = zone_of(tx, workspace)?;
    let now = period(tx, workspace, days, Some(by), link, &zone)?;
    let before = match days.before() {
        Some(days) => Some((days, period(tx, workspace, days, None, link, &zone)?.totals)),
        None => None,
    };
    let lines = lines(tx, workspace, days, by, link, now.lines)?;
    Ok(Overview { days, totals: now.totals, before, lines })
}

pub(super) fn zone_of(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<TimeZone, Error> {
    let name: String = tx.one(&ZONE, &[workspace.into()], |row| row.get(0))?;
    TimeZone::get(&name).map_err(|_| Error::Damaged(format!("the time zone {name:?}")))
}

struct Period {
    totals: Figures,
    lines: FxHashMap<String, Figures>,
}

fn period(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    days: Days,
    by: Option<By>,
    link: Option<LinkId>,
    zone: &TimeZone,
) -> Result<Period, Error> {
    let (first, last) = days.numbers();
    let of = [workspace.into(), of_links(link), first.into(), last.into()];
    let counts = tx.one(&TOTALS, &of, counts)?;
    let Purchases { total, lines } = purchases::of(tx, workspace, days, by, link, zone)?;
    Ok(Period {
        totals: Figures { counts, purchases: total.count, value: total.value },
        lines: lines
            .into_iter()
            .map(|(key, sum)| (key, Figures { counts: Counts::default(), purchases: sum.count, value: sum.value }))
            .collect(),
    })
}

fn of_links(link: Option<LinkId>) -> Value<'static> {
    link.map_or(Value::Id(ALL_LINKS), Value::from)
}

/// The lines: those of the purchases with the visits added to them, in the order to show.
fn lines(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    days: Days,
    by: By,
    link: Option<LinkId>,
    mut lines: FxHashMap<String, Figures>,
) -> Result<Vec<Line>, Error> {
    let (first, last) = days.numbers();
    let visits: Vec<(String, Counts)> = match (by, link) {
        (By::Day, _) => {
            let of = [workspace.into(), of_links(link), first.into(), last.into()];
            tx.query(&BY_DAY, &of, |row| {
                let day = row.get::<i32>(5)?;
                let date = date_of(day).ok_or_else(|| Error::Damaged(format!("the day {day} of a roll-up")))?;
                Ok((date.to_string(), counts(row)?))
            })?
        }
        // One link's line among all is its total.
        (By::Link, Some(link)) => {
            let of = [workspace.into(), of_links(Some(link)), first.into(), last.into()];
            vec![(link.to_string(), tx.one(&TOTALS, &of, counts)?)]
        }
        (By::Link, None) => {
            let of = [first.into(), last.into(), workspace.into()];
            let mut line = |row: &Row<'_>| Ok((row.get::<uuid::Uuid>(5)?.to_string(), counts(row)?));
            let mut lines = tx.query(&BY_LINK, &of, &mut line)?;
            lines.extend(tx.query(&BY_HUB, &of, &mut line)?);
            lines
        }
        _ => {
            let of = [workspace.into(), of_links(link), by.as_str().into(), first.into(), last.into()];
            tx.query(&BY_VALUE, &of, |row| Ok((row.get(5)?, counts(row)?)))?
        }
    };
    for (key, counts) in visits {
        lines.entry(key).or_default().counts.add(&counts);
    }
    match by {
        By::Day => Ok(all_of(days.each().map(|day| day.to_string()), lines)),
        By::Hour => Ok(all_of((0..24).map(|hour| format!("{hour:02}")), lines)),
        _ => {
            let names = names(tx, workspace, by)?;
            let mut lines: Vec<Line> = lines
                .into_iter()
                .filter(|(_, figures)| !figures.is_empty())
                .map(|(key, figures)| Line { name: names.get(&key).cloned(), key, figures })
                .collect();
            lines.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.key.cmp(&b.key)));
            Ok(lines)
        }
    }
}

fn weight(line: &Line) -> (i64, i64, i64) {
    let Figures { counts, purchases, .. } = &line.figures;
    (counts.clicks + counts.scans, *purchases, counts.filtered + counts.repeats)
}

fn all_of(keys: impl Iterator<Item = String>, mut lines: FxHashMap<String, Figures>) -> Vec<Line> {
    keys.map(|key| Line { figures: lines.remove(&key).unwrap_or_default(), name: None, key }).collect()
}

fn names(tx: &mut Tx<'_>, workspace: WorkspaceId, by: By) -> Result<FxHashMap<String, String>, Error> {
    let statements: &[&Statement] = match by {
        By::Link => &[&LINK_NAMES, &HUB_NAMES],
        By::Agent => &[&AGENT_NAMES],
        _ => &[],
    };
    let mut names = FxHashMap::default();
    for statement in statements {
        tx.each(statement, &[workspace.into()], |row| {
            names.insert(row.get::<uuid::Uuid>(0)?.to_string(), row.get(1)?);
            Ok(())
        })?;
    }
    Ok(names)
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
