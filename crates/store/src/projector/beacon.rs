//! What is kept of how chats were opened: a row for each visit of a person that was answered with more than plain
//! wa.me, and a row for each thing that its page told.

use crate::error::Error;
use crate::statement::{Batch, Column};
use crate::tx::Tx;
use crate::value::Value;
use domain::deeplink::{Happening, Token, Way};
use domain::id::{LeadId, LinkId, WorkspaceId};
use domain::visit::{Beacon, FormSent, Step, Visit};

/// Once a visit: whoever tells a thing twice, or in two batches, has told it once.
const KEEP: Batch = Batch {
    name: "beacons.keep",
    before: "INSERT INTO beacons (link_id, visit_at, lead_id, what, workspace_id, seen_at) ",
    columns: &[Column::Blob, Column::Int, Column::Int, Column::Text, Column::Blob, Column::Int],
    after: " ON CONFLICT (link_id, visit_at, lead_id, what) DO NOTHING",
};

/// A page that tells of somebody else's lead changes nothing.
const OPENED: Batch = Batch {
    name: "beacons.opened",
    before: "WITH told AS (",
    columns: &[Column::Int, Column::Blob, Column::Int],
    after: ") UPDATE leads SET opened_at = told.column3 FROM told
        WHERE leads.id = told.column1 AND leads.workspace_id = told.column2 AND leads.opened_at IS NULL",
};

pub(crate) const BATCHES: &[&Batch] = &[&KEEP, &OPENED];

#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    link: LinkId,
    visit_at: i64,
    lead: LeadId,
    what: &'static str,
    workspace: WorkspaceId,
    seen_at: i64,
}

impl Kept {
    /// How a visit was answered, if that is worth a row.
    pub(super) fn answered(visit: &Visit<'_>) -> Option<Self> {
        Self::answered_to(visit, visit.at)
    }

    /// The same of a form that was sent. It belongs to the visit that showed it.
    pub(super) fn answered_form(sent: &FormSent<'_>) -> Option<Self> {
        Self::answered_to(&sent.visit, sent.shown_at)
    }

    fn answered_to(visit: &Visit<'_>, visit_at: i64) -> Option<Self> {
        let way = visit.steps.iter().rev().find_map(|step| match step {
            Step::Opened { way } => Some(*way),
            _ => None,
        })?;
        let lead = visit.lead.filter(|_| !visit.repeat && way != Way::Plain)?;
        Some(Self {
            link: visit.link,
            visit_at: Token::moment(visit_at),
            lead: lead.id,
            what: way.as_str(),
            workspace: visit.workspace,
            seen_at: visit.at,
        })
    }

    /// The lead whose page told that the chat was opened.
    pub(super) fn opener(&self) -> Option<LeadId> {
        (self.what == Happening::Opened.as_str()).then_some(self.lead)
    }

    pub(super) fn told(beacon: &Beacon) -> Self {
        Self {
            link: beacon.link,
            visit_at: Token::moment(beacon.visit_at),
            lead: beacon.lead,
            what: beacon.what.as_str(),
            workspace: beacon.workspace,
            seen_at: beacon.at,
        }
    }
}

/// In key order: neighbours share pages, and two nodes never wait for each other's rows crosswise.
pub(super) fn write(tx: &mut Tx<'_>, kept: &mut [Kept]) -> Result<(), Error> {
    kept.sort_by_key(|row| (row.link, row.visit_at, row.lead, row.what, row.seen_at));
    tx.batch(
        &KEEP,
        kept.iter().map(|row| {
            [
                Value::from(row.link),
                row.visit_at.into(),
                row.lead.into(),
                row.what.into(),
                row.workspace.into(),
                row.seen_at.into(),
            ]
        }),
    )?;
    // Once for each lead, in the order of their numbers.
    let mut opened: Vec<&Kept> = kept.iter().filter(|row| row.opener().is_some()).collect();
    opened.sort_by_key(|row| (row.lead, row.seen_at));
    opened.dedup_by_key(|row| row.lead);
    tx.batch(&OPENED, opened.iter().map(|row| [Value::from(row.lead), row.workspace.into(), row.seen_at.into()]))?;
    Ok(())
}
