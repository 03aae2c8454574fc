//! What platforms know a lead by, kept equal to its name, number and address by whoever changes those. A lead of before
//! there were any is hashed when it is first told of.

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::json;
use domain::conversion::Hashes;
use domain::id::{LeadId, WorkspaceId};

const CONTACT: Statement =
    Statement::new("hashes.contact", "SELECT name, phone, email FROM leads WHERE id = $1 AND workspace_id = $2");
const KEPT: Statement =
    Statement::new("hashes.kept", "SELECT hashes FROM lead_hashes WHERE lead_id = $1 AND workspace_id = $2");
const KEEP: Statement = Statement::new(
    "hashes.keep",
    "INSERT INTO lead_hashes (lead_id, workspace_id, hashes) VALUES ($1, $2, $3) \
     ON CONFLICT (lead_id) DO UPDATE SET hashes = excluded.hashes",
);

pub const STATEMENTS: &[&Statement] = &[&CONTACT, &KEPT, &KEEP];

/// Brings a lead's hashes up to what its row says now. Nothing happens when there is no such lead.
pub fn refresh(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId) -> Result<(), Error> {
    if let Some(hashes) = of_row(tx, workspace, lead)? {
        tx.execute(&KEEP, &[lead.into(), workspace.into(), json(&hashes)?.into()])?;
    }
    Ok(())
}

/// The kept ones, else those of the lead's row. None when there is no such lead.
pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId) -> Result<Option<Hashes>, Error> {
    let kept = tx.opt(&KEPT, &[lead.into(), workspace.into()], |row| {
        let text: &str = row.get(0)?;
        serde_json::from_str(text).map_err(|error| Error::Damaged(format!("hashes of lead {lead}: {error}")))
    })?;
    match kept {
        Some(hashes) => Ok(Some(hashes)),
        None => of_row(tx, workspace, lead),
    }
}

fn of_row(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId) -> Result<Option<Hashes>, Error> {
    tx.opt(&CONTACT, &[lead.into(), workspace.into()], |row| {
        let (name, phone, email): (Option<&str>, Option<&str>, Option<&str>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Hashes::of(name, phone, email))
    })
}
