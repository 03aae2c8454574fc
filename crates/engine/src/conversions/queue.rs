//! Events that commands cause, queued in the command's own transaction.

use crate::rejection::Rejection;
use domain::conversion::plan::{Happened, Place, Planned, chosen, plan};
use domain::conversion::{Category, Cause, Consent, WhichValue, event_id};
use domain::id::{DeliveryId, DestinationId, LinkId};
use domain::lead::Lead;
use store::deliveries::queue::{self, Event, delivery_id};
use store::destinations::Destination;
use store::workspaces::Workspace;
use store::{Tx, destinations, links, workspaces};
use uuid::Uuid;

/// What is to be told of a lead.
pub(super) struct Telling<'t> {
    pub(super) cause: Cause,
    pub(super) category: Category,
    /// Names what happened, so that the same is the same event.
    pub(super) key: &'t [u8],
    pub(super) lead_status: Option<&'t str>,
    /// Minor units and currency.
    pub(super) amount: Option<(i64, String)>,
    /// None: those that the lead's link has.
    pub(super) only: Option<&'t [DestinationId]>,
}

/// A lead has reached a status: told where the workspace has mapped it. `change` is the line of its history. What waited
/// for the lead's value goes out when it has one.
pub(crate) fn status_reached(
    tx: &mut Tx<'_>,
    before: &Lead,
    after: &Lead,
    change: Uuid,
    now: i64,
) -> Result<(), Rejection> {
    if after.actual_minor.is_some() && before.actual_minor != after.actual_minor {
        store::deliveries::replay::valued(tx, after.workspace, after.id, now)?;
    }
    if before.status == after.status {
        return Ok(());
    }
    let Some(home) = workspaces::get(tx, after.workspace)? else { return Ok(()) };
    let Some(means) = home.settings.conversions.iter().find(|means| means.status == after.status) else {
        return Ok(());
    };
    let telling = Telling {
        cause: Cause::Status,
        category: means.category,
        key: change.as_bytes(),
        lead_status: Some(&after.status),
        amount: amount(&home, after, means.value),
        only: None,
    };
    tell(tx, after, &telling, now)?;
    Ok(())
}

/// One of the lead's values, if it has it.
pub(super) fn amount(home: &Workspace, lead: &Lead, which: WhichValue) -> Option<(i64, String)> {
    let minor = match which {
        WhichValue::None => None,
        WhichValue::Expected => lead.expected_minor,
        WhichValue::Actual => lead.actual_minor,
    };
    minor.map(|minor| (minor, lead.currency.clone().unwrap_or_else(|| home.currency.clone())))
}

/// Queues an event of a lead for its destinations; those of the link that brought it last, unless some are named.
/// Answers what was queued or kept with a reason; what was there already is left out.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    lead: &Lead,
    telling: &Telling<'_>,
    now: i64,
) -> Result<Vec<DeliveryId>, Rejection> {
    let places: Vec<Place> = destinations::living(tx, lead.workspace)?.iter().map(Destination::place).collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let link = lead.last_touch().link;
    let own = match telling.only {
        Some(only) => only.to_vec(),
        None => destinations_of(tx, lead, link)?,
    };
    let category = telling.category.as_str().as_bytes();
    let id = event_id::of(now, &[telling.cause.as_str().as_bytes(), &lead.id.0.to_be_bytes(), telling.key, category]);
    let event = Event {
        workspace: lead.workspace,
        id,
        lead: Some(lead.id),
        link: Some(link),
        cause: telling.cause,
        category: telling.category,
        at: now,
        lead_status: telling.lead_status.map(str::to_owned),
        amount: telling.amount.clone(),
    };
    let click_ids: Vec<&str> = [lead.last_touch(), &lead.first_touch]
        .into_iter()
        .flat_map(|touch| touch.origin.carried())
        .map(|(name, _)| &**name)
        .collect();
    let happened = Happened {
        lead: lead.id,
        event_id: id,
        cause: telling.cause,
        category: telling.category,
        consent: lead.consent.as_ref().map_or(Consent::Unknown, |record| record.state),
        country: &lead.whereabouts.country,
        click_ids: &click_ids,
        is_suppressed: false,
    };
    let planned: Vec<(&Event, &Place, Planned)> = chosen(&places, &own)
        .filter_map(|place| plan(place, &happened).map(|planned| (&event, place, planned)))
        .collect();
    let mut new = Vec::new();
    for one in &planned {
        if queue::queue(tx, std::slice::from_ref(one), now, now)? == 1 {
            new.push(DeliveryId(delivery_id(id, now, one.1.id, one.2.fate)));
        }
    }
    Ok(new)
}

fn destinations_of(tx: &mut Tx<'_>, lead: &Lead, link: LinkId) -> Result<Vec<DestinationId>, Rejection> {
    Ok(links::get(tx, lead.workspace, link)?.map(|link| link.extras.destinations).unwrap_or_default())
}
