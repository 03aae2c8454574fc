//! The words by which a lead is found, kept equal to its name, e-mail address and tags by whoever changes those.

use crate::error::Error;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::id::{LeadId, WorkspaceId};
use domain::lead::words;
use std::collections::BTreeSet;

const SOURCES: Statement =
    Statement::new("words.sources", "SELECT name, email, tags FROM leads WHERE id = $1 AND workspace_id = $2");
const KEPT: Statement = Statement::new("words.kept", "SELECT word FROM lead_words WHERE lead_id = $1");
const DROP: Statement =
    Statement::new("words.drop", "DELETE FROM lead_words WHERE workspace_id = $1 AND word = $2 AND lead_id = $3");

pub const STATEMENTS: &[&Statement] = &[&SOURCES, &KEPT, &DROP];

const ADD: Batch = Batch {
    name: "words.add",
    before: "INSERT INTO lead_words (workspace_id, word, lead_id) ",
    columns: &[Column::Blob, Column::Text, Column::Int],
    after: " ON CONFLICT (workspace_id, word, lead_id) DO NOTHING",
};

pub(crate) const BATCHES: &[&Batch] = &[&ADD];

/// Brings a lead's words up to what its row says now. Nothing happens when there is no such lead.
pub fn refresh(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId) -> Result<(), Error> {
    let texts = tx.opt(&SOURCES, &[lead.into(), workspace.into()], |row| {
        let (name, email): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
        let tags: Vec<String> = super::json(row.get::<Option<&str>>(2)?)?;
        Ok((name.into_iter().chain(email).collect::<Vec<String>>(), tags))
    })?;
    let Some((texts, tags)) = texts else { return Ok(()) };
    let mut wanted = words::of(texts.iter().chain(&tags).map(String::as_str));
    wanted.extend(tags.iter().map(|tag| words::of_tag(tag)));
    let kept: BTreeSet<String> = tx.query(&KEPT, &[lead.into()], |row| row.get(0))?.into_iter().collect();
    for word in kept.difference(&wanted) {
        tx.execute(&DROP, &[workspace.into(), word.into(), lead.into()])?;
    }
    let new = wanted.difference(&kept).map(|word| [Value::from(workspace), word.into(), lead.into()]);
    tx.batch(&ADD, new)?;
    Ok(())
}
