//! Conditions that a visit alone can't answer: whether it is its visitor's latest, what the page on the phone told of
//! it, whether its form was sent. Asked only of visits that fit in every other way, by keys.

use super::filter::{After, Facet, has};
use super::{Filter, decode};
use crate::error::Error;
use crate::reports::parts::{self, Part};
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::deeplink::{Token, Way};
use domain::id::{LeadId, VisitId, WorkspaceId};
use domain::visit::{Entry, Step, Visit};

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

const SENT_BY_PAGE: Statement = Statement::new(
    "visits.again_sent_by_page",
    "SELECT details FROM form_answers WHERE link_id = $1 AND shown_at = $2 ORDER BY id LIMIT 1",
);

pub const STATEMENTS: &[&Statement] = &[&OF_LEAD, &BEACON, &SENT, &SENT_BY_PAGE];

/// The visit fits `filter` as far as it can be told from itself.
pub(super) fn holds(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    id: VisitId,
    visit: &Visit<'_>,
) -> Result<bool, Error> {
    let at_once =
        matches!(filter.after, Some(After::Opened(way)) if !visit.repeat && has(visit, Part::Way, way.as_str()));
    let lead = visit.lead.map(|lead| lead.id);
    let after = match &filter.after {
        None => true,
        // The page of a repetition tells of the visit that it repeats, unless it is that of its form.
        Some(After::Happened(_)) if visit.repeat && form(tx, visit)?.is_none() => false,
        Some(After::Happened(what)) => {
            let Some(lead) = lead else { return Ok(false) };
            let of: [Value<'_>; 4] =
                [visit.link.into(), Token::moment(visit.at).into(), lead.into(), what.as_str().into()];
            tx.opt(&BEACON, &of, |_| Ok(()))?.is_some()
        }
        Some(After::FormSent) => form(tx, visit)?.is_some(),
        Some(After::FormLine(facet, key)) => {
            let sent = form(tx, visit)?;
            sent.is_some_and(|sent| sent.lines.iter().any(|(of, value)| of == facet && value == key))
        }
        Some(After::Opened(way)) => at_once || form(tx, visit)?.is_some_and(|sent| sent.way == Some(*way)),
    };
    if !after || !filter.is_of_people() {
        return Ok(after);
    }
    match lead {
        Some(lead) => is_latest(tx, workspace, filter, (visit.at, id.0), lead),
        None => Ok(false),
    }
}

/// The form that this visit was shown, where it was sent. By a link without identifiers only the form names who sends it.
fn form(tx: &mut Tx<'_>, visit: &Visit<'_>) -> Result<Option<Sent>, Error> {
    let read = |row: &Row<'_>| Ok(Sent::read(row.get(0)?));
    match visit.lead {
        Some(lead) => tx.opt(&SENT, &[lead.id.into(), visit.link.into(), visit.at.into()], read),
        None if visit.is_unidentified() => {
            let sent = tx.opt(&SENT_BY_PAGE, &[visit.link.into(), visit.at.into()], read)?;
            Ok(sent.filter(|sent| sent.is_unidentified))
        }
        None => Ok(None),
    }
}

/// What a form came to when it was sent. One that can't be read came to nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    /// How the chat was opened.
    pub(crate) way: Option<Way>,
    /// Which rule decided, and who of the pool: as the lines of visits that were sent on at once name it.
    pub(crate) lines: Vec<(Facet, String)>,
    /// The visit that showed it names nobody.
    pub(crate) is_unidentified: bool,
}

impl Sent {
    pub(crate) fn read(details: &[u8]) -> Self {
        let Ok(Entry::FormSent(sent)) = postcard::from_bytes(details) else { return Self::default() };
        let way = sent.visit.steps.iter().rev().find_map(|step| match step {
            Step::Opened { way } => Some(*way),
            _ => None,
        });
        let mut lines = Vec::new();
        parts::each(&sent.visit, &mut String::new(), |part, value| match part {
            Part::Rule => lines.push((Facet::Rule, value.to_owned())),
            Part::Member => lines.push((Facet::Member, value.to_owned())),
            _ => {}
        });
        Self { way, lines, is_unidentified: sent.visit.is_unidentified() }
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
