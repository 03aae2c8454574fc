//! One lead's figures move with it: whoever changes a lead outside the projection takes what it was counted by before,
//! and gives what it is afterwards, in the same transaction.

use super::lead_days::{self, Counted, Hold, LeadDays};
use super::overview::zone_of;
use super::purchases;
use crate::error::Error;
use crate::tx::Tx;
use domain::id::{LeadId, WorkspaceId};
use jiff::tz::TimeZone;

/// A lead's figures as they were.
pub(crate) struct Figures {
    sums: LeadDays,
    zone: Option<TimeZone>,
}

impl Figures {
    /// Holds the lead until the transaction ends.
    pub(crate) fn before(tx: &mut Tx<'_>, lead: LeadId) -> Result<Self, Error> {
        let mut workspace = None;
        lead_days::each_of(tx, &[lead], Hold::ToTheEnd, |_, counted| workspace = Some(counted.workspace))?;
        let zone = workspace.map(|workspace: WorkspaceId| zone_of(tx, workspace)).transpose()?;
        let mut sums = LeadDays::default();
        if let Some(zone) = &zone {
            lead_days::one(tx, lead, |counted: &Counted<'_>| sums.take(counted, zone))?;
        }
        Ok(Self { sums, zone })
    }

    /// Adds what became of the lead.
    pub(crate) fn after(mut self, tx: &mut Tx<'_>, lead: LeadId) -> Result<(), Error> {
        let Some(zone) = &self.zone else { return Ok(()) };
        let sums = &mut self.sums;
        lead_days::one(tx, lead, |counted: &Counted<'_>| sums.add(counted, zone))?;
        self.sums.write(tx)?;
        purchases::refresh(tx, lead)
    }
}
