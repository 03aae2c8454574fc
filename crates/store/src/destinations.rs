//! Destinations of conversions and how each does. Credentials come and go sealed: what is in them is not known here.

use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::{Value, json};
use domain::conversion::ConsentRule;
use domain::conversion::plan::Place;
use domain::destination::{Mapping, Platform};
use domain::id::{DestinationId, WorkspaceId};
use domain::outbox::Said;
use domain::outbox::breaker::{Breaker, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    pub id: DestinationId,
    pub workspace: WorkspaceId,
    pub platform: Platform,
    pub name: String,
    pub active: bool,
    pub for_all_links: bool,
    pub settings: BTreeMap<String, String>,
    /// Sealed by the engine.
    pub credentials: Vec<u8>,
    pub hints: BTreeMap<String, Hint>,
    pub events: Vec<Mapping>,
    pub consent: ConsentRule,
    pub archived_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    /// Raised at each save; the ETag.
    pub version: i64,
}

/// What may be shown of a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// Its last characters; empty where it is too short to show any.
    pub end: String,
    /// Microseconds UTC.
    pub set_at: i64,
}

impl Destination {
    /// As the plan needs it.
    pub fn place(&self) -> Place {
        Place {
            id: self.id,
            platform: self.platform,
            for_all_links: self.for_all_links,
            consent: self.consent,
            events: self.events.clone(),
        }
    }
}

/// How a destination does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    pub breaker: Breaker,
    /// The last failure, and when it was.
    pub said: Option<(Said, i64)>,
    /// The last success.
    pub sent_at: Option<i64>,
}

const INSERT: Statement = Statement::new(
    "destinations.insert",
    "INSERT INTO destinations (id, workspace_id, platform, name, active, for_all_links, settings, credentials, hints, \
     events, consent, archived_at, created_at, updated_at, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
);
const GET: Statement = Statement::new(
    "destinations.get",
    "SELECT id, workspace_id, platform, name, active, for_all_links, settings, credentials, hints, events, consent, \
     archived_at, created_at, updated_at, version FROM destinations WHERE workspace_id = $1 AND id = $2",
);
const PAGE: Statement = Statement::new(
    "destinations.page",
    "SELECT id, workspace_id, platform, name, active, for_all_links, settings, credentials, hints, events, consent, \
     archived_at, created_at, updated_at, version FROM destinations \
     WHERE workspace_id = $1 AND archived_at IS NULL AND id > $2 ORDER BY id LIMIT $3",
);
const LIVING: Statement = Statement::new(
    "destinations.living",
    "SELECT id, workspace_id, platform, name, active, for_all_links, settings, credentials, hints, events, consent, \
     archived_at, created_at, updated_at, version FROM destinations \
     WHERE workspace_id = $1 AND archived_at IS NULL AND active = 1 ORDER BY id",
);
const COUNT: Statement = Statement::new(
    "destinations.count",
    "SELECT COUNT(*) FROM destinations WHERE workspace_id = $1 AND archived_at IS NULL",
);
const UPDATE: Statement = Statement::new(
    "destinations.update",
    "UPDATE destinations SET name = $1, active = $2, for_all_links = $3, settings = $4, credentials = $5, hints = $6, \
     events = $7, consent = $8, archived_at = $9, updated_at = $10, version = version + 1 \
     WHERE workspace_id = $11 AND id = $12 AND version = $13",
);
const TOUCH: Statement =
    Statement::new("destinations.touch", "UPDATE destinations SET version = version + 1 WHERE id = $1");
const HEALTH: Statement = Statement::new(
    "destinations.health",
    "SELECT state, failures, openings, since, probe_at, said, said_at, sent_at FROM destination_health \
     WHERE destination_id = $1",
);
const KEEP_HEALTH: Statement = Statement::new(
    "destinations.keep_health",
    "INSERT INTO destination_health (destination_id, state, failures, openings, since, probe_at, said, said_at, sent_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT (destination_id) DO UPDATE SET state = excluded.state, failures = excluded.failures, \
         openings = excluded.openings, since = excluded.since, probe_at = excluded.probe_at, said = excluded.said, \
         said_at = excluded.said_at, sent_at = excluded.sent_at",
);

pub const STATEMENTS: &[&Statement] = &[&INSERT, &GET, &PAGE, &LIVING, &COUNT, &UPDATE, &TOUCH, &HEALTH, &KEEP_HEALTH];

pub fn insert(tx: &mut Tx<'_>, destination: &Destination) -> Result<(), Error> {
    let Destination { id, workspace, platform, name, active, for_all_links, credentials, .. } = destination;
    let params: [Value<'_>; 15] = [
        id.into(),
        workspace.into(),
        platform.as_str().into(),
        name.into(),
        (*active).into(),
        (*for_all_links).into(),
        json(&destination.settings)?.into(),
        credentials.into(),
        json(&destination.hints)?.into(),
        json(&destination.events)?.into(),
        destination.consent.as_str().into(),
        destination.archived_at.into(),
        destination.created_at.into(),
        destination.updated_at.into(),
        destination.version.into(),
    ];
    tx.execute(&INSERT, &params)?;
    Ok(())
}

/// Archived ones too.
pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: DestinationId) -> Result<Option<Destination>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

/// Oldest first, after `after`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    after: Option<DestinationId>,
    limit: usize,
) -> Result<Vec<Destination>, Error> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    tx.query(&PAGE, &[workspace.into(), after.into(), (limit as i64).into()], read)
}

/// Those that are switched on.
pub fn living(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Vec<Destination>, Error> {
    tx.query(&LIVING, &[workspace.into()], read)
}

pub fn count(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<i64, Error> {
    tx.one(&COUNT, &[workspace.into()], |row| row.get(0))
}

/// Saves over `destination.version`; false when somebody else has saved since.
pub fn update(tx: &mut Tx<'_>, destination: &Destination) -> Result<bool, Error> {
    let params: [Value<'_>; 13] = [
        (&destination.name).into(),
        destination.active.into(),
        destination.for_all_links.into(),
        json(&destination.settings)?.into(),
        (&destination.credentials).into(),
        json(&destination.hints)?.into(),
        json(&destination.events)?.into(),
        destination.consent.as_str().into(),
        destination.archived_at.into(),
        destination.updated_at.into(),
        destination.workspace.into(),
        destination.id.into(),
        destination.version.into(),
    ];
    Ok(tx.execute(&UPDATE, &params)? == 1)
}

/// A person has acted on a destination without changing it: what is under way there belongs to the time before.
pub fn touch(tx: &mut Tx<'_>, id: DestinationId) -> Result<(), Error> {
    tx.execute(&TOUCH, &[id.into()])?;
    Ok(())
}

/// A destination that nothing was sent to yet is well.
pub fn health(tx: &mut Tx<'_>, id: DestinationId) -> Result<Health, Error> {
    let read = |row: &Row<'_>| {
        let state: &str = row.get(0)?;
        let said: Option<&str> = row.get(5)?;
        let said = said.map(serde_json::from_str).transpose();
        let said: Option<Said> = said.map_err(|error| Error::Damaged(format!("what a platform said: {error}")))?;
        Ok(Health {
            breaker: Breaker {
                state: State::parse(state).ok_or_else(|| Error::Damaged(format!("breaker {state:?}")))?,
                failures: row.get(1)?,
                openings: row.get(2)?,
                since: row.get(3)?,
                probe_at: row.get(4)?,
            },
            said: said.zip(row.get(6)?),
            sent_at: row.get(7)?,
        })
    };
    Ok(tx.opt(&HEALTH, &[id.into()], read)?.unwrap_or_default())
}

pub fn keep_health(tx: &mut Tx<'_>, id: DestinationId, health: &Health) -> Result<(), Error> {
    let breaker = &health.breaker;
    let (said, said_at) = health.said.as_ref().map_or((None, None), |(said, at)| (Some(said), Some(*at)));
    let params: [Value<'_>; 9] = [
        id.into(),
        breaker.state.as_str().into(),
        breaker.failures.into(),
        breaker.openings.into(),
        breaker.since.into(),
        breaker.probe_at.into(),
        said.map(json).transpose()?.into(),
        said_at.into(),
        health.sent_at.into(),
    ];
    tx.execute(&KEEP_HEALTH, &params)?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Destination, Error> {
    let damaged = |what: &str| Error::Damaged(format!("destination {what}"));
    let (platform, consent): (&str, &str) = (row.get(2)?, row.get(10)?);
    let (settings, hints, events): (&str, &str, &str) = (row.get(6)?, row.get(8)?, row.get(9)?);
    Ok(Destination {
        id: row.get(0)?,
        workspace: row.get(1)?,
        platform: Platform::parse(platform).ok_or_else(|| damaged(platform))?,
        name: row.get(3)?,
        active: row.get(4)?,
        for_all_links: row.get(5)?,
        settings: serde_json::from_str(settings).map_err(|_| damaged("settings"))?,
        credentials: row.get(7)?,
        hints: serde_json::from_str(hints).map_err(|_| damaged("hints"))?,
        events: serde_json::from_str(events).map_err(|_| damaged("events"))?,
        consent: ConsentRule::parse(consent).ok_or_else(|| damaged(consent))?,
        archived_at: row.get(11)?,
        created_at: row.get(12)?,
        updated_at: row.get(13)?,
        version: row.get(14)?,
    })
}
