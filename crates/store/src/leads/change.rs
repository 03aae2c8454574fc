//! What people decide about a lead, with a line of history for each field, in one transaction. A save that was made
//! from an older version changes nothing.

use super::{hashes, words};
use crate::config_changes::{self, Noun};
use crate::error::Error;
use crate::reports::moved::Figures;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::{Value, json};
use domain::actor::Actor;
use domain::id::{LeadId, WorkspaceId};
use domain::lead::Lead;
use domain::lead::draft::Changed;
use uuid::Uuid;

const SAVE: Statement = Statement::new(
    "leads.save",
    "UPDATE leads SET name = $1, phone = $2, email = $3, status = $4, priority = $5, score = $6, expected_minor = $7, \
     actual_minor = $8, currency = $9, tags = $10, custom_fields = $11, agent_id = $12, \
     agent_set_at = CASE WHEN $13 = 1 THEN CAST($14 AS BIGINT) ELSE agent_set_at END, updated_at = $14, \
     consent = $15, version = version + 1 WHERE id = $16 AND workspace_id = $17 AND version = $18",
);
// Changes nothing and holds the row to the commit: a visit that is projected meanwhile waits.
const HOLD: Statement =
    Statement::new("leads.hold", "UPDATE leads SET version = version WHERE id = $1 AND workspace_id = $2");

pub const STATEMENTS: &[&Statement] = &[&SAVE, &HOLD];

const HISTORY: Batch = Batch {
    name: "leads.history",
    before: "INSERT INTO lead_changes (id, workspace_id, lead_id, at, field, before_value, after_value, actor_kind, \
             actor_id, actor_name) ",
    columns: &[
        Column::Blob,
        Column::Blob,
        Column::Int,
        Column::Int,
        Column::Text,
        Column::Text,
        Column::Text,
        Column::Text,
        Column::Blob,
        Column::Text,
    ],
    after: "",
};

pub(crate) const BATCHES: &[&Batch] = &[&HISTORY];

/// Whether a save met the version that it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Saved {
    Done,
    /// Somebody else has saved since.
    Stale,
}

/// Keeps anybody else from changing the lead until the transaction ends, so that what is read next stays true.
pub fn hold(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId) -> Result<bool, Error> {
    Ok(tx.execute(&HOLD, &[lead.into(), workspace.into()])? == 1)
}

/// Writes `after` where `before.version` still stands, with `changes` as its history. `ids` are for the lines of
/// history, as many as there are changes.
pub fn save(
    tx: &mut Tx<'_>,
    before: &Lead,
    after: &Lead,
    changes: &[Changed],
    by: &Actor,
    at: i64,
    ids: &[Uuid],
) -> Result<Saved, Error> {
    let figures = Figures::before(tx, before.id)?;
    let agent = after.agent.as_ref().map(|agent| agent.id);
    let agent_changed = before.agent.as_ref().map(|agent| agent.id) != agent;
    let written = tx.execute(
        &SAVE,
        &[
            after.name.as_ref().into(),
            after.phone.as_ref().into(),
            after.email.as_ref().into(),
            (&after.status).into(),
            after.priority.as_str().into(),
            after.score.into(),
            after.expected_minor.into(),
            after.actual_minor.into(),
            after.currency.as_ref().into(),
            text(&after.tags, after.tags.is_empty())?,
            text(&after.custom_fields, after.custom_fields.is_empty())?,
            agent.into(),
            agent_changed.into(),
            at.into(),
            after.consent.as_ref().map(json).transpose()?.into(),
            before.id.into(),
            before.workspace.into(),
            before.version.into(),
        ],
    )?;
    if written == 0 {
        return Ok(Saved::Stale);
    }
    if ids.len() < changes.len() {
        return Err(Error::Failed(format!("{} ids for {} changes", ids.len(), changes.len())));
    }
    let rows = changes.iter().zip(ids).map(|(change, id)| {
        [
            Value::from(*id),
            before.workspace.into(),
            before.id.into(),
            at.into(),
            (&change.field).into(),
            change.before.as_ref().into(),
            change.after.as_ref().into(),
            by.kind.as_str().into(),
            by.id.into(),
            (&by.name).into(),
        ]
    });
    tx.batch(&HISTORY, rows)?;
    figures.after(tx, before.id)?;
    if before.name != after.name || before.email != after.email || before.tags != after.tags {
        words::refresh(tx, before.workspace, before.id)?;
    }
    if before.name != after.name || before.phone != after.phone || before.email != after.email {
        hashes::refresh(tx, before.workspace, before.id)?;
    }
    if agent_changed {
        let mut id = [0; 16];
        id[8..].copy_from_slice(&before.id.0.to_be_bytes());
        config_changes::append(tx, Noun::LeadAgent, Uuid::from_bytes(id), at)?;
    }
    Ok(Saved::Done)
}

fn text(value: &impl serde::Serialize, is_empty: bool) -> Result<Value<'static>, Error> {
    if is_empty {
        return Ok(Value::Null);
    }
    serde_json::to_string(value).map(Value::from).map_err(|error| Error::Failed(error.to_string()))
}
