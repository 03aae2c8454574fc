//! Conditions that a visit alone can't answer: whether it is its visitor's latest, what the page on the phone told of
//! it, whether its form was sent. Asked only of visits that fit in every other way, by keys.

use super::filter::After;
use super::{Filter, decode};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::deeplink::Token;
use domain::id::{LeadId, MemberId, VisitId, WorkspaceId};
use domain::visit::{Entry, Visit};

/// A visitor's visits that are read at once.
const BITE: i64 = 64;

const OF_LEAD: Statement = Statement::new(
    "visits.again_of_lead",
    "SELECT id, details FROM visits WHERE lead_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
);
const BEACON: Statement = Statement::new(
    "visits.again_beacon",
    "SELECT 1 FROM beacons WHERE link_id = $1 AND visit_at = $2 AND lead_id = $3 AND what = $4",
);
const SENT: Statement = Statement::new(
    "visits.again_sent",
    "SELECT details FROM form_answers WHERE lead_id = $1 AND link_id = $2 AND shown_at = $3",
);

pub const STATEMENTS: &[&Statement] = &[&OF_LEAD, &BEACON, &SENT];

/// The visit fits `filter` as far as it can be told from itself.
pub(super) fn holds(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    id: VisitId,
    visit: &Visit<'_>,
) -> Result<bool, Error> {
    let Some(lead) = visit.lead.map(|lead| lead.id) else { return Ok(false) };
    let after = match filter.after {
        None => true,
        Some(After::Happened(_)) if visit.repeat => false,
        Some(After::Happened(what)) => {
            let of: [Value<'_>; 4] =
                [visit.link.into(), Token::moment(visit.at).into(), lead.into(), what.as_str().into()];
            tx.opt(&BEACON, &of, |_| Ok(()))?.is_some()
        }
        Some(After::FormSent | After::FormTurn(_)) => {
            let turn =
                tx.opt(&SENT, &[lead.into(), visit.link.into(), visit.at.into()], |row| Ok(turn(row.get(0)?)))?;
            match filter.after {
                Some(After::FormTurn(member)) => turn.flatten() == Some(member),
                _ => turn.is_some(),
            }
        }
    };
    Ok(after && (!filter.is_of_people() || is_latest(tx, workspace, filter, (visit.at, id.0), lead)?))
}

/// Whose turn a form took when it was sent. One that can't be read took none.
pub(crate) fn turn(details: &[u8]) -> Option<MemberId> {
    match postcard::from_bytes(details) {
        Ok(Entry::FormSent(sent)) => sent.visit.turn.map(|turn| turn.member),
        _ => None,
    }
}

/// Of the visitor's visits that fit. The latest is met first nearly always, so few are read.
fn is_latest(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    this: (i64, i64),
    lead: LeadId,
) -> Result<bool, Error> {
    let mut below = i64::MAX;
    loop {
        let (mut read, mut later) = (0, false);
        tx.each(&OF_LEAD, &[lead.into(), below.into(), BITE.into()], |row| {
            let (id, details): (i64, &[u8]) = (row.get(0)?, row.get(1)?);
            let other = decode(details).map_err(|error| Error::Damaged(format!("visit {id}: {error}")))?;
            later |= (other.at, id) > this && filter.fits(workspace, &other);
            (read, below) = (read + 1, id);
            Ok(())
        })?;
        if later || read < BITE {
            return Ok(!later);
        }
    }
}
