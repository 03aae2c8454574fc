//! The change history: who changed what, when, with before and after. Rows are only ever added.

use crate::{Error, Row, Statement, Tx};
use domain::actor::Actor;
use domain::id::WorkspaceId;
use uuid::Uuid;

/// One entry. `before` and `after` are JSON texts of what changed, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// UUID v7: the order of the history.
    pub id: Uuid,
    pub at: i64,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    /// `link.created`, `member.switched_off`, …
    pub action: String,
    /// `link`, `channel`, `user`, …
    pub noun: String,
    pub noun_id: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What a list of entries is narrowed to; empty text is any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub noun: String,
    pub noun_id: String,
}

const INSERT: Statement = Statement::new(
    "audit.insert",
    "INSERT INTO audit_log (id, workspace_id, at, actor_kind, actor_id, actor_name, action, noun, noun_id, \
     before_value, after_value) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);
const PAGE: Statement = Statement::new(
    "audit.page",
    "SELECT id, at, actor_kind, actor_id, actor_name, action, noun, noun_id, before_value, after_value \
     FROM audit_log WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
);
const OF_NOUN: Statement = Statement::new(
    "audit.of_noun",
    "SELECT id, at, actor_kind, actor_id, actor_name, action, noun, noun_id, before_value, after_value \
     FROM audit_log WHERE workspace_id = $1 AND noun = $2 AND ($3 = '' OR noun_id = $3) AND id < $4 \
     ORDER BY id DESC LIMIT $5",
);

pub const STATEMENTS: &[&Statement] = &[&INSERT, &PAGE, &OF_NOUN];

/// Adds an entry, put down to `actor`; the entry's own actor fields are not read.
pub fn insert(tx: &mut Tx<'_>, workspace: WorkspaceId, actor: &Actor, entry: &Entry) -> Result<(), Error> {
    tx.execute(
        &INSERT,
        &[
            entry.id.into(),
            workspace.into(),
            entry.at.into(),
            actor.kind.as_str().into(),
            actor.id.into(),
            (&actor.name).into(),
            (&entry.action).into(),
            (&entry.noun).into(),
            (&entry.noun_id).into(),
            entry.before.as_ref().into(),
            entry.after.as_ref().into(),
        ],
    )?;
    Ok(())
}

/// Newest first, older than `before`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Entry>, Error> {
    let (before, limit) = (before.unwrap_or(Uuid::max()), limit as i64);
    if filter.noun.is_empty() {
        return tx.query(&PAGE, &[workspace.into(), before.into(), limit.into()], read);
    }
    let params = [workspace.into(), (&filter.noun).into(), (&filter.noun_id).into(), before.into(), limit.into()];
    tx.query(&OF_NOUN, &params, read)
}

fn read(row: &Row<'_>) -> Result<Entry, Error> {
    Ok(Entry {
        id: row.get(0)?,
        at: row.get(1)?,
        actor_kind: row.get(2)?,
        actor_id: row.get(3)?,
        actor_name: row.get(4)?,
        action: row.get(5)?,
        noun: row.get(6)?,
        noun_id: row.get(7)?,
        before: row.get(8)?,
        after: row.get(9)?,
    })
}
