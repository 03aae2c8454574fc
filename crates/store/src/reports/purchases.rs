//! Purchases of some days: leads whose status became one of those that mean money, each counted once, at the first
//! such change within the days, with the actual value that it has now.

use super::days::{self, Days};
use super::overview::By;
use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{AgentId, LinkId, WorkspaceId};
use jiff::tz::TimeZone;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

// The statuses are those of domain::lead::PURCHASES; a test holds them together.
const BECAME: Statement = Statement::new(
    "purchases.became",
    "SELECT c.lead_id, c.at, l.link_id, l.agent_id, l.source, l.campaign, l.country, l.device, l.actual_minor, \
     l.currency FROM lead_changes c JOIN leads l ON l.id = c.lead_id \
     WHERE c.workspace_id = $1 AND c.field = 'status' AND c.at >= $2 AND c.at < $3 \
     AND c.after_value IN ('purchase', 'won') ORDER BY c.at, c.id",
);

pub const STATEMENTS: &[&Statement] = &[&BECAME];

#[derive(Debug, Default)]
pub(super) struct Sum {
    pub(super) count: i64,
    pub(super) value: BTreeMap<String, i64>,
}

impl Sum {
    fn add(&mut self, value: Option<&(String, i64)>) {
        self.count += 1;
        if let Some((currency, minor)) = value {
            *self.value.entry(currency.clone()).or_default() += minor;
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Purchases {
    pub(super) total: Sum,
    pub(super) lines: FxHashMap<String, Sum>,
}

pub(super) fn of(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    days: Days,
    by: Option<By>,
    link: Option<LinkId>,
    zone: &TimeZone,
) -> Result<Purchases, Error> {
    let (from, to) = days.moments(zone)?;
    let mut sums = Purchases::default();
    let mut seen: FxHashSet<i64> = FxHashSet::default();
    tx.each(&BECAME, &[workspace.into(), from.into(), to.into()], |row| {
        let of_link: Option<LinkId> = row.get(2)?;
        if !seen.insert(row.get(0)?) || link.is_some_and(|asked| of_link != Some(asked)) {
            return Ok(());
        }
        let value = row.get::<Option<String>>(9)?.zip(row.get::<Option<i64>>(8)?);
        sums.total.add(value.as_ref());
        if let Some(key) = by.map(|by| key(row, by, of_link, zone)).transpose()?.flatten() {
            sums.lines.entry(key).or_default().add(value.as_ref());
        }
        Ok(())
    })?;
    Ok(sums)
}

/// The line that a purchase belongs to; none where a purchase has none (it has no kind of visit).
fn key(row: &Row<'_>, by: By, link: Option<LinkId>, zone: &TimeZone) -> Result<Option<String>, Error> {
    let (day, hour) = days::local(row.get(1)?, zone);
    Ok(Some(match by {
        By::Day => days::date_of(day).map(|date| date.to_string()).unwrap_or_default(),
        By::Hour => format!("{hour:02}"),
        By::Link => link.map(|id| id.to_string()).unwrap_or_default(),
        By::Agent => row.get::<Option<AgentId>>(3)?.map(|id| id.to_string()).unwrap_or_default(),
        By::Source => row.get(4)?,
        By::Campaign => row.get(5)?,
        By::Country => row.get(6)?,
        By::Device => row.get(7)?,
        By::Kind => return Ok(None),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_names_the_statuses_that_the_domain_calls_purchases() {
        let quoted: Vec<String> = domain::lead::PURCHASES.iter().map(|status| format!("'{status}'")).collect();
        assert!(BECAME.sql.contains(&format!("IN ({})", quoted.join(", "))));
    }
}
