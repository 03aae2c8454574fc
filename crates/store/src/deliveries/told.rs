//! What can be told of a delivery's lead, read when it is sent: the newest word on who it is, and what its browser
//! carried up to the event. Nothing of it is kept with the delivery.

use crate::error::Error;
use crate::leads::{self, hashes};
use crate::statement::Statement;
use crate::tx::Tx;
use domain::conversion::Hashes;
use domain::conversion::gather::{Gathered, gather};
use domain::id::{LeadId, LinkId, WorkspaceId};
use domain::lead::Lead;
use domain::visit::{Entry, Visit};

/// How many of a lead's visits are looked at, newest first.
const MOST_VISITS: i64 = 50;

const VISITS: Statement = Statement::new(
    "told.visits",
    "SELECT details FROM visits WHERE lead_id = $1 AND workspace_id = $2 AND at <= $3 \
     AND kind IN ('human', 'scan') ORDER BY id DESC LIMIT $4",
);
const LINK: Statement =
    Statement::new("told.link", "SELECT name, domain, slug FROM links WHERE id = $1 AND workspace_id = $2");

pub const STATEMENTS: &[&Statement] = &[&VISITS, &LINK];

/// A lead and what its visits told.
#[derive(Clone, Debug)]
pub struct Known {
    pub lead: Lead,
    pub hashes: Hashes,
    pub gathered: Gathered,
}

/// A link's name and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub name: String,
    /// Empty: the default domain.
    pub domain: String,
    pub slug: String,
}

/// None: the lead is gone, or the person was erased.
pub fn known(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId, at: i64) -> Result<Option<Known>, Error> {
    let found = leads::get(tx, workspace, lead)?.filter(|found| found.erased_at.is_none());
    let Some(found) = found else { return Ok(None) };
    let hashes = hashes::get(tx, workspace, lead)?.unwrap_or_default();
    let params = [lead.into(), workspace.into(), at.into(), MOST_VISITS.into()];
    let details: Vec<Vec<u8>> = tx.query(&VISITS, &params, |row| row.get(0))?;
    let mut visits: Vec<Visit<'_>> = Vec::with_capacity(details.len());
    for bytes in &details {
        match postcard::from_bytes(bytes) {
            Ok(Entry::Visit(visit)) => visits.push(visit),
            _ => return Err(Error::Damaged(format!("a visit of lead {lead}: cannot be decoded"))),
        }
    }
    let mut gathered = gather(&visits);
    // Without a visit that is kept (a lead that was imported, visits that were let go of) the lead itself knows.
    if gathered.last_touch.is_none() {
        let last = Some(found.last_touch()).filter(|touch| touch.at <= at).unwrap_or(&found.first_touch);
        gathered.last_touch = Some(last.origin.utm.clone());
    }
    // An older visit than those looked at may have carried it first.
    let first = &found.first_touch;
    let carried = |(name, value): &(_, _)| *name == "fbclid" && *value == gathered.browser.fbclid.as_str();
    if !gathered.browser.fbclid.is_empty() && first.origin.click_ids.iter().any(carried) {
        gathered.browser.fbclid_at = gathered.browser.fbclid_at.min(first.at);
    }
    Ok(Some(Known { lead: found, hashes, gathered }))
}

pub fn address(tx: &mut Tx<'_>, workspace: WorkspaceId, link: LinkId) -> Result<Option<Address>, Error> {
    tx.opt(&LINK, &[link.into(), workspace.into()], |row| {
        Ok(Address { name: row.get(0)?, domain: row.get(1)?, slug: row.get(2)? })
    })
}
