//! Roll-ups that an older program did not keep, made of the visits that it left: link by link, each in a transaction of
//! its own, so that nobody waits for longer than one link takes. Until all are there the figures of a link are counted
//! row by row; so nothing that is shown is ever short.
//!
//! On the same way what pages told of a chat that was opened when a form was sent comes to the visit that was shown the
//! form; an older program named it by the moment of sending, where no visit is.

use super::overview::zone_of;
use super::parts::Part;
use super::recount::There;
use super::rollup::{ALL_LINKS, BROUGHT, Extent, Rollup};
use super::{lead_days, purchases, span_sums};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use crate::{Store, dialect, visits};
use domain::deeplink::Token;
use domain::id::{LeadId, LinkId, WorkspaceId};
use domain::visit::Entry;

/// Raised whenever a program keeps a dimension that the one before did not.
const VERSION: &str = "4";
const FACT: &str = "rollups";

const READ: Statement = Statement::new("rollups.version", "SELECT value FROM facts WHERE name = $1");
const KEEP: Statement = Statement::new(
    "rollups.keep_version",
    "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
);
const LINKS: Statement = Statement::new(
    "rollups.links",
    "SELECT workspace_id, id FROM links UNION ALL SELECT workspace_id, id FROM hubs ORDER BY 2",
);
const WORKSPACES: Statement = Statement::new("rollups.workspaces", "SELECT id FROM workspaces ORDER BY id");
const SUM_UP: Statement = Statement::new(
    "rollups.sum_up",
    "INSERT INTO visit_days (workspace_id, link_id, day, dimension, value, clicks, scans, leads, filtered, repeats) \
     SELECT workspace_id, $1, day, dimension, value, CAST(sum(clicks) AS BIGINT), CAST(sum(scans) AS BIGINT), \
     CAST(sum(leads) AS BIGINT), CAST(sum(filtered) AS BIGINT), CAST(sum(repeats) AS BIGINT) FROM visit_days \
     WHERE workspace_id = $2 AND dimension = $3 AND link_id <> $1 GROUP BY workspace_id, day, dimension, value",
);
const FORGET: Statement = Statement::new(
    "rollups.forget",
    "DELETE FROM visit_days WHERE workspace_id = $1 AND link_id = $2 AND dimension = $3 AND day >= $4",
);
const ROWS: Statement = Statement::new("rollups.rows", "SELECT details FROM visits WHERE link_id = $1 ORDER BY id");

const FORMS: Statement = Statement::new(
    "rollups.forms",
    "SELECT lead_id, shown_at, at, details FROM form_answers WHERE link_id = $1 ORDER BY id",
);
// Where a visit came in that very tenth of a second, it is that visit's.
const TELL: Statement = Statement::new(
    "rollups.tell",
    "INSERT INTO beacons (link_id, visit_at, lead_id, what, workspace_id, seen_at) \
     SELECT b.link_id, CAST($1 AS BIGINT), b.lead_id, b.what, b.workspace_id, b.seen_at FROM beacons b \
     WHERE b.link_id = $2 AND b.visit_at = $3 AND b.lead_id = $4 AND NOT EXISTS (SELECT 1 FROM visits v \
         WHERE v.lead_id = b.lead_id AND v.link_id = b.link_id AND v.at - v.at % 100000 = b.visit_at) \
     ON CONFLICT (link_id, visit_at, lead_id, what) DO NOTHING",
);
const UNTELL: Statement = Statement::new(
    "rollups.untell",
    "DELETE FROM beacons WHERE link_id = $1 AND visit_at = $2 AND lead_id = $3 AND NOT EXISTS (SELECT 1 FROM visits v \
         WHERE v.lead_id = beacons.lead_id AND v.link_id = beacons.link_id AND v.at - v.at % 100000 = beacons.visit_at)",
);

pub const STATEMENTS: &[&Statement] =
    &[&READ, &KEEP, &LINKS, &WORKSPACES, &SUM_UP, &FORGET, &ROWS, &FORMS, &TELL, &UNTELL];

/// Whether every dimension that this program reads is there.
pub(super) fn up_to_date(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let found: Option<String> = tx.opt(&READ, &[FACT.into()], |row| row.get(0))?;
    Ok(found.as_deref() == Some(VERSION))
}

/// Makes what is missing; at once where nothing is. Blocking, and as long as it takes to read every visit once.
pub fn bring_up(store: &Store) -> Result<(), Error> {
    if store.read_blocking(up_to_date)? {
        return Ok(());
    }
    let links: Vec<(WorkspaceId, LinkId)> =
        store.read_blocking(|tx| tx.query(&LINKS, &[], |row| Ok((row.get(0)?, row.get(1)?))))?;
    for (workspace, link) in links {
        store.write_blocking(move |tx| {
            of_forms(tx, link)?;
            of_link(tx, workspace, link)
        })?;
    }
    let workspaces: Vec<WorkspaceId> = store.read_blocking(|tx| tx.query(&WORKSPACES, &[], |row| row.get(0)))?;
    for workspace in workspaces {
        store.write_blocking(move |tx| of_workspace(tx, workspace))?;
    }
    // What came meanwhile was counted as it came, and links that were made meanwhile have nothing from before.
    store.write_blocking(|tx| tx.execute(&KEEP, &[FACT.into(), VERSION.into()]).map(drop))
}

fn of_link(tx: &mut Tx<'_>, workspace: WorkspaceId, link: LinkId) -> Result<(), Error> {
    let zone = zone_of(tx, workspace)?;
    dialect::hold_visits(tx)?;
    let there = There::of(tx, workspace)?;
    let mut rollup = Rollup::new();
    tx.each(&ROWS, &[link.into()], |row| {
        let details: &[u8] = row.get(0)?;
        let visit = visits::decode(details).map_err(|error| Error::Damaged(format!("a visit: {error}")))?;
        // Of days whose rows are kept no more there is what there was.
        if let Some((day, hour)) = there.place(&visit, &zone).filter(|(day, _)| *day >= there.whole_from()) {
            rollup.visit(&visit, day, hour);
        }
        Ok(())
    })?;
    for dimension in Part::ALL.map(Part::as_str).into_iter().chain(BROUGHT) {
        tx.execute(&FORGET, &[workspace.into(), link.into(), dimension.into(), there.whole_from().into()])?;
    }
    rollup.write_days(tx, Extent::Later)
}

/// All links together, of what was not summed up yet; the leads' own sums; what purchases are counted by.
fn of_workspace(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(), Error> {
    let zone = zone_of(tx, workspace)?;
    dialect::hold_visits(tx)?;
    for dimension in BROUGHT {
        tx.execute(&FORGET, &[workspace.into(), Value::Id(ALL_LINKS), dimension.into(), 0i64.into()])?;
        tx.execute(&SUM_UP, &[Value::Id(ALL_LINKS), workspace.into(), dimension.into()])?;
    }
    purchases::remake(tx, workspace)?;
    lead_days::remake(tx, workspace, &zone)?;
    span_sums::remake(tx, workspace)
}

/// Chats of forms, from the moments of sending to the visits that were shown the forms.
fn of_forms(tx: &mut Tx<'_>, link: LinkId) -> Result<(), Error> {
    let mut moves: Vec<(LeadId, i64, i64)> = Vec::new();
    tx.each(&FORMS, &[link.into()], |row| {
        let (lead, shown_at, at): (LeadId, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let last = match postcard::from_bytes(row.get(3)?) {
            Ok(Entry::FormSent(sent)) => sent.visit.at,
            _ => at,
        };
        let to = Token::moment(shown_at);
        let from = [Token::moment(at), Token::moment(last)];
        moves.extend(from.into_iter().filter(|from| *from != to).map(|from| (lead, from, to)));
        Ok(())
    })?;
    for (lead, from, to) in moves {
        tx.execute(&TELL, &[to.into(), link.into(), from.into(), lead.into()])?;
        tx.execute(&UNTELL, &[link.into(), from.into(), lead.into()])?;
    }
    Ok(())
}
